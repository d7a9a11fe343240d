"""Activities: what was done with or for many (training, communication, forum, club, consultation, relief, visits).

Children who took part are named by id where a list was kept, or counted by sex and age band ("nu:7-10": 12). The form
`hoat_dong` says what a record holds; here are the rules that look into the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cpkit.cases.interventions import Register, unborn
from cpkit.cases.people import resolver
from cpkit.codes import code_list
from cpkit.errors import Problem, Refused
from cpkit.forms import check, load, records
from cpkit.forms.answers import from_document, to_document
from cpkit.language import _
from cpkit.store import Document
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.store import Store

TABLE = "activities"
FORM = "hoat_dong"
SCHOOL = "truong_hoc"
LISTS = ("topics", "attended", "schools", "workers")
"""Answers that lie in the document as lists, empty where there is none."""


@dataclass(frozen=True)
class Kept:
    """An activity that was stored: its id and what is odd but kept."""

    id: int
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class Serves:
    """The activity of a case's plan (Mẫu số 04) that an activity serves: the case, its number, whether it is done."""

    case: int
    number: int
    done: bool = False


def add_activity(store: Store, answers: Mapping[str, Any], *, serves: Serves | None = None) -> Kept:
    """Store a new activity; Refused with every problem at once.

    `serves` tells which plan it advances (NĐ56 Đ29.1); that is kept with the plan, not with the activity, which
    others may read.
    """
    values, warnings = _checked(store, answers)
    with store.write("activity add"):
        doc_id = store.table(TABLE).insert({**values, "cancelled": None})
        if serves is not None:
            _advance(store, serves, doc_id, values)
    return Kept(doc_id, warnings)


def _advance(store: Store, serves: Serves, doc_id: int, values: Mapping[str, Any]) -> None:
    from cpkit.cases.cases import read_case
    from cpkit.cases.progress import advance

    child, attended = read_case(store, serves.case).child, values.get("attended") or ()
    if attended and child is not None and child not in attended:
        raise Refused(_("Trẻ của ca này không có trong danh sách tham gia."))
    advance(store, serves.case, serves.number, TABLE, doc_id, date.fromisoformat(values["date"]), done=serves.done)


def edit_activity(store: Store, doc_id: int, changes: Mapping[str, Any]) -> Kept:
    """Change some answers of an activity; the whole of it is checked again. Refused when it was taken back."""
    with store.write("activity edit"):
        before = records.standing(store, TABLE, doc_id)
        answers = from_document(load(FORM), before) | {"counts": rows_of(before.get("counts") or {})}
        values, warnings = _checked(store, answers | dict(changes))
        store.table(TABLE).update(values, doc_ids=[doc_id])
    return Kept(doc_id, warnings)


def cancel_activity(store: Store, doc_id: int, reason: str) -> None:
    """Take an activity back, with the reason; it stays readable and no report counts it."""
    records.cancel(store, TABLE, doc_id, reason, action="activity cancel")


def listed(store: Store, *, kind: str | None = None, first: date = date.min, last: date = date.max) -> list[Document]:
    """The activities between two dates, oldest first, of one kind or all; those taken back included."""
    code = None if kind is None else _kind(kind)
    rows: Iterator[tuple[int, dict[str, Any]]] = store.between(TABLE, "date", first.isoformat(), last.isoformat())
    return [Document(found, doc_id) for doc_id, found in rows if code in (None, found["kind"])]


def counts_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The rows of the form's repeat as {"nu:7-10": 12}; a band named twice adds up."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["group"]] = counts.get(row["group"], 0) + row["number"]
    return counts


def rows_of(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The counts of a document as the form asks for them."""
    return [{"group": band, "number": number} for band, number in counts.items()]


def reach(document: Mapping[str, Any]) -> int:
    """How many children took part: those named and those only counted."""
    counts: Mapping[str, int] = document.get("counts") or {}
    return len(document.get("attended") or ()) + sum(counts.values())


def _checked(store: Store, answers: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    checked = check(load(FORM), answers, today=today(), resolver=resolver(store))
    problems = [*checked.problems, *_problems(Register(store), checked.values)]
    if problems:
        raise Refused(_("Chưa ghi được hoạt động."), tuple(problems))
    values = to_document(checked.values)
    lists = {key: values[key] or [] for key in LISTS}
    return values | lists | {"counts": counts_of(checked.values["counts"])}, checked.warnings


def _problems(register: Register, values: Mapping[str, Any]) -> list[Problem]:
    day = values.get("date")
    problems = unborn(register, values.get("attended") or (), day) if isinstance(day, date) else []
    for school in values.get("schools") or ():
        found = register.document("organisations", school)
        if found is not None and found.get("kind") != SCHOOL:
            sentence = _("{name} không phải là trường học.").format(name=found.get("name"))
            problems.append(Problem("schools", sentence))
    return problems


def _kind(text: str) -> str:
    codes = code_list("activity_kinds")
    found = codes.find(text)
    if found is None:
        known = ", ".join(code.code for code in codes)
        raise Refused(_("Không có loại hoạt động “{text}”. Các loại: {known}.").format(text=text, known=known))
    return found.code
