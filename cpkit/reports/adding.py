"""What the cells of a declared table add up: numbers, or different things of which each counts once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from cpkit.reports.marks import IdSet

Spot = tuple[str, str]
"""A row and a column of the table; `ALL` stands for every one."""
ALL = ""


class Sums(Protocol):
    """The cells of one measure while they are counted."""

    adds_up: bool
    """Whether the sum of the parts is the whole: of different things a part may hold what another holds too."""

    def add(self, spots: Iterable[Spot], thing: Any, /) -> None:
        """Count `thing` in each of these cells."""

    def value(self, spot: Spot, /) -> int:
        """What the cell comes to."""


@dataclass
class Numbers:
    """A number of each thing, added up; halves of the total are rounded up."""

    number: Callable[[Any], float | None]
    cells: defaultdict[Spot, Decimal | int] = field(default_factory=lambda: defaultdict(int))
    adds_up = True

    def add(self, spots: Iterable[Spot], thing: Any) -> None:
        """Add the thing's number to the cells; nothing where it has none."""
        number = self.number(thing)
        if number:
            exact = number if isinstance(number, int) else Decimal(str(number))
            for spot in spots:
                self.cells[spot] += exact

    def value(self, spot: Spot) -> int:
        """The sum, in whole units."""
        total = self.cells.get(spot, 0)
        return total if isinstance(total, int) else int(total.quantize(Decimal(1), ROUND_HALF_UP))


@dataclass
class Different:
    """Different things (children, schools, answers) that the things counted name; ids take a byte each."""

    named: Callable[[Any], Iterable[int | str]]
    ids: defaultdict[Spot, IdSet] = field(default_factory=lambda: defaultdict(IdSet))
    texts: defaultdict[Spot, set[str]] = field(default_factory=lambda: defaultdict(set))
    adds_up = False

    def add(self, spots: Iterable[Spot], thing: Any) -> None:
        """Put what the thing names into the cells."""
        named = list(self.named(thing))
        if not named:
            return
        for spot in spots:
            for one in named:
                if isinstance(one, int):
                    self.ids[spot].add(one)
                else:
                    self.texts[spot].add(one)

    def value(self, spot: Spot) -> int:
        """How many different ones."""
        ids = self.ids.get(spot)
        return (len(ids) if ids else 0) + len(self.texts.get(spot, ()))
