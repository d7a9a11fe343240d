"""What is due in the open cases: the clock rules of the law over the steps recorded, soonest first.

A rule runs from the last record of its anchor until one of the steps that meet it is recorded at or after that
moment. Where the law names no start (NĐ56 Đ28.1), the first recorded of the rule's anchors counts and is shown. Only
open cases are read, through their index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from cpkit.cases.clock import Amount, Deadline, Due, deadlines, due, running_rules
from cpkit.cases.records import CaseRecord, Episode, StepRecord
from cpkit.cases.steps import FIRST, finds_safe, process
from cpkit.language import _
from cpkit.times import VIETNAM, end_of, now

if TYPE_CHECKING:
    from cpkit.store import Store

TABLE = "cases"
NOTHING = timedelta()


class DueItem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing due in one case, `child` None while unregistered: `amount` ("12h") counted from `started`, when the
    step `anchor` was taken; both are empty where a day was agreed, for the answer to a `referral`, and `amount` alone
    where a decision gave the day, or a term comes again. Of an `activity` of a plan (its number there) `what` it is and
    who is `responsible` are as confidential as the plan. `case` is None for a report that waits (`intake` names it), in
    alternative care (`placement`, or the `quarter` of a list to be sent)."""

    case: int | None
    child: int | None
    step: str
    title: str
    due: datetime
    remaining: timedelta
    overdue: bool
    provisional: bool
    citation: str
    consequence: dict[str, str]
    amount: str
    anchor: str
    started: datetime
    intake: int | None = None
    referral: int | None = None
    activity: int | None = None
    what: str | None = None
    responsible: str | None = None
    placement: int | None = None
    quarter: str | None = None

    @property
    def hours_left(self) -> float:
        """Hours on the clock until it is due; negative once it has passed."""
        return round(self.remaining.total_seconds() / 3600, 2)


def due_items(store: Store, as_of: datetime, *, within: timedelta | None = None) -> list[DueItem]:
    """All that is due at `as_of`, soonest first; with `within`, only what falls due by then.

    For today and later only open cases are read; for a day gone by all cases are, as they were open then. A report that
    still waits is due like a case just opened: nobody may forget the child it tells of. Activities of a plan are due
    from their last day on.
    """
    from cpkit.cases.plan_due import due_in_plans

    cases = [*_cases(store, as_of)]
    found = [item for id, case in cases for item in due_in_case(id, case, as_of)]
    found += _answers_awaited(store, as_of)
    found += due_in_plans(store, dict(cases), as_of)
    for id, intake in store.between("intakes", "waiting", True, True):
        found += due_of_intake(id, intake, as_of)
    return sorted((item for item in found if within is None or item.due <= as_of + within), key=_soonest)


def due_in_case(case_id: int, case: CaseRecord, as_of: datetime) -> list[DueItem]:
    """What the law makes due in one case at `as_of`, soonest first; nothing in a case closed by then, or taken back."""
    episode = episode_at(case, as_of)
    if episode is None:
        return []
    taken = _Taken(episode.steps, as_of)
    rules = running_rules(bool(case.urgent), taken.steps)
    items = [item for rule in rules if (item := _item(rule, case_id, case, taken, as_of)) is not None]
    return sorted(items, key=_soonest) if len(items) > 1 else items


def due_with_answers(store: Store, case_id: int, case: CaseRecord, as_of: datetime) -> list[DueItem]:
    """What is due in one case, the answers to its referrals among it, soonest first."""
    sent = [(each.doc_id, each) for each in store.find("referrals", "case", case_id) if each["awaited"]]
    answers = _awaited(sent, case.child, as_of) if case.episode is not None else ()
    return sorted([*due_in_case(case_id, case, as_of), *answers], key=_soonest)


def on_day(until: datetime, as_of: datetime) -> DueItem:
    """Something due on a day that is known, not counted from a step."""
    return DueItem(
        case=None, child=None, step="", title="", due=until, remaining=until - as_of, overdue=until < as_of,
        provisional=False, citation="", consequence={}, amount="", anchor="", started=until,
    )  # fmt: skip


def _answers_awaited(store: Store, as_of: datetime) -> Iterator[DueItem]:
    """The answers to referrals of open cases, each by the day that was agreed."""
    for id, referral in store.between("referrals", "awaited", True, True):
        case = store.table(TABLE).get(doc_id=referral["case"])
        if case is not None and case.get("open"):
            yield from _awaited([(id, referral)], case.get("child"), as_of)


def _awaited(sent: Iterable[tuple[int, Mapping[str, Any]]], child: int | None, as_of: datetime) -> Iterator[DueItem]:
    for id, referral in sent:
        started = datetime.combine(date.fromisoformat(referral["sent"]), time(), VIETNAM)
        until = end_of(date.fromisoformat(referral["answer_by"]))
        if started > as_of:
            continue
        yield msgspec.structs.replace(
            on_day(until, as_of), case=referral["case"], child=child, step="chuyen_gui",
            title=_("Chờ trả lời việc chuyển gửi"), citation="NĐ56 Đ29.1b", started=started, referral=id,
        )  # fmt: skip


def due_of_intake(intake_id: int, intake: Mapping[str, Any], as_of: datetime) -> list[DueItem]:
    """What is due on a report that waits, soonest first: the assessment, within the 12 hours of NĐ56 Đ26.3."""
    received = datetime.fromisoformat(intake["received_at"])
    if received > as_of:
        return []
    urgent = intake.get("answers", {}).get("urgent") == "co"
    taken = _Taken([StepRecord(step=FIRST, at=received)], as_of)
    case = CaseRecord(child=intake.get("child"), kind=intake["kind"], received_at=received, urgent=urgent)
    rules = (rule for rule in running_rules(urgent, taken.steps) if rule.anchor == FIRST)
    items = [item for rule in rules if (item := _item(rule, None, case, taken, as_of)) is not None]
    return sorted((msgspec.structs.replace(item, intake=intake_id) for item in items), key=_soonest)


