"""Plugins that look at what is stored: checks before it is kept, events after; none of it costs an officer's data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from cpkit.errors import Refused
from cpkit.plugins.manager import failures
from cpkit.plugins.watching import Watcher
from tests.conftest import Run
from tests.plugins.conftest import Plug

CHECKS = """
from cpkit.plugins import Finding, hookimpl

@hookimpl
def check_document(table, document):
    if table == "children" and not document.get("hamlet"):
        yield Finding("Thiếu tổ, bản.", "hamlet")
    if table == "children" and not document.get("mother"):
        yield Finding("Chưa biết mẹ.", "mother", refuses=False)
    if table == "cases":
        yield Finding("Ca chưa có người theo dõi.")
"""

LISTENS = """
from cpkit.plugins import hookimpl

heard = []

@hookimpl
def saved(store, action, changes):
    heard.append((action, [(one.table, one.before is None, one.after is None) for one in changes]))
    if changes[0].table == "children":
        store.table("plugin_notes").insert({"about": changes[0].id})
"""

REGISTER = ("register", "--name", "Lò Thị Thử", "--birth-date", "1/5/2018", "--sex", "nu")
CHILD = {"name": "Lò Thị Thử", "mother": "Quàng Thị Mẫu"}


@pytest.fixture
def watched(store: Any) -> Any:
    """The practice store as a command opens it."""
    store.watcher = Watcher()
    return store


class TestChecks:
    def test_a_problem_refuses_the_write_and_names_the_plugin(self, plug: Plug, practice: Path, run: Run) -> None:
        plug("careful", CHECKS)
        refused = run(*REGISTER)
        assert refused.exit_code == 1
        assert "Thiếu tổ, bản. (tiện ích careful)" in refused.stderr
        assert run("child", "list", "--json").json == []

    def test_a_warning_is_told_and_the_document_stored(self, plug: Plug, practice: Path, run: Run) -> None:
        plug("careful", CHECKS)
        stored = run(*REGISTER, "--hamlet", "Bản Kéo")
        assert stored.exit_code == 0
        assert "Chưa biết mẹ. (tiện ích careful)" in stored.stderr

    def test_every_problem_of_every_document_is_named_at_once(self, plug: Plug, watched: Any) -> None:
        plug("careful", CHECKS)
        plug("another", CHECKS.replace("Thiếu tổ, bản.", "Bản ở đâu?"))
        with pytest.raises(Refused) as refused:
            watched.table("children").insert_multiple([CHILD, CHILD])
        assert {problem.message for problem in refused.value.problems} == {
            "Thiếu tổ, bản. (tiện ích careful)",
            "Bản ở đâu? (tiện ích another)",
        }
        assert len(watched.table("children")) == 0

    def test_what_law_prescribes_is_never_refused(self, plug: Plug, watched: Any) -> None:
        """A case goes on whatever a plugin thinks of it (NĐ56 Đ25-Đ31)."""
        plug("careful", CHECKS)
        told: list[str] = []
        watched.warn = told.append
        watched.table("cases").insert({"open": True})
        assert told == ["Ca chưa có người theo dõi. (tiện ích careful)"]

    def test_an_action_can_always_be_taken_back(self, plug: Plug, watched: Any) -> None:
        doc_id = watched.table("children").insert({**CHILD})
        plug("careful", CHECKS)
        with pytest.raises(Refused):
            watched.table("children").update({"note": "mới"}, doc_ids=[doc_id])
        watched.undo()
        assert len(watched.table("children")) == 0

    @pytest.mark.parametrize("trouble", ["raise ValueError('x')", "return 'text'", "return [1]", "raise SystemExit(2)"])
    def test_a_check_that_fails_costs_nothing(self, plug: Plug, watched: Any, trouble: str) -> None:
        code = f"from cpkit.plugins import hookimpl\n@hookimpl\ndef check_document(table, document):\n    {trouble}\n"
        plug("hasty", code)
        watched.table("children").insert(CHILD)
        assert len(watched.table("children")) == 1
        assert {failure.name for failure in failures()} == {"hasty"}


FORM = """
[settings]
form_id = "phieu_thu"
version = "1"
title = { vi = "Phiếu thử" }

