"""What a form answers by itself before anybody does: XLSForm's default, a constant or an expression."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from cpkit.forms.model import Field, Form

Spot = tuple[str | int, ...]
LOOKS_LIKE_EXPRESSION = re.compile(r"[a-z][a-z0-9:-]*\(|\$\{|\d\s*[+*]\s*\d|\d\s+(?:div|mod)\s+\d")
"""A function, a question, or sums of numbers; "2020 - 2025" is words."""


def default_answer(asked: Field, today: date, form: Form | None = None, spot: Spot = ()) -> Any:
    """The default of one field, None when it has none; `today` is the day an expression calls today().

    `form` and `spot` say where the field lies, for a default that counts rows: position(..).
    """
    if not isinstance(asked.default, str) or not LOOKS_LIKE_EXPRESSION.search(asked.default):
        return asked.default
    if asked.default == "today()":
        return today
    from cpkit.forms.instance import Instance

    if form is None or "position(" not in asked.default:
        form, spot = Form(id="default", version="", title={}, fields=(asked,)), (asked.key,)
    return Instance(form, _rows_before(spot), today).text(asked.default, spot)


def _rows_before(spot: Spot) -> dict[str, Any]:
    """Answers with just so many rows that there is a question at `spot`."""
    if len(spot) < 3:
        return {}
    repeat, row, *rest = spot
    return {str(repeat): [*({} for _row in range(int(row) - 1)), _rows_before(tuple(rest))]}
