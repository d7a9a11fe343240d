"""The SQL tables inside the store's file, and how a document becomes bytes and back.

Each table of documents is an SQL table of its own, `documents_<id>`: rows in id order, appended at the end.
"""

from __future__ import annotations

from typing import Any

import msgspec

SCHEMA_VERSION = 1

TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE tables (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, present INTEGER NOT NULL, last_id INTEGER NOT NULL,
    documents INTEGER NOT NULL);
CREATE TABLE slots (id INTEGER PRIMARY KEY, table_name TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL);
CREATE TABLE entries (slot INTEGER, key, doc_id INTEGER, PRIMARY KEY (slot, key, doc_id)) WITHOUT ROWID;
CREATE TABLE ledger (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, undoes INTEGER,
    first INTEGER NOT NULL, changes INTEGER NOT NULL, digest BLOB NOT NULL, hash BLOB NOT NULL);
CREATE TABLE changes (
    id INTEGER PRIMARY KEY, number INTEGER NOT NULL, table_id INTEGER NOT NULL, doc_id INTEGER NOT NULL,
    digest BLOB NOT NULL);
CREATE INDEX changes_of ON changes (table_id, doc_id);
CREATE TABLE texts (id INTEGER PRIMARY KEY, salt BLOB NOT NULL, before BLOB, after BLOB);
CREATE TABLE looks (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subjects TEXT NOT NULL,
    hash BLOB NOT NULL);
"""

encode = msgspec.json.Encoder().encode
decode: Any = msgspec.json.Decoder(dict[str, Any]).decode


def documents_table(table_id: int) -> str:
    """The name of the SQL table that holds the documents of table `table_id`."""
    return f"documents_{table_id}"


def lay_out(connection: Any) -> None:
    """Make the empty tables in a new file; inside the caller's transaction."""
    for statement in TABLES.split(";"):
        if statement.strip():
            connection.execute(statement)
    connection.execute("INSERT INTO facts VALUES ('commit', 0), ('schema_version', ?)", (SCHEMA_VERSION,))
