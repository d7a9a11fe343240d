"""The second chain: what was looked at, printed or exported, one entry a command."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from cpkit import times
from cpkit.store.ledger import entry_hash, last_entry


class UnrecordedLook(UserWarning):
    """A look could not be put on record because the store cannot be written now."""


class Look(msgspec.Struct, frozen=True):
    """One look: what was done (`action`) and the ids of those it was about (`subjects`)."""

    number: int
    at: datetime
    actor: str
    action: str
    subjects: tuple[str, ...]


def write_look(connection: Any, actor: str, action: str, subjects: tuple[str, ...]) -> None:
    """Add one entry; inside the caller's transaction."""
    number, previous = last_entry(connection, "looks")
    fields = (number + 1, times.now().isoformat(), actor, action, msgspec.json.encode(subjects).decode())
    connection.execute("INSERT INTO looks VALUES (?, ?, ?, ?, ?, ?)", (*fields, entry_hash(previous, fields)))


def read_looks(connection: Any) -> Iterator[Look]:
    """All looks, the oldest first."""
    query = "SELECT number, at, actor, action, subjects FROM looks ORDER BY number"
    for number, at, actor, action, subjects in connection.execute(query):
        ids = msgspec.json.decode(subjects, type=tuple[str, ...])
        yield Look(number, datetime.fromisoformat(at), actor, action, ids)
