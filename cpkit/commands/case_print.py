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
    date_option,
    file_names,
    force_option,
    letterhead_of,
    made_folder,
    pdf_option,
    refuse_existing,
    write_all,
)
from cpkit.commands.typed import read_day
from cpkit.errors import Misused
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from datetime import date

    from cpkit.printing import Printed
    from cpkit.printing.papers import Sheet
    from cpkit.store import Store

out_option = click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=_("Tệp .docx sẽ ghi, với --all là thư mục; mặc định: đặt tên theo mã."),
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
@click.option("--number", is_flag=False, flag_value="", metavar=_("[SỐ]"), help=_("Lấy số tiếp theo, hoặc ghi số này."))
@out_option
@date_option
@pdf_option
@force_option
@with_store
def print_command(
    store: Store,
    case: str,
    form_id: str | None,
    whole: bool,
    number: str | None,
    out: Path | None,
    dated: str | None,
    pdf: bool,
    force: bool,
) -> None:
    """Print one form or all that are recorded; the look is kept (NĐ56 Đ24)."""
    from cpkit.printing.papers import Sheet, recorded_sheets

    case_id = store.read_id("cases", case)
    if whole == bool(form_id):
        raise Misused(_("Hãy nêu một biểu mẫu (như mau_01) hoặc --all."))
    chosen = _number(number, whole)
    name = show_ids("cases", [case_id])[0]
    store.look("case print", [name])
    day = read_day(dated) if dated else None
    sheets = recorded_sheets(store, case_id) if form_id is None else [Sheet(form_id)]
    folder = made_folder(out) if whole else Path()
    targets = (
        [folder / file for file in file_names(name, [sheet.form_id for sheet in sheets])]
        if whole or out is None
        else [out]
    )
    refuse_existing(targets, pdf=pdf, force=force)
    done = _all_printed(store, case_id, sheets, day, chosen)
    write_all(dict(zip(targets, done, strict=True)), name_blanks=True, pdf=pdf)


def _number(typed: str | None, whole: bool) -> int | Literal["next"] | None:
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


def _all_printed(
    store: Store, case_id: int, sheets: list[Sheet], day: date | None, number: int | Literal["next"] | None
) -> list[Printed]:
    """Every sheet printed, with its number where one is wanted; a template that is wrong leaves no number taken."""
    from cpkit.cases.numbers import all_series

    if number is None:
        return [_printed(store, case_id, each, day) for each in sheets]
    with store.write("number"):
        for each in (sheet for sheet in sheets if len(sheets) == 1 or sheet.form_id in all_series()):
            _take(store, case_id, each, day, None if number == "next" else number)
        return [_printed(store, case_id, each, day) for each in sheets]


def _take(store: Store, case_id: int, sheet: Sheet, day: date | None, number: int | None) -> None:
    from cpkit.forms import load
    from cpkit.printing.papers import paper, take_number

    form = load(sheet.form_id)
    day = day or paper(store, case_id, form, sheet.document).day or today()
    given = take_number(store, case_id, form, day, number, sheet.document)
    say(_("Số {number}: {title}.").format(number=given, title=form.text))


def _printed(store: Store, case_id: int, sheet: Sheet, day: date | None) -> Printed:
    """One document, dated `day`, else by its own day: its law and its agencies are those of that day."""
    from cpkit.forms import load
    from cpkit.printing import print_form
    from cpkit.printing.papers import paper

    form = load(sheet.form_id)
    found = paper(store, case_id, form, sheet.document)
    if not found.recorded:
        warn(_("Ca này chưa ghi {title}: in mẫu để ghi tay.").format(title=form.text))
    dated = day or found.day or today()
    return print_form(form, found.answers, letterhead=letterhead_of(store), dated=dated, home=current_session().home)
