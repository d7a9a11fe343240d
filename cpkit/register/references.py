"""Which records name a child, and the same records naming another one instead: what merging two records needs.

Built-in tables name a child at a known place; any other form (of a ward, of a plugin) where it asks for a child of the
register. A frozen report keeps the ids it was sent with, and what the ledger and the looks say stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from cpkit.errors import Refused
from cpkit.forms.loading import version_of
from cpkit.forms.model import REPEAT, Field, Form, flat, walk

if TYPE_CHECKING:
    from cpkit.store import Store

TABLE = "children"
NAMED = {"intakes": "child", "cases": "child", "placements": "child"}
"""Tables that name one child, and in which field."""
LISTED = {"interventions": "children", "activities": "attended"}
"""Tables that name several in a list, where a child stands once."""
IN_ROWS = {"events": "hit", "carers": "relatives"}
"""Tables that name a child in the rows of a repeat, one row a child."""
INDEXES = {**dict.fromkeys(NAMED, "child"), "interventions": "child", "activities": "attended", "events": "child"} | {
    "entries": "subject"
}
"""The index of a table by the children it names."""
UNTOUCHED = frozenset({TABLE, "reports", "merged_children", "different_children", "ward_forms", "drafts"})

Document = dict[str, Any]


class Repointed(NamedTuple):
    """A record that named a child: its table and id, the fields that change, and the whole of it before."""

    table: str
    doc_id: int
    changes: Document
    before: Document


class _Filled(msgspec.Struct):
    """A record that answers a form, as far as must be known to see which."""

    form: str | None = None
    form_version: str | None = None


def naming(store: Store, child: int, instead: int) -> Iterator[Repointed]:
    """Every record that names `child`, with what it says when it names `instead`; nothing is written."""
    for table in sorted(store.tables() - UNTOUCHED):
        for doc_id, document in _candidates(store, table, child):
            after = repointed(table, document, child, instead)
            changes = {key: value for key, value in after.items() if value != document.get(key)}
            if changes:
                yield Repointed(table, doc_id, changes, document)


def repointed(table: str, document: Mapping[str, Any], child: int, instead: int) -> Document:
    """The record naming `instead` wherever it names `child`; in a list and in rows each child stands once."""
    after = deepcopy(dict(document))
    if table in NAMED and after.get(NAMED[table]) == child:
        after[NAMED[table]] = instead
    if table in LISTED:
        after[LISTED[table]] = _one_each(after.get(LISTED[table]), child, instead)
    if table in IN_ROWS:
        after[IN_ROWS[table]] = _rows(after.get(IN_ROWS[table]), "child", child, instead)
    if _is_about(after.get("subject"), child):
        after["subject"] = after["subject"] | {"id": instead}
    form = _form_of(after.get("form"), after.get("form_version"))
    if form is not None:
        answers = after["answers"] if isinstance(after.get("answers"), dict) else after
        _in_answers(form.fields, answers, child, instead)
    return after


def _candidates(store: Store, table: str, child: int) -> Iterator[tuple[int, Document]]:
    """Records that may name the child: by index where there is one, else those of a table or a form that can."""
    ids = set[int]()
    if table in INDEXES:
        ids |= set(store.find_ids(table, INDEXES[table], child))
    asks = cache(_asks_for_children)
    for doc_id, filled in store.rows(table, _Filled):
        if table == "carers" or asks(filled.form, filled.form_version):
            ids.add(doc_id)
    yield from ((found.doc_id, dict(found)) for found in store.table(table).get(doc_ids=ids))


def _asks_for_children(form_id: str | None, version: str | None) -> bool:
    form = _form_of(form_id, version)
    return form is not None and any(asked.reference == TABLE for _path, asked in walk(form.fields))


def _form_of(form_id: object, version: object) -> Form | None:
    """The form a record was filled in by; None where there is none, or it is gone with its plugin."""
    with suppress(Refused):
        return version_of(form_id, str(version or "")) if isinstance(form_id, str) else None
    return None


def _is_about(subject: Any, child: int) -> bool:
    return isinstance(subject, dict) and subject.get("table") == TABLE and subject.get("id") == child


def _in_answers(fields: tuple[Field, ...], answers: Document, child: int, instead: int) -> None:
    """Change the answers to questions that ask for a child, rows of repeats included."""
    for asked in flat(fields):
        value = answers.get(asked.key)
        if asked.kind == REPEAT and isinstance(value, list):
            for row in (row for row in value if isinstance(row, dict)):
                _in_answers(asked.fields, row, child, instead)
        elif asked.reference == TABLE and isinstance(value, list):
            answers[asked.key] = _one_each(value, child, instead)
        elif asked.reference == TABLE and value == child:
            answers[asked.key] = instead


def _one_each(ids: list[int] | None, child: int, instead: int) -> list[int] | None:
    """The ids with one in place of another, each once, in their order."""
    return ids if ids is None else list(dict.fromkeys(instead if each == child else each for each in ids))


def _rows(rows: list[Document] | None, key: str, child: int, instead: int) -> list[Document] | None:
    """The rows about one child in place of another; two about the same child become one, which loses no answer."""
    found: dict[object, Document] = {}
    for place, row in enumerate(rows or ()):
        about = instead if row.get(key) == child else row.get(key)
        known = found.setdefault(about if about == instead else place, {key: about})
        for name, value in row.items():
            if name != key and known.get(name) in (None, "", []):
                known[name] = value
    return rows if rows is None else list(found.values())
