"""Asking for passphrases and recovery keys: from the environment for scripts, hidden in a terminal, else an error."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from cpkit.commands import output
from cpkit.errors import Locked, Misused, Refused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.store.keys import Keys

PASSPHRASE_VARIABLE = "CPKIT_PASSPHRASE"
NEW_PASSPHRASE_VARIABLE = "CPKIT_NEW_PASSPHRASE"
RECOVERY_VARIABLE = "CPKIT_RECOVERY_KEY"
ASK = "?"
TRIES = 3

Command = TypeVar("Command", bound=Callable[..., object])
Answer = TypeVar("Answer")


def recovery_option(command: Command) -> Command:
    """`--recovery-key [KEY]`: with no value it is asked; scripts set `CPKIT_RECOVERY_KEY`."""
    return click.option(
        "--recovery-key",
        envvar=RECOVERY_VARIABLE,
        is_flag=False,
        flag_value=ASK,
        metavar=_("[KHÓA]"),
        help=_("Mở bằng khóa khôi phục in lúc lập kho, thay cho mật khẩu (hoặc biến CPKIT_RECOVERY_KEY)."),
    )(command)


def prove(keys: Keys, recovery_key: str | None = None) -> bytes:
    """The data key, for somebody who knows the passphrase (or the recovery key, when given): three tries in a terminal.

    An unlocked session is not enough here. `Locked` when wrong, `Misused` when nobody can be asked.
    """
    from cpkit.store.keys import open_with_passphrase, open_with_recovery
    from cpkit.store.recovery_key import read_recovery

    if keys.practice:
        return open_with_passphrase(keys, "")
    if recovery_key == ASK:
        return _three_tries(lambda: open_with_recovery(keys, read_recovery(ask_recovery())))
    if recovery_key:
        return open_with_recovery(keys, read_recovery(recovery_key))
    if PASSPHRASE_VARIABLE in os.environ:
        return open_with_passphrase(keys, os.environ[PASSPHRASE_VARIABLE])
    return _three_tries(lambda: open_with_passphrase(keys, ask_passphrase(_("Mật khẩu của kho"))))


def ask_passphrase(message: str) -> str:
    """What is typed, hidden; `Locked` naming `CPKIT_PASSPHRASE` when nobody can be asked."""
    return _ask_hidden(message, PASSPHRASE_VARIABLE)


def ask_recovery() -> str:
    """A recovery key typed from paper; `Locked` naming `CPKIT_RECOVERY_KEY` when nobody can be asked."""
    return _ask_hidden(_("Khóa khôi phục (8 nhóm, 5 ký tự mỗi nhóm)"), RECOVERY_VARIABLE)


def new_passphrase(names: Iterable[str], variable: str = PASSPHRASE_VARIABLE) -> str:
    """A new passphrase that keeps the rules: from `variable`, else typed twice; `Misused` when there is none."""
    from cpkit.store.passphrases import check_passphrase
    from cpkit.vietnamese import nfc

    if variable in os.environ:
        check_passphrase(os.environ[variable], names=names)
        return os.environ[variable]
    if not output.interactive():
        raise Misused(_("Thiếu mật khẩu mới: hãy đặt biến {variable}.").format(variable=variable))
    output.say(_("Mật khẩu mở kho dữ liệu. Không ai lấy lại được giúp; nên đặt bốn, năm từ viết liền nhau."))
    typed = output.ask_text(_("Mật khẩu mới"), option=variable, secret=True, check=_checked(tuple(names)))
    output.ask_text(
        _("Gõ lại mật khẩu mới"),
        option=variable,
        secret=True,
        check=lambda again: nfc(again).strip() == typed or _("Hai lần gõ không giống nhau."),
    )
    return typed


def show_recovery(recovery_key: str, file: Path | None = None) -> None:
    """Show the recovery key this once, or write it to `file`; in a terminal wait until it lies on paper."""
    if file is not None:
        _write_recovery(recovery_key, file)
        return
    output.show(_("KHÓA KHÔI PHỤC – chỉ hiện một lần, hãy chép ra giấy và cất riêng, không để cùng máy:"))
    output.show(f"\n    {recovery_key}\n")
    output.show(_("Quên mật khẩu thì chỉ còn khóa này mở được kho. Ai có khóa này cũng mở được kho."))


def check_new_file(file: Path | None) -> None:
    """`Refused` when `file` is there already or its folder is not: asked before anything is made."""
    if file is not None and file.exists():
        raise Refused(_("Đã có tệp {file}; hãy chọn tên khác.").format(file=file))
    if file is not None and not file.parent.is_dir():
        raise Refused(_("Không có thư mục {folder}.").format(folder=file.parent))


def _write_recovery(recovery_key: str, file: Path) -> None:
    """A file that cannot be written after all must not lose the key: it is shown instead."""
    from cpkit.store.files import write_atomically

    try:
        write_atomically(file, (recovery_key + "\n").encode())
    except Refused as refused:
        output.warn(str(refused))
        show_recovery(recovery_key)
    else:
        output.say(_("Khóa khôi phục đã ghi vào {file}. Hãy in ra, cất riêng rồi xóa tệp.").format(file=file))


def _ask_hidden(message: str, variable: str) -> str:
    if not output.interactive():
        raise Locked(_("Kho đang khóa: hãy đặt biến {variable}.").format(variable=variable))
    return output.ask_text(message, option=variable, secret=True)


def _three_tries(open_it: Callable[[], Answer]) -> Answer:
    for _attempt in range(TRIES - 1):
        try:
            return open_it()
        except Locked as locked:
            if not output.interactive():
                raise
            output.say(str(locked))
    return open_it()


def _checked(names: tuple[str, ...]) -> Callable[[str], bool | str]:
    from cpkit.store.passphrases import check_passphrase

    def check(typed: str) -> bool | str:
        try:
            check_passphrase(typed.strip(), names=names)
        except Refused as refused:
            return str(refused)
        return True

    return check
