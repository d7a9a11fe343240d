"""Working days: weekends, public holidays and moved days, as announced year by year (data files of plugins).

A year without an announced table is computed (the Vietnamese lunar calendar of the `holidays` package, without moved
days); whatever is counted with such a year is provisional.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import islice

import msgspec

from cpkit.language import _, current_language, label
from cpkit.vietnamese.dates import show_date

ONE_DAY = timedelta(days=1)


class Stretch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rest days under one name, from a day to a day (to None: that day alone)."""

    name: str
    first: date = msgspec.field(name="from")
    to: date | None = None


class Moved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A working day that became a rest day, and the day that is worked instead."""

    off: date
    on: date


class Year(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One announced year."""

    year: int
    citation: str
    days: tuple[Stretch, ...] = ()
    moved: tuple[Moved, ...] = ()


class CalendarFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one data file holds; `weekend` are ISO weekdays (6 is Saturday)."""

    years: tuple[Year, ...] = ()
    names: dict[str, dict[str, str]] = {}
    weekend: tuple[int, ...] = ()


def is_working_day(day: date) -> bool:
    """Whether offices work on `day`; a Saturday worked for a moved day counts."""
    return reason_off(day) is None


def reason_off(day: date) -> str | None:
    """Why `day` is not worked, in the officer's language: the holiday's name, "Thứ Bảy", …; None on a working day."""
    return holiday_name(day) or _weekend_name(day)


def holiday_name(day: date) -> str | None:
    """The name of the public holiday or moved rest day; None on all other days, plain weekends included."""
    if announced(day.year) or day in _moved_off():
        return _announced_name(day)
    return _computed(day.year, current_language()).get(day)


def announced(year: int) -> bool:
    """Whether the rest days of `year` are known from an announcement."""
    return year in _years()


def citation(year: int) -> str:
    """What fixed the rest days of `year`; "" when nothing has yet."""
    return _years()[year].citation if announced(year) else ""


def working_days(first: date) -> Iterator[date]:
    """The working days from `first` on, itself included when it is one; without end."""
    day = first
    while True:
        if is_working_day(day):
            yield day
        day += ONE_DAY


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`, which is not counted itself (Bộ luật Dân sự Đ147.2); 0 gives `day`."""
    if count < 0:
        raise ValueError(count)
    return next(islice(working_days(day + ONE_DAY), count - 1, None)) if count else day


def forget() -> None:
    """Read the data anew at the next use, after plugins were added or removed."""
    for cached in (_files, _years, _rest_days, _moved_off, _moved_on, _weekend, _computed):
        cached.cache_clear()


def _announced_name(day: date) -> str | None:
    if day in _moved_off():
        return _("Nghỉ hoán đổi, làm bù {day}").format(day=show_date(_moved_off()[day]))
    name = _rest_days().get(day)
    return label(_names()[name]) if name else None


def weekday_name(day: date) -> str:
    """The weekday in the officer's language: "Thứ Hai", …, "Chủ nhật"."""
    names = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))
    return names[day.weekday()]


def _weekend_name(day: date) -> str | None:
    return weekday_name(day) if day.isoweekday() in _weekend() and day not in _moved_on() else None


@cache
def _files() -> tuple[CalendarFile, ...]:
    from cpkit.plugins.compiled import read_toml
    from cpkit.plugins.manager import collect_files

    return tuple(collect_files("calendars", lambda path: read_toml(path, CalendarFile)))


@cache
def _years() -> dict[int, Year]:
    """The announced years; a later plugin's table of a year replaces the earlier one."""
    return {year.year: year for file in _files() for year in file.years}


def _names() -> dict[str, dict[str, str]]:
    return {name: labels for file in _files() for name, labels in file.names.items()}


@cache
def _rest_days() -> dict[date, str]:
    """Every announced rest day with the name it goes by."""
    stretches = [stretch for year in _years().values() for stretch in year.days]
    return {day: stretch.name for stretch in stretches for day in _days(stretch.first, stretch.to or stretch.first)}


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@cache
def _moved_off() -> dict[date, date]:
    """Rest days by a move, each with the day that is worked instead."""
    return {moved.off: moved.on for year in _years().values() for moved in year.moved}


@cache
def _moved_on() -> frozenset[date]:
    return frozenset(_moved_off().values())


@cache
def _weekend() -> frozenset[int]:
    return frozenset(day for file in _files() for day in file.weekend)


@cache
def _computed(year: int, language: str) -> dict[date, str]:
    """The holidays of a year that nobody has announced."""
    import holidays

    return dict(holidays.country_holidays("VN", years=year, language="vi" if language == "vi" else "en_US"))
