"""Answers that somebody was asked for and does not know: kept beside the answers, by name, so that "not known" is told
from "not asked". A name is as problems name it: `age`, `children[2].age`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from cpkit.forms.guidance import UNKNOWN

_PART = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")


def with_unknown(answers: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The answers with "không biết" where it was said; a name whose row is gone is left out."""
    told = deepcopy(dict(answers))
    for name in names:
        parts = _PART.findall(name)
        scope = _scope(told, parts[:-1])
        if scope is not None and parts and scope.get(parts[-1][0]) in (None, "", []):
            scope[parts[-1][0]] = UNKNOWN
    return told


def _scope(told: dict[str, Any], parts: list[tuple[str, str]]) -> dict[str, Any] | None:
    """The row that a name leads to; None where there is none."""
    scope = told
    for key, number in parts:
        rows = scope.get(key)
        row = rows[int(number) - 1] if isinstance(rows, list) and 0 < int(number or 0) <= len(rows) else None
        if not isinstance(row, dict):
            return None
        scope = row
    return scope
