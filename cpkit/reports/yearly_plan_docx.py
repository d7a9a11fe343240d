"""A ward's yearly plan as a Word document in the layout of NĐ 30/2020, to be finished and signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cpkit.language import _, label
from cpkit.reports import letter
from cpkit.reports.docx_page import Page
from cpkit.reports.docx_tables import grid, merge, write_heads, write_row
from cpkit.reports.tasks import Task, section_title, sections
from cpkit.reports.words import target_words, value_words
from cpkit.reports.yearly_plan import (
    Goal,
    YearlyPlan,
    bases,
    duties,
    goal_notes,
    money_sentences,
    opening,
    own_last,
    reporting,
)
from cpkit.vietnamese import show_date, show_number

GOAL_SHARES = [0.06, 0.42, 0.18, 0.16, 0.18]
TASK_SHARES = [0.10, 0.40, 0.20, 0.14, 0.16]
DOTS = "…………"


def encode(plan: YearlyPlan) -> bytes:
    """The document as bytes; the same plan always gives the same ones."""
    page = Page(plan.subject, "", plan.day)
    _letterhead(page, plan)
    for line in bases(plan):
        page.paragraph(line, "Body Text").runs[0].italic = True
    page.paragraph(opening(plan), "Body Text")
    _goals(page, plan)
    _tasks(page, plan)
    _part(page, _("III. KINH PHÍ THỰC HIỆN"), money_sentences(plan))
    _part(page, _("IV. TỔ CHỨC THỰC HIỆN"), duties(plan))
    _part(page, _("V. CHẾ ĐỘ THÔNG TIN, BÁO CÁO"), reporting(plan))
    _signature(page, plan)
    return page.encode(practice=plan.practice)


def _letterhead(page: Page, plan: YearlyPlan) -> None:
    """Issuing body, number, motto, place and date, type and subject (NĐ 30/2020 Đ8.2)."""
    number = _("Số: {number}/KH-UBND").format(number=plan.number or " " * 7)
    signed = letter.dated_words(letter.place(plan.before), plan.dated, plan.year)
    page.letterhead(plan.unit_name, number, signed)
    page.paragraph(_("KẾ HOẠCH"), "Title")
    page.paragraph(plan.subject, "Subtitle", rule=0.25)


def _goals(page: Page, plan: YearlyPlan) -> None:
    """Section I: the aim, and each target beside last year's figure."""
    page.paragraph(_("I. MỤC TIÊU"), "Heading 1")
    if plan.plan.aim:
        page.paragraph(_("1. Mục tiêu chung"), "Heading 2")
        page.paragraph(label(plan.plan.aim), "Body Text")
    page.paragraph(_("2. Chỉ tiêu cụ thể"), "Heading 2")
    heads = (
        _("Mã"), _("Chỉ tiêu"), label(plan.plan.short), _("Kết quả năm {year}").format(year=plan.year - 1),
        _("Chỉ tiêu năm {year}").format(year=plan.year),
    )  # fmt: skip
    table = grid(page, len(heads), GOAL_SHARES)
    write_heads(table, [heads])
    titles = {section.first: label(section.title) for section in plan.plan.sections}
    for goal in plan.goals:
        if goal.figure.indicator.id in titles:
            _section_row(table, titles[goal.figure.indicator.id], len(heads))
        write_row(table, _goal(goal), left=2)
    for note in goal_notes(plan):
        page.paragraph(note, "CPKit Note")


def _goal(goal: Goal) -> list[str]:
    indicator = goal.figure.indicator
    of_year = target_words(goal.of_year, indicator.measure) if goal.of_year else DOTS
    period = target_words(goal.of_period, indicator.measure)
    if goal.of_period is not None and goal.of_period.scope == "city":
        period = _("{target} (chung)").format(target=period)
    return [indicator.id, label(indicator.title), period, value_words(goal.figure), of_year]


def _tasks(page: Page, plan: YearlyPlan) -> None:
    """Section II: the tasks by part of the plan, with who, until when and the money."""
    page.paragraph(_("II. NHIỆM VỤ, GIẢI PHÁP"), "Heading 1")
    heads = (_("Mã"), _("Nhiệm vụ"), _("Thực hiện"), _("Thời hạn"), _("Dự toán (đồng)"))
    table = grid(page, len(heads), TASK_SHARES)
    write_heads(table, [heads])
    for section, tasks in sections(own_last(plan.tasks)).items():
        _section_row(table, section_title(section), len(heads))
        for task in tasks:
            write_row(table, _task(plan, task), left=4)


def _task(plan: YearlyPlan, task: Task) -> list[str]:
    until = show_date(task.until) if task.until else _("Trong năm {year}").format(year=plan.year)
    planned = sum(task.money.planned.values())
    return [task.code, task.title, task.agency, until, show_number(planned) if planned else DOTS]


def _section_row(table: Any, title: str, columns: int) -> None:
    row = write_row(table, [title, *[""] * (columns - 1)], bold=True)
    merge(row.cells[0], row.cells[-1])


def _part(page: Page, title: str, lines: Iterable[str]) -> None:
    page.paragraph(title, "Heading 1")
    for line in lines:
        page.paragraph(line, "Body Text")


def _signature(page: Page, plan: YearlyPlan) -> None:
    """Recipients on the left, the signer on the right, kept together with a line of the text (NĐ 30/2020)."""
    page.keep_last_with_next()
    left, right = page.columns(45, 55)
    page.written(left, _("Nơi nhận:"), bold=True, italic=True, size=12)
    for line in _recipients(plan):
        page.written(left, line, size=11)
    page.centred(right, _("TM. ỦY BAN NHÂN DÂN"), bold=True, size=13)
    page.centred(right, _("CHỦ TỊCH"), bold=True, size=13)
    for _room in range(4):
        page.centred(right, "", size=13)


def _recipients(plan: YearlyPlan) -> Sequence[str]:
    above = [f"- {name};" for name in letter.addressees(plan.before)]
    within = (_("- Đảng ủy, HĐND; lãnh đạo UBND;"), _("- Các cơ quan, đơn vị, đoàn thể; tổ dân phố, bản;"))
    return (*above, *within, _("- Lưu: VT."))
