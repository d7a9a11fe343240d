"""Where a cell of a table comes from: the records without which it would be another number.

Any table can be asked, a plugin's too: the table is counted again of a few records at a time, and those are kept that
leave it other than empty. Most cells hold few records, so most of them are never looked at one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from cpkit.codes import code_list
from cpkit.errors import Refused
from cpkit.language import _
from cpkit.reports.casework import Receipt
from cpkit.reports.counting import Count
from cpkit.reports.cross import CrossTable
from cpkit.reports.evidence import SHEETS, Gathering
from cpkit.reports.folds import Cell, Column, Fold, Guarded, Row, Table, TableSpec
from cpkit.reports.frame import Frame
from cpkit.reports.periods import Period
from cpkit.reports.records import NamedChildRecord, Source
from cpkit.reports.report import Design, Settings, unit_keys
from cpkit.reports.sensitive import GROUPS
from cpkit.reports.subjects import (
    Activity,
    Case,
    Child,
    Entry,
    Event,
    Filled,
    HitChild,
    Household,
    Intervention,
    Organisation,
    Proceeding,
    Unit,
    Victim,
    Worker,
)
from cpkit.store.identifiers import show_id
from cpkit.vietnamese import fold as fold_text

TOGETHER = 256
"""Records that are tried at once."""
KINDS: dict[type, tuple[str, str]] = {
    Child: ("child", "children"), Case: ("case", "cases"), Victim: ("victim", "cases"), HitChild: ("hit", "children"),
    Intervention: ("intervention", "interventions"), Activity: ("activity", "activities"), Event: ("event", "events"),
    Organisation: ("organisation", "organisations"), Worker: ("worker", "workers"), Entry: ("entry", "entries"),
    Household: ("household", "households"), Filled: ("filled", "entries"), Unit: ("unit", ""),
}  # fmt: skip
"""What a subject of each class is called, and the store's table of its record."""


@dataclass(frozen=True)
class Behind:
    """One record of a cell: what it is, its id as it is read out ("" for what is no record), its particulars as
    evidence lists them."""

    over: str
    id: str
    cells: tuple[Cell, ...] = ()


@dataclass
class OpenedCell:
    """One cell with the records behind it. Of a cell that is `secret` nothing is told unless confidential matters were
    asked for; `all_found` is False where a limit was reached first."""

    table: Table
    row: Row
    column: Column
    value: Cell
    secret: bool
    members: list[Behind] = field(default_factory=list)
    all_found: bool = True


def find_table(design: Design, text: str) -> TableSpec | None:
    """The table with this id; None where there is none."""
    return next((spec for spec in design.tables if spec.id.casefold() == text.strip().casefold()), None)


def open_cell(
    source: Source, settings: Settings, period: Period, spec: TableSpec, row: str | None, column: str | None, *,
    confidential: bool, limit: int | None = None,
) -> OpenedCell:  # fmt: skip
    """The cell of `spec` in `row` and `column` (ids or titles; None: the last total, and the column of all) with its
    records, of which no more than `limit` are looked for. Refused where there is no such row or column.
    """
    counted, fold = _counted(source, settings, period, spec)
    found_row = _found(row, [*counted.rows, *counted.totals], counted.totals[-1:] or counted.rows[-1:], _("dòng"))
    usual = [one for one in counted.columns if one.id == "total"] or list(counted.columns[:1])
    found_column = _found(column, list(counted.columns), usual, _("cột"))
    value = found_row.cells[counted.column(found_column.id)]
    secret = _is_secret(counted, fold, found_row.id, found_column.id)
    if secret and not confidential:
        return OpenedCell(counted, found_row, found_column, None, True)
    probing = Probing(spec, found_row.id, found_column.id, limit)
    _run(source, settings, period, replace(spec, make=probing.begin))
    gathering = Gathering((), confidential=confidential)
    members = [_behind(gathering, one) for one in probing.found]
    return OpenedCell(counted, found_row, found_column, value, secret, members, not probing.full)


