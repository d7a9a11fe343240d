"""Columns of a merged report: the units as they sent, or on the boundaries of before or after 01/07/2025.

A code alone converts a unit only where its whole territory went into one other (then to now), or where one unit is
exactly one of before (now to then). Everything else keeps its own column and is listed: nothing is shared out by guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cpkit.language import _
from cpkit.places import Unit, predecessors, successors, unit
from cpkit.reports.tally import Part

Boundaries = Literal["sent", "then", "now"]


@dataclass(frozen=True)
class Column:
    """One column: a unit with what was sent for its territory; `lacking`: units of it that sent nothing convertible."""

    key: str
    name: str
    parts: tuple[Part, ...]
    lacking: tuple[str, ...] = ()

    @property
    def converted(self) -> bool:
        """Whether other units sent what stands in it."""
        return any(part.unit != self.key for part in self.parts)


def columns(parts: Sequence[Part], boundaries: Boundaries) -> list[Column]:
    """The columns in the order of their keys; two units of one name bear their keys."""
    grouped: dict[str, list[Part]] = {}
    for part in parts:
        grouped.setdefault(_place(part.unit, boundaries), []).append(part)
    names = {key: unit(key).name for key in grouped}
    twice = Counter(names.values())
    return [
        Column(
            key, f"{names[key]} ({key})" if twice[names[key]] > 1 else names[key], tuple(group), _lacking(key, group)
        )
        for key, group in sorted(grouped.items())
    ]


def not_converted(parts: Sequence[Part], boundaries: Boundaries) -> list[str]:
    """One sentence for each unit that its code alone cannot convert."""
    return [sentence for part in parts if boundaries != "sent" and (sentence := _why_not(unit(part.unit), boundaries))]


def _place(key: str, boundaries: Boundaries) -> str:
    """The unit in whose column this one stands."""
    if boundaries == "now" and len(after := successors(key)) == 1:
        return after[0].key
    if boundaries == "then" and len(before := predecessors(key)) == 1 and before[0].successors == (key,):
        return before[0].key
    return key


def _lacking(key: str, group: Sequence[Part]) -> tuple[str, ...]:
    """The names of units of this territory that nobody sent for, where it is put together from several."""
    sent = {part.unit for part in group}
    if key in sent:
        return ()
    return tuple(before.name for before in predecessors(key) if before.key not in sent)


def _why_not(one: Unit, boundaries: Boundaries) -> str | None:
    if boundaries == "now" and len(one.successors) > 1:
        names = ", ".join(each.name for each in successors(one.key))
        sentence = _("{name} ({key}) đã chia vào {names}: mã đơn vị không cho biết phần nào vào đâu, để cột riêng.")
        return sentence.format(name=one.name, key=one.key, names=names)
    if boundaries == "then" and one.predecessors and _place(one.key, boundaries) == one.key:
        names = ", ".join(each.name for each in predecessors(one.key))
        sentence = _("{name} ({key}) lập từ {names}: không tách lại được theo mã đơn vị, để cột riêng.")
        return sentence.format(name=one.name, key=one.key, names=names)
    return None
