"""Plugins at the command line, as processes of their own: a drop-in command, a broken plugin, `cpkit plugins list`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Result, Run
from tests.plugins.packages import HELLO, HELLO_COMMAND, install


@pytest.fixture
def with_plugin(installed: Run, tmp_path: Path) -> Run:
    """Run `cpkit` with a package of one plugin installed: `with_plugin(name, code, words, …, module=code)`."""

    def run_with(name: str, code: str, *words: str, **modules: str) -> Result:
        return installed(*words, PYTHONPATH=str(install(tmp_path / name, name, code, **modules)))

    return run_with


class TestDropIn:
    def test_its_command_runs(self, with_plugin: Run) -> None:
        result = with_plugin("hello", HELLO, "hello", "Mai", hello_command=HELLO_COMMAND)
        assert result == Result(0, "Chào Mai!\n", "")

    def test_its_command_stands_in_the_help_without_its_module(self, with_plugin: Run) -> None:
        shown = with_plugin("hello", HELLO, "--help", hello_command="raise AssertionError('imported by --help')")
        assert (shown.exit_code, shown.stderr) == (0, "")
        assert "Từ tiện ích:\n  hello " in shown.stdout
        assert "Chào một người." in shown.stdout

    def test_it_may_add_to_a_group(self, with_plugin: Run) -> None:
        code = HELLO.replace('"en": "Greet somebody."}', '"en": "Greet somebody."}, group="plugins"')
        assert (
            with_plugin("hello", code, "plugins", "hello", "Mai", hello_command=HELLO_COMMAND).stdout == "Chào Mai!\n"
        )

    def test_it_cannot_take_the_name_of_another_command(self, with_plugin: Run) -> None:
        result = with_plugin("hello", HELLO.replace('"hello"', '"plugins"'), "plugins", "list")
        assert result.exit_code == 0
        assert "Bỏ qua tiện ích hello: Đã có lệnh plugins" in result.stderr

    def test_a_broken_command_is_refused_with_the_reason(self, with_plugin: Run) -> None:
        result = with_plugin("hello", HELLO, "hello", "Mai", hello_command="import no_such_module_anywhere")
        assert result.exit_code == 1
        assert "Tiện ích mang lệnh hello bị lỗi" in result.stderr
        assert "no_such_module_anywhere" in result.stderr


class TestBroken:
    @pytest.mark.parametrize("words", [["--help"], ["plugins", "list"]])
    def test_it_is_named_once_on_stderr_and_the_command_runs(self, with_plugin: Run, words: list[str]) -> None:
        result = with_plugin("broken", "import no_such_module_anywhere", *words)
        assert result.exit_code == 0
        assert result.stderr.count("Bỏ qua tiện ích broken") == 1

    def test_it_is_not_even_looked_at_by_a_command_that_asks_no_plugin(self, with_plugin: Run) -> None:
        assert with_plugin("broken", "import no_such_module_anywhere", "--version").stderr == ""


class TestList:
    def test_names_each_plugin_with_package_version_and_hooks(self, with_plugin: Run) -> None:
        rows = with_plugin("hello", HELLO, "plugins", "list", "--json", hello_command=HELLO_COMMAND).json
        assert [row["name"] for row in rows] == ["viet_nam", "decree56", "plan_2021_2025", "dien_bien", "hello"]
        assert rows[-1] == {
            "name": "hello",
            "package": "hello",
            "version": "1.2",
            "hooks": ["commands"],
            "state": "in_use",
            "error": None,
        }

    def test_says_why_one_was_skipped(self, with_plugin: Run) -> None:
        row = with_plugin("broken", "import no_such_module_anywhere", "plugins", "list", "--json").json[-1]
        assert (row["name"], row["state"]) == ("broken", "failed")
        assert "no_such_module_anywhere" in row["error"]

    def test_is_a_table_for_people(self, run: Run) -> None:
        shown = run("plugins", "list").stdout
        assert "decree56" in shown and "code_lists" in shown


class TestFailingCommand:
    CRASHES = HELLO_COMMAND.replace('click.echo(f"Chào {name}!")', "raise KeyError(name)")

    def test_is_named_and_its_text_is_kept_back(self, with_plugin: Run) -> None:
        """The text of an error could hold a child's name."""
        result = with_plugin("hello", HELLO, "hello", "Mai", hello_command=self.CRASHES)
        assert result.exit_code == 1
        assert "Lệnh hello của tiện ích bị lỗi (KeyError)" in result.stderr
        assert "Mai" not in result.stderr and "Traceback" not in result.stderr

    def test_shows_its_traceback_when_asked_to(self, with_plugin: Run) -> None:
        result = with_plugin("hello", HELLO, "hello", "Mai", "--debug", hello_command=self.CRASHES)
        assert "Traceback" in result.stderr and "KeyError" in result.stderr

    def test_wrong_usage_is_still_wrong_usage(self, with_plugin: Run) -> None:
        assert with_plugin("hello", HELLO, "hello", hello_command=HELLO_COMMAND).exit_code == 2
