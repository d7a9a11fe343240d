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

--all ghi mọi biểu mẫu đã ghi của ca vào thư mục --out. Tên tệp đặt sẵn chỉ có mã, không có tên trẻ.
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
@click.option("--all", "whole", is_flag=True, help=_("Mọi biểu mẫu đã ghi của ca, mỗi mẫu một tệp."))
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
    from cpkit.printing.papers import recorded_forms

    case_id = store.read_id("cases", case)
    if whole == bool(form_id):
        raise Misused(_("Hãy nêu một biểu mẫu (như mau_01) hoặc --all."))
    chosen = _number(number, whole)
    name = show_ids("cases", [case_id])[0]
    store.look("case print", [name])
    day = read_day(dated) if dated else today()
    forms = recorded_forms(store, case_id) if form_id is None else [form_id]
    folder = made_folder(out) if whole else Path()
    targets = {each: folder / f"{name}-{each}.docx" if whole or out is None else out for each in forms}
    refuse_existing(targets.values(), pdf=pdf, force=force)
    done = _all_printed(store, case_id, forms, day, chosen)
    write_all({targets[each]: document for each, document in done.items()}, name_blanks=True, pdf=pdf)


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
    store: Store, case_id: int, forms: list[str], day: date, number: int | Literal["next"] | None
) -> dict[str, Printed]:
    """Every form printed, with its number where one is wanted; a template that is wrong leaves no number taken."""
    from cpkit.cases.numbers import all_series

    if number is None:
        return {each: _printed(store, case_id, each, day) for each in forms}
    with store.write("number"):
        for each in (form for form in forms if len(forms) == 1 or form in all_series()):
            _take(store, case_id, each, day, None if number == "next" else number)
        return {each: _printed(store, case_id, each, day) for each in forms}


def _take(store: Store, case_id: int, form_id: str, day: date, number: int | None) -> None:
    from cpkit.forms import load
    from cpkit.printing.papers import take_number

    given = take_number(store, case_id, load(form_id), day, number)
    say(_("Số {number}: {title}.").format(number=given, title=load(form_id).text))


def _printed(store: Store, case_id: int, form_id: str, day: date) -> Printed:
    from cpkit.forms import load
    from cpkit.printing import print_form
    from cpkit.printing.papers import paper

    form = load(form_id)
    answers, recorded = paper(store, case_id, form)
    if not recorded:
        warn(_("Ca này chưa ghi {title}: in mẫu để ghi tay.").format(title=form.text))
    return print_form(form, answers, letterhead=letterhead_of(store), dated=day, home=current_session().home)
