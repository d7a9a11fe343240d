"""The log of support and interventions (NĐ56 Đ18-21, Đ29): one record for one child or for thirty.

The form `can_thiep` says what a record holds; here are the rules that look beyond it, into the register and the cases.
Ids are the store's ints; dates ISO; `amount` is the whole sum in đồng for all children of the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cpkit.cases.people import resolver
from cpkit.codes import code_list
from cpkit.errors import Problem, Refused
from cpkit.forms import check, load, records
from cpkit.forms.answers import from_document, to_document
from cpkit.language import _
from cpkit.register.children import stored_birth
from cpkit.store import Document
from cpkit.times import today
from cpkit.vietnamese import show_date, show_partial

if TYPE_CHECKING:
    from cpkit.store import Store

TABLE = "interventions"
FORM = "can_thiep"
SAME = ("service", "kind", "date", "provider", "amount")
"""A record is likely entered twice when these and a child agree with an older one."""


@dataclass(frozen=True)
class Prepared:
    """Checked answers of one record, ready to be stored, with what is odd but kept and records that look the same."""

    values: dict[str, Any]
    warnings: tuple[Problem, ...] = ()
    alike: tuple[int, ...] = ()


def prepare(store: Store, answers: Mapping[str, Any], known: Register | None = None) -> Prepared:
    """Check one record against its form, the register and the cases; Refused with every problem at once."""
    register = known or Register(store)
    checked = check(load(FORM), with_service(answers), today=today(), resolver=resolver(store))
    problems = [*checked.problems, *_problems(register, checked.values)]
    if problems:
        raise Refused(_("Chưa ghi được việc hỗ trợ, can thiệp."), tuple(problems))
    values = to_document(checked.values)
    return Prepared(values, checked.warnings, tuple(_alike(register, values)))


def log(store: Store, prepared: Sequence[Prepared]) -> list[int]:
    """Store the records in one transaction and return their ids, in the same order."""
    documents = [{**record.values, "cancelled": None} for record in prepared]
    with store.write("log"):
        return list(store.table(TABLE).insert_multiple(documents))


def log_for_plan(store: Store, record: Prepared, number: int, *, done: bool) -> int:
    """Store a record that serves activity `number` of its case's plan (NĐ56 Đ29.1), which it advances or finishes.

    Refused when the record names no case, or the plan has no such activity.
    """
    from cpkit.cases.progress import advance

    case = record.values.get("case")
    if case is None:
        raise Refused(_("Hoạt động của kế hoạch thuộc một ca: nêu ca bằng --case."))
    with store.write("log"):
        (doc_id,) = log(store, [record])
        advance(store, case, number, TABLE, doc_id, date.fromisoformat(record.values["date"]), done=done)
    return doc_id


def edit_intervention(store: Store, doc_id: int, changes: Mapping[str, Any]) -> Prepared:
    """Change some answers of a record; the whole of it is checked again. Refused when it was taken back."""
    with store.write("edit log"):
        before = from_document(load(FORM), records.standing(store, TABLE, doc_id))
        prepared = prepare(store, before | with_service(changes))
        store.table(TABLE).update(prepared.values, doc_ids=[doc_id])
    return prepared


def cancel_intervention(store: Store, doc_id: int, reason: str) -> None:
    """Take a record back, with the reason; it stays readable and no report counts it."""
    records.cancel(store, TABLE, doc_id, reason, action="cancel log")


def listed(
    store: Store, *, child: int | None = None, case: int | None = None, first: date = date.min, last: date = date.max
) -> list[Document]:
    """The records of a child, of a case, or of all, between two dates, oldest first; those taken back included."""
    start, end = first.isoformat(), last.isoformat()
    if child is None and case is None:
        rows: Iterator[tuple[int, dict[str, Any]]] = store.between(TABLE, "date", start, end)
        return [Document(found, doc_id) for doc_id, found in rows]
    by_child = store.find(TABLE, "child", child) if child is not None else store.find(TABLE, "case", case)
    kept = [each for each in by_child if case in (None, each.get("case")) and start <= each["date"] <= end]
    return sorted(kept, key=lambda each: (each["date"], each.doc_id))


def with_service(answers: Mapping[str, Any]) -> dict[str, Any]:
    """`answers` where a finer kind given as the service ("y_te.bhyt", "BHYT") is told apart into service and kind."""
    codes = code_list("services")
    given = answers.get("service")
    found = codes.find(given) if isinstance(given, str) else None
    if found is None:
        kind = codes.find(str(answers["kind"])) if answers.get("kind") and not given and given != "" else None
        return dict(answers) | ({"service": kind.parent} if kind and kind.parent else {})
    if found.parent is None:
        return dict(answers) | {"service": found.code}
    return dict(answers) | {"service": found.parent, "kind": answers.get("kind") or found.code}


class Register:
    """What the rules look up, each child and case once: a list of a thousand rows names the same ones again."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._documents: dict[tuple[str, int], Document | None] = {}

    def document(self, table: str, doc_id: int) -> Document | None:
        """The document with this id, or None."""
        key = (table, doc_id)
        if key not in self._documents:
            self._documents[key] = self.store.table(table).get(doc_id=doc_id)
        return self._documents[key]


def unborn(register: Register, children: Sequence[int], day: date) -> list[Problem]:
    """A problem for each child who was certainly born after `day`."""
    problems = []
    for child in children:
        born = stored_birth(register.document("children", child) or {})
        if born and born.earliest > day:
            sentence = _("Ngày {date} ở trước ngày sinh của {child} ({birth}).")
            shown = {"date": show_date(day), "child": _child_id(child), "birth": show_partial(born)}
            problems.append(Problem("date", sentence.format(**shown)))
    return problems


def _problems(register: Register, values: Mapping[str, Any]) -> list[Problem]:
    children, day, case = values.get("children") or [], values.get("date"), values.get("case")
    problems = unborn(register, children, day) if isinstance(day, date) else []
    if not isinstance(case, int):
        return problems
    found = register.document("cases", case)
    about = found.get("child") if found is not None else None
    if about is not None and children and about not in children:
        sentence = _("Ca này là của {child}, không phải của trẻ đã ghi.").format(child=_child_id(about))
        problems.append(Problem("case", sentence))
    return problems


def _alike(register: Register, values: Mapping[str, Any]) -> Iterator[int]:
    """Records that stand and say the same of the same child."""
    seen = set()
    for child in values["children"]:
        for other in register.store.find(TABLE, "child", child):
            same = all(other.get(key) == values.get(key) for key in SAME)
            if same and not other.get("cancelled") and other.doc_id not in seen:
                seen.add(other.doc_id)
                yield other.doc_id


def _child_id(child: int) -> str:
    from cpkit.store.identifiers import show_id

    return show_id("children", child)
