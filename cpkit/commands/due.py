"""`cpkit due`: what has to be done by when in open cases and in alternative care, with the article."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpkit.commands.casework import due_json, show_due, whom
from cpkit.commands.context import with_store
from cpkit.commands.options import confidential_option, json_option
from cpkit.commands.output import emit_json, say, show
from cpkit.commands.typed import read_time
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.cases.due import DueItem
    from cpkit.store import Store

HELP = _("""Việc đến hạn và quá hạn trong các ca đang mở và chăm sóc thay thế, gấp nhất trước, kèm điều luật.

\b
Thí dụ:
  cpkit due                            mọi việc đang chạy thời hạn
  cpkit due --within 3                 chỉ việc đến hạn trong 3 ngày tới
  cpkit due --as-of "15/11/2025 08:00" tính tại một lúc khác
  cpkit due --ics viec.ics             tệp lịch cho điện thoại, Outlook
  cpkit due --json                     cho chương trình khác đọc

Hoạt động của kế hoạch can thiệp có mặt từ ngày cuối của nó, đến khi ghi đã xong hay không làm (cpkit case plan);
thêm --confidential để thấy việc gì, ai làm. Tệp lịch chỉ có mã ca, việc, hạn và điều luật, không có tên ai.
Trong JSON, "remaining" là số giờ còn lại, âm khi đã quá hạn.""")


@click.command("due", help=HELP)
@click.option("--as-of", metavar=_("LÚC"), help=_("Tính tại lúc này thay cho bây giờ; chỉ ghi ngày là hết ngày đó."))
@click.option(
    "--within", type=click.IntRange(min=0), metavar=_("SỐ NGÀY"), help=_("Chỉ việc đến hạn trong số ngày này.")
)
@click.option(
    "--ics", type=click.Path(dir_okay=False, path_type=Path), metavar=_("TỆP"), help=_("Ghi ra tệp lịch (.ics).")
)
@confidential_option
@json_option
@with_store
def command(
    store: Store, as_of: str | None, within: int | None, ics: Path | None, confidential: bool, as_json: bool
) -> None:
    """Ask the core what is due, and show it; nothing made on the way is garbage, so none is looked for."""
    import gc

    gc.disable()
    try:
        _due(store, as_of, within, ics, confidential, as_json)
    finally:
        gc.enable()


def _due(
    store: Store, as_of: str | None, within: int | None, ics: Path | None, confidential: bool, as_json: bool
) -> None:
    from cpkit.care.due import everything_due
    from cpkit.times import LAST_SECOND, now

    moment = read_time(as_of, day_alone=LAST_SECOND) if as_of else now()
    items = everything_due(store, moment, within=None if within is None else timedelta(days=within))
    store.look("due --confidential" if confidential else "due")
    if ics is not None:
        _write_calendar(items, ics)
    if as_json:
        emit_json([due_json(item, confidential) for item in items])
        return
    if ics is not None:
        return
    if not items:
        show(_("Không có việc nào đang chạy thời hạn."))
    for item in items:
        show_due(item, _about(store, item, confidential), _planned(item, confidential))


def _write_calendar(items: list[DueItem], path: Path) -> None:
    """Write the calendar file; Refused where the system does not let us."""
    from cpkit.cases.calendar_file import calendar
    from cpkit.errors import Refused, system_reason
    from cpkit.times import now

    try:
        path.write_bytes(calendar(items, now()).encode())
    except OSError as problem:
        sentence = _("Không ghi được tệp {name}: {reason}.")
        raise Refused(sentence.format(name=path.name, reason=system_reason(problem))) from problem
    say(_("Đã ghi {count} việc vào {name}.").format(count=len(items), name=path.name))


def _planned(item: DueItem, confidential: bool) -> str:
    """What an activity of a plan is and who answers for it: both are of the case's dossier (NĐ56 Đ24)."""
    if item.activity is None or not confidential:
        return ""
    return f": {item.what}" + (_("; người thực hiện: {name}").format(name=item.responsible) if item.responsible else "")


def _about(store: Store, item: DueItem, confidential: bool) -> str:
    """The case or the placement and whom it is about, the report that waits, the list to be sent."""
    if item.placement is not None:
        shown = due_json(item)["placement"]
        return f"{shown}  {whom(store, {'child': item.child}, confidential)}"
    if item.quarter is not None:
        return _("sổ người nhận chăm sóc thay thế")
    if item.case is None:
        return _("{id}  tin báo chưa xử lý").format(id=due_json(item)["intake"])
    return f"{due_json(item)['case']}  {whom(store, store.table('cases').get(doc_id=item.case), confidential)}"
