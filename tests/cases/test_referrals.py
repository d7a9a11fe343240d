"""Referrals (NĐ56 Đ29.1b): a dated directory, consent or what replaces it, an answer awaited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cpkit.cases.calendar_file import calendar
from cpkit.cases.closing import left_open
from cpkit.cases.due import due_items
from cpkit.cases.intakes import open_case
from cpkit.cases.referrals import Consent, agency_name, answer, directory, read_referral, refer, referrals, withdraw
from cpkit.cases.steps import process
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.vietnamese import read_date, read_moment

SENT, BY = read_date("10/02/2025"), read_date("17/02/2025")
MOTHER = Consent("Quàng Thị Ém (mẹ)", read_date("10/02/2025"))
BOTH = Consent("Quàng Thị Ém (mẹ)", read_date("10/02/2025"), child=True)


def send(store: Store, case: int, to: str = "tro_giup_phap_ly", **more: Any) -> int:
    given: dict[str, Any] = {"sent": SENT, "answer_by": BY, "purpose": "Bào chữa", "basis": "nhiem_vu", **more}
    return refer(store, case, to, **given)


def problems(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.field for problem in refusal.value.problems]


def test_neither_consent_nor_a_basis_is_refused(store: Store, case: int) -> None:
    with pytest.raises(Refused) as refusal:
        send(store, case, basis=None)
    assert problems(refusal) == ["consent"]
    assert referrals(store, case) == []


def test_a_child_of_7_agrees_for_itself(store: Store, register: Callable[..., int], case: int) -> None:
    """NĐ 13/2023 Đ20.2; Luật 91/2025 Đ24. The case's child was born on 26/11/2018: 6 years old on 10/02/2025."""
    send(store, case, basis=None, consent=MOTHER)
    seven = register("Lò Văn Ún", birth="2018-02-10")
    report = {"received_at": "24/01/2025 16:55", "source": "dien_thoai", "kind": "bao_luc"}
    other = open_case(store, report, child=seven).case
    with pytest.raises(Refused) as refusal:
        send(store, other, basis=None, consent=MOTHER)
    assert problems(refusal) == ["child_agrees"]
    made = send(store, other, basis=None, consent=BOTH)
    assert read_referral(store, made)["consent"]["child"] is True


def test_consent_comes_before_the_referral(store: Store, case: int) -> None:
    with pytest.raises(Refused) as refusal:
        send(store, case, consent=Consent("Mẹ", read_date("11/02/2025")), basis=None)
    assert problems(refusal) == ["consent_date"]


def test_withdrawn_consent_stays_with_its_day_and_reason(store: Store, case: int) -> None:
    made = send(store, case, basis=None, consent=BOTH)
    withdraw(store, made, read_date("12/02/2025"), "Gia đình đổi ý")
    consent = read_referral(store, made)["consent"]
    assert consent["withdrawn"] == {"on": "2025-02-12", "reason": "Gia đình đổi ý"}
    with pytest.raises(Refused):
        withdraw(store, made, read_date("13/02/2025"), "Lần nữa")
    with pytest.raises(Refused):
        withdraw(store, send(store, case), read_date("13/02/2025"), "Không có gì để rút")


class TestDirectory:
    """Children's affairs went from Labour to Health on 01/03/2025 (NĐ 42/2025)."""

    def test_agencies_are_those_of_the_day(self) -> None:
        before, after = ({code.code for code in directory(read_date(day))} for day in ("28/02/2025", "01/03/2025"))
        assert before - after == {"so_ldtbxh", "phong_ldtbxh"}
        assert after - before == {"so_y_te"}

    def test_one_of_another_time_is_refused_and_the_right_one_named(self, store: Store, case: int) -> None:
        sent = {"sent": read_date("03/03/2025"), "answer_by": read_date("10/03/2025")}
        with pytest.raises(Refused) as refusal:
            send(store, case, "Sở LĐTBXH", **sent)
        assert "Sở Y tế" in refusal.value.problems[0].message
        assert agency_name(store, read_referral(store, send(store, case, "so_y_te", **sent))) == "Sở Y tế"

    def test_a_service_of_the_register_by_its_id(self, store: Store, case: int) -> None:
        body = {"name": "Nhà tạm lánh", "kind": "co_so_dich_vu", "cancelled": None}
        service = store.table("organisations").insert(body)
        assert agency_name(store, read_referral(store, send(store, case, str(service % 10_000_000)))) == "Nhà tạm lánh"
        with pytest.raises(Refused):
            send(store, case, "chim")


class TestAnswer:
    def test_it_is_awaited_by_its_day_and_due_until_then(self, store: Store, case: int) -> None:
        made = send(store, case)
        (item,) = [each for each in due_items(store, read_moment("18/02/2025 08:00")) if each.referral == made]
        assert (item.due, item.overdue) == (read_moment("17/02/2025 23:59:59"), True)
        assert "Chờ trả lời" in calendar([item], read_moment("18/02/2025 08:00")).replace("\r\n ", "")
        answer(store, made, read_date("17/02/2025"), "Đã tiếp nhận")
        assert all(each.referral is None for each in due_items(store, read_moment("18/02/2025 08:00")))
        with pytest.raises(Refused, match="đã có trả lời"):
            answer(store, made, read_date("18/02/2025"), "Lần nữa")

    def test_not_before_the_referral(self, store: Store, case: int) -> None:
        with pytest.raises(Refused, match="10/02/2025"):
            answer(store, send(store, case), read_date("09/02/2025"), "Sớm")

    def test_without_it_the_case_does_not_close(self, store: Store, case: int) -> None:
        made = send(store, case)
        safe = process().outcome("an_toan")
        assert any("Đ29.1b" in each.sentence for each in left_open(store, case, safe))
        answer(store, made, BY, "Đã tiếp nhận")
        assert left_open(store, case, safe) == []


def test_everything_wrong_is_said_at_once(store: Store, case: int) -> None:
    with pytest.raises(Refused) as refusal:
        send(store, case, "chim", sent=read_date("23/01/2025"), answer_by=read_date("20/01/2025"), basis="gì đó")
    assert set(problems(refusal)) == {"to", "basis", "at", "answer_by", "consent"}
