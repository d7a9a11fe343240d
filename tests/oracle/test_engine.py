"""ODK's own engine, asked again: what was recorded of it still holds, and it agrees on expressions drawn by chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.oracle.answers import asked_expressions, asked_feature, computed, recorded
from tests.oracle.comparing import differing
from tests.oracle.drawn import ANSWERS, HOUSEHOLDS, expressions, same
from tests.oracle.engine import Engine, missing
from tests.oracle.expressions import EXPRESSIONS, case_of
from tests.oracle.features import FEATURES
from tests.oracle.ours import Ours

pytestmark = pytest.mark.oracle


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """One process for all the questions of this module."""
    if missing():
        pytest.fail(missing())
    started = Engine()
    yield started
    started.close()


@pytest.mark.parametrize("name", FEATURES)
def test_the_engine_still_answers_a_feature_as_recorded(name: str, engine: Engine) -> None:
    assert asked_feature(engine, FEATURES[name]) == recorded(name)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_the_engine_still_answers_expressions_as_recorded(name: str, engine: Engine) -> None:
    assert asked_expressions(engine, EXPRESSIONS[name]) == recorded("expressions")[name]


@settings(max_examples=100, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(expressions(), min_size=20, max_size=20).map(dict.fromkeys).map(list), ANSWERS)
def test_both_engines_agree_on_expressions_drawn_by_chance(
    engine: Engine, drawn: list[str], answers: dict[str, Any]
) -> None:
    case = case_of(drawn, answers)
    (request,) = case.requests()
    reply = engine.ask(request)
    assert "error" not in reply, reply
    theirs, ours = computed(reply["nodes"], drawn), computed(Ours(case.form(), answers).nodes(), drawn)
    assert {text: (ours[text], theirs[text]) for text in drawn if not same(ours[text], theirs[text])} == {}


@settings(max_examples=100, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(HOUSEHOLDS)
def test_both_engines_agree_on_a_form_filled_in_by_chance(engine: Engine, answers: dict[str, Any]) -> None:
    case = replace(FEATURES["household"], fills=(answers,))
    (request,) = case.requests()
    reply = engine.ask(request)
    assert "error" not in reply, reply
    theirs = {node: said for node, said in reply["nodes"].items() if "/meta" not in node}
    assert list(differing(Ours(case.form(), answers).nodes(), theirs)) == []
