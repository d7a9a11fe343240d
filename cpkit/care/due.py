"""What is due in alternative care, by the same rules of the clock as cases, and all that is due together.

Only placements that are open are read, through their index; for a day gone by all of them are, as they stood then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from cpkit.care.records import TABLE, CareStep, Placement
from cpkit.care.steps import CareRule, care_process
from cpkit.cases.clock import Amount, Deadline, Due, deadlines, due
from cpkit.cases.due import DueItem, due_items, on_day
from cpkit.times import end_of, today

if TYPE_CHECKING:
    from cpkit.store import Store


def everything_due(store: Store, as_of: datetime, *, within: timedelta | None = None) -> list[DueItem]:
    """What is due in cases and in alternative care at `as_of`, soonest first; `within` as in cases."""
    from cpkit.care.lists import list_due

    found = [item for id, placement in _placements(store, as_of) for item in due_in_care(store, id, placement, as_of)]
    found += list_due(store, as_of)
    found = [item for item in found if within is None or item.due <= as_of + within]
    items = due_items(store, as_of, within=within)
    return sorted([*items, *found], key=lambda item: item.due) if found else items


def due_in_care(store: Store, placement_id: int, placement: Placement, as_of: datetime) -> list[DueItem]:
    """What is due in one placement at `as_of`, soonest first; nothing once it has ended."""
    if placement.cancelled is not None or (placement.closed is not None and placement.closed <= as_of.date()):
        return []
    taken = [record for record in placement.steps if record.at <= as_of]
    items = [_by_rule(rule, placement_id, placement, taken, as_of) for rule in care_rules()]
    items += [_by_age(step, store, placement_id, placement, taken, as_of) for step in care_process().steps]
    return sorted((item for item in items if item is not None), key=lambda item: item.due)


@cache
def care_rules() -> tuple[Deadline, ...]:
    """The rules of the clock that start with a step of a placement."""
    steps = {step.id for step in care_process().steps}
    return tuple(rule for rule in deadlines() if rule.anchor in steps and rule.step in steps)


def owed(rule: Deadline, start: datetime, met: Iterable[date]) -> Due | None:
    """When the rule is due next, its step having been taken on the days `met`; None where it is due no more.

    Of a term that comes again each is met once, from the end of the one before it on; a record made late meets all the
    terms that were past by then, so that nobody owes twice what was missed once.
    """
    days = sorted(met)
    if rule.every is None:
        return None if days else rule.due(start)
    terms, previous = _terms(rule, start), start.date()
    current = next(terms)
    for day in days:
        if current.due.date() < day:
            while current.due.date() < day:
                previous, current = current.due.date(), next(terms)
        elif day > previous:
            previous, current = current.due.date(), next(terms)
    return current


def _placements(store: Store, as_of: datetime) -> Iterator[tuple[int, Placement]]:
    if as_of.date() < today():
        return store.rows(TABLE, Placement)
    return store.between(TABLE, "open", True, True, Placement)


def _terms(rule: Deadline, start: datetime) -> Iterator[Due]:
    """The first term, then each multiple of `every` after it, all counted from the same start."""
    first, every = rule.term, Amount.parse(rule.every or "")
    yield due(start, first, rolls=rule.rolls)
    number = every.number
    while True:
        if number > first.number:
            yield due(start, Amount(number, every.unit), rolls=rule.rolls)
        number += every.number


def _by_rule(
    rule: Deadline, placement_id: int, placement: Placement, taken: list[CareStep], as_of: datetime
) -> DueItem | None:
    starts = [record for record in taken if record.step == rule.anchor and record.done]
    if not starts:
        return None
    anchor = max(starts, key=lambda record: record.at)
    if not rule.is_valid(anchor.at.date()):
        return None
    met = [each.at.date() for each in taken if each.step == rule.step and each.at.date() >= anchor.at.date()]
    term = owed(rule, anchor.at, met)
    if term is None:
        return None
    return DueItem(
        case=None,
        child=placement.child,
        step=rule.step,
        title=rule.title,
        due=term.due,
        remaining=term.due - as_of,
        overdue=term.due < as_of,
        provisional=term.provisional,
        citation=rule.citation,
        consequence=rule.consequence,
        amount=rule.amount if term == rule.due(anchor.at) else "",
        anchor=anchor.step,
        started=anchor.at,
        placement=placement_id,
    )


def _by_age(
    step: CareRule, store: Store, placement_id: int, placement: Placement, taken: list[CareStep], as_of: datetime
) -> DueItem | None:
    """What is due on a birthday of the child in care (TT14 Đ13.4), shown some weeks before."""
    done = {record.step for record in taken}
    if step.at_age is None or step.id in done or not done.issuperset(step.needs):
        return None
    from cpkit.care.candidates import stored_birth_of, turns

    birth = stored_birth_of(store.table("children").get(doc_id=placement.child) or {})
    if birth is None:
        return None
    birthday = end_of(turns(birth, step.at_age))
    if birthday - as_of > timedelta(days=step.ahead_days):
        return None
    return msgspec.structs.replace(on_day(birthday, as_of), child=placement.child, placement=placement_id,
                                   step=step.id, title=step.title, citation=step.article)  # fmt: skip
