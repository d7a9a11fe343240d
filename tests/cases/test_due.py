"""What is due in the open cases, by NĐ56, counted by hand.

The case of these tests was received on Friday 24/01/2025 at 16:55. Tết 2025: 25/01-02/02 are days off.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from cpkit.cases.cases import cancel_case, read_case, record_step
from cpkit.cases.due import DueItem, due_in_case, due_items
from cpkit.cases.intakes import edit_intake, open_case
from cpkit.store import Store
from cpkit.times import now
from cpkit.vietnamese import read_moment

AT = read_moment("24/01/2025 17:55")


def take(store: Store, case: int, **steps: str) -> None:
    for step, at in steps.items():
        record_step(store, case, step, read_moment(at), force="Thử")


def due_steps(store: Store, case: int, at: str = "24/01/2025 17:55") -> dict[str, DueItem]:
    return {item.step: item for item in due_in_case(case, read_case(store, case), read_moment(at))}


def make_urgent(store: Store, case: int, answer: str = "co") -> None:
    edit_intake(store, read_case(store, case).intake or 0, {"urgent": answer})


def test_twelve_hours_run_from_the_receipt_over_night_and_weekend(store: Store, case: int) -> None:
    """NĐ56 Đ26.3, Đ31.2; hours run on the clock (Bộ luật Dân sự Đ147.1)."""
    item = due_items(store, AT)[0]
    assert (item.step, item.due) == ("danh_gia_ban_dau", read_moment("25/01/2025 04:55"))
    assert (item.remaining, item.hours_left, item.overdue) == (timedelta(hours=11), 11.0, False)
    assert "Đ26.3" in item.citation and "Đ31.2" in item.citation
    assert (item.anchor, item.started) == ("tiep_nhan", read_moment("24/01/2025 16:55"))


def test_an_urgent_case_needs_measures_not_only_an_assessment(store: Store, case: int) -> None:
    """NĐ56 Đ31.2: at most 12 hours from the receipt."""
    make_urgent(store, case)
    take(store, case, danh_gia_ban_dau="24/01/2025 18:00")
    assert due_steps(store, case)["bien_phap_khan_cap"].due == read_moment("25/01/2025 04:55")


@pytest.mark.parametrize("step", ["bien_phap_khan_cap", "cach_ly"])
def test_emergency_measures_or_separation_meet_the_twelve_hours(store: Store, case: int, step: str) -> None:
    """NĐ56 Đ26.3: "các biện pháp can thiệp khẩn cấp hoặc tạm thời cách ly"."""
    make_urgent(store, case)
    take(store, case, danh_gia_ban_dau="24/01/2025 18:00", **{step: "24/01/2025 19:00"})
    assert "bien_phap_khan_cap" not in due_steps(store, case, "24/01/2025 20:00")


def test_an_assessment_stops_the_twelve_hours_of_a_case_that_is_not_urgent(store: Store, case: int) -> None:
    take(store, case, danh_gia_ban_dau="24/01/2025 18:00")
    assert "danh_gia_ban_dau" not in due_steps(store, case, "24/01/2025 18:00")


def test_an_unmet_term_is_overdue_and_says_what_the_law_says(store: Store, case: int) -> None:
    item = due_steps(store, case, "25/01/2025 06:55")["danh_gia_ban_dau"]
    assert (item.overdue, item.hours_left) == (True, -2.0)
    assert "Đ6.15" in item.consequence["vi"]


def test_five_working_days_for_the_plan_from_the_meeting(store: Store, case: int) -> None:
    """NĐ56 Đ28.1, over Tết: meeting Tuesday 04/02/2025, the fifth working day is Tuesday 11/02."""
    take(store, case, danh_gia_ban_dau="24/01/2025 18:00", thu_thap_xac_minh="03/02/2025 09:00")
    take(store, case, hop_xac_dinh="04/02/2025 14:00")
    item = due_steps(store, case, "05/02/2025 08:00")["trinh_ke_hoach"]
    assert (item.due, item.anchor) == (read_moment("2025-02-11T23:59:59"), "hop_xac_dinh")


def test_where_the_law_names_no_start_the_last_step_taken_counts(store: Store, case: int) -> None:
    """NĐ56 Đ28.1 does not say from when: receipt, then assessment, then Mẫu 03, then the meeting."""
    assert due_steps(store, case)["trinh_ke_hoach"].anchor == "tiep_nhan"
    take(store, case, danh_gia_ban_dau="24/01/2025 18:00")
    assert due_steps(store, case, "03/02/2025 08:00")["trinh_ke_hoach"].anchor == "danh_gia_ban_dau"
    take(store, case, thu_thap_xac_minh="03/02/2025 09:00")
    assert due_steps(store, case, "03/02/2025 10:00")["trinh_ke_hoach"].anchor == "thu_thap_xac_minh"
    record_step(store, case, "hop_xac_dinh", read_moment("04/02/2025 09:00"), not_done="Không ai dự")
    assert due_steps(store, case, "05/02/2025 10:00")["trinh_ke_hoach"].anchor == "thu_thap_xac_minh"


def test_two_working_days_for_the_approval(store: Store, case: int) -> None:
    """NĐ56 Đ28.4: submitted Friday 07/02/2025, approved by Tuesday 11/02."""
    take(store, case, trinh_ke_hoach="07/02/2025 16:00")
    assert due_steps(store, case, "08/02/2025 08:00")["phe_duyet"].due == read_moment("2025-02-11T23:59:59")
    take(store, case, phe_duyet="10/02/2025 09:00")
    assert "phe_duyet" not in due_steps(store, case, "11/02/2025 08:00")


def test_the_working_days_do_not_bind_an_urgent_case(store: Store, case: int) -> None:
    """NĐ56 Đ28.1, Đ28.4: "trừ trường hợp khẩn cấp"."""
    make_urgent(store, case)
    take(store, case, trinh_ke_hoach="07/02/2025 16:00")
    assert not {"trinh_ke_hoach", "phe_duyet"} & set(due_steps(store, case, "08/02/2025 08:00"))


def test_separation_ends_after_fifteen_days_also_on_a_day_off(store: Store, case: int) -> None:
    """NĐ56 Đ32.3: at most 15 calendar days; from 24/01/2025 to Saturday 08/02."""
    take(store, case, cach_ly="24/01/2025 20:00")
    item = due_steps(store, case, "01/02/2025 08:00")["ket_thuc_cach_ly"]
    assert (item.due, item.citation) == (read_moment("2025-02-08T23:59:59"), "NĐ56 Đ32.3")
    take(store, case, ket_thuc_cach_ly="05/02/2025 08:00")
    assert "ket_thuc_cach_ly" not in due_steps(store, case, "05/02/2025 09:00")


def test_three_months_of_follow_up_are_never_overdue(store: Store, case: int) -> None:
    """Mẫu số 06: reviewed 14/04/2025, the three months end with 14/07; closing later breaks nothing."""
    take(store, case, trinh_ke_hoach="07/02/2025 16:00", ra_soat="14/04/2025 08:00")
    item = due_steps(store, case, "01/08/2025 08:00")["dong"]
    assert (item.due, item.overdue) == (read_moment("2025-07-14T23:59:59"), False)


def test_a_second_plan_ends_the_follow_up_and_starts_its_own_terms(store: Store, case: int) -> None:
    """NĐ56 Đ30.1c: after a review that is not good, the plan begins anew."""
    take(store, case, trinh_ke_hoach="07/02/2025 16:00", phe_duyet="10/02/2025 16:00", ra_soat="14/04/2025 08:00")
    take(store, case, bien_phap_khan_cap="15/04/2025 08:00")
    assert "dong" in due_steps(store, case, "21/04/2025 08:00")
    record_step(store, case, "trinh_ke_hoach", read_moment("21/04/2025 16:00"), force="Thử")
    steps = due_steps(store, case, "22/04/2025 08:00")
    assert "dong" not in steps
    assert steps["phe_duyet"].due == read_moment("2025-04-23T23:59:59")


def test_the_soonest_comes_first_and_within_cuts_the_rest(store: Store, case: int) -> None:
    later = open_case(store, {"received_at": "24/01/2025 17:30", "source": "khac", "kind": "bao_luc"}).case
    items = due_items(store, AT)
    assert [item.case for item in items][:2] == [case, later]
    assert [item.due for item in items] == sorted(item.due for item in items)
    assert {item.step for item in due_items(store, AT, within=timedelta(days=1))} == {"danh_gia_ban_dau"}


def test_a_day_gone_by_is_told_as_it_was_known_then(store: Store, case: int) -> None:
    take(store, case, danh_gia_ban_dau="24/01/2025 18:00")
    record_step(store, case, "dong", read_moment("27/01/2025 08:00"), outcome="khac")
    assert {item.step for item in due_items(store, AT)} == {"danh_gia_ban_dau", "trinh_ke_hoach"}
    assert due_items(store, read_moment("28/01/2025 08:00")) == due_items(store, now()) == []


def test_a_case_taken_back_has_nothing_due(store: Store, case: int) -> None:
    cancel_case(store, case, "Ghi trùng")
    assert due_items(store, AT) == due_items(store, now()) == []


def test_an_unregistered_child_is_null(store: Store) -> None:
    open_case(store, {"received_at": "24/01/2025 17:30", "source": "khac", "kind": "bao_luc"})
    assert due_items(store, AT)[0].child is None


def test_a_year_without_announced_holidays_is_provisional(store: Store, case: int) -> None:
    """The Prime Minister fixes Tết each year; until then a working-day term may still move."""
    import msgspec

    record = read_case(store, case)
    far = read_moment("20/01/2060 08:00")
    steps = [msgspec.structs.replace(step, at=far) for step in record.episodes[0].steps]
    episode = msgspec.structs.replace(record.episodes[0], opened=far.date(), steps=steps)
    future = msgspec.structs.replace(record, episodes=[episode])
    provisional = {item.step: item.provisional for item in due_in_case(case, future, far)}
    assert provisional == {"danh_gia_ban_dau": False, "trinh_ke_hoach": True}
