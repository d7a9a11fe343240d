"""An officer's list of children into the register: every row checked, then all good rows in one transaction.

A row is registered, refused with every fault named, or held back because it is the same child as an earlier row or one
of the register (`register/duplicates.py`). Look-alikes are registered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from cpkit.errors import Problem
from cpkit.exchange.cells import Answers
from cpkit.exchange.kinds import Kind
from cpkit.exchange.lists import SortedList
from cpkit.exchange.rows import Entry, RowReader
from cpkit.forms import load
from cpkit.language import _
from cpkit.register.children import new_document, problems_of, warnings_of
from cpkit.register.duplicates import TABLE, births_agree, find_same, identity
from cpkit.vietnamese import PartialDate, fold

if TYPE_CHECKING:
    from cpkit.store import Store

FORM = "dang_ky"

Item = TypeVar("Item")
Watch = Callable[[Iterable[Item], int, str], Iterable[Item]]
"""Passes items on while showing how far the work is: (items, how many, what is being done)."""


@dataclass(frozen=True)
class Repeat:
    """A row held back: the same child is the register's `of` (an id), or stands in an earlier `row` of the list."""

    entry: Entry
    of: int | None = None
    row: int | None = None


@dataclass
class Checked:
    """The rows of a list after checking; `documents` are those to register, in order, with their entries."""

    good: list[Entry] = field(default_factory=list)
    documents: list[dict[str, Any]] = field(default_factory=list)
    refused: list[Entry] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)
    warnings: list[tuple[int, Problem]] = field(default_factory=list)


def unseen(items: Iterable[Item], total: int, label: str) -> Iterable[Item]:
    """A `Watch` that shows nothing."""
    return items


def check_list(
    store: Store,
    opened: SortedList,
    *,
    on: date,
    today: date,
    hamlets: Sequence[str] = (),
    anyway: bool = False,
    watch: Watch[Any] = unseen,
) -> Checked:
    """Every row of the list as it would be registered on `on`; `anyway` registers repeats too. Writes nothing."""
    answers = Answers(load(FORM), on, today, store.read_id)
    reader = RowReader(opened.columns, answers, hamlets=hamlets, capitalise=opened.applied == "tcvn3")
    reader.learn_hamlets(opened.rows)
    work = _Work(store, on, anyway)
    total = sum(row.kind is Kind.CHILD for row in opened.rows)
    for entry in watch(reader.entries(opened.rows), total, _("Đang kiểm tra")):
        work.take(entry)
    return work.checked


def save_list(store: Store, checked: Checked, *, watch: Watch[Any] = unseen) -> list[int]:
    """Register the good rows in one transaction; their ids in order. An interruption leaves nothing."""
    with store.write("import"):
        documents = watch(checked.documents, len(checked.documents), _("Đang ghi vào sổ"))
        return list(store.table(TABLE).insert_multiple(documents))


class _Work:
    """One run over the rows: what was found, and which children the list has had so far."""

    def __init__(self, store: Store, on: date, anyway: bool) -> None:
        self.checked = Checked()
        self._store = store
        self._on = on
        self._anyway = anyway
        self._unit = store.settings.unit
        self._empty = not len(store.table(TABLE))
        self._numbers: dict[str, int] = {}
        self._names: dict[tuple[str, str], list[tuple[PartialDate | None, int]]] = {}

    def take(self, entry: Entry) -> None:
        """Put one row where it belongs."""
        answers = entry.answers
        faulty = {problem.field for problem in entry.problems}
        entry.problems += [problem for problem in problems_of(answers, self._on) if problem.field not in faulty]
        if entry.problems:
            self.checked.refused.append(entry)
            return
        document = new_document(answers, unit=self._unit, on=self._on)
        key = _key(answers)
        repeat = self._repeat(entry, document, key)
        if repeat and not self._anyway:
            self.checked.repeats.append(repeat)
            return
        self._remember(entry, key)
        self.checked.good.append(entry)
        self.checked.documents.append(document)
        self.checked.warnings += [(entry.row, warning) for warning in warnings_of(answers, self._unit)]

    def _repeat(self, entry: Entry, document: dict[str, Any], key: tuple[str, str] | None) -> Repeat | None:
        same = None if self._empty else find_same(self._store, identity(document))
        if same is not None:
            return Repeat(entry, of=same)
        row = self._numbers.get(entry.answers.get("id_number", ""))
        if row is None and key:
            birth = entry.answers["birth"]
            row = next((row for other, row in self._names.get(key, ()) if births_agree(birth, other)), None)
        return Repeat(entry, row=row) if row is not None else None

    def _remember(self, entry: Entry, key: tuple[str, str] | None) -> None:
        number = entry.answers.get("id_number")
        if number:
            self._numbers.setdefault(number, entry.row)
        if key:
            self._names.setdefault(key, []).append((entry.answers["birth"], entry.row))


def _key(answers: dict[str, Any]) -> tuple[str, str] | None:
    """Name and mother as the rule of the same child compares them; None where the mother is not known."""
    return (fold(answers["name"]), fold(answers["mother"])) if answers.get("mother") else None
