"""Activities of a plan (Mẫu số 04) whose day has come and of which nobody said what became of them (NĐ56 Đ29.1).

Only the plans are read, by the step they are filled for; what was logged for them only where a day has come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import msgspec

from cpkit.cases.due import DueItem, episode_at, on_day
from cpkit.cases.steps import process
from cpkit.language import _
from cpkit.times import VIETNAM, end_of
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from cpkit.cases.progress import Activity
    from cpkit.cases.records import CaseRecord
    from cpkit.store import Document, Store

STEP = "hoat_dong_ke_hoach"


def due_in_plans(store: Store, cases: Mapping[int, CaseRecord], as_of: datetime) -> Iterator[DueItem]:
    """What the plans in force in those of `cases` that were open at `as_of` said would be done by then, still open."""
    today = as_of.date().isoformat()
    for sheet in _plans(store, cases, as_of):
        if any(row.get("end", "9999") <= today for row in sheet["answers"].get("activities") or []):
            yield from _items(sheet, _open(store, sheet, as_of.date()), cases[sheet["case"]].child, as_of)


def _plans(store: Store, cases: Mapping[int, CaseRecord], as_of: datetime) -> Iterable[Document]:
    """The last plan made by then in the episode of each case that was open then."""
    from cpkit.store import Document

    step, found = process().of_role("submission"), dict[int, Document]()
    sheets = store.between("case_forms", "step", step.id, step.id) if step is not None else ()
    for doc_id, sheet in sheets:
        case = cases.get(sheet["case"])
        made = sheet["answers"].get("date", "")
        if case is not None and made <= as_of.date().isoformat() and sheet["episode"] == _episode_number(case, as_of):
            found[sheet["case"]] = Document(sheet, doc_id)
    return found.values()


def _episode_number(case: CaseRecord, as_of: datetime) -> int | None:
    """Which episode of the case was open at `as_of`, from 1."""
    found = episode_at(case, as_of)
    return None if found is None else case.episodes.index(found) + 1


def _open(store: Store, sheet: Document, day: date) -> Iterator[Activity]:
    from cpkit.cases.progress import activities_of

    for each in activities_of(store, sheet):
        done = each.done is not None and each.done <= day
        if each.end is not None and each.end <= day and not done and not each.not_done:
            yield each


def _items(sheet: Document, found: Iterable[Activity], child: int | None, as_of: datetime) -> Iterator[DueItem]:
    planned = date.fromisoformat(sheet["answers"]["date"])
    sentence = _("Hoạt động số {number} của kế hoạch ngày {date} (Mẫu số 04)")
    for each in found:
        assert each.end is not None
        yield msgspec.structs.replace(
            on_day(end_of(each.end), as_of), case=sheet["case"], child=child, step=STEP, citation="NĐ56 Đ29.1",
            title=sentence.format(number=each.number, date=show_date(planned)),
            started=datetime.combine(planned, time(), VIETNAM),
            activity=each.number, what=each.title, responsible=each.responsible,
        )  # fmt: skip
