"""Tables of several units added up cell by cell, and beside each sum what every unit has in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cpkit.language import _
from cpkit.reports.boundaries import Column as UnitColumn
from cpkit.reports.folds import Column, Row, Table
from cpkit.reports.meanings import Meanings
from cpkit.reports.tally import OTHER, TableCounts, TableWords, TallyFile

UNKNOWN = "unknown"
TOTAL = "total"


@dataclass(frozen=True)
class JointTable:
    """A table over several units: the sum, and the same with a column (or a row) a unit.

    `spread` has the rows of the table and a column a unit where the table has a column "total"; of others it has a row
    a unit and the table's own columns, from its first line of totals.
    """

    table: Table
    spread: Table
    by_unit: bool
    """Whether units are the columns of `spread`."""
    over: tuple[str, ...]
    left: tuple[str, ...]
    """Keys of the units whose table could not be added."""

    @property
    def counted(self) -> bool:
        """Whether anything stands in it."""
        return any(any(row.cells) for row in (*self.table.rows, *self.table.totals))


def add_tables(
    columns: Sequence[UnitColumn], tally: TallyFile, meanings: Meanings
) -> tuple[tuple[JointTable, ...], tuple[str, ...]]:
    """Every table over all units, and a sentence for each unit that one could not be taken from."""
    made = [_add(words, columns, tally, meanings) for words in meanings.tables]
    sentence = _("{name}, bảng “{table}”: lập theo cách khác hoặc không có; không cộng vào.")
    names = {column.key: column.name for column in columns}
    told = [sentence.format(name=names[key], table=one.table.title) for one in made for key in one.left]
    return tuple(made), tuple(told)


def told_apart(tables: Sequence[JointTable]) -> list[tuple[int, JointTable]]:
    """The tables, numbered from 1, whose columns of units tell something: the tables of cases share one total."""
    seen: list[tuple[Row, ...]] = []
    told = []
    for number, one in enumerate(tables, 1):
        lines = (*one.spread.rows, *one.spread.totals)
        if one.by_unit or lines not in seen:
            told.append((number, one))
            seen.append(lines)
    return told


Lines = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class _Sum:
    """Rows and totals added up, each cell at the place of its column; rows of zeros are not in it."""

    width: int
    rows: Lines
    totals: Lines

    def cells(self, id: str, *, total: bool = False) -> tuple[int, ...]:
        """A row, of zeros where nobody counted anything in it."""
        return tuple((self.totals if total else self.rows).get(id) or [0] * self.width)


def _sum_of(ids: Sequence[str], counts: Sequence[TableCounts]) -> _Sum:
    """The cells of parts, whose columns may stand in another order."""
    aligned = [_aligned(ids, one) for one in counts]
    return _Sum(len(ids), _added([rows for rows, _totals in aligned]), _added([totals for _rows, totals in aligned]))


def _aligned(ids: Sequence[str], counts: TableCounts) -> tuple[Lines, Lines]:
    """The cells of a part in this order of columns; a column it does not have is nothing."""
    if counts.columns == tuple(ids):
        return counts.rows, counts.totals
    order = [counts.columns.index(id) if id in counts.columns else None for id in ids]
    rows, totals = (
        {id: [0 if at is None else cells[at] for at in order] for id, cells in part.items()}
        for part in (counts.rows, counts.totals)
    )
    return rows, totals


def _added(parts: Sequence[Lines]) -> Lines:
    """Rows of several parts, those of one id added up."""
    if len(parts) == 1:
        return parts[0]
    lines: dict[str, list[Sequence[int]]] = {}
    for part in parts:
        for id, cells in part.items():
            lines.setdefault(id, []).append(cells)
    return {id: tuple(map(sum, zip(*cells, strict=True))) for id, cells in lines.items()}


def _add(words: TableWords, columns: Sequence[UnitColumn], tally: TallyFile, meanings: Meanings) -> JointTable:
    taken: dict[str, list[TableCounts]] = {}
    left = []
    for column in columns:
        found = [part.tables.get(words.id) for part in column.parts]
        counts = [one for one in found if one is not None and one.version in meanings.same]
        if len(counts) == len(found):
            taken[column.key] = counts
        else:
            left.append(column.key)
    every = [one for counts in taken.values() for one in counts]
    heads = _columns(words, every)
    rows = _rows(words, every, [tally.tables[one.version] for one in every])
    ids = [head.id for head in heads]
    sums = {key: _sum_of(ids, counts) for key, counts in taken.items()}
    whole = _Sum(len(ids), _added([one.rows for one in sums.values()]), _added([one.totals for one in sums.values()]))
    table = _table(words, heads, rows, whole)
    named = [(column.key, column.name) for column in columns if column.key in taken]
    by_unit = TOTAL in ids
    spread = _by_unit(table, named, sums) if by_unit else _by_row(table, named, sums)
    return JointTable(table, spread, by_unit, words.over, tuple(left))


def _columns(words: TableWords, counts: Iterable[TableCounts]) -> list[Column]:
    """The table's columns, then others that units had, before a column "total" at the end."""
    known = {one.id: one for one in words.columns}
    more = {
        one.id: one for count in counts for one in sorted(count.more_columns, key=lambda c: (c.id, c.title))
    }  # fmt: skip
    extra = [more[id] for id in sorted(more) if id not in known]
    last = [known[TOTAL]] if TOTAL in known else []
    ordered = [*(one for one in words.columns if one not in last), *extra, *last]
    return [Column(one.id, one.title, one.kind, one.group) for one in ordered]


