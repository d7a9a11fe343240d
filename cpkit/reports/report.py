"""Builds a report: a pure function of what a store holds, the period, the indicators, the tables and the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from cpkit.errors import Refused
from cpkit.language import _, label
from cpkit.plugins.manager import BUILT_IN, collect_named, note_failure
from cpkit.reports.counting import Count, Counted, Observe
from cpkit.reports.folds import Check, Guarded, Table, TableSpec, guarded
from cpkit.reports.foreign import fenced
from cpkit.reports.frame import Frame
from cpkit.reports.indicators import SECRET_SUBJECTS, Figure, Indicator, Share, Tally, figure
from cpkit.reports.masking import HIDDEN_MARK, mask, show_exact
from cpkit.reports.periods import Period
from cpkit.reports.plans import OwnTargets, Plan, plan_for, with_own_targets
from cpkit.reports.reconcile import reconcile
from cpkit.reports.records import ChildRecord, Source
from cpkit.reports.tables import built_in_tables
from cpkit.reports.words import (
    broken_table_words,
    broken_words,
    exclusion_words,
    heads_words,
    too_many_heads_words,
    untold_words,
    year_target_words,
)
from cpkit.vietnamese import show_date, show_number

if TYPE_CHECKING:
    from cpkit.reports.letter import Letter

Brought = TypeVar("Brought")


class Settings(Protocol):
    """What a report says of the store it was made from."""

    @property
    def unit(self) -> str:
        """The key of the unit ("34:03127")."""

    @property
    def unit_name(self) -> str:
        """Its name as printed ("Phường Điện Biên Phủ")."""

    @property
    def practice(self) -> bool:
        """Whether the store is only for practice."""


@dataclass(frozen=True)
class Design:
    """What a report is made of: indicators, tables, and the plan that sets targets."""

    indicators: tuple[Indicator, ...]
    tables: tuple[TableSpec, ...]
    plan: Plan


@dataclass(frozen=True)
class Report:
    """A finished report: counts only, no record of any child."""

    unit: str
    unit_name: str
    practice: bool
    period: Period
    plan: Plan
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    exact: bool
    head: tuple[int, str] | None = None
    """Number and hash of the last change in the ledger the report was made from."""
    before: Report | None = None
    """The same period a year earlier, for the writers that compare; without a comparison of its own."""
    known_at: datetime | None = None
    """The moment whose knowledge it was made from; None for all that is known now."""
    counted: Counted | None = field(default=None, compare=False, repr=False)
    """What the figures were made of: what a tally needs beside them."""
    letter: Letter | None = None
    """How it goes out: number, date, to whom; None while it is not sent."""
    amendment: tuple[str, ...] = ()
    """What it says of the report it replaces, sentence by sentence; lines of a list begin with a dash."""
    members: int = 0
    """How many units were added up; 0 for the report of one."""

    def sides(self, check: Check) -> tuple[int | str, int | str]:
        """Both sides of a check as they may be shown: hidden where they could hold small counts of cases."""
        return (check.left, check.right) if self.exact or not check.secret else (HIDDEN_MARK, HIDDEN_MARK)

    def told(self, check: Check) -> str:
        """A check that differs, in a sentence: by exactly how much, even where both sides are hidden."""
        left, right = self.sides(check)
        relation = {"<=": ">"}.get(check.relation, "≠")
        words = _("{check}: {left} {relation} {right}, lệch {n}")
        return words.format(
            check=check.text, left=left, relation=relation, right=right, n=show_number(abs(check.difference))
        )

    @property
    def reconciled(self) -> bool:
        """Whether everything that must agree agrees."""
        return all(check.ok for check in self.checks)

    def table(self, id: str) -> Table:
        """The table called `id`."""
        return next(table for table in self.tables if table.id == id)

    def figure(self, id: str) -> Figure:
        """The figure of the indicator `id`."""
        return next(one for one in self.figures if one.indicator.id == id)


def designed(cutoff: date, own: Sequence[OwnTargets] = (), tables: Iterable[TableSpec] = ()) -> Design:
    """The report as plugins and the ward's forms bring it, the ward's own targets laid over the plan's, its own tables
    after all others.

    What is no indicator or table is noted as the plugin's failure.
    """
    from cpkit.reports.ward_forms import ward_indicators, ward_tables

    indicators = tuple(brought("indicators", Indicator))
    indicators = (*indicators, *ward_indicators({one.id for one in indicators}))
    all_tables = (*built_in_tables(), *brought_tables())
    of_forms = ward_tables({one.id for one in all_tables})
    all_tables = (*all_tables, *map(guarded, (*of_forms, *tables)))
    return Design(indicators, all_tables, with_own_targets(plan_for(cutoff), own, cutoff))


def build_report(
    source: Source, settings: Settings, period: Period, design: Design, *,
    exact: bool = False, observe: Observe | None = None, child_type: type[ChildRecord] = ChildRecord,
    head: tuple[int, str] | None = None, today: date | None = None, known_at: datetime | None = None,
) -> Report:  # fmt: skip
    """The report of `period`. Without `exact`, small counts of the case tables are hidden.

    `observe` is called with every subject while it is counted. `today`, when given, only adds the note that the period
    is not over yet.
    """
    units = unit_keys(settings.unit)
    counted = Count(source, Frame(period, units), design.indicators, design.tables, observe, child_type).run()
    figures = tuple(
        uncomputed(one, design.plan, period, counted.broken[one.id])
        if one.id in counted.broken
        else figure_of(one, counted.tallies[one.id], design.plan, period, exact)
        for one in design.indicators
    )
    tables = tuple(table for fold in counted.folds if (table := fold.table()))
    checks = reconcile(figures, tables, design.plan.agreements)
    notes = (
        *_period_notes(settings, period, design.plan, today),
        *exclusion_words(counted.excluded, exact=exact),
        *(broken_words(id, error) for id, error in counted.broken.items()),
        *(broken_table_words(id, error) for id, error in failed_tables(counted.folds)),
    )
    shown = show_exact(tables) if exact else mask(tables)
    return Report(
        settings.unit, settings.unit_name, settings.practice, period, design.plan, figures, tuple(shown), checks,
        notes, exact, head=head, known_at=known_at, counted=counted,
    )  # fmt: skip


def unit_keys(key: str) -> frozenset[str]:
    """The unit with those it was made of: what they recorded before it was born is its own."""
    from cpkit.places import is_unit, predecessors

    return frozenset({key, *(unit.key for unit in predecessors(key))}) if is_unit(key) else frozenset({key})


def brought_tables() -> Iterator[TableSpec]:
    """The tables of plugins, each guarded; of two with one id the first stays and the other is noted."""
    from cpkit.reports.facet_kinds import shared_kinds

    owners = {spec.id: "cpkit" for spec in built_in_tables()}
    with shared_kinds():
        found = list(_brought_named("report_tables", TableSpec))
    for plugin, spec in found:
        if spec.id in owners:
            sentence = _("Đã có biểu mang mã {id} ở {owner}.")
            note_failure(plugin, sentence.format(id=spec.id, owner=owners[spec.id]))
        else:
            owners[spec.id] = plugin
            yield spec


def brought(hook: str, kind: type[Brought]) -> Iterator[Brought]:
    """What plugins bring for `hook`, as a `kind`; of two with one id the first stays and the other is noted."""
    owners: dict[str, str] = {}
    for plugin, item in _brought_named(hook, kind):
        id = str(getattr(item, "id", ""))
        if id in owners:
            sentence = _("Đã có chỉ tiêu mang mã {id} ở {owner}.")
            note_failure(plugin, sentence.format(id=id, owner=owners[id]))
        else:
            owners[id] = plugin
            yield item


def _brought_named(hook: str, kind: type[Brought]) -> Iterator[tuple[str, Brought]]:
    """What plugins bring, as objects or as files, each with its plugin; what is neither, or wrong, is noted.

    A wrong file of a built-in plugin raises: what a plan asks to be reported must not go missing.
    """
    for plugin, item in collect_named(hook):
        try:
            made = _of_file(kind, item) if isinstance(item, Path) else _of_code(plugin, item)
        except Exception as error:
            if plugin in BUILT_IN:
                raise
            note_failure(plugin, f"{item}: {_sentences(error)}" if isinstance(item, Path) else str(error))
            continue
        if isinstance(made, kind):
            yield plugin, made
        else:
            note_failure(plugin, _("{hook} phải đăng ký {kind}.").format(hook=hook, kind=kind.__name__))


def _of_file(kind: type[Any], path: Path) -> Any:
    """The table or indicator that a file declares."""
    from cpkit.reports.cross import spec_of_file
    from cpkit.reports.declared_indicators import indicator_of_file

    return guarded(spec_of_file(path)) if kind is TableSpec else indicator_of_file(path)


def _of_code(plugin: str, item: object) -> object:
    """What a plugin made itself, fenced in; of cpkit's own plugins only the tables: one that fails costs no other."""
    if plugin not in BUILT_IN:
        return fenced(plugin, item)
    return guarded(item) if isinstance(item, TableSpec) else item


