"""Tables declared as data (`cpkit.reports.declared`), counted as folds in the report's one pass over the store.

`spec_of` checks a declaration against the fields there are, all problems at once, and makes the report's `TableSpec`
of it. A thing whose answer names several counts in each of its rows; totals give the mentions and each thing once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from cpkit.errors import Problem, Refused
from cpkit.forms.model import spoken
from cpkit.language import _
from cpkit.reports.adding import ALL, Different, Numbers, Spot, Sums
from cpkit.reports.conditions import Test, test_of
from cpkit.reports.declared import Condition, Declared, Measure, read_bands, read_condition, read_declared
from cpkit.reports.facet_kinds import Kind, kind_of
from cpkit.reports.facets import Facet, banded
from cpkit.reports.folds import Table, TableSpec
from cpkit.reports.sensitive import tells_of_few
from cpkit.reports.tables import AGE_BANDS
from cpkit.reports.timing import always, in_time

if TYPE_CHECKING:
    from cpkit.reports.frame import Frame

Bands = Sequence[tuple[str, int, int]]
STORE_TABLES = {"entry": "entries", "receipt": "intakes", "activity": "activities", "child": "children"}
"""The store's table of a kind of subject, where it is not the kind with an s."""
BETWEEN = "|"
"""Between the places of fields that stand one inside the other."""


@dataclass(frozen=True)
class Measured:
    """One measure with its field and its own conditions."""

    id: str
    measure: Measure
    facet: Facet | None
    where: tuple[tuple[Condition, Facet], ...]


@dataclass(frozen=True)
class Plan:
    """A declaration with every name in it found: what `CrossTable` counts by."""

    declared: Declared
    kind: Kind
    rows: tuple[Facet, ...]
    columns: tuple[Facet, ...]
    where: tuple[tuple[Condition, Facet], ...]
    measures: tuple[Measured, ...]
    bands: Bands = ()

    @property
    def facets(self) -> Iterator[Facet]:
        """Every facet the table looks at."""
        yield from (*self.rows, *self.columns, *(facet for _condition, facet in self.where))
        for one in self.measures:
            yield from (facet for _condition, facet in one.where)
            yield from (one.facet,) if one.facet else ()

    @property
    def secret(self) -> bool:
        """Whether small counts of it are masked."""
        return self.kind.secret or any(facet.secret for facet in self.facets) or tells_of_few(self)


def spec_of(declared: Declared) -> TableSpec:
    """The declared table as one of the report; Refused with everything wrong in it."""
    plan = plan_of(declared)
    return TableSpec(
        declared.id,
        (declared.subject,),
        lambda frame: CrossTable(plan, frame),
        adds_up=all(_means_the_same(laid(facet, plan.bands)) for facet in (*plan.rows, *plan.columns)),
        reads=_reads(plan),
        forms=frozenset({declared.form[0]} if declared.of_entries else ()),
        about={facet.name: facet.about for facet in plan.facets if facet.about},
        definition=_defined(declared),
    )


def _defined(declared: Declared) -> str:
    """What a declared table counts, without its title, notes and place in the report."""
    one = declared
    parts = (one.over, one.row_fields, one.column_fields, one.where, one.measures, one.bands, one.when)
    return msgspec.json.encode(parts, order="deterministic").decode()


def spec_of_file(path: Path) -> TableSpec:
    """The declared table of a TOML file; Refused when it is none."""
    return spec_of(read_declared(path))


def plan_of(declared: Declared) -> Plan:
    """A declaration with every name in it found; Refused with everything wrong in it."""
    kind, reader = kind_of(declared), _Reader()
    plan = Plan(
        declared, kind,
        tuple(_found(declared.row_fields, kind, reader)),
        tuple(_found(declared.column_fields, kind, reader)),
        tuple(_conditions(declared.where, kind, reader)),
        tuple(_measured(number, one, kind, reader) for number, one in enumerate(declared.measures, 1)),
        reader.read("bands", read_bands, declared.bands) or (),
    )  # fmt: skip
    reader.read("when", in_time, declared, kind)
    reader.problems += _shape_problems(plan)
    if reader.problems:
        title = spoken(declared.title)
        sentence = _("Biểu “{title}” chưa đúng.").format(title=title) if title else _("Biểu chưa đúng.")
        raise Refused(sentence, tuple(reader.problems))
    return plan


class _Reader:
    """Reads the parts of a declaration and keeps what is wrong with each."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def read(self, name: str, read: Callable[..., Any], *given: Any) -> Any:
        """What `read` makes of the part; None, with the problem kept, where it is Refused."""
        try:
            return read(*given)
        except Refused as problem:
            self.problems.append(Problem(name, str(problem)))
            return None


def laid(facet: Facet, bands: Bands) -> Facet:
    """A facet as rows or columns: numbers in bands, ages in the report's own where the table gives none."""
    usual = AGE_BANDS if facet.name in ("age", "child.age") else ()
    return banded(facet, bands or usual) if facet.sort == "number" and (bands or usual) else facet


def _shape_problems(plan: Plan) -> Iterator[Problem]:
    """What is wrong with rows, columns and measures as a whole; rows must not tell who somebody is."""
    if not plan.declared.row_fields:
        yield Problem("rows", _("Chưa nêu trường của các dòng."))
    if not plan.declared.measures:
        yield Problem("measures", _("Chưa nêu đếm gì."))
    for facet in (*plan.rows, *plan.columns):
        if facet.private:
            sentence = _("Không lập dòng hay cột theo “{title}”: sẽ lộ từng người.")
            yield Problem(facet.name, sentence.format(title=facet.title))


