"""The store: documents in tables, looked up by index, every change in the ledger, in one encrypted file."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar, overload

import msgspec

from cpkit.errors import CpkitError, Misused, Refused
from cpkit.language import _
from cpkit.store import actions, identifiers, indexes, merged, migrations
from cpkit.store.actions import Changed, Undone
from cpkit.store.engine import DATABASE, WAIT, Engine
from cpkit.store.ledger import Action, Change, last_entry
from cpkit.store.looks import Look, UnrecordedLook, read_looks, write_look
from cpkit.store.rows import Rows
from cpkit.store.settings import Settings, read_settings, write_settings
from cpkit.store.writer import Writer, Written

if TYPE_CHECKING:
    from tinydb.table import Document

    from cpkit.store.tables import Documents, RecordTable
    from cpkit.store.verify import VerifyReport

Read = TypeVar("Read")
LOOK_WAIT = 2.0  # seconds: a command that only reads does not wait long for another's write


class Watcher(Protocol):
    """What looks at every write: `check` before it is kept (Refused keeps nothing), `tell` once it is on the disk."""

    def is_awake(self) -> bool:
        """Whether it wants to look at the write that begins."""

    def check(self, store: Store, written: list[Written], /) -> None:
        """Look at what is about to be kept."""

    def tell(self, store: Store, action: str, written: list[Written], /) -> None:
        """Hear of what was kept."""


class Store:
    """An open store. Use one in one thread; several processes may have the same store open."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._rows = Rows(engine)
        self._writer: Writer | None = None
        self.warn: Callable[[str], None] = _warn  # how a warning reaches the officer
        self.watcher: Watcher | None = None
        self._told = set[tuple[str, int]]()  # merged records whose new id was told already
        with engine.reading() as connection:
            self.settings = read_settings(connection)
        self._bring_indexes_up_to_date()

    @classmethod
    def create(cls, home: Path, settings: Settings, key: bytes) -> Self:
        """Make a store in `home` for the raw 32-byte data key and open it. Raises Misused when there is one already."""
        from cpkit.store.creation import create

        create(home, settings, key)
        return cls.open(home, key)

    @classmethod
    def open(cls, home: Path, key: bytes, *, wait: float = WAIT) -> Self:
        """Open the store in `home` with its data key; `wait` is how many seconds to wait for other processes.

        Raises Misused (no store), Damaged (damaged, behind its mark, newer), Refused (busy).
        """
        if not (home / DATABASE).exists():
            message = _("Trong thư mục {home} chưa có kho dữ liệu. Hãy tạo kho bằng lệnh: cpkit init.")
            raise Misused(message.format(home=home))
        engine = Engine(home, key, wait=wait)
        engine.open()
        try:
            migrations.migrate(engine)
            return cls(engine)
        except BaseException:
            engine.close()
            raise

    def close(self) -> None:
        """Close the store; what was written is on the disk already."""
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _bring_indexes_up_to_date(self) -> None:
        if not indexes.are_current(self._rows):
            with self.engine.writing() as connection:
                indexes.bring_up_to_date(self._rows, connection)
        self._rows.load_slots()

    # --- writing

    @cached_property
    def documents(self) -> Documents:
        """TinyDB itself over the store; loaded when a table is asked for, which the clock, say, never does."""
        from cpkit.store.tables import Documents, RowStorage

        return Documents(self._rows, self._join, storage=RowStorage)

    def table(self, name: str) -> RecordTable:
        """TinyDB's table `name`."""
        table: RecordTable = self.documents.table(name)  # type: ignore[assignment]
        return table

    def tables(self) -> set[str]:
        """The names of all tables ever written to and not dropped."""
        return self.documents.tables()

    def drop_table(self, name: str) -> None:
        """Remove a table with its documents; the ledger keeps what they were."""
        self.documents.drop_table(name)

    def drop_tables(self) -> None:
        """Remove every table with its documents; the ledger keeps what they were."""
        self.documents.drop_tables()

    @contextmanager
    def write(self, action: str) -> Iterator[Writer]:
        """Everything written inside is one action: on the disk together or not at all. Inside another, part of that.

        Raises Refused when the disk is full, the folder read-only, or another process keeps the store.
        """
        if self._writer is None:
            with self._begin(action) as writer:
                yield writer
            return
        try:
            yield self._writer
        except BaseException:
            self._writer.failed = True
            raise

    @contextmanager
    def _begin(self, action: str, undoes: int | None = None) -> Iterator[Writer]:
        watcher = self.watcher if self.watcher is not None and self.watcher.is_awake() else None  # it may be slow
        with self.engine.writing() as connection:
            first = identifiers.first_id(self.settings.mark)
            writer = self._writer = Writer(self._rows, connection, action, self.settings.officer, first, undoes)
            if watcher:
                writer.watch()
            try:
                yield writer
                if watcher and undoes is None and not writer.failed:  # taking an action back is always lawful
                    watcher.check(self, writer.written)
                writer.finish()
            finally:
                self._writer = None
        if watcher:
            watcher.tell(self, action, writer.written)

    @contextmanager
    def _join(self, action: str) -> Iterator[Writer]:
        """For one operation of a table: it applies itself as a whole, so its failing does not spoil the outer write."""
        if self._writer is None:
            with self._begin(action) as writer:
                yield writer
        else:
            yield self._writer

    def change_settings(self, action: str, **changes: Any) -> None:
        """Change settings (officer, unit, unit_name), with an entry in the ledger under the new officer's name."""
        settings = msgspec.structs.replace(self.settings, **changes)
        with self.write(action) as writer, self.engine.reading() as connection:
            writer.actor = settings.officer
            write_settings(connection, writer, settings)
        self.settings = settings

    # --- reading

    def reading(self) -> AbstractContextManager[Any]:
        """One unchanging view for everything read inside. Other processes cannot finish a write meanwhile: be quick."""
        return self.engine.reading()

    @overload
    def rows(self, table: str) -> Iterator[tuple[int, dict[str, Any]]]: ...

    @overload
    def rows(self, table: str, type: type[Read]) -> Iterator[tuple[int, Read]]: ...

    def rows(self, table: str, type: Any = dict) -> Iterator[tuple[int, Any]]:
        """Every document of `table` in id order, decoded as `type`; fields that `type` does not have are skipped."""
        decode = msgspec.json.Decoder(type).decode
        return ((doc_id, decode(body)) for doc_id, body in self._rows.bodies(table))

    @overload
    def between(self, table: str, index: str, first: Any, last: Any) -> Iterator[tuple[int, dict[str, Any]]]: ...

    @overload
    def between(
        self, table: str, index: str, first: Any, last: Any, type: type[Read]
    ) -> Iterator[tuple[int, Read]]: ...

    def between(self, table: str, index: str, first: Any, last: Any, type: Any = dict) -> Iterator[tuple[int, Any]]:
        """The documents whose key in `index` lies from `first` to `last`, both included, in key order."""
        decode = msgspec.json.Decoder(type).decode
        return ((doc_id, decode(body)) for doc_id, body in self._rows.bodies_between(table, index, first, last))

    def find(self, table: str, index: str, value: Any) -> list[Document]:
        """The documents found under `value` in `index`, in id order. Raises KeyError for an index not declared."""
        return self.table(table).get(doc_ids=self.find_ids(table, index, value))  # type: ignore[no-any-return]

    def find_ids(self, table: str, index: str, value: Any) -> list[int]:
        """The ids of those documents."""
        return self._rows.ids_of_key(table, index, value)

    def prefix(self, table: str, index: str, start: str) -> list[Document]:
        """The documents with a key in `index` that begins with `start`, in id order."""
        return self.table(table).get(doc_ids=self.prefix_ids(table, index, start))  # type: ignore[no-any-return]

    def prefix_ids(self, table: str, index: str, start: str) -> list[int]:
        """The ids of those documents."""
        return self._rows.ids_of_prefix(table, index, start)

    def part_ids(self, table: str, index: str, part: str, same: tuple[str, str] = ("", "")) -> list[int]:
        """The ids of the documents with a key in `index` that holds `part`, in order; it looks at every key, at no
        document. The first of the two texts in `same` counts as the second one, which `part` has already."""
        return self._rows.ids_of_part(table, index, part, same)

    def read_id(self, table: str, text: str, *, former: bool = False) -> int:
        """The id that `text` names, typed loosely ("42", "te42", "TE-KM-00042-H"). Raises Refused naming near ids.

        The id of a record that became part of another one opens that one, and the officer is told; `former`: itself.
        """

        def known(doc_id: int) -> bool:
            return self._rows.has(table, doc_id) or self.kept_id(table, doc_id) != doc_id

        doc_id = identifiers.read_id(table, text, self.settings.mark, known)
        kept = doc_id if former else self.kept_id(table, doc_id)
        if kept != doc_id and (table, doc_id) not in self._told:
            self._told.add((table, doc_id))
            gone, stays = (identifiers.show_id(table, each) for each in (doc_id, kept))
            self.warn(_("{gone} đã gộp vào {kept}.").format(gone=gone, kept=stays))
        return kept

    def kept_id(self, table: str, doc_id: int) -> int:
        """The id under which a record lies now: another one where it was merged into that."""
        return merged.kept_id(self._rows, table, doc_id)

    # --- the ledger

    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry of the data chain."""
        with self.engine.reading() as connection:
            number, hash_ = last_entry(connection, "ledger")
        return number, hash_.hex()

    def history(self, table: str, doc_id: int) -> list[Change]:
        """Every change of one document, the oldest first."""
        return actions.history(self._rows, table, doc_id)

    def changes_since(self, number: int) -> Iterator[Changed]:
        """Every change of a document made after entry `number` of the data chain, in order."""
        return actions.changes_since(self._rows, number)

    def last_action(self, actor: str | None = None) -> Action | None:
        """The latest action of `actor` (the present officer) that can be undone; None when there is none."""
        return actions.last_action(self._rows, actor or self.settings.officer)

    def undo(self, expected: Action | None = None) -> Undone:
        """Take back the last action of the present officer. Raises Refused when it cannot be, or is not `expected`."""
        action = self.last_action()
        if action is None:
            raise Refused(_("Không có việc nào để hoàn tác."))
        with self._begin("undo", undoes=action.number) as writer, self.engine.reading() as connection:
            if self.last_action() != (expected or action):
                raise Refused(_("Vừa có việc khác được ghi vào kho. Hãy xem lại rồi gõ cpkit undo lần nữa."))
            return actions.undo(connection, writer, action)

    @overload
    def known_at(self, table: str, moment: datetime) -> Iterator[tuple[int, dict[str, Any]]]: ...

    @overload
    def known_at(self, table: str, moment: datetime, type: type[Read]) -> Iterator[tuple[int, Read]]: ...

    def known_at(self, table: str, moment: datetime, type: Any = dict) -> Iterator[tuple[int, Any]]:
        """The documents of `table` as they were known at `moment`, in id order, decoded as `type`."""
        decode = msgspec.json.Decoder(type).decode
        return ((doc_id, decode(body)) for doc_id, body in actions.known_bodies(self._rows, table, moment))

    def head_at(self, moment: datetime) -> tuple[int, str]:
        """Number and hash of the last entry of the data chain made by `moment`; number 0 before the first."""
        number, hash_ = actions.head_at(self._rows, moment)
        return number, hash_.hex()

    def settings_at(self, number: int) -> Settings:
        """Whose store it was after entry `number` of the data chain."""
        kept = actions.settings_at(self._rows, number)
        return msgspec.json.decode(kept, type=Settings) if kept else self.settings

    def begun_at(self) -> datetime:
        """When the store was begun: the moment of the first entry of its data chain."""
        return actions.first_moment(self._rows)

    def look(self, action: str, subjects: Iterable[str] = ()) -> bool:
        """Put a look, print or export on record (ids, never names); when it cannot be, `warn` and return False."""
        about = tuple(subjects)
        if self._writer is not None:  # it goes with the write that is under way
            write_look(self.engine.connection, self.settings.officer, action, about)
            return True
        try:
            with self.engine.writing(wait=min(LOOK_WAIT, self.engine.wait)) as connection:
                write_look(connection, self.settings.officer, action, about)
        except CpkitError as error:
            self.warn(_("Chưa ghi được lượt xem này vào sổ: {error}").format(error=error))
            return False
        return True

    def looks(self) -> list[Look]:
        """All looks, the oldest first."""
        with self.engine.reading() as connection:
            return list(read_looks(connection))

    def verify(self) -> VerifyReport:
        """Check everything: the file's pages, both chains, digests, documents against the ledger, indexes, the mark."""
        from cpkit.store.verify import verify

        return verify(self._rows)


def _warn(message: str) -> None:
    warnings.warn(message, UnrecordedLook, stacklevel=3)
