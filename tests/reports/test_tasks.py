"""The plan's tasks (sections II to V): planned, late, done, and their money, as forms tell of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cpkit.codes import code_list
from cpkit.forms import check, load
from cpkit.forms.entries import add, cancel
from cpkit.reports.frame import Frame
from cpkit.reports.periods import year_period
from cpkit.reports.task_tables import MoneyFold, TaskFold
from cpkit.reports.tasks import Task, TaskAnswers, state_on, task_book
from cpkit.store import Store

PLAN = "plan_2021_2025"
DAY = date(2025, 11, 14)


def fill(store: Store, form_id: str, **answers: Any) -> int:
    form = load(form_id)
    checked = check(form, answers, today=date(2025, 11, 20))
    checked.require()
    return add(store, form, [(checked, None)])[0]


def tasks(store: Store, day: date = DAY) -> dict[str, Task]:
    return {task.code: task for task in task_book(store, 2025, PLAN).tasks(day)}


def test_the_list_holds_every_section_of_the_plan_and_names_who_is_to_do_it() -> None:
    """Sections II (what) and IV (who) of the plan, its misprints mended."""
    codes = [code for code in code_list("plan_tasks") if code.extra.get("plan") == PLAN]
    found = {code.code.rpartition(".")[0] for code in codes}
    assert found == {*(f"II.{n}" for n in range(1, 6)), "III", *(f"IV.{n}" for n in range(1, 12)), "V"}
    assert found == {code.code for code in code_list("plan_sections")}
    agencies = {code.extra["agency"] for code in codes if "agency" in code.extra}
    assert agencies <= {code.code for code in code_list("plan_agencies")}
    words = " ".join(code.text for code in codes)
    assert not [wrong for wrong in ("Phân đầu", "Lòng ghép", "hậu hậu", "toàn mỹ") if wrong in words]


def test_a_task_nobody_planned_is_shown_as_such(store: Store) -> None:
    found = tasks(store)
    assert len(found) == 70
    assert {task.state for task in found.values()} == {"none"}
    assert found["IV.3.1"].agency == "Công an"


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"state": "chua"}, "chua"),
        ({"state": "dang"}, "dang"),
        ({"state": "dang", "until": date(2025, 11, 13)}, "late"),
        ({"state": "xong", "done_on": date(2025, 11, 14), "until": date(2025, 10, 1)}, "xong"),
        ({"state": "xong", "done_on": date(2025, 11, 15)}, "dang"),
        ({"state": "xong", "done_on": date(2025, 11, 15), "until": date(2025, 11, 13)}, "late"),
        ({"state": "bo", "until": date(2025, 1, 1)}, "bo"),
    ],
)
def test_a_task_is_late_on_the_day_after_its_time_unless_it_was_done_by_then(
    answers: dict[str, Any], state: str
) -> None:
    fields: dict[str, Any] = {"task": "II.1.2", "year": 2025, "until": date(2025, 11, 14)}
    told = TaskAnswers(**fields | answers)
    assert state_on(told, DAY) == state


def test_a_planned_task_knows_who_when_and_its_money(store: Store) -> None:
    fill(store, "nhiem_vu", task="II.1.2", year=2025, until="30/6/2025", who="Hội Phụ nữ", state="dang")
    fill(store, "kinh_phi", task="II.1.2", year=2025, fund="ngan_sach_xa", planned=20_000_000, spent=5_000_000)
    fill(store, "kinh_phi", task="II.1.2", year=2025, fund="tai_tro", planned=10_000_000)
    fill(store, "kinh_phi", task="II.1.2", year=2024, fund="tai_tro", planned=99)
    task = tasks(store)["II.1.2"]
    assert (task.agency, task.until, task.state) == ("Hội Phụ nữ", date(2025, 6, 30), "late")
    assert task.money.planned == {"ngan_sach_xa": 20_000_000, "tai_tro": 10_000_000}
    assert task.money.spent["ngan_sach_xa"] == 5_000_000


def test_a_wards_own_task_stands_last_by_its_own_name(store: Store) -> None:
    """IV.11: the wards amend and add to their plans."""
    fill(store, "nhiem_vu", task="rieng", title="Lớp bơi mùa hè", year=2025, until="31/8/2025")
    last = task_book(store, 2025, PLAN).tasks(DAY)[-1]
    assert (last.code, last.title, last.state) == ("rieng", "Lớp bơi mùa hè", "late")
    assert "rieng" not in {task.code for task in task_book(store, 2026, PLAN).tasks(DAY)}


def test_what_was_taken_back_is_not_counted(store: Store) -> None:
    taken_back = fill(store, "nhiem_vu", task="II.1.2", year=2025, until="30/6/2025")
    cancel(store, taken_back, "Ghi nhầm")
    assert tasks(store)["II.1.2"].state == "none"


def test_the_table_counts_states_by_section_and_adds_up(store: Store) -> None:
    fill(store, "nhiem_vu", task="II.1.2", year=2025, until="30/6/2025")
    fill(store, "nhiem_vu", task="II.1.6", year=2025, until="30/6/2025", state="xong", done_on="1/6/2025")
    fill(store, "kinh_phi", task="II.1.6", year=2025, fund="tai_tro", planned=7_000_000, spent=6_000_000)
    table = folded(store, TaskFold)
    cells = {column.id: table.cell("II.1", column.id) for column in table.columns}
    assert cells == {
        "tasks": 6, "none": 4, "chua": 0, "dang": 0, "late": 1, "xong": 1, "bo": 0,
        "planned": 7_000_000, "spent": 6_000_000,
    }  # fmt: skip
    assert table.cell("total", "tasks") == 70
    assert all(each.ok for each in table.checks)


def test_money_is_told_by_source(store: Store) -> None:
    """Section III: budgets, programmes, donors, the community."""
    fill(store, "kinh_phi", year=2025, fund="ngan_sach_xa", planned=50_000_000, spent=40_000_000)
    fill(store, "kinh_phi", task="II.3.1", year=2025, fund="ngan_sach_xa", planned=5_000_000)
    table = folded(store, MoneyFold)
    assert (table.cell("ngan_sach_xa", "planned"), table.cell("total", "spent")) == (55_000_000, 40_000_000)
    assert all(each.ok for each in table.checks)


def folded(store: Store, fold: type[Any]) -> Any:
    made = fold(Frame(year_period(2025), frozenset()))
    made.book = task_book(store, 2025, PLAN)
    return made.table()
