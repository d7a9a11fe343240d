"""`cpkit case print`: the forms of a case as Word documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from cpkit.commands.casework import show_ids
from cpkit.commands.context import current_session, with_store
from cpkit.commands.options import with_example
from cpkit.commands.output import say, warn
from cpkit.commands.printing import (
    PrintTo,
    file_names,
    letterhead_of,
    made_folder,
    print_whole_options,
    refuse_existing,
    write_all,
)
from cpkit.errors import Misused
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from datetime import date

    from cpkit.printing import Printed
    from cpkit.printing.papers import Written
    from cpkit.store import Store

number_option = click.option(
    "--number", is_flag=False, flag_value="", metavar=_("[SỐ]"), help=_("Lấy số tiếp theo, hoặc ghi số này.")
)


@click.command(
    "print",
    help=with_example(
        _("""In biểu mẫu của một ca thành tệp Word, với các câu trả lời đã ghi; chỗ còn thiếu vẫn là dòng chấm.

--all ghi cả hồ sơ vào thư mục --out: mọi tin báo, mọi tờ của từng kế hoạch. Tên tệp đặt sẵn chỉ có mã, không có
tên trẻ. Văn bản mang ngày đã ghi trong mẫu hay ngày của bước, trừ khi nêu --date.
--number lấy số tiếp theo của năm (mẫu 01, 05, 07, 12, 13, 16 và biên bản họp); --number 25 ghi số của văn phòng.
Số ở lại với văn bản, lần in sau vẫn số ấy; xem và đặt số: cpkit number.
Mẫu in riêng của đơn vị đặt ở thư mục templates trong thư mục kho (ví dụ templates/mau_04.docx) được dùng trước."""),
        "case print CA-KM-00001-B mau_01 --out tiep-nhan.docx",
        "case print 1 mau_05 --number",
        "case print 1 mau_07 --date 16/11/2025 --out cach-ly.docx --pdf",
        "case print 1 --all --out ho-so",
    ),
)
@click.argument("case", metavar=_("CA"))
@click.argument("form_id", required=False, metavar=_("[BIỂU-MẪU]"))
@click.option("--all", "whole", is_flag=True, help=_("Cả hồ sơ: mọi tờ đã ghi của ca, mỗi tờ một tệp."))
@number_option
@print_whole_options
@with_store
def print_command(
    store: Store,
    case: str,
    form_id: str | None,
    whole: bool,
    number: str | None,
    to: PrintTo,
) -> None:
    """Print one form or all that are recorded; the look is kept (NĐ56 Đ24)."""
    from cpkit.forms import load
    from cpkit.printing.papers import Sheet, recorded_sheets, written

    case_id = store.read_id("cases", case)
    if whole == bool(form_id):
        raise Misused(_("Hãy nêu một biểu mẫu (như mau_01) hoặc --all."))
    chosen = chosen_number(number, whole=whole)
    name = show_ids("cases", [case_id])[0]
    store.look("case print", [name])
    sheets = recorded_sheets(store, case_id) if form_id is None else [Sheet(form_id)]
    folder = made_folder(to.out) if whole else Path()
    targets = (
        [folder / file for file in file_names(name, [sheet.form_id for sheet in sheets])]
        if whole or to.out is None
        else [to.out]
    )
    refuse_existing(targets, to)
    documents = [written(store, case_id, load(sheet.form_id), sheet.document) for sheet in sheets]
    done = print_documents(store, documents, to.day, chosen, to.unit)
    write_all(dict(zip(targets, done, strict=True)), name_blanks=True, pdf=to.pdf)


def chosen_number(typed: str | None, *, whole: bool = False) -> int | Literal["next"] | None:
    """What `--number` says: the next one, a number of the office's book, or nothing."""
    from cpkit.cases.numbers import read_number

    if not typed:
        return None if typed is None else "next"
    number = read_number(typed)
    if number is None:
        raise Misused(
            _("--number “{text}” không phải số; hãy ghi như --number 25, đặt ở cuối lệnh.").format(text=typed)
        )
    if whole:
        raise Misused(_("--all lấy số tiếp theo cho từng mẫu: hãy ghi --number, không kèm số."))
    return number


def print_documents(
    store: Store, documents: list[Written], day: date | None, number: int | Literal["next"] | None, unit: str | None
) -> list[Printed]:
    """Every document printed, with its number where one is wanted; a template that is wrong leaves no number taken.

    `unit` is what the officer named as the unit of an older document.
    """
    from cpkit.cases.numbers import all_series

    if number is None:
        return [_printed(store, each, day, unit) for each in documents]
    with store.write("number"):
        for each in (document for document in documents if len(documents) == 1 or document.form.id in all_series()):
            _take(store, each, day, None if number == "next" else number)
        return [_printed(store, each, day, unit) for each in documents]


def _take(store: Store, document: Written, day: date | None, number: int | None) -> None:
    from cpkit.printing.papers import take_number

    given = take_number(store, document, day or document.paper.day or today(), number)
    say(_("Số {number}: {title}.").format(number=given, title=document.form.text))


def _printed(store: Store, document: Written, day: date | None, unit: str | None) -> Printed:
    """One document, dated `day`, else by its own day: law, agencies and letterhead are those of that day."""
    from cpkit.printing import print_form
    from cpkit.printing.papers import with_number

    found = with_number(store, document)
    if not found.recorded:
        warn(_("Ca này chưa ghi {title}: in mẫu để ghi tay.").format(title=document.form.text))
    dated = day or found.day or today()
    head = letterhead_of(store, dated, found.made_by, unit)
    return print_form(document.form, found.answers, letterhead=head, dated=dated, home=current_session().home)
