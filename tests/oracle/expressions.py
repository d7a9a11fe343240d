"""Every function and operator of ODK's XPath with ordinary and with odd arguments: `expressions.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from tests.oracle.cases import Case
from tests.oracle.engine import HERE

_GIVEN = tomllib.loads(HERE.joinpath("expressions.toml").read_text(encoding="utf-8"))
FUNCTIONS: dict[str, list[str]] = _GIVEN["functions"]
"""Expressions by the function they try."""
EXPRESSIONS: dict[str, list[str]] = FUNCTIONS | _GIVEN["operators"]
"""Those of the functions, of operators, paths and literals."""


def case_of(expressions: Iterable[str], answers: Mapping[str, Any] = _GIVEN["answers"]) -> Case:
    """A form, filled in, that computes each of these expressions: /data/e1, /data/e2, …"""
    rows = (f"| | calculate | e{number} | | {text} |" for number, text in enumerate(expressions, 1))
    workbook = "\n".join((_GIVEN["workbook"].strip(), *rows, "", _GIVEN["choices"]))
    return Case("expressions", workbook, (answers,), _GIVEN["files"])
