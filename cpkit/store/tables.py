"""TinyDB's tables over the store, row by row: every operation of TinyDB, reading and writing only what it needs.

Built on TinyDB's own extension points (Storage, Table, TinyDB subclasses). The query cache is off, because another
process may write. Ids come from a counter advanced inside the write's own transaction. Documents come in id order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, cast

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from cpkit.store.layout import decode, encode
from cpkit.store.rows import Rows
from cpkit.store.writer import Edit, Writer

Begin = Callable[[str], AbstractContextManager[Writer]]


class TableView(Mapping[str, dict[str, Any]]):
    """One table as TinyDB reads it: texts of ids to documents, each fetched when asked for."""

    def __init__(self, rows: Rows, name: str) -> None:
        self._rows = rows
        self._name = name

    def __getitem__(self, doc_id: str) -> dict[str, Any]:
        body = self._rows.body(self._name, int(doc_id))
        if body is None:
            raise KeyError(doc_id)
        return cast(dict[str, Any], decode(body))

    def __iter__(self) -> Iterator[str]:
        return (str(doc_id) for doc_id in self._rows.ids(self._name))

    def __len__(self) -> int:
        return self._rows.count(self._name)

    def items(self) -> Any:
        """Ids and documents, streamed."""
        return ((str(doc_id), decode(body)) for doc_id, body in self._rows.bodies(self._name))


class Draft(MutableMapping[int, Any]):
    """One table while TinyDB changes it: documents are fetched when touched; `edits` says which came out different."""

    def __init__(self, rows: Rows, name: str, is_fresh: Callable[[int], bool]) -> None:
        self._rows = rows
        self._name = name
        self._is_fresh = is_fresh
        self._before: dict[int, bytes | None] = {}
        self._now: dict[int, Any] = {}  # None: removed

    def _fetch(self, doc_id: int) -> Any:
        if doc_id not in self._now:
            body = None if self._is_fresh(doc_id) else self._rows.body(self._name, doc_id)
            self._before[doc_id] = body
            self._now[doc_id] = None if body is None else decode(body)
        return self._now[doc_id]

    def __contains__(self, doc_id: object) -> bool:
        return isinstance(doc_id, int) and self._fetch(doc_id) is not None

    def __getitem__(self, doc_id: int) -> Any:
        document = self._fetch(doc_id)
        if document is None:
            raise KeyError(doc_id)
        return document

    def __setitem__(self, doc_id: int, document: Any) -> None:
        self._fetch(doc_id)
        self._now[doc_id] = document

    def __delitem__(self, doc_id: int) -> None:
        self[doc_id]
        self._now[doc_id] = None

    def __iter__(self) -> Iterator[int]:
        stored = self._rows.ids(self._name)
        new = [doc_id for doc_id, before in self._before.items() if before is None]
        return (doc_id for doc_id in (*stored, *new) if self._now.get(doc_id, True) is not None)

    def __len__(self) -> int:
        return sum(1 for _doc_id in self)

    def clear(self) -> None:
        """Remove every document."""
        for doc_id, body in self._rows.bodies(self._name):
            self._before.setdefault(doc_id, body)
        self._now = dict.fromkeys(self._before)

    def edits(self) -> list[Edit]:
        """The documents that are not as they were."""
        return [edit for edit in map(self._edit, self._now) if edit.before != edit.after]

    def _edit(self, doc_id: int) -> Edit:
        document = self._now[doc_id]
        return Edit(doc_id, self._before[doc_id], None if document is None else encode(document))


class RowStorage(Storage):
    """TinyDB's storage over the rows of the store; `begin` opens a write or joins the one under way."""

    def __init__(self, rows: Rows, begin: Begin) -> None:
        super().__init__()
        self.rows = rows
        self.begin = begin

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Every table, each fetched only as far as it is used."""
        tables = {name: TableView(self.rows, name) for name in self.rows.tables()}
        return cast(dict[str, dict[str, Any]], tables) or None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Make the store hold exactly `data`: what TinyDB's other code paths (and plugins) may ask for."""
        with self.begin("write") as writer:
            for name in self.rows.tables():
                if name not in data:
                    self.drop(writer, name)
            for name, documents in data.items():
                if not isinstance(documents, TableView):
                    self._replace(writer, name, documents)

    def drop(self, writer: Writer, name: str) -> None:
        """Remove table `name` with all its documents."""
        self._replace(writer, name, {})
        writer.drop(name)

    def _replace(self, writer: Writer, name: str, documents: Mapping[Any, Any]) -> None:
        draft = Draft(self.rows, name, partial(writer.is_fresh, name))
        draft.clear()
        for doc_id, document in documents.items():
            draft[int(doc_id)] = dict(document)
        writer.table(name)
        writer.apply(name, draft.edits())


