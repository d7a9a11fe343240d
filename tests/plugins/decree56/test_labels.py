"""The forms of Decree 56/2017 word for word, and what all of them have in common."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from cpkit.forms import check, forms, load
from cpkit.forms.answers import to_document
from cpkit.forms.examining import examine
from cpkit.forms.model import walk
from tests.plugins.decree56.gazette import TODAY, first_out_of_order
from tests.plugins.decree56.gazette_02_07 import FORMS_02_07
from tests.plugins.decree56.gazette_08_16 import FORMS_08_16

GAZETTE = FORMS_02_07 | FORMS_08_16


@pytest.mark.parametrize("form_id", GAZETTE)
def test_every_label_of_the_gazette_stands_in_the_form_in_its_order(form_id: str) -> None:
    assert first_out_of_order(form_id, GAZETTE[form_id]) is None


OURS = [form.id for form in forms() if form.id.startswith("mau_") or form.id == "bien_ban_hop"]


@pytest.mark.parametrize("form_id", OURS)
def test_a_form_of_the_decree_is_sound_and_speaks_both_languages(form_id: str) -> None:
    form = load(form_id)
    assert examine(form) == []
    assert set(form.title) == {"vi", "en"}
    assert "NĐ56 Đ" in form.citation
    for path, asked in walk(form.fields):
        assert set(asked.label) == {"vi", "en"}, path
        for labels in (asked.hint, asked.constraint_message, asked.required_message):
            assert set(labels) in (set(), {"vi", "en"}), path
        assert bool(asked.constraint) == bool(asked.constraint_message), path
    for choice in (choice for choices in form.choices.values() for choice in choices):
        assert set(choice.label) == {"vi", "en"}


@pytest.mark.parametrize("form_id", OURS)
def test_an_empty_form_is_only_incomplete_and_can_be_kept(form_id: str) -> None:
    form = load(form_id)
    checked = check(form, {}, today=TODAY)
    assert {problem.field for problem in checked.problems} <= set(checked.missing)
    assert check(form, to_document(checked.values), today=TODAY).problems == checked.problems


@pytest.mark.parametrize("form_id", OURS)
def test_what_may_be_unknown_is_not_demanded(form_id: str) -> None:
    """A stored sheet does not tell "không biết" from silence: demanded, it could never be corrected again."""
    assert [path for path, asked in walk(load(form_id).fields) if asked.unknown and asked.required] == []


@pytest.mark.parametrize("form_id", OURS)
def test_what_says_who_the_child_is_stays_secret(form_id: str) -> None:
    """NĐ56 Đ33: name, dwelling, health, family and the services given are the child's secrets."""
    private = ("child_name", "birth_date", "address", "state", "health", "opinion", "family")
    for path, asked in walk(load(form_id).fields):
        if asked.type == "text" and asked.name.endswith(private):
            assert asked.secret, path


@pytest.mark.parametrize("form_id", OURS)
def test_no_expression_names_a_question_that_there_are_two_of(form_id: str) -> None:
    """`${date}` would mean the nearest one, and an article would be checked against the wrong day."""
    form = load(form_id)
    paths = [path for path, _asked in walk(form.fields)]
    names = Counter(path[-1] for path in paths)
    for path, asked in walk(form.fields):
        texts = (asked.relevant, asked.constraint, asked.calculation, str(asked.required))
        for name in re.findall(r"[$][{](.*?)[}]", " ".join(texts)):
            near = [other for other in paths if other[-1] == name and other[:-1] == path[:-1]]
            assert names[name] == 1 or near, (path, name)
