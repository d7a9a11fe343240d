"""The calendar file of what is due, read back by another library (RFC 5545)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cpkit.cases.calendar_file import _folded, calendar
from cpkit.cases.cases import record_step
from cpkit.cases.due import due_items
from cpkit.cases.intakes import add_intake
from cpkit.store import Store
from cpkit.vietnamese import read_moment
from tests.conftest import Run

icalendar: Any = pytest.importorskip("icalendar")
STAMP = read_moment("24/01/2025 17:30")


def events(text: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_twelve_hours_are_a_moment_and_working_days_a_whole_day(store: Store, case: int) -> None:
    """NĐ56 Đ26.3 in hours; Đ28.1 in working days, across Tết 2025."""
    first, second = events(calendar(due_items(store, STAMP), STAMP))
    assert first["DTSTART"].dt == read_moment("25/01/2025 04:55")
    assert second["DTSTART"].dt == date(2025, 2, 7)
    assert second["DTEND"].dt == date(2025, 2, 8)
    assert "Đ26.3" in first["DESCRIPTION"] and "Đ28.1" in second["DESCRIPTION"]
    assert [len(event.walk("VALARM")) for event in (first, second)] == [1, 1]


def test_nobody_is_named(store: Store, case: int) -> None:
    """NĐ56 Đ24, Đ33: the file lies on a phone."""
    add_intake(
        store, {"received_at": "24/01/2025 17:00", "source": "khac", "kind": "bao_luc", "child_name": "Lò Văn Ún"}
    )
    text = calendar(due_items(store, STAMP), STAMP).replace("\r\n ", "")
    assert not any(word in text for word in ("Pâng", "Ún", "bao_luc", "Bạo lực"))
    assert len(events(text)) == 3


def test_an_event_keeps_its_uid_so_that_a_second_import_updates_it(store: Store, case: int) -> None:
    first = {event["UID"] for event in events(calendar(due_items(store, STAMP), STAMP))}
    record_step(store, case, "danh_gia_ban_dau", read_moment("24/01/2025 18:00"))
    later = read_moment("25/01/2025 08:00")
    second = {event["UID"] for event in events(calendar(due_items(store, later), later))}
    assert first - second and len(first) == 2


@given(some.text(some.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_lines_are_folded_at_75_octets_and_no_letter_is_cut(line: str) -> None:
    parts = list(_folded(line))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line


def test_the_command_writes_the_file(run: Run, practice: Path, tmp_path: Path) -> None:
    run("case", "open", "--received-at", "24/01/2025 16:55", "--source", "khac", "--kind", "bao_luc")
    file = tmp_path / "viec.ics"
    written = run("due", "--ics", file)
    assert (written.exit_code, written.stdout) == (0, "") and "viec.ics" in written.stderr
    content = file.read_bytes()
    assert content.startswith(b"BEGIN:VCALENDAR\r\n") and content.endswith(b"END:VCALENDAR\r\n")
    assert isinstance(events(content.decode())[0]["DTSTART"].dt, datetime)
    assert run("due", "--ics", tmp_path / "không có" / "viec.ics").exit_code == 1
