"""The targets a ward set itself: filled forms `chi_tieu`, laid over the plan that plugins bring.

Refused when it is kept: a share of a whole over 100 %, and a second target of one indicator for the same days.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from cpkit.codes import code_text
from cpkit.errors import Problem, Refused
from cpkit.language import _
from cpkit.reports.indicators import Indicator
from cpkit.reports.plans import OwnTargets, TargetLine
from cpkit.reports.records import Source
from cpkit.reports.report import brought
from cpkit.store.identifiers import show_id
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from cpkit.store import Store

FORM = "chi_tieu"
"""The form an officer fills for targets of the ward's own."""
WHOLE = 100
"""Percent of a whole: no share is more."""


class Line(msgspec.Struct, frozen=True):
    """One target as the form holds it: `value_to` only of a range."""

    indicator: str
    op: Literal["duoi", "it_nhat", "bang", "khoang"]
    value: Decimal
    value_to: Decimal | None = None

    @property
    def titled(self) -> str:
        """Its indicator by code and name: "b1 (Trẻ em từ 7 tuổi được hỏi ý kiến)"."""
        return f"{self.indicator} ({code_text('indicators', self.indicator)})"

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

    def meets(self, other: Answers) -> bool:
        """Whether both are in force on some day."""
        return self.start <= other.end and other.start <= self.end


class Entry(msgspec.Struct, frozen=True):
    """One filled form of any kind; its answers are decoded only where it is ours."""

    form: str
    answers: msgspec.Raw
    cancelled: dict[str, Any] | None = None


def own_targets(source: Source) -> list[OwnTargets]:
    """What the ward set, the oldest first: of two that name the same indicator and day the later goes before."""
    return [_own(answers) for _id, answers in _kept(source)]


def refuse_wrong(store: Store, kept: Collection[int]) -> None:
    """Refused, inside the write that keeps the forms of these ids, with everything wrong in them."""
    found = dict(_kept(store))
    problems, others = list[Problem](), list[int]()
    for id in kept:
        if id in found:
            problems += [*_too_much(found[id]), *_said_twice(found[id])]
            for other_id, problem in _had_already(id, found):
                others.append(other_id)
                problems.append(problem)
    if problems:
        named = [show_id("entries", other) for other in dict.fromkeys(others)]
        hints = tuple(f"form entry {what} {id}" for id in named for what in ("edit", "cancel"))
        raise Refused(_("Chưa ghi được chỉ tiêu riêng."), tuple(dict.fromkeys(problems)), hints)


def _too_much(answers: Answers) -> Iterator[Problem]:
    """Targets over 100 % of an indicator that is a share of a whole."""
    shares = {one.id for one in brought("indicators", Indicator) if one.measure == "percent"}
    for line in answers.targets:
        if line.indicator in shares and max(line.value, line.value_to or line.value) > WHOLE:
            sentence = _("{indicator}: là phần trăm của một tổng, không thể quá 100 %.")
            yield Problem("value", sentence.format(indicator=line.titled))


def _said_twice(answers: Answers) -> Iterator[Problem]:
    """Indicators for which one form names two targets."""
    for number, line in enumerate(answers.targets):
        if line.indicator in {each.indicator for each in answers.targets[:number]}:
            sentence = _("{indicator}: phiếu này nêu hai mức; hãy giữ một.")
            yield Problem("indicator", sentence.format(indicator=line.titled))


def _had_already(id: int, found: Mapping[int, Answers]) -> Iterator[tuple[int, Problem]]:
    """Targets that another form, whose days meet those of form `id`, has already; with the id of that form."""
    ours = found[id]
    for other_id, other in found.items():
        theirs = {each.indicator for each in other.targets} if other_id != id and other.meets(ours) else set()
        for line in (each for each in ours.targets if each.indicator in theirs):
            sentence = _("{indicator}: đã có mức ở phiếu {id} “{title}” ({start} - {end}).")
            days = {"start": show_date(other.start), "end": show_date(other.end)}
            shown = show_id("entries", other_id)
            text = sentence.format(indicator=line.titled, id=shown, title=other.title, **days)
            yield other_id, Problem("indicator", text)


def _kept(source: Source) -> Iterator[tuple[int, Answers]]:
    """The forms that stand, the oldest first."""
    decode = msgspec.json.Decoder(Answers).decode
    for id, entry in source.rows("entries", Entry):
        if entry.form == FORM and entry.cancelled is None:
            yield id, decode(entry.answers)


def _own(given: Answers) -> OwnTargets:
    targets = tuple(one.target() for one in given.targets)
    return OwnTargets(given.title, given.start, given.end, targets, given.number or "")
