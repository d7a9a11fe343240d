"""`cpkit verify`: check that the store is whole, from the file's pages to the last entry of its ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cpkit.commands import output
from cpkit.commands.context import Session, with_session
from cpkit.commands.options import json_option
from cpkit.errors import Damaged
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.store.verify import VerifyReport

HELP = _("""Kiểm tra kho còn nguyên vẹn: từng trang của tệp, nhật ký, từng bản ghi và chỉ mục. Không sửa gì.

\b
Thí dụ:
  cpkit verify
  cpkit verify --json

Kho nguyên vẹn thì mã thoát là 0, hỏng thì là 4.""")


@click.command(help=HELP)
@json_option
@with_session
def command(session: Session, as_json: bool) -> None:
    """Check, show, and end in exit code 4 when something is wrong."""
    try:
        report = session.store().verify()
    except Damaged as error:
        if as_json:
            output.emit_json({"ok": False, "problems": [str(error)]})
        raise
    if as_json:
        output.emit_json(_as_json(report))
    if not report.ok:
        for problem in report.problems:
            output.say(f"- {problem}")
        raise Damaged(_("Kho dữ liệu bị hỏng. Không thay đổi gì. Hãy khôi phục từ bản sao lưu: cpkit restore."))
    if not as_json:
        _show(report)


def _show(report: VerifyReport) -> None:
    from cpkit.vietnamese import show_number

    counts = {
        _("bản ghi"): report.documents,
        _("mục nhật ký"): report.entries,
        _("thay đổi"): report.changes,
        _("lượt xem, in, xuất"): report.looks,
    }
    output.show(_("Kho nguyên vẹn."))
    output.show(
        _("Đã kiểm tra: {what}.").format(what=", ".join(f"{show_number(n)} {what}" for what, n in counts.items()))
    )
    output.show(
        _("Mục nhật ký cuối: số {number}, {hash}").format(number=report.head_number, hash=report.head_hash[:16])
    )


def _as_json(report: VerifyReport) -> dict[str, object]:
    return {
        "ok": report.ok,
        "documents": report.documents,
        "entries": report.entries,
        "changes": report.changes,
        "looks": report.looks,
        "head": {"number": report.head_number, "hash": report.head_hash},
        "problems": report.problems,
    }
