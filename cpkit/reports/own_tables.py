"""Tables a ward made for itself, kept in its store by name and laid into its report after all others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.plugins.manager import note_failure
from cpkit.reports.cross import spec_of
from cpkit.reports.declared import Declared
from cpkit.reports.folds import TableSpec
from cpkit.times import now
from cpkit.vietnamese import fold

if TYPE_CHECKING:
    from cpkit.store import Store

TABLE = "report_tables"
PREFIX = "own_"
"""What the ids of own tables begin with, so that none is taken for a table of the report or of a plugin."""
LONGEST_NAME = 80

Row = TypeVar("Row")


class _Source(Protocol):
    """The store, or its tables as they were known at a moment."""

    def rows(self, table: str, type: type[Row], /) -> Iterator[tuple[int, Row]]:
        """The documents of `table`, decoded into `type`."""


class Saved(msgspec.Struct):
    """A kept table: its name and declaration, when and by whom it was kept."""

    name: str
    declared: Declared
    saved_at: str
    saved_by: str


def id_of(name: str) -> str:
    """The id of the table called `name`."""
    return PREFIX + re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")


def saved(source: _Source) -> list[Saved]:
    """The kept tables in the order of their making."""
    return [one for _id, one in source.rows(TABLE, Saved)]


def own_specs(source: _Source) -> Iterator[TableSpec]:
    """The kept tables for the report; one that names a form or field that is gone is left out and named.

    No tally takes them: their titles are what a ward typed.
    """
    for one in saved(source):
        try:
            yield replace(spec_of(one.declared), adds_up=False)
        except Refused as problem:
            note_failure(one.name, " ".join([str(problem), *(each.message for each in problem.problems)]))


def save(store: Store, name: str, declared: Declared) -> bool:
    """Keep a table under `name`, in place of one of that name; whether there was one. Refused where it cannot be."""
    spec_of(declared)
    document = Saved(check_name(name), declared, now().isoformat(), store.settings.officer)
    with store.write("table save"):
        kept: dict[str, Any] = msgspec.to_builtins(document)
        before = _find(store, name)
        if before is None:
            store.table(TABLE).insert(kept)
        else:
            store.table(TABLE).update(kept, doc_ids=[before])
    return before is not None


def get(store: Store, name: str) -> Saved:
    """The table called `name`, tones aside; Refused, naming those there are, when there is none."""
    doc_id = _find(store, name)
    if doc_id is None:
        names = "; ".join(one.name for one in saved(store)) or "–"
        raise Refused(_("Không có biểu tự lập nào tên “{name}”. Đang có: {names}.").format(name=name, names=names))
    return msgspec.convert(dict(store.table(TABLE).get(doc_id=doc_id)), Saved)


def remove(store: Store, name: str) -> None:
    """Take a table away; the ledger keeps what it was. Refused when there is none."""
    get(store, name)
    with store.write("table remove"):
        found = (doc_id for doc_id, one in store.rows(TABLE, Saved) if id_of(one.name) == id_of(name))
        store.table(TABLE).remove(doc_ids=list(found))


def check_name(name: str) -> str:
    """The name, tidied; Refused when it is empty or too long."""
    tidy = " ".join(name.split())
    if not fold(tidy).strip() or id_of(tidy) == PREFIX or len(tidy) > LONGEST_NAME:
        raise Refused(_("Tên biểu phải có chữ, dài nhất {limit} ký tự.").format(limit=LONGEST_NAME))
    return tidy


def _find(store: Store, name: str) -> int | None:
    wanted = id_of(name)
    return next((doc_id for doc_id, one in store.rows(TABLE, Saved) if id_of(one.name) == wanted), None)
