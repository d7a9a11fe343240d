"""Tables as folds: they take subjects one by one while the records stream by, and end as plain cells.

A plugin adds a table with a `TableSpec` on the hook `report_tables()`; `CrossFold` serves most of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from cpkit.language import _
from cpkit.plugins.limits import FAILURES, Timed, TooSlow
from cpkit.plugins.manager import note_failure, too_slow_words

if TYPE_CHECKING:
    from cpkit.reports.frame import Frame
    from cpkit.reports.subjects import Child

Cell = int | str | None
FEW = 4
"""Up to so many columns are named in the check that they add up: the sexes, the unknown among them."""
Result = TypeVar("Result")


@dataclass(frozen=True)
class Column:
    """A column of figures; `group` is printed above columns that share it; amounts are in đồng."""

    id: str
    title: str
    kind: Literal["count", "money"] = "count"
    group: str = ""

    @property
    def full_title(self) -> str:
        """The title with its group before it: "Nam: Kinh"."""
        return f"{self.group}: {self.title}" if self.group else self.title


@dataclass(frozen=True)
class Row:
    """A line of a table: its cells in the order of the columns."""

    id: str
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Check:
    """One thing that must agree, with both sides: what the report prints of its own sums."""

    text: str
    left: int
    right: int
    relation: Literal["=", "<="] = "="
    secret: bool = False
    """Whether its sides may hold small counts of cases: shown only where the case tables are exact."""

    @property
    def ok(self) -> bool:
        """Whether both sides agree."""
        return self.left == self.right if self.relation == "=" else self.left <= self.right

    @property
    def difference(self) -> int:
        """By how much the left side is too large (or too small); 0 where both agree."""
        return 0 if self.ok else self.left - self.right


@dataclass(frozen=True)
class Margins:
    """What each count of a table is, by row and column, in names that other tables of the same things share; and sums.

    A sum gives names their signs: the counts so named add up to zero. Counts without a name are never hidden.
    """

    names: Mapping[tuple[str, str], tuple[str, str, str]]
    sums: tuple[Mapping[tuple[str, str, str], int], ...] = ()


@dataclass(frozen=True)
class Table:
    """A finished table. `masking`: "" (no small counts to hide), "exact" or "masked"."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Row, ...]
    heading: str = ""
    notes: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    masking: Literal["", "exact", "masked"] = ""
    margins: Margins | None = None
    """Of a table of cases that is not one of movements: what its counts are, and how they add up."""
    sheet: str = ""
    """The sheet of the workbook it shares with other tables of that name; "" for a sheet of its own."""

    def column(self, id: str) -> int:
        """The place of the column `id`."""
        return [column.id for column in self.columns].index(id)

    def cell(self, row: str, column: str) -> Cell:
        """One cell, of a row or a total, by ids."""
        found = next(one for one in (*self.rows, *self.totals) if one.id == row)
        return found.cells[self.column(column)]


class Fold(Protocol):
    """A table while it is being counted."""

    def add(self, subject: Any, /) -> None:
        """Take one subject of the kinds the spec names in `over`."""

    def table(self) -> Table | None:
        """What it comes to; None for a table that failed."""


@dataclass(frozen=True)
class TableSpec:
    """A table a report holds: the subjects it counts ("child", "case", "receipt", "intervention", "activity")."""

    id: str
    over: tuple[str, ...]
    make: Callable[[Frame], Fold]
    adds_up: bool = False
    """Whether its rows and columns are codes that mean the same in every ward and name nobody: tallies take it."""
    reads: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Fields of the documents it looks at beyond those every report reads, by the store's table."""
    forms: frozenset[str] = frozenset()
    """The forms whose entries it counts ("entry")."""
    about: Mapping[str, Callable[[Child], Any]] = field(default_factory=dict)
    """What it asks of the child a fact is about, by name: `Frame.particulars` remembers it."""
    definition: str = ""
    """What it counts and on what conditions, as text: tables of two definitions do not add up."""


