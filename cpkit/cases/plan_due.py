"""Activities of a plan (Mẫu số 04) whose day has come and of which nobody said what became of them (NĐ56 Đ29.1).

Only the plans are read, by the step they are filled for; what was logged for them only where a day has come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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


class Row(msgspec.Struct, gc=False):
    """The last day of an activity, ISO."""

    end: str | None = None


class PlanAnswers(msgspec.Struct, gc=False):
    """When a plan was made, ISO, and its activities."""

    date: str = ""
    activities: list[Row] | None = None


class Plan(msgspec.Struct, gc=False):
    """As much of a plan's sheet as says whether anything of it can be due: most plans need no more."""

    case: int
    episode: int
    answers: PlanAnswers

    def has_come(self, day: str) -> bool:
        """Whether the last day of one of its activities is `day` (ISO) or past."""
        return any(row.end is not None and row.end <= day for row in self.answers.activities or ())


def plans_made(store: Store, as_of: datetime) -> dict[int, list[tuple[int, Plan]]]:
    """The plans made by `as_of` with the ids of their sheets, the last one last, by the case they are for."""
    step, day = process().of_role("submission"), as_of.date().isoformat()
    found: dict[int, list[tuple[int, Plan]]] = {}
    for sheet_id, plan in store.between("case_forms", "step", step.id, step.id, Plan) if step is not None else ():
        if plan.answers.date <= day:
            found.setdefault(plan.case, []).append((sheet_id, plan))
    return found


def plans_of(store: Store, case_id: int, as_of: datetime) -> list[tuple[int, Plan]]:
    """The plans of one case made by `as_of`, the last one last."""
    step = process().of_role("submission")
    sheets = store.find("case_forms", "case", case_id) if step is not None else []
    plans = [(each.doc_id, msgspec.convert(each, Plan)) for each in sheets if step and each["step"] == step.id]
    return [(sheet, plan) for sheet, plan in plans if plan.answers.date <= as_of.date().isoformat()]


def due_in_plan(
    store: Store, plans: Sequence[tuple[int, Plan]], case: CaseRecord, as_of: datetime
) -> Iterator[DueItem]:
    """What the last of `plans` that is of the episode open at `as_of` said would be done by then, and is still open."""
    episode = _episode_number(case, as_of)
    in_force = next(((sheet_id, plan) for sheet_id, plan in reversed(plans) if plan.episode == episode), None)
    if in_force is not None and in_force[1].has_come(as_of.date().isoformat()):
        sheet = store.table("case_forms").get(doc_id=in_force[0])
        yield from _items(sheet, _open(store, sheet, as_of.date()), case.child, as_of)


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
