"""What happened in a case in its order: a decision has a day and no hour, and still comes before its delivery."""

from __future__ import annotations

from cpkit.cases.cases import record_step
from cpkit.cases.ordering import When, in_order, order_of, order_of_delivery
from cpkit.cases.plans import approve, deliver
from cpkit.cases.timeline import timeline
from cpkit.store import Store
from cpkit.store.identifiers import show_id
from cpkit.times import end_of
from cpkit.vietnamese import read_date, read_moment
from tests.conftest import Run

DAY = "10/02/2025"


def at(hour: str) -> When:
    return When(read_moment(f"{DAY} {hour}"), order=order_of_delivery())


APPROVED = When(end_of(read_date(DAY)), whole_day=True, order=order_of("phe_duyet"))
SUBMITTED = When(read_moment(f"{DAY} 08:00"), order=order_of("trinh_ke_hoach"))


def test_a_decision_stands_between_what_came_before_and_after_it_that_day() -> None:
    """NĐ56 Đ28.4, Đ28.5."""
    wanted = [SUBMITTED, APPROVED, at("10:00"), at("16:00")]
    assert in_order(reversed(wanted), lambda when: when) == wanted


def test_what_has_an_hour_is_never_moved() -> None:
    late = When(read_moment(f"{DAY} 17:00"), order=order_of("danh_gia_ban_dau"))
    assert in_order([late, at("10:00")], lambda when: when) == [at("10:00"), late]


def test_another_day_and_what_has_no_place_change_nothing() -> None:
    call, next_day = When(read_moment(f"{DAY} 09:00")), When(read_moment("11/02/2025 07:00"), order=99)
    wanted = [call, APPROVED, next_day]
    assert in_order(reversed(wanted), lambda when: when) == wanted


def test_so_in_the_timeline_and_on_the_screen(store: Store, case: int, run: Run) -> None:
    record_step(store, case, "trinh_ke_hoach", read_moment(f"{DAY} 08:00"), force="Thử")
    approve(store, case, read_date(DAY), number="25/QĐ-UBND", signer="Lò Văn Chủ", force="Thử")
    deliver(store, case, "Trạm y tế", read_moment(f"{DAY} 10:00"))
    told = [event.text for event in timeline(store, case)]
    assert "25/QĐ-UBND" in told[-2] and "Đ28.5" in told[-1]
    lines = run("case", "show", show_id("cases", case), "--confidential").stdout
    assert lines.index("25/QĐ-UBND") < lines.index("gửi Trạm y tế")
