"""One streaming pass over each table of the store, feeding all indicators and tables at once.

The order matters: casework, interventions, activities and events leave marks on children; then the children are
streamed once and counted by those marks. What is held in memory grows with children (a byte each) and cases, never
with interventions or activities. `observe` is called with every subject and how it counted: ids are gathered only by
who asks for them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from msgspec.json import Decoder

from cpkit.plugins.limits import FAILURES, Timed, counting
from cpkit.register.ages import CHILDHOOD_ENDS
from cpkit.reports.ages import Ages
from cpkit.reports.case_tables import movements
from cpkit.reports.casework import Casework, read_casework, settle_ages, victims
from cpkit.reports.folds import Fold, TableSpec, note_failing
from cpkit.reports.frame import Frame
from cpkit.reports.indicators import Heads, Indicator, Share, Tally
from cpkit.reports.programme import Reach, read_programme
from cpkit.reports.records import (
    ActivityRecord,
    ChildRecord,
    EntryRecord,
    EventRecord,
    InterventionRecord,
    Source,
    Wider,
)
from cpkit.reports.residents import Residents
from cpkit.reports.subjects import (
    Activity,
    Case,
    Child,
    Entry,
    Event,
    Filled,
    HitChild,
    Intervention,
    LeftOut,
    Proceeding,
    Unnamed,
)
from cpkit.vietnamese import fold as fold_key

Observe = Callable[[str, Any, dict[str, Share]], None]
"""Called with the kind of subject ("child", …), the subject, and its share in each indicator over that kind; also with
"heads" (an `Unnamed` and the indicator it bears on) and "left_out" (a `LeftOut`)."""


class Judges:
    """The indicators over one kind of subject, taken apart once: this runs for every child."""

    def __init__(self, indicators: Sequence[Indicator], tallies: dict[str, Tally]) -> None:
        self.indicators = indicators
        self.functions = [one.share for one in indicators if one.share]
        self.counts = [tallies[one.id].shares for one in indicators]
        self.heads = [
            (place, tallies[one.id].named) for place, one in enumerate(indicators) if one.heads and tallies[one.id].most
        ]
        """Indicators with heads to compare named children with: their place, and where to count them by cell."""


@dataclass
class Counted:
    """What a count comes to: a tally for each indicator, a fold for each table, and what was left out or unsure."""

    tallies: dict[str, Tally]
    folds: list[Fold]
    excluded: Counter[str] = field(default_factory=Counter)
    """"moved", "died", "grown", "other_unit", "no_birth", "maybe_grown", "open_residence", "open_membership", …"""
    broken: dict[str, str] = field(default_factory=dict)
    """Indicators whose function failed, with the name of the error (its message could hold a child's particulars)."""


class Count:
    """One run over the store."""

    def __init__(
        self, source: Source, frame: Frame, indicators: Sequence[Indicator], tables: Sequence[TableSpec],
        observe: Observe | None = None, child_type: type[ChildRecord] = ChildRecord,
    ) -> None:  # fmt: skip
        self.source, self.frame, self.observe, self.child_type = widened(source, tables), frame, observe, child_type
        for spec in tables:
            frame.particulars.readers.update(spec.about)
        self.indicators = [one for one in indicators if one.share is not None]
        self.folds = [(spec.over, spec.make(frame)) for spec in tables]
        self.of_form: defaultdict[str, list[Fold]] = defaultdict(list)
        for spec, (_over, fold) in zip(tables, self.folds, strict=True):
            for form in spec.forms:
                self.of_form[form].append(fold)
        filled = [one.filled.split("/", 1) for one in self.indicators if one.filled]
        self.naming = dict(sorted(filled))
        self.forms = {form for spec in tables for form in spec.forms} | self.naming.keys()
        self.tallies = {one.id: Tally() for one in indicators}
        self.excluded: Counter[str] = Counter()
        self.births: dict[int, tuple[str | None, str | None]] = {}
        self.served_children: defaultdict[int, set[str]] = defaultdict(set)
        self.served_cases: defaultdict[int, set[str]] = defaultdict(set)
        self.hits: dict[int, HitChild] = {}
        self.hit_on: dict[int, str] = {}
        self.reach = Reach()
        self.broken: dict[str, str] = {}

    def run(self) -> Counted:
        """Stream every table once, in the order the marks need; the code of plugins within its limits."""
        with counting():
            return self._run()

    def _run(self) -> Counted:
        casework = read_casework(self.source, self.frame)
        self._interventions(casework)
        self._activities()
        self._events()
        self._children(casework.children())
        self._casework(casework)
        self._entries()
        programme = read_programme(self.source, self.frame, self.reach, casework.cases)
        for over, subjects in programme.items():
            self._feed(over, subjects)
        return Counted(self.tallies, [fold for _over, fold in self.folds], self.excluded, self.broken)

    def _interventions(self, casework: Casework) -> None:
        """Mark the children helped; feed the tables; keep the days of service of children with a case."""
        first, last, marks = self.frame.period.first, self.frame.period.last, self.frame.marks
        helped, folds, observe = marks["helped"], self._folds("intervention"), self.observe
        watched, watched_cases = casework.children(), {case.id for case in casework.cases}
        for id, row in self.source.rows("interventions", InterventionRecord):
            if row.cancelled is not None or row.date > last:
                if row.cancelled is not None:
                    self._leave_out("intervention", id, row, ("cancelled",))
                    self.excluded["cancelled"] += 1
                continue
            if row.case in watched_cases or not watched.isdisjoint(row.children):
                self._serve(row, watched)
            if (row.to or row.date) < first:
                continue
            helped.update(row.children)
            if row.date >= first:
                subject = Intervention(id, row)
                for fold in folds:
                    fold.add(subject)
                if observe:
                    observe("intervention", subject, {})

    def _serve(self, row: InterventionRecord, watched: set[int]) -> None:
        for child in watched.intersection(row.children):
            self.served_children[child].add(row.date)
        if row.case is not None:
            self.served_cases[row.case].add(row.date)

    def _activities(self) -> None:
        """Mark the children who attended, take heads counted without names, households, schools and trainings."""
        folds = self._folds("activity")
        with_heads = [(one, one.heads) for one in self.indicators if one.heads]
        for id, row in self.source.rows("activities", ActivityRecord):
            if row.cancelled is not None or row.date > self.frame.period.last:
                continue
            if row.kind == "tap_huan":
                self.reach.train(row)
            if (row.to or row.date) < self.frame.period.first:
                continue
            for mark in (f"kind:{row.kind}", *(f"topic:{topic}" for topic in row.topics)):
                self.frame.marks[mark].update(row.attended)
            self._heads(id, row, with_heads)
            self.reach.add(row)
            if row.date >= self.frame.period.first:
                self._each("activity", Activity(id, row), folds)

    def _heads(self, id: int, row: ActivityRecord, with_heads: Iterable[tuple[Indicator, Heads]]) -> None:
        if not row.counts:
            return
        for indicator, heads in with_heads:
            if heads.counts(row.kind, row.topics):
                counts = {cell: n for cell, n in row.counts.items() if cell.partition(":")[2] in heads.bands}
                self.tallies[indicator.id].add_heads(counts)
                if self.observe and any(counts.values()):
                    self.observe("heads", Unnamed(id, sum(counts.values())), {indicator.id: Share.UNTOLD})

    def _events(self) -> None:
        """Collect the children hit: each once, relieved when relieved after every event; unnamed numbers apart."""
        folds = self._folds("event")
        for id, row in self.source.rows("events", EventRecord):
            if row.cancelled is not None or not self.frame.period.has(row.date):
                continue
            for hit in row.hit:
                relieved = hit.relieved is not None and hit.relieved[:10] <= self.frame.period.day
                known = self.hits.setdefault(hit.child, HitChild(frozenset(), True, id=hit.child))
                known.kinds, known.relieved = known.kinds | {row.kind}, known.relieved and relieved
                self.hit_on.setdefault(hit.child, row.date)
            self._unnamed(id, row)
            for fold in folds:
                fold.add(Event(id, row))

    def _unnamed(self, id: int, row: EventRecord) -> None:
        """The children an event only counts: those beyond the named ones."""
        unnamed = max(0, (row.hit_count or 0) - len(row.hit))
        named_relieved = sum(hit.relieved is not None for hit in row.hit)
        relieved = min(unnamed, max(0, (row.relieved_count or 0) - named_relieved))
        kinds = frozenset({row.kind})
        ends = HitChild(kinds, True, relieved, event=id), HitChild(kinds, False, unnamed - relieved, event=id)
        self._feed("hit", [end for end in ends if end.weight])

    def _children(self, watched: set[int]) -> None:
        """Stream the children: who lives here and is under 16 is counted, who is not is said."""
        residents, marks = Residents(self.frame, self.excluded), self.frame.marks
        day, folds, shares = self.frame.period.day, self._folds("child"), self._shares("child")
        wanted, particulars, age_of = watched | self.hits.keys(), self.frame.particulars, self.frame.ages.age
        for id, row in self.source.rows("children", self.child_type):
            if id in wanted:
                self.births[id] = row.birth, row.birth_precision
            child = Child(id, row, age_of(row.birth, row.birth_precision) if row.birth else None, day, marks)
            if particulars.readers:
                particulars.keep(child)
            if residents.living(child):
                residents.note_starts(child)
                self._share("child", child, shares)
                for fold in folds:
                    fold.add(child)
            if self.observe:
                self._leave_out("child", id, row, residents.reasons)
        self._hit_children()

    def _hit_children(self) -> None:
        """Count those hit while under 16, wherever they live by now."""
        for id, hit in self.hits.items():
            birth, precision = self.births.get(id, (None, None))
            if birth is None or Ages(date.fromisoformat(self.hit_on[id])).age(birth, precision) < CHILDHOOD_ENDS:
                self._feed("hit", [hit])

    def _casework(self, casework: Casework) -> None:
        """Settle ages and services of the cases, then count cases, reports received and victims."""
        settle_ages(casework, self.births)
        for case in casework.cases:
            days = self.served_cases[case.id] | self.served_children[case.record.child or 0]
            case.served = min((day for day in days if day >= case.received), default=None)
        found, grown, unfounded = victims(casework.cases, self.frame)
        self._leave_out_cases("grown_victims", grown)
        self._leave_out_cases("no_victims", unfounded)
        self._feed("case", (case for case in casework.cases if movements(case, self.frame.period)))
        self._feed("receipt", (one for one in casework.receipts() if self.frame.period.has(one.day)))
        self._feed("victim", found)
        self._feed("proceeding", self._proceedings(casework))

    def _proceedings(self, casework: Casework) -> Iterator[Proceeding]:
        """What the law did in the period, also about cases that were closed before it."""
        for case in casework.cases:
            standing = (line for line in case.record.proceedings if line.cancelled is None)
            yield from (Proceeding(case, line) for line in standing if self.frame.period.has(line.on.isoformat()))

    def _entries(self) -> None:
        """Feed the filled forms that a table counts: those begun by the end of the period or the cut-off date."""
        if not self.forms:
            return
        last = max(self.frame.period.last, self.frame.period.day)
        decode, names = Decoder(dict[str, Any]).decode, set[tuple[str, str]]()
        for id, row in self.source.rows("entries", EntryRecord):
            if row.form in self.forms and row.cancelled is None and row.on <= last:
                subject = Entry(id, row, decode(row.answers))
                for fold in self.of_form[row.form]:
                    fold.add(subject)
                if row.form in self.naming and self.frame.period.has(row.on):
                    self._filled(subject, names)

    def _filled(self, entry: Entry, names: set[tuple[str, str]]) -> None:
        """Feed a form of the period to the indicators that count what it names: the same thing once."""
        asked = self.naming[entry.record.form]
        name = entry.record.form, fold_key(str(entry.answers.get(asked) or ""))
        weight = int(not asked or name not in names)
        self._feed("filled", [Filled(entry.id, entry.record, entry.answers, weight=weight)])
        names.add(name)

    def _leave_out_cases(self, reason: str, cases: Sequence[Case]) -> None:
        self.excluded[reason] = len(cases)
        for case in cases:
            self._leave_out("case", case.id, case, (reason,))

    def _leave_out(self, over: str, id: int, record: Any, reasons: Iterable[str]) -> None:
        """Show who watches a record that is left out, or doubtful: once for each reason."""
        if self.observe:
            for reason in reasons:
                self.observe("left_out", LeftOut(over, id, record, reason), {})

    def _feed(self, over: str, subjects: Iterable[Any]) -> None:
        shares, folds = self._shares(over), self._folds(over)
        for subject in subjects:
            self._share(over, subject, shares)
            for fold in folds:
                fold.add(subject)

    def _each(self, over: str, subject: Any, folds: Sequence[Fold]) -> None:
        for fold in folds:
            fold.add(subject)
        if self.observe:
            self.observe(over, subject, {})

    def _share(self, over: str, subject: Any, judges: Judges) -> None:
        weight = getattr(subject, "weight", 1)
        try:
            found = [judge(subject) for judge in judges.functions]
        except FAILURES:  # one of them fails: find out which
            found = [self._judge(indicator, subject) for indicator in judges.indicators]
            judges.functions = [self._standing(indicator) for indicator in judges.indicators]
        for share, counts in zip(found, judges.counts, strict=True):
            counts[share] += weight
        for place, named in judges.heads:
            if found[place] is Share.PART:
                named[subject.cell] = named.get(subject.cell, 0) + 1
        if self.observe:
            ids = (indicator.id for indicator in judges.indicators)
            self.observe(over, subject, dict(zip(ids, found, strict=True)))

    def _judge(self, indicator: Indicator, subject: Any) -> Share:
        """The share of one subject; an indicator that fails cannot tell, and is named on the report."""
        try:
            return indicator.share(subject) if indicator.share else Share.OUT
        except FAILURES as error:  # a plugin's function: it must not stop the report
            self.broken[indicator.id] = type(error).__name__
            if isinstance(indicator.share, Timed):
                note_failing(indicator.share.plugin, error)
            return Share.UNTOLD

    def _standing(self, indicator: Indicator) -> Callable[[Any], Share]:
        """The function of an indicator while it stands; one that failed is not asked again, for it cannot tell."""
        return indicator.share if indicator.share and indicator.id not in self.broken else lambda _subject: Share.UNTOLD

    def _folds(self, over: str) -> list[Fold]:
        return [fold for kinds, fold in self.folds if over in kinds]

    def _shares(self, over: str) -> Judges:
        return Judges([one for one in self.indicators if one.over == over], self.tallies)


def widened(source: Source, tables: Sequence[TableSpec]) -> Source:
    """`source`, its records decoded with the further fields that some tables read."""
    needs: defaultdict[str, set[str]] = defaultdict(set)
    for spec in tables:
        for table, fields in spec.reads.items():
            needs[table].update(fields)
    return Wider(source, needs) if needs else source
