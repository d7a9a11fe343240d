"""What the law did about a case: examination, prosecution, verdict, each with its day and result (NĐ56 Đ25.3)."""

from __future__ import annotations

from datetime import date

import pytest

from cpkit.cases.cases import cancel_case, record_step
from cpkit.cases.proceedings import add, cancel, proceedings
from cpkit.cases.timeline import timeline
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.vietnamese import read_moment

EXAMINED = date(2025, 2, 1)


def test_a_short_dated_list_by_kinds_that_are_data(store: Store, case: int) -> None:
    add(store, case, "Giám định pháp y", EXAMINED, "Tổn thương 3 %", body="Trung tâm pháp y")
    add(store, case, "xet_xu_so_tham", date(2025, 6, 2), "2 năm tù", number="15/2025/HS-ST")
    assert [(each.kind, each.on) for each in proceedings(store, case)] == [
        ("giam_dinh", EXAMINED),
        ("xet_xu_so_tham", date(2025, 6, 2)),
    ]
    told = {event.text: event.detail for event in timeline(store, case) if event.kind == "proceeding"}
    assert told["Xét xử sơ thẩm"] == "15/2025/HS-ST – 2 năm tù"


def test_a_verdict_may_come_after_the_case_was_closed(store: Store, case: int) -> None:
    record_step(store, case, "dong", read_moment("25/01/2025 08:00"), outcome="khac")
    add(store, case, "xet_xu_so_tham", date(2025, 6, 2), "2 năm tù")
    assert len(proceedings(store, case)) == 1


def test_everything_wrong_is_said_at_once(store: Store, case: int) -> None:
    with pytest.raises(Refused) as refused:
        add(store, case, "không có", date(2025, 1, 1), " ")
    assert [problem.field for problem in refused.value.problems] == ["kind", "date", "result"]
    with pytest.raises(Refused):
        add(store, case, "giam_dinh", date(2099, 1, 1), "Tổn thương")
    assert proceedings(store, case) == []


def test_a_line_is_taken_back_with_its_reason_and_stays(store: Store, case: int) -> None:
    add(store, case, "giam_dinh", EXAMINED, "Tổn thương 3 %")
    cancel(store, case, 1, "Ghi nhầm ca")
    (only,) = proceedings(store, case)
    assert only.cancelled is not None and only.cancelled.reason == "Ghi nhầm ca"
    assert [event for event in timeline(store, case) if event.kind == "proceeding"] == []
    with pytest.raises(Refused):
        cancel(store, case, 1, "Lần nữa")
    with pytest.raises(Refused):
        cancel(store, case, 2, "Không có")


def test_nothing_is_added_to_a_case_taken_back(store: Store, case: int) -> None:
    cancel_case(store, case, "Ghi trùng")
    with pytest.raises(Refused, match="Ghi trùng"):
        add(store, case, "giam_dinh", EXAMINED, "Tổn thương 3 %")
