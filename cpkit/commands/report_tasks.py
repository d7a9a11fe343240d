"""`cpkit report tasks`: the plan's tasks in a year, who does them until when, and how far each is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import with_store
from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, show, table
from cpkit.commands.report_source import known_at_option, reading
from cpkit.commands.typed import read_day
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.reports.tasks import Task, TaskBook
    from cpkit.store import Store

HELP = with_example(
    _("""Tình hình thực hiện các nhiệm vụ của kế hoạch trong một năm: chưa lập, chưa làm, đang làm, trễ hạn, hoàn thành.

Giao một nhiệm vụ bằng phiếu nhiem_vu, ghi kinh phí bằng phiếu kinh_phi; làm xong thì sửa phiếu. Nhiệm vụ riêng của xã,
phường ghi cùng phiếu ấy với mã rieng."""),
    "report tasks --year 2026",
    "report tasks --year 2026 --state late",
    "form fill nhiem_vu --set task=II.1.2 --set year=2026 --set until=30/6/2026",
    "form fill kinh_phi --set task=II.1.2 --set year=2026 --set fund=ngan_sach_xa --set planned=20000000",
    'form entry edit PH-KM-00007-A --set state=xong --set done_on=12/5/2026 --set "evidence=HD-KM-00003-K"',
)
STATES = ("none", "chua", "dang", "late", "xong", "bo")


@click.command("tasks", help=HELP)
@click.option("--year", type=click.IntRange(2021, 2100), metavar=_("NĂM"), help=_("Năm (không ghi: năm nay)."))
@click.option("--as-of", "day", metavar=_("NGÀY"), help=_("Tình hình vào ngày này (không ghi: hôm nay)."))
@click.option("--state", "states", type=click.Choice(STATES), multiple=True, help=_("Chỉ các nhiệm vụ như thế."))
@known_at_option
@json_option
@with_store
def command(
    store: Store, year: int | None, day: str | None, states: tuple[str, ...], known_at: str | None, as_json: bool
) -> None:
    """List the tasks of a year."""
    from cpkit.reports.tasks import plan_of_year, task_book
    from cpkit.times import today

    asked, stood = year or today().year, read_day(day) if day else today()
    with reading(store, known_at) as view:
        book = task_book(view.source, asked, plan_of_year(asked).id)
    found = [task for task in book.tasks(stood) if not states or task.state in states]
    store.look("report tasks", (str(asked),))
    if as_json:
        emit_json([_outward(task) for task in found])
    else:
        _show(book, found)


def _show(book: TaskBook, found: list[Task]) -> None:
    from cpkit.reports.tasks import STATES as ALL_STATES
    from cpkit.reports.tasks import state_words
    from cpkit.vietnamese import show_date, show_money

    if not found:
        show(_("Không có nhiệm vụ nào như thế."))
        return
    rows = [
        (task.code, task.title, show_date(task.until) if task.until else "", state_words(task.state)) for task in found
    ]
    title = _("Nhiệm vụ năm {year} ({n})").format(year=book.year, n=len(found))
    table([_("Mã"), _("Nhiệm vụ"), _("Hạn"), _("Tình hình")], rows, title=title, whole=[_("Mã"), _("Hạn")])
    counted, money = Counter(task.state for task in found), book.total()
    show("; ".join(f"{state_words(one)}: {counted[one]}" for one in ALL_STATES if counted[one]))
    sentence = _("Kinh phí cả năm: dự toán {planned}, đã chi {spent}.")
    planned, spent = (show_money(sum(each.values())) for each in (money.planned, money.spent))
    show(sentence.format(planned=planned, spent=spent))


def _outward(task: Task) -> dict[str, Any]:
    from cpkit.store.identifiers import show_id

    told = task.answers
    return {
        "task": task.code,
        "title": task.title,
        "agency": task.agency,
        "state": task.state,
        "entry": show_id("entries", task.entry) if task.entry is not None else None,
        "from": told.start if told else None,
        "until": told.until if told else None,
        "done_on": told.done_on if told else None,
        "evidence": told.evidence if told else None,
        "planned": dict(task.money.planned),
        "spent": dict(task.money.spent),
    }
