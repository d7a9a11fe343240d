"""The store: TinyDB's documents, row by row in one encrypted file, with a ledger of every change.

What lives here: the file and its safety (`engine`, `repair`, `secondcopy`, `journal`, `mark`, `locks`, `rawfile`,
`disk`), documents and indexes (`tables`, `rows`, `writer`, `schema`, `indexes`), the ledger (`ledger`, `actions`,
`looks`, `verify`), ids, settings, migrations, keys and backups. What a child, a case or a report is, it does not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cpkit.store.opening import create_store, open_store
from cpkit.store.store import Store

if TYPE_CHECKING:
    from tinydb.table import Document

__all__ = ["Document", "Store", "create_store", "open_store"]


def __getattr__(name: str) -> Any:
    """`Document`, whose package a command that only reads through the indexes never loads."""
    if name != "Document":
        raise AttributeError(name)
    from tinydb.table import Document

    return Document
