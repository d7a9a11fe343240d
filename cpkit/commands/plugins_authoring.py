"""`cpkit plugins new` and `check`: for who writes a plugin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, show
from cpkit.errors import Refused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.authoring.remarks import Remark


@click.command(
    "new",
    help=with_example(
        _("""Viết một tiện ích chạy được để bắt đầu: phiếu, lệnh, chỉ tiêu, biểu báo cáo, mẫu in và bài kiểm thử.

TÊN gồm chữ thường không dấu, số và gạch dưới."""),
        "plugins new vang_gia",
        'plugins new vang_gia --title "Vãng gia" --out ~/vang-gia',
    ),
)
@click.argument("name", metavar=_("TÊN"))
@click.option("--title", default="", help=_("Tên tiếng Việt của tiện ích."))
@click.option("--out", type=click.Path(path_type=Path), metavar=_("THƯ MỤC"), help=_("Thư mục mới sẽ ghi vào."))
@json_option
def new_command(name: str, title: str, out: Path | None, as_json: bool) -> None:
    """Write the plugin and say what to do with it."""
    from cpkit.authoring.making import make

    folder = out or Path(name)
    files = make(name, folder, title=title)
    if as_json:
        emit_json([str(path) for path in files])
        return
    show(_("Đã viết tiện ích {name} vào {folder}, {count} tệp. Làm tiếp:").format(
        name=name, folder=folder, count=len(files)
    ))  # fmt: skip
    for line in (f"cd {folder}", "pip install --editable .", "python -m pytest", "cpkit plugins check ."):
        show(f"  {line}")


@click.command(
    "check",
    help=with_example(
        _("""Xem kỹ một tiện ích như người đọc lại cẩn thận: gói cài, điểm mở rộng, mã trùng, nhãn, căn cứ, mạng, tệp.

Không chạy dòng nào của tiện ích. Có lỗi thì mã thoát là 1."""),
        "plugins check vang-gia",
        "plugins check cua_phuong.py --json",
    ),
)
@click.argument("path", metavar=_("THƯ-MỤC"), type=click.Path(path_type=Path))
@json_option
def check_command(path: Path, as_json: bool) -> None:
    """Show every remark, errors first."""
    from cpkit.authoring.reviewing import review
    from cpkit.commands import COMMANDS

    remarks = review(path, commands=COMMANDS)
    errors = [one for one in remarks if one.weight == "error"]
    if as_json:
        emit_json([one._asdict() for one in remarks])
    else:
        _tell(remarks)
    if errors:
        raise Refused(_("Tiện ích còn {count} lỗi.").format(count=len(errors)))


def _tell(remarks: list[Remark]) -> None:
    words = {"error": _("LỖI"), "warning": _("Xem lại")}
    for one in remarks:
        show(f"{words[one.weight]}  {one.where}: {one.sentence}")
    if not remarks:
        show(_("Không có gì phải sửa."))
