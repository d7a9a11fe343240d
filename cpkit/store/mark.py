"""The mark (`store.mark`): how far the store had come when the last command returned, sealed, beside the store.

A store whose ledger ends before the mark has lost what was acknowledged: it is refused, never used.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from cpkit.errors import Damaged
from cpkit.language import _
from cpkit.store import disk
from cpkit.store.seals import derived_key, same, seal


class Mark(msgspec.Struct, frozen=True):
    """Commits made so far, and the last number and hash of each chain (0 and "" when it is empty)."""

    commit: int
    number: int
    hash: str
    look_number: int
    look_hash: str


NOTHING = (0, "")


def mark_of(connection: Any) -> Mark:
    """The mark that describes the store as `connection` sees it."""
    commit = connection.execute("SELECT value FROM facts WHERE name = 'commit'").fetchone()[0]
    return Mark(commit, *_last(connection, "ledger"), *_last(connection, "looks"))


def _last(connection: Any, chain: str) -> tuple[int, str]:
    row = connection.execute(f"SELECT number, hash FROM {chain} ORDER BY number DESC LIMIT 1").fetchone()
    return (row[0], row[1].hex()) if row else NOTHING


def check_mark(mark: Mark, connection: Any) -> None:
    """Raise Damaged when the store that `connection` sees is behind `mark` or is another one."""
    commit = connection.execute("SELECT value FROM facts WHERE name = 'commit'").fetchone()[0]
    ledger = _has(connection, "ledger", mark.number, mark.hash)
    looks = _has(connection, "looks", mark.look_number, mark.look_hash)
    if commit < mark.commit or not ledger or not looks:
        raise Damaged(
            _(
                "Kho dữ liệu thiếu những bản ghi đã lưu trước đây (có thể tệp đã bị thay bằng bản cũ). "
                "Không thay đổi gì. Hãy khôi phục từ bản sao lưu: cpkit restore."
            )
        )


def _has(connection: Any, chain: str, number: int, hash_: str) -> bool:
    if not number:
        return True
    row = connection.execute(f"SELECT hash FROM {chain} WHERE number = ?", (number,)).fetchone()
    return row is not None and row[0].hex() == hash_


class MarkFile:
    """The mark at `path`, sealed with a key of its own."""

    def __init__(self, path: Path, data_key: bytes) -> None:
        self._path = path
        self._fresh = path.with_name(path.name + ".new")
        self._key = derived_key(data_key, "mark")

    def read(self) -> Mark:
        """The mark. Raises Damaged when it is missing or not exactly what was written."""
        try:
            content = self._path.read_bytes()
            mark = msgspec.json.decode(content.partition(b"\n")[0], type=Mark)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            raise _broken() from None
        if not same(content, self._sealed(mark)):
            raise _broken()
        return mark

    def prepare(self, mark: Mark) -> None:
        """Lay `mark` ready on the disk; only `publish` makes it the mark. Raises OSError."""
        disk.write_new(self._fresh, self._sealed(mark))

    def publish(self) -> None:
        """Put the prepared mark in its place and wait for the disk. Raises OSError."""
        disk.replace(self._fresh, self._path)

    def _sealed(self, mark: Mark) -> bytes:
        content = msgspec.json.encode(mark)
        return content + b"\n" + seal(self._key, content).hex().encode() + b"\n"


def _broken() -> Damaged:
    return Damaged(
        _(
            "Tệp dấu của kho (store.mark) bị hỏng hoặc bị mất. Không thay đổi gì. "
            "Hãy khôi phục từ bản sao lưu: cpkit restore."
        )
    )
