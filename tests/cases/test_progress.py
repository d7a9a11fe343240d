"""Interventions and activities logged for an activity of the plan advance it (NĐ56 Đ29.1)."""

from __future__ import annotations

from typing import Any

import pytest

from cpkit.cases.activities import Serves, add_activity, cancel_activity
from cpkit.cases.interventions import cancel_intervention, log_for_plan, prepare
from cpkit.cases.papers import fill, sheet_for
from cpkit.cases.progress import Activity, activities, record_progress
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.vietnamese import read_date
from tests.cases.forms import ANSWERS

ROW = ANSWERS["mau_04"]["activities"][0]
CLASS = {"kind": "khac", "date": "03/03/2025", "title": "Lớp kỹ năng sống"}


@pytest.fixture
def planned(store: Store, case: int) -> int:
    """A case whose plan has two activities."""
    rows = [ROW, ROW | {"title": "Lớp kỹ năng sống"}]
    fill(store, case, sheet_for(store, case, "mau_04"), ANSWERS["mau_04"] | {"activities": rows})
    return case


def help_on(store: Store, case: int | None, child: int, day: str, *, number: int = 1, done: bool = False) -> int:
    answers: dict[str, Any] = {"children": [child], "service": "tam_ly", "date": day, "case": case}
    return log_for_plan(store, prepare(store, answers), number, done=done)


def first(store: Store, case: int) -> Activity:
    return activities(store, case)[0]


def test_each_intervention_advances_it_and_the_last_may_finish_it(store: Store, planned: int, child: int) -> None:
    once = help_on(store, planned, child, "20/02/2025")
    assert first(store, planned).logged == (("interventions", once),) and first(store, planned).open
    last = help_on(store, planned, child, "27/02/2025", done=True)
    found = first(store, planned)
    assert (found.last, found.done, found.intervention) == (read_date("27/02/2025"), read_date("27/02/2025"), last)
    assert activities(store, planned)[1].logged == ()


def test_a_record_taken_back_advances_nothing(store: Store, planned: int, child: int) -> None:
    once = help_on(store, planned, child, "20/02/2025", done=True)
    cancel_intervention(store, once, "Ghi nhầm")
    found = first(store, planned)
    assert (found.logged, found.last, found.done, found.open) == ((), None, None, True)


def test_an_activity_for_many_may_serve_the_plan_of_one(store: Store, planned: int, child: int) -> None:
    kept = add_activity(store, CLASS | {"attended": [child]}, serves=Serves(planned, 2, done=True))
    found = activities(store, planned)[1]
    assert (found.logged, found.done) == ((("activities", kept.id),), read_date("03/03/2025"))
    cancel_activity(store, kept.id, "Ghi nhầm")
    assert activities(store, planned)[1].logged == ()


def test_the_activity_itself_does_not_tell_of_the_case(store: Store, planned: int, child: int) -> None:
    """NĐ56 Đ24: who reads the list of activities learns nothing of a case."""
    kept = add_activity(store, CLASS | {"attended": [child]}, serves=Serves(planned, 2))
    assert not {"case", "plan_activity"} & set(store.table("activities").get(doc_id=kept.id))


def test_what_the_plan_has_not_is_refused_and_nothing_is_half_saved(
    store: Store, planned: int, child: int, register: Any
) -> None:
    with pytest.raises(Refused, match="--case"):
        help_on(store, None, child, "20/02/2025")
    with pytest.raises(Refused, match="không có hoạt động số 3"):
        help_on(store, planned, child, "20/02/2025", number=3)
    record_progress(store, planned, 1, not_done="Gia đình từ chối")
    with pytest.raises(Refused, match="Gia đình từ chối"):
        help_on(store, planned, child, "20/02/2025")
    with pytest.raises(Refused, match="không có trong danh sách tham gia"):
        add_activity(store, CLASS | {"attended": [register("Cà Thị Khác")]}, serves=Serves(planned, 2))
    assert list(store.table("interventions")) == [] and list(store.table("activities")) == []


def test_what_was_said_of_an_activity_keeps_what_was_logged(store: Store, planned: int, child: int) -> None:
    once = help_on(store, planned, child, "20/02/2025")
    record_progress(store, planned, 1, done=read_date("14/03/2025"))
    assert first(store, planned).logged == (("interventions", once),)
