"""How every record counted in a report, kept short: which indicators it stands in, and as what.

A `Standings` is the `observe` of `build_report`. Most records stand alike, so what is kept is each way of standing with
the ids that stand so, as ranges ("20000001-20000040 20000042").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from cpkit.reports.indicators import Indicator, Share

TABLES = {
    "child": "children",
    "victim": "cases",
    "hit": "children",
    "organisation": "organisations",
    "worker": "workers",
    "household": "households",
    "filled": "entries",
}
"""The table in which a subject of each kind is one record; the unit itself, and heads without names, are in none."""


class Kind(msgspec.Struct):
    """All records of one kind: the indicators over it, and for each way of standing in them ("201") the ids."""

    indicators: tuple[str, ...]
    ids: dict[str, str]

    def standing(self) -> Iterator[tuple[int, dict[str, Share]]]:
        """Each record with its share in each indicator."""
        for way, ids in self.ids.items():
            shares = {id: Share(int(sign)) for id, sign in zip(self.indicators, way, strict=True)}
            yield from ((id, shares) for id in from_ranges(ids))


class Standings:
    """Takes every subject of a count; `kinds()` says how each record stood."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._of: defaultdict[str, list[str]] = defaultdict(list)
        for one in indicators:
            self._of[one.over].append(one.id)
        self._ids: defaultdict[tuple[str, str], list[int]] = defaultdict(list)

    def __call__(self, over: str, subject: Any, shares: Mapping[str, Share]) -> None:
        """One subject with its share in each indicator over its kind."""
        id = record_id(over, subject)
        if shares and id is not None:
            way = "".join(str(shares.get(one, Share.OUT).value) for one in self._of[over])
            self._ids[over, way].append(id)

    def kinds(self) -> dict[str, Kind]:
        """The records of each kind that has any."""
        found: dict[str, Kind] = {}
        for (over, way), ids in sorted(self._ids.items()):
            kind = found.setdefault(over, Kind(tuple(self._of[over]), {}))
            kind.ids[way] = to_ranges(ids)
        return found


def record_id(over: str, subject: Any) -> int | None:
    """The id of the record behind a subject; of a victim that of the first case; None where there is none."""
    if over not in TABLES:
        return None
    id: int | None = subject.cases[0].id if over == "victim" else subject.id
    return id


def to_ranges(ids: Iterable[int]) -> str:
    """ "3-5 9" for 3, 4, 5 and 9 in any order."""
    spans: list[list[int]] = []
    for id in sorted(set(ids)):
        if spans and id == spans[-1][1] + 1:
            spans[-1][1] = id
        else:
            spans.append([id, id])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def from_ranges(text: str) -> Iterator[int]:
    """The ids of "3-5 9", in order."""
    for span in text.split():
        first, _dash, last = span.partition("-")
        yield from range(int(first), int(last or first) + 1)
