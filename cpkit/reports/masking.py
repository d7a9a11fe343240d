"""Hides counts of 1 to 4 in the tables of cases, and what would give them away (one abused child can be recognised).

All case tables of a report are one system: they share their totals, every column adds up to its total, and in every
line open at start + opened - closed = open at end. Further counts are hidden until these equations together leave every
hidden count open, and more than one way to fill in each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from cpkit.language import _
from cpkit.reports.case_tables import MOVEMENT
from cpkit.reports.disclosure import determined
from cpkit.reports.folds import Cell, Row, Table

SMALL = range(1, 5)
SMALL_MARK = "<5"
"""Stands for a count of 1 to 4."""
HIDDEN_MARK = "…"
"""Stands for a count that is hidden only because it would give another away."""
TOTAL = "total"


class Place(NamedTuple):
    """One count of the system; totals belong to no table, for all tables share them."""

    table: str
    row: str
    column: str


Equation = Mapping[Place, int]
"""Places with their signs: the counts there add up to zero."""


def mask(tables: Sequence[Table]) -> list[Table]:
    """The same tables, those of cases (`masking` set) with small counts hidden and a note that says so."""
    secret = [table for table in tables if table.masking]
    counts = {place: count for table in secret for place, count in _counts(table)}
    hidden = hidden_places(counts, [line for table in secret for line in _equations(table)])
    return [_masked(table, counts, hidden) if table.masking else table for table in tables]


def show_exact(tables: Sequence[Table]) -> list[Table]:
    """The same tables, those of cases with a note that nothing in them is hidden."""
    note = _("Số liệu đầy đủ, không che các số nhỏ: chỉ dùng nội bộ.")
    return [replace(table, notes=(*table.notes, note)) if table.masking else table for table in tables]


def masked_note() -> str:
    """What a table says when small counts in it are hidden."""
    sentence = _("“{small}”: số từ 1 đến 4 được che để không nhận ra trẻ em; “{other}”: che thêm để không suy ra được.")
    return sentence.format(small=SMALL_MARK, other=HIDDEN_MARK)


def hidden_places(counts: Mapping[Place, int], equations: Sequence[Equation]) -> set[Place]:
    """The places to hide: all small counts, and others until the equations give no hidden count away.

    It ends: once every count but the zeros is hidden, twice all of them would fit the equations as well.
    """
    hidden = {place for place, count in counts.items() if count in SMALL}
    while told := _told(equations, counts, hidden):
        more = {other for equation in told if (other := _next(equation, counts, hidden))}
        if not more:
            break
        hidden |= more
    return hidden


def _told(equations: Sequence[Equation], counts: Mapping[Place, int], hidden: set[Place]) -> list[Equation]:
    """The equations in which something more must be hidden."""
    narrow = [equation for equation in equations if _is_narrow(equation, counts, hidden)]
    if narrow:
        return narrow
    known = determined(equations, hidden)
    telling = (equation for equation in equations if not known.isdisjoint(equation))
    return [equation for equation in telling if _next(equation, counts, hidden)][:1]


def _is_narrow(equation: Equation, counts: Mapping[Place, int], hidden: set[Place]) -> bool:
    """Whether one equation alone gives a hidden count away: the only one, or all small at the end of their range."""
    secret = [(place, sign) for place, sign in equation.items() if place in hidden]
    if len(secret) < 2:
        return bool(secret)
    if any(counts[place] not in SMALL for place, _sign in secret):
        return False
    value = sum(sign * counts[place] for place, sign in secret)
    ends = [(sign * SMALL[0], sign * SMALL[-1]) for _place, sign in secret]
    at_end = value in (sum(map(min, ends)), sum(map(max, ends)))
    return at_end and _next(equation, counts, hidden) is not None


def _next(equation: Equation, counts: Mapping[Place, int], hidden: set[Place]) -> Place | None:
    """The smallest count of the equation that is not hidden yet; shared totals last, for other tables show them too."""
    visible = [place for place in equation if place not in hidden and counts[place]]
    return min(visible, key=lambda place: (place.table == "", counts[place], place), default=None)


def _place(table: Table, row: str, column: str) -> Place | None:
    """Which count of the system a cell is; None for one that is no count of cases (money)."""
    if table.margins is None:
        return Place("" if row == TOTAL else table.id, row, column)
    name = table.margins.names.get((row, column))
    return Place(*name) if name else None


def _counts(table: Table) -> Iterator[tuple[Place, int]]:
    for row in (*table.rows, *table.totals):
        for column, cell in zip(table.columns, row.cells, strict=True):
            place = _place(table, row.id, column.id)
            if place is not None:
                yield place, cell if isinstance(cell, int) else 0


def _equations(table: Table) -> Iterator[Equation]:
    if table.margins is not None:
        yield from ({Place(*name): sign for name, sign in each.items()} for each in table.margins.sums)
        return
    for column in table.columns:
        yield {Place(table.id, row.id, column.id): 1 for row in table.rows} | {Place("", TOTAL, column.id): -1}
    signs = dict(zip(MOVEMENT, (1, 1, -1, -1), strict=True))
    for row in (*table.rows, *table.totals):
        yield {Place("" if row.id == TOTAL else table.id, row.id, column): sign for column, sign in signs.items()}


def _masked(table: Table, counts: dict[Place, int], hidden: set[Place]) -> Table:
    def cells(row: Row) -> Row:
        shown = zip(table.columns, row.cells, strict=True)
        return replace(row, cells=tuple(cell(row.id, column.id, plain) for column, plain in shown))

    def cell(row: str, column: str, plain: Cell) -> Cell:
        place = _place(table, row, column)
        if place is None:
            return plain
        if place not in hidden:
            return counts[place]
        return SMALL_MARK if counts[place] in SMALL else HIDDEN_MARK

    rows, totals = tuple(map(cells, table.rows)), tuple(map(cells, table.totals))
    return replace(table, rows=rows, totals=totals, masking="masked", notes=(*table.notes, masked_note()))
