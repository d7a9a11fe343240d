"""What an officer typed for an option: days, moments, answers in a file, and what is asked where it is missing."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from cpkit.commands.output import ask_text, interactive
from cpkit.errors import Misused, Refused
from cpkit.language import _
from cpkit.times import VIETNAM, today
from cpkit.vietnamese import BadDate, read_date, read_moment, show_date


def read_day(text: str, option: str = "") -> date:
    """A day as typed; Refused, naming `option`, when there is no such day."""
    try:
        return read_date(text)
    except BadDate as problem:
        raise Refused(f"{option}: {problem}" if option else str(problem)) from problem


def read_past_day(text: str | None, option: str) -> date | None:
    """The day of an option, None where it was not given. Refused when there is no such day, or it is after today."""
    day = None if text is None else read_day(text, option)
    if day and day > today():
        raise Refused(_("{option}: ngày {day} ở sau hôm nay.").format(option=option, day=show_date(day)))
    return day


def read_span(first: str | None, last: str | None) -> tuple[date, date]:
    """The two days of `options.span_options`; one that was not given is the first or the last day there is."""
    return (read_day(first) if first else date.min), (read_day(last) if last else date.max)


def read_time(text: str, *, day_alone: time | None = None) -> datetime:
    """A moment as typed; a day alone counts as `day_alone` of that day where that is given, else it is Refused."""
    try:
        return read_moment(text)
    except BadDate as problem:
        if day_alone is None:
            raise Refused(str(problem)) from problem
    return datetime.combine(read_day(text), day_alone, VIETNAM)


def need(value: str | None, question: str, option: str) -> str:
    """The value given, else asked in a terminal; Misused naming the option without one."""
    if value is None and not interactive():
        raise Misused(_("Còn thiếu: {names}.").format(names=f"{option} ({question})"))
    text = value if value is not None else ask_text(question, option=option)
    if not text.strip():
        raise Refused(_("{question}: không được để trống.").format(question=question))
    return text.strip()


def answers_of_file(path: Path | None, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers of a JSON file with those of options laid over them."""
    from cpkit.forms.answers import read_json

    return {**(read_json(path) if path else {}), **answers}