def _rows(words: TableWords, counts: Iterable[TableCounts], layouts: Iterable[TableWords]) -> list[tuple[str, str]]:
    """The table's rows, then others that units had, by id; what is unknown and the rest at the end."""
    known = dict(words.rows)
    more: dict[str, str] = {}
    for id, title in _titles(counts, layouts):
        if id not in known:
            more[id] = min(title, more.get(id, title))
    last = [id for id in (UNKNOWN, OTHER) if id in more]
    return [
        *known.items(),
        *((id, more[id]) for id in sorted(more) if id not in last),
        *((id, more[id]) for id in last),
    ]


def _titles(counts: Iterable[TableCounts], layouts: Iterable[TableWords]) -> Iterator[tuple[str, str]]:
    seen: dict[int, TableWords] = {id(layout): layout for layout in layouts}
    for layout in seen.values():
        yield from layout.rows
    for one in counts:
        yield from one.more_rows


def _table(words: TableWords, heads: Sequence[Column], rows: Sequence[tuple[str, str]], sums: _Sum) -> Table:
    lines = tuple(Row(id, title, sums.cells(id)) for id, title in rows)
    totals = tuple(Row(id, title, sums.cells(id, total=True)) for id, title in words.totals)
    masking: Literal["", "exact"] = "exact" if words.masking else ""
    return Table(
        words.id, words.title, tuple(heads), lines, totals, words.heading, words.notes, (), masking, sheet=words.sheet
    )


def _by_unit(table: Table, units: Sequence[tuple[str, str]], sums: Mapping[str, _Sum]) -> Table:
    """The rows of the table, a column a unit: what stands in its column "total"."""
    at = table.column(TOTAL)

    def line(row: Row, *, total: bool) -> Row:
        cells = [sums[key].cells(row.id, total=total)[at] for key, _name in units]
        return Row(row.id, row.title, (*cells, row.cells[at]))

    heads = (*(Column(key, name) for key, name in units), table.columns[at])
    rows = tuple(line(row, total=False) for row in table.rows)
    totals = tuple(line(row, total=True) for row in table.totals)
    title = _("{table}, theo đơn vị").format(table=table.title)
    return Table(table.id, title, heads, rows, totals, table.heading, masking=table.masking, sheet=table.sheet)


def _by_row(table: Table, units: Sequence[tuple[str, str]], sums: Mapping[str, _Sum]) -> Table:
    """A row a unit: what stands in its first line of totals."""
    title = _("{table}, theo đơn vị").format(table=table.title)
    if not table.totals:
        return Table(table.id, title, table.columns, (), (), _("Đơn vị"), masking=table.masking, sheet=table.sheet)
    total = table.totals[0]
    rows = tuple(Row(key, name, sums[key].cells(total.id, total=True)) for key, name in units)
    return Table(table.id, title, table.columns, rows, (total,), _("Đơn vị"), masking=table.masking, sheet=table.sheet)
