"""Forms of the register of carers as Word documents: Mẫu 08, 09 and 11, and the sending of Mẫu 09."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cpkit.commands.casework import show_ids
from cpkit.commands.context import current_session, with_store
from cpkit.commands.options import span_options, with_example
from cpkit.commands.output import say
from cpkit.commands.printing import PrintTo, letterhead_of, print_options, write_printed
from cpkit.commands.typed import read_day, read_span
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.printing.papers import Paper
    from cpkit.store import Store

carer_argument = click.argument("carer", metavar=_("NGƯỜI"))


@click.command(
    "register",
    help=with_example(
        _("""Danh sách Mẫu 09 của một quý hoặc một khoảng ngày: in ra Word, và ghi ngày đã gửi (NĐ56 Đ40.1).

Luật không nêu ngày trong quý; cpkit nhắc đến hết ngày cuối quý. Người thân thích chỉ thông báo thì
không có trong danh sách."""),
        "carer register --quarter 2025-Q3 --out mau-09.docx",
        'carer register --quarter 2025-Q3 --sent-on 30/9/2025 --sent-to "Sở Y tế"',
    ),
)
@span_options
@click.option("--quarter", metavar=_("QUÝ"), help=_("Như 2025-Q3; mặc định: quý này."))
@click.option("--sent-on", metavar=_("NGÀY"), help=_("Đã gửi ngày này."))
@click.option("--sent-to", metavar=_("NƠI NHẬN"), help=_("Gửi cho cơ quan nào."))
@click.option("--number", metavar=_("SỐ"), help=_("Số văn bản gửi kèm."))
@print_options
@with_store
def register_command(
    store: Store, first: str | None, last: str | None, quarter: str | None, sent_on: str | None, sent_to: str | None,
    number: str | None, to: PrintTo,
) -> None:  # fmt: skip
    """Print the quarter's list, or record that it was sent."""
    from cpkit.care.lists import Quarter, send
    from cpkit.printing.care_papers import REGISTER, register_paper

    chosen = Quarter.read(quarter) if quarter else Quarter.of(today())
    if sent_on is not None:
        send(store, chosen, read_day(sent_on, "--sent-on"), sent_to, number)
        say(_("Đã ghi: danh sách quý {quarter} gửi ngày {day}.").format(quarter=chosen.name, day=sent_on))
    if sent_on is None or to.out is not None:
        span = (chosen.first, chosen.last) if quarter or not (first or last) else read_span(first, last)
        store.look("carer register")
        print_paper(store, REGISTER, register_paper(store, *span), to, default=f"mau_09-{chosen.name}.docx")


@click.command(
    "print",
    help=with_example(
        _("In đơn đăng ký (Mẫu 08) hoặc báo cáo xác minh (Mẫu 11) của một người thành tệp Word."),
        "carer print 3 mau_08 --out don.docx",
        "carer print 3 mau_11 --out xac-minh.docx",
    ),
)
@carer_argument
@click.argument("form_id", metavar=_("BIỂU-MẪU"), type=click.Choice(["mau_08", "mau_11"]))
@print_options
@with_store
def print_command(store: Store, carer: str, form_id: str, to: PrintTo) -> None:
    """Print one form of a carer."""
    from cpkit.forms import load
    from cpkit.printing.care_papers import carer_paper

    carer_id = store.read_id("carers", carer)
    name = show_ids("carers", [carer_id])[0]
    store.look("carer print", [name])
    print_paper(store, form_id, carer_paper(store, carer_id, load(form_id)), to, default=f"{name}-{form_id}.docx")


def print_paper(store: Store, form_id: str, paper: Paper, to: PrintTo, *, default: str = "") -> None:
    """Print one form into `to.out`, else a file called `default`; its day is the one named, else the one recorded."""
    from datetime import date

    from cpkit.forms import load
    from cpkit.printing import print_form

    own = date.fromisoformat(paper.answers["date"]) if paper.answers.get("date") else today()
    day = to.day or own
    head = letterhead_of(store, day, paper.made_by, to.unit)
    document = print_form(load(form_id), paper.answers, letterhead=head, dated=day, home=current_session().home)
    write_printed(document, to, default=default, name_blanks=True)


COMMANDS = (register_command, print_command)
