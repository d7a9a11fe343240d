"""An officer's list of children into the register: every row checked, then all good rows in one transaction.

A row is registered, refused with every fault named, or held back because it is the same child as an earlier row or one
of the register (`register/duplicates.py`). Look-alikes are registered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from cpkit.errors import Problem
from cpkit.exchange.cells import Answers
from cpkit.exchange.kinds import Kind
from cpkit.exchange.lists import SortedList
from cpkit.exchange.rows import Entry, RowReader
from cpkit.forms import check, load
from cpkit.forms.added import added_keys
from cpkit.language import _
from cpkit.plugins.watching import findings
from cpkit.register.answers import OWN, to_form
from cpkit.register.children import new_document, problems_of, set_birth, warnings_of
from cpkit.register.duplicates import (
    TABLE,
    births_agree,
    find_retyped,
    find_same,
    former_identities,
    identity,
    retyped_key,
)
from cpkit.register.records import Identity
from cpkit.vietnamese import PartialDate, fold

if TYPE_CHECKING:
    from cpkit.store import Store

FORM = "dang_ky"
LARGE_BESIDE_LIST = 12
"""From so many children a row on, looking each row up is faster than reading the register."""
Where = tuple[int | None, int | None]
"""A child's id in the register, or its row in the list."""

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
    total = sum(row.kind is Kind.CHILD for row in opened.rows)
    work = _Work(store, on, today, anyway, total)
    for entry in watch(reader.entries(opened.rows), total, _("Đang kiểm tra")):
        work.take(entry)
    return work.checked


def save_list(store: Store, checked: Checked, *, watch: Watch[Any] = unseen) -> list[int]:
    """Register the good rows in one transaction; their ids in order. An interruption leaves nothing."""
    with store.write("import"):
        documents = watch(checked.documents, len(checked.documents), _("Đang ghi vào sổ"))
        return list(store.table(TABLE).insert_multiple(documents))


class _Work:
    """One run over the rows: what was found, and which children have been met so far."""

    def __init__(self, store: Store, on: date, today: date, anyway: bool, total: int) -> None:
        self.checked = Checked()
        self._today = today
        self._on = on
        self._anyway = anyway
        self._unit = store.settings.unit
        self._met = _Met(store, total)
        form = load(FORM)
        self._ruled = form if any(form.field(key).constraint for key in added_keys(form, OWN)) else None

    def take(self, entry: Entry) -> None:
        """Put one row where it belongs."""
        answers = entry.answers
        faulty = {problem.field for problem in entry.problems}
        entry.problems += [problem for problem in problems_of(answers, self._on) if problem.field not in faulty]
        document = new_document(answers, unit=self._unit, on=self._on) if not entry.problems else {}
        if document:
            entry.problems += self._of_plugins(document, entry.row)
        if entry.problems:
            self.checked.refused.append(entry)
            return
        child = identity(set_birth(answers))
        same = self._met.find(child)
        if same and not self._anyway:
            self.checked.repeats.append(Repeat(entry, *same))
            return
        self._met.add(child, (None, entry.row))
        self.checked.good.append(entry)
        self.checked.documents.append(document)
        self.checked.warnings += [(entry.row, warning) for warning in warnings_of(answers, self._unit)]

    def _of_plugins(self, document: dict[str, Any], row: int) -> list[Problem]:
        """What the rules of added questions and the checks of plugins say of one child of the list."""
        problems, warnings = findings(TABLE, document)
        self.checked.warnings += [(row, warning) for warning in warnings]
        if self._ruled and document["extra"]:
            found = check(self._ruled, to_form(document), today=self._today).problems
            problems += [problem for problem in found if problem.field in document["extra"]]
        return problems


class _Met:
    """The children met so far, by the rule of the same child: those of the register, then rows of the list.

    A register that is large beside the list is asked row by row through its indexes, another is read once.
    """

    def __init__(self, store: Store, total: int) -> None:
        self._store = store
        self._asked = len(store.table(TABLE)) > total * LARGE_BESIDE_LIST
        self._numbers: dict[str, Where] = {}
        self._names: dict[tuple[str, str], list[tuple[PartialDate | None, Where]]] = {}
        self._motherless: dict[object, Where] = {}
        if not self._asked:
            for doc_id, child in chain(store.rows(TABLE, Identity), former_identities(store)):
                self.add(child, (doc_id, None))

    def add(self, child: Identity, where: Where) -> None:
        """Remember a child."""
        if child.id_number:
            self._numbers.setdefault(child.id_number, where)
        if child.mother:
            self._names.setdefault(_key(child), []).append((child.birth_date, where))
        else:
            self._motherless.setdefault(retyped_key(child), where)

    def find(self, child: Identity) -> Where | None:
        """Where the same child was met: an id of the register, or a row of the list."""
        if self._asked and (same := find_same(self._store, child) or find_retyped(self._store, child)) is not None:
            return same, None
        where = self._numbers.get(child.id_number or "")
        if where is None and child.mother:
            met = self._names.get(_key(child), ())
            return next((where for birth, where in met if births_agree(child.birth_date, birth)), None)
        return where or self._motherless.get(retyped_key(child))


def _key(child: Identity) -> tuple[str, str]:
    """Name and mother as the rule of the same child compares them."""
    return fold(child.name), fold(child.mother or "")
