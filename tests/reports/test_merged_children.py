"""A child registered twice and merged counts as the child registered once: in every figure and every table.

What was sent before the merge stays what it was: a report of what was known then, and a frozen one, give the same.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cpkit import times
from cpkit.register.children import EMPTY
from cpkit.register.merging import merge, plan_merge, read_pair
from cpkit.register.unmerging import plan_unmerge, unmerge
from cpkit.reports.differences import differences
from cpkit.reports.frozen import Sent, cells_of, freeze, read_frozen
from cpkit.reports.json import encode
from cpkit.reports.known import KnownAt
from cpkit.reports.letter import Letter
from cpkit.reports.periods import days_period, year_period
from cpkit.reports.report import Report, build_report, designed
from cpkit.reports.standings import Standings
from cpkit.store import Store
from tests.reports import second_computation as second
from tests.reports.registers import CHILDREN, registers
from tests.reports.second_computation import FIRST, LAST, Records
from tests.reports.ward import Ward, member
from tests.store.stores import contents

PERIOD = days_period(FIRST, LAST)
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A whole register takes long to make smaller."""
NAMED = (("interventions", "children"), ("activities", "attended"))


def report_of(store: Store, source: Any = None) -> Report:
    return build_report(source or store, store.settings, PERIOD, designed(LAST), exact=True)


def counted(report: Report) -> tuple[dict[str, Any], Any]:
    """Everything a report counts."""
    figures = {figure.indicator.id: (figure.numerator, figure.high, figure.denominator) for figure in report.figures}
    return figures, {table.id: cells_of(table) for table in report.tables}


@st.composite
def twice(draw: st.DrawFn) -> tuple[Records, dict[str, Any], list[str]]:
    """A register, the second record of its first child, and who names which of the two: "one", "other" or "both".

    Each record knows a part of what is known: each fact is in one of them or in both, a beginning perhaps in one only.
    """
    records = draw(registers())
    child = records["children"][1]
    child["groups"], child["risks"] = _each_once(child["groups"], "group"), _each_once(child["risks"], "risk")
    child["residence"] = child["residence"][:1]
    other = deepcopy(child)
    other["residence"] = [_forgotten(stay, draw) for stay in child["residence"]]
    for key in ("groups", "risks"):
        sides = [draw(st.sampled_from(["one", "other", "both"])) for _spell in child[key]]
        whole = child[key]
        child[key] = [spell for spell, side in zip(whole, sides, strict=True) if side != "other"]
        other[key] = [
            _forgotten(spell, draw) if side == "both" else spell  # what nobody knows cannot be counted
            for spell, side in zip(whole, sides, strict=True)
            if side != "one"
        ]
        records["children"][1][f"once_{key}"] = whole
    for key in ("sex", "birth"):
        if draw(st.booleans()):
            _forget(other, key)
    names = [draw(st.sampled_from(["one", "other", "both"])) for _place in range(60)]
    return records, other, names


