"""A ward's own targets, and the next plan, written by an officer as a form."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cpkit.codes import code_list
from cpkit.forms import check, load
from cpkit.forms.entries import add
from cpkit.language import label
from cpkit.reports.indicators import Target
from cpkit.reports.own_targets import own_targets
from cpkit.reports.periods import year_period
from cpkit.reports.report import Report, build_report, designed
from cpkit.store import Store
from tests.conftest import Result, Run
from tests.reports.ward import Ward, member

AT_LEAST_60 = {"indicator": "b1", "op": "it_nhat", "value": "60"}


def set_targets(store: Store, start: str, end: str, *targets: dict[str, str], title: str = "Chỉ tiêu phường") -> int:
    form = load("chi_tieu")
    answers: dict[str, Any] = {"title": title, "from": start, "to": end, "targets": list(targets)}
    checked = check(form, answers, today=date(2025, 11, 20))
    checked.require()
    return add(store, form, [(checked, None)])[0]


def report(store: Store, year: int) -> Report:
    period = year_period(year)
    return build_report(store, store.settings, period, designed(period.cutoff, own_targets(store)))


def test_every_indicator_of_the_plan_can_be_named() -> None:
    named = {code.code for code in code_list("indicators")}
    assert {one.id for one in designed(date(2025, 11, 14)).indicators} == named


def test_a_target_of_the_ward_goes_before_the_plans_and_the_others_stay(ward: Ward, store: Store) -> None:
    set_targets(store, "2025-01-01", "2025-12-31", AT_LEAST_60)
    made = report(store, 2025)
    assert made.figure("b1").target == Target(">=", Decimal(60), None)
    assert made.figure("a2").target == Target(">=", Decimal(98), None)
    assert "Chỉ tiêu phường" in label(made.plan.short) and "2021 - 2025" in label(made.plan.short)


def test_the_plan_stands_alone_on_a_day_outside_them(ward: Ward, store: Store) -> None:
    set_targets(store, "2025-01-01", "2025-12-31", AT_LEAST_60)
    assert report(store, 2024).figure("b1").target == Target(">=", Decimal(50), None)


def test_the_next_plan_is_what_an_officer_writes(ward: Ward, store: Store) -> None:
    ranged = {"indicator": "a4", "op": "khoang", "value": "0.5", "value_to": "0.8"}
    below = {"indicator": "a1", "op": "duoi", "value": "0.9"}
    set_targets(store, "2026-01-01", "2030-12-31", ranged, below, title="Kế hoạch 2026 - 2030")
    made = report(store, 2027)
    assert made.figure("a4").target == Target("range", Decimal("0.5"), Decimal("0.8"))
    assert made.figure("a1").target == Target("<", None, Decimal("0.9"))
    assert made.figure("a2").target is None
    assert label(made.plan.title) == "Kế hoạch 2026 - 2030"


def test_of_two_for_the_same_days_the_later_counts_and_a_cancelled_one_does_not(ward: Ward, store: Store) -> None:
    set_targets(store, "2025-01-01", "2025-12-31", AT_LEAST_60)
    later = set_targets(store, "2025-01-01", "2025-12-31", AT_LEAST_60 | {"op": "bang", "value": "70"})
    assert report(store, 2025).figure("b1").target == Target("=", Decimal(70), Decimal(70))
    store.table("entries").update({"cancelled": {"on": "2025-11-20", "reason": "Ghi nhầm"}}, doc_ids=[later])
    assert report(store, 2025).figure("b1").target == Target(">=", Decimal(60), None)


@pytest.mark.parametrize(
    ("start", "end", "target", "sentence"),
    [
        ("2025-12-31", "2025-01-01", AT_LEAST_60, "không thể trước ngày bắt đầu"),
        ("2025-01-01", "2025-12-31", AT_LEAST_60 | {"indicator": "a9"}, "a9"),
        ("2025-01-01", "2025-12-31", AT_LEAST_60 | {"value": "-1"}, "không thể âm"),
        ("2025-01-01", "2025-12-31", AT_LEAST_60 | {"op": "khoang", "value_to": "60"}, "lớn hơn giá trị đầu"),
    ],
)
def test_what_is_wrong_is_said(ward: Ward, start: str, end: str, target: dict[str, str], sentence: str) -> None:
    answers = {"title": "Chỉ tiêu", "from": start, "to": end, "targets": [target]}
    problems = check(load("chi_tieu"), answers, today=date(2025, 11, 20)).problems
    assert any(sentence in problem.message for problem in problems), problems


def test_a_range_is_missed_on_its_worse_side(ward: Ward, store: Store) -> None:
    """Of children in special circumstances fewer is better, of children heard more: 50 % is too many, and enough."""
    ward.child(groups=[member(4)])
    ward.child()
    ranged = {"op": "khoang", "value": "1", "value_to": "2"}
    set_targets(store, "2025-01-01", "2025-12-31", {"indicator": "a1", **ranged})
    made = report(store, 2025).figure("a1")
    assert (made.value, made.gap, made.verdict) == (Decimal(50), Decimal(48), "missed")


def test_a_range_that_more_is_better_of_is_met_above_it() -> None:
    """Plan I.2.a writes "0,4 - 0,7 %" of children helped: to help more is no failure."""
    ranged = Target("range", Decimal("0.4"), Decimal("0.7"))
    assert ranged.holds(Decimal(3)) and not ranged.holds(Decimal("0.3"))
    assert ranged.holds(Decimal("0.3"), "fewer") and not ranged.holds(Decimal(3), "fewer")


@pytest.mark.usefixtures("folder")
class TestRefused:
    """What one form cannot tell alone is refused when it is kept."""

    def keep(self, run: Run, *targets: dict[str, str], start: str = "2026-01-01", end: str = "2026-12-31") -> Result:
        path = Path.cwd() / "chi-tieu.json"
        answers = {"title": "Chỉ tiêu phường", "from": start, "to": end, "targets": list(targets)}
        path.write_text(json.dumps(answers), encoding="utf-8")
        return run("form", "fill", "chi_tieu", "--answers", path, "--json")

    def test_more_than_the_whole(self, ward: Ward, run: Run) -> None:
        """A share of a whole is at most 100 %; a number of something may be any."""
        over = self.keep(
            run, AT_LEAST_60 | {"value": "100.5"}, {"indicator": "a4", "op": "khoang", "value": "1", "value_to": "101"}
        )
        assert over.exit_code == 1
        assert over.stderr.count("không thể quá 100 %") == 2 and "b1 (Trẻ em từ 7 tuổi" in over.stderr
        assert run("form", "answers", "chi_tieu", "--json").json == [], "nothing is half saved"
        assert self.keep(run, AT_LEAST_60 | {"value": "100"}).exit_code == 0

    def test_a_second_one_for_the_same_days_names_the_other(self, ward: Ward, run: Run) -> None:
        first = self.keep(run, AT_LEAST_60).json["id"]
        twice = self.keep(run, AT_LEAST_60, start="2026-12-31", end="2027-12-31")
        assert twice.exit_code == 1 and first in twice.stderr and "01/01/2026 - 31/12/2026" in twice.stderr
        assert f"cpkit form entry edit {first}" in twice.stderr
        assert self.keep(run, AT_LEAST_60, start="2027-01-01", end="2027-12-31").exit_code == 0
        assert self.keep(run, AT_LEAST_60 | {"indicator": "a2"}).exit_code == 0
        assert run("form", "entry", "edit", first, "--set", "to=31/12/2027").exit_code == 1

    def test_two_in_one_form(self, ward: Ward, run: Run) -> None:
        assert "nêu hai mức" in self.keep(run, AT_LEAST_60, AT_LEAST_60 | {"value": "70"}).stderr

    def test_one_that_was_taken_back_is_in_nobodys_way(self, ward: Ward, run: Run) -> None:
        first = self.keep(run, AT_LEAST_60).json["id"]
        assert run("form", "entry", "cancel", first, "--reason", "Ghi nhầm").exit_code == 0
        assert self.keep(run, AT_LEAST_60).exit_code == 0


def test_the_form_names_the_indicators_by_code_and_title(run: Run, practice: Path) -> None:
    shown = run("form", "show", "chi_tieu").stdout
    assert all(f"{code.code}: {code.text}" in shown for code in code_list("indicators"))
