"""Two locks, both let go by the system itself when a process dies.

The *write lock* is ours: one byte far behind the end of the second copy (`store.undo`), held from the beginning of a
write until its mark is on the disk. Whoever holds it knows that no other writer is alive, so anything half done that
lies there was left by a dead one.
The *file lock* is SQLite's own EXCLUSIVE lock on the database file, taken by hand: SQLite cannot take it when the
first page is torn, which is when it is needed.

A disk that knows no locks (some network shares) raises OSError: there the store is refused, not written without them.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WRITE_BYTE = 0x7FFFFF00  # behind any content: on Windows a locked byte cannot be read by others
PENDING_BYTE = 0x40000000  # SQLite's file format: pending byte, reserved byte, 510 shared bytes
LOCK_BYTES = 512
PAUSE = 0.001
LONGEST_PAUSE = 0.02

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int, start: int, length: int) -> bool:
        os.lseek(handle, start, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, length)
        except OSError:
            return False
        return True

    def _unlock(handle: int, start: int, length: int) -> None:
        os.lseek(handle, start, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, length)

    def try_write_lock(handle: int) -> bool:
        """Take the write lock on the open file `handle` if nobody holds it; say whether it was taken."""
        return _try_lock(handle, WRITE_BYTE, 1)

    def release_write_lock(handle: int) -> None:
        """Let the write lock go."""
        _unlock(handle, WRITE_BYTE, 1)

else:
    import fcntl

    def _try_lock(handle: int, start: int, length: int) -> bool:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _unlock(handle: int, start: int, length: int) -> None:
        fcntl.lockf(handle, fcntl.LOCK_UN, length, start)

    def try_write_lock(handle: int) -> bool:
        """Take the write lock on the open file `handle` if nobody holds it; say whether it was taken.

        `flock` belongs to the open file, not to the process: two stores opened in one process exclude each other,
        and closing some other handle does not drop it.
        """
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release_write_lock(handle: int) -> None:
        """Let the write lock go."""
        fcntl.flock(handle, fcntl.LOCK_UN)


def wait_until(attempt: Callable[[], bool], seconds: float) -> bool:
    """Repeat `attempt` until it succeeds or `seconds` have passed; say whether it succeeded."""
    deadline = time.monotonic() + seconds
    pause = PAUSE
    while not attempt():
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)
    return True


@contextmanager
def file_lock(handle: int, seconds: float) -> Iterator[None]:
    """Hold SQLite's EXCLUSIVE lock on the open database file `handle`. Raises TimeoutError after `seconds`.

    The caller's own SQLite connection must not be in a transaction: POSIX locks belong to the whole process.
    """
    if not wait_until(lambda: _try_lock(handle, PENDING_BYTE, LOCK_BYTES), seconds):
        raise TimeoutError
    try:
        yield
    finally:
        _unlock(handle, PENDING_BYTE, LOCK_BYTES)
