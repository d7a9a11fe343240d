"""Answers as an officer reads them: labels for codes, Vietnamese dates and numbers, ids for records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from cpkit.errors import CpkitError
from cpkit.forms.added import no_longer_asked
from cpkit.forms.choices import choices_of
from cpkit.forms.guidance import UNKNOWN
from cpkit.forms.model import REFERENCE, REPEAT, Field, Form, flat
from cpkit.language import _
from cpkit.store.identifiers import show_id
from cpkit.vietnamese import PartialDate, show_date, show_moment, show_money, show_number, show_partial

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:\d{2})?)?")
"""A day or a moment that a calculation gave."""
Scopes = Sequence[tuple[tuple[Field, ...], Mapping[str, Any]]]
"""The fields and answers of a row and of what lies around it, the innermost first."""


def show_answer(form: Form, asked: Field, value: Any) -> str:
    """One value, as checked or as it lies in a document, in words; "" where there is none."""
    if value is None or value == "" or value == []:
        return ""
    if value == UNKNOWN and asked.unknown:
        return _(UNKNOWN)
    if asked.kind == REPEAT:
        return "; ".join(_show_row(form, asked, row) for row in value)
    if asked.many:
        return "; ".join(_show_one(form, asked, one) for one in value)
    return _show_one(form, asked, value)


def as_typed(asked: Field, value: Any) -> str:
    """A value as an officer would type it again: day first, ids as they are read out, several apart by commas."""
    if isinstance(value, (list, tuple)):
        return ", ".join(as_typed(asked, one) for one in value)
    if asked.reference and isinstance(value, int):
        return show_id(asked.reference, value)
    if isinstance(value, str) and asked.kind in ("date", "dateTime"):
        return _typed_time(asked, value)
    return "" if value is None else _plain_text(value)


def _typed_time(asked: Field, text: str) -> str:
    """A date of the store as it is written by hand; one typed by hand stays as it is."""
    try:
        shown = _show_time(asked, text)
    except ValueError:
        return text
    return shown.removeprefix(_("năm ")).removeprefix(_("tháng "))


def _plain_text(value: Any) -> str:
    """A number or a text as it is typed, decimals behind a comma: a point would part thousands."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    return str(value)


def lines(form: Form, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The label and the answer of every question that has one, then the answers to questions no longer asked."""
    for asked in form.questions():
        shown = in_words(form, asked, values.get(asked.key))
        if shown:
            yield with_answers(form, asked.wording, ((form.fields, values),)), shown
    for key, kept in no_longer_asked(form, values).items():
        yield _("{name} (câu nay không còn hỏi)").format(name=key), as_stored(kept)


def with_answers(form: Form, text: str, scopes: Scopes) -> str:
    """A label with the answers that it names in words, "…" for one not given; `scopes` are the innermost row first."""
    return REFERENCE.sub(lambda named: _named(form, named[1], scopes) or "…", text) if "${" in text else text


def _named(form: Form, name: str, scopes: Scopes) -> str:
    for fields, values in scopes:
        for asked in flat(fields):
            if asked.name == name and asked.kind != REPEAT:
                return in_words(form, asked, values.get(asked.key))
    return ""


def in_words(form: Form, asked: Field, value: Any) -> str:
    """A stored answer in words; as it is stored where the form, its code list or a choice has become another."""
    try:
        return show_answer(form, asked, value)
    except (CpkitError, AttributeError, KeyError, TypeError, ValueError):
        return as_stored(value)


def as_stored(value: Any) -> str:
    """An answer without its question: text as it is, anything else as JSON; "" where there is none."""
    if value is None or isinstance(value, str):
        return value or ""
    return msgspec.json.encode(value).decode()


def _show_row(form: Form, repeat: Field, row: Mapping[str, Any]) -> str:
    shown = [show_answer(form, asked, row.get(asked.key)) for asked in flat(repeat.fields)]
    return " – ".join(text for text in shown if text)


def _show_one(form: Form, asked: Field, value: Any) -> str:
    if asked.list_name:
        choice = choices_of(form, asked).by_name.get(str(value))
        return choice.short_text if choice else str(value)
    if asked.looks("unit"):
        from cpkit.places import unit_name

        return unit_name(str(value))
    if asked.reference:
        return show_id(asked.reference, value) if isinstance(value, int) else str(value)
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if asked.kind in ("date", "dateTime"):
        return _show_time(asked, value)
    if asked.kind == "time":
        return str(value)[:5] if str(value)[5:] in ("", ":00") else str(value)
    if asked.kind == "calculate" and isinstance(value, str) and _DAY.fullmatch(value):
        moment = datetime.fromisoformat(value)
        return show_moment(moment) if "T" in value else show_date(moment.date())
    if isinstance(value, (int, float)):
        return show_money(value) if asked.looks("money") else _show_figure(asked, value)
    return str(value)


def _show_time(asked: Field, value: Any) -> str:
    if asked.looks("partial"):
        return show_partial(value if isinstance(value, PartialDate) else PartialDate.parse_iso(str(value)))
    if asked.kind == "dateTime":
        return show_moment(value if isinstance(value, datetime) else datetime.fromisoformat(str(value)))
    return show_date(value if isinstance(value, date) else date.fromisoformat(str(value)))


def _show_figure(asked: Field, value: float) -> str:
    """A number; years and ages carry no dots between thousands."""
    if isinstance(value, int) and value < 10_000:
        return str(value)
    return show_number(value, _decimals(value))


def _decimals(value: float) -> int:
    """As many decimals as the number has: an answer is shown as it was given."""
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])
