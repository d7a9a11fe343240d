"""Plans of targets: .toml files that plugins bring, each with its years, its area and a target for each indicator.

A ward's own targets (`cpkit.reports.own_targets`) go before those of the plan; outside the years of every plan they are
the plan.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import msgspec

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.plugins.manager import collect_files
from cpkit.reports.indicators import Scope, Target


class TargetLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One target of a plan, as its file writes it."""

    indicator: str
    op: Literal["<", ">=", "=", "range"]
    low: Decimal | None = None
    high: Decimal | None = None
    scope: Scope = "ward"
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the target is in force that day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the plan: its title stands before the indicator `first`."""

    first: str
    title: dict[str, str]


class Agreement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A figure and a cell of a table that must be the same number."""

    indicator: str
    part: Literal["numerator", "denominator"]
    table: str
    row: str
    column: str = "total"


class Confidentiality(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every report must state: its level of confidentiality and to whom it may be given (NĐ56 Đ24.3)."""

    level: dict[str, str]
    recipients: dict[str, str]


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plan of targets; `unit_sets` name the area it was made for, before and after the units changed."""

    id: str
    title: dict[str, str]
    short: dict[str, str]
    report_title: dict[str, str]
    confidentiality: Confidentiality
    valid_from: date
    valid_to: date
    unit_sets: tuple[str, ...] = ()
    targets: tuple[TargetLine, ...] = ()
    sections: tuple[Section, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    aim: dict[str, str] = {}
    """The general aim, as a ward's yearly plan repeats it."""
    own: tuple[str, ...] = ()
    """The documents whose targets were laid over it, the oldest first: none is in a file of a plugin."""

    def target(self, indicator: str, cutoff: date) -> Target | None:
        """The target of `indicator` in force that day, None outside the years of the plan or where it sets none."""
        lines = (one for one in self.targets if one.indicator == indicator and one.holds_on(cutoff))
        line = next(lines, None)
        if line is None or not self.covers(cutoff):
            return None
        return Target(line.op, line.low, line.high, line.scope)

    def covers(self, day: date) -> bool:
        """Whether `day` lies in the years of the plan."""
        return self.valid_from <= day <= self.valid_to


def read_plan(path: Path) -> Plan:
    """The plan in the file at `path`; figures stay as written (1.1 is exactly 1.1). Raises Refused, naming the file."""
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
        return msgspec.convert(written, Plan)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        sentence = _("Tệp kế hoạch {name} có lỗi: {error}")
        raise Refused(sentence.format(name=path.name, error=error)) from error


class OwnTargets(msgspec.Struct, frozen=True):
    """Targets that a ward set itself, for the days from `start` to `end`."""

    title: str
    start: date
    end: date
    targets: tuple[TargetLine, ...]
    number: str = ""

    def covers(self, day: date) -> bool:
        """Whether they are in force that day."""
        return self.start <= day <= self.end

    @property
    def named(self) -> str:
        """The document: its title, with its number and date where they are known."""
        return f"{self.title} ({self.number})" if self.number else self.title


def with_own_targets(plan: Plan, own: Sequence[OwnTargets], cutoff: date) -> Plan:
    """The plan with the ward's own targets of that day before its own; where its years are over, they are the plan."""
    for one in own:
        if one.covers(cutoff):
            plan = _laid_over(plan, one, cutoff)
    return plan


def _laid_over(plan: Plan, own: OwnTargets, cutoff: date) -> Plan:
    documents = tuple(dict.fromkeys((*plan.own, own.named)))
    if not plan.covers(cutoff):
        named = dict.fromkeys(plan.title, own.title)
        return msgspec.structs.replace(
            plan, title=named, short=named, valid_from=own.start, valid_to=own.end, targets=own.targets, own=documents
        )
    both = {language: f"{short}; {own.title}" for language, short in plan.short.items()}
    return msgspec.structs.replace(plan, short=both, targets=(*own.targets, *plan.targets), own=documents)


def plan_for(cutoff: date) -> Plan:
    """The plan (of all plugins) whose years hold `cutoff`, else the last before it. Raises Refused without any plan."""
    plans = sorted(collect_files("plans", read_plan), key=lambda plan: plan.valid_from)
    if not plans:
        raise Refused(_("Không có kế hoạch chỉ tiêu nào: hãy xem cpkit plugins list."))
    covering = [plan for plan in plans if plan.covers(cutoff)]
    return (covering or [plan for plan in plans if plan.valid_from <= cutoff] or plans)[-1]
