"""A ward's own plan for children for one year (plan IV.1, IV.11): what it holds, before any writer lays it out.

The targets of the year stand beside the figures of the year before, the tasks beside who does them, until when and with
what money. What nobody has decided yet is left open for the officer, never made up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cpkit.language import _, label
from cpkit.places import in_sentence
from cpkit.reports.indicators import Figure, Target
from cpkit.reports.making import design_of
from cpkit.reports.own_targets import own_targets
from cpkit.reports.periods import year_period
from cpkit.reports.plans import Plan, plan_for, with_own_targets
from cpkit.reports.records import Source
from cpkit.reports.report import Report, Settings, build_report
from cpkit.reports.tasks import OWN, Task, TaskBook, is_the_wards, task_book
from cpkit.vietnamese import show_date, show_number

LAW = ("law_local_government", "law_children", "decree", "programme_national", "programme_online", "programme_province")
"""What the plan rests on, by the names of `agencies`, in the order of rank."""


@dataclass(frozen=True)
class Goal:
    """One indicator: its figure in the year before, the target of the years' plan and that of the year."""

    figure: Figure
    of_period: Target | None
    of_year: Target | None


@dataclass(frozen=True)
class YearlyPlan:
    """The contents of the plan of `year`; `before` is the report of the year before."""

    unit_name: str
    practice: bool
    year: int
    plan: Plan
    before: Report
    goals: tuple[Goal, ...]
    tasks: tuple[Task, ...]
    book: TaskBook
    book_before: TaskBook
    number: str = ""
    dated: date | None = None
    own: tuple[str, ...] = ()
    """The ward's own documents that set targets for the year."""

    @property
    def day(self) -> date:
        """The day whose laws it rests on: its own, else the last of the year before."""
        return self.dated or self.before.period.cutoff

    @property
    def subject(self) -> str:
        """What stands under "KẾ HOẠCH"."""
        sentence = _("Thực hiện các mục tiêu về bảo vệ trẻ em và thúc đẩy quyền tham gia của trẻ em năm {year}")
        return sentence.format(year=self.year)


def yearly_plan(
    source: Source, settings: Settings, year: int, today: date, *, number: str = "", dated: date | None = None
) -> YearlyPlan:
    """The plan of `year`: tasks planned for it, and those the plan of the years leaves to the wards."""
    before, period, own = year_period(year - 1), year_period(year), own_targets(source)
    report = build_report(source, settings, before, design_of(source, before), today=today)
    plan = plan_for(period.cutoff)
    in_force = with_own_targets(plan, own, period.cutoff)
    book, book_before = (task_book(source, one, plan.id) for one in (year, year - 1))
    goals = (_goal(figure, plan, in_force, period.cutoff) for figure in report.figures)
    tasks = (task for task in book.tasks(today) if task.entry is not None or is_the_wards(task.code))
    return YearlyPlan(
        settings.unit_name, settings.practice, year, plan, report, tuple(goals), tuple(tasks), book, book_before,
        number, dated, in_force.own,
    )  # fmt: skip


def _goal(figure: Figure, plan: Plan, in_force: Plan, cutoff: date) -> Goal:
    id = figure.indicator.id
    last_day = min(cutoff, plan.valid_to)
    return Goal(figure, plan.target(id, last_day), in_force.target(id, cutoff))


def unverified(plan: YearlyPlan) -> list[str]:
    """The laws among the bases that were not seen in their official text: to be looked up before signing."""
    from cpkit.printing.agencies import agencies_on

    found = (agency for agency in agencies_on(plan.day) if agency.name in LAW and not agency.verified)
    return [f"{agency.text} ({agency.citation})" for agency in found]


def bases(plan: YearlyPlan) -> Iterator[str]:
    """The laws and programmes of its day, the plan of the years last; each a line that ends as NĐ 30/2020 asks."""
    from cpkit.printing.agencies import agencies_on

    names = {agency.name: agency.text for agency in agencies_on(plan.day)}
    found = [*(names[name] for name in LAW if names.get(name)), label(plan.plan.title), *plan.own]
    lines = [_("Căn cứ {text}").format(text=text) for text in found]
    for place, line in enumerate(lines, 1):
        yield line + (";" if place < len(lines) else ".")


def opening(plan: YearlyPlan) -> str:
    """The sentence between the bases and the parts."""
    sentence = _("Ủy ban nhân dân {unit} xây dựng Kế hoạch {subject} trên địa bàn, cụ thể như sau:")
    subject = plan.subject[:1].lower() + plan.subject[1:]
    return sentence.format(unit=in_sentence(plan.unit_name), subject=subject)


