"""`cpkit passwd`: another passphrase, or another recovery key."""

from __future__ import annotations

from pathlib import Path

import click

from cpkit.commands import output
from cpkit.commands.context import Session, with_session
from cpkit.commands.options import json_option, recovery_file_option
from cpkit.commands.passphrase import (
    NEW_PASSPHRASE_VARIABLE,
    check_new_file,
    new_passphrase,
    prove,
    recovery_option,
    show_recovery,
)
from cpkit.errors import Refused
from cpkit.language import _

HELP = _("""Đổi mật khẩu của kho. Cần mật khẩu cũ, hoặc khóa khôi phục nếu đã quên.

\b
Thí dụ:
  cpkit passwd
  cpkit passwd --recovery-key
  cpkit passwd --new-recovery-key

Mật khẩu cũ hết hiệu lực với kho này. Bản sao lưu làm trước đó vẫn mở bằng mật khẩu của ngày hôm đó. Nếu cán bộ khác
nhận việc, hãy dùng cpkit officer hand-over: kho được mã hóa lại bằng khóa mới.

Cho tập lệnh: mật khẩu cũ trong CPKIT_PASSPHRASE, mật khẩu mới trong CPKIT_NEW_PASSPHRASE.""")


@click.command(help=HELP)
@click.option("--new-recovery-key", is_flag=True, help=_("Đổi khóa khôi phục (mất tờ giấy, hoặc người khác đã thấy)."))
@recovery_file_option(_("Ghi khóa khôi phục mới vào tệp này thay vì in ra."))
@json_option
@recovery_option
@with_session
def command(
    session: Session, new_recovery_key: bool, recovery_file: Path | None, as_json: bool, recovery_key: str | None
) -> None:
    """Prove who it is; then new wraps of the same data key."""
    from cpkit.store.changing import change_passphrase, change_recovery
    from cpkit.store.opening import find_keys, open_with_key

    keys = find_keys(session.home)
    if keys.practice:
        raise Refused(_("Kho thực hành không có mật khẩu."))
    check_new_file(recovery_file)
    data_key = prove(keys, recovery_key)
    store = open_with_key(session.home, keys, data_key)
    session.use(store)
    if new_recovery_key:
        made = change_recovery(session.home, store)
        return output.emit_json({"recovery_key": made}) if as_json else show_recovery(made, recovery_file)
    settings = store.settings
    chosen = new_passphrase((settings.unit_name, settings.officer), NEW_PASSPHRASE_VARIABLE)
    change_passphrase(session.home, store, chosen)
    if as_json:
        return output.emit_json({"changed": True})
    return output.show(_("Đã đổi mật khẩu. Bản sao lưu cũ vẫn mở bằng mật khẩu cũ; nên sao lưu lại: cpkit backup."))
