"""One encrypted SQLite file (SQLCipher), read and written so that a killed process, a full disk or a lost journal
leaves every acknowledged write in place and nothing half done.

A write, step by step:

1. take the write lock; take back whatever a dead writer left half done (`repair`);
2. `BEGIN IMMEDIATE`, the changes. `cache_spill` is off, so the database file is not touched before COMMIT;
3. empty the free list (`incremental_vacuum`): SQLite does not journal free pages it uses again, so there are none;
4. keep the second copy of every page that COMMIT will change, and wait for the disk;
5. lay the new mark ready, and wait for the disk;
6. COMMIT; put the mark in place, wait for the disk; clear the second copy; let the lock go.

Killed before 4 ends, the database file is untouched. Killed later, the second copy takes it back to where it was,
whatever became of SQLite's journal. Once the mark is in place the second copy is older than the mark and void.
A reader holds SQLite's SHARED lock, under which no COMMIT can touch the file, and looks for a pending second copy
after it has the lock: none there means that what it reads is whole.
"""

from __future__ import annotations

import errno
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from cpkit.errors import CpkitError, Damaged, Refused, system_reason
from cpkit.language import _
from cpkit.store import repair
from cpkit.store.journal import changed_pages, journal_of
from cpkit.store.mark import MarkFile, check_mark, mark_of
from cpkit.store.rawfile import PAGE_SIZE, RawFile
from cpkit.store.secondcopy import SALT_SIZE, Before, SecondCopy

DATABASE = "store.db"
COPY = "store.undo"
MARK = "store.mark"
WAIT = 30.0  # seconds to wait for another process that is reading or writing
KEY_SIZE = 32
SETTINGS = (  # journal_mode DELETE is SQLite's default and is never changed
    "synchronous = FULL",
    "cache_spill = OFF",
    "cache_size = -16384",  # KiB
    "temp_store = MEMORY",
    "secure_delete = ON",
)

_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR")  # the last: tables or columns of ours are missing


class Busy(Refused):
    """Another process kept the store for longer than one waits. Exit code 1."""


def connect(path: Path, key: bytes, wait: float = WAIT, *, create: bool = False) -> Any:
    """An SQLCipher connection to `path` opened with the raw 32-byte `key`, in autocommit mode; nothing is read yet."""
    if len(key) != KEY_SIZE:
        raise ValueError("the data key is 32 bytes")
    address = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
    connection = sqlcipher.connect(address, uri=True, isolation_level=None, timeout=wait, check_same_thread=False)
    connection.execute("PRAGMA cipher_log_level = NONE")  # or SQLCipher itself writes to stderr
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    return connection


