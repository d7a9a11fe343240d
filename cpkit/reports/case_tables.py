"""Cases of the period: reports received, cases opened and closed, open at the beginning and the end.

An episode (one opening to one closing) is counted, so a case that is opened again is opened twice; open at the
beginning + opened - closed = open at the end, line by line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from cpkit.cases.records import Episode
from cpkit.codes import code_list
from cpkit.language import _
from cpkit.reports.casework import Receipt
from cpkit.reports.folds import Check, Column, Row, Table, TableSpec, as_count, column_sum
from cpkit.reports.frame import Frame
from cpkit.reports.periods import Period, days_period
from cpkit.reports.subjects import Case
from cpkit.vietnamese import show_date

MOVEMENT = ("open_at_start", "opened", "closed", "open_at_end")
UNKNOWN = "unknown"

PlaceOf = Callable[[Case | Receipt], str | None]


def case_columns() -> tuple[Column, ...]:
    """The columns of every table of cases."""
    return (
        Column("received", _("Tin báo tiếp nhận")),
        Column("open_at_start", _("Ca đang mở đầu kỳ")),
        Column("opened", _("Ca mở trong kỳ")),
        Column("closed", _("Ca đóng trong kỳ")),
        Column("open_at_end", _("Ca đang mở cuối kỳ")),
    )


@dataclass
class CaseFold:
    """Cases by one property: kind, environment or source."""

    period: Period
    id: str
    title: str
    heading: str
    codes: str
    place: PlaceOf
    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    once: Counter[str] = field(default_factory=Counter)
    closing: int = 0
    """Cases open at the end of the day before the period, counted as the period before closes with them."""

    def add(self, subject: Case | Receipt) -> None:
        """Take a report received in the period, or a case with all its episodes."""
        place = self.place(subject) or UNKNOWN
        columns = ["received"] if isinstance(subject, Receipt) else movements(subject, self.period)
        if isinstance(subject, Case):
            self.closing += movements(subject, self._day_before).count("open_at_end")
        for column in columns:
            self.cells[place, column] += 1
            self.once[column] += 1

    def table(self) -> Table:
        """One line for each code, and one for the total; each line balances."""
        columns = case_columns()
        rows = tuple(
            Row(id, title, tuple(self.cells[id, column.id] for column in columns)) for id, title in self._places()
        )
        total = Row("total", _("Tổng số"), tuple(self.once[column.id] for column in columns))
        note = _("Mở lại một ca được tính là một lần mở. Mở đầu kỳ + mở trong kỳ - đóng trong kỳ = mở cuối kỳ.")
        return Table(
            self.id, self.title, columns, rows, (total,), self.heading, (note,), self._checks(rows, total), "exact",
        )  # fmt: skip

    def _places(self) -> list[tuple[str, str]]:
        known = [(code.code, code.short_text) for code in code_list(self.codes)]
        ids = {id for id, _title in known}
        others = sorted({place for place, _column in self.cells} - ids - {UNKNOWN})
        return [*known, *((id, id) for id in others), (UNKNOWN, _("Chưa rõ"))]

    def _checks(self, rows: tuple[Row, ...], total: Row) -> tuple[Check, ...]:
        sums = [
            Check(f"{self.title}: {column.title}", column_sum(rows, place), as_count(total.cells[place]), secret=True)
            for place, column in enumerate(case_columns())
        ]
        balance = _("{table}: mở đầu kỳ + mở - đóng = mở cuối kỳ ({line})")
        lines = [
            Check(balance.format(table=self.title, line=row.title), start + opened - closed, end, secret=True)
            for row in (*rows, total)
            if any(row.cells)
            for _received, start, opened, closed, end in [map(as_count, row.cells)]
        ]
        return (*sums, *lines, self._opening(total))

    def _opening(self, total: Row) -> Check:
        """What the period opens with is what the one before it closed with."""
        words = _("{table}: mở đầu kỳ = mở cuối kỳ trước (ngày {day})")
        day = show_date(self._day_before.end)
        opening = as_count(total.cells[1 + MOVEMENT.index("open_at_start")])
        return Check(words.format(table=self.title, day=day), opening, self.closing, secret=True)

    @cached_property
    def _day_before(self) -> Period:
        day = self.period.start - timedelta(days=1)
        return days_period(day, day)


def movements(case: Case, period: Period) -> list[str]:
    """The columns of `MOVEMENT` that each episode of a case counts in."""
    return [column for episode in case.record.episodes for column in _movements(episode, period)]


def _movements(episode: Episode, period: Period) -> list[str]:
    opened = episode.opened.isoformat()
    closed = episode.closed.isoformat() if episode.closed else "9999"
    seen = {
        "open_at_start": opened < period.first <= closed,
        "opened": period.first <= opened <= period.last,
        "closed": opened <= period.last and period.first <= closed <= period.last,
        "open_at_end": opened <= period.last < closed,
    }
    return [column for column in MOVEMENT if seen[column]]


def _kind(subject: Case | Receipt) -> str | None:
    return subject.record.kind if isinstance(subject, Case) else subject.kind


def _environment(subject: Case | Receipt) -> str | None:
    return subject.record.environment if isinstance(subject, Case) else subject.environment


def _source(subject: Case | Receipt) -> str | None:
    return subject.source


def _spec(id: str, words: Callable[[], tuple[str, str]], codes: str, place: PlaceOf) -> TableSpec:
    def make(frame: Frame) -> CaseFold:
        return CaseFold(frame.period, id, *words(), codes, place)

    return TableSpec(id, ("case", "receipt"), make, adds_up=True)


CASE_TABLES = (
    _spec("cases_by_kind", lambda: (_("Ca theo loại vụ việc"), _("Loại vụ việc")), "case_kinds", _kind),
    _spec("cases_by_environment", lambda: (_("Ca theo môi trường"), _("Môi trường")), "environments", _environment),
    _spec("cases_by_source", lambda: (_("Ca theo nguồn tin"), _("Nguồn tin")), "sources", _source),
)
