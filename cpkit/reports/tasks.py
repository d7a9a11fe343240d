"""The tasks of a plan in one year: who does what until when, how far it is, and its money by source.

What is to be done is the code list `plan_tasks`; what a ward plans and does is told by its filled forms `nhiem_vu` (one
task of one year) and `kinh_phi` (one source of money of a task). Nothing here writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import msgspec

from cpkit.codes import Code, code_list
from cpkit.language import _
from cpkit.reports.plans import Plan, plan_for
from cpkit.reports.records import Source

TASK_FORM, MONEY_FORM = "nhiem_vu", "kinh_phi"
CODES = "plan_tasks"
OWN = "rieng"
"""The code of a task that no plan names: the ward's own."""

State = Literal["none", "chua", "dang", "late", "xong", "bo"]
STATES: tuple[State, ...] = ("none", "chua", "dang", "late", "xong", "bo")


class TaskAnswers(msgspec.Struct, frozen=True):
    """What the form `nhiem_vu` says of one task in one year."""

    task: str
    year: int
    until: date
    title: str | None = None
    who: str | None = None
    start: date | None = msgspec.field(name="from", default=None)
    state: str = "chua"
    done_on: date | None = None
    evidence: str | None = None


class MoneyAnswers(msgspec.Struct, frozen=True):
    """What the form `kinh_phi` says of one source of money of one task in one year, in đồng."""

    task: str
    year: int
    fund: str
    planned: int = 0
    spent: int = 0


@dataclass
class Money:
    """Đồng planned and spent, by source."""

    planned: Counter[str] = field(default_factory=Counter)
    spent: Counter[str] = field(default_factory=Counter)

    def add(self, line: MoneyAnswers) -> None:
        """Take one line."""
        self.planned[line.fund] += line.planned
        self.spent[line.fund] += line.spent

    def __iadd__(self, other: Money) -> Money:
        self.planned.update(other.planned)
        self.spent.update(other.spent)
        return self


@dataclass(frozen=True)
class Task:
    """One task of a year; `entry` is the form that plans it, None where no form does yet."""

    code: str
    title: str
    agency: str
    state: State
    entry: int | None = None
    answers: TaskAnswers | None = None
    money: Money = field(default_factory=Money)

    @property
    def section(self) -> str:
        """The part of the plan it stands in: "II.1" of "II.1.3"; a ward's own tasks have none of their own."""
        return self.code.rpartition(".")[0] or self.code

    @property
    def until(self) -> date | None:
        """The day it is to be done by."""
        return self.answers.until if self.answers else None


class TaskBook:
    """The tasks of one year while filled forms stream by; those of `plan` are listed though no form plans them."""

    def __init__(self, year: int, plan: str) -> None:
        self.year, self.plan = year, plan
        self.planned: list[tuple[int, TaskAnswers]] = []
        self.money: dict[str, Money] = {}

    def add(self, entry: int, form: str, answers: Mapping[str, Any]) -> None:
        """Take one filled form; those of other forms and years are passed over."""
        if answers.get("year") != self.year:
            return
        if form == TASK_FORM:
            self.planned.append((entry, msgspec.convert(answers, TaskAnswers, strict=False)))
        elif form == MONEY_FORM:
            line = msgspec.convert(answers, MoneyAnswers)
            self.money.setdefault(line.task, Money()).add(line)

    def tasks(self, day: date) -> list[Task]:
        """Every task in the order of the plan, as it stood on `day`; the ward's own last."""
        codes = code_list(CODES)
        listed = [code for code in codes if code.extra.get("plan") == self.plan]
        used = {answers.task for _entry, answers in self.planned} | set(self.money)
        others = [code for code in codes if code.code in used and code not in listed]
        return [task for code in (*listed, *others) for task in self._of(code, day)]

    def total(self) -> Money:
        """All money of the year."""
        total = Money()
        for money in self.money.values():
            total += money
        return total

    def _of(self, code: Code, day: date) -> Iterator[Task]:
        """The lines of one task: a line for each form that plans it; its money stands on the first."""
        money = self.money.get(code.code, Money())
        planned = sorted((one for one in self.planned if one[1].task == code.code), key=lambda one: one[1].until)
        if not planned:
            yield Task(code.code, code.text, agency_words(code), "none", money=money)
        for place, (entry, answers) in enumerate(planned):
            own = money if place == 0 else Money()
            agency = answers.who or agency_words(code)
            yield Task(code.code, answers.title or code.text, agency, state_on(answers, day), entry, answers, own)


class _Entry(msgspec.Struct, frozen=True):
    """One filled form of any kind; its answers are decoded only where it is ours."""

    form: str
    answers: msgspec.Raw
    cancelled: Any = None


def task_book(source: Source, year: int, plan: str) -> TaskBook:
    """The filled forms of `year`, with the tasks of the plan called `plan`."""
    book = TaskBook(year, plan)
    for id, entry in source.rows("entries", _Entry):
        if entry.form in (TASK_FORM, MONEY_FORM) and entry.cancelled is None:
            book.add(id, entry.form, msgspec.json.decode(entry.answers))
    return book


def state_on(answers: TaskAnswers, day: date) -> State:
    """How far a task was on `day`: late when its time was over and it was not done."""
    if answers.state == "bo":
        return "bo"
    if answers.done_on is not None and answers.done_on <= day:
        return "xong"
    if answers.until < day:
        return "late"
    return "chua" if answers.state == "chua" else "dang"


def state_words(state: State) -> str:
    """The state as it is printed."""
    return {
        "none": _("Chưa lập"),
        "chua": _("Chưa thực hiện"),
        "dang": _("Đang thực hiện"),
        "late": _("Trễ hạn"),
        "xong": _("Hoàn thành"),
        "bo": _("Không làm nữa"),
    }[state]


def agency_words(code: Code) -> str:
    """Who the plan has do a task: an agency by its short name, else all of them."""
    found = code_list("plan_agencies").get(code.extra.get("agency"))
    return found.short_text if found else _("UBND xã, phường; các ngành, đoàn thể")


def is_the_wards(code: str) -> bool:
    """Whether the plan leaves a task to the wards, alone or with all others."""
    found = code_list(CODES).get(code)
    return found is None or found.extra.get("agency") in (None, "ubnd_xa")


def sections(tasks: Iterable[Task]) -> dict[str, list[Task]]:
    """The tasks by the part of the plan they stand in, in the order of the plan."""
    found: dict[str, list[Task]] = {}
    for task in tasks:
        found.setdefault(task.section, []).append(task)
    return found


def section_title(section: str) -> str:
    """The part of the plan in words: "II.1. Truyền thông…"; the ward's own tasks by their name."""
    code = code_list("plan_sections").get(section)
    if code is None:
        return _("Nhiệm vụ riêng của xã, phường") if section == OWN else section
    return f"{section}. {code.text}"


def plan_of_year(year: int) -> Plan:
    """The plan whose tasks are done in `year`: the one of its last day."""
    return plan_for(date(year, 12, 31))
