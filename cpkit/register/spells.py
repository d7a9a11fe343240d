"""Dated spells of two records of one child made one: group memberships (NĐ56 Đ3-16), risks, stays in the unit.

Spells that overlap are the same fact recorded twice and become one, so that nobody counts it twice; what only one
record knows is kept. The record kept says how a spell ends where the other says it differently; the record that tells a
spell in more parts (left and came back, the sub-group changed) tells it better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cpkit.codes import code_list

Spell = dict[str, Any]
"""As stored: ISO days `from` (None: already so before it was recorded) and `to` (None: still so), and what it says."""

FOREVER = "9999-12-31"
DATES = ("from", "to")
OF_THE_END = ("reason", "decision")
"""What may tell of the end of a spell: why the child moved away, by which decision it left the group."""


class Told(NamedTuple):
    """What one record says: its spells, and the day since which it is in the register."""

    spells: Sequence[Spell]
    since: str | None


@dataclass(frozen=True)
class United:
    """The spells of both records; `doubtful` when they contradict and somebody should look."""

    spells: list[Spell]
    doubtful: bool = False


@dataclass
class _Part:
    """A spell of one of the two records, while they are put together."""

    kept: bool
    since: str | None
    spell: Spell

    @property
    def start(self) -> str:
        return self.spell["from"] or ""

    @property
    def end(self) -> str:
        return self.spell["to"] or FOREVER

    def overlaps(self, other: _Part) -> bool:
        """Whether both hold on one day."""
        return self.start <= other.end and other.start <= self.end


def unite_stays(keep: Told, other: Told) -> United:
    """The stays in the unit of both records."""
    return _unite(keep, other, lambda _part, _parts: "")


def unite_risks(keep: Told, other: Told) -> United:
    """The risks of both records, each risk by itself."""
    return _unite(keep, other, lambda part, _parts: part.spell["risk"])


def unite_groups(keep: Told, other: Told) -> United:
    """The memberships of both records, each group by itself; sub-groups that may hold together each by themselves."""
    return _unite(keep, other, _group_key)


def _group_key(part: _Part, parts: Sequence[_Part]) -> object:
    """What a membership is compared by; one without sub-group goes to the sub-group that the other record knows."""
    group = part.spell["group"]
    code = code_list("groups").get(str(group))
    if code is None or not code.extra.get("together"):
        return group
    known = (
        each.spell["sub"]
        for each in parts
        if each.kept != part.kept and each.spell["group"] == group and each.spell.get("sub") and each.overlaps(part)
    )
    return group, part.spell.get("sub") or next(known, None)


def _unite(keep: Told, other: Told, key: Callable[[_Part, Sequence[_Part]], object]) -> United:
    sides = ((True, keep), (False, other))
    parts = [_Part(kept, told.since, dict(spell)) for kept, told in sides for spell in told.spells]
    alike: dict[object, list[_Part]] = {}
    for part in parts:
        alike.setdefault(key(part, parts), []).append(part)
    united, doubtful = list[Spell](), False
    for each in alike.values():
        doubtful |= _settle_returns(each)
        for cluster in _clusters(each):
            spells, odd = _one(cluster)
            united, doubtful = united + spells, doubtful or odd
    return United(sorted(united, key=lambda spell: (spell["from"] or "", spell["to"] or FOREVER)), doubtful)


def _settle_returns(parts: Sequence[_Part]) -> bool:
    """Where one record ends before the other enters the register, the child left and came back: both are true then.

    The spell begun nobody knows when begins with the record; whether there was one.
    """
    found = False
    for part in parts:
        ends = [each.spell["to"] for each in parts if each.kept != part.kept and each.spell["to"]]
        returned = part.since and part.spell["from"] is None and part.end >= part.since
        if returned and any(end < str(part.since) for end in ends):
            part.spell["from"] = part.since
            found = True
    return found


def _clusters(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    """The parts that hang together in time."""
    cluster, end = list[_Part](), ""
    for part in sorted(parts, key=lambda part: (part.start, part.end)):
        if cluster and part.start > end:
            yield cluster
            cluster, end = [], ""
        cluster.append(part)
        end = max(end, part.end)
    if cluster:
        yield cluster


def _one(cluster: Sequence[_Part]) -> tuple[list[Spell], bool]:
    """The spells of a cluster told once, and whether the two records contradict in it."""
    kept, other = ([part for part in cluster if part.kept is side] for side in (True, False))
    if not kept or not other:
        return [part.spell for part in cluster], False
    base, beside = (other, kept) if len(other) > len(kept) else (kept, other)
    doubtful = any(_differ(part.spell, each.spell) for part in base for each in beside if part.overlaps(each))
    spells = [_filled(part, beside) for part in base]
    end, open_and_closed = _end(kept, other)
    spells[0]["from"] = _start(kept[0], other[0])
    if end is None or end >= (spells[-1]["from"] or ""):
        spells[-1]["to"] = end
    return spells, doubtful or open_and_closed


def _differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two spells say different things besides their days."""
    return any(one[key] and other.get(key) and one[key] != other[key] for key in one if key not in DATES)


def _filled(part: _Part, beside: Sequence[_Part]) -> Spell:
    """The spell with what it does not say taken from those of the other record on the same days.

    Why or by which paper it ended is no word on one that lasts.
    """
    spell = dict(part.spell)
    for each in (other for other in beside if other.overlaps(part)):
        not_of_it = OF_THE_END if (each.end == FOREVER) != (part.end == FOREVER) else ()
        said = {key: value for key, value in each.spell.items() if key not in (*DATES, *not_of_it)}
        spell |= {key: value for key, value in said.items() if spell.get(key) in (None, "")}
    return spell


def _start(one: _Part, other: _Part) -> str | None:
    """The earlier first day; a known one for an unknown one, unless the record that does not know it is older."""
    first, second = one.spell["from"], other.spell["from"]
    if first and second:
        return str(min(first, second))
    known, unknown = (first, other) if first else (second, one)
    return known if known and (unknown.since is None or known <= unknown.since) else None


def _end(kept: Sequence[_Part], other: Sequence[_Part]) -> tuple[str | None, bool]:
    """The last day, and whether one record says it ended and the other that it lasts: then the one kept is believed."""
    ours, theirs = (max(part.end for part in side) for side in (kept, other))
    if FOREVER in (ours, theirs):
        return (None if ours == FOREVER else ours), ours != theirs
    return max(ours, theirs), False
