"""A merged report for the public: counts of 1 to 4 children hidden, and whatever would give them away (NĐ56 Đ24, Đ33).

Sums, tables, columns of units and figures are one system of equations: rows add up to totals, units add up to the sum,
figures are cells of tables. Counts of bodies, workers, households and activities name no child and stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, cast

import msgspec

from cpkit.language import _
from cpkit.reports.case_tables import MOVEMENT
from cpkit.reports.folds import Cell, Column, Row, Table
from cpkit.reports.indicators import SECRET_SUBJECTS, Figure, Verdict
from cpkit.reports.joint import Joint, Member, sending_words
from cpkit.reports.joint_tables import TOTAL, JointTable
from cpkit.reports.masking import HIDDEN_MARK, SMALL, SMALL_MARK, Equation, Place, hidden_places, masked_note
from cpkit.reports.plans import Confidentiality

PEOPLE = ("child", "victim", "hit")
"""Subjects of indicators that are children."""
NO_CHILDREN = {"activity", "organisation", "worker", "household"}
"""Subjects of tables that are not."""
FIGURE = "figure"
PARTS = ("numerator", "denominator")


@dataclass(frozen=True)
class VeiledFigure(Figure):
    """A figure with hidden counts: marks stand where the counts did, as in the cells of tables; no value, no gap."""

    given: Verdict = "insufficient"

    @property
    def exact(self) -> None:
        """Nothing: it would tell what is hidden."""
        return None

    @property
    def verdict(self) -> Verdict:
        """What was found from the true counts."""
        return self.given


def publish(joint: Joint) -> Joint:
    """The same report with every small count of children hidden, and what follows from others."""
    system = _System(joint)
    hidden = system.hidden()
    tables = tuple(_veiled_table(one, hidden) for one in joint.tables)
    figures = tuple(_veiled(one, "", hidden) for one in joint.report.figures)
    members = tuple(_veiled_member(one, hidden) for one in joint.members)
    checks = tuple(replace(check, secret=True) for check in joint.report.checks)
    notes = (*sending_words(joint), *joint.remarks, *joint.differences, masked_note())
    plan = msgspec.structs.replace(joint.report.plan, confidentiality=_public())
    report = replace(
        joint.report, plan=plan, figures=figures, tables=tuple(one.table for one in tables), checks=checks, notes=notes,
        exact=False,
    )  # fmt: skip
    return replace(joint, report=report, members=members, tables=tables, published=True)


def _public() -> Confidentiality:
    """What a published report states of itself (NĐ56 Đ24.3)."""
    level = _("Bản để công bố: số từ 1 đến 4 về trẻ em đã được che")
    recipients = _("theo quyết định công bố của người có thẩm quyền")
    return Confidentiality({"vi": level}, {"vi": recipients})


class _System:
    """Every count of children that is shown, and the equations a reader can write between them."""

    def __init__(self, joint: Joint) -> None:
        self.counts: dict[Place, int] = {}
        self.equations: list[Equation] = []
        for one in joint.tables:
            if _of_children(one):
                self._table(one.table)
                self._spread(one)
        self._figures(joint)
        self._agreements(joint)

    def hidden(self) -> set[Place]:
        """The places to hide."""
        return hidden_places(self.counts, self.equations)

    def _table(self, table: Table) -> None:
        columns = [column.id for column, _at in _count_columns(table)]
        self._take(table, table.rows, table.totals, "")
        for column in columns:
            self._down(table, column, "", table.rows)
        for row, total in ((row, row in table.totals) for row in (*table.rows, *table.totals)):
            for whole in columns:
                self._across(table, row.id, _parts_of(whole, columns), whole, total=total)
            self._movement(table, row.id, "", total=total)

    def _spread(self, one: JointTable) -> None:
        table, spread = one.table, one.spread
        units = [column.id for column in spread.columns[:-1]] if one.by_unit else [row.id for row in spread.rows]
        if one.by_unit:
            for row, total in ((row, row in spread.totals) for row in (*spread.rows, *spread.totals)):
                places = [_place(table, row.id, TOTAL, unit, total=total) for unit in units]
                self.counts.update(zip(places, map(_count, row.cells[:-1]), strict=True))
                self.equations.append(dict.fromkeys(places, 1) | {_place(table, row.id, TOTAL, "", total=total): -1})
            for unit in units:
                self._down(table, TOTAL, unit, table.rows)
            return
        for column, at in _count_columns(table):
            places = [_place(table, table.totals[0].id, column.id, unit, total=True) for unit in units]
            self.counts.update(zip(places, (_count(row.cells[at]) for row in spread.rows), strict=True))
            whole = _place(table, table.totals[0].id, column.id, "", total=True)
            self._add(dict.fromkeys(places, 1) | {whole: -1})
        for unit in units:
            self._movement(table, table.totals[0].id, unit, total=True)

    def _take(self, table: Table, rows: Iterable[Row], totals: Iterable[Row], unit: str) -> None:
        for lines, total in ((rows, False), (totals, True)):
            for row in lines:
                for column, at in _count_columns(table):
                    self.counts[_place(table, row.id, column.id, unit, total=total)] = _count(row.cells[at])

    def _down(self, table: Table, column: str, unit: str, rows: Iterable[Row]) -> None:
        """Rows add up to a line of totals, in the columns where they do."""
        places = [_place(table, row.id, column, unit, total=False) for row in rows]
        for total in table.totals:
            self._add(dict.fromkeys(places, 1) | {_place(table, total.id, column, unit, total=True): -1})

    def _across(self, table: Table, row: str, columns: Iterable[str], whole: str, *, total: bool) -> None:
        places = [_place(table, row, column, "", total=total) for column in columns]
        self._add(dict.fromkeys(places, 1) | {_place(table, row, whole, "", total=total): -1})

    def _movement(self, table: Table, row: str, unit: str, *, total: bool) -> None:
        signs = zip(MOVEMENT, (1, 1, -1, -1), strict=True)
        self._add({_place(table, row, column, unit, total=total): sign for column, sign in signs})

    def _figures(self, joint: Joint) -> None:
        """Figures of children: units add up to the sum; counts that are the same everywhere are one and the same."""
        vectors: defaultdict[tuple[int, ...], list[list[Place]]] = defaultdict(list)
        for figure in joint.report.figures:
            for part in PARTS if figure.indicator.over in PEOPLE else ():
                shown = shown_figures(joint, figure)
                places = {_figure_place(figure, part, unit): getattr(one, part) for unit, one in shown}
                if any(count is None for count in places.values()):
                    continue
                self.counts.update(places)
                whole, *units = places
                self._add(dict.fromkeys(units, 1) | {whole: -1})
                vectors[tuple(places.values())].append(list(places))
            for unit, one in shown_figures(joint, figure) if figure.indicator.over in SECRET_SUBJECTS else ():
                self._rest(figure, unit, one)
        for same in vectors.values():
            for first, second in pairwise(same):
                self.equations += [{a: 1, b: -1} for a, b in zip(first, second, strict=True)]

    def _rest(self, figure: Figure, unit: str, one: Figure) -> None:
        """Victims between part and whole: few of them, beside the whole or the percentage, are as easily recognised."""
        if one.numerator is not None and one.denominator is not None:
            part, whole, rest = (_figure_place(figure, name, unit) for name in (*PARTS, "rest"))
            self.counts[rest] = one.denominator - one.numerator
            self._add({whole: 1, part: -1, rest: -1})

    def _agreements(self, joint: Joint) -> None:
        """Where the plan says that a figure is a cell of a table: of the sum, and of every unit."""
        tables = {one.table.id: one for one in joint.tables if _of_children(one)}
        figures = {figure.indicator.id: figure for figure in joint.report.figures}
        for one in joint.report.plan.agreements:
            if one.table not in tables or one.indicator not in figures:
                continue
            table = tables[one.table].table
            total = one.row in [row.id for row in table.totals]
            for unit in ("", *(member.key for member in joint.members)):
                cell = _place(table, one.row, one.column, unit, total=total)
                self._add({_figure_place(figures[one.indicator], one.part, unit): 1, cell: -1})

    def _add(self, equation: Equation) -> None:
        """Keep an equation between counts that are shown, if it holds."""
        shown = len(equation) > 1 and all(place in self.counts for place in equation)
        if shown and not sum(sign * self.counts[place] for place, sign in equation.items()):
            self.equations.append(equation)


def shown_figures(joint: Joint, figure: Figure) -> list[tuple[str, Figure]]:
    """The figure of the sum ("") and of every unit that has it."""
    id = figure.indicator.id
    return [("", figure), *((one.key, one.figures[id]) for one in joint.members if id in one.figures)]


def _of_children(one: JointTable) -> bool:
    return not set(one.over) <= NO_CHILDREN


def _parts_of(whole: str, columns: Iterable[str]) -> list[str]:
    """The columns that a column "total" or "m1:total" adds up; of any other column none."""
    if whole != TOTAL and not whole.endswith(f":{TOTAL}"):
        return []
    prefix = whole.removesuffix(TOTAL)
    return [one for one in columns if one != whole and (one.startswith(prefix) if prefix else ":" not in one)]


def _count_columns(table: Table) -> Iterator[tuple[Column, int]]:
    return ((column, at) for at, column in enumerate(table.columns) if column.kind == "count")


def _count(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def _place(table: Table, row: str, column: str, unit: str, *, total: bool) -> Place:
    """A cell; the totals of the tables of cases are shared by all of them."""
    name = "" if total and {column.id for column in table.columns} >= set(MOVEMENT) else table.id
    return Place(name, row, f"{column}@{unit}" if unit else column)


def _figure_place(figure: Figure, part: str, unit: str) -> Place:
    return Place(FIGURE, figure.indicator.id, f"{part}@{unit}" if unit else part)


def _mark(count: int) -> str:
    return SMALL_MARK if count in SMALL else HIDDEN_MARK


def _veiled_table(one: JointTable, hidden: set[Place]) -> JointTable:
    """A table and its columns of units with the hidden cells marked."""
    if not _of_children(one):
        return one
    table, spread = one.table, one.spread

    def line(row: Row, *, total: bool) -> Row:
        places = [_place(table, row.id, column.id, "", total=total) for column in table.columns]
        return _marked(row, places, hidden)

    def unit_line(row: Row, *, total: bool) -> Row:
        if one.by_unit:
            units = [*(column.id for column in spread.columns[:-1]), ""]
            return _marked(row, [_place(table, row.id, TOTAL, unit, total=total) for unit in units], hidden)
        unit = "" if total else row.id
        first = table.totals[0].id
        return _marked(row, [_place(table, first, c.id, unit, total=True) for c in table.columns], hidden)

    def veil(of: Table, lines: Any) -> Table:
        return replace(
            of, rows=tuple(lines(row, total=False) for row in of.rows),
            totals=tuple(lines(row, total=True) for row in of.totals), masking="masked",
            notes=(*of.notes, masked_note()),
        )  # fmt: skip

    return replace(one, table=veil(table, line), spread=veil(spread, unit_line))


def _marked(row: Row, places: Iterable[Place], hidden: set[Place]) -> Row:
    cells = zip(row.cells, places, strict=True)
    return replace(row, cells=tuple(_mark(_count(cell)) if place in hidden else cell for cell, place in cells))


def _veiled_member(member: Member, hidden: set[Place]) -> Member:
    figures: Mapping[str, Figure] = {id: _veiled(one, member.key, hidden) for id, one in member.figures.items()}
    return replace(member, figures=figures)


def _veiled(figure: Figure, unit: str, hidden: set[Place]) -> Figure:
    """A figure of children as it may be published; its notes tell numbers of children and go."""
    if figure.indicator.over not in PEOPLE:
        return figure
    marks = {
        part: _mark(getattr(figure, part)) for part in PARTS if _figure_place(figure, part, unit) in hidden
    }  # fmt: skip
    if not marks:
        return replace(figure, notes=())
    # a mark stands where the count did, as in the cells of a masked table
    numerator, denominator = (cast(Any, marks.get(part, getattr(figure, part))) for part in PARTS)
    return VeiledFigure(figure.indicator, figure.target, numerator, denominator, None, given=figure.verdict)
