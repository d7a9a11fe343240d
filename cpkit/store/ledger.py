"""The two chains: what was changed (`ledger`), and what was looked at, printed or exported (`looks`).

Each entry's hash covers the entry and the hash of the one before it, so nothing in the past can be altered, left out
or put in without every later hash changing. The chain of changes covers only salted digests of them: the texts
(before, after, salt) lie in rows of their own, and where the law orders a text erased, its row goes and the chain
stays whole. Without its salt a digest says nothing of what the text was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

SALT_SIZE = 16
START = bytes(32)  # the hash before the first entry
SETTINGS_TABLE = 0  # number and name under which the settings of the store stand in the ledger
SETTINGS_NAME = "settings"


class Change(msgspec.Struct, frozen=True):
    """One change of one document: entry `number` of the ledger, when, by whom, in which action, before and after.

    `before` is None for a new document, `after` for a removed one; both are None too where the text was erased.
    """

    number: int
    at: datetime
    actor: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Action(msgspec.Struct, frozen=True):
    """One entry of the ledger: `undoes` is the number of the entry it took back, `documents` how many it changed."""

    number: int
    at: datetime
    actor: str
    action: str
    undoes: int | None
    documents: int


def change_digest(salt: bytes, table: str, doc_id: int, before: bytes | None, after: bytes | None) -> bytes:
    """The salted digest of one change; each part is preceded by its length, so that none can run into the next."""
    parts = (table.encode(), str(doc_id).encode(), before, after)
    lengths = ",".join("-" if part is None else str(len(part)) for part in parts)
    return hashlib.sha256(b"".join((salt, lengths.encode(), b";", *(part or b"" for part in parts)))).digest()


def digest_of(digests: Iterable[bytes]) -> bytes:
    """One digest for all changes of an entry, in their order."""
    whole = hashlib.sha256()
    for digest in digests:
        whole.update(digest)
    return whole.digest()


def entry_hash(previous: bytes, fields: tuple[Any, ...]) -> bytes:
    """The hash of an entry made of `fields` that follows the entry with hash `previous`."""
    plain = [field.hex() if isinstance(field, bytes) else field for field in fields]
    return hashlib.sha256(previous + msgspec.json.encode(plain)).digest()


def last_entry(connection: Any, chain: str) -> tuple[int, bytes]:
    """Number and hash of the last entry of `chain`; 0 and the start when it is empty."""
    row = connection.execute(f"SELECT number, hash FROM {chain} ORDER BY number DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, START)