class RecordTable(Table):
    """A TinyDB table that reads and writes rows. Same results as TinyDB's own, in id order."""

    def __init__(self, storage: RowStorage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        self._rows = storage.rows
        self._begin = storage.begin
        super().__init__(storage, name, cache_size=0, persist_empty=persist_empty)

    def insert(self, document: Mapping[str, Any]) -> int:
        """Put `document` in; its id."""
        with self._begin("insert"):
            return self.insert_multiple([document])[0]

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Put `documents` in, all or none; their ids."""
        with self._begin("insert"):
            return super().insert_multiple(documents)

    def update(
        self,
        fields: Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None],
        cond: QueryLike | None = None,
        doc_ids: Iterable[int] | None = None,
    ) -> list[int]:
        """Change the documents that match, or those with `doc_ids`, or all; the ids changed."""
        with self._begin("update"):
            return super().update(fields, doc_ids=self._matching(cond) if doc_ids is None else doc_ids)

    def update_multiple(self, updates: Iterable[tuple[Any, QueryLike]]) -> list[int]:
        """Several updates at once, in one pass."""
        with self._begin("update"):
            return super().update_multiple(updates)

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        """Change the documents that match, or put `document` in when none does."""
        with self._begin("upsert"):
            return super().upsert(document, cond)

    def remove(self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None) -> list[int]:
        """Remove the documents that match, or those with `doc_ids`; the ids removed."""
        with self._begin("remove"):
            if doc_ids is None and cond is not None:
                doc_ids = self._matching(cond)
            return super().remove(doc_ids=doc_ids)

    def truncate(self) -> None:
        """Remove every document."""
        with self._begin("truncate"):
            super().truncate()

    def search(self, cond: QueryLike) -> list[Document]:
        """Every document that matches; reads the whole table, see `Store.find` for what has an index."""
        return [document for document in self if cond(document)]

    def get(self, cond: Any = None, doc_id: Any = None, doc_ids: Any = None) -> Any:
        """One document by condition or id, or a list by ids; None when there is none."""
        if doc_id is None and doc_ids is not None:
            found = self._rows.bodies_of(self.name, map(int, doc_ids))
            return [Document(decode(body), found_id) for found_id, body in found]
        return super().get(cond, doc_id)

    def __iter__(self) -> Iterator[Document]:
        return (Document(decode(body), doc_id) for doc_id, body in self._rows.bodies(self.name))

    def _matching(self, cond: QueryLike | None) -> list[int]:
        if cond is None:
            return self._rows.ids(self.name)
        return [doc_id for doc_id, body in self._rows.bodies(self.name) if cond(decode(body))]

    def _get_next_id(self) -> int:
        with self._begin("insert") as writer:
            return writer.next_id(self.name)

    def _read_table(self) -> Any:
        return TableView(self._rows, self.name)

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        with self._begin("change") as writer:
            draft = Draft(self._rows, self.name, partial(writer.is_fresh, self.name))
            updater(draft)
            edits = draft.edits()
            writer.table(self.name)
            writer.apply(self.name, edits)


class Documents(TinyDB):
    """TinyDB itself over the store."""

    table_class = RecordTable  # type: ignore[assignment]
    default_storage_class = RowStorage  # type: ignore[assignment]

    def drop_table(self, name: str) -> None:
        """Remove table `name`; nothing happens when it is not there."""
        storage = cast(RowStorage, self.storage)
        with storage.begin("drop") as writer:
            if name in storage.rows.tables():
                storage.drop(writer, name)
        self._tables.pop(name, None)

    def drop_tables(self) -> None:
        """Remove every table."""
        storage = cast(RowStorage, self.storage)
        with storage.begin("drop") as writer:
            for name in storage.rows.tables():
                storage.drop(writer, name)
        self._tables.clear()
