"""Functions and operators, held against what ODK's engine answered (docs.getodk.org/form-operators-functions)."""

from __future__ import annotations

from itertools import chain

import pytest

from cpkit.forms.functions import FUNCTIONS as KNOWN
from tests.oracle.answers import computed, recorded
from tests.oracle.differences import ON_PURPOSE
from tests.oracle.expressions import EXPRESSIONS, FUNCTIONS, case_of
from tests.oracle.ours import Ours

ALL = tuple(chain.from_iterable(EXPRESSIONS.values()))


@pytest.fixture(scope="module")
def ours() -> dict[str, str]:
    """cpkit's answer to every expression, from one form that computes them all."""
    case = case_of(ALL)
    return computed(Ours(case.form(), case.fills[0]).nodes(), ALL)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expressions_are_answered_as_odks_engine_answers_them(name: str, ours: dict[str, str]) -> None:
    theirs = recorded("expressions").get(name, {})
    assert list(theirs) == EXPRESSIONS[name], "other expressions than were recorded: make oracle-answers"
    for text, answer in theirs.items():
        assert ours[text] == ON_PURPOSE.get(text, answer), text


def test_what_differs_on_purpose_differs() -> None:
    theirs = {text: answer for answers in recorded("expressions").values() for text, answer in answers.items()}
    assert {text for text, answer in ON_PURPOSE.items() if theirs[text] == answer} == set()


def test_every_function_that_a_form_may_use_is_tried() -> None:
    assert set(FUNCTIONS) == set(KNOWN)
    for name, texts in FUNCTIONS.items():
        assert all(f"{name}(" in text for text in texts if name not in ("date", "current"))
