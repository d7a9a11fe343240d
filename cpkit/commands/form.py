"""`cpkit form`: the forms there are, what one asks, and its Excel list to hand out. Needs no store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands import form_entries, form_entry, form_print, form_ward
from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, show, show_wrapped, table
from cpkit.errors import Misused, Refused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.forms import Field, Form


MOST_LISTED = 40
"""Choices of a question that are listed; a longer list (ethnic groups) would hide the other questions."""


@click.group(
    "form",
    help=with_example(
        _("Biểu mẫu: danh sách, nội dung, ghi phiếu, biểu mẫu riêng vẽ trong Excel, mẫu phát cho người khác ghi."),
        "form list",
        "form show mau_01",
        "form add khao-sat.xlsx",
        "form fill khao_sat --for TE-KM-00042-H",
        "form template dang_ky --out danh-sach.xlsx",
    ),
)
def command() -> None:
    """The group itself."""


for _one in (*form_print.COMMANDS, *form_entries.COMMANDS, *form_entry.COMMANDS, *form_ward.COMMANDS):
    command.add_command(_one)


@command.command("list", help=with_example(_("Các biểu mẫu đang có."), "form list"))
@json_option
def list_(as_json: bool) -> None:
    """Name every form."""
    from cpkit.forms import forms, ward

    found, own = forms(), set(ward.ids())
    if as_json:
        emit_json([_summary(form) for form in found])
        return
    _list_own([form for form in found if form.id in own], ward.removed())
    rows = [(form.id, form.text, form.version, form.citation) for form in found if form.id not in own]
    table([_("Mã"), _("Tên"), _("Phiên bản"), _("Căn cứ")], rows, title=_("Biểu mẫu có sẵn") if own else None)


def _list_own(own: list[Form], removed: dict[str, str]) -> None:
    """The ward's own forms before the many others; those removed by name, since their answers stay."""
    if own:
        rows = [(form.id, form.text, form.version) for form in own]
        table([_("Mã"), _("Tên"), _("Phiên bản")], rows, title=_("Biểu mẫu riêng"))
    if removed:
        sentence = _("Đã bỏ, phiếu đã ghi vẫn xem được (cpkit form answers MÃ): {names}.")
        show_wrapped(sentence.format(names=", ".join(removed)), "")


@command.command(
    "show",
    help=with_example(_("Các câu hỏi của một biểu mẫu, với cách ghi và các giá trị."), "form show mau_01"),
)
@click.argument("form_id", metavar=_("BIỂU-MẪU"))
@json_option
def show_form(form_id: str, as_json: bool) -> None:
    """Say what one form asks."""
    from cpkit.forms import load

    form = load(form_id)
    if as_json:
        emit_json({**_summary(form), "fields": [_described(form, asked) for asked in form.fields]})
        return
    show(f"{form.text} ({form.id}, {_('phiên bản')} {form.version})")
    if form.citation:
        show(_("Căn cứ: {citation}").format(citation=form.citation))
    _show_fields(form, form.fields, "")


@command.command(
    "template",
    help=with_example(
        _("Ghi mẫu Excel trống của một biểu mẫu, để phát đi và nhận lại."),
        "form template dang_ky --out danh-sach.xlsx",
    ),
)
@click.argument("form_id", metavar=_("BIỂU-MẪU"))
@click.option("--out", required=True, type=click.Path(path_type=Path), help=_("Tệp .xlsx sẽ ghi."))
@click.option("--force", is_flag=True, help=_("Ghi đè tệp đã có."))
def template(form_id: str, out: Path, force: bool) -> None:
    """Write the empty list of one form."""
    from cpkit.forms import load
    from cpkit.forms.entries_file import handed_out
    from cpkit.forms.sheet import write_template

    form = handed_out(load(form_id))
    if out.suffix.lower() != ".xlsx":
        raise Misused(_("--out {name}: tên tệp phải kết thúc bằng .xlsx.").format(name=out.name))
    if out.exists() and not force:
        raise Refused(_("Đã có tệp {name}; thêm --force nếu muốn ghi đè.").format(name=out.name))
    write_template(form, out)
    show(_("Đã ghi mẫu “{title}” vào {out}.").format(title=form.text, out=out))


def _show_fields(form: Form, fields: tuple[Field, ...], indent: str) -> None:
    from cpkit.forms.options import help_text

    for asked in fields:
        if asked.fields:
            show(f"{indent}{asked.text}")
            _show_fields(form, asked.fields, indent + "  ")
        else:
            star = " *" if asked.required is True else ""
            show(f"{indent}{asked.name}{star}: {help_text(form, asked)}")
            _show_choices(form, asked, indent + "    ")


def _show_choices(form: Form, asked: Field, indent: str) -> None:
    """A list too long for the question's own line, one choice a line: its code, which may be typed, and its title."""
    from cpkit.forms.choices import choices_of
    from cpkit.forms.options import SHOWN_CHOICES

    choices = choices_of(form, asked).items if asked.list_name else ()
    if SHOWN_CHOICES < len(choices) <= MOST_LISTED:
        for choice in choices:
            show(f"{indent}{choice.name}: {choice.text}")


def _summary(form: Form) -> dict[str, Any]:
    return {"id": form.id, "title": form.text, "version": form.version, "citation": form.citation or None}


def _described(form: Form, asked: Field) -> dict[str, Any]:
    from cpkit.forms.choices import choices_of

    described: dict[str, Any] = {
        "name": asked.name,
        "type": asked.type,
        "label": asked.text,
        "hint": asked.hint_text or None,
        "required": asked.required,
        "unknown": asked.unknown,
        "relevant": asked.relevant or None,
        "constraint": asked.constraint or None,
    }
    if asked.list_name:
        described["choices"] = [{"name": one.name, "label": one.text} for one in choices_of(form, asked).items]
    if asked.fields:
        described["fields"] = [_described(form, inner) for inner in asked.fields]
    return described
