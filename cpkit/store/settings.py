"""Whose store it is; kept in the store itself, its changes in the ledger like those of any document."""

from __future__ import annotations

from typing import Any

import msgspec

from cpkit import times
from cpkit.store import identifiers
from cpkit.store.layout import SCHEMA_VERSION, encode
from cpkit.store.ledger import SETTINGS_NAME, SETTINGS_TABLE
from cpkit.store.writer import Edit, Writer

SETTINGS_ID = 0


class Settings(msgspec.Struct, frozen=True):
    """`mark`: two letters in the ids given here; `unit`: the unit's key; `officer`: who writes now."""

    store_id: str
    mark: str
    unit: str
    unit_name: str
    officer: str
    practice: bool
    created: str
    schema_version: int = SCHEMA_VERSION


def new_settings(*, unit: str, unit_name: str, officer: str, practice: bool = False) -> Settings:
    """Settings of a new store, its id and mark drawn at random."""
    import secrets  # slow to load, and a store is made once

    mark = identifiers.mark_letters(secrets.randbelow(len(identifiers.MARK_LETTERS) ** 2))
    return Settings(secrets.token_hex(16), mark, unit, unit_name, officer, practice, times.now().isoformat())


def read_settings(connection: Any) -> Settings:
    """The settings of the store that `connection` sees."""
    facts = dict(connection.execute("SELECT name, value FROM facts").fetchall())
    settings = msgspec.json.decode(facts["settings"], type=Settings)
    return msgspec.structs.replace(settings, schema_version=facts["schema_version"])


def write_settings(connection: Any, writer: Writer, settings: Settings) -> None:
    """Keep `settings`, and what changed in the ledger; inside the caller's write."""
    row = connection.execute("SELECT value FROM facts WHERE name = 'settings'").fetchone()
    after = encode(settings)
    connection.execute("INSERT OR REPLACE INTO facts VALUES ('settings', ?)", (after,))
    writer.record(SETTINGS_TABLE, SETTINGS_NAME, [Edit(SETTINGS_ID, row[0] if row else None, after)])
