"""Every feature of XLSForm, held against what ODK's own engine answered (xlsform.org, docs.getodk.org/form-logic)."""

from __future__ import annotations

import pytest

from cpkit.forms.model import KINDS, walk
from tests.oracle.answers import FOLDER, recorded
from tests.oracle.comparing import differing
from tests.oracle.differences import NODES
from tests.oracle.features import FEATURES
from tests.oracle.ours import Ours


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_of_xlsform_is_answered_as_odks_engine_answers_it(name: str) -> None:
    case, answers = FEATURES[name], recorded(name)
    assert answers.get("mark") == case.mark, "the form or its answers changed: make oracle-answers"
    on_purpose = {(purpose.node, purpose.key): list(purpose.ours) for purpose in NODES.get(name, ())}
    for fill, theirs in zip(case.fills, answers["fills"], strict=True):
        for differs in differing(Ours(case.form(), fill).nodes(), theirs["nodes"]):
            expected = on_purpose.get((differs.node, differs.key))
            assert expected, (fill, differs)
            assert differs.ours == expected.pop(0), (fill, differs)
    assert not any(on_purpose.values()), "said to differ, but agrees"


def test_every_type_of_question_that_a_form_may_have_is_tried() -> None:
    kinds = {asked.kind for case in FEATURES.values() for _path, asked in walk(case.form().fields)}
    assert kinds == KINDS


def test_no_answer_is_kept_for_a_feature_that_is_gone() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {*FEATURES, "expressions"}


def test_what_differs_on_purpose_says_why_and_belongs_to_a_feature() -> None:
    assert set(NODES) <= set(FEATURES)
    assert all(purpose.why for purposes in NODES.values() for purpose in purposes)
