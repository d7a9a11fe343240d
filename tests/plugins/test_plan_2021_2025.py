"""Every indicator of section I.2 of the plan, computed by hand; the period is 15/11/2024 to 14/11/2025."""

from __future__ import annotations

from datetime import date

import pytest

from cpkit.places import unit_set
from cpkit.plugins.plan_2021_2025.shares import indicators
from cpkit.reports.periods import days_period, with_dates, year_period
from cpkit.reports.plans import plan_for
from cpkit.store import Store
from tests.reports.ward import YEAR, Ward, member, risk, stay

IDS = "a1 a2 a3 a4 a4b a5 b1 b2 b3 c1 c2 c2b c3 c4 c5 c6 c7 c7b c8".split()  # noqa: SIM905
RECEIVED = "2025-03-03T08:00:00+07:00"
"""A Monday without a holiday near it: 5 + 2 working days end on Wednesday 12/03/2025."""


@pytest.fixture
def ward(store: Store) -> Ward:
    """An empty practice ward."""
    return Ward(store)


def test_the_plan_holds_every_target_of_its_section_one_two() -> None:
    plan = plan_for(date(2025, 11, 14))
    wanted = {id: plan.target(id, date(2025, 11, 14)) for id in IDS}
    assert [one.id for one in indicators()] == IDS
    written = {id: (one.op, one.low, one.high) for id, one in wanted.items() if one}
    assert {id: [op, *(None if end is None else str(end) for end in ends)] for id, (op, *ends) in written.items()} == {
        "a1": ["<", None, "1.1"], "a2": [">=", "98", None], "a3": ["=", "100", "100"],
        "a4": ["range", "0.4", "0.7"], "a4b": ["range", "0.4", "0.7"], "a5": ["=", "100", "100"],
        "b1": [">=", "50", None], "b2": [">=", "95", None], "b3": [">=", "30", None],
        "c1": ["=", "100", "100"], "c2": ["=", "100", "100"], "c2b": [">=", "33", None], "c3": ["=", "12", "12"],
        "c4": [">=", "1", None], "c5": [">=", "4", None], "c6": ["=", "100", "100"], "c7": [">=", "90", None],
        "c7b": ["=", "100", "100"],
    }  # fmt: skip
    assert wanted["c8"] is None
    assert {id for id, one in wanted.items() if one and one.scope == "city"} == {"c1", "c2", "c2b", "c3", "c4", "c5"}


def test_the_plans_area_is_the_twelve_old_units_then_the_four_new_ones() -> None:
    before, after = (unit_set(name) for name in plan_for(YEAR.cutoff).unit_sets)
    assert (len(before.keys), len(after.keys)) == (12, 4)
    assert "63:03127" in before.keys and "34:03127" in after.keys


def test_every_indicator_says_how_it_is_counted_and_on_what_basis() -> None:
    for one in indicators():
        assert one.title["vi"] and one.title["en"] and one.definition["vi"] and one.definition["en"] and one.basis


