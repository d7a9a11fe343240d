"""`cpkit form print`: a form empty, with the answers of a file, or one that was filled in, as a Word document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import current_session
from cpkit.commands.options import confidential_option, with_example
from cpkit.commands.output import warn
from cpkit.commands.printing import PrintTo, letterhead_of, print_options, write_printed
from cpkit.errors import Misused, Refused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.forms import Form


@click.command(
    "print",
    help=with_example(
        _("""Ghi biểu mẫu thành tệp Word: mẫu trống để ghi tay, một phiếu đã ghi, hoặc câu trả lời từ tệp JSON.

Phiếu đã ghi in theo bản của biểu mẫu lúc ghi; câu trả lời mật chỉ in khi thêm --confidential.
Muốn sửa mẫu in bằng Word: --template ghi bản mẫu vào thư mục templates của thư mục kho; từ đó mẫu này được dùng trước.
Trong mẫu, {{ child_name }} là chỗ của câu trả lời; tên các câu: cpkit form show BIỂU-MẪU."""),
        "form print mau_01 --blank --out mau-01-trong.docx",
        "form print khao_sat --entry PH-KM-00007-A --out phieu.docx",
        "form print mau_02 --answers mau02.json --date 15/11/2025 --out mau-02.docx",
        "form print mau_05 --template",
    ),
)
@click.argument("form_id", metavar=_("BIỂU-MẪU"))
@click.option("--blank", is_flag=True, help=_("Mẫu trống: mọi chỗ ghi là dòng chấm."))
@click.option("--entry", metavar=_("PHIẾU"), help=_("Phiếu đã ghi, theo mã PH-…."))
@click.option("--answers", "answers_file", type=click.Path(path_type=Path), help=_("Câu trả lời, tệp JSON."))
@click.option("--template", "as_template", is_flag=True, help=_("Ghi bản mẫu in để sửa bằng Word."))
@click.option("--plain", is_flag=True, help=_("In theo mẫu có sẵn, không theo mẫu in riêng của đơn vị."))
@confidential_option
@print_options
def print_command(
    form_id: str, blank: bool, entry: str | None, answers_file: Path | None, as_template: bool, plain: bool,
    confidential: bool, to: PrintTo,
) -> None:  # fmt: skip
    """Print an empty form, one with the answers of a file, one that was filled in, or the template itself."""
    from cpkit.forms import load
    from cpkit.printing import Letterhead, print_form

    if blank + bool(entry) + bool(answers_file) + as_template != 1:
        sentence = _("Cần --blank (mẫu trống), --entry PHIẾU hoặc --answers TỆP. Phiếu của một ca: cpkit case print.")
        raise Misused(sentence)
    home = None if plain else current_session().home
    if entry:
        _print_entry(form_id, entry, home, to, confidential=confidential)
        return
    form = load(form_id)
    if as_template:
        _write_template(form, to)
        return
    answers = _answers(form, answers_file) if answers_file else {}
    printed = print_form(form, answers, letterhead=Letterhead(), dated=to.day, home=home)
    write_printed(printed, to, default=f"{form.id}.docx", name_blanks=not blank)


def _print_entry(form_id: str, entry: str, home: Path | None, to: PrintTo, *, confidential: bool) -> None:
    """A filled form by the version it was given to; its day is the one it says, unless the officer names another."""
    from dataclasses import replace
    from datetime import date

    from cpkit.commands.form_entries import named_record
    from cpkit.forms import entries
    from cpkit.forms.copies import Given
    from cpkit.forms.unknown import with_unknown
    from cpkit.printing import print_form
    from cpkit.store.identifiers import show_id

    store = current_session().store()
    doc_id = store.read_id(entries.TABLE, entry)
    document, shown, given = entries.get(store, doc_id), show_id(entries.TABLE, doc_id), Given(store)
    if document["form"] != form_id:
        sentence = _("Phiếu {id} là của biểu mẫu {form}, không phải {other}.")
        raise Misused(sentence.format(id=shown, form=document["form"], other=form_id))
    form = given.form(document)
    if form is None:
        sentence = _("Biểu mẫu {form} của phiếu {id} không còn: xem phiếu bằng cpkit form entry show.")
        raise Refused(sentence.format(form=form_id, id=shown))
    store.look("form entry --confidential" if confidential else "form entry", [shown])
    told = entries.told(document, given, confidential=confidential)
    day = to.day or date.fromisoformat(document["on"])
    answers = with_unknown(told, document.get("unknown", ()))
    about = entries.subject_in(document)
    head = replace(letterhead_of(store, day, None, to.unit), about=named_record(store, about) if about else "")
    printed = print_form(form, answers, letterhead=head, dated=day, home=home)
    write_printed(printed, to, default=f"{shown}.docx", name_blanks=True)
    _tell_left(form, told, document, other_template=bool(printed.left_out))


def _tell_left(form: Form, told: dict[str, Any], document: dict[str, Any], *, other_template: bool) -> None:
    """What of a filled form is not on the paper, and how it comes onto it."""
    from cpkit.forms import entries

    if other_template:
        warn(_("In đủ mọi câu: thêm --plain."))
    if told != document["answers"]:
        warn(_("Câu trả lời mật không in; cần thì thêm --confidential."))
    if strange := [key for key, _answer in entries.strays(form, told)]:
        warn(_("Không in được câu không bản nào của biểu mẫu còn giữ: {names}.").format(names=", ".join(strange)))
    if document["cancelled"]:
        warn(_("Phiếu này đã hủy: {reason}").format(reason=document["cancelled"]["reason"]))


def _write_template(form: Form, to: PrintTo) -> None:
    """The shipped template into the ward's folder of templates, where it goes before the shipped one."""
    from cpkit.printing import Printed, shipped_template

    own = current_session().home / "templates"
    if to.out is None:
        own.mkdir(parents=True, exist_ok=True)
    document = Printed(shipped_template(form))
    write_printed(document, to._replace(pdf=False), default=str(own / f"{form.id}.docx"), name_blanks=False)


def _answers(form: Form, path: Path) -> dict[str, Any]:
    """The answers of the file, checked; Refused with every problem."""
    from cpkit.forms import check, entries
    from cpkit.forms.answers import read_json
    from cpkit.times import today

    return check(form, entries.given_answers(form, read_json(path)), today=today()).require()


COMMANDS = (print_command,)
