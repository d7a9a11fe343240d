"""Making a store and opening one: the keys and the engine brought together.

A store is found by its key files. `init` writes them first, marked unfinished, then the engine's file, then marks them
finished: a store whose making was cut short counts as none, and is made anew.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import msgspec

from cpkit.errors import Damaged, Locked, Misused, Refused
from cpkit.language import _
from cpkit.store.database import Store
from cpkit.store.identifiers import draw_mark
from cpkit.store.keys import (
    Keys,
    age_identity,
    has_keys,
    make_keys,
    open_with_passphrase,
    previous_key,
    read_keys,
    wrap_with_passphrase,
    wrap_with_recovery,
    write_keys,
)
from cpkit.store.sealing import new_key
from cpkit.store.sessions import session_key
from cpkit.store.settings import Settings
from cpkit.times import now

PASSPHRASE_VARIABLE = "CPKIT_PASSPHRASE"


def has_store(home: Path) -> bool:
    """Whether a store was made in `home`, whole or damaged."""
    return has_keys(home)


def create_store(
    home: Path, *, unit: str, unit_name: str, officer: str, practice: bool = False, passphrase: str | None = None
) -> tuple[Store, str | None]:
    """Make a store for `unit` (a unit's key, `34:03127`); the open store and its recovery key, to be shown this once.

    A practice store has neither passphrase nor recovery key. `Refused` when there is a store already, when the folder
    cannot be written, or for a weak passphrase; `Misused` when the passphrase is missing.
    """
    from cpkit.store.passphrases import check_passphrase
    from cpkit.store.recovery_key import new_recovery, write_recovery

    _refuse_existing(home)
    settings = _new_settings(unit, unit_name, officer, practice)
    data_key, recovery = new_key(), new_recovery()
    keys = msgspec.structs.replace(make_keys(settings.store_id, data_key, practice=practice), finished=False)
    if not practice:
        chosen = passphrase if passphrase is not None else os.environ.get(PASSPHRASE_VARIABLE)
        if chosen is None:
            raise Misused(_("Thiếu mật khẩu của kho: hãy đặt biến CPKIT_PASSPHRASE."))
        check_passphrase(chosen, names=(unit_name, officer))
        keys = wrap_with_recovery(wrap_with_passphrase(keys, data_key, chosen), data_key, recovery)
    store = _create_files(home, keys, data_key, settings)
    return store, None if practice else write_recovery(recovery)


def open_store(home: Path, *, passphrase: str | None = None) -> Store:
    """Open the store in `home`: by its practice key, `passphrase`, `CPKIT_PASSPHRASE` or the session of `unlock`.

    `Misused` when there is none, `Locked` when nothing opens it, `Damaged` when it is damaged or newer.
    """
    keys = read_keys(home)
    return open_with_key(home, keys, find_data_key(keys, passphrase))


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
    """The store under `data_key`; one whose hand-over was cut short is first brought under its new key."""
    if keys.previous is None:
        return Store.open(home, data_key)
    return finish_rekey(home, keys, data_key)


def finish_rekey(home: Path, keys: Keys, data_key: bytes) -> Store:
    """Bring the store from the data key before (`keys.previous`) under `data_key`, whatever a cut-short try left."""
    before = previous_key(keys, data_key)
    try:
        store = Store.open(home, data_key)
    except Damaged:
        if before is None:
            raise
        store = Store.open(home, before)
        store.rekey(data_key)
    write_keys(home, msgspec.structs.replace(keys, previous=None))
    return store


def identity_of(home: Path, store: Store) -> str:
    """The age identity of the open store (see `cpkit.store.keys.age_identity`)."""
    return age_identity(read_keys(home), store.data_key)


def _refuse_existing(home: Path) -> None:
    if has_store(home):
        raise Refused(_("Trong {folder} đã có kho dữ liệu; cpkit không ghi đè lên kho cũ.").format(folder=home))


def _new_settings(unit: str, unit_name: str, officer: str, practice: bool) -> Settings:
    return Settings(
        store_id=secrets.token_hex(8),
        mark=draw_mark(),
        unit=unit,
        unit_name=unit_name,
        officer=officer,
        practice=practice,
        created=now().isoformat(),
    )


def _create_files(home: Path, keys: Keys, data_key: bytes, settings: Settings) -> Store:
    """Key files first, marked unfinished; the engine's next; then the mark goes."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("Không tạo được thư mục {folder}: {reason}.")
        raise Refused(message.format(folder=home, reason=error.strerror)) from error
    written = write_keys(home, keys)
    store = Store.create(home, data_key, settings)
    write_keys(home, msgspec.structs.replace(written, finished=True))
    return store
