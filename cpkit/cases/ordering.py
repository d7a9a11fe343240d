"""What happened in a case in its order: by time; what is known by its day alone before what follows it in the law."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple, TypeVar

from cpkit.cases.steps import process

Thing = TypeVar("Thing")
LAST = float("inf")


class When(NamedTuple):
    """When something was: its moment (the end of the day where only that is known), and its place in the order of the
    steps; `LAST` where it has none."""

    at: datetime
    whole_day: bool = False
    order: float = LAST


def in_order(things: Iterable[Thing], when: Callable[[Thing], When]) -> list[Thing]:
    """The things by time. A decision has a day and no hour: it stands before the deliveries of its day (NĐ56 Đ28.5)."""
    dated = [(thing, when(thing)) for thing in things]
    with_hour = [each for _thing, each in dated if not each.whole_day and each.order != LAST]
    return [thing for thing, each in sorted(dated, key=lambda pair: _placed(pair[1], with_hour))]


def order_of(step: str) -> float:
    """The place of a step; `LAST` for one that no plugin brings."""
    return next((float(each.order) for each in process().steps if each.id == step), LAST)


def order_of_delivery() -> float:
    """The place of a delivery: after the approval of what is delivered."""
    approval = process().of_role("approval")
    return LAST if approval is None else approval.order + 0.5


def _placed(one: When, with_hour: Iterable[When]) -> tuple[datetime, float]:
    """What a thing is sorted by: of a whole day no later than what that day came after it in the order of the steps."""
    after = [each.at for each in with_hour if each.at.date() == one.at.date() and each.order > one.order]
    return (min([one.at, *after]) if one.whole_day else one.at), one.order
