"""Records that were found to be another one and became part of it: their ids stay findable and open the one kept."""

from __future__ import annotations

from cpkit.store.layout import decode
from cpkit.store.rows import Rows

TABLES = {"children": "merged_children"}
"""Of which tables records can become one, and where the ids of those that are gone lie, each with what it is `into`."""


def kept_id(rows: Rows, table: str, doc_id: int) -> int:
    """The id under which the record lies now: itself, or the one it became part of, that one's own in turn."""
    while table in TABLES and (body := rows.body(TABLES[table], doc_id)) is not None:
        doc_id = decode(body)["into"]
    return doc_id
