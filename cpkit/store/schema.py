"""What the store knows of its tables: which are kept in the ledger, and by what their documents are looked up.

An index is a name, the path of a field (`birth`, `hit[].child` for a list) and a transform that makes its keys. Its
entries are written in the same transaction as the document. A changed or new index is built when the store is opened.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from cpkit.vietnamese import fold

Key = str | int
Transform = Callable[[Any], Iterable[Key]]

TRANSFORMS_VERSION = 1  # raise when a transform gives other keys: every index is then built anew


def _exact(value: Any) -> Iterable[Key]:
    return (int(value) if isinstance(value, bool) else value,)


@functools.lru_cache(maxsize=10_000)  # hamlets and mothers come again and again in a list
def _folded(value: str) -> str:
    return fold(value)


def _fold(value: Any) -> Iterable[Key]:
    folded = _folded(str(value))
    return (folded,) if folded else ()


def _fold_words(value: Any) -> Iterable[Key]:
    return _folded(str(value)).split()


def _date(value: Any) -> Iterable[Key]:
    return (str(value)[:10],)


def _year(value: Any) -> Iterable[Key]:
    year = str(value)[:4]
    return (int(year),) if year.isdecimal() else ()


TRANSFORMS: dict[str, Transform] = {
    "exact": _exact,  # as it is: ids, personal numbers, codes
    "fold": _fold,  # the whole text without tones and capitals
    "fold_words": _fold_words,  # each word of it
    "date": _date,  # yyyy-mm-dd of a date or a moment (Vietnam's clock)
    "year": _year,  # 2018 of any date, whole or partial
}


class Index(msgspec.Struct, frozen=True):
    """One way of looking documents up: `path` of the field, `transform` that makes the keys."""

    name: str
    path: str
    transform: str = "exact"

    @property
    def definition(self) -> str:
        """What the entries depend on; another definition needs other entries."""
        return f"{self.path} {self.transform} {TRANSFORMS_VERSION}"

    def keys(self, document: dict[str, Any]) -> set[Key]:
        """The keys of `document`; missing and null fields have none."""
        transform = TRANSFORMS[self.transform]
        return {key for value in field_values(document, self.path) for key in transform(value)}

    def key(self, value: Any) -> Key | None:
        """The key under which `value` is looked up; None when nothing can be found by it."""
        return next(iter(TRANSFORMS[self.transform](value)), None)


def field_values(document: dict[str, Any], path: str) -> list[Any]:
    """The values at `path` in `document`, each of a list for a step ending in `[]`; nulls left out."""
    if path.isidentifier():  # most are, and an import asks for a hundred thousand of them
        value = document.get(path)
        return [] if value is None or isinstance(value, dict | list) else [value]
    found: list[Any] = [document]
    for step in path.split("."):
        name = step.removesuffix("[]")
        found = [item.get(name) for item in found if isinstance(item, dict)]
        if name != step:
            found = [item for items in found if isinstance(items, list) for item in items]
    return [value for value in found if value is not None and not isinstance(value, dict | list)]


class TableSchema(msgspec.Struct, frozen=True):
    """One table: its indexes, and whether its changes are kept in the ledger."""

    indexes: tuple[Index, ...] = ()
    ledgered: bool = True


TABLES: dict[str, TableSchema] = {
    "children": TableSchema(
        (
            Index("id_number", "id_number"),
            Index("name", "name", "fold"),
            Index("name_words", "name", "fold_words"),
            Index("mother", "mother", "fold"),
            Index("father", "father", "fold"),
            Index("birth", "birth"),
            Index("birth_year", "birth", "year"),
            Index("hamlet", "hamlet", "fold"),
            Index("household", "household"),
        )
    ),
    "merged_children": TableSchema(  # by the id a child had before it was found to be another one of the register
        (
            Index("into", "into"),
            Index("id_number", "known_as[].id_number"),
            Index("name", "known_as[].name", "fold"),
            Index("name_words", "known_as[].name", "fold_words"),
            Index("mother", "known_as[].mother", "fold"),
        )
    ),
    "different_children": TableSchema((Index("child", "pair[]"),)),  # an officer said they are two children
    "intakes": TableSchema(
        (
            Index("child", "child"),
            Index("case", "case"),
            Index("received_at", "received_at", "date"),
            Index("waiting", "waiting"),  # true until the report has a case, a transfer or another end
        )
    ),
    "cases": TableSchema(
        (
            Index("child", "child"),
            Index("intake", "intake"),
            Index("received_at", "received_at", "date"),
            Index("open", "open"),  # true while an episode is open, else null: the clock reads only these
        )
    ),
    "case_forms": TableSchema((Index("case", "case"), Index("step", "step"))),
    "numbers": TableSchema((Index("series", "series"), Index("paper", "paper"))),  # of documents, a series a year
    "referrals": TableSchema((Index("case", "case"), Index("awaited", "awaited"))),  # awaited: true until answered
    "carers": TableSchema((Index("name", "name", "fold"), Index("applied", "date", "date"))),
    "placements": TableSchema(
        (
            Index("child", "child"),
            Index("carer", "carer"),
            Index("open", "open"),  # true until it ends: the clock reads only these
        )
    ),
    "placement_forms": TableSchema((Index("placement", "placement"), Index("carer", "carer"))),
    "carer_lists": TableSchema((Index("to", "to", "date"),)),  # Mẫu 09 as it was sent
    "transfer_lists": TableSchema((Index("date", "date", "date"),)),
    "interventions": TableSchema((Index("child", "children[]"), Index("date", "date", "date"), Index("case", "case"))),
    "activities": TableSchema((Index("date", "date", "date"), Index("attended", "attended[]"), Index("kind", "kind"))),
    "organisations": TableSchema((Index("kind", "kind"), Index("name", "name", "fold"))),
    "workers": TableSchema((Index("role", "role"), Index("name", "name", "fold"))),
    "households": TableSchema((Index("hamlet", "hamlet", "fold"), Index("head", "head", "fold"))),
    "events": TableSchema((Index("kind", "kind"), Index("date", "date", "date"), Index("child", "hit[].child"))),
    "entries": TableSchema(
        (
            Index("form", "form"),
            Index("on", "on", "date"),
            Index("subject", "subject.id"),  # ids of different tables may be equal: the table is looked at too
        )
    ),
    "ward_forms": TableSchema((Index("form", "form"),)),
    "drafts": TableSchema((Index("form", "form"),), ledgered=False),
}
UNKNOWN = TableSchema()


def schema_of(table: str) -> TableSchema:
    """The schema of `table`; a table of a plugin has no indexes and is kept in the ledger."""
    return TABLES.get(table, UNKNOWN)
