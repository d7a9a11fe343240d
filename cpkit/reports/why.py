"""Where a figure comes from: the records in its part, those missing with what each lacks, heads without names.

Counts are made as for the report itself; ids are gathered only here, when somebody asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from cpkit.errors import Refused
from cpkit.language import _, label
from cpkit.plugins.limits import FAILURES
from cpkit.reports.counting import Count, Counted, Observe
from cpkit.reports.evidence import SHEETS, Gathering
from cpkit.reports.folds import Cell
from cpkit.reports.frame import Frame
from cpkit.reports.indicators import Figure, Indicator, Share, Tally
from cpkit.reports.periods import Period
from cpkit.reports.records import ChildRecord, NamedChildRecord, Source
from cpkit.reports.report import Design, Settings, figure_of, uncomputed, unit_keys
from cpkit.reports.standings import TABLES, record_id
from cpkit.reports.subjects import Unnamed
from cpkit.store.identifiers import KIND_OF, show_id
from cpkit.vietnamese import fold

PARTS: dict[str, tuple[Share, ...]] = {
    "missing": (Share.WHOLE,),
    "untold": (Share.UNTOLD,),
    "numerator": (Share.PART,),
    "denominator": (Share.WHOLE, Share.UNTOLD, Share.PART),
}
"""The parts of a figure: missing + untold + numerator = denominator."""
Ids = dict[str, list[tuple[str, int]]]


@dataclass(frozen=True)
class Member:
    """One record of the whole: how it counts, its particulars as evidence lists them, and what it lacks.

    `id` is "" for what is no record (the unit itself, households an activity only counts). `lacking` is None where the
    indicator cannot say, empty where nothing is asked of it.
    """

    id: str
    share: Share
    weight: int
    cells: tuple[Cell, ...]
    lacking: tuple[str, ...] | None


@dataclass
class Opened:
    """One figure with all that stands behind it."""

    figure: Figure
    tally: Tally
    members: list[Member] = field(default_factory=list)
    heads: list[Unnamed] = field(default_factory=list)

    def part(self, name: str) -> list[Member]:
        """The records of one of `PARTS`, those that lack something first."""
        chosen = [one for one in self.members if one.share in PARTS[name]]
        return sorted(chosen, key=lambda one: one.lacking == ())

    def count(self, name: str) -> int:
        """How many a part comes to, heads without names apart: records may stand for several, or for none."""
        return sum(self.tally.shares[share] for share in PARTS[name])

    @property
    def unnamed(self) -> int:
        """What the numerator holds beyond named records: heads that cannot be anybody counted already."""
        return 0 if self.figure.numerator is None else self.figure.numerator - self.tally.shares[Share.PART]

    @property
    def empty(self) -> bool:
        """Whether nothing at all was found to count."""
        return not self.members and not self.heads


def members(
    source: Source, settings: Settings, period: Period, design: Design, indicators: Collection[str]
) -> dict[str, Ids]:
    """For each of `indicators` the records of every part, as kind and id: ("TE", 120000042)."""
    chosen = [one for one in design.indicators if one.id in indicators]
    found: dict[str, Ids] = {one.id: {part: [] for part in PARTS} for one in chosen}

    def observe(over: str, subject: Any, shares: dict[str, Share]) -> None:
        id = record_id(over, subject)
        if id is None:
            return
        for indicator, share in shares.items():
            for part, counted in PARTS.items():
                if share in counted:
                    found[indicator][part].append((KIND_OF[TABLES[over]], id))

    _run(source, settings, period, chosen, observe)
    return found


def open_figure(
    source: Source, settings: Settings, period: Period, design: Design, indicator: Indicator, *, confidential: bool
) -> Opened:
    """The figure of `indicator` with its records; persons of cases and confidential groups only if `confidential`."""
    behind = Behind(indicator, period, confidential=confidential)
    counted = _run(source, settings, period, [indicator], behind, NamedChildRecord)
    tally = counted.tallies[indicator.id]
    error = counted.broken.get(indicator.id)
    figure = (
        uncomputed(indicator, design.plan, period, error)
        if error
        else figure_of(indicator, tally, design.plan, period, True)
    )
    return Opened(figure, tally, behind.members, behind.heads)


def find_indicator(design: Design, text: str) -> Indicator:
    """The indicator called `text`. Raises Refused naming those it may have meant."""
    by_id = {one.id: one for one in design.indicators}
    found = by_id.get(text.strip().casefold())
    if found is None:
        near = ", ".join(f"{one.id} ({label(one.short)})" for one in _near(by_id, text))
        raise Refused(_("Không có chỉ tiêu “{text}”. Có phải: {near}?").format(text=text[:40], near=near))
    return found


def _near(by_id: dict[str, Indicator], text: str) -> list[Indicator]:
    """Indicators whose words hold `text`, else whose id is near it, else all."""
    words = fold(text)
    named = [one for one in by_id.values() if words and words in fold(f"{label(one.short)} {label(one.title)}")]
    close = set(get_close_matches(words, by_id, n=5, cutoff=0.5))
    return named or [by_id[id] for id in by_id if id in close] or list(by_id.values())


class Behind:
    """Takes every subject of a count and keeps those in the whole of one indicator.

    With a `limit`, only so many of each share are kept, and none of whom nothing is asked: `idle` and `beyond` count
    them.
    """

    def __init__(self, indicator: Indicator, period: Period, *, confidential: bool, limit: int | None = None) -> None:
        self.indicator, self.period, self.limit = indicator, period, limit
        self.members: list[Member] = []
        self.heads: list[Unnamed] = []
        self.kept: Counter[Share] = Counter()
        self.beyond: Counter[Share] = Counter()
        self.idle: Counter[Share] = Counter()
        self._gathering = Gathering((), confidential=confidential)

    def __call__(self, over: str, subject: Any, shares: dict[str, Share]) -> None:
        """One subject with its share in each indicator."""
        share = shares.get(self.indicator.id, Share.OUT)
        if over == "heads" and share:
            self.heads.append(subject)
        elif over == self.indicator.over and share:
            weight, words = getattr(subject, "weight", 1), lacking(self.indicator, subject, share, self.period)
            if self._keeps(share, weight, words):
                cells = SHEETS[over][2](self._gathering, subject) if over in SHEETS else ()
                self.members.append(Member(shown_id(over, subject), share, weight, cells, words))

    def _keeps(self, share: Share, weight: int, words: tuple[str, ...] | None) -> bool:
        """Whether one subject more is kept; else it is counted."""
        if self.limit is None:
            return True
        if words == () and share is not Share.PART:
            self.idle[share] += weight
            return False
        self.kept[share] += 1
        if self.kept[share] > self.limit:
            self.beyond[share] += weight
            return False
        return True


def lacking(indicator: Indicator, subject: Any, share: Share, period: Period) -> tuple[str, ...] | None:
    """What keeps a subject of the whole out of the part; None where the indicator cannot say."""
    if share is Share.PART:
        return ()
    try:
        return tuple(indicator.lacking(subject, period)) if indicator.lacking else None
    except FAILURES:  # a plugin's function: the record is listed all the same
        return None


def shown_id(over: str, subject: Any) -> str:
    """The id of the record behind a subject as it is read out; of children only counted, that of the event."""
    id = record_id(over, subject)
    if id is not None:
        return show_id(TABLES[over], id)
    event = getattr(subject, "event", None)
    return show_id("events", event) if event is not None else ""


def words_of_all(chosen: Collection[Member]) -> tuple[str, ...] | None:
    """What all of them lack, where it is the same for all: said once."""
    said = {one.lacking for one in chosen}
    return said.pop() if len(said) == 1 else None


def heads_of(heads: Collection[Unnamed]) -> Iterator[tuple[str, int]]:
    """The activities whose heads have no names, with their number."""
    return ((show_id("activities", one.id), one.weight) for one in heads)


def _run(
    source: Source, settings: Settings, period: Period, indicators: list[Indicator], observe: Observe,
    child_type: type[ChildRecord] = ChildRecord,
) -> Counted:  # fmt: skip
    frame = Frame(period, unit_keys(settings.unit))
    return Count(source, frame, indicators, (), observe, child_type).run()
