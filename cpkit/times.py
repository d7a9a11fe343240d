"""What time it is in Vietnam (UTC+7, no summer time), the only clock the program reads."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
LAST_SECOND = time(23, 59, 59)


def now() -> datetime:
    """This moment in Vietnam, to the second."""
    return datetime.now(VIETNAM).replace(microsecond=0)


def today() -> date:
    """Today's date in Vietnam."""
    return now().date()


def days_in(year: int, month: int) -> int:
    """How many days the month has."""
    from calendar import monthrange  # slow to load, and most dates need no last day of a month

    return monthrange(year, month)[1]


def end_of(day: date) -> datetime:
    """The last second of `day` in Vietnam: when a term of days ends, and all that has a date but no hour is over."""
    return datetime.combine(day, LAST_SECOND, VIETNAM)


def to_vietnam(moment: datetime) -> datetime:
    """`moment` on Vietnam's clock; one without an offset is taken to be Vietnam's already."""
    return moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)
