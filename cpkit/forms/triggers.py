"""Answers that another one sets off (XLSForm's trigger): worked out when that answer changes, and left alone otherwise.

Where all answers are read at once (JSON, Excel, options), an answer that was given stays as it was given, and one that
was not is worked out once, if any of its triggers has an answer. Where answers change one by one, in a terminal or when
a filled form is corrected, `fired` works out anew what the changed ones set off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from cpkit.forms.answers import plain
from cpkit.forms.checking import Checking, Spot
from cpkit.forms.model import REPEAT, Field, Form, flat
from cpkit.forms.reading import AnswerError, Context, Resolver, is_empty, read_value

Scopes = tuple[tuple[tuple[Field, ...], Mapping[str, Any], Mapping[str, Any]], ...]
"""The form and the rows around a question: their fields, their answers before and after."""


def fired(
    form: Form, before: Mapping[str, Any], after: Mapping[str, Any], today: date, resolver: Resolver | None = None, *,
    given: Iterable[str] = (), asked: Spot = (),
) -> dict[str, Any]:  # fmt: skip
    """`after` with the answers set anew that the change from `before` sets off; both by the keys of the form.

    Those under the keys `given`, and those at `asked` or in its rows, stay: somebody answered them just now.
    """
    if not form.has_triggers:
        return dict(after)
    answers = deepcopy(dict(after))
    context = Context(form, today, resolver)
    answered = {(key,) for key in given} | ({asked} if asked else set())
    found = _set_off(form.fields, before, answers, (), (), context)
    spots = [spot for spot in found if not any(spot[: len(one)] == one for one in answered)]
    for spot in spots:
        row_at(answers, spot).pop(str(spot[-1]), None)
    if spots:
        work = Checking(form, today, resolver)
        work.settle(answers)
        for spot in spots:
            value = work.scope(spot).get(str(spot[-1]))
            if not is_empty(value):
                row_at(answers, spot)[str(spot[-1])] = plain(value)
    return answers


def _set_off(
    fields: tuple[Field, ...], before: Any, after: Any, at: Spot, around: Scopes, context: Context
) -> Iterator[Spot]:
    scopes = ((fields, before, after), *around)
    for asked in flat(fields):
        if any(_differs(name, scopes, context) for name in asked.triggers):
            yield (*at, asked.key)
        if asked.kind == REPEAT:
            old = _rows(before.get(asked.key))
            for number, row in enumerate(_rows(after.get(asked.key)), 1):
                earlier = old[number - 1] if number <= len(old) else {}
                yield from _set_off(asked.fields, earlier, row, (*at, asked.key, number), scopes, context)


def _rows(answer: Any) -> Sequence[Any]:
    return [row for row in answer if isinstance(row, Mapping)] if isinstance(answer, (list, tuple)) else []


def _differs(name: str, scopes: Scopes, context: Context) -> bool:
    """Whether the nearest question of this name was answered otherwise before."""
    for fields, before, after in scopes:
        for asked in flat(fields):
            if asked.name == name:
                return bool(_meant(asked, before, context) != _meant(asked, after, context))
    return False


def _meant(asked: Field, answers: Mapping[str, Any], context: Context) -> Any:
    """What an answer means, however it is written."""
    raw = answers.get(asked.key)
    try:
        return None if is_empty(raw) else raw if asked.kind == REPEAT else plain(read_value(asked, raw, context))
    except AnswerError:
        return raw


def row_at(answers: dict[str, Any], spot: Spot) -> dict[str, Any]:
    """The form or the row that holds the answer at `spot`."""
    for key, row in zip(spot[:-1:2], spot[1:-1:2], strict=True):
        answers = answers[str(key)][int(row) - 1]
    return answers