class Guarded:
    """A plugin's fold: once it fails it is left out of the report and named, and nothing else stops."""

    def __init__(self, spec: TableSpec, frame: Frame, plugin: str, failed: set[str]) -> None:
        self.id, self.plugin = spec.id, plugin
        self.failed = failed
        """The kinds of errors there were, also of what the table asks of children."""
        self.fold: Fold | None = None
        self._add: Callable[[Any], None] | None = None
        self._try(lambda: self._begin(Timed(plugin, spec.make)(frame) if plugin else spec.make(frame)))

    def add(self, subject: Any) -> None:
        """Count one subject; nothing once it failed."""
        if self._add is None:
            return
        try:  # not through `_try`: this runs for every record of the ward
            self._add(subject)
        except FAILURES as error:  # whatever a plugin does wrong
            self._fail(error)

    def table(self) -> Table | None:
        """The table; None where it failed, or is no table that can be printed."""
        fold = self.fold
        if fold is None or self.failed:
            return None
        table = self._try(Timed(self.plugin, fold.table) if self.plugin else fold.table)
        if table is not None and not is_sound(table):
            self._fail(TypeError())
        return None if self.failed else table

    def _begin(self, fold: Fold) -> None:
        self.fold, self._add = fold, Timed(self.plugin, fold.add) if self.plugin else fold.add

    def _try(self, action: Callable[[], Result]) -> Result | None:
        try:
            return action()
        except FAILURES as error:  # whatever a plugin does wrong
            self._fail(error)
            return None

    def _fail(self, error: BaseException) -> None:
        self.fold = self._add = None
        self.failed.add(type(error).__name__)
        note_failing(self.plugin or self.id, error)


def note_failing(plugin: str, error: BaseException) -> None:
    """Note that a plugin's function failed in a count: only the kind of error, whose text could name a child."""
    note_failure(plugin, too_slow_words(plugin) if isinstance(error, TooSlow) else type(error).__name__)


def guarded(spec: TableSpec, plugin: str = "") -> TableSpec:
    """The table of a plugin, so that its failure stops nothing but itself; with the name of the plugin whose own code
    it is, its time is limited too.
    """
    failed = set[str]()

    def reading(read: Callable[[Child], Any]) -> Callable[[Child], Any]:
        timed = Timed(plugin, read) if plugin else read

        def told(child: Child) -> Any:
            try:
                return None if failed else timed(child)
            except FAILURES as error:
                failed.add(type(error).__name__)
                note_failing(plugin or spec.id, error)
                return None

        return told

    about = {name: reading(read) for name, read in spec.about.items()}
    return replace(spec, about=about, make=lambda frame: Guarded(spec, frame, plugin, failed))


def is_sound(table: object) -> bool:
    """Whether every line of a table has a cell for each of its columns: numbers and texts."""
    if not isinstance(table, Table) or not isinstance(table.title, str):
        return False
    lines, columns = (*table.rows, *table.totals), len(table.columns)
    cells = (cell for line in lines for cell in line.cells)
    full = all(len(line.cells) == columns for line in lines)
    return full and all(isinstance(cell, (int, str, NoneType)) for cell in cells)


@dataclass
class Axis:
    """One side of a cross table: the place a subject takes on it, and the places always shown, in order."""

    place: Callable[[Any], str]
    known: Sequence[tuple[str, str]]
    """Ids and titles always shown."""
    name: Callable[[str], str] = str
    """The title of a place that is not among the known ones."""
    order: Callable[[str], Any] = str
    """How places beyond the known ones are sorted."""

    def shown(self, seen: Iterable[str]) -> list[tuple[str, str]]:
        """All places with their titles: the known ones, then others that were seen."""
        known = [id for id, _title in self.known]
        others = sorted((id for id in set(seen) if id not in known), key=self.order)
        return [*self.known, *((id, self.name(id)) for id in others)]


