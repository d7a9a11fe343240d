"""`cpkit intake print`: Mẫu 01 of a report received, whether or not a case comes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpkit.commands.case_print import chosen_number, number_option, print_documents
from cpkit.commands.casework import show_ids
from cpkit.commands.context import with_store
from cpkit.commands.options import with_example
from cpkit.commands.printing import PrintTo, file_names, print_options, refuse_existing, write_all
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.store import Store


@click.command(
    "print",
    help=with_example(
        _("""In Mẫu số 01 của một tin báo thành tệp Word, kể cả tin không thành ca (NĐ56 Đ25.1).

Chỗ còn thiếu vẫn là dòng chấm. Văn bản mang ngày nhận tin, trừ khi nêu --date. --number lấy số tiếp theo của năm,
--number 25 ghi số của văn phòng; số ở lại với tin báo. Tên tệp đặt sẵn chỉ có mã, không có tên trẻ."""),
        "intake print TB-KM-00007-C --out tiep-nhan.docx",
        "intake print 7 --number --pdf",
    ),
)
@click.argument("intake", metavar=_("TIN"))
@number_option
@print_options
@with_store
def print_command(store: Store, intake: str, number: str | None, to: PrintTo) -> None:
    """Print the report; the look is kept (NĐ56 Đ24)."""
    from cpkit.cases.intakes import FORM, read_intake
    from cpkit.printing.papers import written_report

    intake_id = store.read_id("intakes", intake)
    report = written_report(store, read_intake(store, intake_id))
    name = show_ids("intakes", [intake_id])[0]
    store.look("intake print", [name])
    target = to.out or Path(file_names(name, [FORM])[0])
    refuse_existing([target], to)
    (done,) = print_documents(store, [report], to.day, chosen_number(number), to.unit)
    write_all({target: done}, name_blanks=True, pdf=to.pdf)
