"""`cpkit unlock`: keep the store open for a working day."""

from __future__ import annotations

import click

from cpkit.commands import output
from cpkit.commands.context import Session, with_session
from cpkit.commands.options import json_option
from cpkit.commands.passphrase import prove, recovery_option
from cpkit.language import _

HELP = _("""Mở khóa kho cho cả buổi làm việc: chỉ hỏi mật khẩu một lần.

\b
Thí dụ:
  cpkit unlock
  cpkit unlock --hours 4

Khóa được giữ ngoài thư mục kho và tự hết hạn; khóa lại ngay bằng cpkit lock. Trong lúc đang mở, ai dùng được máy
cũng mở được kho: rời bàn thì khóa màn hình.""")


@click.command(help=HELP)
@click.option("--hours", type=float, default=10.0, metavar=_("GIỜ"), help=_("Giữ trong bao nhiêu giờ (mặc định 10)."))
@json_option
@recovery_option
@with_session
def command(session: Session, hours: float, as_json: bool, recovery_key: str | None) -> None:
    """Prove who it is, open the store once, keep the key."""
    from cpkit.store.opening import find_keys, open_with_key
    from cpkit.store.sessions import unlock
    from cpkit.vietnamese import show_moment

    keys = find_keys(session.home)
    if keys.practice:
        output.say(_("Kho thực hành không cần mở khóa."))
        return output.emit_json({"until": None}) if as_json else None
    data_key = prove(keys, recovery_key)
    session.use(open_with_key(session.home, keys, data_key))
    until = unlock(keys, data_key, hours)
    if as_json:
        return output.emit_json({"until": until})
    return output.show(_("Kho mở đến {until}.").format(until=show_moment(until)))
