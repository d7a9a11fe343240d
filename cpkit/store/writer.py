"""One write under way: documents, index entries and ledger, all in the engine's open transaction."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec

from cpkit import times
from cpkit.store.identifiers import NUMBERS_PER_MARK
from cpkit.store.layout import decode, documents_table
from cpkit.store.ledger import SALT_SIZE, change_digest, entry_hash, last_entry
from cpkit.store.rows import Rows
from cpkit.store.schema import Index, Key, schema_of


class Edit(NamedTuple):
    """One document before and after, as bytes; None where there is none."""

    doc_id: int
    before: bytes | None
    after: bytes | None


class Written(NamedTuple):
    """One document of a write, by its table, before the write and at its end, as bytes; None where there is none."""

    table: str
    doc_id: int
    before: bytes | None
    after: bytes | None


class _Table(msgspec.Struct):
    """A row of `tables`, kept while the write lasts and put back at its end."""

    id: int
    last_id: int
    documents: int
    changed: bool = False
    given: set[int] = set()  # ids given and not written yet


class Writer:
    """The write `action` of `actor`: gives ids, applies edits, and ends in one entry of the ledger.

    `number` is the entry it will be; `documents` how many documents were changed so far.
    """

    def __init__(
        self, rows: Rows, connection: Any, action: str, actor: str, first_id: int, undoes: int | None = None
    ) -> None:
        self.action = action
        self.actor = actor
        self.documents = 0
        self.failed = False
        self._rows = rows
        self._connection = connection
        self._first_id = first_id
        self._undoes = undoes
        self._at = times.now().isoformat()
        self._tables: dict[str, _Table] = {}
        self._seen: dict[tuple[str, int], Written] | None = None
        last, self._previous = last_entry(connection, "ledger")
        self.number = last + 1
        self._first_change = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM changes").fetchone()[0]
        self._digest = hashlib.sha256()

    def watch(self) -> None:
        """Remember from now on what is written: `written` tells it."""
        self._seen = {}

    @property
    def written(self) -> list[Written]:
        """Every document written since `watch`, once, of the tables that the ledger keeps."""
        return [one for one in (self._seen or {}).values() if one.before != one.after]

    def table(self, name: str) -> _Table:
        """The table `name`, made when nothing was ever written to it."""
        if name not in self._tables:
            row = self._find(name) or self._make(name)
            self._tables[name] = _Table(*row)
        return self._tables[name]

    def _find(self, name: str) -> tuple[int, int, int] | None:
        query = "SELECT id, last_id, documents, present FROM tables WHERE name = ?"
        row = self._connection.execute(query, (name,)).fetchone()
        if row and not row[3]:
            self._connection.execute("UPDATE tables SET present = 1 WHERE id = ?", (row[0],))
        return row[:3] if row else None

    def _make(self, name: str) -> tuple[int, int, int]:
        query = "INSERT INTO tables (name, present, last_id, documents) VALUES (?, 1, ?, 0)"
        table_id: int = self._connection.execute(query, (name, self._first_id)).lastrowid
        columns = "doc_id INTEGER PRIMARY KEY, body BLOB NOT NULL"
        self._connection.execute(f"CREATE TABLE {documents_table(table_id)} ({columns})")
        return table_id, self._first_id, 0

    def next_id(self, name: str) -> int:
        """The next id of table `name`; never given again, whatever is removed."""
        table = self.table(name)
        table.last_id += 1
        table.changed = True
        table.given.add(table.last_id)
        return table.last_id

    def is_fresh(self, name: str, doc_id: int) -> bool:
        """Whether `doc_id` was given by this write and no document has it yet: it need not be looked for."""
        return doc_id in self.table(name).given

    def apply(self, name: str, edits: list[Edit]) -> None:
        """Write `edits` of table `name`, with their index entries and their part of the ledger."""
        if not edits:
            return
        try:
            table = self.table(name)
            self._write_documents(table, edits)
            self._write_entries(name, edits)
            if schema_of(name).ledgered:
                self.record(table.id, name, edits)
                self._remember(name, edits)
            table.given.clear()
        except BaseException:
            self.failed = True  # a part may be written: the whole transaction must not be committed
            raise

    def _remember(self, name: str, edits: list[Edit]) -> None:
        if self._seen is not None:
            for doc_id, before, after in edits:
                first = self._seen.get((name, doc_id))
                self._seen[name, doc_id] = Written(name, doc_id, first.before if first else before, after)

    def _write_documents(self, table: _Table, edits: list[Edit]) -> None:
        name = documents_table(table.id)
        new = [(edit.doc_id, edit.after) for edit in edits if edit.before is None]
        gone = [(edit.doc_id,) for edit in edits if edit.after is None]
        changed = [(edit.after, edit.doc_id) for edit in edits if edit.before is not None and edit.after is not None]
        self._many(f"INSERT INTO {name} (doc_id, body) VALUES (?, ?)", new)
        self._many(f"UPDATE {name} SET body = ? WHERE doc_id = ?", changed)
        self._many(f"DELETE FROM {name} WHERE doc_id = ?", gone)
        table.documents += len(new) - len(gone)
        table.changed = table.changed or bool(new or gone)
        for doc_id, _body in new:  # an id chosen by the caller is not given to another document later
            if table.last_id < doc_id < self._first_id + NUMBERS_PER_MARK:
                table.last_id = doc_id

    def _write_entries(self, name: str, edits: list[Edit]) -> None:
        slots = self._rows.slots.get(name, [])
        gone: list[tuple[int, Key, int]] = []
        new: list[tuple[int, Key, int]] = []
        for edit in edits if slots else ():
            before, after = _entries(slots, edit.doc_id, edit.before), _entries(slots, edit.doc_id, edit.after)
            gone += before - after
            new += after - before
        self._many("DELETE FROM entries WHERE slot = ? AND key = ? AND doc_id = ?", gone)
        with suppress(TypeError):  # a key may be a number here and a text there: then they go in as they come
            new.sort()
        self._many("INSERT INTO entries (slot, key, doc_id) VALUES (?, ?, ?)", new)

    def record(self, table_id: int, name: str, edits: list[Edit]) -> None:
        """Put `edits` into the ledger."""
        salts = os.urandom(SALT_SIZE * len(edits))
        change_id = self._first_change + self.documents
        changes, texts = [], []
        for place, edit in enumerate(edits):
            salt = salts[place * SALT_SIZE : (place + 1) * SALT_SIZE]
            digest = change_digest(salt, name, *edit)
            self._digest.update(digest)
            changes.append((change_id + place, self.number, table_id, edit.doc_id, digest))
            texts.append((change_id + place, salt, edit.before, edit.after))
        self._many("INSERT INTO changes VALUES (?, ?, ?, ?, ?)", changes)
        self._many("INSERT INTO texts VALUES (?, ?, ?, ?)", texts)
        self.documents += len(edits)

    def finish(self) -> None:
        """Close the write with its entry in the ledger; none when nothing that belongs there was changed."""
        if self.failed:
            raise RuntimeError("a part of this write failed; nothing of it can be kept")
        self._many(
            "UPDATE tables SET last_id = ?, documents = ? WHERE id = ?",
            [(table.last_id, table.documents, table.id) for table in self._tables.values() if table.changed],
        )
        if self.documents:
            self._write_entry()

    def _write_entry(self) -> None:
        who = (self.number, self._at, self.actor, self.action, self._undoes)
        fields = (*who, self._first_change, self.documents, self._digest.digest())
        row = (*fields, entry_hash(self._previous, fields))
        self._connection.execute("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def drop(self, name: str) -> None:
        """Remove table `name`, whose documents are removed already; its ids are still never given again."""
        table = self.table(name)
        query = "UPDATE tables SET present = 0, last_id = ?, documents = ? WHERE id = ?"
        self._connection.execute(query, (table.last_id, table.documents, table.id))
        del self._tables[name]

    def _many(self, query: str, rows: Iterable[tuple[Any, ...]]) -> None:
        if rows:
            self._connection.executemany(query, rows)


def _entries(slots: list[tuple[int, Index]], doc_id: int, body: bytes | None) -> set[tuple[int, Key, int]]:
    if body is None:
        return set()
    document = decode(body)
    return {(slot, key, doc_id) for slot, index in slots for key in index.keys(document)}
