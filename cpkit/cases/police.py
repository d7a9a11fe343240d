"""Handing a case to the police, beside its steps (NĐ56 Đ25.3, Đ31.4; Luật Trẻ em Đ51): what went there, what they said.

A hand-over is a sheet of the form of the step whose role is `police`. The answer comes later and is written on the same
sheet; another hand-over is another sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cpkit.cases.papers import Filled, fill, filled, sheet_for
from cpkit.cases.steps import process
from cpkit.errors import Misused, Refused
from cpkit.language import _
from cpkit.vietnamese import fold, read_moment, show_moment

if TYPE_CHECKING:
    from cpkit.cases.papers import Sheet
    from cpkit.cases.steps import Step
    from cpkit.store import Document, Store

ROLE, EVIDENCE = "police", "evidence"
OF_THE_HAND_OVER = ("handed_at", "police")
"""Answers that tell one hand-over from another."""


@dataclass(frozen=True)
class HandOver:
    """One hand-over: to which police body, when; their file number; the day they answered, None while they have not."""

    police: str
    at: datetime
    file_number: str | None
    answered_on: date | None
    sheet: Document

    @property
    def answers(self) -> dict[str, Any]:
        """Everything written on the sheet; confidential (NĐ56 Đ24)."""
        return dict(self.sheet["answers"])


def police_step() -> Step:
    """The step that hands a case to the police. Raises Misused where no plugin brings one."""
    step = process().of_role(ROLE)
    if step is None or step.form is None:
        raise Misused(_("Không có tiện ích nào mang bước này."))
    return step


def sheet_of(store: Store, case_id: int, *, again: bool = False) -> Sheet:
    """Where a hand-over written now belongs: the last one, whose answer may be added, else a new one."""
    return sheet_for(store, case_id, str(police_step().form), again=again)


def hand_over(
    store: Store, case_id: int, answers: Mapping[str, Any], *, again: bool = False, force: str | None = None
) -> Filled:
    """Record a hand-over, or add the file number and the answer to the last one; all that is wrong at once.

    Refused when another time or police body is given for a hand-over recorded before, unless it is another (`again`).
    """
    sheet = sheet_of(store, case_id, again=again)
    before = sheet.before
    if before is not None and not before.get("paper"):
        _check_same(before["answers"], answers)
    return fill(store, case_id, sheet, answers, force=force)


def hand_overs(store: Store, case_id: int) -> list[HandOver]:
    """The hand-overs of a case, oldest first."""
    step = process().of_role(ROLE)
    sheets = [each for each in filled(store, case_id) if step is not None and each["form"] == step.form]
    return [_hand_over(each) for each in sheets if not each.get("paper")]


def outcome_text(hand_over: HandOver) -> str | None:
    """What the police decided, in words, with their own; None while they have not answered."""
    from cpkit.forms import load
    from cpkit.forms.showing import show_answer

    form, told = load(hand_over.sheet["form"]), hand_over.sheet["answers"]
    words = [show_answer(form, form.field("outcome"), told["outcome"])] if told.get("outcome") else []
    return ": ".join([*words, *([told["answer"]] if told.get("answer") else [])]) or None


def kept_evidence(store: Store, case_id: int) -> list[str]:
    """Objects and documents kept with the case (NĐ56 Đ31.3a) that no sheet says were handed on."""
    sheets = filled(store, case_id)
    step = process().of_role(ROLE)
    form = step.form if step is not None else None
    given = {fold(row["item"]) for each in sheets if each["form"] == form for row in _evidence(each)}
    kept = [row for each in sheets if each["form"] != form for row in _evidence(each) if not row.get("handed_to")]
    named = {fold(row["item"]): str(row["item"]) for row in kept}
    return [item for key, item in named.items() if key not in given]


def _check_same(before: Mapping[str, Any], answers: Mapping[str, Any]) -> None:
    for key in OF_THE_HAND_OVER:
        if answers.get(key) and not _same(before.get(key), answers[key]):
            at = show_moment(datetime.fromisoformat(before["handed_at"]))
            sentence = _("Đã ghi lần chuyển {police} lúc {at}. Lần chuyển khác: thêm --again.")
            more = _(" Ghi trả lời của công an: chỉ nêu --answered-on, --outcome, --answer.")
            raise Refused(sentence.format(police=before["police"], at=at) + more)


def _same(before: Any, given: Any) -> bool:
    if before is None or fold(str(before)) == fold(str(given)):
        return True
    try:
        moments = [read_moment(each if isinstance(each, datetime) else str(each)) for each in (before, given)]
    except ValueError:
        return False
    return moments[0] == moments[1]


def _hand_over(sheet: Document) -> HandOver:
    told = sheet["answers"]
    answered = date.fromisoformat(told["answered_on"]) if told.get("answered_on") else None
    return HandOver(told["police"], datetime.fromisoformat(told["handed_at"]), told.get("file_number"), answered, sheet)


def _evidence(sheet: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (row for row in sheet["answers"].get(EVIDENCE) or [] if row.get("item"))
