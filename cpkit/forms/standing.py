"""How a form stands while it is filled in: which question applies, what it says, what may be chosen, what is wrong.

All answers are read and computed once for each answer given, and this is what every question about them is asked of, so
that a form of hundreds of questions shows the next one at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import msgspec

from cpkit.forms.checking import Checking, Spot, name_of
from cpkit.forms.model import REPEAT, Choice, Field, Form, flat
from cpkit.forms.reading import Context, Resolver
from cpkit.forms.showing import Scopes, with_answers


class Standing:
    """The answers of one form as they stand; made by `standing`, which remembers the last."""

    def __init__(self, form: Form, answers: Mapping[str, Any], today: date, resolver: Resolver | None) -> None:
        self.form, self.today, self.resolver = form, today, resolver
        self.answers = deepcopy(dict(answers))
        self._work = Checking(form, today, resolver)
        self._work.settle(answers)

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


_last: Standing | None = None


def standing(form: Form, answers: Mapping[str, Any], today: date, resolver: Resolver | None = None) -> Standing:
    """How the form stands with these answers, remembered until they are others."""
    global _last
    last = _last
    if (
        last is None or last.form is not form or last.today != today or last.resolver is not resolver
        or last.answers != answers
    ):  # fmt: skip
        last = _last = Standing(form, answers, today, resolver)
    return last


def open_choices(form: Form, asked: Field, answers: Mapping[str, Any], spot: Spot, today: date) -> tuple[Choice, ...]:
    """The choices that the field at `spot` may be answered with, given the other answers."""
    if not asked.choice_filter and not asked.rows_of:
        return Context(form, today).choices(asked).items
    return standing(form, answers, today).choices(asked, spot)
