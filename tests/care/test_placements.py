"""A placement step by step: what the law refuses, each by its article, and what a written reason lets pass."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cpkit.care.candidates import choose
from cpkit.care.papers import open_need, sheet_for, verify
from cpkit.care.placements import begin, cancel, end, read_placement, state, take_step
from cpkit.care.steps import care_process
from cpkit.cases.clock import deadlines
from cpkit.cases.numbers import Paper, give, next_number
from cpkit.errors import Refused
from cpkit.forms import load
from cpkit.printing.care_papers import placement_paper
from cpkit.printing.letterheads import letterhead_on
from cpkit.store import Store
from cpkit.times import today
from tests.care.conftest import (
    DECISION,
    FIT,
    HANDED,
    NEED,
    REPORT,
    MakeCarer,
    Register,
    monitored,
    paper,
    ready,
)

ENDING: dict[str, Any] = {
    "number": "40/QĐ-UBND",
    "date": "2025-10-20",
    "end": "2025-10-20",
    "signer": "Lò Văn Chủ",
    "ground": "doan_tu",
    "next_kind": "khong_giao",
    "child_opinion": "Muốn về",
}


def sentences(refusal: Refused) -> str:
    return " ".join([str(refusal), *(problem.message for problem in refusal.problems)])


def refuse(store: Store, placement: int, form: str, answers: dict[str, Any], **options: Any) -> str:
    with pytest.raises(Refused) as refusal:
        paper(store, placement, form, answers, **options)
    return sentences(refusal.value)


class TestData:
    def test_every_step_has_its_article_a_form_that_exists_and_needs_that_exist(self) -> None:
        known = {step.id for step in care_process().steps}
        for step in care_process().steps:
            assert step.article and set(step.label) == {"vi", "en"}
            assert {*step.needs, *(demand.step for demand in step.demands)} <= known
            asked = {question.key for question in load(step.form).questions()} if step.form else set()
            assert {*step.needs_answers, *([step.when] if step.when else [])} <= asked

    def test_every_rule_of_the_clock_of_care_names_steps_of_care(self) -> None:
        known = {step.id for step in care_process().steps}
        rules = [rule for rule in deadlines() if "cham_soc_thay_the" in rule.id]
        assert rules and all({rule.step, rule.anchor} <= known for rule in rules)

    def test_the_grounds_of_mau_16_are_the_endings_by_decision(self) -> None:
        """Luật Trẻ em Đ69."""
        grounds = {choice.name for choice in load("mau_16").choices["grounds"]}
        assert grounds == {each.id for each in care_process().outcomes if each.by_decision}

    def test_the_tiers_are_the_carers_of_mau_12(self) -> None:
        """NĐ56 Đ42.3; a facility is no carer of the register."""
        kinds = [choice.name for choice in load("mau_12").choices["carer_kinds"]]
        assert kinds[:4] == [tier.id for tier in care_process().tiers]


class TestNeed:
    def test_opens_a_placement_with_its_form_and_step(self, store: Store, child: int) -> None:
        placement = open_need(store, child, NEED)[0]
        found = read_placement(store, placement)
        assert (found.child, found.opened, state(found)) == (child, date(2025, 1, 6), "need")
        assert [record.step for record in found.steps] == ["nhu_cau"]

    def test_the_opinion_of_a_child_of_7_is_taken(self, store: Store, register: Register) -> None:
        """Luật Trẻ em Đ60.3; one of 6 need not say anything."""
        without = {key: value for key, value in NEED.items() if key != "child_opinion"}
        with pytest.raises(Refused) as refusal:
            open_need(store, register("Lò Thị Bảy", "2018-01-06"), without)
        assert "Luật Trẻ em Điều 60" in sentences(refusal.value)
        assert open_need(store, register("Lò Thị Sáu", "2018-01-07"), without)

    def test_not_of_somebody_of_16(self, store: Store, register: Register) -> None:
        """Luật Trẻ em Đ1."""
        with pytest.raises(Refused) as refusal:
            open_need(store, register("Lò Thị Lớn", "2009-01-06"), NEED)
        assert "Luật Trẻ em Đ1" in sentences(refusal.value)
        assert open_need(store, register("Lò Thị Gần Lớn", "2009-01-07"), NEED)

    def test_not_twice_at_once_and_not_in_the_future(self, store: Store, placement: int, child: int) -> None:
        with pytest.raises(Refused, match="chưa kết thúc"):
            open_need(store, child, NEED)
        with pytest.raises(Refused, match="sau bây giờ"):
            begin(store, child, today() + timedelta(days=1))

    def test_a_refused_form_leaves_nothing(self, store: Store, child: int) -> None:
        with pytest.raises(Refused):
            open_need(store, child, {**NEED, "care_form": "khong_than_thich"})  # the reason is missing, NĐ56 Đ42.2
        assert len(store.table("placements")) == len(store.table("placement_forms")) == 0


class TestDecision:
    """Mẫu 12: NĐ56 Đ42.7, Luật Trẻ em Đ66.1."""

    def test_needs_a_carer_and_the_verification_by_its_day(
        self, store: Store, placement: int, grandmother: int
    ) -> None:
        """NĐ56 Đ42.1: verified before, not after."""
        assert "Chọn người" in refuse(store, placement, "mau_12", {**DECISION, **by_hand()})
        choose(store, placement, grandmother, date(2025, 1, 9))
        assert "NĐ56 Đ42.1" in refuse(store, placement, "mau_12", DECISION)
        verify(store, grandmother, {**FIT, "date": "2025-01-14"})
        assert "NĐ56 Đ42.1" in refuse(store, placement, "mau_12", DECISION)
        assert paper(store, placement, "mau_12", {**DECISION, "date": "2025-01-14"}).taken[0].forced_past == ()

    def test_past_a_missing_verification_with_a_reason_that_stays(
        self, store: Store, placement: int, grandmother: int
    ) -> None:
        choose(store, placement, grandmother, date(2025, 1, 9))
        taken = paper(store, placement, "mau_12", DECISION, force="Xác minh bằng giấy, tủ 2").taken[0]
        assert "NĐ56 Đ42.1" in taken.forced_past[0]
        assert read_placement(store, placement).steps[-1].forced == "Xác minh bằng giấy, tủ 2"

    def test_is_the_chairman_s_not_the_officer_s(self, store: Store, placement: int, grandmother: int) -> None:
        ready(store, placement, grandmother)
        assert "NĐ56 Đ42.7" in refuse(store, placement, "mau_12", {**DECISION, "signer": "Cán bộ Thử"})

    def test_has_a_number_and_a_signer_or_is_a_draft(self, store: Store, placement: int, grandmother: int) -> None:
        ready(store, placement, grandmother)
        assert "Số quyết định" in refuse(store, placement, "mau_12", {**DECISION, "number": None})
        draft = {key: value for key, value in DECISION.items() if key not in ("number", "date", "signer")}
        assert paper(store, placement, "mau_12", draft).taken == ()
        assert state(read_placement(store, placement)) == "chosen"
        decided = paper(store, placement, "mau_12", {"number": "12/QĐ", "date": "2025-01-13", "signer": "Lò Văn Chủ"})
        assert [taken.step.role for taken in decided.taken] == ["decision"]
        assert len(store.table("placement_forms")) == 3, "the draft became the decision: Mẫu 10, 11 and 12"

    def test_its_number_counts_in_the_year_s_series_and_is_no_other_paper_s(
        self, store: Store, placement: int, grandmother: int
    ) -> None:
        """NĐ 30/2020, Phụ lục I: no number of a year is given twice."""
        give(store, Paper("cases", 1, "mau_05", "1.1.1"), date(2025, 1, 10), 11)
        ready(store, placement, grandmother)
        assert "Số 11/QĐ-UBND năm 2025 đã cấp" in refuse(store, placement, "mau_12", {**DECISION, "number": "11"})
        paper(store, placement, "mau_12", DECISION)
        assert next_number(store, "mau_05", date(2025, 1, 20)) == "13/QĐ-UBND"

    def test_a_number_of_another_commune_is_none_of_ours(self, store: Store, placement: int, carer: MakeCarer) -> None:
        """NĐ56 Đ42.7: the commune where the carer lives decides, in its own book."""
        other = carer(unit="34:03145")
        ready(store, placement, other)
        paper(store, placement, "mau_12", DECISION, by_unit="34:03145", force="Trẻ đã quen người nhận")
        assert next_number(store, "mau_05", date(2025, 1, 20)) == "01/QĐ-UBND"

    def test_a_child_of_7_says_what_she_wants(self, store: Store, placement: int, grandmother: int) -> None:
        """NĐ56 Đ42.1."""
        ready(store, placement, grandmother)
        said = refuse(store, placement, "mau_12", {**DECISION, "child_opinion": None})
        assert "NĐ56 Điều 42" in said

    def test_may_not_contradict_the_registers(self, store: Store, placement: int, carer: MakeCarer) -> None:
        """Nobody becomes a relative, or older, by an answer (Luật Trẻ em Đ63.2d)."""
        stranger = carer()
        ready(store, placement, stranger)
        wrong = {"carer_kind": "nguoi_than_thich", "carer_birth": "1960", "child_name": "Ai Khác"}
        with pytest.raises(Refused) as refusal:
            paper(store, placement, "mau_12", {**DECISION, **wrong})
        assert {problem.field for problem in refusal.value.problems} == set(wrong)

    def test_is_made_where_the_carer_lives(self, store: Store, placement: int, carer: MakeCarer) -> None:
        """NĐ56 Đ42.7, Đ42.8."""
        elsewhere = "34:03130"
        stranger = carer(unit=elsewhere)
        ready(store, placement, stranger)
        assert "NĐ56 Đ42.7" in refuse(store, placement, "mau_12", DECISION)
        assert paper(store, placement, "mau_12", DECISION, by_unit=elsewhere).taken

    def test_of_another_commune_is_printed_with_its_letterhead(
        self, store: Store, placement: int, carer: MakeCarer
    ) -> None:
        """NĐ56 Đ42.7; once named it is kept, also when the hand-over is written on the same sheet."""
        ready(store, placement, carer(unit="34:03325"))
        assert placement_paper(store, placement, load("mau_12")).made_by == "34:03325", "still to be decided there"
        paper(store, placement, "mau_12", DECISION, by_unit="34:03325")
        paper(store, placement, "mau_12", HANDED, force="Đã quen nhau")
        printed = placement_paper(store, placement, load("mau_12"))
        head = letterhead_on(store.settings, date(2025, 7, 1), printed.made_by)
        assert (head.unit, head.officer) == ("Xã Mường Phăng", "")
        assert placement_paper(store, placement, load("mau_10")).made_by is None

    def test_of_a_child_in_danger_from_the_parents_the_court_decides_first(
        self, store: Store, child: int, carer: MakeCarer
    ) -> None:
        """Luật Trẻ em Đ62.2, Đ66.4."""
        placement = open_need(store, child, {**NEED, "case_62": ["khoan_2"]})[0]
        ready(store, placement, carer("Lò Thị Bà", "1962", relative=child))
        assert "Luật Trẻ em Đ62.2, Đ66.4" in refuse(store, placement, "mau_12", DECISION)
        take_step(store, placement, "quyet_dinh_toa_an", date(2025, 1, 10), note="Số 3/2025/QĐ-TA")
        assert paper(store, placement, "mau_12", DECISION).taken

    def test_its_day_stays_and_its_number_may_be_corrected(self, store: Store, in_care: int) -> None:
        assert "13/01/2025" in refuse(store, in_care, "mau_12", {"date": "2025-01-14"})
        paper(store, in_care, "mau_12", {"number": "13/QĐ-UBND"})
        steps = {record.step: record for record in read_placement(store, in_care).steps}
        assert steps["quyet_dinh_cham_soc_thay_the"].number == "13/QĐ-UBND"


def by_hand() -> dict[str, Any]:
    """What nobody knows while no carer is chosen."""
    return {"carer_name": "Ai", "carer_address": "Bản Bó", "carer_birth": "1962", "carer_kind": "nguoi_than_thich"}


class TestHandOver:
    """The minutes of Mẫu 12."""

    def test_not_before_the_decision(self, store: Store, placement: int, grandmother: int) -> None:
        ready(store, placement, grandmother)
        draft = {key: value for key, value in DECISION.items() if key not in ("number", "date", "signer")}
        assert "NĐ56 Đ42.7" in refuse(store, placement, "mau_12", {**draft, **HANDED})

    def test_on_the_day_of_the_decision_but_never_in_the_future(
        self, store: Store, placement: int, grandmother: int
    ) -> None:
        ready(store, placement, grandmother)
        paper(store, placement, "mau_12", DECISION)
        future = {**HANDED, "handed_at": f"{today() + timedelta(days=1)}T09:00:00+07:00"}
        assert "không thể sau thời điểm hiện tại" in refuse(store, placement, "mau_12", future)
        paper(store, placement, "mau_12", {**HANDED, "handed_at": "2025-01-13T16:00:00+07:00"})
        assert state(read_placement(store, placement)) == "in_care"

    def test_to_somebody_not_related_after_two_contacts(self, store: Store, placement: int, carer: MakeCarer) -> None:
        """TT14 Đ10.4c: at least two, and those with another carer count for nothing."""
        first, second = carer(), carer("Lò Văn Hai", "1980")
        verify(store, second, FIT)
        choose(store, placement, first, date(2025, 1, 7))
        take_step(store, placement, "lam_quen", date(2025, 1, 8))
        choose(store, placement, second, date(2025, 1, 9))
        take_step(store, placement, "lam_quen", date(2025, 1, 10))
        paper(store, placement, "mau_12", DECISION)
        said = refuse(store, placement, "mau_12", HANDED)
        assert "TT14 Đ10.4c" in said and "mới có 1" in said
        take_step(store, placement, "lam_quen", date(2025, 1, 13), not_done="Mưa lũ")
        assert "mới có 1" in refuse(store, placement, "mau_12", HANDED), "a reason is no contact"
        take_step(store, placement, "lam_quen", date(2025, 1, 14))
        paper(store, placement, "mau_12", HANDED)
        contacts = store.table("placement_forms").all()[-1]["answers"]
        assert contacts["child_state"] == "Khỏe"

    def test_from_a_facility_only_once_its_care_was_ended(self, store: Store, child: int, carer: MakeCarer) -> None:
        """NĐ56 Đ45.4, Đ48.3, TT14 Đ11.2: the list, two contacts even with relatives, the ending in the facility."""
        placement = open_need(store, child, NEED, facility="Trung tâm Bảo trợ")[0]
        ready(store, placement, carer("Lò Thị Bà", "1962", relative=child))
        assert "NĐ56 Đ45.2" in refuse(store, placement, "mau_12", DECISION)
        take_step(store, placement, "nhan_danh_sach", date(2025, 1, 10))
        paper(store, placement, "mau_12", DECISION)
        said = refuse(store, placement, "mau_12", HANDED)
        assert "TT14 Đ11.2" in said and "NĐ56 Đ45.4" in said
        for day in (14, 15):
            take_step(store, placement, "lam_quen", date(2025, 1, day))
        take_step(store, placement, "gui_quyet_dinh", date(2025, 1, 14))
        take_step(store, placement, "cham_dut_o_co_so", date(2025, 1, 16))
        assert paper(store, placement, "mau_12", HANDED).taken


class TestMonitoring:
    def test_not_before_the_hand_over(self, store: Store, placement: int) -> None:
        """NĐ56 Đ43.2."""
        said = refuse(
            store, placement, "mau_13", {**REPORT, "date": "2025-01-20", "occasion": "mot_thang", "child_address": "X"}
        )
        assert "NĐ56 Đ43.2" in said

    def test_each_report_is_a_sheet_of_its_own_and_the_newest_may_be_corrected(
        self, store: Store, in_care: int
    ) -> None:
        monitored(store, in_care, "2025-02-17", "mot_thang")
        monitored(store, in_care, "2025-04-17", "ba_thang")
        sheets = [each for each in store.table("placement_forms") if each["form"] == "mau_13"]
        assert [list(each["steps"]) for each in sheets] == [["theo_doi_1_thang"], ["theo_doi_3_thang"]]
        assert sheet_for(store, in_care, "mau_13").before is None
        newest = sheet_for(store, in_care, "mau_13", again=False).before
        assert newest is not None and newest["answers"]["occasion"] == "ba_thang"

    def test_the_next_occasion_is_offered(self, store: Store, in_care: int) -> None:
        assert sheet_for(store, in_care, "mau_13").known["occasion"] == "mot_thang"
        monitored(store, in_care, "2025-02-17", "mot_thang")
        assert sheet_for(store, in_care, "mau_13").known["occasion"] == "ba_thang"

    @pytest.mark.parametrize("step", ["theo_doi_1_thang", "cham_dut", "chon_nguoi", "quyet_dinh_cham_soc_thay_the"])
    def test_a_step_with_a_form_or_a_command_of_its_own_is_not_taken_by_hand(
        self, store: Store, in_care: int, step: str
    ) -> None:
        with pytest.raises(Refused):
            take_step(store, in_care, step, date(2025, 2, 17))


class TestEnding:
    """Mẫu 15 and 16: NĐ56 Đ48, Luật Trẻ em Đ69."""

    def test_back_to_the_family(self, store: Store, in_care: int) -> None:
        paper(store, in_care, "mau_16", ENDING)
        found = read_placement(store, in_care)
        assert (found.outcome, found.closed, state(found)) == ("doan_tu", date(2025, 10, 20), "ended")
        assert store.find_ids("placements", "open", True) == []

    def test_an_ended_placement_is_not_changed(self, store: Store, in_care: int) -> None:
        paper(store, in_care, "mau_16", ENDING)
        with pytest.raises(Refused, match="20/10/2025"):
            sheet_for(store, in_care, "mau_13")
        with pytest.raises(Refused, match="20/10/2025"):
            take_step(store, in_care, "thong_bao", date(2025, 10, 21))

    @pytest.mark.parametrize("ground", ["de_nghi", "tre_em_xam_pham"])
    def test_at_the_carer_s_wish_only_with_the_request(self, store: Store, in_care: int, ground: str) -> None:
        """NĐ56 Đ48.1: Mẫu 15 first."""
        assert "NĐ56 Đ48.1" in refuse(store, in_care, "mau_16", {**ENDING, "ground": ground})
        asked = {"date": "2025-10-01", "end": "2025-10-20", "ground": ground, "reasons": ["Ốm nặng"]}
        paper(store, in_care, "mau_15", asked)
        assert paper(store, in_care, "mau_16", {**ENDING, "ground": ground}).taken

    def test_is_the_chairman_s(self, store: Store, in_care: int) -> None:
        assert "Đ48.2" in refuse(store, in_care, "mau_16", {**ENDING, "signer": "Cán bộ thử"})

    def test_before_anybody_has_the_child_no_decision_is_needed(self, store: Store, placement: int) -> None:
        with pytest.raises(Refused, match=r"NĐ56 Đ48\.2"):
            end(store, placement, "doan_tu", date(2025, 1, 10))
        end(store, placement, "khong_con_nhu_cau", date(2025, 1, 10), reason="Mẹ đã về")
        assert read_placement(store, placement).reason == "Mẹ đã về"

    def test_once_handed_over_it_ends_by_mau_16(self, store: Store, in_care: int) -> None:
        with pytest.raises(Refused, match=r"NĐ56 Đ48\.2"):
            end(store, in_care, "khong_con_nhu_cau", date(2025, 2, 1))
        with pytest.raises(Refused, match=r"NĐ56 Đ48\.2"):
            cancel(store, in_care, "Nhầm")

    def test_at_16_only_after_the_assessment(self, store: Store, in_care: int) -> None:
        """TT14 Đ13.4."""
        with pytest.raises(Refused, match=r"TT14 Đ13\.4"):
            end(store, in_care, "du_16_tuoi", date(2025, 2, 1))

    def test_a_new_carer_opens_the_next_placement_decided_by_the_same_paper(
        self, store: Store, in_care: int, carer: MakeCarer, child: int
    ) -> None:
        """NĐ56 Đ48.2; the new carer is verified first (Đ42.1), met twice before the hand-over (TT14 Đ10.4c)."""
        new = carer()
        given = {**ENDING, "ground": "khong_du_dieu_kien", "next_kind": "khong_than_thich", "next_name": "Vừ Thị Dợ"}
        given |= {"next_birth": "1985-03-02", "next_from": "2025-10-20"}
        assert "--next" in refuse(store, in_care, "mau_16", given)
        assert "NĐ56 Đ42.1" in refuse(store, in_care, "mau_16", given, next_carer=new)
        assert state(read_placement(store, in_care)) == "in_care", "nothing was half saved"
        verify(store, new, FIT)
        following = paper(store, in_care, "mau_16", given, next_carer=new).next_placement
        assert following is not None
        found = read_placement(store, following)
        assert (found.previous, found.carer, found.child, state(found)) == (in_care, new, child, "decided")
        assert found.steps[-1].number == "40/QĐ-UBND"
        take_step(store, following, "lam_quen", date(2025, 10, 21))
        minutes = {**HANDED, "handed_at": "2025-10-28T09:00:00+07:00", "consent": "khong_can", "carer_id_number": "01"}
        minutes |= {"child_opinion": "Đồng ý", "priority_reason": "Bà ốm"}
        assert "TT14 Đ10.4c" in refuse(store, following, "mau_12", minutes)


def test_undo_takes_back_a_whole_form_with_its_step(store: Store, in_care: int) -> None:
    monitored(store, in_care, "2025-02-17", "mot_thang")
    store.undo()
    assert "theo_doi_1_thang" not in {record.step for record in read_placement(store, in_care).steps}
    assert not [each for each in store.table("placement_forms") if each["form"] == "mau_13"]
