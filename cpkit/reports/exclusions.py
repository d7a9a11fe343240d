"""What a report leaves out or counts with a doubt, record by record: the lists behind the sentences of its notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cpkit.cases.records import Episode
from cpkit.cases.steps import process
from cpkit.language import _
from cpkit.places import unit_name
from cpkit.register.ages import CHILDHOOD_ENDS
from cpkit.reports.counting import Count
from cpkit.reports.frame import Frame
from cpkit.reports.indicators import Share
from cpkit.reports.periods import Period
from cpkit.reports.records import NamedChildRecord, Source
from cpkit.reports.report import Settings, unit_keys
from cpkit.reports.subjects import LeftOut
from cpkit.reports.words import exclusion_words
from cpkit.store.identifiers import show_id
from cpkit.times import days_in
from cpkit.vietnamese import PartialDate, show_date, show_number, show_partial

HISTORY = ("gone", "unborn")
"""Who was gone before the period or born after it: no note speaks of them, so they are listed only when asked for."""
REASONS = (
    "moved", "died", "grown", "other_unit", "no_birth", "maybe_grown", "open_residence", "open_membership", "open_risk",
    "grown_victims", "no_victims", "cancelled", *HISTORY,
)  # fmt: skip
"""Every reason, in the order of the notes."""
TABLES = {"child": "children", "case": "cases", "intervention": "interventions"}


@dataclass(frozen=True)
class Line:
    """One record left out or doubtful: its id, the name of a child of the register, and what decided."""

    id: str
    name: str
    detail: str


@dataclass
class Exclusions:
    """The records of every reason; an `observe` of a count."""

    period: Period
    lines: dict[str, list[Line]] = field(default_factory=lambda: {reason: [] for reason in REASONS})

    def __call__(self, over: str, subject: Any, _shares: dict[str, Share]) -> None:
        """Take what a count leaves out."""
        if over == "left_out":
            name = getattr(subject.record, "name", "")
            detail = DETAILS[subject.reason](subject, self.period)
            self.lines.setdefault(subject.reason, []).append(Line(shown_id(subject), name, detail))

    def shown(self, reason: str | None = None) -> dict[str, list[Line]]:
        """The reasons that occur and that the report speaks of, or the one asked for."""
        asked = [reason] if reason else [one for one in self.lines if one not in HISTORY]
        return {one: self.lines[one] for one in asked if self.lines[one]}


def read_exclusions(source: Source, settings: Settings, period: Period) -> Exclusions:
    """All records that the report of `period` leaves out, or counts with a doubt."""
    found = Exclusions(period)
    Count(source, Frame(period, unit_keys(settings.unit)), (), (), found, NamedChildRecord).run()
    return found


def shown_id(subject: LeftOut) -> str:
    """The id as it is read out."""
    return show_id(TABLES[subject.over], subject.id)


def reason_words(reason: str, count: int) -> str:
    """The sentence of the report's notes, with its number."""
    history = {
        "gone": _("{n} trẻ em đã chuyển đi, mất hoặc đủ 16 tuổi trước kỳ báo cáo: không tính."),
        "unborn": _("{n} trẻ em sinh sau ngày chốt số liệu: không tính."),
    }
    if reason in history:
        return history[reason].format(n=show_number(count))
    return exclusion_words(Counter({reason: count}))[0]


def _moved(subject: LeftOut, period: Period) -> str:
    last = max(stay.to for stay in subject.record.residence if stay.to and stay.to < period.day)
    return _("ở đây đến hết ngày {day}").format(day=_day(last))


def _died(subject: LeftOut, _period: Period) -> str:
    return _("mất ngày {day}").format(day=_day(subject.record.died))


def _grown(subject: LeftOut, _period: Period) -> str:
    birth = _birth(subject)
    if birth is None or birth.precision != "day":
        return _born(subject, _period)
    year, month = birth.latest.year + CHILDHOOD_ENDS, birth.latest.month
    day = date(year, month, min(birth.latest.day, days_in(year, month)))
    return _("đủ 16 tuổi ngày {day}").format(day=show_date(day))


def _born(subject: LeftOut, _period: Period) -> str:
    birth = _birth(subject)
    return _("sinh {birth}").format(birth=show_partial(birth)) if birth else ""


def _birth(subject: LeftOut) -> PartialDate | None:
    record = subject.record
    return PartialDate.parse_iso(record.birth, record.birth_precision) if record.birth else None


def _unit(subject: LeftOut, _period: Period) -> str:
    return unit_name(subject.record.unit or "")


def _received(subject: LeftOut, _period: Period) -> str:
    return _("nhận tin ngày {day}").format(day=_day(subject.record.received))


def _outcome(subject: LeftOut, _period: Period) -> str:
    first: Episode = subject.record.first
    outcome = process().outcome(first.outcome or "").title
    day = show_date(first.closed) if first.closed else ""
    return _("{outcome}, đóng ca ngày {day}").format(outcome=outcome, day=day)


def _cancelled(subject: LeftOut, _period: Period) -> str:
    record = subject.record
    return _("của ngày {day}, hủy ngày {on}").format(day=_day(record.date), on=_day(record.cancelled.get("on")))


def _nothing(_subject: LeftOut, _period: Period) -> str:
    return ""


def _day(day: str | None) -> str:
    return show_date(date.fromisoformat(day[:10])) if day else ""


DETAILS: dict[str, Callable[[LeftOut, Period], str]] = {
    "moved": _moved, "died": _died, "grown": _grown, "other_unit": _unit, "no_birth": _nothing, "maybe_grown": _born,
    "open_residence": _nothing, "open_membership": _nothing, "open_risk": _nothing, "grown_victims": _received,
    "no_victims": _outcome, "cancelled": _cancelled, "gone": _born, "unborn": _born,
}  # fmt: skip
