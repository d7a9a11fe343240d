"""Loading plugins: the built-in ones, those installed, and those that fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cpkit import codes
from cpkit.plugins import hookspecs, manager
from cpkit.plugins.manager import BUILT_IN, collect, collect_files, failures, loaded
from tests.plugins.packages import install

Plug = Callable[[str, str], None]


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    """Every test loads the plugins anew, and the next file too."""
    manager.reset()
    yield
    manager.reset()
    codes.forget()


@pytest.fixture
def plug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plug:
    """Install a plugin `name` with this code."""

    def plug_in(name: str, code: str) -> None:
        monkeypatch.syspath_prepend(str(install(tmp_path / "packages" / name, name, code)))

    return plug_in


def _names() -> list[str]:
    return [plugin.name for plugin in loaded()]


class TestBuiltIn:
    def test_all_load_in_their_order_without_a_failure(self) -> None:
        assert _names()[:4] == list(BUILT_IN)
        assert failures() == []

    @pytest.mark.parametrize(
        "hook", ["code_lists", "forms", "plans", "deadlines", "unit_sets", "case_steps", "care_steps"]
    )
    def test_bring_files_that_exist(self, hook: str) -> None:
        files = collect(hook)
        assert files
        assert all(isinstance(path, Path) and path.is_file() for path in files)


class TestInstalled:
    def test_is_asked_after_the_built_in_ones(self, plug: Plug, tmp_path: Path) -> None:
        (tmp_path / "ours.toml").write_text("")
        code = "from pathlib import Path\nfrom cpkit.plugins import hookimpl\n"
        code += f"@hookimpl\ndef code_lists(register):\n    register(Path({str(tmp_path / 'ours.toml')!r}))\n"
        plug("ours", code)
        assert collect("code_lists")[-1] == tmp_path / "ours.toml"
        assert loaded()[-1] == ("ours", "ours", "1.2", ("code_lists",))

    def test_may_answer_none(self, plug: Plug) -> None:
        before = collect("forms")
        manager.reset()
        plug("quiet", "from cpkit.plugins import hookimpl\n@hookimpl\ndef forms(register): pass\n")
        assert collect("forms") == before
        assert failures() == []


BROKEN = {
    "import_error": "import no_such_module_anywhere",
    "syntax_error": "def broken(:",
    "exits": "raise SystemExit(3)",
    "wrong_arguments": "from cpkit.plugins import hookimpl\n@hookimpl\ndef forms(unheard_of): pass\n",
}


class TestFailing:
    @pytest.mark.parametrize("name", BROKEN)
    def test_is_named_and_skipped_and_the_others_work(self, plug: Plug, name: str) -> None:
        before = collect("code_lists")
        manager.reset()
        plug(name, BROKEN[name])
        assert collect("code_lists") == before
        assert [failure.name for failure in failures()] == [name]
        assert name not in _names()

    def test_in_one_hook_keeps_what_its_other_hooks_bring(self, plug: Plug) -> None:
        code = "from cpkit.plugins import hookimpl\n@hookimpl\ndef forms(register): raise ValueError('x')\n"
        code += "@hookimpl\ndef report_tables(register): register('table')\n"
        plug("half", code)
        collect("forms")
        assert "table" in collect("report_tables")
        assert failures() == [("half", "ValueError: x")]

    def test_with_an_unknown_hook_is_told_so_and_used_all_the_same(self, plug: Plug) -> None:
        plug("typo", "from cpkit.plugins import hookimpl\n@hookimpl\ndef code_list(): pass\n")
        assert "typo" in _names()
        assert failures() == [("typo", "Không có điểm mở rộng tên code_list.")]

    def test_that_takes_a_built_in_name_leaves_the_built_in_one(self, plug: Plug) -> None:
        plug("viet_nam", "raise AssertionError('never imported')")
        assert _names()[:4] == list(BUILT_IN)
        assert [failure.name for failure in failures()] == ["viet_nam"]


class TestFiles:
    """A damaged data file of a plugin is left out; one of the law never is."""

    @pytest.fixture
    def damaged(self, plug: Plug, tmp_path: Path) -> Path:
        path = tmp_path / "groups.toml"
        path.write_text("no toml at all", encoding="utf-8")
        hook = f"@hookimpl\ndef code_lists(register): register(Path({str(path)!r}))\n"
        plug("damaged", "from pathlib import Path\nfrom cpkit.plugins import hookimpl\n" + hook)
        return path

    def test_a_damaged_code_list_of_a_plugin_is_named_and_left_out(self, damaged: Path) -> None:
        codes.forget()
        assert codes.code_list("groups").get("4.2") is not None
        assert [failure.name for failure in failures()] == ["damaged"]
        assert str(damaged) in failures()[0].reason

    def test_a_damaged_file_of_a_built_in_plugin_is_an_error(self) -> None:
        def fail(path: Path) -> None:
            raise ValueError(path)

        with pytest.raises(ValueError):
            collect_files("plans", fail)

    def test_only_files_of_the_name_asked_for_are_read(self) -> None:
        assert {path.stem for path in collect_files("code_lists", lambda path: path, stem="groups")} == {"groups"}


def test_every_hook_says_what_it_is_for() -> None:
    specs = [each for each in vars(hookspecs).values() if hasattr(each, "cpkit_spec")]
    assert len(specs) >= 8
    assert all(each.__doc__ for each in specs)
