"""The clock of alternative care, counted by hand from the calendars of Tết 2025 and 2026.

The child of these tests was decided on Monday 13/01/2025 and handed over on Friday 17/01/2025.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from cpkit.care.due import due_in_care, everything_due, owed
from cpkit.care.papers import open_need
from cpkit.care.placements import end, read_placement, take_step
from cpkit.cases.calendar_file import calendar
from cpkit.cases.clock import deadline
from cpkit.store import Store
from cpkit.times import now
from cpkit.vietnamese import read_moment
from tests.care.conftest import DECISION, NEED, MakeCarer, Register, monitored, paper, ready


def due_steps(store: Store, placement: int, at: str) -> dict[str, str]:
    items = due_in_care(store, placement, read_placement(store, placement), read_moment(at))
    return {item.step: item.due.date().isoformat() for item in items}


class TestHandOver:
    """NĐ56 Đ42.7: 15 working days from the decision."""

    def test_across_tet_2025(self, store: Store, placement: int, grandmother: int) -> None:
        """13/01 is not counted; 14-17, 20-24 January make 9; 25/01-02/02 are off; 3-7 and 10 February make 15."""
        ready(store, placement, grandmother)
        paper(store, placement, "mau_12", DECISION)
        assert due_steps(store, placement, "14/01/2025 08:00") == {"giao_nhan_cham_soc_thay_the": "2025-02-10"}

    def test_is_met_by_the_hand_over(self, store: Store, in_care: int) -> None:
        assert "giao_nhan_cham_soc_thay_the" not in due_steps(store, in_care, "18/01/2025 08:00")

    def test_nothing_runs_before_the_decision(self, store: Store, placement: int) -> None:
        assert due_steps(store, placement, "20/03/2025 08:00") == {}


@pytest.mark.parametrize(
    ("rule", "start", "until"),
    [
        ("theo_doi_cham_soc_thay_the_1", "17/01/2025", "2025-02-17"),  # a Monday
        ("theo_doi_cham_soc_thay_the_1", "27/12/2024", "2025-02-03"),  # 27/01/2025 is Tết: the first day after it
        ("theo_doi_cham_soc_thay_the_1", "16/01/2026", "2026-02-23"),  # 16/02/2026 is Tết 2026 (14-22/02)
        ("theo_doi_cham_soc_thay_the_1", "31/01/2025", "2025-02-28"),  # no 31st: the month's last day, a Friday
        ("theo_doi_cham_soc_thay_the_3", "17/01/2025", "2025-04-17"),
        ("theo_doi_cham_soc_thay_the_3", "30/01/2025", "2025-05-05"),  # 30/04, 01/05 holidays, 02/05 off, weekend
        ("tham_dinh_chuyen_cham_soc_thay_the", "20/01/2025", "2025-02-10"),  # 21-24 January make 4, 3-7 February 9
        ("quyet_dinh_chuyen_cham_soc_thay_the", "24/01/2025", "2025-02-21"),  # 15 days from Monday 03/02
        ("cham_dut_o_co_so_cham_soc_thay_the", "23/01/2025", "2025-02-06"),  # 24/01, then 3-6 February
    ],
)
def test_terms_counted_by_hand(rule: str, start: str, until: str) -> None:
    """NĐ56 Đ43.2, Đ45.2, Đ45.4, Đ48.3; Bộ luật Dân sự Đ147.2, Đ148.3, Đ148.5."""
    term = owed(deadline(rule), read_moment(f"{start} 09:00"), [])
    assert term is not None and term.due.date().isoformat() == until


class TestMonitoring:
    """NĐ56 Đ43.2: after 1 and 3 months, then every 6; Luật Trẻ em Đ68.2, Đ64.1b."""

    def test_everything_runs_from_the_hand_over(self, store: Store, in_care: int) -> None:
        assert due_steps(store, in_care, "18/01/2025 08:00") == {
            "theo_doi_1_thang": "2025-02-17",
            "theo_doi_3_thang": "2025-04-17",
            "bao_cao_6_thang": "2025-07-17",
            "thong_bao": "2025-07-17",
        }

    def test_each_occasion_meets_its_own_term_only(self, store: Store, in_care: int) -> None:
        monitored(store, in_care, "2025-02-17", "mot_thang")
        found = due_steps(store, in_care, "18/02/2025 08:00")
        assert "theo_doi_1_thang" not in found and found["theo_doi_3_thang"] == "2025-04-17"

    def test_a_report_in_time_moves_on_to_the_next_half_year(self, store: Store, in_care: int) -> None:
        monitored(store, in_care, "2025-07-10", "sau_thang")
        assert due_steps(store, in_care, "18/07/2025 08:00")["bao_cao_6_thang"] == "2026-01-19"

    def test_a_second_report_in_the_same_half_year_meets_nothing_more(self, store: Store, in_care: int) -> None:
        monitored(store, in_care, "2025-06-10", "sau_thang")
        monitored(store, in_care, "2025-07-10", "sau_thang")
        assert due_steps(store, in_care, "18/07/2025 08:00")["bao_cao_6_thang"] == "2026-01-19"

    def test_a_late_report_catches_up_and_the_present_half_year_stays_due(self, store: Store, in_care: int) -> None:
        assert due_steps(store, in_care, "20/10/2025 08:00")["bao_cao_6_thang"] == "2025-07-17"
        monitored(store, in_care, "2025-10-20", "sau_thang")
        assert due_steps(store, in_care, "21/10/2025 08:00")["bao_cao_6_thang"] == "2026-01-19"

    def test_a_step_answered_as_not_done_is_due_no_more(self, store: Store, in_care: int) -> None:
        take_step(store, in_care, "theo_doi_1_thang", date(2025, 2, 17), not_done="Gia đình về quê")
        assert "theo_doi_1_thang" not in due_steps(store, in_care, "18/02/2025 08:00")

    def test_the_carer_s_notice_comes_after_6_months_and_then_every_year(self, store: Store, in_care: int) -> None:
        """Luật Trẻ em Đ64.1b: 6, 12, 24 months from taking the child in."""
        take_step(store, in_care, "thong_bao", date(2025, 7, 15))
        assert due_steps(store, in_care, "16/07/2025 08:00")["thong_bao"] == "2026-01-19"
        with time_machine.travel("2026-01-16T01:00:00Z", tick=False):
            take_step(store, in_care, "thong_bao", date(2026, 1, 15))
        assert due_steps(store, in_care, "16/01/2026 08:00")["thong_bao"] == "2027-01-18"

    def test_a_sudden_notice_is_not_the_yearly_one(self, store: Store, in_care: int) -> None:
        take_step(store, in_care, "thong_bao_dot_xuat", date(2025, 3, 1), note="Gãy tay")
        assert due_steps(store, in_care, "02/03/2025 08:00")["thong_bao"] == "2025-07-17"


class TestSixteenthBirthday:
    """TT14 Đ13.4: whoever turns 16 in care is assessed, and support is proposed."""

    def test_is_due_on_the_day_and_shown_some_weeks_before(
        self, store: Store, register: Register, carer: MakeCarer
    ) -> None:
        child = register("Lò Thị Lớn", "2009-06-20")
        placement = open_need(store, child, NEED)[0]
        ready(store, placement, carer("Lò Thị Bà", "1962", relative=child))
        paper(store, placement, "mau_12", DECISION)
        paper(store, placement, "mau_12", {"handed_at": "2025-01-17T09:00:00+07:00", "child_state": "Khỏe"})
        assert "danh_gia_16_tuoi" not in due_steps(store, placement, "18/01/2025 08:00")
        assert due_steps(store, placement, "20/04/2025 08:00")["danh_gia_16_tuoi"] == "2025-06-20"
        take_step(store, placement, "danh_gia_16_tuoi", date(2025, 6, 19), note="Học nghề")
        assert "danh_gia_16_tuoi" not in due_steps(store, placement, "21/06/2025 08:00")
        end(store, placement, "du_16_tuoi", date(2025, 6, 20))
        assert due_steps(store, placement, "22/06/2025 08:00") == {}


class TestQuarterlyList:
    """NĐ56 Đ40.1: Mẫu 09 every quarter."""

    def test_nobody_registered_nothing_due(self, store: Store, grandmother: int) -> None:
        assert everything_due(store, now()) == [], "a relative only gives notice (Luật Trẻ em Đ65.4)"

    def test_the_list_of_this_quarter_is_due_on_its_last_day(self, store: Store, carer: MakeCarer) -> None:
        carer()
        item = everything_due(store, read_moment("10/02/2025 08:00"))[0]
        assert (item.quarter, item.due.date(), item.citation) == ("2025-Q1", date(2025, 3, 31), "NĐ56 Đ40.1")
        assert item.case is None and item.placement is None and not item.overdue

    def test_one_that_was_not_sent_stays_overdue_in_the_next_quarter(self, store: Store, carer: MakeCarer) -> None:
        from cpkit.care.lists import Quarter, send

        carer()
        late = everything_due(store, read_moment("10/04/2025 08:00"))
        assert [(item.quarter, item.overdue) for item in late] == [("2025-Q1", True)]
        send(store, Quarter(2025, 1), date(2025, 4, 10), "Sở Y tế")
        after = everything_due(store, read_moment("11/04/2025 08:00"))
        assert [(item.quarter, item.overdue) for item in after] == [("2025-Q2", False)]


class TestTogether:
    def test_care_and_cases_stand_in_one_list_soonest_first(self, store: Store, in_care: int) -> None:
        items = everything_due(store, read_moment("18/01/2025 08:00"))
        assert [item.due for item in items] == sorted(item.due for item in items)
        assert {item.placement for item in items} == {in_care} and {item.case for item in items} == {None}

    def test_within_leaves_out_what_is_due_later(self, store: Store, in_care: int) -> None:
        items = everything_due(store, read_moment("18/01/2025 08:00"), within=timedelta(days=60))
        assert [item.step for item in items] == ["theo_doi_1_thang"]

    def test_the_calendar_file_names_the_placement_and_nobody(self, store: Store, in_care: int) -> None:
        from cpkit.store.identifiers import show_id

        text = calendar(everything_due(store, read_moment("18/01/2025 08:00")), now()).replace("\r\n ", "")
        assert f"SUMMARY:{show_id('placements', in_care)}: " in text
        assert "Lò Thị" not in text
        uids = [line for line in text.split("\r\n") if line.startswith("UID:")]
        assert len(uids) == len(set(uids)) == 4
