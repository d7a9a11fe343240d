"""Temporary separation: 15 days in all, in days; more only where a competent body requires it (NĐ56 Đ32)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cpkit.cases.cases import read_case, record_step
from cpkit.cases.due import due_in_case
from cpkit.cases.papers import fill, sheet_for
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.vietnamese import read_moment

DECISION = {
    "ground": "boi_cha_me", "child_address": "Bản Bó", "carer_name": "Lò Văn Bố", "carer_address": "Bản Bó",
    "duration": "7", "from": "24/01/2025", "receiver_name": "Quàng Thị Bà", "receiver_address": "Tổ 3",
    "signer": "Lò Văn Chủ",
}  # fmt: skip
FIRST = "24/01/2025 20:00"


def decide(store: Store, case: int, at: str = FIRST, *, again: bool = False, **more: Any) -> None:
    sheet = sheet_for(store, case, "mau_07", again=again)
    fill(store, case, sheet, DECISION | more, at=read_moment(at) if sheet.records else None)


def end_of_separation(store: Store, case: int, as_of: str = "25/01/2025 08:00") -> Any:
    items = due_in_case(case, read_case(store, case), read_moment(as_of))
    return next((item.due for item in items if item.step == "ket_thuc_cach_ly"), None)


def test_it_ends_on_the_last_day_that_the_decision_gives(store: Store, case: int) -> None:
    decide(store, case)
    assert end_of_separation(store, case) == read_moment("31/01/2025 23:59:59")
    (record,) = [each for each in read_case(store, case).episodes[0].steps if each.step == "cach_ly"]
    assert (record.until, record.signer) == (date(2025, 1, 31), "Lò Văn Chủ")


def test_without_a_duration_it_ends_after_15_days_even_on_a_day_off(store: Store, case: int) -> None:
    """24/01/2025 + 15 days = Saturday 08/02/2025: a longest duration does not roll."""
    record_step(store, case, "cach_ly", read_moment(FIRST))
    assert end_of_separation(store, case) == read_moment("08/02/2025 23:59:59")


@pytest.mark.parametrize("too_long", [{"duration": "16"}, {"duration": "1", "duration_unit": "thang"}])
def test_over_15_days_or_in_months_is_refused(store: Store, case: int, too_long: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        decide(store, case, **too_long)
    assert any("15 ngày" in problem.message for problem in refusal.value.problems)
    assert [record.step for record in read_case(store, case).episodes[0].steps] == ["tiep_nhan"]


def test_renewals_count_together_whatever_the_officer_says_of_earlier_days(store: Store, case: int) -> None:
    decide(store, case, duration="10")
    renewal: dict[str, Any] = {"again": True, "at": "03/02/2025 08:00", "from": "03/02/2025"}
    with pytest.raises(Refused, match="Phiếu"):
        decide(store, case, **renewal, duration="6", days_before="0")
    decide(store, case, **renewal, duration="5")
    assert end_of_separation(store, case, "04/02/2025 08:00") == read_moment("08/02/2025 23:59:59")


def test_a_body_that_requires_more_and_its_paper_lift_the_limit(store: Store, case: int) -> None:
    """NĐ56 Đ32.3; Luật Trẻ em Đ52.3."""
    court: dict[str, Any] = {"longer_body": "Tòa án nhân dân khu vực 1", "longer_paper": "12/QĐ-TA ngày 30/01/2025"}
    with pytest.raises(Refused):
        decide(store, case, duration="30", longer_body=court["longer_body"])
    decide(store, case, duration="30", **court)
    assert end_of_separation(store, case) == read_moment("23/02/2025 23:59:59")


def test_a_renewal_after_the_15_days_without_that_body_is_refused(store: Store, case: int) -> None:
    record_step(store, case, "cach_ly", read_moment(FIRST))
    with pytest.raises(Refused, match=r"08/02/2025.*Đ32\.3"):
        record_step(store, case, "cach_ly", read_moment("09/02/2025 08:00"))
    record_step(store, case, "ket_thuc_cach_ly", read_moment("08/02/2025 09:00"))
    record_step(store, case, "cach_ly", read_moment("01/03/2025 08:00"))


def test_the_chairman_decides_not_the_officer(store: Store, case: int) -> None:
    """NĐ56 Đ32.2."""
    with pytest.raises(Refused) as refusal:
        decide(store, case, signer=store.settings.officer)
    assert ["Đ32.2" in problem.message for problem in refusal.value.problems] == [True]


def test_a_corrected_decision_moves_the_end(store: Store, case: int) -> None:
    decide(store, case)
    decide(store, case, duration="5")
    assert end_of_separation(store, case) == read_moment("29/01/2025 23:59:59")


def test_an_assessment_before_its_intake_and_a_review_without_a_plan_are_refused(store: Store, case: int) -> None:
    with pytest.raises(Refused, match=r"trước lúc tiếp nhận.*Đ26\.2"):
        record_step(store, case, "danh_gia_ban_dau", read_moment("24/01/2025 16:00"))
    record_step(store, case, "danh_gia_ban_dau", read_moment("24/01/2025 18:00"))
    with pytest.raises(Refused, match=r"Đ30\.1.*Thực hiện kế hoạch \(NĐ56 Đ29\.1\)"):
        record_step(store, case, "ra_soat", read_moment("24/02/2025 08:00"))
