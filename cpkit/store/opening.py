"""Making a store and opening one: the keys and the engine brought together.

`init` writes the key files first, marked unfinished, then the engine's files, then marks the keys finished: a store
whose making was cut short counts as none, and is made anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from cpkit.errors import Damaged, Locked, Misused, Refused, system_reason
from cpkit.language import _
from cpkit.store.engine import COPY, DATABASE, MARK
from cpkit.store.files import remove_quietly
from cpkit.store.keys import (
    Keys,
    has_key_files,
    has_keys,
    make_keys,
    open_with_passphrase,
    read_keys,
    wrap_with_passphrase,
    wrap_with_recovery,
    write_keys,
)
from cpkit.store.sessions import session_key
from cpkit.store.settings import Settings, new_settings
from cpkit.store.store import Store

PASSPHRASE_VARIABLE = "CPKIT_PASSPHRASE"


def has_store(home: Path) -> bool:
    """Whether a store was made in `home`, whole or damaged; one whose making was cut short was not."""
    return has_keys(home) or (not has_key_files(home) and (home / DATABASE).exists())


def refuse_existing(home: Path) -> None:
    """`Refused` when there is a store in `home`."""
    if has_store(home):
        raise Refused(_("Trong {folder} đã có kho dữ liệu; cpkit không ghi đè lên kho cũ.").format(folder=home))


def create_store(
    home: Path, *, unit: str, unit_name: str, officer: str, practice: bool = False, passphrase: str | None = None
) -> tuple[Store, str | None]:
    """Make a store for `unit` (a unit's key, `34:03127`); the open store and its recovery key, to be shown this once.

    A practice store has neither passphrase nor recovery key. `Refused` when there is a store already, when the folder
    cannot be written, or for a weak passphrase; `Misused` when the passphrase is missing.
    """
    from cpkit.store.recovery_key import write_recovery
    from cpkit.store.sealing import new_key

    refuse_existing(home)
    settings = new_settings(unit=unit, unit_name=unit_name, officer=officer, practice=practice)
    data_key = new_key()
    keys = msgspec.structs.replace(make_keys(settings.store_id, data_key, practice=practice), finished=False)
    recovery = None
    if not practice:
        keys, recovery = _wrapped(keys, data_key, _new_passphrase(passphrase, settings))
    store = _create_files(home, keys, data_key, settings)
    return store, write_recovery(recovery) if recovery else None


def open_store(home: Path, *, passphrase: str | None = None) -> Store:
    """Open the store in `home`: by its practice key, `passphrase`, `CPKIT_PASSPHRASE` or the session of `unlock`.

    `Misused` when there is none, `Locked` when nothing opens it, `Damaged` when it is damaged or newer.
    """
    keys = find_keys(home)
    return open_with_key(home, keys, find_data_key(keys, passphrase))


def find_keys(home: Path) -> Keys:
    """The keys of the store in `home`; `Misused` naming `cpkit init` when there is none, `Damaged` without keys."""
    if not has_key_files(home) and (home / DATABASE).exists():
        raise Damaged(_("Kho này mất cả hai tệp khóa. Hãy phục hồi từ bản sao lưu: cpkit restore."))
    return read_keys(home)


def find_data_key(keys: Keys, passphrase: str | None = None) -> bytes:
    """The data key, by the first of: practice key, `passphrase`, `CPKIT_PASSPHRASE`, session; else `Locked`."""
    if keys.practice and keys.data_key is not None:
        return keys.data_key
    given = passphrase if passphrase is not None else os.environ.get(PASSPHRASE_VARIABLE)
    if given is not None:
        return open_with_passphrase(keys, given)
    kept = session_key(keys)
    if kept is None:
        raise Locked(_("Kho đang khóa. Hãy mở bằng: cpkit unlock (hoặc đặt biến CPKIT_PASSPHRASE)."))
    return kept


def open_with_key(home: Path, keys: Keys, data_key: bytes) -> Store:
    """The store under `data_key`; a hand-over or restore that was cut short is finished first."""
    if keys.incoming:
        from cpkit.store.swapping import finish_swap

        finish_swap(home)
    if not (home / DATABASE).exists():
        raise Damaged(_("Kho này mất tệp dữ liệu store.db. Hãy phục hồi từ bản sao lưu: cpkit restore."))
    return Store.open(home, data_key)


def _new_passphrase(passphrase: str | None, settings: Settings) -> str:
    """A passphrase given is held to the rules; a script's own (`CPKIT_PASSPHRASE`) is its author's choice."""
    from cpkit.store.passphrases import check_passphrase

    if passphrase is not None:
        check_passphrase(passphrase, names=(settings.unit_name, settings.officer))
        return passphrase
    chosen = os.environ.get(PASSPHRASE_VARIABLE)
    if not chosen:
        raise Misused(_("Thiếu mật khẩu của kho: hãy đặt biến CPKIT_PASSPHRASE."))
    return chosen


def _wrapped(keys: Keys, data_key: bytes, passphrase: str) -> tuple[Keys, bytes]:
    from cpkit.store.recovery_key import new_recovery

    recovery = new_recovery()
    return wrap_with_recovery(wrap_with_passphrase(keys, data_key, passphrase), data_key, recovery), recovery


def _create_files(home: Path, keys: Keys, data_key: bytes, settings: Settings) -> Store:
    """Key files first, marked unfinished; the engine's next; then the keys are finished."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = _("Không tạo được thư mục {folder}: {reason}.")
        raise Refused(message.format(folder=home, reason=system_reason(error))) from error
    for left in (DATABASE, MARK, COPY):  # of a try that was cut short: `has_store` said that there is no store
        remove_quietly(home / left)
    written = write_keys(home, keys)
    store = Store.create(home, settings, data_key)
    write_keys(home, msgspec.structs.replace(written, finished=True))
    return store
