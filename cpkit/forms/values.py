"""The values of ODK's expressions: text, numbers, yes and no, days; how one becomes another.

A value is a list of nodes, text, a float or a bool. A list of nodes stands for the text of its first node, as in ODK. A
date is its ISO text; as a number it is days since 1/1/1970 on Vietnam's clock.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cpkit.times import VIETNAM, to_vietnam

EPOCH = datetime(1970, 1, 1, tzinfo=VIETNAM)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?Infinity")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?")
_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


def text_of(value: Any) -> str:
    """A value as text; a number loses a useless ".0", and what is no number (NaN) is no text either, as in ODK."""
    if isinstance(value, list):
        return node_text(value[0]) if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    return str(value)


def number_of(value: Any) -> float:
    """A value as a number: a date in days, text that is no number as NaN."""
    if isinstance(value, (bool, int, float)):
        return float(value)
    text = text_of(value).strip()
    if _DATE.fullmatch(text):
        return days_of(text)
    return float(text) if _NUMBER.fullmatch(text) else math.nan


def truth_of(value: Any) -> bool:
    """A value as yes or no: empty text, 0 and NaN are no."""
    if isinstance(value, float):
        return bool(value) and not math.isnan(value)
    return value if isinstance(value, bool) else bool(text_of(value))


def node_text(node: Any) -> str:
    """All text of an element, or of an attribute."""
    return node if isinstance(node, str) else "".join(node.itertext())


def number_text(number: float) -> str:
    """A number as ODK writes it: nothing for NaN, digits without an exponent from 0,000001 up to 21 of them."""
    if math.isnan(number):
        return ""
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number and not 1e-6 <= abs(number) < 1e21:
        return re.sub(r"e([+-])0*", r"e\1", repr(number).replace(".0e", "e"))
    return str(int(number)) if number.is_integer() and abs(number) < 1e16 else f"{Decimal(repr(number)):f}"


def days_of(text: str) -> float:
    """Days since 1/1/1970 of an ISO date or moment, NaN when there is no such day."""
    try:
        return (to_vietnam(datetime.fromisoformat(text)) - EPOCH) / timedelta(days=1)
    except ValueError:
        return math.nan


def moment_of(value: Any) -> datetime | None:
    """The moment of a date, a moment or a number of days; None when the value is none of them, as text of digits is."""
    is_number = isinstance(value, (bool, int, float))
    if not is_number and not _DATE.fullmatch(text_of(value).strip()):
        return None
    days = number_of(value)
    try:
        return None if math.isnan(days) else EPOCH + timedelta(days=days)
    except OverflowError:
        return None


def as_asked(kind: str, value: Any) -> Any:
    """What a calculation gives, as the kind of question it answers holds it; "" for what that kind cannot hold.

    A whole number loses its fraction, and a number of days becomes its date, as on a phone.
    """
    if kind in ("integer", "decimal", "range"):
        number = number_of(value)
        return float(math.trunc(number)) if kind == "integer" and math.isfinite(number) else number
    if kind in ("date", "dateTime"):
        moment = None if isinstance(value, bool) else moment_of(value)
        return "" if moment is None else moment.date().isoformat() if kind == "date" else moment.isoformat()
    return value


def date_part(moment: datetime, letter: str) -> str:
    """The part of a moment that format-date calls `letter`; an unknown letter stays as it is."""
    parts: dict[str, Callable[[datetime], str]] = {
        "Y": lambda at: f"{at.year:04}",
        "y": lambda at: f"{at.year % 100:02}",
        "m": lambda at: f"{at.month:02}",
        "n": lambda at: str(at.month),
        "b": lambda at: f"thg {at.month}",
        "d": lambda at: f"{at.day:02}",
        "e": lambda at: str(at.day),
        "H": lambda at: f"{at.hour:02}",
        "h": lambda at: str(at.hour),
        "M": lambda at: f"{at.minute:02}",
        "S": lambda at: f"{at.second:02}",
        "3": lambda at: f"{at.microsecond // 1000:03}",
        "a": lambda at: _WEEKDAYS[at.weekday()],
        "%": lambda at: "%",
    }
    return parts[letter](moment) if letter in parts else "%" + letter
