"""Backing a store up into one file, and bringing one back (`cpkit.store.backup_format` says what is in it).

Making one: a copy of the open store under SQLite's backup API, while others may write, still encrypted; then age around
it, into a file that gets its name only when it is whole and on the disk. Bringing one back: everything is unpacked and
checked beside the store, and only then put in its place.
"""

from __future__ import annotations

import errno
import io
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from cpkit import __version__
from cpkit.errors import Refused
from cpkit.language import _
from cpkit.store.backup_format import READ_ME, Header, Unpacker, archive, broken_backup, encode_header, read_header
from cpkit.store.disk import replace
from cpkit.store.engine import DATABASE
from cpkit.store.files import remove_quietly, write_atomically
from cpkit.store.keys import Keys, age_identity, read_keys
from cpkit.store.swapping import copy_database, data_key_of, plain_errors
from cpkit.times import now

if TYPE_CHECKING:
    from cpkit.store.store import Store

SUFFIX = ".cpkit"
PART = ".part"
WORK = "store.backup-"
LAST = "store.last-backup"
DATA_KEY = "data-key.txt"
AN_HOUR = 3600.0  # seconds


@dataclass(frozen=True)
class Backup:
    """A backup that was made: where, how many bytes, how many ledger entries it holds."""

    path: Path
    size: int
    entries: int
    made: datetime


class LastBackup(msgspec.Struct, frozen=True):
    """What the store's folder remembers of its last backup."""

    made: datetime
    path: str


def make_backup(home: Path, store: Store, out: Path | None = None) -> Backup:
    """Back the open store up to `out` (a file, a folder, or the current folder) and read the backup back to check it.

    The file's own name holds unit and time, no person's name. `Refused` when `out` exists or cannot be written.
    """
    keys, data_key, made = read_keys(home), data_key_of(store), now()
    target = _target(out if out is not None else Path.cwd(), store.settings.unit, made)
    settings = store.settings
    with _working_copy(home, store) as (copy, entries, head):
        header = Header(made, __version__, settings.unit, settings.unit_name, entries, head, keys)
        with plain_errors():
            size = _write(target, header, copy, data_key)
    write_atomically(home / LAST, msgspec.json.encode(LastBackup(made, str(target.absolute()))))
    return Backup(target, size, entries, made)


def last_backup(home: Path) -> LastBackup | None:
    """The last backup made from `home`, as far as its folder remembers."""
    try:
        return msgspec.json.decode((home / LAST).read_bytes(), type=LastBackup)
    except (OSError, msgspec.DecodeError):
        return None


def backup_header(file: Path) -> Header:
    """The header of the backup `file`; `Refused` when it is none, `Damaged` when its header is damaged or newer."""
    with plain_errors(), file.open("rb") as opened:
        return read_header(opened)


def unpack(file: Path, data_key: bytes, database: Path) -> Header:
    """Write the store in the backup `file` to `database`; `Damaged` when one byte is wrong or missing."""
    with plain_errors(), file.open("rb") as opened:
        header = read_header(opened)
        database.touch(mode=0o600, exist_ok=False)
        with database.open("wb") as target:
            _decrypt(opened, age_identity(header.keys, data_key), {DATABASE: target})
            target.flush()
            os.fsync(target.fileno())
    return header


def _target(out: Path, unit: str, made: datetime) -> Path:
    """The file to write: `out` itself, or in the folder `out` a new name of unit and time."""
    if not out.is_dir():
        if out.exists():
            raise Refused(_("Đã có tệp {file}; hãy chọn tên khác.").format(file=out))
        if not out.parent.is_dir():
            raise Refused(_("Không có thư mục {folder}.").format(folder=out.parent))
        return out
    name = f"cpkit-{unit.replace(':', '-')}-{made:%Y%m%d-%H%M}"
    names = (f"{name}{again}{SUFFIX}" for again in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(out / each for each in names if not (out / each).exists())


@contextmanager
def _working_copy(home: Path, store: Store) -> Iterator[tuple[Path, int, str]]:
    """A copy of the store as of now, encrypted like it, in its folder, and the head of its ledger.

    Copies that a killed backup left are removed.
    """
    _remove_left(home.glob(f"{WORK}*"))
    copy = home / f"{WORK}{secrets.token_hex(4)}"
    try:
        with store.reading():
            entries, head = store.head()
            copy_database(store, copy)
        yield copy, entries, head
    finally:
        remove_quietly(copy)


def _remove_left(files: Iterable[Path]) -> None:
    """Remove what a killed backup left; a file of the last hour may be another backup's, still at work."""
    for file in files:
        with suppress(OSError):
            if time.time() - file.stat().st_mtime > AN_HOUR:
                file.unlink()


def _write(target: Path, header: Header, copy: Path, data_key: bytes) -> int:
    """Write the whole backup beside `target`, read it back, and only then give it its name; returns its bytes."""
    _remove_left(target.parent.glob(f"cpkit-*{PART}"))
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}{PART}")
    try:
        part.touch(mode=0o600, exist_ok=False)
        with part.open("r+b") as file:
            file.write(encode_header(header))
            _encrypt(copy, header.keys, data_key, file)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
            file.seek(0)
            _check(file, data_key, copy)
        replace(part, target)
    finally:
        remove_quietly(part)
    return size


def _encrypt(copy: Path, keys: Keys, data_key: bytes, file: BinaryIO) -> None:
    import pyrage

    recipients = [keys.recipient, *([keys.office.recipient] if keys.office else [])]
    read_me, key = READ_ME.replace("STORE", DATABASE).encode(), data_key.hex().encode() + b"\n"
    with copy.open("rb") as database:
        members: list[tuple[str, BinaryIO, int]] = [
            ("READ-ME.txt", io.BytesIO(read_me), len(read_me)),
            (DATA_KEY, io.BytesIO(key), len(key)),
            (DATABASE, database, copy.stat().st_size),
        ]
        try:
            pyrage.encrypt_io(archive(members), file, [pyrage.x25519.Recipient.from_str(each) for each in recipients])
        except pyrage.EncryptError as error:  # it gives the system's own error as text
            number = re.search(r"\[Errno (\d+)\]", str(error))
            raise OSError(int(number[1]) if number else errno.EIO, str(error)) from error


def _decrypt(file: BinaryIO, identity: str, targets: dict[str, Any]) -> None:
    """Unpack the age file that `file` stands at; `Damaged` when it is not whole. Errors of the disk are `OSError`."""
    import pyrage

    unpacker = Unpacker(targets)
    try:
        pyrage.decrypt_io(file, unpacker, [pyrage.x25519.Identity.from_str(identity)])
    except pyrage.DecryptError:
        raise broken_backup() from None
    except OSError as error:
        if error.errno is None:  # age's own: a chunk that is not as it was written
            raise broken_backup() from None
        raise
    if not targets.keys() <= unpacker.complete:
        raise broken_backup()


def _check(file: BinaryIO, data_key: bytes, copy: Path) -> None:
    """Read the backup back: what comes out is the copy, byte for byte."""
    header = read_header(file)
    with copy.open("rb") as database:
        compared = _Compared(database)
        _decrypt(file, age_identity(header.keys, data_key), {DATABASE: compared})
        if compared.differs or database.read(1):
            raise broken_backup()


class _Compared(io.RawIOBase):
    """A sink that compares what is written to it with a file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.differs = False

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self.differs = self.differs or self._file.read(len(piece)) != bytes(piece)
        return len(piece)