def _each_once(spells: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    return list({spell[key]: spell for spell in spells}.values())


def _forgotten(spell: dict[str, Any], draw: st.DrawFn) -> dict[str, Any]:
    """The spell, its beginning perhaps not known to this record."""
    return spell | {"from": None} if spell["to"] is None and draw(st.booleans()) else dict(spell)


def _forget(child: dict[str, Any], key: str) -> None:
    child[key] = "unknown" if key == "sex" else None
    if key == "birth":
        child["birth_precision"] = None


def fill(store: Store, records: Records, other: dict[str, Any] | None, names: list[str]) -> list[int]:
    """The register in a store, its first child once, or twice with the records that name it; the ids of the child."""
    for table in records:
        store.table(table).truncate()
    store.table("merged_children").truncate()
    children = [_whole(child, once=other is None) for child in records["children"].values()]
    ids = dict(zip(CHILDREN, store.table("children").insert_multiple(children), strict=True))
    mine = [ids[1]]
    if other is not None:
        mine.append(store.table("children").insert(_whole(other, once=False)))
    sides, table_ids = iter(names), {}
    for table in sorted(records.keys() - {"children"}):
        rows = [_renamed(table, document, ids, mine, sides) for document in deepcopy(records[table]).values()]
        table_ids[table] = dict(zip(records[table], store.table(table).insert_multiple(rows), strict=True))
    return mine


def _whole(child: dict[str, Any], *, once: bool) -> dict[str, Any]:
    said = {key: value for key, value in child.items() if not key.startswith("once_")}
    if once:
        said |= {key.removeprefix("once_"): value for key, value in child.items() if key.startswith("once_")}
    return {**EMPTY, **said}


def _renamed(table: str, document: dict[str, Any], ids: dict[int, int], mine: list[int], sides: Any) -> dict[str, Any]:
    """A record with the store's ids; who names the first child names one record of it, the other, or both."""

    def named(child: int) -> list[int]:
        if child != 1 or len(mine) == 1:
            return [ids[child]]
        return {"one": mine[:1], "other": mine[1:], "both": mine}[next(sides)]

    for where, key in NAMED:
        if table == where:
            document[key] = [each for child in document[key] for each in named(child)]
    if table == "events":
        document["hit"] = [hit | {"child": each} for hit in document["hit"] for each in named(hit["child"])]
    if table == "cases" and document["child"] is not None:
        document["child"] = named(document["child"])[-1]
    return document


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(twice())
def test_merged_the_register_counts_as_if_the_child_had_been_registered_once(
    store: Store, drawn: tuple[Records, dict[str, Any], list[str]]
) -> None:
    records, other, names = drawn
    fill(store, records, None, names)
    once = counted(report_of(store))
    keep, gone = fill(store, records, other, names)
    merge(store, plan_merge(store, read_pair(store, keep, gone), both_cases=True), reason="Cùng một em")
    assert counted(report_of(store)) == once
    for id in ("a1", "a2", "b1", "b2", "b3"):
        figure = report_of(store).figure(id)
        assert (figure.numerator, figure.denominator) == second.EXACT[id](_exported(store)), id


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(twice())
def test_taken_back_or_taken_apart_every_record_is_as_it_was(
    store: Store, drawn: tuple[Records, dict[str, Any], list[str]]
) -> None:
    records, other, names = drawn
    keep, gone = fill(store, records, other, names)
    before = contents(store)
    for take_apart in (lambda: unmerge(store, plan_unmerge(store, gone)), store.undo):
        merge(store, plan_merge(store, read_pair(store, keep, gone), both_cases=True), reason="Cùng một em")
        take_apart()
        after = contents(store)
        assert {name: rows for name, rows in after.items() if rows} == {
            name: rows for name, rows in before.items() if rows
        }


def _exported(store: Store) -> Records:
    tables = ("children", "cases", "interventions", "activities", "events", "organisations", "workers", "households")
    return {table: dict(store.rows(table)) for table in tables}


@pytest.fixture
def counted_twice(ward: Ward) -> tuple[int, int]:
    """One child registered twice, in two groups, helped and hit under either name, with its case."""
    whole = {**EMPTY, "name": "Lò Thị Mai", "mother": "Quàng Thị Hoa", "registered_on": "2021-01-05"}
    born = "2015-05-05"
    keep = ward.child(born, **{key: whole[key] for key in ("name", "mother", "registered_on")}, groups=[member(4)])
    other = ward.child(born, **{key: whole[key] for key in ("name", "mother", "registered_on")},
                       groups=[member(4), member(13)])  # fmt: skip
    ward.helped(keep, other)
    ward.helped(other, service="giao_duc")
    ward.activity("dien_dan", keep, other)
    ward.flood((keep, None), (other, "2025-07-20"))
    ward.case(other)
    return keep, other


def test_what_was_known_before_is_reported_as_it_was(
    store: Store, counted_twice: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, knew = counted(report_of(store)), times.now()
    later = datetime.fromisoformat(knew.isoformat()) + timedelta(hours=1)
    monkeypatch.setattr(times, "now", lambda: later)
    merge(store, plan_merge(store, read_pair(store, *counted_twice)))
    assert counted(report_of(store)) != before
    assert counted(report_of(store, KnownAt(store, knew))) == before


def test_a_frozen_report_stays_and_its_difference_names_the_merge(store: Store, counted_twice: tuple[int, int]) -> None:
    period = year_period(2025)
    design = designed(period.cutoff)

    def made() -> tuple[Report, Standings]:
        standings = Standings(design.indicators)
        made = build_report(store, store.settings, period, design, exact=True, observe=standings, head=store.head())
        return made, standings

    report, standings = made()
    doc_id = freeze(store, report, standings, Letter("UBND tỉnh"), Sent.of("b.json", "json", encode(report)))
    sent = read_frozen(store, doc_id)
    keep, other = counted_twice
    merge(store, plan_merge(store, read_pair(store, keep, other)))
    assert read_frozen(store, doc_id) == sent
    found = differences(store, sent, *made())
    gone = [record for figure in found.figures for record in figure.records if record.record == ("children", other)]
    assert gone
    assert {change.change.action for record in gone for change in record.changes} == {"merge children"}
