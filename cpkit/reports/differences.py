"""What has changed since a report was sent: figures, cells, the records behind them, and who changed what since.

The report is made again from today's records for the same period. A record that counts otherwise than it did is named
with the changes of the ledger that touch it: its own, and those of records that name it (an intervention for a child).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cpkit.reports.folds import Cell
from cpkit.reports.frozen import FrozenFigure, FrozenReport, cells_of, frozen_figure
from cpkit.reports.indicators import Share
from cpkit.reports.report import Report
from cpkit.reports.standings import TABLES, Kind, Standings
from cpkit.store.schema import field_values

if TYPE_CHECKING:
    from cpkit.store import Store
    from cpkit.store.actions import Changed

NAMES = {
    "intakes": {"children": "child", "cases": "case"},
    "cases": {"children": "child"},
    "case_forms": {"cases": "case"},
    "interventions": {"children": "children[]", "cases": "case"},
    "activities": {"children": "attended[]", "organisations": "schools[]", "workers": "workers[]"},
    "events": {"children": "hit[].child"},
}
"""Which records a document names, and in which field."""

Record = tuple[str, int]
"""Table and id."""


@dataclass(frozen=True)
class RecordDifference:
    """A record that counts otherwise than it did, and the changes since that touch it; none when only time passed."""

    record: Record
    before: Share
    after: Share
    changes: tuple[Changed, ...]


@dataclass(frozen=True)
class FigureDifference:
    """An indicator whose figure or records changed; `redefined` when it is not counted by the same words any more."""

    id: str
    before: FrozenFigure | None
    after: FrozenFigure | None
    records: tuple[RecordDifference, ...]

    @property
    def redefined(self) -> bool:
        """Whether the indicator was defined in other words when the report was sent."""
        return bool(self.before and self.after and self.before.definition != self.after.definition)


@dataclass(frozen=True)
class CellDifference:
    """A cell of a table that is another; None where the table, row or column was not there."""

    table: str
    row: str
    column: str
    before: Cell
    after: Cell


@dataclass(frozen=True)
class Differences:
    """Everything that is not as it was sent."""

    figures: tuple[FigureDifference, ...]
    cells: tuple[CellDifference, ...]

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return bool(self.figures or self.cells)


def differences(store: Store, frozen: FrozenReport, report: Report, standings: Standings) -> Differences:
    """What differs between a report as it was sent and the same report made now."""
    moved = _moved(frozen.records, standings.kinds())
    touched = _touched(store, frozen.head[0], {record for records in moved.values() for record in records})
    now = {figure.indicator.id: frozen_figure(figure) for figure in report.figures}
    found = [
        FigureDifference(id, frozen.figures.get(id), now.get(id), _records(moved.get(id, {}), touched))
        for id in dict.fromkeys((*now, *frozen.figures))
        if moved.get(id) or frozen.figures.get(id) != now.get(id)
    ]
    return Differences(tuple(found), tuple(_cells(frozen, report)))


def _records(
    moved: dict[Record, tuple[Share, Share]], touched: dict[Record, list[Changed]]
) -> tuple[RecordDifference, ...]:
    return tuple(
        RecordDifference(record, *shares, tuple(touched.get(record, ()))) for record, shares in sorted(moved.items())
    )


def _moved(before: dict[str, Kind], after: dict[str, Kind]) -> dict[str, dict[Record, tuple[Share, Share]]]:
    """By indicator, the records whose share changed, with the share before and now."""
    found: defaultdict[str, dict[Record, tuple[Share, Share]]] = defaultdict(dict)
    for over in dict.fromkeys((*before, *after)):
        then, now = _shares(before.get(over)), _shares(after.get(over))
        for id in then.keys() | now.keys():
            was, is_ = then.get(id, {}), now.get(id, {})
            for indicator in () if was == is_ else was.keys() | is_.keys():
                ends = was.get(indicator, Share.OUT), is_.get(indicator, Share.OUT)
                if ends[0] is not ends[1]:
                    found[indicator][TABLES[over], id] = ends
    return dict(found)


def _shares(kind: Kind | None) -> dict[int, dict[str, Share]]:
    return dict(kind.standing()) if kind else {}


def _touched(store: Store, number: int, wanted: set[Record]) -> dict[Record, list[Changed]]:
    """The changes since entry `number` that touch one of the records wanted."""
    found: defaultdict[Record, list[Changed]] = defaultdict(list)
    for changed in store.changes_since(number) if wanted else ():
        for record in _names(changed) & wanted:
            found[record].append(changed)
    return dict(found)


def _names(changed: Changed) -> set[Record]:
    """The record itself and those it names, before or after the change."""
    found: set[Record] = {(changed.table, changed.doc_id)}
    versions: list[dict[str, Any]] = [one for one in (changed.change.before, changed.change.after) if one]
    for table, path in NAMES.get(changed.table, {}).items():
        found |= {(table, id) for version in versions for id in field_values(version, path)}
    return found


def _cells(frozen: FrozenReport, report: Report) -> list[CellDifference]:
    now = {table.id: (cells_of(table), [column.id for column in table.columns]) for table in report.tables}
    found = []
    for table in dict.fromkeys((*now, *frozen.cells)):
        then = _by_place(frozen.cells.get(table, {}), frozen.columns.get(table, []))
        today = _by_place(*now.get(table, ({}, [])))
        places = dict.fromkeys((*then, *today))
        found += [
            CellDifference(table, *place, then.get(place), today.get(place))
            for place in places
            if then.get(place) != today.get(place)
        ]
    return found


def _by_place(rows: dict[str, list[Cell]], columns: list[str]) -> dict[tuple[str, str], Cell]:
    return {(row, column): cell for row, cells in rows.items() for column, cell in zip(columns, cells, strict=True)}
