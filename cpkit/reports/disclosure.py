"""Which hidden counts follow from the counts shown: linear equations between them, solved exactly."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

Place = TypeVar("Place", bound=Hashable)
Line = dict[Place, Fraction]


def determined(equations: Iterable[Mapping[Place, int]], hidden: set[Place]) -> set[Place]:
    """The places of `hidden` that the equations fix once all other counts are known.

    An equation gives places their signs; known counts only move its right side, so they are left out. In reduced form
    a line with one place left fixes that place.
    """
    reduced: dict[Place, Line[Place]] = {}
    for equation in equations:
        line = {place: Fraction(sign) for place, sign in equation.items() if place in hidden}
        for pivot in [place for place in line if place in reduced]:
            _subtract(line, reduced[pivot], pivot)
        if line:
            _put_in(reduced, line)
    return {pivot for pivot, line in reduced.items() if len(line) == 1}


def _put_in(reduced: dict[Place, Line[Place]], line: Line[Place]) -> None:
    """Make one place of `line` a pivot and take it out of every other line."""
    pivot, factor = next(iter(line.items()))
    line = {place: value / factor for place, value in line.items()}
    for other in reduced.values():
        if pivot in other:
            _subtract(other, line, pivot)
    reduced[pivot] = line


def _subtract(line: Line[Place], taken: Line[Place], pivot: Place) -> None:
    """Take `taken` off `line` so often that `pivot` goes out of it."""
    factor = line[pivot]
    for place, value in taken.items():
        rest = line.get(place, Fraction(0)) - factor * value
        if rest:
            line[place] = rest
        else:
            line.pop(place, None)