class Probing:
    """A table while it is counted that keeps the subjects which make its cell other than it is with none."""

    def __init__(self, spec: TableSpec, row: str, column: str, limit: int | None) -> None:
        self.spec, self.row, self.column, self.limit = spec, row, column, limit
        self.found: list[Any] = []
        self.waiting: list[Any] = []

    def begin(self, frame: Frame) -> Probing:
        """Begin a count."""
        self.make: Callable[[], Fold] = lambda: self.spec.make(frame)
        self.empty = self._cell(())
        return self

    @property
    def full(self) -> bool:
        """Whether as many were found as were asked for."""
        return self.limit is not None and len(self.found) >= self.limit

    def add(self, subject: Any) -> None:
        """Take one subject; tried when there are enough."""
        self.waiting.append(subject)
        if len(self.waiting) >= TOGETHER:
            self._try_waiting()

    def table(self) -> None:
        """The last ones are tried; there is no table."""
        self._try_waiting()

    def _try_waiting(self) -> None:
        waiting, self.waiting = self.waiting, []
        self._try(waiting)

    def _try(self, subjects: Sequence[Any]) -> None:
        """Keep those that count; halves of which none does are done with at once."""
        if not subjects or self.full or self._cell(subjects) == self.empty:
            return
        if len(subjects) == 1:
            self.found.extend(subjects)
            return
        half = len(subjects) // 2
        self._try(subjects[:half])
        self._try(subjects[half:])

    def _cell(self, subjects: Iterable[Any]) -> Cell:
        """What the cell comes to of these subjects alone; a row or column that is not there is nothing."""
        fold = self.make()
        for one in subjects:
            fold.add(one)
        table = fold.table()
        lines = [] if table is None else [one for one in (*table.rows, *table.totals) if one.id == self.row]
        if table is None or not lines or self.column not in [column.id for column in table.columns]:
            return 0
        return lines[0].cells[table.column(self.column)] or 0


def _counted(source: Source, settings: Settings, period: Period, spec: TableSpec) -> tuple[Table, Fold]:
    fold = _run(source, settings, period, spec)
    table = fold.table()
    if table is None:
        raise Refused(_("Biểu {id} không tính được: xem cpkit plugins.").format(id=spec.id))
    return table, fold


def _run(source: Source, settings: Settings, period: Period, spec: TableSpec) -> Fold:
    frame = Frame(period, unit_keys(settings.unit))
    count = Count(source, frame, (), (spec,), None, NamedChildRecord)
    (fold,) = count.run().folds
    if isinstance(fold, Probing):
        fold.table()
    return fold


def _found(text: str | None, places: list[Any], usual: Sequence[Any], kind: str) -> Any:
    """The row or column meant, by id or title, tones left out or not; Refused naming those there are."""
    if text is None and usual:
        return usual[-1]
    wanted = fold_text(text or "")
    by_name = {fold_text(name): one for one in reversed(places) for name in (_title(one), one.id)}
    if wanted in by_name:
        return by_name[wanted]
    holding = [one for one in places if wanted and wanted in fold_text(_title(one))]
    if len(holding) == 1:
        return holding[0]
    near = holding or [by_name[name] for name in get_close_matches(wanted, by_name, n=5, cutoff=0.6)] or places
    named = "; ".join(dict.fromkeys(f"{one.id} ({_title(one)})" for one in near[:30]))
    raise Refused(_("Biểu không có {kind} “{text}”. Có: {named}.").format(kind=kind, text=text or "", named=named))


def _title(place: Row | Column) -> str:
    return place.full_title if isinstance(place, Column) else place.title


def _is_secret(table: Table, fold: Fold, row: str, column: str) -> bool:
    """Whether to list the cell's records would tell something confidential of them (NĐ56 Đ24, Đ33): what a case is
    about, or that a child is in a confidential group."""
    inner = fold.fold if isinstance(fold, Guarded) else fold
    if table.masking or (isinstance(inner, CrossTable) and any(_of_groups(one.name) for one in inner.plan.facets)):
        return True
    return any(code.confidential and code.code in (row, column) for code in code_list("groups"))


def _of_groups(facet: str) -> bool:
    return facet.removeprefix("child.") in GROUPS


def _behind(gathering: Gathering, subject: Any) -> Behind:
    """A record with its particulars; a subject of a class of a plugin's own has none."""
    if isinstance(subject, Receipt):
        return Behind("receipt", show_id(subject.table, subject.id))
    if isinstance(subject, Proceeding):
        return Behind("proceeding", show_id("cases", subject.case.id))
    over, table = KINDS.get(type(subject), ("", ""))
    if isinstance(subject, HitChild) and subject.id is None and subject.event is not None:
        return Behind(over, show_id("events", subject.event), SHEETS[over][2](gathering, subject))
    id = subject.cases[0].id if isinstance(subject, Victim) else getattr(subject, "id", None)
    cells = SHEETS[over][2](gathering, subject) if over in SHEETS else ()
    return Behind(over, show_id(table, id) if table and id is not None else "", cells)
