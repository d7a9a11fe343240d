"""Putting another database in the place of the store's, all or nothing: for a hand-over and for a restore.

The other database is made ready, with its own mark, in the folder `store.incoming`. The key file that opens it is
written last, saying `incoming`: before that the store is what it was, after that it is the other one, and moving the
files in is only finished by whoever comes next.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from sqlcipher3 import dbapi2 as sqlcipher

from cpkit.store.disk import replace
from cpkit.store.engine import COPY, DATABASE, KEY_SIZE, MARK, WAIT, connect, plain_error
from cpkit.store.journal import journal_of
from cpkit.store.keys import Keys, read_keys, write_keys
from cpkit.store.secondcopy import SecondCopy

if TYPE_CHECKING:
    from cpkit.store.engine import Engine
    from cpkit.store.store import Store

INCOMING = "store.incoming"


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn errors of SQLCipher and of the system into `Refused` or `Damaged` with a plain sentence."""
    try:
        yield
    except (sqlcipher.Error, OSError) as error:
        raise plain_error(error) from error


@contextmanager
def alone(copy: SecondCopy) -> Iterator[None]:
    """Nobody else writes to the store for as long as this lasts; `Refused` when somebody does not finish."""
    with plain_errors():
        if not copy.lock(WAIT):
            raise TimeoutError
        try:
            yield
        finally:
            copy.unlock()


@contextmanager
def alone_in(home: Path) -> Iterator[SecondCopy]:
    """The same for a store that is not open, whoever's it is."""
    copy = SecondCopy(home / COPY, bytes(KEY_SIZE))
    with plain_errors():
        copy.open()
    try:
        with alone(copy):
            yield copy
    finally:
        copy.close()


def data_key_of(store: Store) -> bytes:
    """The data key the open store works with."""
    return store.engine.key


def let_go(engine: Engine) -> None:
    """Close the database file (Windows replaces no open file); the write lock stays."""
    engine.forget_pages()
    engine.raw.close()


def empty_incoming(home: Path) -> Path:
    """The folder to make the other database in; what a try that was cut short left there is gone."""
    folder = home / INCOMING
    remove_folder(folder)
    folder.mkdir(mode=0o700)
    return folder


def remove_folder(folder: Path) -> None:
    """Remove `folder` and what is in it, if it is there and can be removed."""
    shutil.rmtree(folder, ignore_errors=True)


def copy_database(store: Store, target: Path) -> None:
    """Copy the open store to the new file `target`, under the same key, as of one moment (SQLite's backup API)."""
    with plain_errors(), store.engine.reading() as connection:
        target.touch(mode=0o600, exist_ok=False)
        copy = connect(target, data_key_of(store), create=True)
        try:
            connection.backup(copy)
        finally:
            copy.close()


def change_key(database: Path, key: bytes, new_key: bytes) -> None:
    """Write the copy `database` anew under `new_key`."""
    with plain_errors():
        connection = connect(database, key)
        try:
            connection.execute(f"PRAGMA rekey = \"x'{new_key.hex()}'\"")
        finally:
            connection.close()


def swap(home: Path, keys: Keys, copy: SecondCopy) -> None:
    """Make the database in `store.incoming`, which `keys` open, the store's; `copy` holds the write lock."""
    _move_in(home, write_keys(home, msgspec.structs.replace(keys, finished=True, incoming=True)), copy)


def finish_swap(home: Path) -> None:
    """Finish what a dead process began, unless another one has done so meanwhile."""
    with alone_in(home) as copy:
        keys = read_keys(home)
        if keys.incoming:
            _move_in(home, keys, copy)


def _move_in(home: Path, keys: Keys, copy: SecondCopy) -> None:
    """Void what the database before left, then move in what still lies in `store.incoming`."""
    folder = home / INCOMING
    with plain_errors():
        copy.clear()
        journal_of(home / DATABASE).unlink(missing_ok=True)
        for name in (MARK, DATABASE):
            if (folder / name).exists():
                replace(folder / name, home / name)
    write_keys(home, msgspec.structs.replace(keys, incoming=False))
    remove_folder(folder)
