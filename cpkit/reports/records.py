"""The records a report reads, as typed structs with only the fields it needs: decoding skips all others.

Dates stay the ISO strings of the store, because ISO dates compare as strings; only casework is decoded to moments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Protocol, TypeVar

import msgspec

Row = TypeVar("Row")


class Source(Protocol):
    """What a report reads from: the store, or any view of it that streams its tables in id order."""

    def rows(self, table: str, type: type[Row], /) -> Iterator[tuple[int, Row]]:
        """The documents of `table`, decoded into `type`, with their ids."""


class Stay(msgspec.Struct, gc=False):
    """One residence in the unit; `start` None: since before it was recorded; `to` is the last day."""

    start: str | None = msgspec.field(default=None, name="from")
    to: str | None = None


class Membership(msgspec.Struct, gc=False):
    """One special circumstance (NĐ56 Đ3-16) with its dates; `start` None: since before it was recorded."""

    group: int
    sub: int | None = None
    start: str | None = msgspec.field(default=None, name="from")
    to: str | None = None


class Risk(msgspec.Struct, gc=False):
    """One risk of falling into special circumstances, with its dates."""

    risk: int | str
    start: str | None = msgspec.field(default=None, name="from")
    to: str | None = None


class ChildRecord(msgspec.Struct, gc=False):
    """A child as far as a report counts it."""

    birth: str | None = None
    birth_precision: str | None = None
    sex: str | None = None
    ethnic: str | None = None
    hamlet: str | None = None
    unit: str | None = None
    groups: list[Membership] = []
    risks: list[Risk] = []
    residence: list[Stay] = []
    died: str | None = None


class NamedChildRecord(ChildRecord, gc=False):
    """A child with its name: only for the internal workbook of the records behind the figures."""

    name: str = ""


class InterventionRecord(msgspec.Struct, gc=False):
    """A service given (NĐ56 Đ18-21); `to` is the last day of one that lasts."""

    date: str
    service: str
    to: str | None = None
    children: tuple[int, ...] = ()
    amount: int | float | None = None
    fund: str | None = None
    case: int | None = None
    cancelled: Any = None


class ActivityRecord(msgspec.Struct, gc=False):
    """Something done with or for many; `counts` are heads by sex and age band where no names were taken."""

    date: str
    kind: str
    to: str | None = None
    topics: tuple[str, ...] = ()
    attended: tuple[int, ...] = ()
    counts: dict[str, int] | None = None
    households: int | None = None
    households_new: int | None = None
    schools: tuple[int, ...] = ()
    workers: tuple[int, ...] = ()
    amount: int | float | None = None
    fund: str | None = None
    cancelled: Any = None


class OrganisationRecord(msgspec.Struct, gc=False):
    """A board, group, school, service or club, and since when it is active, effective, able to run cases."""

    kind: str
    name: str = ""
    active_from: str | None = None
    active_to: str | None = None
    effective_from: str | None = None
    effective_to: str | None = None
    able_from: str | None = None
    able_to: str | None = None
    cancelled: Any = None


class Training(msgspec.Struct, gc=False):
    """One training of a worker."""

    date: str | None = None


class WorkerRecord(msgspec.Struct, gc=False):
    """A child-protection worker, collaborator or service provider."""

    role: str
    name: str = ""
    hamlet: str | None = None
    start: str | None = msgspec.field(default=None, name="from")
    to: str | None = None
    trainings: list[Training] = []
    cancelled: Any = None


class HouseholdRecord(msgspec.Struct, gc=False):
    """One household, or `count` households of a hamlet; `reached_on`: when communication products reached them."""

    count: int | None = 1
    year: int | None = None
    hamlet: str | None = None
    reached_on: str | None = None
    cancelled: Any = None


class Hit(msgspec.Struct, gc=False):
    """A child hit by an event, and when relief came."""

    child: int
    relieved: str | None = None


class EventRecord(msgspec.Struct, gc=False):
    """A disaster or epidemic; the counts hold children no record names."""

    kind: str
    date: str
    hit: list[Hit] = []
    hit_count: int | None = None
    relieved_count: int | None = None
    cancelled: Any = None


class EntrySubject(msgspec.Struct, gc=False):
    """What a filled form is about: the store's table and the id in it."""

    table: str
    id: int


class EntryRecord(msgspec.Struct, gc=False):
    """A filled form: `on` and `to` are the first and the last day of the fact; answers are decoded when asked for."""

    form: str
    on: str
    to: str | None = None
    subject: EntrySubject | None = None
    answers: msgspec.Raw = msgspec.Raw(b"{}")
    cancelled: Any = None


class Wider:
    """A source whose records hold further fields of their documents: `needs` names them by table."""

    def __init__(self, source: Source, needs: Mapping[str, Iterable[str]]) -> None:
        self.source = source
        self.needs = {table: frozenset(fields) for table, fields in needs.items()}

    def rows(self, table: str, type: type[Row], /) -> Iterator[tuple[int, Row]]:
        """The documents of `table`, decoded into `type` and the fields needed beyond it."""
        wider = with_fields(type, self.needs.get(table, frozenset()))  # type: ignore[arg-type]  # hashable
        return self.source.rows(table, wider)


@cache
def with_fields(type: Any, keys: frozenset[str]) -> Any:
    """The record `type` that also holds these fields of the document (`attribute` says under which name)."""
    known = {one.encode_name for one in msgspec.structs.fields(type)}
    more = [(_extra(key), Any, msgspec.field(name=key, default=None)) for key in sorted(keys - known)]
    return msgspec.defstruct(type.__name__, more, bases=(type,), gc=False) if more else type


def attribute(type: type[Any], key: str) -> str:
    """The attribute that holds the document's field `key` in `with_fields(type, …)`."""
    return _attributes(type).get(key) or _extra(key)  # type: ignore[arg-type]  # hashable


@cache
def _attributes(type: Any) -> dict[str, str]:
    return {one.encode_name: one.name for one in msgspec.structs.fields(type)}


def _extra(key: str) -> str:
    return "x_" + re.sub(r"\W", "_", key)


def holds_on(start: str | None, to: str | None, day: str) -> bool:
    """Whether a dated fact is true on `day` (ISO): from its first day, or ever if unknown, to its last day."""
    return (start is None or start <= day) and (to is None or day <= to)
