"""What a form answers by itself before anybody does: XLSForm's default, a constant or an expression."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from cpkit.forms.model import Field, Form

LOOKS_LIKE_EXPRESSION = re.compile(r"[a-z][a-z0-9:-]*\(|\$\{|\d\s*[+*]\s*\d|\d\s+(?:div|mod)\s+\d")
"""A function, a question, or sums of numbers; "2020 - 2025" is words."""


def default_answer(asked: Field, today: date) -> Any:
    """The default of one field, None when it has none; `today` is the day an expression calls today()."""
    if not isinstance(asked.default, str) or not LOOKS_LIKE_EXPRESSION.search(asked.default):
        return asked.default
    if asked.default == "today()":
        return today
    from cpkit.forms.instance import Instance

    alone = Form(id="default", version="", title={}, fields=(asked,))
    return Instance(alone, {}, today).text(asked.default, (asked.key,))
