"""The root command: help, language, exit codes, streams, and what an error looks like to an officer."""

from __future__ import annotations

import errno
import importlib
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cpkit import cli
from cpkit.commands import COMMANDS
from cpkit.commands.lazy import LazyGroup
from cpkit.errors import CpkitError, Damaged, Locked, Misused, Problem, Refused
from tests.conftest import Result, Run


class TestHelp:
    def test_names_every_command_under_a_heading(self, run: Run) -> None:
        shown = run("--help").stdout
        assert "Việc hằng ngày:" in shown
        assert all(f"\n  {name} " in shown for name in COMMANDS)

    def test_is_vietnamese_down_to_the_words_of_the_library(self, run: Run) -> None:
        shown = run("-h").stdout
        assert shown.startswith("Cách dùng: cpkit [TÙY CHỌN] LỆNH [THAM SỐ]...")
        assert "Tùy chọn:" in shown
        assert not any(word in shown for word in ("Usage", "Options", "Show this", "COMMAND"))

    def test_is_printed_without_a_command_when_there_is_no_terminal(self, run: Run) -> None:
        assert run() == run("--help")

    def test_fits_in_80_columns(self, run: Run) -> None:
        assert max(map(len, run("--help").stdout.splitlines())) <= 80

    @pytest.mark.parametrize("name", COMMANDS)
    def test_stands_in_the_table_for_a_command_that_exists(self, name: str) -> None:
        spec = COMMANDS[name]
        module, _colon, attribute = spec.target.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        assert command.help, f"{name} has no help"
        assert all(spec.help.values())

    @pytest.mark.parametrize("name", COMMANDS)
    def test_of_each_command_can_be_shown(self, run: Run, name: str) -> None:
        assert run(name, "--help").stdout.startswith(f"Cách dùng: cpkit {name} ")


class TestVersion:
    def test_is_one_line(self, run: Run) -> None:
        assert run("--version") == Result(0, "cpkit 0.1.0\n", "")


class TestLanguage:
    @pytest.mark.parametrize("words", [["--lang", "en"], ["--lang=en"], ["--home", "x", "--lang", "en"]])
    def test_english_wherever_lang_stands_before_the_command(self, installed: Run, words: list[str]) -> None:
        assert installed(*words, "--help").stdout.startswith("Usage:")
        assert installed("--help", *words).stdout.startswith("Usage:")

    def test_english_down_to_the_words_of_every_command(self) -> None:
        code = "from cpkit.cli import main\nfrom cpkit.commands import COMMANDS\n"
        code += "for name in COMMANDS: main(['--lang', 'en', name, '--help'])"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
        assert done.stdout.count("Usage: cpkit ") == len(COMMANDS)
        assert not any(word in done.stdout for word in ("Thí dụ", "Tùy chọn", "Cách dùng", "Dùng được", "mặc định"))

    def test_lang_is_not_read_from_a_command_s_own_options(self, installed: Run) -> None:
        assert "Lỗi: Không có lệnh" in installed("no-such", "--lang", "en").stderr

    def test_environment_names_the_language_and_the_option_wins(self, installed: Run) -> None:
        assert installed("--help", CPKIT_LANG="en").stdout.startswith("Usage:")
        assert installed("--lang", "vi", "--help", CPKIT_LANG="en").stdout.startswith("Cách dùng:")

    def test_an_unknown_language_is_wrong_usage(self, run: Run) -> None:
        assert run("--lang", "fr", "due").exit_code == 2


class TestWrongUsage:
    def test_unknown_command_names_near_ones(self, run: Run) -> None:
        result = run("clok")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "Không có lệnh 'clok'. Có phải ý bạn là 'clock'" in result.stderr

    def test_unknown_option(self, run: Run) -> None:
        result = run("--bogus")
        assert result.exit_code == 2
        assert "Không có tùy chọn '--bogus'." in result.stderr


def _run_raising(monkeypatch: pytest.MonkeyPatch, error: BaseException, *words: str) -> int:
    """Exit code of a command that raises `error`."""

    @click.command()
    def command() -> None:
        raise error

    monkeypatch.setattr(LazyGroup, "get_command", lambda *_arguments: command)
    return cli.main(["anything", *words])


class TestErrors:
    @pytest.mark.parametrize(
        ("error", "code"),
        [(Refused("Không được."), 1), (Misused("Thiếu."), 2), (Locked("Khóa."), 3), (Damaged("Hỏng."), 4)],
    )
    def test_a_refusal_is_one_sentence_and_its_exit_code(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: CpkitError, code: int
    ) -> None:
        assert _run_raising(monkeypatch, error) == code
        assert capsys.readouterr() == ("", f"{error}\n")

    def test_every_problem_has_its_line(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        refusal = Refused("Chưa ghi được.", (Problem("name", "Thiếu họ tên."), Problem("sex", "Thiếu giới tính.")))
        _run_raising(monkeypatch, refusal)
        assert capsys.readouterr().err == "Chưa ghi được.\n  - Thiếu họ tên.\n  - Thiếu giới tính.\n"

    def test_an_unexpected_error_shows_no_traceback_and_none_of_its_text(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert _run_raising(monkeypatch, ValueError("Lò Thị Mẫu")) == 1
        shown = capsys.readouterr().err
        assert "ValueError" in shown and len(shown.splitlines()) == 1
        assert "Lò Thị Mẫu" not in shown

    def test_debug_shows_the_traceback_wherever_it_stands(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _run_raising(monkeypatch, ValueError("x"), "--debug")
        assert "Traceback" in capsys.readouterr().err

    @pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort(), EOFError()])
    def test_interrupted_is_130(self, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
        assert _run_raising(monkeypatch, error) == 130

    @pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.ENOENT, errno.EISDIR])
    def test_trouble_with_a_file_is_a_plain_sentence(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int
    ) -> None:
        assert _run_raising(monkeypatch, OSError(number, "English", "bao-cao.xlsx")) == 1
        shown = capsys.readouterr().err
        assert "English" not in shown and "OSError" not in shown


class TestStreams:
    def test_vietnamese_survives_a_code_page_that_lacks_it(self) -> None:
        environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
        command = [sys.executable, "-m", "cpkit", "--help"]
        assert "Việc hằng ngày" in subprocess.run(command, capture_output=True, env=environment).stdout.decode()

    @pytest.mark.skipif(sys.platform == "win32", reason="pipes of a shell")
    def test_a_reader_that_stops_reading_is_no_noise(self) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run([sys.executable, "-m", "cpkit", "--help"], stdout=writing, stderr=subprocess.PIPE)
        os.close(writing)
        assert (done.returncode, done.stderr) == (141, b"")

    @pytest.mark.skipif(sys.platform == "win32", reason="closes streams as a Unix shell does")
    @pytest.mark.parametrize("stream", [0, 1, 2])
    def test_a_closed_stream_is_no_error(self, practice: Path, stream: int) -> None:
        command = f"exec {sys.executable} -m cpkit child list {stream}>&-"
        done = subprocess.run(["sh", "-c", command], capture_output=True, timeout=60)
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
    def test_output_to_a_full_disk_is_one_sentence(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        command = [sys.executable, "-m", "cpkit", "--help"]
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environment)
        assert (done.returncode, done.stderr.decode().count("\n")) == (1, 1)