def _sentences(error: Exception) -> str:
    """What is wrong with a file of a plugin: a refusal with all its problems, else the kind of error too."""
    if isinstance(error, Refused):
        return " ".join([str(error), *(problem.message for problem in error.problems)])
    return f"{type(error).__name__}: {error}"


def figure_of(indicator: Indicator, tally: Tally, plan: Plan, period: Period, exact: bool) -> Figure:
    """The figure of one indicator, with the notes on what its records leave open."""
    notes = []
    if tally.shares[Share.UNTOLD]:
        secret = not exact and indicator.over in SECRET_SUBJECTS
        notes.append(untold_words(tally.shares[Share.UNTOLD], secret=secret))
    if tally.heads:
        notes.append(heads_words(tally.heads, tally.high))
    if tally.certain > tally.denominator:
        notes.append(too_many_heads_words(tally.certain, tally.denominator))
    return figure(indicator, tally, plan.target(indicator.id, period.cutoff), tuple(notes))


def uncomputed(indicator: Indicator, plan: Plan, period: Period, error: str) -> Figure:
    """The figure of an indicator whose function failed: no number at all, and why."""
    note = broken_words(indicator.id, error)
    return Figure(indicator, plan.target(indicator.id, period.cutoff), None, None, None, (note,), uncomputed=True)


