"""The practice ward: made up, whole, lawful, and the same whenever it is made from the same seed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest

from cpkit.care.due import everything_due
from cpkit.care.placements import state
from cpkit.care.records import Placement
from cpkit.cases.records import CaseRecord
from cpkit.codes import code_list
from cpkit.errors import Refused
from cpkit.practice.ward import OFFICER, UNIT, UNIT_NAME, fill_ward
from cpkit.reports.periods import year_period
from cpkit.reports.report import build_report, designed
from cpkit.store import Store
from cpkit.store.opening import create_store
from cpkit.vietnamese import read_moment

CHILDREN = 300


def make_ward(home: Path, *, seed: int = 56) -> Store:
    store, _recovery_key = create_store(home, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, practice=True)
    fill_ward(store, children=CHILDREN, seed=seed)
    return store


@pytest.fixture
def ward(tmp_path: Path) -> Store:
    return make_ward(tmp_path / "ward")


def test_the_ward_is_one_action_of_the_ledger_and_verifies(ward: Store) -> None:
    action = ward.last_action()
    assert action is not None and action.action == "practice ward"
    assert ward.verify().ok


def test_every_code_used_is_a_code_of_the_lists(ward: Store) -> None:
    used = {
        "groups": {str(group["group"]) for child in ward.table("children") for group in child["groups"]},
        "risks": {risk["risk"] for child in ward.table("children") for risk in child["risks"]},
        "ethnic_groups": {child["ethnic"] for child in ward.table("children")},
        "poverty": {child["poverty"] for child in ward.table("children")},
        "services": {intervention["service"] for intervention in ward.table("interventions")},
        "activity_kinds": {activity["kind"] for activity in ward.table("activities")},
        "activity_topics": {topic for activity in ward.table("activities") for topic in activity["topics"]},
        "org_kinds": {organisation["kind"] for organisation in ward.table("organisations")},
        "worker_roles": {worker["role"] for worker in ward.table("workers")},
        "event_kinds": {event["kind"] for event in ward.table("events")},
        "case_kinds": {case["kind"] for case in ward.table("cases")},
    }
    unknown = {name: codes - {code.code for code in code_list(name).codes} for name, codes in used.items()}
    assert not any(unknown.values()), unknown


def test_every_child_was_under_16_when_registered(ward: Store) -> None:
    """Luật Trẻ em Đ1."""
    for child in ward.table("children"):
        assert int(child["registered_on"][:4]) - int(child["birth"][:4]) <= 16


def test_cases_follow_the_steps_of_the_decree_and_some_are_still_open(ward: Store) -> None:
    """NĐ56 Đ26-30: no step was forced out of order; the last cases of 2025 are still being followed."""
    cases = [msgspec.convert(document, CaseRecord) for document in ward.table("cases")]
    steps = [step for case in cases for episode in case.episodes for step in episode.steps]
    assert cases and not any(step.forced for step in steps)
    assert {case.episode is None for case in cases} == {True, False}


def test_three_children_are_on_their_way_to_alternative_care_by_the_decree(ward: Store) -> None:
    """NĐ56 Đ38-43: one in care, one getting to know a family, one still waiting; no step out of order."""
    placements = [msgspec.convert(document, Placement) for document in ward.table("placements")]
    assert [state(placement) for placement in placements] == ["in_care", "chosen", "need"]
    assert not any(record.forced for placement in placements for record in placement.steps)
    assert "theo_doi_3_thang" in {item.step for item in everything_due(ward, read_moment("14/11/2025 08:00"))}


def test_the_report_of_2025_adds_up_and_shows_targets_met_and_missed(ward: Store) -> None:
    period = year_period(2025)
    report = build_report(ward, ward.settings, period, designed(date(2025, 11, 14)))
    verdicts = {figure.met for figure in report.figures}
    assert report.reconciled
    assert {True, False, None} <= verdicts


def test_the_same_seed_makes_the_same_ward_and_another_seed_another(tmp_path: Path) -> None:
    def names(folder: str, seed: int) -> list[str]:
        with make_ward(tmp_path / folder, seed=seed) as store:
            return [child["name"] for child in store.table("children")]

    first = names("a", 1)
    assert first == names("b", 1)
    assert first != names("c", 2)


def test_a_real_store_is_never_filled_with_made_up_children(tmp_path: Path) -> None:
    store, _key = create_store(
        tmp_path, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, passphrase="con trâu vàng leo cây khế"
    )
    with store, pytest.raises(Refused):
        fill_ward(store, children=50)
