"""`cpkit lock`: forget the key that `unlock` keeps."""

from __future__ import annotations

import click

from cpkit.commands import output
from cpkit.commands.context import Session, with_session
from cpkit.language import _

HELP = _("""Khóa kho lại ngay: lần sau phải gõ mật khẩu.

\b
Thí dụ:
  cpkit lock""")


@click.command(help=HELP)
@with_session
def command(session: Session) -> None:
    """Delete the session of this store."""
    from cpkit.store.opening import find_keys
    from cpkit.store.sessions import lock

    keys = find_keys(session.home)
    there = lock(keys.store_id)
    if keys.practice:
        output.say(_("Kho thực hành không có khóa."))
    else:
        output.show(_("Kho đã khóa.") if there else _("Kho vốn đang khóa."))
