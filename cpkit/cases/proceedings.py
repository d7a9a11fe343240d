"""What the law did about a case: forensic examination, prosecution, verdict, each with its day and result.

A short dated list kept with the case; it grows also after the case was closed, since a verdict comes late. A line is
taken back with a reason, never removed. Confidential but for kind and day (NĐ56 Đ24).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from cpkit.cases.cases import TABLE, read_case
from cpkit.cases.records import Cancellation, Proceeding
from cpkit.codes import code_list
from cpkit.errors import Problem, Refused
from cpkit.language import _
from cpkit.times import today
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from cpkit.cases.records import CaseRecord
    from cpkit.store import Store

KINDS = "proceedings"


def proceedings(store: Store, case_id: int) -> list[Proceeding]:
    """The lines of a case as they were entered, those taken back included: the order gives each its number."""
    return read_case(store, case_id).proceedings


def add(
    store: Store, case_id: int, kind: str, on: date, result: str, *, body: str | None = None, number: str | None = None
) -> Proceeding:
    """Add a line; `kind` is a code of `proceedings`.

    Refused with every problem: an unknown kind, a day in the future or before the report came, no result.
    """
    with store.write("add proceeding"):
        case = _standing(store, case_id)
        found = code_list(KINDS).find(kind)
        problems = [*_kind_problems(kind, known=found is not None), *_problems(case, on, result)]
        if problems or found is None:
            raise Refused(_("Chưa ghi được diễn biến tố tụng."), tuple(problems))
        added = Proceeding(kind=found.code, on=on, result=result.strip(), body=body, number=number)
        _save(store, case_id, [*case.proceedings, added])
    return added


def cancel(store: Store, case_id: int, line: int, reason: str) -> Proceeding:
    """Take the line with this number (from 1) back. Refused when there is none or it was taken back before."""
    with store.write("cancel proceeding"):
        lines = _standing(store, case_id).proceedings
        if not 1 <= line <= len(lines) or lines[line - 1].cancelled is not None:
            raise Refused(_("Không có dòng số {number} để hủy.").format(number=line))
        lines[line - 1].cancelled = Cancellation(on=today(), reason=reason)
        _save(store, case_id, lines)
    return lines[line - 1]


def _standing(store: Store, case_id: int) -> CaseRecord:
    case = read_case(store, case_id)
    if case.cancelled is not None:
        raise Refused(_("Ca này đã hủy: {reason}").format(reason=case.cancelled.reason))
    return case


def _kind_problems(kind: str, *, known: bool) -> list[Problem]:
    if known:
        return []
    sentence = _("Không có việc tố tụng “{text}”. Các việc: {known}.")
    return [Problem("kind", sentence.format(text=kind, known=", ".join(code.code for code in code_list(KINDS))))]


def _problems(case: CaseRecord, on: date, result: str) -> list[Problem]:
    found = []
    received = case.received_at.date()
    if not received <= on <= today():
        sentence = _("Ngày {date} phải từ ngày nhận tin ({received}) đến hôm nay.")
        found.append(Problem("date", sentence.format(date=show_date(on), received=show_date(received))))
    if not result.strip():
        found.append(Problem("result", _("Phải ghi kết quả.")))
    return found


def _save(store: Store, case_id: int, lines: list[Proceeding]) -> None:
    store.table(TABLE).update({"proceedings": msgspec.to_builtins(lines)}, doc_ids=[case_id])
