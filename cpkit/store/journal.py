"""What SQLite's rollback journal says while a write is being prepared: which pages it is going to change.

Format (https://www.sqlite.org/fileformat2.html#the_rollback_journal): a header padded to one sector - 8 bytes magic,
then five big-endian numbers: records, nonce, pages before, sector size, page size - followed by records of
(page number, page, checksum). Until COMMIT syncs it, magic and record count are zero; with `cache_spill` off that
is until the very moment before the database file is first touched.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

from cpkit.store.rawfile import PAGE_SIZE

MAGIC = bytes.fromhex("d9d505f920a163d7")
_HEADER = struct.Struct(">8s5I")
_RECORD = 4 + PAGE_SIZE + 4


def journal_of(database: Path) -> Path:
    """Where SQLite keeps the journal of `database`."""
    return database.with_name(database.name + "-journal")


def changed_pages(journal: Path) -> tuple[list[int], int] | None:
    """The page numbers recorded in an unsynced `journal` and the pages the file had before; None when unreadable.

    None also when there is no journal. A journal of another shape (several headers, another page size) is None.
    """
    try:
        handle = os.open(journal, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return None
    try:
        return _read(handle)
    finally:
        os.close(handle)


def _read(handle: int) -> tuple[list[int], int] | None:
    head = os.read(handle, _HEADER.size)
    if len(head) < _HEADER.size:
        return None
    magic, _records, _nonce, before, sector, page_size = _HEADER.unpack(head)
    length = os.fstat(handle).st_size - sector
    if magic not in (MAGIC, bytes(8)) or page_size != PAGE_SIZE or sector < _HEADER.size or length % _RECORD:
        return None
    numbers = []
    for start in range(sector, sector + length, _RECORD):
        os.lseek(handle, start, os.SEEK_SET)
        numbers.append(int.from_bytes(os.read(handle, 4), "big"))
    return numbers, before


def was_synced(journal: Path) -> bool:
    """Whether SQLite had begun to change the database file when it left this journal behind."""
    try:
        with journal.open("rb") as file:
            return file.read(8) == MAGIC
    except FileNotFoundError:
        return False