class TestChildren:
    def test_a1_counts_each_child_of_the_14_groups_once(self, ward: Ward) -> None:
        ward.child(groups=[member(1), member(13)])
        ward.child(groups=[member(4, to="2025-11-13")])
        ward.child(groups=[member(4, start="2025-11-15")])
        ward.child(groups=[member(4, start=None, to="2025-11-14")])
        ward.child()
        assert ward.figure("a1") == (2, 5)

    def test_a2_asks_for_one_service_in_the_period(self, ward: Ward) -> None:
        """NĐ56 Đ17-21."""
        inside, before, lasting, cancelled, _none = (ward.child(groups=[member(4)]) for _number in range(5))
        ward.helped(inside, inside, ward.child())
        ward.helped(before, date="2024-11-14")
        ward.helped(lasting, date="2024-01-01", to="2024-11-15")
        ward.helped(cancelled, cancelled={"on": "2025-05-05", "reason": "Ghi nhầm"})
        assert ward.figure("a2") == (2, 5)

    def test_a4_counts_children_at_risk_who_were_helped_of_all_and_of_those_at_risk(self, ward: Ward) -> None:
        """The plan names no denominator: both are reported."""
        helped, planned, late = (ward.child(risks=[risk()]) for _number in range(3))
        ward.child(risks=[risk(to="2025-11-13")])
        ward.helped(helped, ward.child())
        ward.case(planned, steps=[("phe_duyet", "2025-03-10T09:00:00+07:00")], kind="nguy_co_bao_luc")
        ward.case(late, steps=[("phe_duyet", "2025-11-15T09:00:00+07:00")], kind="nguy_co_bao_luc")
        assert ward.figure("a4") == (2, 5)
        assert ward.figure("a4b") == (2, 3)

    def test_b1_asks_children_from_seven_each_once(self, ward: Ward) -> None:
        """Luật Trẻ em Đ74.2; "từ đủ 7" is the 7th birthday itself."""
        seven, older, six = ward.child("2018-11-14"), ward.child("2010-01-01"), ward.child("2018-11-15")
        _unasked, sixteen = ward.child("2012-01-01"), ward.child("2009-11-14")
        ward.activity("tham_van", seven, older, six, sixteen)
        ward.activity("dien_dan", seven)
        ward.activity("truyen_thong", _unasked)
        assert ward.figure("b1") == (2, 3)

    def test_b2_counts_all_children_reached_on_the_right_to_participate(self, ward: Ward) -> None:
        reached, _other = ward.child("2023-01-01"), ward.child()
        ward.activity("truyen_thong", reached, topics=["quyen_tham_gia", "phap_luat"])
        ward.activity("truyen_thong", _other, topics=["an_toan_mang"])
        assert ward.figure("b2") == (1, 2)

    def test_b3_counts_children_from_eleven_in_models_and_activities(self, ward: Ward) -> None:
        eleven, ten, asked = ward.child("2014-11-14"), ward.child("2014-11-15"), ward.child("2013-01-01")
        ward.activity("cau_lac_bo", eleven, ten)
        ward.activity("tham_van", asked)
        assert ward.figure("b3") == (1, 2)

    def test_an_activity_of_another_period_does_not_count(self, ward: Ward) -> None:
        child = ward.child("2012-01-01")
        ward.activity("tham_van", child, date="2024-11-14")
        ward.activity("tham_van", child, date="2025-11-15")
        ward.activity("tham_van", child, cancelled={"on": "2025-06-02", "reason": "Hoãn"})
        assert ward.figure("b1") == (0, 1)

    def test_heads_without_names_prove_only_what_one_activity_shows(self, ward: Ward) -> None:
        named, *_others = [ward.child("2016-01-01") for _number in range(10)]
        ward.activity("tham_van", named)
        ward.activity("tham_van", counts={"nu:7-10": 4, "nu:0-6": 9})
        ward.activity("tham_van", counts={"nu:7-10": 3})
        report = ward.report()
        b1 = report.figure("b1")
        assert (b1.numerator, b1.denominator) == (4, 10)
        assert b1.high == 8
        assert b1.verdict == "insufficient", "between 40 % and 80 %, the target is 50 %"
        assert any("7 lượt" in note for note in b1.notes)


