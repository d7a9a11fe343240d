"""A case from opening to closing: the steps of NĐ56 in their order, taken back, reopened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpkit.cases.cases import cancel_case, edit_case, read_case, record_step, reopen_case
from cpkit.cases.intakes import open_case
from cpkit.cases.steps import missing_before, process
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.times import now
from cpkit.vietnamese import read_moment

WAY = {
    "danh_gia_ban_dau": "24/01/2025 19:00",
    "thu_thap_xac_minh": "03/02/2025 09:00",
    "hop_xac_dinh": "04/02/2025 14:00",
    "trinh_ke_hoach": "10/02/2025 10:00",
    "phe_duyet": "12/02/2025 09:00",
    "thuc_hien": "13/02/2025 08:00",
    "ra_soat": "14/04/2025 08:00",
    "theo_doi": "14/04/2025 09:00",
}


def take(store: Store, case: int, *steps: str) -> None:
    for step in steps or WAY:
        record_step(store, case, step, read_moment(WAY[step]))


def steps_of(store: Store, case: int) -> list[str]:
    return [record.step for record in read_case(store, case).episodes[-1].steps]


def test_the_whole_way_closes_the_case(store: Store, case: int) -> None:
    """NĐ56 Đ25-30 and the three months of Mẫu số 06: reviewed on 14/04, closed on 15/07."""
    take(store, case)
    closing = record_step(store, case, "dong", read_moment("15/07/2025 09:00"))
    episode = read_case(store, case).episodes[0]
    assert closing.closed and read_case(store, case).episode is None
    assert (episode.closed, episode.outcome) == (read_moment("15/07/2025 09:00").date(), "an_toan")
    assert store.find_ids("cases", "open", True) == []


def test_a_step_out_of_order_is_refused_with_the_article_and_what_is_missing(store: Store, case: int) -> None:
    """NĐ56 Đ28.4 approves what Đ28.1 submitted."""
    with pytest.raises(Refused, match=r"Đ28\.4.*Trình kế hoạch.*Đ28\.1.*--force"):
        record_step(store, case, "phe_duyet", read_moment("12/02/2025 09:00"))
    assert steps_of(store, case) == ["tiep_nhan"]


def test_it_is_recorded_when_forced_and_the_reason_stays(store: Store, case: int) -> None:
    taken = record_step(store, case, "phe_duyet", read_moment("12/02/2025 09:00"), force="Hồ sơ giấy từ trước")
    assert taken.forced_past
    assert read_case(store, case).episodes[0].steps[-1].forced == "Hồ sơ giấy từ trước"


def test_a_reason_that_was_not_needed_is_not_kept(store: Store, case: int) -> None:
    record_step(store, case, "danh_gia_ban_dau", read_moment("24/01/2025 19:00"), force="Cho chắc")
    assert read_case(store, case).episodes[0].steps[-1].forced is None


def test_a_step_before_the_receipt_is_refused(store: Store, case: int) -> None:
    """An assessment (NĐ56 Đ26.2) cannot come before its report (Đ25.1), not even by force."""
    with pytest.raises(Refused, match="trước lúc tiếp nhận"):
        record_step(store, case, "danh_gia_ban_dau", read_moment("24/01/2025 16:00"), force="Nhầm giờ")


def test_a_step_in_the_future_is_refused(store: Store, case: int) -> None:
    with pytest.raises(Refused, match="sau bây giờ"):
        record_step(store, case, "danh_gia_ban_dau", now() + timedelta(hours=1))


def test_the_same_step_at_the_same_moment_is_recorded_once(store: Store, case: int) -> None:
    take(store, case, "danh_gia_ban_dau")
    with pytest.raises(Refused, match="đã ghi rồi"):
        take(store, case, "danh_gia_ban_dau")


def test_the_receipt_is_not_recorded_by_hand(store: Store, case: int) -> None:
    with pytest.raises(Refused, match="khi mở ca"):
        record_step(store, case, "tiep_nhan", read_moment("25/01/2025 08:00"))


def test_a_step_may_end_as_not_done_with_its_reason(store: Store, case: int) -> None:
    take(store, case, "danh_gia_ban_dau", "thu_thap_xac_minh")
    record_step(store, case, "hop_xac_dinh", read_moment("04/02/2025 08:00"), not_done="Khẩn cấp, họp sau")
    take(store, case, "trinh_ke_hoach")
    assert [record.done for record in read_case(store, case).episodes[0].steps] == [True, True, True, False, True]


def test_no_closing_before_three_months_of_follow_up(store: Store, case: int) -> None:
    """Mẫu số 06: "theo dõi trong thời gian 3 tháng"; from 14/04 they end with 14/07 (Bộ luật Dân sự Đ148.3)."""
    take(store, case)
    with pytest.raises(Refused, match=r"14/07/2025.*Mẫu"):
        record_step(store, case, "dong", read_moment("14/07/2025 10:00"))
    record_step(store, case, "dong", read_moment("15/07/2025 00:00"))


def test_a_report_that_proved_unfounded_is_closed_after_the_assessment(store: Store, case: int) -> None:
    """NĐ56 Đ25.2: verified, nothing there; no plan is needed."""
    with pytest.raises(Refused, match="Đánh giá nguy cơ ban đầu"):
        record_step(store, case, "dong", read_moment("27/01/2025 08:00"), outcome="xac_minh_khong_co")
    take(store, case, "danh_gia_ban_dau")
    record_step(store, case, "dong", read_moment("27/01/2025 08:00"), outcome="xac_minh_khong_co")
    assert read_case(store, case).episodes[0].outcome == "xac_minh_khong_co"


def test_an_outcome_belongs_to_the_closing_only(store: Store, case: int) -> None:
    with pytest.raises(Refused, match="bước kết thúc"):
        record_step(store, case, "danh_gia_ban_dau", read_moment(WAY["danh_gia_ban_dau"]), outcome="khac")


def test_nothing_is_recorded_on_a_closed_case_until_it_is_reopened(store: Store, case: int) -> None:
    take(store, case, "danh_gia_ban_dau")
    record_step(store, case, "dong", read_moment("27/01/2025 08:00"), outcome="khong_can_ke_hoach")
    with pytest.raises(Refused, match="case reopen"):
        take(store, case, "thu_thap_xac_minh")


def test_reopening_begins_a_new_episode_and_leaves_the_old_one(store: Store, case: int) -> None:
    take(store, case, "danh_gia_ban_dau")
    record_step(store, case, "dong", read_moment("27/01/2025 08:00"), outcome="khong_can_ke_hoach")
    before = read_case(store, case).episodes[0]
    reopen_case(store, case, read_moment("02/03/2025 10:00"), "Có tin báo mới")
    first, second = read_case(store, case).episodes
    assert first == before
    assert (second.reason, steps_of(store, case)) == ("Có tin báo mới", ["tiep_nhan"])
    assert store.find_ids("cases", "open", True) == [case]


def test_reopening_is_for_closed_cases_and_not_before_the_closing(store: Store, case: int) -> None:
    with pytest.raises(Refused, match="đã kết thúc"):
        reopen_case(store, case, read_moment("02/03/2025 10:00"), "Nhầm")
    record_step(store, case, "dong", read_moment("27/01/2025 08:00"), outcome="khac")
    with pytest.raises(Refused, match="27/01/2025"):
        reopen_case(store, case, read_moment("26/01/2025 10:00"), "Nhầm ngày")


def test_a_case_entered_in_error_is_taken_back_with_its_reason(store: Store, case: int) -> None:
    cancel_case(store, case, "Ghi trùng")
    assert read_case(store, case).cancelled is not None
    assert store.find_ids("cases", "open", True) == []
    with pytest.raises(Refused, match="Ghi trùng"):
        take(store, case, "danh_gia_ban_dau")
    with pytest.raises(Refused, match="đã hủy ngày"):
        cancel_case(store, case, "Lần nữa")


def test_a_child_registered_later_is_linked_to_case_and_intake(store: Store, register: Any) -> None:
    report = {"received_at": "24/01/2025 16:55", "source": "khac", "kind": "bao_luc", "child_name": "Lò Thị Pâng"}
    opened = open_case(store, report)
    child = register(unit="34:03334")
    edit_case(store, opened.case, {"child": child})
    case = read_case(store, opened.case)
    assert (case.child, case.child_name, case.unit) == (child, None, "34:03334")
    assert store.table("intakes").get(doc_id=opened.intake)["child"] == child
    with pytest.raises(Refused):
        edit_case(store, opened.case, {"child": 999})


def test_what_was_recorded_can_be_undone_and_looked_up(store: Store, case: int) -> None:
    take(store, case, "danh_gia_ban_dau")
    assert [change.action for change in store.history("cases", case)] == ["open case", "case step"]
    store.undo()
    assert steps_of(store, case) == ["tiep_nhan"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([step.id for step in process().steps]),
            st.integers(-3, 400),
            st.booleans(),
            st.booleans(),
        ),
        max_size=15,
    )
)
def test_any_sequence_of_steps_keeps_the_case_consistent(
    store: Store, moves: list[tuple[str, int, bool, bool]]
) -> None:
    """Whatever is tried, what was recorded lies after the receipt and in order, or carries the reason why not."""
    received = read_moment("24/01/2025 16:55")
    case = open_case(store, {"received_at": received, "source": "khac", "kind": "bao_luc"}).case
    for step, days, forced, skipped in moves:
        try:
            record_step(
                store,
                case,
                step,
                received + timedelta(days=days),
                force="Lý do" if forced else None,
                not_done="Lý do" if skipped else None,
            )
        except Refused:
            continue
    record = read_case(store, case)
    (episode,) = record.episodes
    assert (episode.closed is None) == (record.episode is not None) == (case in store.find_ids("cases", "open", True))
    for place, taken in enumerate(episode.steps):
        assert taken.at >= received
        rule = process().step(taken.step)
        assert taken.forced or not missing_before(rule.needs, episode.steps[:place], taken.at)
        assert not rule.ends or place == len(episode.steps) - 1
