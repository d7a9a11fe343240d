"""The statutory clock: until when, counted as the Civil Code counts, and the rules that say what is due.

Hours run on the clock from the very moment (Bộ luật Dân sự 2015 Đ147.1). In days and months the first day is not
counted (Đ147.2); a term in months ends on the same day number, or the month's last day (Đ148.3); one whose last day is
a day off ends with the next working day (Đ148.5), at 24 o'clock (Đ148.6), written 23:59:59. Working days skip weekends
and holidays and count moved working Saturdays.
"""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from cpkit.calendar import ONE_DAY, add_working_days, announced, is_working_day, reason_off
from cpkit.errors import Misused
from cpkit.language import _, label
from cpkit.times import days_in, end_of, to_vietnam
from cpkit.vietnamese.text import fold

if TYPE_CHECKING:
    from pathlib import Path

TimeUnit = Literal["h", "d", "wd", "m"]
_WORDS: dict[str, TimeUnit] = {
    "h": "h",
    "gio": "h",
    "d": "d",
    "ngay": "d",
    "wd": "wd",
    "ngay lam viec": "wd",
    "m": "m",
    "thang": "m",
}


class Amount(msgspec.Struct, frozen=True):
    """A length of time as the law gives it: hours ("h"), days ("d"), working days ("wd") or months ("m")."""

    number: int
    unit: TimeUnit

    @classmethod
    def parse(cls, text: str) -> Amount:
        """ "12h", "5wd", "15d", "3m", or the same in words ("5 ngày làm việc"). Raises Misused for anything else."""
        found = re.fullmatch(r"(\d{1,3}) ?([a-z ]+)", fold(text))
        if found is None or found[2] not in _WORDS or int(found[1]) == 0:
            sentence = _(
                "“{text}” không phải là thời hạn: hãy ghi như 12h (giờ), 5wd (ngày làm việc), 15d (ngày), 3m (tháng)."
            )
            raise Misused(sentence.format(text=text))
        return cls(int(found[1]), _WORDS[found[2]])

    @property
    def text(self) -> str:
        """In words: "5 ngày làm việc"."""
        words = {
            "h": _("{number} giờ"),
            "d": _("{number} ngày"),
            "wd": _("{number} ngày làm việc"),
            "m": _("{number} tháng"),
        }
        return words[self.unit].format(number=self.number)

    @property
    def article(self) -> str:
        """The article of the Civil Code by which it is counted."""
        articles = {"h": "Đ147.1", "d": "Đ147.2, Đ148.1, Đ148.5", "wd": "Đ147.2, Đ148.1", "m": "Đ147.2, Đ148.3, Đ148.5"}
        return _("Bộ luật Dân sự 2015 {article}").format(article=articles[self.unit])


class Skipped(NamedTuple):
    """A day that was not counted, and why."""

    date: date
    reason: str


class Due(NamedTuple):
    """The last moment to act, the days skipped on the way, and whether a year's holidays are not announced yet."""

    due: datetime
    skipped: tuple[Skipped, ...]
    provisional: bool


class Deadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule: `step` is due `amount` after the step `anchor` (or one of `anchors`, where an office chooses).

    `met_by` are other steps that meet it; `rolls` is false for a longest duration, which ends even on a day off;
    `earliest` marks a time before which the step may not be taken; `urgent` limits the rule to urgent cases (true) or
    to the others (false); `only_if_taken` is due only where the step is taken at all; `every` ("6m") comes
    again at each such term, counted from the same start.
    """

    id: str
    step: str
    label: dict[str, str]
    amount: str
    anchor: str
    citation: str
    valid_from: date | None = None
    valid_to: date | None = None
    consequence: dict[str, str] = {}
    anchors: tuple[str, ...] = ()
    met_by: tuple[str, ...] = ()
    urgent: bool | None = None
    only_if_taken: bool = False
    rolls: bool = True
    earliest: bool = False
    overall: bool = False
    every: str | None = None

    @property
    def title(self) -> str:
        """What is due, in the officer's language."""
        return label(self.label)

    @property
    def term(self) -> Amount:
        """The length of time it gives."""
        return Amount.parse(self.amount)

    def due(self, start: datetime) -> Due:
        """When it is due if its anchor happened at `start`."""
        return due(start, self.term, rolls=self.rolls)

    def anchor_among(self, taken: Container[str]) -> str | None:
        """The step it is counted from once these were taken: its anchor, else the first of its other anchors."""
        return next((step for step in (self.anchor, *self.anchors) if step in taken), None)

    def is_valid(self, day: date) -> bool:
        """Whether the rule was in force on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Running(NamedTuple):
    """A rule that runs: the step it is counted from, and those recorded which meet it if they came after that."""

    rule: Deadline
    anchor: str
    met_by: tuple[str, ...]


class DeadlineFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one data file holds."""

    deadlines: tuple[Deadline, ...] = ()


