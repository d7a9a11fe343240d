"""Changing who can open the store: another passphrase, another recovery key, another officer."""

from __future__ import annotations

from pathlib import Path

import msgspec

from cpkit.store.creation import adopt
from cpkit.store.engine import DATABASE
from cpkit.store.keys import (
    Keys,
    make_keys,
    read_keys,
    wrap_for_office,
    wrap_with_passphrase,
    wrap_with_recovery,
    write_keys,
)
from cpkit.store.passphrases import check_passphrase
from cpkit.store.recovery_key import new_recovery, write_recovery
from cpkit.store.sealing import new_key
from cpkit.store.sessions import lock
from cpkit.store.store import Store
from cpkit.store.swapping import alone, change_key, copy_database, data_key_of, empty_incoming, let_go, swap


def change_passphrase(home: Path, store: Store, passphrase: str) -> None:
    """From now on the store opens with `passphrase` and no longer with the one before; `Refused` for a weak one."""
    check_passphrase(passphrase, names=(store.settings.unit_name, store.settings.officer))
    write_keys(home, wrap_with_passphrase(read_keys(home), data_key_of(store), passphrase))
    store.look("passwd")


def change_recovery(home: Path, store: Store) -> str:
    """A new recovery key, to be shown this once; the one before no longer opens the store."""
    recovery = new_recovery()
    write_keys(home, wrap_with_recovery(read_keys(home), data_key_of(store), recovery))
    store.look("recovery_key")
    return write_recovery(recovery)


def set_office(home: Path, store: Store, recipient: str) -> None:
    """From now on the office that holds the age identity of `recipient` opens the store's backups too."""
    write_keys(home, wrap_for_office(read_keys(home), data_key_of(store), recipient))
    store.look("office_key", (recipient,))


def hand_over(home: Path, store: Store, *, officer: str, passphrase: str | None) -> str | None:
    """Give the store to `officer`: a new data key under a new passphrase; returns the new recovery key. Closes `store`.

    What the officer before knows - passphrase, recovery key, unlocked session, age identity - opens this store and the
    backups made from now on no longer. Backups made before still open with what opened them then. A practice store has
    no keys to change: only the name does.
    """
    keys = read_keys(home)
    if not keys.practice and passphrase is not None:
        check_passphrase(passphrase, names=(store.settings.unit_name, officer, store.settings.officer))
    store.change_settings("hand_over", officer=officer)
    if keys.practice or passphrase is None:
        return None
    fresh_key, recovery = new_key(), new_recovery()
    fresh = _fresh_keys(keys, fresh_key, passphrase, recovery)
    with alone(store.engine.copy):
        _prepare(home, store, fresh_key)
        let_go(store.engine)
        swap(home, fresh, store.engine.copy)
    store.close()
    lock(keys.store_id)
    return write_recovery(recovery)


def _fresh_keys(keys: Keys, data_key: bytes, passphrase: str, recovery: bytes) -> Keys:
    """Keys of the same store around another data key, with another age identity; the office stays."""
    fresh = msgspec.structs.replace(make_keys(keys.store_id, data_key), revision=keys.revision)
    fresh = wrap_with_recovery(wrap_with_passphrase(fresh, data_key, passphrase), data_key, recovery)
    return wrap_for_office(fresh, data_key, keys.office.recipient) if keys.office else fresh


def _prepare(home: Path, store: Store, fresh_key: bytes) -> None:
    folder = empty_incoming(home)
    copy_database(store, folder / DATABASE)
    change_key(folder / DATABASE, data_key_of(store), fresh_key)
    adopt(folder, fresh_key)