class TestVictims:
    """a3: NĐ56 Đ26.3 (12 hours), Đ28.1 and Đ28.4 (5 + 2 working days); a step not recorded is not done."""

    ASSESSED = ("danh_gia_ban_dau", "2025-03-03T10:00:00+07:00")

    def test_without_a_victim_it_did_not_occur(self, ward: Ward) -> None:
        ward.case(ward.child(), kind="nguy_co_bao_luc")
        assert ward.figure("a3") == (0, 0)
        assert ward.report().figure("a3").verdict == "none"

    def test_an_urgent_case_needs_measures_within_twelve_hours(self, ward: Ward) -> None:
        for hour in ("20:00:00", "20:00:01"):
            steps = [self.ASSESSED, ("bien_phap_khan_cap", f"2025-03-03T{hour}+07:00")]
            ward.case(ward.child(), urgent=True, steps=steps)
        assert ward.figure("a3") == (1, 2)

    def test_separation_is_such_a_measure_and_the_assessment_must_be_there(self, ward: Ward) -> None:
        """NĐ56 Đ32.2; Mẫu 02 (Đ26.2) comes before both."""
        separated = ("cach_ly", "2025-03-03T12:00:00+07:00")
        ward.case(ward.child(), urgent=True, steps=[self.ASSESSED, separated])
        ward.case(ward.child(), urgent=True, steps=[separated])
        assert ward.figure("a3") == (1, 2)

    @pytest.mark.parametrize(
        ("meeting", "approved", "in_time"),
        [
            (None, "2025-03-12", 1),
            (None, "2025-03-13", 0),
            ("2025-03-10", "2025-03-19", 1),
            ("2025-03-10", "2025-03-20", 0),
        ],
    )
    def test_another_case_needs_its_plan_approved_in_seven_working_days(
        self, ward: Ward, meeting: str | None, approved: str, in_time: int
    ) -> None:
        """Counted from the case meeting, or from receipt where no meeting is recorded."""
        steps = [self.ASSESSED, ("phe_duyet", f"{approved}T16:00:00+07:00")]
        steps += [("hop_xac_dinh", f"{meeting}T09:00:00+07:00")] if meeting else []
        child = ward.child()
        ward.case(child, steps=steps)
        ward.helped(child, date="2025-03-20")
        assert ward.figure("a3") == (in_time, 1)

    def test_the_plan_alone_is_no_help_a_service_must_have_begun(self, ward: Ward) -> None:
        approved = ("phe_duyet", "2025-03-10T16:00:00+07:00")
        ward.case(ward.child(), steps=[self.ASSESSED, approved])
        ward.case(ward.child(), steps=[self.ASSESSED, approved, ("thuc_hien", "2025-03-11T08:00:00+07:00")])
        by_case = ward.case(None, steps=[self.ASSESSED, approved])
        ward.helped(date="2025-03-12", case=by_case)
        helped_before = ward.child()
        ward.helped(helped_before, date="2025-03-02")
        ward.case(helped_before, steps=[self.ASSESSED, approved])
        assert ward.figure("a3") == (2, 4)

    def test_a_step_left_out_with_a_reason_is_not_done(self, ward: Ward) -> None:
        case = ward.case(ward.child(), urgent=True, steps=[self.ASSESSED])
        cases = ward.store.table("cases")
        episode = cases.get(doc_id=case)["episodes"][0]
        episode["steps"].append({"step": "cach_ly", "at": RECEIVED, "not_done": "Gia đình an toàn"})
        cases.update({"episodes": [episode]}, doc_ids=[case])
        assert ward.figure("a3") == (0, 1)

    def test_a_victim_with_two_cases_is_one_child_and_both_must_be_in_time(self, ward: Ward) -> None:
        child = ward.child()
        ward.case(child, urgent=True, steps=[self.ASSESSED, ("cach_ly", "2025-03-03T12:00:00+07:00")])
        ward.case(child, urgent=True)
        assert ward.figure("a3") == (0, 1)

    def test_victims_of_sixteen_and_more_are_no_children(self, ward: Ward) -> None:
        """Luật Trẻ em Đ1: the age on the day of detection, by the register or by Mẫu 01."""
        ward.case(ward.child("2009-03-04"))
        ward.case(ward.child("2009-03-03"))
        ward.case(None, answers={"birth_date": "2008-01"})
        ward.case(None, answers={"age": 12})
        assert ward.figure("a3") == (0, 2)
        assert any("2 ca xâm hại mà nạn nhân đủ 16 tuổi" in note for note in ward.report().notes)

    def test_a_report_that_proved_unfounded_has_no_victim(self, ward: Ward) -> None:
        ward.case(ward.child(), episode={"closed": "2025-03-05", "outcome": "xac_minh_khong_co"})
        ward.case(ward.child(), cancelled={"on": "2025-03-05", "reason": "Ghi trùng"})
        assert ward.figure("a3") == (0, 0)

    def test_while_the_days_still_run_on_the_cut_off_nothing_can_be_said(self, ward: Ward) -> None:
        ward.case(ward.child(), steps=[self.ASSESSED])
        early = with_dates(days_period(date(2025, 1, 1), date(2025, 12, 31)), cutoff=date(2025, 3, 11))
        assert ward.report(early).figure("a3").verdict == "insufficient"
        later = with_dates(days_period(date(2025, 1, 1), date(2025, 12, 31)), cutoff=date(2025, 3, 12))
        assert ward.report(later).figure("a3").verdict == "missed"

    def test_the_time_of_receipt_decides_also_across_midnight_of_the_period(self, ward: Ward) -> None:
        ward.case(ward.child(), "2024-11-14T23:59:59+07:00")
        ward.case(ward.child(), "2024-11-15T00:00:00+07:00")
        assert ward.figure("a3") == (0, 1)


