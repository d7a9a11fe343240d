"""The targets a ward set itself: filled forms `chi_tieu`, laid over the plan that plugins bring."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import msgspec

from cpkit.reports.plans import OwnTargets, TargetLine
from cpkit.reports.records import Source

FORM = "chi_tieu"
"""The form an officer fills for targets of the ward's own."""


class Line(msgspec.Struct, frozen=True):
    """One target as the form holds it: `value_to` only of a range."""

    indicator: str
    op: Literal["duoi", "it_nhat", "bang", "khoang"]
    value: Decimal
    value_to: Decimal | None = None

    def target(self) -> TargetLine:
        """The target as plans write it."""
        match self.op:
            case "duoi":
                return TargetLine(self.indicator, "<", high=self.value)
            case "it_nhat":
                return TargetLine(self.indicator, ">=", low=self.value)
            case "bang":
                return TargetLine(self.indicator, "=", low=self.value, high=self.value)
            case "khoang":
                return TargetLine(self.indicator, "range", low=self.value, high=self.value_to)


class Answers(msgspec.Struct, frozen=True):
    """The answers of one form."""

    title: str
    start: date = msgspec.field(name="from")
    end: date = msgspec.field(name="to")
    targets: tuple[Line, ...] = ()
    number: str | None = None


class Entry(msgspec.Struct, frozen=True):
    """One filled form of any kind; its answers are decoded only where it is ours."""

    form: str
    answers: msgspec.Raw
    cancelled: dict[str, Any] | None = None


def own_targets(source: Source) -> list[OwnTargets]:
    """What the ward set, the oldest first: of two that name the same indicator and day the later goes before."""
    decode = msgspec.json.Decoder(Answers).decode
    filled = (entry for _id, entry in source.rows("entries", Entry) if entry.form == FORM and entry.cancelled is None)
    return [_own(decode(entry.answers)) for entry in filled]


def _own(given: Answers) -> OwnTargets:
    targets = tuple(one.target() for one in given.targets)
    return OwnTargets(given.title, given.start, given.end, targets, given.number or "")
