"""What an officer typed for an option: days, moments, names, answers in a file; asked for where it is missing."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from cpkit.commands.output import ask_text, interactive
from cpkit.errors import Misused, Refused
from cpkit.language import _
from cpkit.times import VIETNAM, today
from cpkit.vietnamese import BadDate, nfc, read_date, read_moment, show_date


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


def read_officer(given: str | None, *, option: str) -> str:
    """The name of who keeps the store, tidied; asked in a terminal.

    `Misused` naming `option` when it is missing and nobody can be asked, `Refused` when it is no name.
    """
    if given is None:
        if not interactive():
            raise Misused(_("Thiếu tên người giữ kho: hãy thêm {option} HỌ TÊN.").format(option=option))
        given = ask_text(_("Họ tên người giữ kho"), option=option, check=lambda typed: bool(typed.strip()))
    officer = nfc(given).strip(" ")
    if not officer.strip() or not officer.isprintable():
        raise Refused(_("Họ tên người giữ kho không được để trống hoặc có ký tự điều khiển."))
    return " ".join(officer.split())


def answers_of_file(path: Path | None, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers of a JSON file with those of options laid over them."""
    from cpkit.forms.answers import read_json

    return {**(read_json(path) if path else {}), **answers}


def said_answers(said: tuple[str, ...]) -> dict[str, Any]:
    """`--set` as answers; a value in brackets is JSON, for lists and repeats."""
    answers: dict[str, Any] = {}
    for pair in said:
        key, sign, value = pair.partition("=")
        if not sign or not key.strip():
            raise Misused(_("--set “{text}”: hãy ghi như --set câu=trả_lời.").format(text=pair))
        answers[key.strip()] = _said_value(value)
    return answers


def _said_value(text: str) -> Any:
    import json

    if not text.lstrip().startswith(("[", "{")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
