"""How far the activities of a plan (Mẫu số 04) have come: done on a day, or not done and why (NĐ56 Đ29.1).

The activities are the rows of the repeat of the plan's last sheet; what became of each lies beside the answers, so that
the plan stays as it was approved. Interventions and activities logged for one of them advance it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cpkit.cases.cases import open_episode, read_case
from cpkit.cases.papers import TABLE, episode_of, filled
from cpkit.cases.steps import process
from cpkit.errors import Refused
from cpkit.language import _
from cpkit.times import today
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from cpkit.store import Document, Store

ROWS = "activities"
INTERVENTIONS = "interventions"


@dataclass(frozen=True)
class Activity:
    """One activity of a plan: its number in the plan (from 1), title, who, until when; what became of it.

    `logged` are the records that served it, as (table, id), and `last` the day of the latest of them; one that was
    taken back serves nothing.
    """

    number: int
    title: str
    responsible: str | None
    end: date | None
    done: date | None = None
    not_done: str | None = None
    intervention: int | None = None
    logged: tuple[tuple[str, int], ...] = ()
    last: date | None = None

    @property
    def open(self) -> bool:
        """Whether nobody has said yet what became of it."""
        return self.done is None and self.not_done is None


def activities(store: Store, case_id: int) -> list[Activity]:
    """The activities of the plan in force, in its order; none where no plan was filled."""
    sheet = plan_sheet(store, case_id)
    return activities_of(store, sheet) if sheet is not None else []


def activities_of(store: Store, sheet: Document) -> list[Activity]:
    """The activities of one sheet of a plan, in its order, with what became of them."""
    progress = sheet.get("progress") or {}
    return [_activity(store, number, row, progress.get(str(number), {})) for number, row in enumerate(_rows(sheet), 1)]


def plan_sheet(store: Store, case_id: int) -> Document | None:
    """The sheet of the last plan of the last episode."""
    step = process().of_role("submission")
    number, _episode = episode_of(read_case(store, case_id))
    sheets = [each for each in filled(store, case_id) if step is not None and each["step"] == step.id]
    return next((each for each in reversed(sheets) if each["episode"] == number), None)


def record_progress(
    store: Store, case_id: int, number: int, *, done: date | None = None, not_done: str | None = None,
    intervention: int | None = None,
) -> Activity:  # fmt: skip
    """Say that an activity was done on a day, by which intervention, or that it will not be done and why.

    Refused: no such activity, a day in the future.
    """
    if done is not None and done > today():
        raise Refused(_("Ngày {date} ở sau hôm nay: chỉ ghi việc đã xảy ra.").format(date=show_date(done)))
    with store.write("plan progress"):
        sheet, before = _open_activity(store, case_id, number)
        record = {"done": done.isoformat() if done else None, "not_done": not_done, "intervention": intervention}
        return _keep(store, sheet, number, before | record)


def advance(store: Store, case_id: int, number: int, table: str, doc_id: int, on: date, *, done: bool) -> None:
    """Count a record just logged towards an activity of the plan in force; with `done` it is finished that day.

    Refused when there is no such activity, or it was said that it will not be done.
    """
    with store.write("plan progress"):
        sheet, before = _open_activity(store, case_id, number)
        if before.get("not_done"):
            sentence = _("Hoạt động số {number} của kế hoạch đã ghi là không làm: {reason}")
            raise Refused(sentence.format(number=number, reason=before["not_done"]))
        record = before | {"logged": [*before.get("logged", []), [table, doc_id]]}
        finished = {"done": on.isoformat(), "intervention": doc_id if table == INTERVENTIONS else None}
        _keep(store, sheet, number, record | (finished if done else {}))


def _open_activity(store: Store, case_id: int, number: int) -> tuple[Document, dict[str, Any]]:
    """The sheet of the plan in force and the progress of one of its activities; Refused where there is none."""
    open_episode(read_case(store, case_id))
    sheet = plan_sheet(store, case_id)
    rows = _rows(sheet) if sheet is not None else []
    if sheet is None or not 1 <= number <= len(rows):
        sentence = _("Kế hoạch không có hoạt động số {number}; có {count} hoạt động.")
        raise Refused(sentence.format(number=number, count=len(rows)))
    return sheet, dict((sheet.get("progress") or {}).get(str(number), {}))


def _keep(store: Store, sheet: Document, number: int, record: dict[str, Any]) -> Activity:
    progress = {**(sheet.get("progress") or {}), str(number): record}
    store.table(TABLE).update({"progress": progress}, doc_ids=[sheet.doc_id])
    return _activity(store, number, _rows(sheet)[number - 1], record)


def _rows(sheet: Document) -> list[dict[str, Any]]:
    return list(sheet["answers"].get(ROWS) or [])


def _activity(store: Store, number: int, row: dict[str, Any], progress: dict[str, Any]) -> Activity:
    served = {(table, doc_id): _day(store, table, doc_id) for table, doc_id in progress.get("logged", ())}
    standing = {record: day for record, day in served.items() if day is not None}
    by = progress.get("intervention")
    taken_back = by is not None and _day(store, INTERVENTIONS, by) is None
    return Activity(
        number, row.get("title", ""), row.get("responsible"), _read(row.get("end")),
        None if taken_back else _read(progress.get("done")), progress.get("not_done"), None if taken_back else by,
        tuple(standing), max(standing.values(), default=None),
    )  # fmt: skip


def _day(store: Store, table: str, doc_id: int) -> date | None:
    """The day of a record that stands, None for one taken back."""
    document = store.table(table).get(doc_id=doc_id)
    return None if document is None or document.get("cancelled") else _read(document.get("date"))


def _read(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