def due(start: datetime, amount: Amount, *, rolls: bool = True) -> Due:
    """The last moment of a term of `amount` that starts at `start`; without `rolls` a day off may be the last day."""
    start = to_vietnam(start)
    if amount.unit == "h":
        return Due(start + timedelta(hours=amount.number), (), False)
    first = start.date() + ONE_DAY
    if amount.unit == "wd":
        last = add_working_days(start.date(), amount.number)
        return _ending(last, first)
    counted = _last_counted_day(start.date(), amount)
    if not rolls:
        return Due(end_of(counted), (), False)
    last = counted if is_working_day(counted) else add_working_days(counted, 1)
    return _ending(last, counted)


def deadlines(on: date | None = None) -> list[Deadline]:
    """The rules of all plugins in their order; with `on`, those in force that day."""
    return [rule for rule in _rules() if on is None or rule.is_valid(on)]


@cache
def running_rules(urgent: bool, taken: tuple[str, ...], recorded: tuple[str, ...]) -> tuple[Running, ...]:
    """The rules that run by themselves in an urgent case, or in another, once these steps were taken; `recorded` are
    also those that were left out with a reason.

    A rule of a step that nobody has to take is none of them. Many cases stand at the same point, so each is asked once.
    """
    rules = [rule for rule in _rules() if not rule.only_if_taken and rule.urgent in (None, urgent)]
    anchored = [(rule, anchor) for rule in rules if (anchor := rule.anchor_among(taken)) is not None]
    return tuple(
        Running(rule, anchor, tuple(step for step in (rule.step, *rule.met_by) if step in recorded))
        for rule, anchor in anchored
    )


def deadline(rule_id: str) -> Deadline:
    """The rule with this id. Raises Misused when no plugin brings it."""
    for rule in _rules():
        if rule.id == rule_id:
            return rule
    raise Misused(_("Không có quy tắc thời hạn tên {id}.").format(id=rule_id))


def forget() -> None:
    """Read the rules anew at the next use, after plugins were added or removed."""
    _rules.cache_clear()
    running_rules.cache_clear()


def _ending(last: date, first: date) -> Due:
    """The term that ends with `last`, with the days from `first` on that were not counted."""
    days = [first + timedelta(days=number) for number in range((last - first).days)]
    reasons = [(day, reason_off(day)) for day in days]
    skipped = tuple(Skipped(day, reason) for day, reason in reasons if reason)
    provisional = not all(announced(year) for year in range(first.year, last.year + 1))
    return Due(end_of(last), skipped, provisional)


def _last_counted_day(day: date, amount: Amount) -> date:
    """The last day of a term in days or months, wherever it falls."""
    if amount.unit == "d":
        return day + timedelta(days=amount.number)
    months = day.year * 12 + day.month - 1 + amount.number
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, days_in(year, month)))


@cache
def _rules() -> tuple[Deadline, ...]:
    from cpkit.plugins.compiled import read_toml
    from cpkit.plugins.manager import collect_files_named, first_of

    def read(path: Path) -> DeadlineFile:
        file = read_toml(path, DeadlineFile)
        for rule in file.deadlines:
            for amount in filter(None, (rule.amount, rule.every)):
                Amount.parse(amount)
        return file

    files = collect_files_named("deadlines", read)
    rules = ((plugin, rule) for plugin, file in files for rule in file.deadlines)
    return tuple(first_of(rules, lambda rule: [rule.id]))
