"""What is due as a calendar file (RFC 5545) for a phone or Outlook: case ids, deadlines, articles, no name of anybody.

A term in hours is a moment, in UTC; any other ends with its day and is a whole-day event. Importing the file again
updates the events, since each keeps its UID.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.cases.due import DueItem

LONGEST_LINE = 75
"""Octets of a line, its line break not counted (RFC 5545 3.1)."""
ALARM_OF_A_MOMENT, ALARM_OF_A_DAY = "-PT2H", "-PT16H"
"""Two hours ahead; for a whole day, at 8 o'clock on the day before."""


def calendar(items: Iterable[DueItem], stamp: datetime) -> str:
    """The calendar of what is due; `stamp` is when it was made."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cpkit//due//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for item in items:
        lines += _event(item, stamp)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _event(item: DueItem, stamp: datetime) -> Iterator[str]:
    about, hours = subject(item), item.amount.endswith("h")
    yield "BEGIN:VEVENT"
    yield f"UID:{about}-{item.step}-{item.amount or item.referral or item.activity}-{_utc(item.started)}@cpkit"
    yield f"DTSTAMP:{_utc(stamp)}"
    if hours:
        yield f"DTSTART:{_utc(item.due)}"
        yield "DURATION:PT15M"
    else:
        day = item.due.date()
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(f'{about}: {item.title}')}"
    yield f"DESCRIPTION:{_text(_description(item))}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(about)}")
    yield from (f"TRIGGER:{ALARM_OF_A_MOMENT if hours else ALARM_OF_A_DAY}", "END:VALARM", "END:VEVENT")


def subject(item: DueItem) -> str:
    """The id of the case, of the report that waits, of the placement in alternative care; or the quarter of a list."""
    from cpkit.store.identifiers import show_id

    if item.quarter is not None:
        return item.quarter
    found = {"cases": item.case, "placements": item.placement, "intakes": item.intake}
    return next((show_id(table, doc_id) for table, doc_id in found.items() if doc_id is not None), "")


def _description(item: DueItem) -> str:
    provisional = _("Tạm tính: lịch nghỉ của một năm trong thời hạn này chưa được công bố.")
    return f"{item.citation}. {provisional}" if item.provisional else item.citation


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """A value of type TEXT (RFC 5545 3.3.11)."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, no letter cut in two; each further part begins with a space."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > LONGEST_LINE:
            yield part
            part = " "
        part += letter
    yield part
