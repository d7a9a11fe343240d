"""What an indicator is, and what it comes to: a figure beside its target, with a verdict.

An indicator is a fold: a short function says of one subject (a child, a victim, a worker, …) whether it belongs to the
whole and to the part; the figures of wards add up. Shares whose truth the records cannot tell keep two ends, and a
verdict is given only where both ends agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from cpkit.reports.periods import Period

Measure = Literal["percent", "count"]
Scope = Literal["ward", "city"]
Aim = Literal["more", "fewer"]
"""Whether a larger or a smaller figure is the better one: which end of a range can be missed."""
Verdict = Literal["met", "missed", "none", "insufficient", "city", "no_target"]
"""met, missed; none: 0/0 of a thing that did not occur; insufficient: the records cannot tell; city: the target is of
the whole city, this is the ward's part; no_target: the plan sets none."""

SECRET_SUBJECTS = ("victim",)
"""Subjects so few that a count of 1 to 4 would let a child be recognised: hidden on the sheets unless exact."""

PLACES = 2
"""Decimals of a percentage in the report; verdicts compare the exact fraction."""


class Share(IntEnum):
    """How one subject counts."""

    OUT = 0
    """Not at all."""
    WHOLE = 1
    """In the whole only: what keeps the target from being met."""
    PART = 2
    """In the whole and in the part."""
    UNTOLD = 3
    """In the whole; whether in the part the records cannot tell (yet): a deadline still runs, nothing was entered."""


@dataclass(frozen=True)
class Heads:
    """Activities whose heads, counted without names, bear on an indicator: their kinds, topics, age bands."""

    bands: frozenset[str]
    kinds: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()

    def counts(self, kind: str, topics: tuple[str, ...]) -> bool:
        """Whether an activity of this kind and with these topics bears on it."""
        return kind in self.kinds or not self.topics.isdisjoint(topics)


@dataclass(frozen=True)
class Indicator:
    """One indicator: its words, and the function that shares one subject of the table `over`.

    `over`: "child" (living in the unit, under 16, on the cut-off date), "victim", "hit", "unit", "organisation",
    "worker", "household" or "filled" - the classes of `cpkit.reports.subjects`. `absent`: what 0/0 means, "none" (it
    did not occur) or "insufficient" (such records always exist, none was entered).
    """

    id: str
    over: str
    title: Mapping[str, str]
    short: Mapping[str, str]
    definition: Mapping[str, str]
    basis: str
    measure: Measure
    share: Callable[[Any], Share] | None
    heads: Heads | None = None
    absent: Literal["none", "insufficient"] = "none"
    sentences: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """How a letter says the figure, by what it comes to: "some", "nothing", "every", "absent"; "noun": what is counted.
    Of several units added up "nowhere" and "everywhere" go before "nothing" and "every". {numerator}, {denominator}
    and {value} stand in them; a sentence made of the title serves where one is missing."""
    parameters: str = ""
    """What `share` reads from data (kinds, ages, roles), as text: a part of its definition."""
    lacking: Callable[[Any, Period], Sequence[str]] | None = None
    """What a subject of the whole that is not in the part lacks, in sentences; none where nothing is asked of it (a
    child at no risk)."""
    filled: str = ""
    """Of an indicator over "filled": "FORM/QUESTION", the forms it counts and the answer that names what is counted;
    "FORM/" counts every form."""
    aim: Aim = "more"


@dataclass(frozen=True)
class Target:
    """A plan's target: `op` is "<", ">=", "=" or "range"; `scope` "city" when only the whole city can meet it."""

    op: Literal["<", ">=", "=", "range"]
    low: Decimal | None
    high: Decimal | None
    scope: Scope = "ward"

    @property
    def end(self) -> Decimal:
        """The end of it that is drawn: the low one, of "<" the high one."""
        end = self.high if self.op == "<" else self.low
        return Decimal(0) if end is None else end

    @property
    def upper_end(self) -> Decimal | None:
        """The other end that is drawn, of a range."""
        return self.high if self.op == "range" else None

    def holds(self, value: Decimal, aim: Aim = "more") -> bool:
        """Whether `value` (percent or count) meets it; of a range only the end on the worse side can be missed."""
        if self.op == "<":
            return self.high is not None and value < self.high
        if self.op == "=":
            return value == self.low
        if self.op == "range" and aim == "fewer":
            return self.high is None or value <= self.high
        return self.low is None or value >= self.low

    def gap(self, value: Decimal) -> Decimal:
        """How far `value` lies from the target: negative below it, zero inside a range."""
        low = self.high if self.op == "<" else self.low
        high = self.high if self.op == "range" else low
        assert low is not None and high is not None
        return value - low if value < low else value - high if value > high else Decimal(0)