[[survey]]
type = "text"
name = "place"
label = { vi = "Nơi khảo sát" }
required = true
"""

BLOCKS = """
from pathlib import Path
from cpkit.plugins import Finding, hookimpl

@hookimpl
def forms(register):
    register(Path({path!r}))

@hookimpl
def check_document(table, document):
    if table == "entries":
        {trouble}
"""


@pytest.mark.skipif(sys.platform == "win32", reason="pexpect drives a Unix terminal")
class TestTyped:
    """What an officer typed survives whatever a plugin does with it."""

    def _type(self, plug: Plug, folder: Path, trouble: str) -> str:
        import pexpect

        (folder / "phieu_thu.toml").write_text(FORM, encoding="utf-8")
        plug("blocks", BLOCKS.format(path=str(folder / "phieu_thu.toml"), trouble=trouble))
        child = pexpect.spawn(
            sys.executable, ["-m", "cpkit", "form", "fill", "phieu_thu"], encoding="utf-8", dimensions=(40, 80)
        )
        child.expect("Nơi khảo sát")
        child.send("Bản Kéo\r")
        for _more in range(3):  # the question whether all is right, where it is asked
            if child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=5) == 0:
                break
            child.send("\r")
        return str(child.before)

    def test_a_refused_form_is_kept_as_a_draft(self, plug: Plug, practice: Path, tmp_path: Path) -> None:
        shown = self._type(plug, tmp_path, 'yield Finding("Chưa được.")')
        assert "Chưa được. (tiện ích blocks)" in shown
        from cpkit.store import open_store

        with open_store(practice) as store:
            assert [draft["answers"]["place"] for draft in store.table("drafts")] == ["Bản Kéo"]

    def test_a_check_that_crashes_costs_nothing(self, plug: Plug, practice: Path, tmp_path: Path) -> None:
        shown = self._type(plug, tmp_path, "raise RuntimeError")
        assert "Bỏ qua tiện ích blocks: RuntimeError" in shown
        from cpkit.store import open_store

        with open_store(practice) as store:
            assert [entry["answers"]["place"] for entry in store.table("entries")] == ["Bản Kéo"]


class TestEvents:
    def test_tell_once_a_write_what_was_stored(self, plug: Plug, watched: Any) -> None:
        plug("ears", LISTENS)
        with watched.write("two"):
            (first, _second) = watched.table("events").insert_multiple([{"kind": "a"}, {"kind": "b"}])
            watched.table("events").update({"kind": "c"}, doc_ids=[first])
        import ears_plugin  # type: ignore[import-not-found]

        assert ears_plugin.heard == [("two", [("events", True, False)] * 2)]

    def test_may_write_and_are_not_told_of_their_own_writes(self, plug: Plug, watched: Any) -> None:
        plug("ears", LISTENS)
        doc_id = watched.table("children").insert(CHILD)
        assert [one["about"] for one in watched.table("plugin_notes")] == [doc_id]
        import ears_plugin

        assert [action for action, _changes in ears_plugin.heard] == ["insert"]

    def test_say_nothing_of_a_write_that_was_refused(self, plug: Plug, watched: Any) -> None:
        plug("ears", LISTENS)
        with pytest.raises(RuntimeError), watched.write("half"):
            watched.table("events").insert({"kind": "a"})
            raise RuntimeError
        import ears_plugin

        assert ears_plugin.heard == []

    def test_a_listener_that_fails_leaves_what_was_stored(self, plug: Plug, practice: Path, run: Run) -> None:
        plug("broken", LISTENS.replace("heard.append", "heard.no_such_method"))
        stored = run(*REGISTER)
        assert stored.exit_code == 0
        assert "Bỏ qua tiện ích broken" in stored.stderr
        assert len(run("child", "list", "--json").json) == 1
