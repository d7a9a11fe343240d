"""The drop-in folder: a ward's own code runs only while it is trusted as it stands."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cpkit.plugins import choices
from tests.conftest import Run

CODE = """
import click
from cpkit.plugins import CommandSpec, hookimpl

@hookimpl
def commands(register):
    register(CommandSpec("chao", f"{__name__}:command", {"vi": "Chào.", "en": "Greet."}))

@click.command(help="Chào.")
def command():
    click.echo("Xin chào!")
"""


@pytest.fixture
def folder(home: Path) -> Path:
    """The drop-in folder of the store's home."""
    made = home / "plugins"
    made.mkdir(parents=True)
    return made


@pytest.fixture
def dropped(folder: Path) -> Path:
    """A plugin of one file, new to this computer."""
    path = folder / "cua_phuong.py"
    path.write_text(CODE, encoding="utf-8")
    return path


class TestTrust:
    def test_new_code_does_not_run_without_being_asked_about(self, installed: Run, dropped: Path) -> None:
        dropped.write_text("raise AssertionError('ran')", encoding="utf-8")
        shown = installed("--help")
        assert shown.exit_code == 0
        assert f"cpkit plugins trust {dropped}" in shown.stderr
        assert "AssertionError" not in shown.stderr

    def test_trusted_code_runs_until_it_changes(self, installed: Run, dropped: Path) -> None:
        assert installed("plugins", "trust", dropped).exit_code == 0
        assert installed("chao").stdout == "Xin chào!\n"
        dropped.write_text(CODE + "\n# another line", encoding="utf-8")
        changed = installed("chao")
        assert changed.exit_code == 2
        assert "chưa được tin dùng" in changed.stderr

    def test_a_package_is_one_plugin_and_its_data_are_part_of_it(self, installed: Run, folder: Path) -> None:
        package = folder / "bo_phieu"
        package.mkdir()
        (package / "__init__.py").write_text("from .inner import commands", encoding="utf-8")
        (package / "inner.py").write_text(CODE, encoding="utf-8")
        installed("plugins", "trust", package)
        for _run in range(2):
            assert installed("chao", PYTHONDONTWRITEBYTECODE="").stdout == "Xin chào!\n"
        (package / "more.toml").write_text("", encoding="utf-8")
        assert "chưa được tin dùng" in installed("--help").stderr

    def test_the_folder_of_another_home_is_another(self, installed: Run, dropped: Path, tmp_path: Path) -> None:
        installed("plugins", "trust", dropped)
        assert installed("--home", tmp_path / "elsewhere", "chao").exit_code == 2
        assert installed("--home", dropped.parent.parent, "chao", CPKIT_HOME="").exit_code == 0

    def test_what_is_not_code_is_refused(self, run: Run, tmp_path: Path) -> None:
        refused = run("plugins", "trust", tmp_path)
        assert refused.exit_code == 1
        assert "không phải là tệp .py" in refused.stderr

    def test_the_list_says_what_waits(self, installed: Run, dropped: Path) -> None:
        row = installed("plugins", "list", "--json").json[-1]
        assert (row["name"], row["package"], row["state"]) == ("cua_phuong", "plugins/", "untrusted")

    def test_a_broken_file_is_named_and_nothing_else_stops(self, installed: Run, dropped: Path) -> None:
        dropped.write_text("def broken(:", encoding="utf-8")
        installed("plugins", "trust", dropped)
        shown = installed("--help")
        assert shown.exit_code == 0
        assert "Bỏ qua tiện ích cua_phuong: SyntaxError" in shown.stderr

    def test_a_name_that_is_none_is_named(self, installed: Run, folder: Path) -> None:
        path = folder / "hai-tu.py"
        path.write_text("", encoding="utf-8")
        installed("plugins", "trust", path)
        assert "hai-tu.py" in installed("--help").stderr


@pytest.mark.skipif(sys.platform == "win32", reason="pexpect drives a Unix terminal")
class TestAsked:
    def _answer(self, letter: str) -> str:
        import pexpect

        child = pexpect.spawn(sys.executable, ["-m", "cpkit", "chao"], encoding="utf-8", dimensions=(24, 80))
        child.expect("Cho chạy tiện ích cua_phuong")
        child.send(letter)
        child.expect(pexpect.EOF)
        return str(child.before)

    def test_yes_runs_it_now_and_later(self, dropped: Path, installed: Run) -> None:
        assert "Xin chào!" in self._answer("\x1b[A\r")
        assert installed("chao").stdout == "Xin chào!\n"

    def test_no_is_remembered_and_not_asked_again(self, dropped: Path, installed: Run) -> None:
        assert "Xin chào!" not in self._answer("\r")
        again = installed("--help")
        assert again.stderr == ""
        assert installed("plugins", "list", "--json").json[-1]["state"] == "refused"


class TestChoices:
    @pytest.mark.parametrize(("named", "exit_code"), [("cua_phuong", 0), ("khac, cua_phuong", 0), ("khac", 2), ("", 2)])
    def test_load_only_these(self, installed: Run, dropped: Path, named: str, exit_code: int) -> None:
        installed("plugins", "trust", dropped)
        assert installed("chao", CPKIT_LOAD_PLUGINS=named).exit_code == exit_code

    def test_the_law_is_loaded_whatever_is_chosen(self, installed: Run) -> None:
        names = [row["name"] for row in installed("plugins", "list", "--json", CPKIT_LOAD_PLUGINS="").json]
        assert names == ["viet_nam", "decree56", "plan_2021_2025", "dien_bien"]

    def test_off_and_on_again(self, installed: Run, dropped: Path) -> None:
        installed("plugins", "trust", dropped)
        assert installed("plugins", "disable", "cua_phuong").exit_code == 0
        assert installed("chao").exit_code == 2
        assert installed("plugins", "list", "--json").json[-1]["state"] == "off"
        installed("plugins", "enable", "cua_phuong")
        assert installed("chao").exit_code == 0

    def test_a_plugin_that_ends_the_program_can_still_be_switched_off(self, installed: Run, dropped: Path) -> None:
        dropped.write_text("import os; os._exit(9)", encoding="utf-8")
        installed("plugins", "trust", dropped)
        assert installed("--help").exit_code == 9
        assert installed("plugins", "disable", "cua_phuong").exit_code == 0
        assert installed("--help").exit_code == 0

    def test_no_part_of_cpkit_can_be_switched_off(self, run: Run) -> None:
        assert "phần của cpkit" in run("plugins", "disable", "decree56").stderr

    def test_an_unknown_name_is_refused_with_those_there_are(self, run: Run, dropped: Path) -> None:
        refused = run("plugins", "disable", "no_such")
        assert refused.exit_code == 1
        assert "cua_phuong" in refused.stderr

    def test_damaged_settings_trust_nothing(self, installed: Run, dropped: Path) -> None:
        installed("plugins", "trust", dropped)
        Path(choices.decisions_file()).write_bytes(b"\xff\xfe\x00trusted")
        assert installed("chao").exit_code == 2


def test_the_folder_is_found_where_the_store_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The data folder is worked out without the package that the store asks: both must say the same."""
    from cpkit.store.location import default_home

    monkeypatch.delenv("CPKIT_HOME")
    monkeypatch.setattr(choices.run, "home", "")
    assert Path(choices.drop_in_folder()) == default_home() / "plugins"
