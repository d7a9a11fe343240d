"""Temporary separation: how long it was decided for, and that it lasts 15 days at most in all (NĐ56 Đ32.3).

Renewals count together from the first day, until the separation ends. It goes on longer only where a competent body
requires it; then that body and its paper are kept with the step, and the day they give is the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from cpkit.cases.clock import Amount, Deadline, deadlines, due
from cpkit.cases.records import StepRecord
from cpkit.cases.steps import process
from cpkit.language import _
from cpkit.times import VIETNAM
from cpkit.vietnamese import fold, show_date

if TYPE_CHECKING:
    from cpkit.store import Store

ROLE, END = "separation", "separation_end"
UNITS = {"ngay": "d", "thang": "m"}


def spell(taken: Sequence[StepRecord]) -> list[StepRecord]:
    """The decisions of the separation that goes on now, oldest first; none where none does."""
    found: list[StepRecord] = []
    starts, ends = process().of_role(ROLE), process().of_role(END)
    for record in sorted(taken, key=lambda each: each.at):
        if ends is not None and record.step == ends.id:
            found = []
        elif starts is not None and record.step == starts.id and record.done:
            found.append(record)
    return found


def longest(taken: Sequence[StepRecord]) -> tuple[datetime, Deadline] | None:
    """The last moment of the separation that goes on, by the law's limit alone, with the rule; None without one."""
    going = spell(taken)
    end = process().of_role(END)
    rule = next((each for each in deadlines() if each.overall and end is not None and each.step == end.id), None)
    return (rule.due(going[0].at).due, rule) if going and rule is not None else None


def too_long(taken: Sequence[StepRecord], at: datetime, required_by: str | None) -> str | None:
    """Why a decision at `at` may not renew the separation that goes on; None where it may."""
    limit = longest(taken)
    if limit is None or required_by or at <= limit[0]:
        return None
    sentence = _("Việc cách ly đã quá thời hạn tối đa (hết ngày {date}): {rule} ({article}).")
    return sentence.format(date=show_date(limit[0].date()), rule=limit[1].title, article=limit[1].citation)


def days_before(sheets: Sequence[Mapping[str, Any]], taken: Sequence[StepRecord]) -> int:
    """The days that earlier decisions of the separation going on gave; `sheets` are their forms."""
    going = spell(taken)
    if not going:
        return 0
    first = going[0].at
    ours = [each for each in sheets if each.get("at") and datetime.fromisoformat(each["at"]) >= first]
    return sum(int(each["answers"].get("duration") or 0) for each in ours if _in_days(each["answers"]))


def last_day(values: Mapping[str, Any]) -> date | None:
    """The last day by a decision: so many days or months from its first day, that day not counted."""
    start, number = values.get("from"), values.get("duration")
    unit = UNITS.get(str(values.get("duration_unit") or "ngay"))
    if not isinstance(start, date) or not isinstance(number, int) or unit is None:
        return None
    amount = Amount.parse(f"{number}{unit}")
    return due(datetime.combine(start, time(), VIETNAM), amount, rolls=False).due.date()


def required_by(values: Mapping[str, Any]) -> str | None:
    """The body that requires a longer separation, with its paper."""
    parts = [str(values[key]) for key in ("longer_body", "longer_paper") if values.get(key)]
    return ", ".join(parts) or None


def signed_by_officer(store: Store, values: Mapping[str, Any]) -> bool:
    """Whether the officer who keeps the store signed what the chairman has to decide (NĐ56 Đ32.2)."""
    return bool(values.get("signer")) and fold(str(values["signer"])) == fold(store.settings.officer)


def _in_days(answers: Mapping[str, Any]) -> bool:
    return str(answers.get("duration_unit") or "ngay") == "ngay"