def earliest_closing(taken: Sequence[StepRecord], step: str) -> tuple[datetime, Deadline] | None:
    """The moment before which `step` may not be taken, with its rule; None where no rule holds it back."""
    held, steps = [], _Taken(taken, None)
    for rule in deadlines():
        anchor = steps.anchor(rule) if rule.earliest and rule.step == step else None
        if anchor is not None and rule.is_valid(anchor.at.date()):
            held.append((rule.due(anchor.at).due, rule))
    return max(held, key=lambda each: each[0], default=None)


class _Taken:
    """The steps of an episode up to a moment, as the rules ask about them; `steps` are those really taken."""

    def __init__(self, records: Sequence[StepRecord], as_of: datetime | None) -> None:
        ordered = sorted(records, key=_moment) if len(records) > 1 else records
        if as_of is not None and ordered and ordered[-1].at > as_of:
            ordered = [record for record in ordered if record.at <= as_of]
        self._records = ordered
        self._last = {record.step: record for record in ordered if record.not_done is None}
        self._latest = {record.step: record.at for record in ordered}
        self.steps = frozenset(self._last)

    def anchor(self, rule: Deadline) -> StepRecord | None:
        """The last record of the rule's anchor, else of the first of its other anchors that was taken.

        None before any; a time to wait (Mẫu số 06) is void where the review found the child not safe, and once the case
        looped back to one (NĐ56 Đ30.1c).
        """
        found = self._last.get(rule.anchor)
        if found is None and rule.anchors:
            found = next((self._last[step] for step in rule.anchors if step in self._last), None)
        if found is None or (rule.earliest and (not finds_safe(found) or self._looped_back(found))):
            return None
        return found

    def first_of_spell(self, rule: Deadline, anchor: StepRecord) -> StepRecord:
        """For a rule over all renewals, the first decision since the step that ended the ones before; else `anchor`."""
        if not rule.overall:
            return anchor
        ended = max((each.at for each in self._records if each.step == rule.step), default=None)
        same = [each for each in self._records if each.step == anchor.step and each.done]
        return min((each for each in same if ended is None or each.at > ended), key=lambda each: each.at)

    def meet(self, rule: Deadline, anchor: StepRecord) -> bool:
        """Whether a step that meets the rule was recorded since its anchor, as taken or as not taken with a reason."""
        moments = [self._latest[step] for step in (rule.step, *rule.met_by) if step in self._latest]
        return bool(moments) and max(moments) >= anchor.at

    def _looped_back(self, anchor: StepRecord) -> bool:
        """Whether a step of the main line taken before `anchor` was taken again after it."""
        line = {step.id for step in process().steps if not step.beside}
        before = {record.step for record in self._records if record.at < anchor.at} & line
        return any(record.step in before and record.at > anchor.at for record in self._records)


def _cases(store: Store, as_of: datetime) -> Iterator[tuple[int, CaseRecord]]:
    if as_of.date() < now().date():
        return store.rows(TABLE, CaseRecord)
    return store.between(TABLE, "open", True, True, CaseRecord)


def episode_at(case: CaseRecord, as_of: datetime) -> Episode | None:
    """The episode that was open at `as_of`."""
    if case.cancelled is not None:
        return None
    day = as_of.date()
    return next((each for each in case.episodes if each.opened <= day and (not each.closed or each.closed > day)), None)


def _moment(record: StepRecord) -> datetime:
    return record.at


def _soonest(item: DueItem) -> tuple[datetime, int]:
    return item.due, item.case or item.intake or 0


def _item(rule: Deadline, case_id: int | None, case: CaseRecord, taken: _Taken, as_of: datetime) -> DueItem | None:
    anchor = taken.anchor(rule)
    if anchor is None or not rule.is_valid(anchor.at.date()) or taken.meet(rule, anchor):
        return None
    last = anchor
    anchor = taken.first_of_spell(rule, anchor)
    hours = _hours(rule.amount)
    term = Due(anchor.at + hours, (), False) if hours else _term(rule.amount, rule.rolls, anchor.at.date())
    amount = rule.amount
    if last.until is not None and rule.overall and (last.required_by or end_of(last.until) < term.due):
        term, amount, anchor = term._replace(due=end_of(last.until)), "", last
    remaining = term.due - as_of
    return DueItem(
        case=case_id,
        child=case.child,
        step=rule.step,
        title=rule.title,
        due=term.due,
        remaining=remaining,
        overdue=remaining < NOTHING and not rule.earliest,
        provisional=term.provisional,
        citation=rule.citation,
        consequence=rule.consequence,
        amount=amount,
        anchor=anchor.step,
        started=anchor.at,
    )


@lru_cache(maxsize=10_000)
def _term(amount: str, rolls: bool, day: date) -> Due:
    """The term in days or months that starts on `day`: cases of one day count it once."""
    return due(datetime.combine(day, time(), VIETNAM), Amount.parse(amount), rolls=rolls)


@cache
def _hours(amount: str) -> timedelta | None:
    """A term in hours, which runs from the very moment of each case; None for one in days or months."""
    term = Amount.parse(amount)
    return timedelta(hours=term.number) if term.unit == "h" else None
