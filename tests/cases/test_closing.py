"""Closing says exactly what stands open; the plan's progress, the timeline, finding cases (NĐ56 Đ29-30)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from cpkit.cases.cases import read_case, record_step
from cpkit.cases.finding import find_cases
from cpkit.cases.intakes import open_case
from cpkit.cases.papers import fill, sheet_for
from cpkit.cases.plans import approve, deliver, submit
from cpkit.cases.progress import activities, record_progress
from cpkit.cases.referrals import refer
from cpkit.cases.timeline import timeline
from cpkit.errors import Refused
from cpkit.store import Document, Store
from cpkit.times import now, today
from cpkit.vietnamese import read_date, read_moment, show_moment
from tests.cases.forms import ANSWERS, WHEN

CLOSING = read_moment("23/06/2025 09:00")


def put(store: Store, case: int, form: str, **more: str) -> None:
    sheet = sheet_for(store, case, form)
    at = read_moment(WHEN[form]) if form in WHEN and sheet.records else None
    fill(store, case, sheet, ANSWERS[form] | more, at=at)


@pytest.fixture
def followed(store: Store, case: int) -> int:
    """A case reviewed on 20/03/2025 and followed for three months; its plan had one activity."""
    for form in ("mau_02", "mau_03", "bien_ban_hop", "mau_04", "mau_05"):
        put(store, case, form)
    submit(store, case, read_moment("10/02/2025 15:00"))
    approve(store, case, read_date("11/02/2025"), number="25/QĐ-UBND", signer="Lò Văn Chủ")
    deliver(store, case, "Trạm y tế", read_moment("12/02/2025 08:00"))
    record_step(store, case, "thuc_hien", read_moment("14/02/2025 08:00"))
    put(store, case, "mau_06")
    record_step(store, case, "theo_doi", read_moment("20/06/2025 08:00"))
    return case


def test_an_activity_of_the_plan_that_is_open_keeps_the_case_open(store: Store, followed: int) -> None:
    """NĐ56 Đ29.1: the worker follows what the plan says should be done."""
    with pytest.raises(Refused, match=r"1\. Tư vấn tâm lý") as refusal:
        record_step(store, followed, "dong", CLOSING)
    assert "Đ29.1" in str(refusal.value)
    record_progress(store, followed, 1, done=read_date("14/03/2025"))
    assert [each.open for each in activities(store, followed)] == [False]
    assert record_step(store, followed, "dong", CLOSING).closed


def test_an_activity_not_done_with_its_reason_is_an_answer(store: Store, followed: int) -> None:
    record_progress(store, followed, 1, not_done="Gia đình đã chuyển đi")
    assert record_step(store, followed, "dong", CLOSING).closed


def test_a_separation_that_nobody_ended_keeps_it_open_however_it_ends(store: Store, case: int) -> None:
    """NĐ56 Đ32.3."""
    record_step(store, case, "danh_gia_ban_dau", read_moment("24/01/2025 18:00"))
    record_step(store, case, "cach_ly", read_moment("24/01/2025 19:00"))
    with pytest.raises(Refused, match=r"cách ly chưa chấm dứt \(NĐ56 Đ32\.3\)"):
        record_step(store, case, "dong", CLOSING, outcome="xac_minh_khong_co")
    record_step(store, case, "ket_thuc_cach_ly", read_moment("30/01/2025 08:00"))
    assert record_step(store, case, "dong", CLOSING, outcome="xac_minh_khong_co").closed


def test_a_review_that_asks_for_another_plan_keeps_it_open(store: Store, followed: int) -> None:
    """NĐ56 Đ30.1c."""
    record_progress(store, followed, 1, done=read_date("14/03/2025"))
    fill(store, followed, sheet_for(store, followed, "mau_06"), {
        "conclusion": "ke_hoach_tiep", "conclusion_reason": "Còn nguy cơ",
    })  # fmt: skip
    with pytest.raises(Refused, match=r"Đ30\.1c"):
        record_step(store, followed, "dong", CLOSING)


def test_all_that_is_open_is_said_at_once(store: Store, followed: int) -> None:
    record_step(store, followed, "cach_ly", read_moment("10/04/2025 08:00"))
    with pytest.raises(Refused) as refusal:
        record_step(store, followed, "dong", read_moment("19/06/2025 09:00"))
    assert all(part in str(refusal.value) for part in ("20/06/2025", "Đ32.3", "Tư vấn tâm lý"))
    forced = record_step(store, followed, "dong", read_moment("20/06/2025 09:00"), force="Theo ý kiến Chủ tịch")
    assert len(forced.forced_past) >= 2


def test_progress_of_an_activity_the_plan_has_not_or_of_tomorrow(store: Store, followed: int) -> None:
    with pytest.raises(Refused, match="có 1 hoạt động"):
        record_progress(store, followed, 2, done=read_date("14/03/2025"))
    with pytest.raises(Refused, match="sau hôm nay"):
        record_progress(store, followed, 1, done=read_date("01/01/2099"))


def test_the_timeline_tells_everything_in_order(store: Store, followed: int) -> None:
    events = timeline(store, followed)
    assert [event.at.date() for event in events] == sorted(event.at.date() for event in events)
    assert events[0].kind == "intake"
    assert {event.kind for event in events} == {"intake", "step", "form", "delivery"}
    assert any("25/QĐ-UBND" in event.text for event in events)
    assert [event.detail for event in events if event.kind == "delivery"] == ["Trạm y tế"]


class TestFinding:
    @pytest.fixture
    def other(self, store: Store) -> int:
        answers = {"received_at": show_moment(now()), "source": "khac", "kind": "boc_lot"}
        return open_case(store, answers).case

    def test_by_what_is_overdue(self, store: Store, case: int, other: int) -> None:
        assert [each.doc_id for each in find_cases(store, now(), overdue=True)] == [case]
        assert [each.doc_id for each in find_cases(store, now())] == [other, case]

    def test_by_step_kind_and_day_of_receipt(self, store: Store, case: int, other: int) -> None:
        record_step(store, case, "danh_gia_ban_dau", read_moment("24/01/2025 18:00"))
        assert [each.doc_id for each in find_cases(store, now(), step="danh_gia_ban_dau")] == [case]
        assert [each.doc_id for each in find_cases(store, now(), kind="boc_lot")] == [other]
        first, last = read_date("01/01/2025"), read_date("24/01/2025")
        assert [each.doc_id for each in find_cases(store, now(), first=first, last=last)] == [case]
        assert find_cases(store, now(), kind="boc_lot", first=first, last=last) == []

    def test_a_step_beside_finds_the_cases_where_it_was_taken_and_hides_no_step_of_the_line(
        self, store: Store, case: int
    ) -> None:
        """NĐ56 Đ25.3: what went to the police still stands at its step of the main line."""
        record_step(store, case, "danh_gia_ban_dau", read_moment("24/01/2025 18:00"))
        record_step(store, case, "chuyen_cong_an", read_moment("24/01/2025 19:00"))
        record_step(store, case, "cach_ly", read_moment("24/01/2025 19:30"), not_done="Trẻ ở với bà")
        found = {
            step: find_cases(store, now(), step=step) for step in ("danh_gia_ban_dau", "chuyen_cong_an", "cach_ly")
        }
        assert [len(each) for each in found.values()] == [1, 1, 0]

    def test_every_condition_combines_with_every_other(self, store: Store, case: int, other: int) -> None:
        every = {"only_open": True, "overdue": True, "step": "tiep_nhan", "kind": "bao_luc"}
        find: Callable[..., list[Document]] = find_cases
        days = {"first": read_date("01/01/2025"), "last": read_date("31/01/2025")}
        assert [each.doc_id for each in find(store, now(), **every, **days)] == [case]
        for otherwise in ({"step": "dong"}, {"kind": "boc_lot"}, {"first": read_date("25/01/2025")}):
            assert find(store, now(), **(every | days | otherwise)) == []

    def test_an_answer_that_did_not_come_makes_a_case_overdue(self, store: Store, other: int) -> None:
        """NĐ56 Đ29.1b: an answer awaited by a day counts like a term of the law."""
        with time_machine.travel(now() - timedelta(days=10), tick=False):
            answers = {"received_at": show_moment(now()), "source": "khac", "kind": "bao_luc", "urgent": "co"}
            asked = open_case(store, answers).case
            record_step(store, asked, "danh_gia_ban_dau", now())
            record_step(store, asked, "bien_phap_khan_cap", now())
            sent = today()
            refer(store, asked, "benh_vien", sent, sent + timedelta(days=3), "Khám", basis="khan_cap")
        assert [each.doc_id for each in find_cases(store, now(), overdue=True)] == [asked]

    @pytest.mark.parametrize("wrong", [{"step": "chim"}, {"kind": "chim"}])
    def test_an_unknown_step_or_kind_is_refused(self, store: Store, wrong: dict[str, str]) -> None:
        find: Callable[..., object] = find_cases
        with pytest.raises(Refused):
            find(store, now(), **wrong)


def test_a_case_that_was_closed_stays_as_it_was(store: Store, followed: int) -> None:
    record_progress(store, followed, 1, done=read_date("14/03/2025"))
    record_step(store, followed, "dong", CLOSING)
    assert read_case(store, followed).episode is None
    with pytest.raises(Refused):
        record_progress(store, followed, 1, not_done="Muộn")