def goal_notes(plan: YearlyPlan) -> Iterator[str]:
    """What the figures of the year before are, and where the targets come from."""
    period = plan.before.period
    sentence = _("Kết quả năm {year} tính từ {start} đến {end}, số liệu chốt ngày {cutoff}.")
    start, end, cutoff = map(show_date, (period.start, period.end, period.cutoff))
    yield sentence.format(year=plan.year - 1, start=start, end=end, cutoff=cutoff)
    if any(goal.of_period is not None and goal.of_period.scope == "city" for goal in plan.goals):
        yield _("(chung): chỉ tiêu của toàn địa bàn thực hiện kế hoạch, không của riêng xã, phường.")
    if not any(goal.of_year for goal in plan.goals):
        sentence = _("{plan} không còn đặt chỉ tiêu cho năm {year}: cột cuối do xã, phường quyết định.")
        yield sentence.format(plan=label(plan.plan.short), year=plan.year)


def money_sentences(plan: YearlyPlan) -> Iterator[str]:
    """Section III: the estimate by source, and what the year before came to."""
    from cpkit.codes import code_text

    planned = plan.book.total().planned
    if sum(planned.values()):
        sentence = _("Tổng dự toán kinh phí năm {year}: {amount} đồng, trong đó:")
        yield sentence.format(year=plan.year, amount=show_number(sum(planned.values())))
        line = _("- {fund}: {amount} đồng;")
        found = ((code_text("funds", fund), show_number(amount)) for fund, amount in _by_amount(planned))
        yield from (line.format(fund=fund, amount=amount) for fund, amount in found)
    else:
        yield _("Kinh phí thực hiện bố trí trong dự toán ngân sách hằng năm và các nguồn hợp pháp khác theo quy định.")
    earlier = plan.book_before.total()
    if sum(earlier.planned.values()) or sum(earlier.spent.values()):
        sentence = _("Năm {year}: dự toán {planned} đồng, đã chi {spent} đồng.")
        planned_before, spent_before = (sum(each.values()) for each in (earlier.planned, earlier.spent))
        planned_words, spent_words = map(show_number, (planned_before, spent_before))
        yield sentence.format(year=plan.year - 1, planned=planned_words, spent=spent_words)


def duties(plan: YearlyPlan) -> Iterator[str]:
    """Section IV: who sees to it (plan IV.8, IV.10, IV.11)."""
    unit = in_sentence(plan.unit_name)
    yield _("1. Người làm công tác bảo vệ trẻ em: tham mưu, theo dõi, cập nhật và tổng hợp kết quả thực hiện Kế hoạch.")
    yield _(
        "2. Ban Bảo vệ trẻ em, Nhóm thường trực bảo vệ trẻ em {unit}: họp định kỳ, phân công thành viên, bảo đảm mọi ca"
        " đều có kế hoạch hỗ trợ, can thiệp."
    ).format(unit=unit)
    yield _(
        "3. Công an, trạm y tế, trường học, các bộ phận chuyên môn: thực hiện nhiệm vụ được giao tại phần II, phối hợp"
        " xử lý kịp thời các vụ việc xâm hại trẻ em."
    )
    yield _(
        "4. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam, Hội Liên hiệp Phụ nữ, Đoàn Thanh niên và các đoàn thể {unit}:"
        " tham gia truyền thông, giám sát và huy động nguồn lực."
    ).format(unit=unit)
    yield _("5. Tổ dân phố, bản và cộng tác viên bảo vệ trẻ em: nắm tình hình, phát hiện, thông báo sớm.")


def reporting(plan: YearlyPlan) -> Iterator[str]:
    """Section V: the dates of the reports (plan V: before 20 November)."""
    sentence = _(
        "Các cơ quan, đơn vị, đoàn thể báo cáo kết quả thực hiện về Ủy ban nhân dân {unit} trước ngày 15/11/{year} hoặc"
        " khi có yêu cầu; Ủy ban nhân dân {unit} tổng hợp, báo cáo cấp trên trước ngày 20/11/{year}."
    )
    yield sentence.format(unit=in_sentence(plan.unit_name), year=plan.year)
    sentence = _("Trên đây là Kế hoạch {subject} của {unit}./.")
    subject = plan.subject[:1].lower() + plan.subject[1:]
    yield sentence.format(subject=subject, unit=in_sentence(plan.unit_name))


def own_last(tasks: tuple[Task, ...]) -> list[Task]:
    """The tasks with the ward's own behind those of the plan, whatever the list's order."""
    return sorted(tasks, key=lambda task: task.code == OWN)


def _by_amount(money: Counter[str]) -> list[tuple[str, int]]:
    return [(fund, amount) for fund, amount in money.most_common() if amount]
