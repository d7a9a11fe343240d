"""`cpkit case print`: the forms of a case as Word documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpkit.commands.casework import show_ids
from cpkit.commands.context import current_session, with_store
from cpkit.commands.options import with_example
from cpkit.commands.output import warn
from cpkit.commands.printing import date_option, force_option, pdf_option, write_printed
from cpkit.commands.typed import read_day
from cpkit.errors import Misused, Refused, system_reason
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from datetime import date

    from cpkit.printing import Letterhead, Printed
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
Mẫu in riêng của đơn vị đặt ở thư mục templates trong thư mục kho (ví dụ templates/mau_04.docx) được dùng trước."""),
        "case print CA-KM-00001-B mau_01 --out tiep-nhan.docx",
        "case print 1 mau_07 --date 16/11/2025 --out cach-ly.docx --pdf",
        "case print 1 --all --out ho-so",
    ),
)
@click.argument("case", metavar=_("CA"))
@click.argument("form_id", required=False, metavar=_("[BIỂU-MẪU]"))
@click.option("--all", "whole", is_flag=True, help=_("Mọi biểu mẫu đã ghi của ca, mỗi mẫu một tệp."))
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
    name = show_ids("cases", [case_id])[0]
    store.look("case print", [name])
    day = read_day(dated) if dated else today()
    forms = recorded_forms(store, case_id) if form_id is None else [form_id]
    done = [(each, _printed(store, case_id, each, day)) for each in forms]
    for each, document in done:
        plain = f"{name}-{each}.docx"
        target = _folder(out) / plain if whole else out
        write_printed(document, default=plain, name_blanks=True, out=target, pdf=pdf, force=force)


def _folder(out: Path | None) -> Path:
    """The folder of a whole dossier, made where it is not there yet."""
    folder = out or Path()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        sentence = _("Không ghi được vào thư mục {folder}: {reason}.")
        raise Refused(sentence.format(folder=folder, reason=system_reason(problem))) from problem
    return folder


def _printed(store: Store, case_id: int, form_id: str, day: date) -> Printed:
    from cpkit.forms import load
    from cpkit.printing import print_form
    from cpkit.printing.papers import paper

    form = load(form_id)
    answers, recorded = paper(store, case_id, form)
    if not recorded:
        warn(_("Ca này chưa ghi {title}: in mẫu để ghi tay.").format(title=form.text))
    return print_form(form, answers, letterhead=_letterhead(store), dated=day, home=current_session().home)


def _letterhead(store: Store) -> Letterhead:
    from cpkit.printing import Letterhead

    kept = store.settings
    return Letterhead(unit=kept.unit_name, officer=kept.officer, sign="UBND", practice=kept.practice)
