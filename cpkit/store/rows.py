"""Reading documents and index entries straight from the engine, in short reads that hold no lock in between.

A long stream is read in portions: a writer never waits for it, and a loop may write while it reads. Wrap it in
`Engine.reading()` where one unchanging view matters more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cpkit.store.engine import Engine
from cpkit.store.layout import documents_table
from cpkit.store.schema import Index, Key, schema_of

PORTION = 2000  # rows read at once
LEAST_ID = -(2**63)
Slots = dict[str, list[tuple[int, Index]]]


class Rows:
    """The rows of every table in `engine`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.slots: Slots = {}

    def load_slots(self) -> None:
        """Learn which number each declared index has in this file."""
        with self.engine.reading() as connection:
            found = connection.execute("SELECT table_name, name, id FROM slots").fetchall()
        numbers = {(table, name): slot for table, name, slot in found}
        self.slots = {}
        for table in {table for table, _name, _slot in found}:
            indexes = schema_of(table).indexes
            known = [index for index in indexes if (table, index.name) in numbers]
            self.slots[table] = [(numbers[table, index.name], index) for index in known]

    def slot(self, table: str, name: str) -> tuple[int, Index]:
        """The number and declaration of index `name` of `table`. Raises KeyError for an index not declared."""
        for slot, index in self.slots.get(table, ()):
            if index.name == name:
                return slot, index
        raise KeyError(f"no index {name!r} on table {table!r}")

    def tables(self) -> list[str]:
        """The names of all tables that were ever written to and not dropped since."""
        with self.engine.reading() as connection:
            found = connection.execute("SELECT name FROM tables WHERE present ORDER BY id").fetchall()
        return [row[0] for row in found]

    def table_id(self, table: str) -> int | None:
        """The number of `table` in this file; None when nothing was ever written to it."""
        with self.engine.reading() as connection:
            row = connection.execute("SELECT id FROM tables WHERE name = ? AND present", (table,)).fetchone()
        return row[0] if row else None

    def count(self, table: str) -> int:
        """How many documents `table` has; kept with the table, not counted."""
        with self.engine.reading() as connection:
            row = connection.execute("SELECT documents FROM tables WHERE name = ?", (table,)).fetchone()
        return row[0] if row else 0

    def body(self, table: str, doc_id: int) -> bytes | None:
        """The bytes of one document; None when there is none."""
        with self.engine.reading() as connection:
            table_id = self.table_id(table)
            if table_id is None:
                return None
            query = f"SELECT body FROM {documents_table(table_id)} WHERE doc_id = ?"
            row = connection.execute(query, (doc_id,)).fetchone()
        return row[0] if row else None

    def bodies_of(self, table: str, ids: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """Those of the documents with these ids that there are, in id order."""
        ordered = sorted(set(ids))
        for start in range(0, len(ordered), PORTION):
            yield from self._portion_of(table, ordered[start : start + PORTION])

    def _portion_of(self, table: str, ids: list[int]) -> list[tuple[int, bytes]]:
        with self.engine.reading() as connection:
            table_id = self.table_id(table)
            if table_id is None:
                return []
            places = ", ".join("?" * len(ids))
            query = f"SELECT doc_id, body FROM {documents_table(table_id)} WHERE doc_id IN ({places}) ORDER BY doc_id"
            found: list[tuple[int, bytes]] = connection.execute(query, ids).fetchall()
            return found

    def has(self, table: str, doc_id: int) -> bool:
        """Whether `table` has a document `doc_id`."""
        return self.body(table, doc_id) is not None

    def bodies(self, table: str) -> Iterator[tuple[int, bytes]]:
        """Every document of `table` in id order."""
        last = LEAST_ID
        while portion := self._portion(table, last):
            yield from portion
            last = portion[-1][0]

    def _portion(self, table: str, last: int) -> list[tuple[int, bytes]]:
        with self.engine.reading() as connection:
            table_id = self.table_id(table)
            if table_id is None:
                return []
            query = f"SELECT doc_id, body FROM {documents_table(table_id)} WHERE doc_id > ? ORDER BY doc_id LIMIT ?"
            found: list[tuple[int, bytes]] = connection.execute(query, (last, PORTION)).fetchall()
            return found

    def ids(self, table: str) -> list[int]:
        """The ids of all documents of `table`, in order."""
        with self.engine.reading() as connection:
            table_id = self.table_id(table)
            if table_id is None:
                return []
            query = f"SELECT doc_id FROM {documents_table(table_id)} ORDER BY doc_id"
            return [row[0] for row in connection.execute(query).fetchall()]

    def ids_of_key(self, table: str, name: str, value: Any) -> list[int]:
        """The ids found under `value` in index `name`, in order."""
        slot, index = self.slot(table, name)
        key = index.key(value)
        if key is None:
            return []
        with self.engine.reading() as connection:
            query = "SELECT doc_id FROM entries WHERE slot = ? AND key = ? ORDER BY doc_id"
            return [row[0] for row in connection.execute(query, (slot, key)).fetchall()]

    def ids_of_prefix(self, table: str, name: str, start: str) -> list[int]:
        """The ids under any key of index `name` that begins with `start`, each once, in order."""
        slot, index = self.slot(table, name)
        key = index.key(start)
        if not isinstance(key, str):
            return []
        with self.engine.reading() as connection:
            query = "SELECT DISTINCT doc_id FROM entries WHERE slot = ? AND key >= ? AND key < ? ORDER BY doc_id"
            return [row[0] for row in connection.execute(query, (slot, key, key + "\U0010ffff")).fetchall()]

    def ids_of_part(self, table: str, name: str, part: str, same: tuple[str, str] = ("", "")) -> list[int]:
        """The ids under any key of index `name` that holds `part`, each once, in order; every key is looked at.

        The first of the two texts in `same` counts as the second one.
        """
        slot, _index = self.slot(table, name)
        with self.engine.reading() as connection:
            holds = "instr(replace(key, ?, ?), ?)"
            query = f"SELECT DISTINCT doc_id FROM entries WHERE slot = ? AND {holds} ORDER BY doc_id"
            return [row[0] for row in connection.execute(query, (slot, *same, part)).fetchall()]

    def bodies_between(self, table: str, name: str, first: Any, last: Any) -> Iterator[tuple[int, bytes]]:
        """The documents whose key in index `name` lies from `first` to `last`, both included, in key order."""
        slot, index = self.slot(table, name)
        start, end = index.key(first), index.key(last)
        if start is None or end is None:
            return
        at: tuple[Key, int] = (start, LEAST_ID)
        while portion := self._portion_between(table, slot, at, end):
            yield from ((doc_id, body) for _key, doc_id, body in portion)
            at = portion[-1][:2]

    def _portion_between(self, table: str, slot: int, at: tuple[Key, int], last: Key) -> list[tuple[Key, int, bytes]]:
        with self.engine.reading() as connection:
            table_id = self.table_id(table)
            if table_id is None:
                return []
            query = (
                f"SELECT e.key, e.doc_id, d.body FROM entries e JOIN {documents_table(table_id)} d USING (doc_id)"
                " WHERE e.slot = ? AND (e.key, e.doc_id) > (?, ?) AND e.key <= ? ORDER BY e.key, e.doc_id LIMIT ?"
            )
            found: list[tuple[Key, int, bytes]] = connection.execute(query, (slot, *at, last, PORTION)).fetchall()
            return found
