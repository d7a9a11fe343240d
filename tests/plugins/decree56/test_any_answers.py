"""The forms of Decree 56/2017 against answers of any kind: sentences, no crash, and the same when checked again."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpkit.forms import Field, Form, check, load
from cpkit.forms.answers import to_document
from cpkit.forms.model import REPEAT, flat
from tests.plugins.decree56.gazette import TODAY

FORM_IDS = ["bien_ban_hop", *(f"mau_{number:02}" for number in range(2, 17))]
WORDS = st.sampled_from(
    ["không biết", "Cao", "co", "khong", "Việt Nam", "2015", "10/11/2018", "13/11/2025 08:00", "-1"]
)
ONE = st.one_of(st.none(), WORDS, st.integers(-5, 40), st.floats(allow_nan=True), st.dates(), st.text(max_size=12))


def answer_of(form: Form, asked: Field) -> st.SearchStrategy[Any]:
    """Anything, or something that fits: a choice of the list, rows of a repeat."""
    if asked.kind == REPEAT:
        rows = st.dictionaries(st.sampled_from([inner.key for inner in flat(asked.fields)]), ONE, max_size=4)
        return st.one_of(ONE, st.lists(rows, max_size=3))
    own = [choice.name for choice in form.choices.get(asked.list_name, ())]
    return st.one_of(ONE, st.sampled_from(own)) if own else ONE


@st.composite
def answers(draw: st.DrawFn, form: Form) -> dict[str, Any]:
    """Some questions of a form, answered."""
    asked = draw(st.lists(st.sampled_from(list(form.questions())), unique_by=lambda each: each.key, max_size=12))
    return {each.key: draw(answer_of(form, each)) for each in asked}


@pytest.mark.parametrize("form_id", FORM_IDS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_answers_get_sentences_and_are_the_same_when_checked_again(form_id: str, data: Any) -> None:
    form = load(form_id)
    checked = check(form, data.draw(answers(form)), today=TODAY)
    assert all(problem.message for problem in checked.problems)
    document = json.loads(msgspec.json.encode(to_document(checked.values)))
    again = check(form, document, today=TODAY)
    assert to_document(again.values) == to_document(checked.values)
    if not checked.problems:
        assert again.problems == (), "what was kept can be corrected later without being asked for more"