def failed_tables(folds: Iterable[object]) -> Iterator[tuple[str, str]]:
    """The tables that failed while they were counted, each with the kind of error."""
    failed = (fold for fold in folds if isinstance(fold, Guarded) and fold.failed)
    return ((fold.id, ", ".join(sorted(fold.failed))) for fold in failed)


def _period_notes(settings: Settings, period: Period, plan: Plan, today: date | None) -> Iterator[str]:
    yield from _birth_of_unit(settings, period)
    if today is not None and today <= period.last_day:
        sentence = _("Kỳ báo cáo chưa kết thúc: số liệu tính đến ngày {today}.")
        yield sentence.format(today=show_date(today))
    if not plan.covers(period.cutoff):
        yield _("Ngày chốt ở ngoài thời gian của {plan}: không so với chỉ tiêu.").format(plan=label(plan.short))
    if plan.own:
        sentence = _(
            "Mục tiêu theo chỉ tiêu riêng của đơn vị: {documents}. Nhiều phiếu nêu một chỉ tiêu thì lấy phiếu sau."
        )
        yield sentence.format(documents="; ".join(plan.own))
    yield from year_target_words(period, planned=plan.covers(period.cutoff))


def _birth_of_unit(settings: Settings, period: Period) -> Iterator[str]:
    """The note of a unit that was not there in all of the period: whose facts stand for it before, or since."""
    from cpkit.places import is_unit, predecessors, successors, unit

    if not is_unit(settings.unit):
        return
    born, before = unit(settings.unit).valid_from, predecessors(settings.unit)
    ended = unit(settings.unit).valid_to
    if ended is not None and ended < period.last_day:
        sentence = _("{unit} chỉ có đến ngày {ended}; từ ngày sau đó là {after}.")
        names = ", ".join(one.name for one in successors(settings.unit))
        yield sentence.format(unit=settings.unit_name, ended=show_date(ended), after=names)
    if born is not None and born > period.start and before:
        sentence = _("{unit} được lập từ ngày {born}; số liệu trước ngày đó là của {before}.")
        names = ", ".join(one.name for one in before)
        yield sentence.format(unit=settings.unit_name, born=show_date(born), before=names)
