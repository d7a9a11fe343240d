"""What the ledger tells: the history of a document, an officer's actions, what was known at a time; and undoing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from cpkit import times
from cpkit.errors import Refused
from cpkit.language import _
from cpkit.store.layout import decode
from cpkit.store.ledger import SETTINGS_TABLE, START, Action, Change
from cpkit.store.rows import LEAST_ID, PORTION, Rows
from cpkit.store.writer import Edit, Writer
from cpkit.vietnamese import show_moment

_ACTION = "number, at, actor, action, undoes, changes"


class Undone(msgspec.Struct, frozen=True):
    """An action that was taken back, and (table, id) of every document that is again as it was before it."""

    action: Action
    documents: tuple[tuple[str, int], ...]


class Changed(msgspec.Struct, frozen=True):
    """One change with the table and id of its document."""

    table: str
    doc_id: int
    change: Change


def history(rows: Rows, table: str, doc_id: int) -> list[Change]:
    """Every change of one document, the oldest first."""
    query = (
        "SELECT l.number, l.at, l.actor, l.action, t.before, t.after FROM changes c JOIN ledger l USING (number)"
        " LEFT JOIN texts t ON t.id = c.id WHERE c.table_id = (SELECT id FROM tables WHERE name = ?) AND c.doc_id = ?"
        " ORDER BY c.id"
    )
    with rows.engine.reading() as connection:
        return [_change(*row) for row in connection.execute(query, (table, doc_id)).fetchall()]


def changes_since(rows: Rows, number: int) -> Iterator[Changed]:
    """Every change of a document in the entries after `number`, in their order; changes of the settings are none."""
    query = (
        "SELECT c.id, s.name, c.doc_id, l.number, l.at, l.actor, l.action, t.before, t.after FROM changes c"
        " JOIN ledger l USING (number) JOIN tables s ON s.id = c.table_id LEFT JOIN texts t ON t.id = c.id"
        " WHERE c.id >= ? ORDER BY c.id LIMIT ?"
    )
    with rows.engine.reading() as connection:
        following = "SELECT first FROM ledger WHERE number > ? ORDER BY number LIMIT 1"
        found = connection.execute(following, (number,)).fetchone()
    while found:
        with rows.engine.reading() as connection:
            portion = connection.execute(query, (found[0], PORTION)).fetchall()
        yield from (Changed(table, doc_id, _change(*rest)) for _id, table, doc_id, *rest in portion)
        found = (portion[-1][0] + 1,) if len(portion) == PORTION else None


def _change(number: int, at: str, actor: str, action: str, before: bytes | None, after: bytes | None) -> Change:
    texts = [None if text is None else decode(text) for text in (before, after)]
    return Change(number, datetime.fromisoformat(at), actor, action, *texts)


def last_action(rows: Rows, actor: str) -> Action | None:
    """The latest action of `actor` that can be undone: not an undo, not undone, not a change of the settings."""
    query = (
        f"SELECT {_ACTION} FROM ledger l WHERE actor = ? AND undoes IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM ledger u WHERE u.undoes = l.number AND u.number > l.number)"
        " AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.id = l.first AND c.table_id = ?) ORDER BY number DESC LIMIT 1"
    )
    with rows.engine.reading() as connection:
        row = connection.execute(query, (actor, SETTINGS_TABLE)).fetchone()
    return _action(*row) if row else None


def _action(number: int, at: str, actor: str, action: str, undoes: int | None, changes: int) -> Action:
    return Action(number, datetime.fromisoformat(at), actor, action, undoes, changes)


def undo(connection: Any, writer: Writer, action: Action) -> Undone:
    """Take `action` back inside `writer`, which must say that it undoes it.

    Raises Refused when a later action changed one of its documents, or when a text it needs was erased.
    """
    changes = _changes_of(connection, action)
    _refuse_later(connection, changes[0].id, changes[-1].id)
    for table, edits in _portions(changes):
        writer.apply(table, edits)
    return Undone(action, tuple(dict.fromkeys((change.table, change.doc_id) for change in changes)))


class _Recorded(NamedTuple):
    """One change of an action, as it was recorded."""

    id: int
    table: str
    doc_id: int
    before: bytes | None
    after: bytes | None


def _changes_of(connection: Any, action: Action) -> list[_Recorded]:
    query = (
        "SELECT c.id, s.name, c.doc_id, t.before, t.after, t.id FROM ledger l"
        " JOIN changes c ON c.id BETWEEN l.first AND l.first + l.changes - 1"
        " JOIN tables s ON s.id = c.table_id LEFT JOIN texts t ON t.id = c.id WHERE l.number = ? ORDER BY c.id"
    )
    found = connection.execute(query, (action.number,)).fetchall()
    if any(row[5] is None for row in found):
        raise Refused(_("Không hoàn tác được: một phần nội dung cũ đã bị xóa theo quy định."))
    return [_Recorded(*row[:5]) for row in found]


def _refuse_later(connection: Any, first: int, last: int) -> None:
    """Raise Refused when a document of the changes from `first` to `last` was changed after them."""
    query = (
        "SELECT l.at, l.actor FROM changes c JOIN changes later"
        " ON later.table_id = c.table_id AND later.doc_id = c.doc_id AND later.id > ?"
        " JOIN ledger l ON l.number = later.number WHERE c.id BETWEEN ? AND ? LIMIT 1"
    )
    row = connection.execute(query, (last, first, last)).fetchone()
    if row:
        message = _("Không hoàn tác được: {actor} đã sửa tiếp một bản ghi của việc này lúc {moment}.")
        moment = show_moment(datetime.fromisoformat(row[0]))
        raise Refused(message.format(actor=row[1], moment=moment))


def _portions(changes: list[_Recorded]) -> Iterator[tuple[str, list[Edit]]]:
    """What takes `changes` back, the last first: by table, no document twice in one portion."""
    edits: dict[int, Edit] = {}
    table = ""
    for change in reversed(changes):
        if edits and (change.table != table or change.doc_id in edits):
            yield table, list(edits.values())
            edits = {}
        table = change.table
        edits[change.doc_id] = Edit(change.doc_id, change.after, change.before)
    yield table, list(edits.values())


def known_bodies(rows: Rows, table: str, moment: datetime) -> Iterator[tuple[int, bytes]]:
    """The documents of `table` as they were known at `moment`, in id order; what was erased since is left out."""
    limit, _hash = head_at(rows, moment)
    last = LEAST_ID
    query = (
        "SELECT c.doc_id, t.after FROM (SELECT doc_id, max(id) AS id FROM changes"
        " WHERE table_id = (SELECT id FROM tables WHERE name = ?) AND doc_id > ? AND number <= ?"
        " GROUP BY doc_id ORDER BY doc_id LIMIT ?) c LEFT JOIN texts t ON t.id = c.id ORDER BY c.doc_id"
    )
    while True:
        with rows.engine.reading() as connection:
            portion = connection.execute(query, (table, last, limit, PORTION)).fetchall()
        yield from ((doc_id, after) for doc_id, after in portion if after is not None)
        if len(portion) < PORTION:
            return
        last = portion[-1][0]


def settings_at(rows: Rows, number: int) -> bytes | None:
    """The settings as they stood after entry `number` of the ledger; None where that text was erased."""
    query = (
        "SELECT t.after FROM changes c LEFT JOIN texts t ON t.id = c.id WHERE c.table_id = ? AND c.number <= ?"
        " ORDER BY c.id DESC LIMIT 1"
    )
    with rows.engine.reading() as connection:
        row = connection.execute(query, (SETTINGS_TABLE, number)).fetchone()
    return row[0] if row else None


def head_at(rows: Rows, moment: datetime) -> tuple[int, bytes]:
    """Number and hash of the last entry made at or before `moment`; 0 and the start before the first."""
    at = times.to_vietnam(moment).isoformat()
    with rows.engine.reading() as connection:
        query = "SELECT number, hash FROM ledger WHERE at <= ? ORDER BY number DESC LIMIT 1"
        row = connection.execute(query, (at,)).fetchone()
    return (row[0], row[1]) if row else (0, START)


def first_moment(rows: Rows) -> datetime:
    """When the first entry of the ledger was made: the store was begun."""
    with rows.engine.reading() as connection:
        return datetime.fromisoformat(connection.execute("SELECT min(at) FROM ledger").fetchone()[0])