class TestDisaster:
    def test_a5_counts_the_children_hit_and_those_relieved(self, ward: Ward) -> None:
        relieved, waiting, late = ward.child(), ward.child(), ward.child()
        ward.flood((relieved, "2025-08-03"), (waiting, None), (late, "2025-11-15"))
        assert ward.figure("a5") == (1, 3)

    def test_a_child_hit_twice_is_one_child_relieved_when_relieved_each_time(self, ward: Ward) -> None:
        child = ward.child()
        ward.flood((child, "2025-08-03"))
        ward.flood((child, None), date="2025-09-01")
        assert ward.figure("a5") == (0, 1)

    def test_children_known_only_by_number_are_counted_beside_the_named_ones(self, ward: Ward) -> None:
        ward.flood((ward.child(), "2025-08-03"), hit_count=10, relieved_count=8)
        assert ward.figure("a5") == (8, 10)

    def test_it_counts_who_was_a_child_on_the_day_wherever_it_lives_now(self, ward: Ward) -> None:
        gone = ward.child(residence=[stay("2020-01-01", "2025-09-01")])
        grown_since, grown_then = ward.child("2009-08-02"), ward.child("2009-08-01")
        ward.flood((gone, "2025-08-02"), (grown_since, "2025-08-02"), (grown_then, "2025-08-02"))
        assert ward.figure("a5") == (2, 2)

    def test_an_epidemic_is_no_disaster(self, ward: Ward) -> None:
        ward.flood((ward.child(), None), kind="dich_benh")
        assert ward.figure("a5") == (0, 0)