@dataclass
class Tally:
    """The fold of one indicator: subjects by share, and heads by cell ("nu:7-10"); tallies of wards add up."""

    shares: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    named: dict[str, int] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)
    heads: int = 0

    def add(self, share: Share, weight: int = 1) -> None:
        """One subject more, standing for `weight` of its kind."""
        self.shares[share] += weight

    def add_heads(self, counts: Mapping[str, int]) -> None:
        """The heads of one more activity; `most` keeps the largest of any one activity in each cell."""
        for cell, count in counts.items():
            self.most[cell] = max(self.most.get(cell, 0), count)
            self.heads += count

    @property
    def denominator(self) -> int:
        """The whole."""
        return sum(self.shares[Share.WHOLE :])

    @property
    def certain(self) -> int:
        """Named subjects of the part, and beyond them heads that one activity alone proves, whatever the whole."""
        unnamed = sum(max(0, count - self.named.get(cell, 0)) for cell, count in self.most.items())
        return self.shares[Share.PART] + unnamed

    @property
    def low(self) -> int:
        """The least the part can be, never above the whole."""
        return min(self.certain, self.denominator)

    @property
    def high(self) -> int:
        """The most the part can be: every untold subject in it, every head another child."""
        return min(self.shares[Share.PART] + self.shares[Share.UNTOLD] + self.heads, self.denominator)


@dataclass(frozen=True)
class Figure:
    """An indicator in a period: its ends, its target and what became of it."""

    indicator: Indicator
    target: Target | None
    numerator: int | None
    denominator: int | None
    high: int | None
    notes: tuple[str, ...] = ()
    certain: int | None = None
    """The part as it was counted, where it may come out above the whole: heads may be of children not on record."""
    uncomputed: bool = False
    """Whether the function of the indicator failed: there is no figure, and no conclusion."""

    @property
    def exact(self) -> Decimal | None:
        """Percent or count, unrounded; None for 0/0 and where no record can tell."""
        return self._value(self.numerator)

    @property
    def value(self) -> Decimal | None:
        """`exact`, rounded to `PLACES` decimals, halves up."""
        exact = self.exact
        return None if exact is None else exact.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_UP)

    @property
    def gap(self) -> Decimal | None:
        """How far the value lies from the target; None without either, or where the target is the whole city's."""
        if self.exact is None or self.target is None or self.target.scope == "city":
            return None
        return self.target.gap(self.exact).quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_UP)

    @property
    def verdict(self) -> Verdict:
        """What the figure says of the target."""
        if self.uncomputed:
            return "insufficient"
        if self.target is None and (self.exact is not None or self.indicator.share is None):
            return "no_target"
        if self.exact is None or self.target is None:
            return self.indicator.absent
        values = (self.exact, self._value(self.high))
        ends = {self.target.holds(value, self.indicator.aim) for value in values if value is not None}
        if self.target.scope == "city":
            return "city" if self.numerator == self.high else "insufficient"
        return "insufficient" if len(ends) > 1 else "met" if ends.pop() else "missed"

    @property
    def met(self) -> bool | None:
        """True, False, or None where the verdict is neither."""
        return {"met": True, "missed": False}.get(self.verdict)

    def _value(self, part: int | None) -> Decimal | None:
        if part is None:
            return None
        if self.indicator.measure == "count":
            return Decimal(part)
        return Decimal(100 * part) / self.denominator if self.denominator else None


def figure(indicator: Indicator, tally: Tally, target: Target | None, notes: tuple[str, ...] = ()) -> Figure:
    """The figure a tally comes to; a count has no whole, an indicator without a function has no figure."""
    if indicator.share is None:
        return Figure(indicator, target, None, None, None, notes)
    if indicator.measure == "count":
        nothing_entered = indicator.absent == "insufficient" and not tally.denominator
        return Figure(indicator, target, tally.low, None, tally.high + nothing_entered, notes)
    return Figure(indicator, target, tally.low, tally.denominator, tally.high, notes, tally.certain)