def _found(names: Iterable[str], kind: Kind, reader: _Reader) -> Iterator[Facet]:
    """The facets of these names; those there are not become problems."""
    yield from (facet for name in names if (facet := reader.read(name, kind.facets.find, name)) is not None)


def _conditions(texts: Iterable[str], kind: Kind, reader: _Reader) -> Iterator[tuple[Condition, Facet]]:
    for text in texts:
        condition = reader.read("where", read_condition, text)
        facet = reader.read("where", kind.facets.find, condition.field) if condition else None
        if facet is not None and reader.read("where", test_of, condition, facet):
            yield condition, facet


def _measured(number: int, measure: Measure, kind: Kind, reader: _Reader) -> Measured:
    facet = None
    if measure.measure in ("sum", "distinct"):
        facet = reader.read("measures", kind.facets.find, measure.field)
    elif measure.field:
        sentence = _("“{measure}” không cần trường “{field}”.")
        reader.problems.append(Problem("measures", sentence.format(measure=measure.measure, field=measure.field)))
    if facet is not None and measure.measure == "sum" and facet.sort != "number":
        sentence = _("Không cộng được “{title}”: không phải là số.")
        reader.problems.append(Problem("measures", sentence.format(title=facet.title)))
    where = tuple(_conditions(measure.where, kind, reader))
    return Measured(f"m{number}", measure, facet, where)


def _means_the_same(facet: Facet) -> bool:
    """Whether the places are codes that every ward knows."""
    return facet.sort in ("code", "yes") or (facet.sort == "text" and facet.find is not None)


def _reads(plan: Plan) -> dict[str, frozenset[str]]:
    """The fields of documents to be decoded for the table, by the store's table."""
    subject = plan.declared.subject
    own = STORE_TABLES.get(subject, f"{subject}s")
    reads: defaultdict[str, set[str]] = defaultdict(set, {own: set(plan.kind.needs)})
    for facet in plan.facets:
        reads[own if facet.about is None else "children"].update({facet.needs} - {""})
    return {table: frozenset(fields) for table, fields in reads.items() if fields}


class CrossTable:
    """A declared table while it is counted."""

    def __init__(self, plan: Plan, frame: Frame) -> None:
        self.plan, self.frame = plan, frame
        self.rows = [laid(self._bound(facet), plan.bands) for facet in plan.rows]
        self.columns = [laid(self._bound(facet), plan.bands) for facet in plan.columns]
        self.in_time = in_time(plan.declared, plan.kind)
        self.dated = self.in_time is not always
        self.rows_of = plan.kind.rows
        self.tests = self._tests(plan.where)
        self.measures = [(self._tests(one.where), self._sums(one)) for one in plan.measures]
        self.row_seen: set[tuple[str, ...]] = set()
        self.column_seen: set[tuple[str, ...]] = set()

    def add(self, subject: Any) -> None:
        """Take one subject, or each row of its repeat."""
        if self.dated and not self.in_time(subject, self.frame.period):
            return
        for thing in self.rows_of(subject) if self.rows_of else (subject,):
            for test in self.tests:
                if not test(thing):
                    break
            else:
                self._count(thing)

    def table(self) -> Table:
        """What it comes to."""
        from cpkit.reports.cross_layout import lay_out

        return lay_out(self)

    def _count(self, thing: Any) -> None:
        rows = list(product(*(facet.places(thing) for facet in self.rows)))
        columns = list(product(*(facet.places(thing) for facet in self.columns)))
        if not rows or not columns:
            return
        self.row_seen.update(rows)
        self.column_seen.update(columns)
        spots = list(_spots(rows, columns))
        for tests, sums in self.measures:
            if all(test(thing) for test in tests):
                sums.add(spots, thing)

    def _bound(self, facet: Facet) -> Facet:
        """A facet that asks about the child reads what the pass over the children has remembered."""
        child, particulars = self.plan.kind.child, self.frame.particulars
        if facet.about is None or child is None:
            return facet
        name = facet.name
        return replace(facet, read=lambda thing: particulars.of(child(thing)).get(name), about=None)

    def _tests(self, where: Iterable[tuple[Condition, Facet]]) -> list[Test]:
        return [test_of(condition, self._bound(facet)) for condition, facet in where]

    def _sums(self, one: Measured) -> Sums:
        facet = self._bound(one.facet) if one.facet else None
        if one.measure.measure == "children":
            return Different(self.plan.kind.children)
        if facet is None:
            return Numbers(lambda thing: getattr(thing, "weight", 1))
        if one.measure.measure == "sum":
            return Numbers(facet.number)
        return Different(lambda thing: _named(facet, thing))


def _named(facet: Facet, thing: Any) -> list[int | str]:
    """The different answers of a thing; ids of records as numbers."""
    from cpkit.reports.facets import UNKNOWN

    places = [place for place in facet.places(thing) if place != UNKNOWN]
    return [int(place) if facet.sort == "record" and place.isdecimal() else place for place in places]


def _spots(rows: Iterable[tuple[str, ...]], columns: Iterable[tuple[str, ...]]) -> Iterator[Spot]:
    """The cells a thing counts in, and the totals of its rows, of its columns and of all."""
    row_ids, column_ids = [BETWEEN.join(row) for row in rows], [BETWEEN.join(column) for column in columns]
    if column_ids == [ALL]:
        column_ids = []
    yield from product([*row_ids, ALL], [*column_ids, ALL])
