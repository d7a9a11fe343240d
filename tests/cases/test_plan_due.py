"""Activities of a plan whose day has come are due until somebody says what became of them (NĐ56 Đ29.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cpkit.cases.calendar_file import calendar
from cpkit.cases.cases import record_step
from cpkit.cases.due import DueItem, due_items
from cpkit.cases.interventions import cancel_intervention, log_for_plan, prepare
from cpkit.cases.papers import fill, sheet_for
from cpkit.cases.plan_due import STEP
from cpkit.cases.progress import record_progress
from cpkit.store import Store
from cpkit.vietnamese import read_date, read_moment
from tests.cases.forms import ANSWERS

ROW = ANSWERS["mau_04"]["activities"][0]


@pytest.fixture
def planned(store: Store, case: int) -> int:
    """A case whose plan of 10/02/2025 has activities until 14/03 and 20/04/2025."""
    rows = [ROW, ROW | {"title": "Lớp kỹ năng sống", "end": "20/04/2025"}]
    fill(store, case, sheet_for(store, case, "mau_04"), ANSWERS["mau_04"] | {"activities": rows})
    return case


def due_on(store: Store, at: str) -> list[DueItem]:
    return [item for item in due_items(store, read_moment(at)) if item.step == STEP]


def test_it_is_due_from_its_last_day_on(store: Store, planned: int) -> None:
    assert due_on(store, "13/03/2025 23:00") == []
    (item,) = due_on(store, "14/03/2025 08:00")
    assert (item.case, item.activity, item.overdue) == (planned, 1, False)
    assert (item.what, item.responsible, item.citation) == ("Tư vấn tâm lý", "Trạm y tế", "NĐ56 Đ29.1")
    assert "số 1" in item.title and "10/02/2025" in item.title
    assert due_on(store, "15/03/2025 08:00")[0].remaining == -timedelta(hours=8, seconds=1)
    assert [each.activity for each in due_on(store, "01/06/2025 08:00")] == [1, 2]


def test_what_was_done_or_will_not_be_is_no_longer_due(store: Store, planned: int) -> None:
    record_progress(store, planned, 1, done=read_date("20/03/2025"))
    record_progress(store, planned, 2, not_done="Gia đình chuyển đi")
    assert due_on(store, "01/06/2025 08:00") == []
    assert [each.activity for each in due_on(store, "16/03/2025 08:00")] == [1], "it was done four days later"


def test_an_intervention_taken_back_makes_it_due_again(store: Store, planned: int, child: int) -> None:
    answers: dict[str, Any] = {"children": [child], "service": "tam_ly", "date": "27/02/2025", "case": planned}
    logged = log_for_plan(store, prepare(store, answers), 1, done=True)
    assert due_on(store, "16/03/2025 08:00") == []
    cancel_intervention(store, logged, "Ghi nhầm")
    assert [each.activity for each in due_on(store, "16/03/2025 08:00")] == [1]


def test_only_the_plan_in_force_of_an_open_case(store: Store, planned: int) -> None:
    assert due_on(store, "09/02/2025 08:00") == [], "the plan was not made yet"
    record_step(store, planned, "dong", read_moment("01/07/2025 08:00"), outcome="chuyen_dia_ban", force="Thử")
    assert due_on(store, "02/07/2025 08:00") == []
    assert [each.activity for each in due_on(store, "01/06/2025 08:00")] == [1, 2], "as it was open then"


def test_the_calendar_names_neither_what_nor_who(store: Store, planned: int) -> None:
    moment = read_moment("01/06/2025 08:00")
    text = calendar(due_on(store, "01/06/2025 08:00"), moment).replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20250314" in text and "Hoạt động số 1 của kế hoạch" in text
    assert "Tư vấn" not in text and "Trạm y tế" not in text
    uids = [line for line in text.splitlines() if line.startswith("UID:")]
    assert len(set(uids)) == 2
