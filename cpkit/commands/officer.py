"""`cpkit officer`: who keeps the store, and handing it over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpkit.commands import output
from cpkit.commands.context import Session, with_session, with_store
from cpkit.commands.options import json_option, recovery_file_option, with_example
from cpkit.commands.passphrase import (
    NEW_PASSPHRASE_VARIABLE,
    check_new_file,
    new_passphrase,
    prove,
    recovery_option,
    show_recovery,
)
from cpkit.commands.typed import read_officer
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.store import Store

HAND_OVER = _("""Bàn giao kho cho cán bộ mới: mật khẩu cũ hết hiệu lực.

\b
Thí dụ:
  cpkit officer hand-over --to "Vàng A Sử"
  cpkit officer hand-over --to "Vàng A Sử" --recovery-key

Cần mật khẩu đang dùng, hoặc khóa khôi phục nếu người cũ đã đi. Cả kho được mã hóa lại bằng khóa mới: mật khẩu cũ, khóa
khôi phục cũ và phiên đang mở đều không mở được kho này và các bản sao lưu làm từ nay về sau. Khóa khôi phục mới in ra
một lần. Việc bàn giao được ghi vào sổ nhật ký.

Điều lệnh này không làm được: bản sao lưu hoặc bản chép tay làm TRƯỚC bàn giao vẫn mở bằng mật khẩu, khóa khôi phục của
ngày đó. Hãy thu lại hoặc hủy các bản cũ, rồi sao lưu mới bằng cpkit backup.

Cho tập lệnh: mật khẩu cũ trong CPKIT_PASSPHRASE, mật khẩu mới trong CPKIT_NEW_PASSPHRASE.""")


@click.group(
    help=with_example(
        _("Người giữ kho: xem, và bàn giao kho cho cán bộ mới."), "officer show", 'officer hand-over --to "Vàng A Sử"'
    )
)
def command() -> None:
    """Holds `show` and `hand-over`."""


@command.command("show", help=with_example(_("Xem ai giữ kho, kho của đơn vị nào."), "officer show --json"))
@json_option
@with_store
def show(store: Store, as_json: bool) -> None:
    """The store's settings that name people and places."""
    settings = store.settings
    if as_json:
        output.emit_json(
            {
                "officer": settings.officer,
                "unit": settings.unit,
                "unit_name": settings.unit_name,
                "mark": settings.mark,
                "practice": settings.practice,
            }
        )
        return
    output.show(_("Người giữ kho: {officer}").format(officer=settings.officer))
    output.show(_("Đơn vị: {unit} ({key})").format(unit=settings.unit_name, key=settings.unit))
    output.show(_("Dấu của kho: {mark}").format(mark=settings.mark))


@command.command("hand-over", help=HAND_OVER)
@click.option("--to", "officer", metavar=_("HỌ TÊN"), help=_("Cán bộ mới."))
@recovery_file_option(_("Ghi khóa khôi phục mới vào tệp này thay vì in ra."))
@json_option
@recovery_option
@with_session
def hand_over(
    session: Session, officer: str | None, recovery_file: Path | None, as_json: bool, recovery_key: str | None
) -> None:
    """Prove who it is, take the new officer's passphrase, write the store anew under a new key."""
    from cpkit.store import changing
    from cpkit.store.opening import find_keys, open_with_key

    keys = find_keys(session.home)
    check_new_file(recovery_file)
    name = read_officer(officer, option="--to")
    data_key = prove(keys, recovery_key)
    store = open_with_key(session.home, keys, data_key)
    session.use(store)
    before, unit_name = store.settings.officer, store.settings.unit_name
    chosen = None if keys.practice else new_passphrase((unit_name, before, name), NEW_PASSPHRASE_VARIABLE)
    made = changing.hand_over(session.home, store, officer=name, passphrase=chosen)
    if made and recovery_file and as_json:
        show_recovery(made, recovery_file)
    if as_json:
        return output.emit_json({"officer": name, "before": before, "recovery_key": made})
    output.show(_("Kho đã bàn giao từ {before} cho {officer}.").format(before=before, officer=name))
    if made:
        show_recovery(made, recovery_file)
        output.say(_("Mật khẩu cũ đã hết hiệu lực. Bản sao lưu cũ vẫn mở bằng mật khẩu cũ: hãy thu lại hoặc hủy."))
    return None
