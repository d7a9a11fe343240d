"""Finding cases: open, overdue, at a step, of a kind, received between two days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from cpkit.cases.due import due_with_answers
from cpkit.cases.records import CaseRecord, StepRecord
from cpkit.cases.steps import Step, process, reached
from cpkit.codes import code_list
from cpkit.errors import Refused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.store import Document, Store

TABLE = "cases"


def find_cases(
    store: Store, as_of: datetime, *, only_open: bool = False, overdue: bool = False, step: str | None = None,
    kind: str | None = None, first: date = date.min, last: date = date.max,
) -> list[Document]:  # fmt: skip
    """The cases that answer every condition, newest receipt first.

    `step` is the step of the main line at which a case stands, or one beside it that was taken; overdue (by the law,
    the plan or an answer awaited) and at a step are only open cases. Refused for an unknown step or kind.
    """
    only_open = only_open or overdue or step is not None
    wanted = process().step(step) if step is not None else None
    code = None if kind is None else _kind(kind)
    found = store.find(TABLE, "open", True) if only_open else list(store.table(TABLE))
    days = first.isoformat(), last.isoformat()
    found = [each for each in found if days[0] <= each["received_at"][:10] <= days[1] and code in (None, each["kind"])]
    chosen = [each for each in found if _fits(store, each, as_of, overdue, wanted)]
    return sorted(chosen, key=lambda each: str(each["received_at"]), reverse=True)


def _fits(store: Store, document: Document, as_of: datetime, overdue: bool, step: Step | None) -> bool:
    if not overdue and step is None:
        return True
    case = msgspec.convert(document, CaseRecord)
    if step is not None and not _stands_at(step, case.episodes[-1].steps):
        return False
    return not overdue or any(item.overdue for item in due_with_answers(store, document.doc_id, case, as_of))


def _stands_at(step: Step, taken: Sequence[StepRecord]) -> bool:
    if step.beside:
        return any(record.step == step.id and record.done for record in taken)
    last = reached(taken)
    return last is not None and last.id == step.id


def _kind(text: str) -> str:
    codes = code_list("case_kinds")
    found = codes.find(text)
    if found is None:
        known = ", ".join(code.code for code in codes)
        raise Refused(_("Không có loại vụ việc “{text}”. Các loại: {known}.").format(text=text, known=known))
    return found.code
