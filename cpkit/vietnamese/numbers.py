"""Numbers as Vietnam writes them: a dot between thousands, a comma before decimals (208.222; 1,1 %)."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING

from cpkit.language import _

if TYPE_CHECKING:
    from decimal import Decimal

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:,\d{3})+\.\d+")
_UNIT = re.compile(r"\s*(?:%|đ|₫|đồng|vnđ|vnd)\s*$", re.IGNORECASE)


class BadNumber(ValueError):
    """A text that is no number; its message is the sentence for the officer."""


def show_number(number: float | Decimal, digits: int = 0) -> str:
    """`number` with `digits` decimals, halves away from zero: 208222 -> "208.222"; 1.05 with one digit -> "1,1"."""
    from decimal import ROUND_HALF_UP, Decimal

    rounded = Decimal(str(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{rounded or abs(rounded):,f}"  # no "-0"
    return text.translate(str.maketrans(",.", ".,"))


def show_percent(percent: float | Decimal, digits: int = 1) -> str:
    """A figure that is already in percent: 1.06 -> "1,1 %"."""
    return f"{show_number(percent, digits)} %"


def show_money(amount: float | Decimal) -> str:
    """An amount of đồng: 1500000 -> "1.500.000 đ"."""
    return f"{show_number(amount)} đ"


def read_number(text: str | float) -> int | float:
    """The number that `text` writes, in Vietnamese ("1.234,5") or, where that is beyond doubt, English ("1,234.5").

    A dot before exactly three digits parts thousands ("1.500" is 1500, but "0.125" has none); any other single dot is a
    decimal point.
    A unit after it (%, đ, đồng, VND) is skipped. Whole numbers come back as int. Raises BadNumber.
    """
    if isinstance(text, int) or (isinstance(text, float) and isfinite(text)):
        return int(text) if text == int(text) else text
    text = str(text)
    plain = _standard(re.sub(r"\s", "", _UNIT.sub("", text)))
    if not re.fullmatch(r"[+-]?\d+(?:\.\d+)?", plain, re.ASCII):
        raise BadNumber(_("“{text}” không phải là số.").format(text=text.strip()[:20]))
    return float(plain) if "." in plain else int(plain)


def _standard(text: str) -> str:
    """`text` with no mark between thousands and a dot before decimals."""
    body = text.lstrip("+-")
    if _ENGLISH.fullmatch(body):
        return text.replace(",", "")
    if _GROUPED.fullmatch(body.partition(",")[0]):
        text = text.replace(".", "")
    return text.replace(",", ".", 1)
