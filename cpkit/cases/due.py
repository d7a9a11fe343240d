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

from cpkit.cases.clock import Amount, Deadline, Running, deadlines, due, running_rules
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
    from cpkit.cases.plan_due import due_in_plan, plans_made

    found, plans = list[DueItem](), plans_made(store, as_of)
    for id, case in _cases(store, as_of):
        found += _by_rules(id, case, as_of)
        if id in plans:
            found += due_in_plan(store, plans[id], case, as_of)
    found += _answers_awaited(store, as_of)
    for id, intake in store.between("intakes", "waiting", True, True):
        found += due_of_intake(id, intake, as_of)
    return sorted((item for item in found if within is None or item.due <= as_of + within), key=_soonest)


def due_in_case(case_id: int, case: CaseRecord, as_of: datetime) -> list[DueItem]:
    """What the law makes due in one case at `as_of`, soonest first; nothing in a case closed by then, or taken back."""
    return sorted(_by_rules(case_id, case, as_of), key=_soonest)


def _by_rules(case_id: int, case: CaseRecord, as_of: datetime) -> list[DueItem]:
    """As `due_in_case`, in the order of the rules."""
    episode = episode_at(case, as_of)
    if episode is None:
        return []
    taken = _Taken(episode.steps, as_of)
    found = (_item(running, case_id, case.child, taken, as_of) for running in taken.running(bool(case.urgent)))
    return [item for item in found if item is not None]


def due_with_answers(store: Store, case_id: int, case: CaseRecord, as_of: datetime) -> list[DueItem]:
    """What is due in one case, activities of its plan and the answers to its referrals among it, soonest first."""
    from cpkit.cases.plan_due import due_in_plan, plans_of

    planned = due_in_plan(store, plans_of(store, case_id, as_of), case, as_of)
    sent = [(each.doc_id, each) for each in store.find("referrals", "case", case_id) if each["awaited"]]
    answers = _awaited(sent, case.child, as_of) if case.episode is not None else ()
    return sorted([*_by_rules(case_id, case, as_of), *planned, *answers], key=_soonest)


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
    rules = (running for running in taken.running(urgent) if running.rule.anchor == FIRST)
    found = (_item(running, None, intake.get("child"), taken, as_of) for running in rules)
    return sorted((msgspec.structs.replace(item, intake=intake_id) for item in found if item is not None), key=_soonest)


def earliest_closing(taken: Sequence[StepRecord], step: str) -> tuple[datetime, Deadline] | None:
    """The moment before which `step` may not be taken, with its rule; None where no rule holds it back."""
    held, steps = [], _Taken(taken, None)
    for rule in deadlines():
        anchor = rule.anchor_among(steps.last) if rule.earliest and rule.step == step else None
        if anchor is None or steps.is_void(steps.last[anchor]):
            continue
        start = steps.last[anchor].at
        if rule.is_valid(start.date()):
            held.append((rule.due(start).due, rule))
    return max(held, key=lambda each: each[0], default=None)


class _Taken:
    """The steps of an episode up to a moment, as the rules ask about them: the last record of each that was really
    taken, and when each was last recorded, taken or left out with a reason."""

    def __init__(self, records: Sequence[StepRecord], as_of: datetime | None) -> None:
        ordered = sorted(records, key=_moment) if len(records) > 1 else records
        if as_of is not None and ordered and ordered[-1].at > as_of:
            ordered = [record for record in ordered if record.at <= as_of]
        self._records = ordered
        self.last = {record.step: record for record in ordered if record.not_done is None}
        self._latest = {record.step: record.at for record in ordered}

    def running(self, urgent: bool) -> tuple[Running, ...]:
        """The rules that run once these steps were taken."""
        return running_rules(urgent, tuple(self.last), tuple(self._latest))

    def is_void(self, anchor: StepRecord) -> bool:
        """Whether the time to wait (Mẫu số 06) counted from `anchor` is void: that review found the child not safe, or
        the case looped back to a step before it (NĐ56 Đ30.1c)."""
        return not finds_safe(anchor) or self._looped_back(anchor)

    def first_of_spell(self, rule: Deadline, anchor: StepRecord) -> StepRecord:
        """For a rule over all renewals, the first decision since the step that ended the ones before."""
        ended = max((each.at for each in self._records if each.step == rule.step), default=None)
        same = [each for each in self._records if each.step == anchor.step and each.done]
        return min((each for each in same if ended is None or each.at > ended), key=lambda each: each.at)

    def recorded_since(self, steps: Iterable[str], moment: datetime) -> bool:
        """Whether one of the steps was recorded at `moment` or later, as taken or as not taken with a reason."""
        return any(self._latest[step] >= moment for step in steps)

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
    for episode in case.episodes:
        if episode.opened <= day and (not episode.closed or episode.closed > day):
            return episode
    return None


def _moment(record: StepRecord) -> datetime:
    return record.at


def _soonest(item: DueItem) -> tuple[float, int]:
    """Its place among all that is due at one moment."""
    return item.remaining.total_seconds(), item.case or item.intake or 0


def _item(running: Running, case_id: int | None, child: int | None, taken: _Taken, as_of: datetime) -> DueItem | None:
    rule, last = running.rule, taken.last[running.anchor]
    if running.met_by and taken.recorded_since(running.met_by, last.at):
        return None
    if not rule.is_valid(last.at.date()) or (rule.earliest and taken.is_void(last)):
        return None
    anchor = taken.first_of_spell(rule, last) if rule.overall else last
    hours = _hours(rule.amount)
    until, provisional = (anchor.at + hours, False) if hours else _term(rule.amount, rule.rolls, anchor.at.date())
    amount = rule.amount
    if last.until is not None and rule.overall and (last.required_by or end_of(last.until) < until):
        until, amount, anchor = end_of(last.until), "", last
    remaining = until - as_of
    return DueItem(
        case=case_id,
        child=child,
        step=rule.step,
        title=rule.title,
        due=until,
        remaining=remaining,
        overdue=remaining < NOTHING and not rule.earliest,
        provisional=provisional,
        citation=rule.citation,
        consequence=rule.consequence,
        amount=amount,
        anchor=anchor.step,
        started=anchor.at,
    )


@lru_cache(maxsize=10_000)
def _term(amount: str, rolls: bool, day: date) -> tuple[datetime, bool]:
    """When a term in days or months ends that starts on `day`, and whether that is provisional: cases of one day count
    it once."""
    found = due(datetime.combine(day, time(), VIETNAM), Amount.parse(amount), rolls=rolls)
    return found.due, found.provisional


@cache
def _hours(amount: str) -> timedelta | None:
    """A term in hours, which runs from the very moment of each case; None for one in days or months."""
    term = Amount.parse(amount)
    return timedelta(hours=term.number) if term.unit == "h" else None
