"""The second copy (`store.undo`): every page a COMMIT is about to change, as it was before.

SQLite's own journal alone does not do: when a COMMIT is killed half way and its journal is then damaged or lost, the
file stays torn, and records acknowledged long ago are gone with it. So before COMMIT touches the file, the pages it
is going to change are copied here, sealed, and on the disk. The file is permanent and is overwritten in place.

Layout: a header - magic, number of the commit it goes back from, size of the database file in bytes, number of pages,
salt of the database file, seal - then the pages, each behind its number. The header is written last and its magic
says `PENDING`; `CLEARED` replaces it once the commit is done. The seal covers everything but the magic.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from cpkit.store import locks
from cpkit.store.rawfile import PAGE_SIZE
from cpkit.store.seals import derived_key, same

PENDING = b"CPKUNDO1"
CLEARED = b"cpkundo1"
SALT_SIZE = 16
KEPT_SIZE = 1 << 20  # bytes: after a larger write the file is cut down to nothing
_FIELDS = struct.Struct(">QQI16s")
_HEADER_SIZE = len(PENDING) + _FIELDS.size + 32
_NUMBER = struct.Struct(">I")
_RECORD = _NUMBER.size + PAGE_SIZE


class State(Enum):
    """`PENDING`: whole, its commit not known to be done. `DONE`: whole, its commit done. `BROKEN`: anything else."""

    PENDING = "pending"
    DONE = "done"
    BROKEN = "broken"


class Before(NamedTuple):
    """How the database file was: `commit` the number of the last commit in it, `size` in bytes, its `salt`."""

    commit: int
    size: int
    salt: bytes


class SecondCopy:
    """The second copy at `path`, sealed with a key of its own; also the file that carries the write lock."""

    def __init__(self, path: Path, data_key: bytes) -> None:
        self._path = path
        self._key = derived_key(data_key, "second copy")
        self._handle: int | None = None
        self._locked = False

    def open(self) -> None:
        """Open the file, making it when it is missing; where nothing may be written it is read, or held to be empty."""
        binary = getattr(os, "O_BINARY", 0)
        try:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | binary, 0o600)
        except OSError:
            self._handle = os.open(self._path, os.O_RDONLY | binary) if self._path.exists() else None

    def close(self) -> None:
        """Close the file; the write lock goes with it."""
        if self._handle is not None:
            os.close(self._handle)
        self._handle, self._locked = None, False

    def lock(self, seconds: float) -> bool:
        """Take the write lock, waiting up to `seconds`; say whether it was taken. Raises OSError where read-only."""
        taken = locks.wait_until(self._try_lock, seconds)
        self._locked = taken
        return taken

    def _try_lock(self) -> bool:
        if self._handle is None:
            self.open()
        if self._handle is None:
            raise PermissionError
        if not locks.try_write_lock(self._handle):
            return False
        if self._is_current():
            return True
        self.close()  # somebody removed the file: lock the one that is there now
        return False

    def _is_current(self) -> bool:
        assert self._handle is not None
        try:
            return os.path.samestat(os.fstat(self._handle), self._path.stat())
        except FileNotFoundError:
            return False

    def unlock(self) -> None:
        """Let the write lock go."""
        if self._locked and self._handle is not None:
            locks.release_write_lock(self._handle)
        self._locked = False

    def content(self) -> bytes:
        """All of the file, to be kept with a store that is put aside."""
        return self._read(0, os.fstat(self._opened()).st_size)

    def looks_pending(self) -> bool:
        """Whether the magic says that a commit is under way, or was when its process died. One short read."""
        return self._handle is not None and self._read(0, len(PENDING)) == PENDING

    def write(self, before: Before, pages: Iterable[tuple[int, bytes]]) -> None:
        """Keep `pages` and wait for the disk. Raises OSError (a full disk); the database file is then untouched."""
        body = [_NUMBER.pack(number) + page for number, page in pages]
        fields = _FIELDS.pack(before.commit, before.size, len(body), before.salt)
        made = hmac.new(self._key, fields, hashlib.sha256)
        self._write(0, CLEARED)
        self._seek(_HEADER_SIZE)
        for record in _joined(body):
            made.update(record)
            self._write_on(record)
        self._write(0, PENDING + fields + made.digest())
        os.fsync(self._opened())

    def clear(self) -> None:
        """Say that the commit is done. Not waited for: the mark says it too."""
        self._write(0, CLEARED)
        if os.fstat(self._opened()).st_size > KEPT_SIZE:
            os.ftruncate(self._opened(), 0)

    def state(self) -> tuple[State, Before | None]:
        """Whether the copy is whole and pending, and what it goes back to. Reads the whole file."""
        content = self._read(0, os.fstat(self._opened()).st_size)
        if len(content) < _HEADER_SIZE or content[: len(PENDING)] not in (PENDING, CLEARED):
            return State.BROKEN, None
        start = len(PENDING)
        fields = content[start : start + _FIELDS.size]
        commit, size, count, salt = _FIELDS.unpack(fields)
        body = memoryview(content)[_HEADER_SIZE : _HEADER_SIZE + count * _RECORD]
        made = hmac.new(self._key, fields, hashlib.sha256)
        made.update(body)
        if not same(made.digest(), content[start + _FIELDS.size : _HEADER_SIZE]):
            return State.BROKEN, None
        pending = content.startswith(PENDING)
        return (State.PENDING if pending else State.DONE), Before(commit, size, salt)

    def pages(self) -> Iterator[tuple[int, bytes]]:
        """The pages of a copy that `state` found whole."""
        count = _FIELDS.unpack(self._read(len(PENDING), _FIELDS.size))[2]
        for position in range(count):
            record = self._read(_HEADER_SIZE + position * _RECORD, _RECORD)
            yield _NUMBER.unpack_from(record)[0], record[_NUMBER.size :]

    def _opened(self) -> int:
        if self._handle is None:
            raise PermissionError
        return self._handle

    def _seek(self, start: int) -> None:
        os.lseek(self._opened(), start, os.SEEK_SET)

    def _read(self, start: int, length: int) -> bytes:
        self._seek(start)
        return os.read(self._opened(), length)

    def _write(self, start: int, data: bytes) -> None:
        self._seek(start)
        self._write_on(data)

    def _write_on(self, data: bytes) -> None:
        remaining = memoryview(data)
        while remaining:
            remaining = remaining[os.write(self._opened(), remaining) :]


def _joined(records: list[bytes]) -> Iterator[bytes]:
    for start in range(0, len(records), 1024):
        yield b"".join(records[start : start + 1024])
