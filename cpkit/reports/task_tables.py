"""Tables of a plan's tasks and money in the year of the period: how many are done, what was planned and spent."""

from __future__ import annotations

from collections import Counter

from cpkit.codes import code_list
from cpkit.language import _
from cpkit.reports.folds import Check, Column, Row, Table, TableSpec
from cpkit.reports.frame import Frame
from cpkit.reports.plans import plan_for
from cpkit.reports.subjects import Entry
from cpkit.reports.tasks import (
    MONEY_FORM,
    STATES,
    TASK_FORM,
    Money,
    Task,
    TaskBook,
    section_title,
    sections,
    state_words,
)

FORMS = frozenset({TASK_FORM, MONEY_FORM})


class _BookFold:
    """Takes the filled forms of the year that the period ends in."""

    def __init__(self, frame: Frame) -> None:
        self.day = frame.period.cutoff
        self.book = TaskBook(frame.period.end.year, plan_for(frame.period.cutoff).id)

    def add(self, entry: Entry) -> None:
        """Take one filled form."""
        self.book.add(entry.id, entry.record.form, entry.answers)


class TaskFold(_BookFold):
    """Tasks by part of the plan and by how far they were on the cut-off date, with their money."""

    def table(self) -> Table:
        """A line for each part of the plan, the ward's own tasks last."""
        tasks = self.book.tasks(self.day)
        rows = [_row(section, section_title(section), found) for section, found in sections(tasks).items()]
        states = tuple(Column(state, state_words(state), group=_("Trong đó")) for state in STATES)
        money = (Column("planned", _("Dự toán (đồng)"), "money"), Column("spent", _("Đã chi (đồng)"), "money"))
        title = _("Tình hình thực hiện nhiệm vụ của kế hoạch năm {year}").format(year=self.book.year)
        note = _(
            "Trễ hạn: đã quá hạn vào ngày chốt số liệu mà chưa hoàn thành. Chưa lập: chưa có phiếu nhiem_vu của năm."
        )
        return Table(
            "plan_tasks", title, (Column("tasks", _("Số nhiệm vụ")), *states, *money), tuple(rows),
            (_row("total", _("Tổng số"), tasks),), _("Phần của kế hoạch"), (note,), tuple(_checks(title, rows, tasks)),
            sheet=_("Nhiệm vụ, kinh phí"),
        )  # fmt: skip


class MoneyFold(_BookFold):
    """Money of the plan by source."""

    def table(self) -> Table:
        """A line for each source of money."""
        total = self.book.total()
        used = {*total.planned, *total.spent}
        known = [(code.code, code.short_text) for code in code_list("funds")]
        others = [(fund, fund) for fund in sorted(used - {fund for fund, _title in known})]
        rows = tuple(Row(fund, title, (total.planned[fund], total.spent[fund])) for fund, title in (*known, *others))
        columns = (Column("planned", _("Dự toán (đồng)"), "money"), Column("spent", _("Đã chi (đồng)"), "money"))
        title = _("Kinh phí thực hiện kế hoạch theo nguồn năm {year}").format(year=self.book.year)
        sums = Row("total", _("Tổng số"), _sums(total))
        by_task = [
            sum(sum(each.values()) for each in (money.planned, money.spent)) for money in self.book.money.values()
        ]
        check = Check(_("{table}: các nguồn và các nhiệm vụ").format(table=title), sum(_sums(total)), sum(by_task))
        return Table(
            "plan_money",
            title,
            columns,
            rows,
            (sums,),
            _("Nguồn kinh phí"),
            (),
            (check,),
            sheet=_("Nhiệm vụ, kinh phí"),
        )


def _row(id: str, title: str, tasks: list[Task]) -> Row:
    states, money = Counter(task.state for task in tasks), Money()
    for task in tasks:
        money += task.money
    return Row(id, title, (len(tasks), *(states[state] for state in STATES), *_sums(money)))


def _sums(money: Money) -> tuple[int, int]:
    return sum(money.planned.values()), sum(money.spent.values())


def _checks(title: str, rows: list[Row], tasks: list[Task]) -> list[Check]:
    counted = sum(int(cell or 0) for row in rows for cell in row.cells[1:-2])
    return [Check(_("{table}: tổng các dòng và cột").format(table=title), counted, len(tasks))]


TASK_TABLES = (
    TableSpec("plan_tasks", ("entry",), TaskFold, adds_up=True, forms=FORMS),
    TableSpec("plan_money", ("entry",), MoneyFold, adds_up=True, forms=FORMS),
)
"""Brought by the plans whose tasks are in the code list `plan_tasks`."""
