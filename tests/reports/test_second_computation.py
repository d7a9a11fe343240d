"""Every indicator twice: by the report's one streaming pass, and by plain loops that share no code with it."""

from __future__ import annotations

from functools import cache

from hypothesis import HealthCheck, given, settings

from cpkit.reports.indicators import Figure
from cpkit.reports.periods import days_period
from cpkit.reports.report import Design, Report, build_report, designed
from cpkit.store import Store
from tests.reports import second_computation as second
from tests.reports.registers import Exported, registers
from tests.reports.second_computation import FIRST, LAST, Records

PERIOD = days_period(FIRST, LAST)
slow = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


class Ward:
    """What a report asks of the store it is made from."""

    unit, unit_name, practice = second.UNIT, "Phường Điện Biên Phủ", True


@cache
def design() -> Design:
    return designed(LAST)


def made(records: Records) -> Report:
    return build_report(Exported(records), Ward(), PERIOD, design(), exact=True)


def ends(figure: Figure) -> tuple[int | None, int | None]:
    return figure.numerator, figure.denominator


@slow
@given(registers())
def test_every_figure_is_what_plain_loops_count(records: Records) -> None:
    report = made(records)
    for id, count in second.EXACT.items():
        assert ends(report.figure(id)) == count(records), id
    assert report.figure("c4").numerator == second.c4(records)[0]


@slow
@given(registers())
def test_figures_the_records_cannot_tell_lie_between_the_same_two_ends(records: Records) -> None:
    report = made(records)
    for id, (low, high, whole) in {
        "a3": second.a3(records),
        "c1": second.c1(records),
        "c2": second.judged(records, "effective"),
        "c2b": second.judged(records, "able"),
    }.items():
        figure = report.figure(id)
        assert (figure.numerator, figure.high, figure.denominator) == (low, high, whole), id
    for id, (low, high) in {"c3": second.c3(records), "c5": second.c5(records)}.items():
        assert (report.figure(id).numerator, report.figure(id).high) == (low, high), id


@slow
@given(registers())
def test_every_report_reconciles_but_for_heads_beyond_the_register(records: Records) -> None:
    report = made(records)
    beyond = [
        (figure.certain, figure.denominator)
        for figure in report.figures
        if figure.certain is not None and figure.denominator is not None and figure.certain > figure.denominator
    ]
    assert [(check.left, check.right) for check in report.checks if not check.ok] == beyond


def test_every_indicator_with_a_figure_is_counted_twice() -> None:
    twice = {*second.EXACT, "a3", "c1", "c2", "c2b", "c3", "c4", "c5"}
    assert {one.id for one in design().indicators if one.share is not None} <= twice | {"c8"}


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(registers())
def test_a_store_counts_as_its_exported_records_do(store: Store, records: Records) -> None:
    moved = {}
    for table, documents in records.items():
        store.table(table).truncate()
        moved[table] = dict(zip(documents, store.table(table).insert_multiple(list(documents.values())), strict=True))
    for table, field in (("interventions", "children"), ("activities", "attended")):
        for id, document in records[table].items():
            ids = [moved["children"][child] for child in document[field]]
            store.table(table).update({field: ids}, doc_ids=[moved[table][id]])
    report = build_report(store, Ward(), PERIOD, design(), exact=True)
    for indicator in ("a1", "a2", "b1", "b2", "b3"):
        assert ends(report.figure(indicator)) == second.EXACT[indicator](records), indicator
