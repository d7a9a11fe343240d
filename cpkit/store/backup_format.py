"""The backup file: a small readable header with the wrapped keys, then one age file.

    cpkit-backup 1 <sha256 of the next line>
    {"made": …, "unit": …, "keys": {…}}
    age-encryption.org/v1 …

The age file is written to the store's own X25519 identity and, where set, to the office's; the standard `age` tool
opens it. In it lies a tar archive: how to read it (`READ-ME.txt`), the store's data key (`data-key.txt`) and the store
itself, still encrypted with that key, so that neither making nor restoring a backup ever writes a name in clear.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import BinaryIO

import msgspec

from cpkit.errors import Damaged, Refused
from cpkit.language import _
from cpkit.store.keys import Keys

MAGIC = b"cpkit-backup"
VERSION = b"1"
LONGEST_HEADER = 1 << 20
BLOCK = tarfile.BLOCKSIZE

READ_ME = """\
Tệp STORE là một cơ sở dữ liệu SQLCipher 4 (SQLite có mã hóa). Khóa ở dạng hex nằm trong data-key.txt.
STORE is a SQLCipher 4 database (encrypted SQLite). Its raw key, in hex, is in data-key.txt:

    sqlcipher STORE "PRAGMA key = \\"x'<data-key.txt>'\\"; SELECT name FROM sqlite_master;"

Cách thường dùng / the usual way: cpkit restore FILE
"""


class Header(msgspec.Struct, frozen=True):
    """What lies in clear at the head of a backup: when, which unit's, the ledger's last entry, the wrapped keys."""

    made: datetime
    cpkit: str
    unit: str
    unit_name: str
    entries: int
    head: str
    keys: Keys


def encode_header(header: Header) -> bytes:
    """The two lines before the age file."""
    line = msgspec.json.encode(header) + b"\n"
    return b" ".join((MAGIC, VERSION, hashlib.sha256(line).hexdigest().encode())) + b"\n" + line


def read_header(file: BinaryIO) -> Header:
    """Read the two lines, leaving `file` at the age file.

    `Refused` for a file that is no backup, `Damaged` for a damaged one or one that a newer cpkit made.
    """
    first, line = file.readline(200), file.readline(LONGEST_HEADER)
    words = first.split(b" ")
    if words[0] != MAGIC:
        raise Refused(_("Tệp này không phải bản sao lưu của cpkit, hoặc đã hỏng ngay từ đầu."))
    if len(words) != 3 or words[2] != hashlib.sha256(line).hexdigest().encode() + b"\n":
        raise broken_backup()
    if words[1] != VERSION:
        raise Damaged(_("Bản sao lưu này do bản cpkit mới hơn tạo ra. Hãy cài bản cpkit mới rồi phục hồi."))
    try:
        return msgspec.json.decode(line, type=Header)
    except msgspec.DecodeError:
        raise broken_backup() from None


def broken_backup() -> Damaged:
    """The refusal of a damaged or truncated backup."""
    return Damaged(_("Bản sao lưu này bị hỏng hoặc bị cắt cụt, không dùng được. Hãy dùng bản sao lưu khác."))


def archive(members: Iterable[tuple[str, BinaryIO, int]]) -> BinaryIO:
    """A tar archive of the members (name, content, bytes), read as a stream: nothing is gathered or written."""
    return io.BufferedReader(_Chain(_blocks(members)), BLOCK * 128)


def _blocks(members: Iterable[tuple[str, BinaryIO, int]]) -> Iterable[BinaryIO]:
    for name, content, size in members:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        yield io.BytesIO(entry.tobuf(tarfile.USTAR_FORMAT))
        yield content
        yield io.BytesIO(bytes(-size % BLOCK))
    yield io.BytesIO(bytes(2 * BLOCK))


class _Chain(io.RawIOBase):
    """Several streams read one after the other."""

    def __init__(self, streams: Iterable[BinaryIO]) -> None:
        self._streams = iter(streams)
        self._current: BinaryIO = io.BytesIO()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            piece = self._current.read(len(buffer))
            if piece:
                buffer[: len(piece)] = piece
                return len(piece)
            following = next(self._streams, None)
            if following is None:
                return 0
            self._current = following


class Unpacker(io.RawIOBase):
    """A sink for a tar archive: what it holds under the names of `targets` is written there, all else is dropped."""

    def __init__(self, targets: Mapping[str, BinaryIO]) -> None:
        self._targets = targets
        self._target: BinaryIO | None = None
        self._header = b""
        self._left = self._padding = 0
        self.complete: set[str] = set()
        self._name = ""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take the next piece of the archive."""
        rest = memoryview(data)
        while len(rest):
            rest = rest[self._take(rest) :]
        return len(data)

    def _take(self, piece: memoryview) -> int:
        if self._left:
            return self._take_content(piece)
        if self._padding:
            taken = min(len(piece), self._padding)
            self._padding -= taken
            return taken
        taken = min(len(piece), BLOCK - len(self._header))
        self._header += piece[:taken]
        if len(self._header) == BLOCK:
            self._begin()
        return taken

    def _take_content(self, piece: memoryview) -> int:
        taken = min(len(piece), self._left)
        if self._target is not None:
            self._target.write(piece[:taken])
        self._left -= taken
        if not self._left:
            self.complete.add(self._name)
        return taken

    def _begin(self) -> None:
        header, self._header = self._header, b""
        if header == bytes(BLOCK):
            return
        try:
            entry = tarfile.TarInfo.frombuf(header, "utf-8", "strict")
        except tarfile.HeaderError:
            raise broken_backup() from None
        self._name, self._left, self._padding = entry.name, entry.size, -entry.size % BLOCK
        self._target = self._targets.get(entry.name)
