"""Indicators and tables that are a plugin's own code: what goes wrong in them costs the report only themselves."""

from __future__ import annotations

import signal
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cpkit.testing import register_made_up
from tests.conftest import Run
from tests.plugins.conftest import Plug

INDICATOR = """
from cpkit.plugins import hookimpl

@hookimpl
def indicators(register):
    from cpkit.reports.indicators import Indicator, Share

    words = {{"vi": "Chỉ tiêu thử", "en": "A trial"}}

    def share(child):
        {body}

    given = dict(id="thu", over="child", title=words, short=words, definition=words, basis="Phường", measure="percent")
    register(Indicator(**(given | dict(share=share) | {changes})))
"""
TABLE = """
from cpkit.plugins import hookimpl

@hookimpl
def report_tables(register):
    from cpkit.reports.folds import Column, Row, Table, TableSpec

    class Fold:
        def __init__(self, frame):
            {make}

        def add(self, child):
            {add}

        def table(self):
            {table}

    def read(child):
        {read}

    good = Table("thu", "Biểu thử", (Column("n", "Số"),), (Row("a", "A", (1,)),), ())
    register(TableSpec("thu", ("child",), Fold, about={{"thu": read}}))
"""
PARTS = {"make": "pass", "add": "pass", "table": "return good", "read": "return 1"}
ENDLESS = "while True: pass"
KINDS = {"TooSlow": "quá lâu"}
CHILD: dict[str, Any] = {
    "name": "Lò Văn Thử",
    "birth": "2018-03-01",
    "birth_precision": "day",
    "residence": [{"from": "2020-01-01", "to": None, "reason": None}],
}


