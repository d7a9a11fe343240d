"""How a form stands while it is filled in: which question applies, what it says, what may be chosen, what is wrong.

All answers are read and computed once for each answer given, and this is what every question about them is asked of, so
that a form of hundreds of questions shows the next one at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeGuard

import msgspec

from cpkit.forms.checking import Checking, Spot, name_of
from cpkit.forms.following import follow, places_of
from cpkit.forms.model import REPEAT, Choice, Field, Form, flat
from cpkit.forms.reading import Context, Resolver
from cpkit.forms.showing import Scopes, with_answers


class Standing:
    """The answers of one form as they stand; made by `standing`, which remembers the last."""

    def __init__(self, form: Form, answers: Mapping[str, Any], today: date, resolver: Resolver | None) -> None:
        self.form, self.today, self.resolver = form, today, resolver
        self.answers = _copied(answers)
        self._work = Checking(form, today, resolver)
        self._work.settle(answers)
        self._places = places_of(form)

    def follows(self, answers: Mapping[str, Any]) -> bool:
        """Stand with these answers too, where they differ from the last ones in a few single answers."""
        changed = _changes(self.answers, answers, ()) if self._places is not None else None
        if (
            self._places is None
            or changed is None
            or len(changed) > MOST_FOLLOWED
            or not follow(self._work, self._places, answers, changed)
        ):
            return False
        self.answers = _copied(answers)
        return True

    def skips(self, spot: Spot) -> bool:
        """Whether the question at `spot` does not apply."""
        return spot in self._work.skipped

    def choices(self, asked: Field, spot: Spot) -> tuple[Choice, ...]:
        """The choices that the question at `spot` may be answered with, given the other answers."""
        found = self._work.lawful(asked, spot)
        return tuple(self._worded(choice, spot) if _names(choice) else choice for choice in found)

    def _worded(self, choice: Choice, spot: Spot) -> Choice:
        told = {language: self.text(label, spot) for language, label in choice.label.items()}
        return msgspec.structs.replace(choice, label=told)

    def rows(self, repeat: Field, spot: Spot) -> int | None:
        """How many rows the form wants of the repeat at `spot`; None where they are as many as there are."""
        return self._work.wanted_rows(spot, repeat) if repeat.repeat_count else None

    def text(self, text: str, spot: Spot) -> str:
        """A label with the answers it names: `Tuổi của ${ten}` as it reads at `spot`."""
        return with_answers(self.form, text, self._scopes(spot)) if "${" in text else text

    def _scopes(self, spot: Spot) -> Scopes:
        scopes = [(self.form.fields, self._work.values)]
        for key, row in zip(spot[:-1:2], spot[1:-1:2], strict=True):
            fields, values = scopes[0]
            repeat = next(asked for asked in flat(fields) if asked.key == key)
            scopes.insert(0, (repeat.fields, values[str(key)][int(row) - 1]))
        return scopes

    def complaint(self, asked: Field, spot: Spot) -> str | None:
        """What is wrong with the answer at `spot`; None when nothing is."""
        work = self._work
        before = len(work.problems)
        if asked.kind != REPEAT:
            work.judge(spot, asked)
        found = [problem.message for problem in work.problems if problem.field == name_of(spot)]
        del work.problems[before:]
        return found[0] if found else None


def _names(choice: Choice) -> bool:
    """Whether the label tells an answer."""
    return any("${" in label for label in choice.label.values())


MOST_FOLLOWED = 20
"""So many changed answers are taken over one by one; of more all is read anew."""
_last: Standing | None = None


def standing(form: Form, answers: Mapping[str, Any], today: date, resolver: Resolver | None = None) -> Standing:
    """How the form stands with these answers, remembered until they are others."""
    global _last
    last, _last = _last, None  # nothing is remembered of what an error leaves half done
    same = last is not None and last.form is form and last.today == today and last.resolver is resolver
    if last is None or not same or (last.answers != answers and not last.follows(answers)):
        last = Standing(form, answers, today, resolver)
    _last = last
    return last


def _copied(answers: Any) -> Any:
    """The answers with their rows, apart from what the officer goes on changing."""
    if isinstance(answers, Mapping):
        return {key: _copied(answer) for key, answer in answers.items()}
    return [_copied(one) for one in answers] if isinstance(answers, list) else answers


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], at: Spot) -> list[Spot] | None:
    """Where single answers differ; None where rows came or went, or an answer is a group's."""
    found: list[Spot] = []
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old == new and (key in before) == (key in after):
            continue
        if not _rows(old) and not _rows(new) and not isinstance(old, Mapping) and not isinstance(new, Mapping):
            found.append((*at, key))
            continue
        if not (_rows(old) and _rows(new) and len(old) == len(new)):
            return None
        for number, (one, other) in enumerate(zip(old, new, strict=True), 1):
            inner = _changes(one, other, (*at, key, number)) if one != other else []
            if inner is None:
                return None
            found += inner
    return found


def _rows(answer: Any) -> TypeGuard[list[Any]]:
    return isinstance(answer, list) and bool(answer) and all(isinstance(row, Mapping) for row in answer)


def open_choices(form: Form, asked: Field, answers: Mapping[str, Any], spot: Spot, today: date) -> tuple[Choice, ...]:
    """The choices that the field at `spot` may be answered with, given the other answers."""
    if not asked.choice_filter and not asked.rows_of:
        return Context(form, today).choices(asked).items
    return standing(form, answers, today).choices(asked, spot)
