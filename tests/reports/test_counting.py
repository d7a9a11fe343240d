"""One pass over each table feeds everything, holds nothing for an intervention, and survives a plugin that fails."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cpkit.plugins.manager import failures
from cpkit.practice.ward import fill_ward
from cpkit.reports.folds import TableSpec, guarded
from cpkit.reports.indicators import Share
from cpkit.reports.report import Report, build_report, designed
from cpkit.store import Store
from cpkit.vietnamese import PartialDate
from tests.reports.ward import YEAR, Ward, member


class TestAgainstPlainLoops:
    """A second computation of the figures, child by child over the documents, on the practice ward."""

    @pytest.fixture
    def full(self, store: Store) -> Store:
        fill_ward(store, children=400, seed=7)
        return store

    @pytest.fixture
    def report(self, full: Store) -> Report:
        return build_report(full, full.settings, YEAR, designed(YEAR.cutoff))

    @pytest.fixture
    def children(self, full: Store) -> list[Any]:
        return [child for child in full.table("children").all() if lives_here(child)]

    def test_children_in_special_circumstances_and_their_help(
        self, full: Store, report: Report, children: list[Any]
    ) -> None:
        special = {child.doc_id for child in children if any(map(holds, child["groups"]))}
        helped = {id for row in full.table("interventions").all() if in_period(row) for id in row["children"]}
        assert counted(report, "a1") == (len(special), len(children)) and special
        assert counted(report, "a2") == (len(special & helped), len(special))
        at_risk = {child.doc_id for child in children if any(map(holds, child["risks"]))}
        assert counted(report, "a4b")[1] == len(at_risk)
        assert counted(report, "a4b")[0] >= len(at_risk & helped) > 0

    @pytest.mark.parametrize(
        ("id", "age_from", "kinds"),
        [
            ("b1", 7, {"tham_van", "dien_dan", "hoi_dong_tre_em"}),
            ("b3", 11, {"dien_dan", "cau_lac_bo", "nhom_nong_cot", "hoi_dong_tre_em"}),
        ],
    )
    def test_children_who_took_part(
        self, full: Store, report: Report, children: list[Any], id: str, age_from: int, kinds: set[str]
    ) -> None:
        old_enough = {child.doc_id for child in children if age(child) >= age_from}
        came = {
            child
            for row in full.table("activities").all()
            if row["kind"] in kinds and in_period(row)
            for child in row["attended"]
        }
        assert counted(report, id) == (len(old_enough & came), len(old_enough)) and old_enough & came

    def test_everything_adds_up(self, report: Report, children: list[Any]) -> None:
        assert report.reconciled and len(report.checks) > 40
        assert report.table("children_by_age").cell("children", "total") == len(children)
        assert failures() == []


def counted(report: Report, id: str) -> tuple[int, int]:
    figure = report.figure(id)
    assert figure.numerator is not None and figure.denominator is not None
    return figure.numerator, figure.denominator


def age(child: Any) -> int:
    return PartialDate.parse_iso(child["birth"], child["birth_precision"]).age_on(date(2025, 11, 14))[0]


def lives_here(child: Any) -> bool:
    return 0 <= age(child) < 16 and not child["died"] and any(map(holds, child["residence"]))


def holds(spell: dict[str, Any]) -> bool:
    return (spell["from"] or "") <= "2025-11-14" <= (spell["to"] or "9999")


def in_period(row: dict[str, Any]) -> bool:
    return not row["cancelled"] and row["date"] <= "2025-11-14" and (row["to"] or row["date"]) >= "2024-11-15"


def test_memory_does_not_grow_with_interventions(ward: Ward) -> None:
    children = [ward.child() for _number in range(50)]
    rows = [{"children": [children[n % 50]], "service": "y_te", "date": "2025-03-03"} for n in range(15_000)]
    ward.report()  # what is loaded and remembered at the first report is no part of the peak of any
    peaks = []
    for part in (rows[:5_000], rows[5_000:]):
        ward.store.table("interventions").insert_multiple(part)
        peaks.append(min(peak_of(ward.report) for _time in range(2)))
    assert peaks[1] < 1.2 * peaks[0], "three times the rows; anything kept of each would be far more"


def peak_of(work: Callable[[], object]) -> int:
    """The most memory that `work` holds at once, in bytes, however often what went round in circles is collected.

    A cache filled, or a thing of another test ended meanwhile, adds to one run; what grows with the rows, to each.
    """
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.enable()


def test_what_is_observed_is_what_is_counted(ward: Ward) -> None:
    ward.child(groups=[member(4)])
    ward.child()
    ward.child(died="2025-01-01")
    seen: list[tuple[str, Share]] = []

    def observe(over: str, _subject: Any, shares: dict[str, Share]) -> None:
        if "a1" in shares:
            seen.append((over, shares["a1"]))

    build_report(ward.store, ward.store.settings, YEAR, designed(YEAR.cutoff), observe=observe)
    assert seen == [("child", Share.PART), ("child", Share.WHOLE)]


def test_an_indicator_that_fails_cannot_tell_and_is_named(ward: Ward) -> None:
    ward.child(name="Lò Thị Pâng")
    design = designed(YEAR.cutoff)

    def broken(child: Any) -> Share:
        raise ValueError(f"no such thing: {child.record}")

    indicators = tuple(replace(one, share=broken) if one.id == "a1" else one for one in design.indicators)
    report = build_report(ward.store, ward.store.settings, YEAR, replace(design, indicators=indicators))
    assert report.figure("a1").verdict == "insufficient"
    assert "Chỉ tiêu a1 bị lỗi khi tính (ValueError): không kết luận." in report.notes
    assert report.figure("b2").denominator == 1, "the others are counted all the same"


class Failing:
    """A table of a plugin that fails at the second child."""

    def __init__(self, _frame: Any) -> None:
        self.taken = 0

    def add(self, _subject: Any) -> None:
        self.taken += 1
        if self.taken > 1:
            raise KeyError("broken")

    def table(self) -> None:
        raise AssertionError("not asked any more")


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Failures noted here are not those of another test."""
    from cpkit.plugins import manager

    yield
    manager.reset()


def test_a_plugins_table_that_fails_is_left_out_and_named(ward: Ward, forgotten: None) -> None:
    ward.child()
    ward.child()
    design = designed(YEAR.cutoff)
    broken = guarded(TableSpec("cua_xa", ("child",), Failing))
    report = build_report(ward.store, ward.store.settings, YEAR, replace(design, tables=(*design.tables, broken)))
    assert "cua_xa" not in [table.id for table in report.tables]
    assert report.table("children_by_age").cell("children", "total") == 2
    assert [failure.name for failure in failures()] == ["cua_xa"]
