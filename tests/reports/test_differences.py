"""A report stays as it was sent; what changed since is named with the record and the change that did it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cpkit.errors import Refused
from cpkit.reports.differences import Differences, FigureDifference, differences
from cpkit.reports.frozen import Sent, freeze, read_frozen
from cpkit.reports.indicators import Share
from cpkit.reports.json import encode
from cpkit.reports.letter import Letter
from cpkit.reports.periods import Period, half_period, year_period
from cpkit.reports.report import Report, build_report, designed
from cpkit.reports.standings import Standings
from cpkit.store import Store
from tests.reports.ward import Ward, member

YEAR = year_period(2025)


def made(store: Store, period: Period = YEAR) -> tuple[Report, Standings]:
    design = designed(period.cutoff)
    standings = Standings(design.indicators)
    report = build_report(store, store.settings, period, design, exact=True, observe=standings, head=store.head())
    return report, standings


def sent(store: Store, period: Period = YEAR, amends: int | None = None) -> int:
    report, standings = made(store, period)
    return freeze(
        store, report, standings, Letter("UBND tỉnh", amends=amends), Sent.of("b.json", "json", encode(report))
    )


def since(store: Store, doc_id: int) -> Differences:
    kept = read_frozen(store, doc_id)
    return differences(store, kept, *made(store, kept.as_period()))


def figure(found: Differences, id: str) -> FigureDifference:
    return next(one for one in found.figures if one.id == id)


def test_nothing_differs_at_once(ward: Ward, store: Store) -> None:
    ward.child(groups=[member(4)])
    ward.case(ward.child())
    assert not since(store, sent(store)).any


def test_figures_cells_and_records_stay_as_they_were_sent(ward: Ward, store: Store) -> None:
    first = ward.child(groups=[member(4)])
    kept = sent(store)
    store.table("children").update({"groups": []}, doc_ids=[first])
    frozen = read_frozen(store, kept)
    assert (frozen.figures["a1"].numerator, frozen.figures["a1"].denominator) == (1, 1)
    assert dict(frozen.records["child"].standing())[first]["a1"] is Share.PART
    assert frozen.as_period() == replace(YEAR)


def test_a_service_logged_later_is_named_with_who_logged_it(ward: Ward, store: Store) -> None:
    child = ward.child(groups=[member(4)])
    ward.child(groups=[member(4)])
    kept = sent(store)
    with store.write("log"):
        helped = ward.helped(child)

    found = since(store, kept)
    changed = figure(found, "a2")
    assert changed.before and changed.after
    assert (changed.before.numerator, changed.after.numerator) == (0, 1)
    (record,) = changed.records
    assert record.record == ("children", child)
    assert (record.before, record.after) == (Share.WHOLE, Share.PART)
    (cause,) = record.changes
    assert (cause.table, cause.doc_id, cause.change.action) == ("interventions", helped, "log")
    assert cause.change.actor == store.settings.officer
    assert any(cell.table == "interventions" and cell.after == 1 for cell in found.cells)


def test_a_child_entered_later_is_new_in_every_figure_it_counts_in(ward: Ward, store: Store) -> None:
    ward.child()
    kept = sent(store)
    late = ward.child(groups=[member(4)])
    changed = figure(since(store, kept), "a1")
    assert [(one.record, one.before, one.after) for one in changed.records] == [
        (("children", late), Share.OUT, Share.PART)
    ]
    assert changed.records[0].changes[0].change.before is None


def test_what_changed_and_was_taken_back_is_no_difference(ward: Ward, store: Store) -> None:
    child = ward.child(groups=[member(4)])
    kept = sent(store)
    document = store.table("children").get(doc_id=child)
    assert document is not None
    store.table("children").update({"groups": []}, doc_ids=[child])
    store.table("children").update({"groups": document["groups"]}, doc_ids=[child])
    assert not since(store, kept).any


def test_a_report_amends_one_of_the_same_period_only(ward: Ward, store: Store) -> None:
    ward.child()
    first = sent(store)
    assert read_frozen(store, sent(store, amends=first)).letter.amends == first
    with pytest.raises(Refused, match="kỳ khác"):
        sent(store, half_period(2025, 1), amends=first)