class TestMeans:
    def test_c1_needs_an_active_board_and_a_plan_for_every_case_that_needs_one(self, ward: Ward) -> None:
        """NĐ56 Đ28; the target is the whole city's."""
        assert ward.report().figure("c1").verdict == "insufficient", "no board on record"
        ward.organisation("ban_bvte")
        ward.case(ward.child(), steps=[("phe_duyet", "2025-04-01T08:00:00+07:00")])
        ward.case(ward.child(), episode={"closed": "2025-03-05", "outcome": "khong_can_ke_hoach"})
        found = ward.report().figure("c1")
        assert (found.numerator, found.denominator, found.met, found.verdict) == (1, 1, None, "city")
        ward.case(ward.child())
        assert ward.figure("c1") == (0, 1)

    def test_c1_a_board_that_ended_is_not_active(self, ward: Ward) -> None:
        ward.organisation("ban_bvte", active_to="2025-11-13")
        assert ward.figure("c1") == (0, 1)

    def test_c2_judgements_count_by_their_dates(self, ward: Ward) -> None:
        ward.organisation("ban_bvte", effective_from="2023-01-01", able_from="2025-11-15")
        assert ward.figure("c2") == (1, 1)
        assert ward.figure("c2b") == (0, 1)
        ward.organisation("nhom_thuong_truc", able_from="2025-11-14")
        assert ward.figure("c2b") == (1, 1)

    def test_c2_a_board_nobody_judged_cannot_be_told(self, ward: Ward) -> None:
        ward.organisation("ban_bvte")
        assert ward.report().figure("c2").verdict == "insufficient"

    def test_c3_a_collaborator_in_office_or_a_network_will_do(self, ward: Ward) -> None:
        ward.worker("cong_tac_vien", to="2025-11-13")
        assert ward.figure("c3") == (0, None)
        ward.worker("cong_tac_vien")
        assert ward.figure("c3") == (1, None)

    def test_c4_counts_the_service_points(self, ward: Ward) -> None:
        assert ward.report().figure("c4").verdict == "insufficient"
        ward.organisation("co_so_dich_vu", active_from=None)
        ward.organisation("co_so_dich_vu", active_to="2024-01-01")
        ward.organisation("co_so_dich_vu", cancelled={"on": "2025-01-01", "reason": "Nhầm"})
        assert ward.figure("c4") == (1, None)

    def test_c5_needs_both_a_model_and_a_core_group(self, ward: Ward) -> None:
        ward.organisation("cau_lac_bo")
        assert ward.figure("c5") == (0, None)
        ward.organisation("nhom_nong_cot")
        assert ward.figure("c5") == (1, None)

    def test_c6_one_training_since_the_plan_began_is_enough(self, ward: Ward) -> None:
        ward.worker("cong_tac_vien", "2021-01-01")
        ward.worker("nguoi_lam_cong_tac", "2020-12-31", "2025-11-15")
        ward.worker("khac", "2025-01-01")
        by_activity = ward.worker("nguoi_cung_cap_dich_vu")
        ward.activity("tap_huan", date="2022-05-05", workers=[by_activity])
        assert ward.figure("c6") == (2, 3)

    def test_c7_households_by_record_or_by_activity_whichever_is_more(self, ward: Ward) -> None:
        ward.households(40, reached_on="2025-05-05")
        ward.households(60)
        assert ward.figure("c7") == (40, 100)
        ward.activity("truyen_thong", households=70, households_new=30)
        ward.activity("truyen_thong", households=70, households_new=25)
        assert ward.figure("c7") == (55, 100)
        ward.activity("truyen_thong", households=300)
        assert ward.figure("c7") == (100, 100), "never more than there are"

    def test_c7_yearly_counts_of_a_hamlet_do_not_add_up(self, ward: Ward) -> None:
        ward.households(50, year=2024, reached_on="2024-12-01")
        ward.households(60, year=2025)
        ward.households(1, year=None, reached_on="2025-02-02")
        assert ward.figure("c7") == (1, 61)

    def test_c7b_counts_each_school_reached_once(self, ward: Ward) -> None:
        reached, _not = ward.organisation("truong_hoc"), ward.organisation("truong_hoc")
        ward.organisation("truong_hoc", active_to="2023-06-30")
        ward.activity("truyen_thong", schools=[reached, reached])
        ward.activity("tap_huan", schools=[reached])
        assert ward.figure("c7b") == (1, 2)

    def test_c8_counts_each_material_handed_out_in_the_period_once_and_has_no_target(self, ward: Ward) -> None:
        ward.material("Sổ tay làm cha mẹ tích cực")
        ward.material("sổ tay  làm cha mẹ tích cực", on="2025-07-07")
        ward.material("Tờ rơi 111", on="2025-11-14")
        ward.material("Áp phích", on="2025-11-15")
        ward.material("Phim", on="2024-11-14")
        ward.material("Bài giảng", cancelled={"on": "2025-05-05", "reason": "Ghi nhầm"})
        found = ward.report().figure("c8")
        assert (found.numerator, found.met, found.verdict) == (2, None, "no_target")

    def test_c8_is_none_where_nothing_was_handed_out(self, ward: Ward) -> None:
        assert ward.figure("c8") == (0, None)


def test_an_empty_ward_can_tell_nothing_and_says_so(ward: Ward) -> None:
    verdicts = {figure.indicator.id: figure.verdict for figure in ward.report().figures}
    did_not_occur = {"a2", "a3", "a4b", "a5", "b1", "b3"}
    assert {id for id, verdict in verdicts.items() if verdict == "none"} == did_not_occur
    assert {verdicts[id] for id in IDS if id not in did_not_occur | {"c8"}} == {"insufficient"}


def test_outside_the_years_of_the_plan_there_is_no_target(ward: Ward) -> None:
    ward.child()
    report = ward.report(year_period(2026))
    assert report.figure("a1").target is None
    assert any("không so với chỉ tiêu" in note for note in report.notes)
