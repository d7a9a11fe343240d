"""The entries of the declared indexes: built where a declaration is new or changed, removed where it is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cpkit.store.layout import decode
from cpkit.store.rows import Rows
from cpkit.store.schema import TABLES, Index, Key, TableSchema

Declared = dict[tuple[str, str], Index]


def declared(tables: Mapping[str, TableSchema] = TABLES) -> Declared:
    """Every declared index under (table, name)."""
    return {(table, index.name): index for table, schema in tables.items() for index in schema.indexes}


def are_current(rows: Rows, tables: Mapping[str, TableSchema] = TABLES) -> bool:
    """Whether the store's entries are those of the declarations."""
    wanted = {place: index.definition for place, index in declared(tables).items()}
    with rows.engine.reading() as connection:
        found = connection.execute("SELECT table_name, name, definition FROM slots").fetchall()
    return {(table, name): definition for table, name, definition in found} == wanted


def bring_up_to_date(rows: Rows, connection: Any, tables: Mapping[str, TableSchema] = TABLES) -> None:
    """Remove and build what differs; inside the caller's write."""
    wanted = declared(tables)
    found = connection.execute("SELECT id, table_name, name, definition FROM slots").fetchall()
    for slot, table, name, definition in found:
        index = wanted.get((table, name))
        if index is None or index.definition != definition:
            connection.execute("DELETE FROM entries WHERE slot = ?", (slot,))
            connection.execute("DELETE FROM slots WHERE id = ?", (slot,))
        else:
            del wanted[table, name]
    for (table, _name), index in wanted.items():
        _build(rows, connection, table, index)


def _build(rows: Rows, connection: Any, table: str, index: Index) -> None:
    query = "INSERT INTO slots (table_name, name, definition) VALUES (?, ?, ?)"
    slot = connection.execute(query, (table, index.name, index.definition)).lastrowid
    connection.executemany("INSERT INTO entries VALUES (?, ?, ?)", _entries(rows, table, slot, index))


def _entries(rows: Rows, table: str, slot: int, index: Index) -> Iterator[tuple[int, Key, int]]:
    for doc_id, body in rows.bodies(table):
        for key in index.keys(decode(body)):
            yield slot, key, doc_id