@dataclass
class CrossFold:
    """Rows × columns of counts, with a column "Tổng số"; a subject takes one row and one column."""

    id: str
    title: str
    heading: str
    rows: Axis
    columns: Axis
    group: Callable[[str], str] = lambda _column: ""
    notes: tuple[str, ...] = ()
    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    subjects: int = 0

    def __post_init__(self) -> None:
        self.row_of, self.column_of = self.rows.place, self.columns.place

    def add(self, subject: Any) -> None:
        """Count one subject."""
        place = self.row_of(subject), self.column_of(subject)
        self.cells[place] = self.cells.get(place, 0) + 1
        self.subjects += 1

    def table(self) -> Table:
        """Rows and columns with their sums, checked against the number of subjects."""
        places = self.columns.shown(column for _row, column in self.cells)
        rows = [
            Row(id, title, self._line([self.cells[id, column] for column, _title in places]))
            for id, title in self.rows.shown(row for row, _column in self.cells)
        ]
        heads = tuple(Column(id, title, group=self.group(id)) for id, title in places)
        return Table(
            self.id, self.title, (*heads, Column("total", _("Tổng số"))), tuple(rows),
            tuple(self._totals([column for column, _title in places])), self.heading, self.notes,
            tuple(self._checks(rows)),
        )  # fmt: skip

    def _totals(self, columns: Sequence[str]) -> Iterable[Row]:
        yield Row("children", _("Tổng số"), self._line(self._column_sums(columns)))

    def _column_sums(self, columns: Sequence[str]) -> list[int]:
        sums: Counter[str] = Counter()
        for (_row, column), count in self.cells.items():
            sums[column] += count
        return [sums[column] for column in columns]

    def _checks(self, rows: Sequence[Row]) -> Iterable[Check]:
        yield Check(_("{table}: tổng các dòng và cột").format(table=self.title), column_sum(rows, -1), self.subjects)
        titles = [title for _id, title in self.columns.known]
        if 1 < len(titles) <= FEW:
            sentence = _("{table}: {columns} = tổng số").format(table=self.title, columns=" + ".join(titles))
            counted = sum(self._column_sums([id for id, _title in self.columns.known]))
            yield Check(sentence, counted, column_sum(rows, -1))

    @staticmethod
    def _line(counts: Sequence[int]) -> tuple[int, ...]:
        return (*counts, sum(counts))


@dataclass
class SeveralFold(CrossFold):
    """A cross table in which a subject may take several rows, or none: memberships and children told apart."""

    several: Callable[[Any], Collection[str]] = lambda _subject: ()
    """The rows a subject takes."""
    once: Counter[str] = field(default_factory=Counter)

    def add(self, subject: Any) -> None:
        """Count one subject once in each of its rows, and once in the total of children."""
        rows = self.several(subject)
        if rows:
            column = self.columns.place(subject)
            for row in rows:
                self.cells[row, column] += 1
            self.once[column] += 1
            self.subjects += len(rows)

    def _totals(self, columns: Sequence[str]) -> Iterable[Row]:
        yield Row("memberships", _("Số lượt"), self._line(self._column_sums(columns)))
        yield Row("children", _("Số trẻ em"), self._line([self.once[column] for column in columns]))

    def _checks(self, rows: Sequence[Row]) -> Iterable[Check]:
        yield from super()._checks(rows)
        sentence = _("{table}: số trẻ em không lớn hơn số lượt").format(table=self.title)
        yield Check(sentence, sum(self.once.values()), self.subjects, "<=")


def as_count(cell: Cell) -> int:
    """A cell as a number; a text is none."""
    return cell if isinstance(cell, int) else 0


def column_sum(rows: Iterable[Row], place: int) -> int:
    """The sum of a column over these rows."""
    return sum(as_count(row.cells[place]) for row in rows)
