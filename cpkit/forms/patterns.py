"""Patterns of regex(): matched as ODK does, those that could take longer than anybody waits refused.

Python tries every way a pattern can fit. A repeat inside a repeat, or alternatives of a repeat that begin alike, make
the ways double with each character, so such a pattern is an error of the form.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from cpkit.forms.xpath import ExpressionError
from cpkit.language import _

LONGEST = 1000
"""Characters of a pattern."""
LONGEST_TEXT = 5000
"""Characters matched against a pattern with several open repeats."""
OPEN = 50
"""A repeat of so many counts as open."""


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text fits the pattern; ExpressionError for a pattern that is none or could explode."""
    compiled, repeats = _compiled(pattern)
    if repeats > 1 and len(text) > LONGEST_TEXT:
        raise ExpressionError(_("câu trả lời quá dài để so với mẫu regex."))
    return compiled.fullmatch(text) is not None


def check_pattern(pattern: str) -> None:
    """ExpressionError when `pattern` is none, or could explode."""
    _compiled(pattern)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> tuple[re.Pattern[str], int]:
    if len(pattern) > LONGEST:
        raise ExpressionError(_("mẫu regex dài quá {limit} ký tự.").format(limit=LONGEST))
    try:
        tree = re._parser.parse(pattern)  # type: ignore[attr-defined]
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as problem:
        raise ExpressionError(_("mẫu regex “{pattern}” sai.").format(pattern=pattern)) from problem
    if _explodes(tree, inside=False):
        sentence = _("mẫu regex “{pattern}” lặp lồng nhau, có thể tính mãi không xong: hãy viết lại, thí dụ [a-z]+.")
        raise ExpressionError(sentence.format(pattern=pattern))
    return compiled, _open_repeats(tree)


def _explodes(tree: Any, *, inside: bool) -> bool:
    """Whether the ways to fit can double with each character; `inside` an open repeat."""
    in_a_row = 0
    for operator, given in tree:
        name = str(operator)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            is_open = given[1] > OPEN
            in_a_row += is_open
            if (is_open and inside) or in_a_row > 2 or _explodes(given[2], inside=inside or is_open):
                return True
            continue
        in_a_row = 0 if name in ("LITERAL", "NOT_LITERAL") else in_a_row
        if name == "GROUPREF" and inside:
            return True
        if name == "BRANCH" and inside and _alike(given[1]):
            return True
        if any(_explodes(part, inside=inside) for part in _parts(name, given)):
            return True
    return False


def _parts(name: str, given: Any) -> list[Any]:
    """What stands inside a group, the alternatives of a branch, or a look ahead."""
    if name in ("BRANCH", "ASSERT", "ASSERT_NOT"):
        return list(given[1]) if name == "BRANCH" else [given[1]]
    if name in ("SUBPATTERN", "ATOMIC_GROUP"):
        return [given[-1] if name == "SUBPATTERN" else given]
    return []


def _alike(branches: Any) -> bool:
    """Whether two alternatives can begin alike: one is empty, or the first signs are not different letters."""
    firsts = [one[0] if len(one) else None for one in branches]
    letters = [first[1] for first in firsts if first is not None and str(first[0]) == "LITERAL"]
    return len(letters) < len(firsts) or len(set(letters)) < len(letters)


def _open_repeats(tree: Any) -> int:
    """How many open repeats the pattern has at its top."""
    return sum(str(operator) in ("MAX_REPEAT", "MIN_REPEAT") and given[1] > OPEN for operator, given in tree)
