"""What becomes of a report (NĐ56 Đ25-26): a case, another's case, a transfer, or an end that is still counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cpkit.cases.cases import cancel_case, read_case
from cpkit.cases.due import due_items
from cpkit.cases.intake_ends import cancel_intake, close_intake, join_case, listed, state_of, transfer_intake
from cpkit.cases.intakes import add_intake, open_case, open_case_on, read_intake
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.times import now
from cpkit.vietnamese import read_moment

REPORT = {"received_at": "24/01/2025 16:55", "source": "tong_dai_111", "kind": "bao_luc"}
LATER = read_moment("25/01/2025 09:00")


@pytest.fixture
def intake(store: Store) -> int:
    return add_intake(store, REPORT).intake


def test_a_report_may_name_no_child_and_wait_without_a_case(store: Store, intake: int) -> None:
    """NĐ56 Đ25.1: every report is written down."""
    assert state_of(read_intake(store, intake)) == "waiting"
    assert store.table("cases").all() == []


def test_a_report_that_waits_is_due_within_the_twelve_hours(store: Store, intake: int) -> None:
    """NĐ56 Đ26.3: the hours run from receipt, whether or not a case was opened."""
    (item,) = due_items(store, read_moment("24/01/2025 20:00"))
    assert (item.case, item.intake, item.due) == (None, intake, read_moment("25/01/2025 04:55"))
    close_intake(store, intake, "chi_cung_cap_thong_tin", LATER, "Hỏi chính sách")
    assert due_items(store, now()) == []


def test_an_urgent_report_that_waits_asks_for_emergency_measures_too(store: Store) -> None:
    add_intake(store, {**REPORT, "urgent": "co"})
    assert [item.step for item in due_items(store, LATER)] == ["danh_gia_ban_dau", "bien_phap_khan_cap"]


def test_a_case_is_opened_on_a_report_recorded_before(store: Store, intake: int) -> None:
    opened = open_case_on(store, intake)
    case = read_case(store, opened.case)
    assert (case.intake, case.received_at) == (intake, read_moment("24/01/2025 16:55"))
    assert state_of(read_intake(store, intake)) == "case"
    with pytest.raises(Refused, match="đã có ca"):
        open_case_on(store, intake)


def test_several_reports_join_one_case(store: Store, child: int, case: int) -> None:
    """The second call about the same child is a report of its own, counted, and no second case."""
    second = add_intake(store, {**REPORT, "received_at": "26/01/2025 08:00"}).intake
    assert join_case(store, second, case) is False
    assert read_intake(store, second)["case"] == case
    assert read_intake(store, second)["child"] == child
    assert len(store.table("cases")) == 1
    assert store.find_ids("intakes", "case", case) == [read_case(store, case).intake, second]


def test_a_report_received_before_the_cases_own_starts_the_clock_earlier(store: Store, case: int) -> None:
    """NĐ56 Đ26.3: 12 hours from receiving the information, so from the first report."""
    first = add_intake(store, {**REPORT, "received_at": "24/01/2025 09:00"}).intake
    assert join_case(store, first, case) is True
    found = read_case(store, case)
    assert found.received_at == found.episodes[0].steps[0].at == read_moment("24/01/2025 09:00")


def test_reports_of_two_children_do_not_join(store: Store, register: Callable[..., int], case: int) -> None:
    other = add_intake(store, REPORT, child=register("Quàng Văn Ón")).intake
    with pytest.raises(Refused, match="hai trẻ khác nhau"):
        join_case(store, other, case)


def test_a_case_that_is_not_open_takes_no_report(store: Store, intake: int, case: int) -> None:
    cancel_case(store, case, "Ghi trùng")
    with pytest.raises(Refused, match="không còn mở"):
        join_case(store, intake, case)


def test_a_report_goes_to_the_commune_of_the_incident_with_a_record(store: Store) -> None:
    """NĐ56 Đ26.1."""
    intake = add_intake(store, {**REPORT, "unit": "Mường Phăng"}).intake
    assert transfer_intake(store, intake, LATER, number="15/UBND") == "34:03325"
    found = read_intake(store, intake)
    assert found["transfer"] == {"to": "34:03325", "at": LATER.isoformat(), "number": "15/UBND", "note": None}
    assert (state_of(found), found["case"]) == ("transferred", None)


def test_a_report_of_this_ward_is_not_transferred_to_itself(store: Store, intake: int) -> None:
    with pytest.raises(Refused, match=r"Đ26\.1"):
        transfer_intake(store, intake, LATER)


@pytest.mark.parametrize("outcome", ["chi_cung_cap_thong_tin", "sai_dia_ban", "Xác minh không có"])
def test_a_report_may_end_without_a_case(store: Store, intake: int, outcome: str) -> None:
    close_intake(store, intake, outcome, LATER, "Đã gặp gia đình")
    assert state_of(read_intake(store, intake)) == "closed"
    with pytest.raises(Refused, match="đã xử lý"):
        close_intake(store, intake, outcome, LATER, "Lần nữa")


def test_no_end_before_the_receipt_or_in_the_future_or_of_an_unknown_kind(store: Store, intake: int) -> None:
    for at, outcome in ((read_moment("24/01/2025 16:00"), "sai_dia_ban"), (now() + timedelta(hours=1), "sai_dia_ban")):
        with pytest.raises(Refused):
            close_intake(store, intake, outcome, at, "Vì sao")
    with pytest.raises(Refused, match="chi_cung_cap_thong_tin"):
        close_intake(store, intake, "chim", LATER, "Vì sao")
    assert state_of(read_intake(store, intake)) == "waiting"


def test_a_report_entered_in_error_is_taken_back_unless_it_has_a_case(store: Store, intake: int, case: int) -> None:
    cancel_intake(store, intake, "Ghi trùng")
    assert state_of(read_intake(store, intake)) == "cancelled"
    with pytest.raises(Refused):
        cancel_intake(store, read_case(store, case).intake or 0, "Ghi trùng")


def test_the_list_is_by_state_and_day(store: Store, intake: int, case: int) -> None:
    later = add_intake(store, {**REPORT, "received_at": "01/03/2025 08:00"}).intake
    assert [each.doc_id for each in listed(store, state="waiting")] == [later, intake]
    first = read_moment("01/02/2025 00:00").date()
    assert [each.doc_id for each in listed(store, first=first)] == [later]


class TestVictimsOfSixteenAndSeventeen:
    """Luật Trẻ em Đ1: a child is under 16; the ward follows older victims all the same."""

    def test_they_have_a_case_and_the_officer_is_told(self, store: Store) -> None:
        opened = open_case(store, {**REPORT, "age": "17"})
        assert read_case(store, opened.case).episode is not None
        assert ["chỉ tiêu trẻ em" in warning.message for warning in opened.warnings] == [True]

    def test_by_the_birth_date_too(self, store: Store) -> None:
        assert len(open_case(store, {**REPORT, "birth_date": "24/01/2009"}).warnings) == 1
        assert len(open_case(store, {**REPORT, "birth_date": "25/01/2009"}).warnings) == 0

    @pytest.mark.parametrize("grown", [{"age": "18"}, {"birth_date": "24/01/2007"}])
    def test_adults_have_none(self, store: Store, grown: dict[str, str]) -> None:
        with pytest.raises(Refused) as refusal:
            open_case(store, REPORT | grown)
        assert [problem.field for problem in refusal.value.problems] == list(grown)
        assert store.table("cases").all() == []
