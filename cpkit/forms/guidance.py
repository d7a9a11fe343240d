"""How a question is answered, in a few words: what an officer sees where the form itself gives no hint."""

from __future__ import annotations

from collections.abc import Sequence

from cpkit.forms.model import Choice, Field
from cpkit.forms.reading import says_unknown
from cpkit.language import _

UNKNOWN = "không biết"
"""The answer of who was asked and does not know, in every language of the screen."""

_WAYS = {
    "date": _("ngày/tháng/năm, ví dụ 26/11/2018"),
    "time": _("giờ:phút, ví dụ 14:30"),
    "dateTime": _("ngày/tháng/năm giờ:phút, ví dụ 26/11/2018 14:30"),
}
_IN_A_CELL = {
    **_WAYS,
    "integer": _("số nguyên"),
    "decimal": _("số, ví dụ 1,5"),
    "range": _("số"),
    "select_multiple": _("một hay nhiều giá trị, cách nhau bằng dấu chấm phẩy"),
    "rank": _("mọi giá trị theo thứ tự, cách nhau bằng dấu chấm phẩy"),
    "acknowledge": _("x: có"),
}


def way_to_answer(asked: Field) -> str:
    """How a line is typed in a terminal: of a day or an hour; "" where it needs no words."""
    return _way(_WAYS, asked)


def way_in_a_cell(asked: Field) -> str:
    """How a cell of the handed-out list is filled: the form's hint, else by the kind; and what to write where nobody
    knows."""
    way = asked.hint_text or _way(_IN_A_CELL, asked)
    unknown = _("không biết thì ghi “không biết”") if asked.unknown else ""
    return "; ".join(part for part in (way, unknown) if part)


def offers_unknown(asked: Field, choices: Sequence[Choice]) -> bool:
    """Whether "không biết" is offered beside the choices: the question takes it, and no choice says it already."""
    said = any(says_unknown(text) for one in choices for text in (one.name.replace("_", " "), *one.label.values()))
    return asked.unknown and not said


def _way(ways: dict[str, str], asked: Field) -> str:
    way = "" if asked.looks("partial") or asked.reference else ways.get(asked.kind, "")
    return _(way) if way else ""