def plain_error(error: Exception) -> CpkitError:
    """The sentence an officer reads instead of an error of SQLCipher or of the system."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL" or getattr(error, "errno", None) in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        return Refused(_("Đĩa đã đầy, chưa lưu được gì. Hãy giải phóng chỗ trống rồi làm lại."))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or isinstance(error, TimeoutError):
        return Busy(_("Kho đang được một cửa sổ cpkit khác dùng. Hãy đợi nó xong rồi làm lại."))
    if name.startswith("SQLITE_READONLY") or name == "SQLITE_CANTOPEN" or isinstance(error, PermissionError):
        return Refused(_("Không ghi được vào thư mục của kho. Hãy kiểm tra quyền ghi của thư mục."))
    if name.startswith(_DAMAGE):
        return Damaged(_("Kho dữ liệu bị hỏng. Không thay đổi gì. Hãy khôi phục từ bản sao lưu: cpkit restore."))
    if name.startswith("SQLITE_IOERR"):  # also where no more may be written: a quota, the largest size of a file
        return Refused(
            _("Đĩa báo lỗi đọc, ghi; chưa lưu được gì. Hãy xem đĩa có đầy, ổ có bị rút ra không, rồi làm lại.")
        )
    reason = system_reason(error) if isinstance(error, OSError) else name or type(error).__name__
    return Refused(_("Đĩa hoặc kho dữ liệu báo lỗi: {error}").format(error=reason))


class Engine:
    """The store's file in the folder `home`, opened with the data key. Not for use by two threads at once."""

    def __init__(self, home: Path, key: bytes, *, wait: float = WAIT) -> None:
        self.home = home
        self.path = home / DATABASE
        self.wait = wait
        self.key = key
        self.journal = journal_of(self.path)
        self.copy = SecondCopy(home / COPY, key)
        self.mark = MarkFile(home / MARK, key)
        self.raw = RawFile(self.path)
        self.connection: Any = None
        self._had_free_pages = False

    def open(self) -> None:
        """Take back what a dead writer left, connect, check the mark. Raises Damaged or Refused, closed again."""
        try:
            self.copy.open()
            with self.reading() as connection:
                check_mark(self.mark.read(), connection)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close everything; what was not committed is gone."""
        self._disconnect()
        self.copy.close()
        self.raw.close()

    @property
    def in_transaction(self) -> bool:
        """Whether a read or a write is under way on this engine."""
        return self.connection is not None and self.connection.in_transaction

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """One unchanging view of the store for as long as it lasts; inside another read or a write, that one's."""
        if self.in_transaction:
            yield self.connection
            return
        with _plain_errors(sqlcipher.Error, OSError):
            self._begin_reading()
        try:
            with _plain_errors(sqlcipher.Error):
                yield self.connection
        finally:
            self._roll_back()

    def _begin_reading(self) -> None:
        deadline = time.monotonic() + self.wait
        while True:
            repair.settle(self)
            connection = self._connected()
            connection.execute("BEGIN")
            connection.execute("SELECT value FROM facts WHERE name = 'commit'").fetchone()
            if not self.copy.looks_pending():
                return
            self._roll_back()
            if time.monotonic() > deadline:
                raise TimeoutError

    @contextmanager
    def writing(self, wait: float | None = None) -> Iterator[Any]:
        """All or nothing: what is done on the connection inside is on the disk when this returns, or never was.

        Raises Refused (disk full, read-only), Busy after `wait` seconds, Damaged. An exception inside leaves nothing.
        """
        if self.in_transaction:
            raise RuntimeError("a write cannot begin inside a read")
        with _plain_errors(sqlcipher.Error, OSError):
            self._begin_writing(self.wait if wait is None else wait)
        try:
            with _plain_errors(sqlcipher.Error):
                yield self.connection
            with _plain_errors(sqlcipher.Error, OSError):
                self._commit(self.connection)
        finally:
            self._roll_back()
            self.copy.unlock()

    def _begin_writing(self, wait: float) -> None:
        if not self.copy.lock(wait):
            raise TimeoutError
        try:
            self.check_same_file()
            repair.recover(self)
            self._connected().execute("BEGIN IMMEDIATE")
            self._had_free_pages = self.connection.execute("PRAGMA freelist_count").fetchone()[0] > 0
        except BaseException:
            self.copy.unlock()
            raise

    def check_same_file(self) -> None:
        """Raise Refused when another database file was put in the place of the open one."""
        if not self.raw.is_current():
            raise Refused(_("Kho vừa được thay bằng kho khác (khôi phục hoặc bàn giao). Hãy mở lại cpkit."))

    def _commit(self, connection: Any) -> None:
        if not self.journal.exists():
            return  # nothing was changed
        connection.execute("UPDATE facts SET value = value + 1 WHERE name = 'commit'")
        if connection.execute("PRAGMA freelist_count").fetchone()[0]:
            connection.execute("PRAGMA incremental_vacuum").fetchall()
        with _without_interrupts():
            try:
                self._commit_for_good(connection)
            except BaseException as error:
                self._take_back(error)
                raise
            with suppress(OSError):  # the mark says as well that the second copy is void
                self.copy.clear()

    def _commit_for_good(self, connection: Any) -> None:
        mark = mark_of(connection)
        self._keep_second_copy(mark.commit - 1, connection)
        self.mark.prepare(mark)
        connection.execute("COMMIT")
        self.mark.publish()

    def _keep_second_copy(self, commit: int, connection: Any) -> None:
        size = self.raw.size()
        pages_before, pages_now = size // PAGE_SIZE, connection.execute("PRAGMA page_count").fetchone()[0]
        journal = changed_pages(self.journal)
        if journal is None or journal[1] != pages_before or self._had_free_pages:
            changed = set(range(1, pages_before + 1))  # what will be changed cannot be told: keep everything
        else:
            changed = {1, *range(pages_now + 1, pages_before + 1), *journal[0]}
        pages = ((number, self.raw.read_page(number)) for number in sorted(changed) if number <= pages_before)
        self.copy.write(Before(commit, size, self.raw.read(0, SALT_SIZE)), pages)

    def _take_back(self, error: BaseException) -> None:
        """After a commit that failed anywhere: as if it had never begun."""
        if isinstance(error, Exception) and isinstance(plain_error(error), Busy):
            self._roll_back()  # a reader was in the way of COMMIT: the file is untouched
            self.copy.clear()
            return
        self._disconnect()
        with suppress(OSError, CpkitError):  # what cannot be taken back now is taken back by the next process
            repair.recover(self)

    def _roll_back(self) -> None:
        if self.in_transaction:
            self.connection.execute("ROLLBACK")

    def _connected(self) -> Any:
        if self.connection is None:
            self.connection = self.connect()
        return self.connection

    def connect(self) -> Any:
        """A new connection to the store's file."""
        return connect(self.path, self.key, self.wait)

    def _disconnect(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def forget_pages(self) -> None:
        """Drop every page held in memory: the file was changed behind SQLite's back."""
        self._disconnect()


@contextmanager
def _plain_errors(*kinds: type[Exception]) -> Iterator[None]:
    try:
        yield
    except kinds as error:
        raise plain_error(error) from error


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Ctrl-C during the last steps of a commit waits until they are done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught: list[tuple[int, FrameType | None]] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: caught.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if caught and callable(before):
            before(*caught[0])