@pytest.fixture
def report(run: Run, practice: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes the report of 2025 in which one child is counted: its JSON, and what was said beside it."""
    monkeypatch.setenv("CPKIT_PLUGIN_SECONDS", "0.3")

    def made() -> tuple[Any, str]:
        register_made_up(practice, 1, **CHILD)
        done = run("report", "--year", "2025", "--format", "json")
        assert done.exit_code == 0, done.stderr
        return done.json, done.stderr

    return made


def _figure(report: Any, id: str) -> Any:
    return next(one for one in report["indicators"] if one["id"] == id)


class TestIndicators:
    @pytest.mark.parametrize(
        ("body", "kind", "said"),
        [
            (ENDLESS, "TooSlow", "chưa xong sau 0.3 giây"),
            ("import time; time.sleep(60)", "TooSlow", "chưa xong"),
            ("raise SystemExit(3)", "SystemExit", "SystemExit"),
            ("return child.no_such_thing", "AttributeError", "AttributeError"),
            ("return True", "TypeError", "TypeError"),
            ("return 7", "TypeError", "TypeError"),
            ("def again(): return again()\n        return again()", "RecursionError", "RecursionError"),
        ],
    )
    def test_one_that_fails_has_no_figure_and_is_named(
        self, plug: Plug, report: Any, body: str, kind: str, said: str
    ) -> None:
        plug("bad", INDICATOR.format(body=body, changes="{}"))
        made, stderr = report()
        figure = _figure(made, "thu")
        assert (figure["value"], figure["numerator"], figure["denominator"]) == (None, None, None)
        assert figure["verdict"] == "insufficient"
        shown = KINDS.get(kind, kind)
        assert f"Chỉ tiêu thu bị lỗi khi tính ({shown}): không kết luận." in made["notes"]
        assert "bad" in stderr and said in stderr
        assert "Lò Văn Thử" not in stderr, "the text of an error could name a child"
        assert _figure(made, "b2")["denominator"] == 1, "the others are counted all the same"

    @pytest.mark.parametrize("kind", ["xlsx", "csv", "html", "docx"])
    def test_every_file_of_the_report_is_written_without_it(
        self, plug: Plug, run: Run, report: Any, tmp_path: Path, kind: str
    ) -> None:
        plug("bad", INDICATOR.format(body="raise ValueError", changes="{}"))
        report()
        done = run("report", "--year", "2025", "--format", kind, "--out", tmp_path / f"bao-cao.{kind}")
        assert done.exit_code == 0, done.stderr
        if kind in ("csv", "html"):
            written = (tmp_path / f"bao-cao.{kind}").read_text(encoding="utf-8-sig")
            assert "Chỉ tiêu thu bị lỗi khi tính (ValueError): không kết luận." in written

    def test_one_that_only_prints_does_not_spoil_the_file(self, plug: Plug, report: Any) -> None:
        plug("loud", INDICATOR.format(body="print('x'); return Share.PART", changes="{}"))
        made, stderr = report()
        assert Decimal(str(_figure(made, "thu")["value"])) == 100
        assert "x" in stderr

    @pytest.mark.parametrize(
        ("changes", "part"),
        [
            ("{'title': 'Một câu'}", "title"),
            ("{'short': {}}", "short"),
            ("{'over': 'trẻ em'}", "over"),
            ("{'measure': 'per mille'}", "measure"),
            ("{'share': 5}", "share"),
            ("{'id': None}", "id"),
            ("{'sentences': {'some': {'vi': '{no_such}'}}}", "sentences"),
        ],
    )
    def test_one_that_no_sheet_could_show_is_left_out_and_its_part_named(
        self, plug: Plug, report: Any, changes: str, part: str
    ) -> None:
        plug("bad", INDICATOR.format(body="return Share.PART", changes=changes))
        made, stderr = report()
        assert "thu" not in {one["id"] for one in made["indicators"]}
        assert "phần này chưa đúng" in stderr and part in stderr

    def test_without_alarms_a_loop_is_stopped_too(
        self, plug: Plug, report: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As on Windows."""
        monkeypatch.delattr(signal, "setitimer")
        plug("bad", INDICATOR.format(body=ENDLESS, changes="{}"))
        made, stderr = report()
        assert _figure(made, "thu")["value"] is None
        assert "chưa xong sau 0.3 giây" in stderr

    def test_an_author_s_tests_stop_at_once(
        self, plug: Plug, run: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CPKIT_STRICT_PLUGINS", "1")
        register_made_up(practice, 1, **CHILD)
        plug("bad", INDICATOR.format(body="raise ValueError", changes="{}"))
        stopped = run("report", "--year", "2025", "--format", "json")
        assert (stopped.exit_code, "Tiện ích bad: ValueError" in stopped.stderr) == (1, True)

    def test_the_work_list_behind_it_is_shown_without_what_it_cannot_say(
        self, plug: Plug, run: Run, report: Any
    ) -> None:
        lacks = "{'lacking': lambda child, period: [x for x in iter(int, 1)]}"
        plug("bad", INDICATOR.format(body="return Share.WHOLE", changes=lacks))
        report()
        shown = run("report", "why", "thu", "--year", "2025", "--json")
        assert shown.exit_code == 0, shown.stderr


class TestTables:
    @pytest.mark.parametrize(
        ("part", "body", "kind"),
        [
            ("make", ENDLESS, "TooSlow"),
            ("add", ENDLESS, "TooSlow"),
            ("table", ENDLESS, "TooSlow"),
            ("read", ENDLESS, "TooSlow"),
            ("read", "raise KeyError(child.record)", "KeyError"),
            ("add", "raise SystemExit(3)", "SystemExit"),
            ("table", "return 'no table'", "TypeError"),
            (
                "table",
                "return Table('thu', 'Biểu thử', (Column('n', 'Số'),), (Row('a', 'A', (1, 2)),), ())",
                "TypeError",
            ),
        ],
    )
    def test_one_that_fails_is_not_in_the_report_which_says_so(
        self, plug: Plug, report: Any, part: str, body: str, kind: str
    ) -> None:
        plug("bad", TABLE.format(**(PARTS | {part: body})))
        made, stderr = report()
        assert "thu" not in {one["id"] for one in made["tables"]}
        shown = KINDS.get(kind, kind)
        assert f"Biểu thu bị lỗi khi tính ({shown}): không có trong báo cáo." in made["notes"]
        assert "bad" in stderr
        assert "Lò Văn Thử" not in stderr

    def test_a_sound_one_is_there(self, plug: Plug, report: Any) -> None:
        plug("good", TABLE.format(**PARTS))
        made, stderr = report()
        assert "thu" in {one["id"] for one in made["tables"]}, stderr
        assert "good" not in stderr
