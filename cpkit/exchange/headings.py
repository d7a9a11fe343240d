"""Where the table of a sheet begins: its heading rows under the titles, and what each column is headed.

A heading may take two or three rows ("Ngày, tháng, năm sinh" above "Nam" and "Nữ"), merged or not, and may be followed
by a row of column numbers; a column's heading is kept as its parts from top to bottom.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cpkit.exchange.reading import Cell, Merge, Row, Sheet
from cpkit.vietnamese import nfc

HIGHEST_HEADING = 60
"""Titles above a heading never take more rows than this; a heading further down is not looked for."""
DEEPEST_HEADING = 3
BELOW = " > "

Heading = tuple[str, ...]
"""The parts of one column's heading from top to bottom; () where it has none."""
Recognise = Callable[[Heading], str | None]
"""What field a heading means, None when it is not known (`columns.recognise`)."""

_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2}|[A-Z]{1,2})\)?")


@dataclass(frozen=True)
class Table:
    """The heading rows (0-based, `last_heading` included), the headings by column, the first row of data."""

    top: int
    last_heading: int
    headings: tuple[Heading, ...]
    first_row: int


def find_table(sheet: Sheet, recognise: Recognise) -> Table | None:
    """The table whose heading row names a child and places most columns; None when no row does."""
    rows = sheet.rows[:HIGHEST_HEADING]
    scores = [_score(row, recognise) for row in rows]
    best = max(range(len(rows)), key=scores.__getitem__, default=None)
    if best is None or scores[best] < 2:
        return None
    return _table(sheet, best, recognise)


def clean_heading(cell: Cell) -> str:
    """A heading cell as one line of composed text; a whole number loses its ".0"."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(nfc(str(cell)).split())


def heading_text(heading: Heading) -> str:
    """The whole heading on one line: "Ngày sinh > Nam". Read again from one cell, it is the same heading."""
    return BELOW.join(heading)


def _score(row: Row, recognise: Recognise) -> int:
    """How many cells of a row are known headings; 0 unless one of them is the child's name."""
    found = [recognise((clean_heading(cell),)) for cell in row if isinstance(cell, str) and cell]
    return sum(spec is not None for spec in found) if "name" in found else 0


def _table(sheet: Sheet, main: int, recognise: Recognise) -> Table:
    top = main - 1 if _groups_columns(sheet, main - 1) else main
    last = _last_heading(sheet, top, main, recognise)
    headings = _headings(sheet, top, last)
    first = last + 1 + _is_numbering(sheet.rows[last + 1] if last + 1 < len(sheet.rows) else ())
    return Table(top, last, headings, first)


def _groups_columns(sheet: Sheet, row: int) -> bool:
    """Whether a row above the heading parts its columns into groups: two or more blocks merged across."""
    return row >= 0 and sum(merge.top == row == merge.bottom for merge in sheet.merges) > 1


def _last_heading(sheet: Sheet, top: int, main: int, recognise: Recognise) -> int:
    bottoms = [merge.bottom for merge in sheet.merges if merge.top in (top, main)]
    last = min(max([*bottoms, main]), main + DEEPEST_HEADING - 1, len(sheet.rows) - 1)
    while last + 1 < len(sheet.rows) and last - main < DEEPEST_HEADING - 1 and _continues(sheet, top, last, recognise):
        last += 1
    return last


def _continues(sheet: Sheet, top: int, last: int, recognise: Recognise) -> bool:
    """Whether the row after `last` belongs to the heading: text only, below headings of several columns, known."""
    cells = [(column, cell) for column, cell in enumerate(sheet.rows[last + 1]) if cell != ""]
    if not cells or not all(isinstance(cell, str) for _column, cell in cells):
        return False
    before, after = _headings(sheet, top, last), _headings(sheet, top, last + 1)
    return all(_heads_several(before, column) and recognise(after[column]) is not None for column, _cell in cells)


def _heads_several(headings: Sequence[Heading], column: int) -> bool:
    """Whether the heading of a column is blank, or spreads over a neighbour that has the same or none."""
    before, after = headings[max(column - 1, 0) : column], headings[column + 1 : column + 2]
    return not headings[column] or headings[column] in (*before, *after) or () in after


def _headings(sheet: Sheet, top: int, last: int) -> tuple[Heading, ...]:
    width = max(len(row) for row in sheet.rows)
    lines = [_line(sheet, row, width) for row in range(top, last + 1)]
    for upper, lower in pairwise(lines):
        _spread(upper, lower)
    return tuple(_parts([line[column] for line in lines]) for column in range(width))


def _line(sheet: Sheet, row: int, width: int) -> list[str]:
    """The heading cells of one row, each merged block's text in all of its columns (of its first row)."""
    line = [clean_heading(cell) for cell in sheet.rows[row]]
    line += [""] * (width - len(line))
    for merge in sheet.merges:
        if merge.top == row:
            line[merge.left : merge.right + 1] = [line[merge.left]] * (min(merge.right, width - 1) + 1 - merge.left)
    return line


def _spread(upper: list[str], lower: list[str]) -> None:
    """Carry an upper heading to the right over the columns it heads where nobody merged the cells."""
    for column in range(1, len(upper)):
        if not upper[column] and lower[column] and lower[column - 1]:
            upper[column] = upper[column - 1]


def _parts(texts: Sequence[str]) -> Heading:
    parts: list[str] = []
    for text in BELOW.join(texts).split(BELOW):
        if text and parts[-1:] != [text]:
            parts.append(text)
    return tuple(parts)


def _is_numbering(row: Row) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3), A B 1 2."""
    cells = [clean_heading(cell) for cell in row if cell != ""]
    return len(cells) > 2 and all(_COLUMN_NUMBER.fullmatch(cell) for cell in cells)


def merged_across(merges: Sequence[Merge]) -> dict[int, tuple[int, int]]:
    """The rows that hold a block merged across three columns or more, with its first and last column."""
    return {merge.top: (merge.left, merge.right) for merge in merges if merge.right - merge.left > 1}
