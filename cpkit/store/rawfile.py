"""The database file as bytes: whole pages read from it, and written back when a dead writer left it torn.

POSIX drops all locks of a process on a file as soon as the process closes *any* handle of that file. A handle opened
here is therefore shared by all stores of the process on the same file and closed only when the last of them is closed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path

PAGE_SIZE = 4096  # SQLCipher's default, also ours

_shared: dict[tuple[int, int], list[int]] = {}  # (device, inode) -> [handle, stores using it]
_guard = threading.Lock()


def _open(path: Path) -> int:
    binary = getattr(os, "O_BINARY", 0)
    try:
        return os.open(path, os.O_RDWR | binary)
    except PermissionError:
        return os.open(path, os.O_RDONLY | binary)


class RawFile:
    """One shared handle on the database file at `path`. Raises FileNotFoundError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _guard:
            self._identity = _identity(path)
            shared = _shared.get(self._identity)
            if shared is None:
                shared = _shared[self._identity] = [_open(path), 0]
            shared[1] += 1
            self.handle = shared[0]
        self._closed = False

    def close(self) -> None:
        """Give the handle back; the last user closes it. The SQLite connection must be closed before."""
        if self._closed:
            return
        self._closed = True
        with _guard:
            shared = _shared[self._identity]
            shared[1] -= 1
            if not shared[1]:
                del _shared[self._identity]
                os.close(shared[0])

    def is_current(self) -> bool:
        """Whether `path` still names this very file: restoring a backup puts another one in its place."""
        try:
            return _identity(self.path) == self._identity
        except FileNotFoundError:
            return False

    def size(self) -> int:
        """Bytes in the file."""
        return os.fstat(self.handle).st_size

    def read(self, start: int, length: int) -> bytes:
        """`length` bytes from `start`; fewer at the end of the file."""
        if hasattr(os, "pread"):
            return os.pread(self.handle, length, start)
        os.lseek(self.handle, start, os.SEEK_SET)
        return os.read(self.handle, length)

    def read_page(self, number: int) -> bytes:
        """Page `number` (the first is 1) as it lies on the disk, encrypted."""
        return self.read((number - 1) * PAGE_SIZE, PAGE_SIZE)

    def put_back(self, pages: Iterable[tuple[int, bytes]], size: int) -> None:
        """Write `pages` to their places, cut the file to `size` bytes and wait for the disk. Raises OSError."""
        for number, page in pages:
            os.lseek(self.handle, (number - 1) * PAGE_SIZE, os.SEEK_SET)
            os.write(self.handle, page)
        os.ftruncate(self.handle, size)
        os.fsync(self.handle)


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
