"""`cpkit form add`, `remove` and `export`: a ward's own forms, drawn in Excel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, say, show, show_wrapped, warn
from cpkit.commands.printing import force_option
from cpkit.errors import Misused, Refused
from cpkit.language import _

ADD_HELP = _("""Nạp biểu mẫu riêng của xã, phường, vẽ trong Excel theo XLSForm (như Kobo, ODK), và dùng được ngay.

Bảng tính có trang survey (các câu), choices (các lựa chọn), settings (mã, tên). Chỗ nào sai được nêu cùng lúc, kèm
trang và dòng. Nạp lại tệp đã sửa thì thành phiên bản mới; phiếu đã ghi giữ phiên bản của mình.

\b
Thí dụ:
  cpkit form add khao-sat.xlsx
  cpkit form add khao-sat.xlsx --check
  cpkit form add khao-sat.xlsx --as-text vi_tri --as-text anh""")

file_argument = click.argument("source", type=click.Path(path_type=Path), metavar=_("TỆP"))


@click.command("add", help=ADD_HELP)
@file_argument
@click.option(
    "--as-text", "as_text", multiple=True, metavar=_("CÂU"),
    help=_("Ghi bằng chữ câu có kiểu chưa dùng được (vị trí, ảnh, mã vạch); nêu được nhiều lần."),
)  # fmt: skip
@click.option("--check", "only_check", is_flag=True, help=_("Chỉ kiểm tra, không nạp."))
@json_option
def add_command(source: Path, as_text: tuple[str, ...], only_check: bool, as_json: bool) -> None:
    """Read a workbook and keep the form."""
    from cpkit.xlsform.adding import add, compiled, notes_on
    from cpkit.xlsform.reading import read_form

    if only_check:
        read = read_form(source, as_text=frozenset(as_text))
        compiled(read)
        notes = notes_on(read)
        _tell_notes(notes)
        sentence = _("Biểu mẫu {id} “{title}” dùng được ({count} câu); chưa nạp.")
        told = sentence.format(id=read.form.id, title=read.form.text, count=len(list(read.form.questions())))
        _told({"id": read.form.id, "problems": [], "notes": list(notes)}, told, as_json)
        return
    added = add(source, as_text=frozenset(as_text))
    form, count = added.form, len(list(added.form.questions()))
    _tell_notes(added.notes)
    if not added.new:
        sentence = _("Biểu mẫu {id} không có gì mới, vẫn là phiên bản {version}.")
    elif added.before:
        sentence = _("Đã nạp phiên bản {version} của biểu mẫu {id} “{title}” ({count} câu).")
    else:
        sentence = _("Đã nạp biểu mẫu {id} “{title}” ({count} câu).")
    told = sentence.format(id=form.id, version=form.version, title=form.text, count=count)
    _told({"id": form.id, "version": form.version, "new": added.new, "notes": list(added.notes)}, told, as_json)
    if added.new and not as_json:
        say(_("Ghi phiếu: cpkit form fill {id}").format(id=form.id))


def _tell_notes(notes: tuple[str, ...]) -> None:
    for note in notes:
        warn(note)


def _told(document: dict[str, Any], sentence: str, as_json: bool) -> None:
    if as_json:
        emit_json(document)
    else:
        show_wrapped(sentence, "")


@click.command(
    "remove",
    help=with_example(
        _("Bỏ một biểu mẫu riêng: không ghi phiếu mới nữa. Các phiếu đã ghi vẫn xem và ghi ra tệp được."),
        "form remove khao_sat",
    ),
)
@click.argument("form_id", metavar=_("BIỂU-MẪU"))
def remove_command(form_id: str) -> None:
    """Mark a form of the ward as removed."""
    from cpkit.forms import ward
    from cpkit.forms.loading import brought_ids

    if form_id in brought_ids():
        raise Misused(_("{name} là biểu mẫu có sẵn, không bỏ được.").format(name=form_id))
    ward.remove(form_id)
    show(_("Đã bỏ biểu mẫu {id}; các phiếu đã ghi vẫn còn. Nạp lại: cpkit form add.").format(id=form_id))


@click.command(
    "export",
    help=with_example(
        _("""Ghi một biểu mẫu thành XLSForm (cho Kobo, ODK) hoặc XForm, để cộng tác viên ghi trên điện thoại.

Phiếu ghi trên điện thoại nhận lại bằng: cpkit form answers BIỂU-MẪU --import TỆP."""),
        "form export dang_ky --out dang-ky.xlsx",
        "form export mau_01 --xform mau-01.xml",
    ),
)
@click.argument("form_id", metavar=_("BIỂU-MẪU"))
@click.option("--out", type=click.Path(path_type=Path), metavar=_("TỆP"), help=_("Tệp XLSForm (.xlsx) sẽ ghi."))
@click.option("--xform", type=click.Path(path_type=Path), metavar=_("TỆP"), help=_("Tệp XForm (.xml) sẽ ghi."))
@force_option
def export_command(form_id: str, out: Path | None, xform: Path | None, force: bool) -> None:
    """Write a form as XLSForm, XForm or both."""
    from cpkit.forms import load
    from cpkit.reports.files import write_out
    from cpkit.xlsform.writing import to_files, to_xform, to_xlsform

    if out is None and xform is None:
        raise Misused(_("Hãy nêu tệp sẽ ghi: --out TỆP.xlsx hoặc --xform TỆP.xml."))
    form = load(form_id)
    beside = {folder / name: table for folder in _folders(out, xform) for name, table in to_files(form).items()}
    for path in (out, xform, *beside):
        if path is not None and path.exists() and not force:
            raise Refused(_("Đã có tệp {name}; thêm --force nếu muốn ghi đè.").format(name=path.name))
    for path, made in ((out, to_xlsform), (xform, to_xform)):
        if path is not None:
            write_out(path, made(form))
            show(_("Đã ghi biểu mẫu {id} vào {path}").format(id=form.id, path=path))
    for path, table in beside.items():
        write_out(path, table)
        show(_("Đã ghi danh sách kèm theo vào {path}; nạp cùng biểu mẫu lên Kobo, ODK.").format(path=path))


def _folders(*paths: Path | None) -> list[Path]:
    """The folders that these files go into, each once."""
    return list(dict.fromkeys(path.parent for path in paths if path is not None))


COMMANDS = (add_command, remove_command, export_command)
