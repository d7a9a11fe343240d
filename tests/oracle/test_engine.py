"""ODK's own engine, asked again: what was recorded of it still holds, and it agrees on expressions drawn by chance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.oracle.answers import asked_expressions, asked_feature, recorded
from tests.oracle.engine import Engine, missing
from tests.oracle.expressions import EXPRESSIONS
from tests.oracle.features import FEATURES

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
