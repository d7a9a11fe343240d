"""The name of the officer who keeps the store."""

from __future__ import annotations

from cpkit.commands import output
from cpkit.errors import Misused, Refused
from cpkit.language import _


def choose_officer(given: str | None, *, option: str) -> str:
    """The name given, tidied; asked in a terminal. `Misused` naming `option` when it is missing, `Refused` when odd."""
    from cpkit.vietnamese import nfc

    if given is None:
        if not output.interactive():
            raise Misused(_("Thiếu tên người giữ kho: hãy thêm {option} HỌ TÊN.").format(option=option))
        given = output.ask_text(_("Họ tên người giữ kho"), option=option, check=lambda typed: bool(typed.strip()))
    officer = nfc(given).strip(" ")
    if not officer.strip() or not officer.isprintable():
        raise Refused(_("Họ tên người giữ kho không được để trống hoặc có ký tự điều khiển."))
    return " ".join(officer.split())
