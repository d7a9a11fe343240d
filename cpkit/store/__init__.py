"""The store: TinyDB's documents, row by row in one encrypted file, with a ledger of every change.

What lives here: the file and its safety (`engine`, `repair`, `secondcopy`, `journal`, `mark`, `locks`, `rawfile`,
`disk`), documents and indexes (`tables`, `rows`, `writer`, `schema`, `indexes`), the ledger (`ledger`, `actions`,
`looks`, `verify`), ids, settings, migrations, keys and backups. What a child, a case or a report is, it does not know.
"""

from __future__ import annotations

from tinydb.table import Document

from cpkit.store.opening import create_store, open_store
from cpkit.store.store import Store

__all__ = ["Document", "Store", "create_store", "open_store"]
