"""A declared table laid out: rows and columns in order, totals, what must agree, and what its counts are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cpkit.forms.model import spoken
from cpkit.language import _
from cpkit.reports.adding import ALL, Numbers, Sums
from cpkit.reports.conditions import words_of
from cpkit.reports.cross import BETWEEN
from cpkit.reports.folds import Check, Column, Margins, Row, Table, as_count, column_sum

if TYPE_CHECKING:
    from cpkit.reports.cross import CrossTable, Measured
    from cpkit.reports.facets import Facet

TOTAL = "total"
MENTIONS = "memberships"
ONCE = "once"
MOST_CROSSED = 400
"""So many combinations of answers of fields that stand one inside the other are shown whole; of more, those seen."""


@dataclass(frozen=True)
class Head:
    """A column while it is laid out: the measure it shows and the place it stands for (`ALL`: every one)."""

    column: Column
    place: str
    measured: Measured
    sums: Sums


def lay_out(cross: CrossTable) -> Table:
    """The finished table."""
    return _Layout(cross).table()


class _Layout:
    """The parts of one table."""

    def __init__(self, cross: CrossTable) -> None:
        self.cross, self.plan, self.declared = cross, cross.plan, cross.plan.declared
        self.title = spoken(self.declared.title) or self.declared.id
        self.several_rows = any(facet.several for facet in cross.rows)
        self.several_columns = any(facet.several for facet in cross.columns)
        self.row_places = _titles(cross.rows, cross.row_seen)
        self.column_places = _titles(cross.columns, cross.column_seen) if cross.columns else []
        self.heads = list(self._heads())

    def table(self) -> Table:
        """Rows, totals, notes and checks."""
        rows = tuple(self._row(id, " – ".join(titles)) for id, titles in self.row_places)
        totals = tuple(self._totals(rows))
        heading = " – ".join(facet.title for facet in self.plan.rows)
        secret = self.plan.secret
        return Table(
            self.declared.id, self.title, tuple(head.column for head in self.heads), rows, totals, heading,
            tuple(self._notes(rows)), tuple(self._checks(rows)), "exact" if secret else "",
            self._margins(rows) if secret else None, spoken(self.declared.sheet),
        )  # fmt: skip

    def _heads(self) -> Iterator[Head]:
        """The columns: of each measure its places and the total, or the measure alone."""
        many = len(self.plan.measures) > 1
        for measured, (_tests, sums) in zip(self.plan.measures, self.cross.measures, strict=True):
            money = bool(measured.facet and measured.facet.money and isinstance(sums, Numbers))
            kind: Literal["count", "money"] = "money" if money else "count"
            name = self._measure_title(measured)
            prefix = f"{measured.id}:" if many else ""
            for place, titles in self.column_places:
                group = " – ".join((*((name,) if many else ()), *titles[:-1]))
                yield Head(Column(f"{prefix}{place}", titles[-1], kind, group), place, measured, sums)
            title = _("Tổng số") if self.column_places else name
            id = f"{prefix}{TOTAL}" if self.column_places or not many else measured.id
            yield Head(Column(id, title, kind, name if many and self.column_places else ""), ALL, measured, sums)

    def _measure_title(self, measured: Measured) -> str:
        """What heads a measure's columns: its own title, else what is added up."""
        measure = measured.measure
        if measure.title:
            return spoken(measure.title)
        if measure.measure == "children":
            return _("Số trẻ em")
        if measured.facet is None:
            return self.plan.kind.counted
        if measure.measure == "sum":
            title = measured.facet.title
            said = "(đồng)" in title  # a question of money may say its unit itself
            return _("{title} (đồng)").format(title=title) if measured.facet.money and not said else title
        return _("{title} (khác nhau)").format(title=measured.facet.title)

    def _row(self, id: str, title: str) -> Row:
        return Row(id, title, tuple(head.sums.value((id, head.place)) for head in self.heads))

    def _totals(self, rows: Sequence[Row]) -> Iterator[Row]:
        whole = tuple(head.sums.value((ALL, head.place)) for head in self.heads)
        if not self.several_rows:
            yield Row(TOTAL, _("Tổng số"), whole)
            return
        yield Row(MENTIONS, _("Số lượt"), tuple(column_sum(rows, place) for place in range(len(self.heads))))
        yield Row(ONCE, _("Không tính trùng"), whole)

    def _notes(self, rows: Sequence[Row]) -> Iterator[str]:
        """The conditions, what is counted how often, the table's own notes and its basis."""
        if self.plan.where:
            words = "; ".join(words_of(condition, facet) for condition, facet in self.plan.where)
            yield _("Chỉ tính: {conditions}.").format(conditions=words)
        if self.several_rows:
            yield _("Một bản ghi có thể ở nhiều dòng: “Số lượt” cộng các dòng, “Không tính trùng” tính một lần.")
        if self.several_columns:
            yield _("Một bản ghi có thể ở nhiều cột; cột “Tổng số” tính một lần.")
        if self.declared.when == "cutoff":
            yield _("Tính những gì đang có vào ngày chốt số liệu.")
        if not any(any(as_count(cell) for cell in row.cells) for row in rows):
            yield _("Chưa có số liệu trong kỳ.")
        yield from map(spoken, self.declared.notes)
        if self.declared.basis:
            yield _("Căn cứ: {citation}").format(citation=self.declared.basis)

    def _checks(self, rows: Sequence[Row]) -> Iterator[Check]:
        """The rows of each measure against its total, and its columns against theirs."""
        for place, head in enumerate(self.heads):
            if head.place != ALL:
                continue
            several = self.several_rows or not head.sums.adds_up
            yield self._check(head, column_sum(rows, place), head.sums.value((ALL, ALL)), several, _("dòng"))
            columns = [at for at, one in enumerate(self.heads) if one.measured is head.measured and one.place != ALL]
            if columns:
                across = sum(column_sum(rows, at) for at in columns)
                several = self.several_columns or not head.sums.adds_up
                yield self._check(head, across, column_sum(rows, place), several, _("cột"))

    def _check(self, head: Head, parts: int, whole: int, several: bool, side: str) -> Check:
        name = self.title if len(self.plan.measures) == 1 else f"{self.title}, {self._measure_title(head.measured)}"
        secret = self.plan.secret
        if several:
            text = _("{table}: tổng số không lớn hơn tổng các {side}").format(table=name, side=side)
            return Check(text, whole, parts, "<=", secret)
        return Check(_("{table}: tổng các {side}").format(table=name, side=side), parts, whole, secret=secret)

    def _margins(self, rows: Sequence[Row]) -> Margins:
        """What the counts are, so that tables of the same things are masked together, and how they add up."""
        from cpkit.reports.cross_names import Namer

        namer = Namer(self.plan)
        names: dict[tuple[str, str], tuple[str, str, str]] = {}
        for head in (one for one in self.heads if one.column.kind == "count"):
            for row, parts in (*((row.id, row.id) for row in rows), (self._whole_row, ALL)):
                names[row, head.column.id] = namer.name(parts, head.place, head.measured)
            if self.several_rows:
                names[MENTIONS, head.column.id] = (self.declared.id, MENTIONS, head.column.id)
        return Margins(names, tuple(self._sums(names, [row.id for row in rows])))

    @property
    def _whole_row(self) -> str:
        return ONCE if self.several_rows else TOTAL

    def _sums(
        self, names: Mapping[tuple[str, str], tuple[str, str, str]], rows: Sequence[str]
    ) -> Iterator[dict[tuple[str, str, str], int]]:
        """Rows that add up to the total, or to the mentions; columns that add up to theirs."""
        counted = [head for head in self.heads if head.column.kind == "count"]
        for head in counted:
            whole = MENTIONS if self.several_rows else TOTAL
            if self.several_rows or head.sums.adds_up:
                yield _sum(names, [(row, head.column.id) for row in rows], (whole, head.column.id))
        for total in (one for one in counted if one.place == ALL and one.sums.adds_up and not self.several_columns):
            parts = [one.column.id for one in counted if one.measured is total.measured and one.place != ALL]
            for row in (*rows, self._whole_row) if parts else ():
                yield _sum(names, [(row, column) for column in parts], (row, total.column.id))


def _sum(
    names: Mapping[tuple[str, str], tuple[str, str, str]], parts: Iterable[tuple[str, str]], whole: tuple[str, str]
) -> dict[tuple[str, str, str], int]:
    signs = {names[part]: 1 for part in parts}
    return signs | {names[whole]: signs.get(names[whole], 0) - 1}


def _titles(facets: Sequence[Facet], seen: set[tuple[str, ...]]) -> list[tuple[str, tuple[str, ...]]]:
    """The places of one side in order, each with the titles of its fields, the outermost first."""
    levels = [facet.titles({places[at] for places in seen}) for at, facet in enumerate(facets)]
    if len(levels) == 1:
        return [(id, (title,)) for id, title in levels[0]]
    ranks = [{id: rank for rank, (id, _title) in enumerate(level)} for level in levels]
    names = [dict(level) for level in levels]
    ordered = sorted(seen, key=lambda places: [rank[one] for rank, one in zip(ranks, places, strict=True)])
    return [
        (BETWEEN.join(places), tuple(name[one] for name, one in zip(names, places, strict=True))) for places in ordered
    ]
