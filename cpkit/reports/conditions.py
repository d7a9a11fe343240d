"""The conditions of a declared table as tests of one thing: `sex=nu`, `age>=6`, `kind=a,b`, `note!=`."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from typing import Any

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.reports.declared import EXPRESSION, Condition
from cpkit.reports.facets import UNKNOWN, Facet
from cpkit.vietnamese import fold
from cpkit.vietnamese.numbers import BadNumber, read_number

Test = Callable[[Any], bool]

ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def test_of(condition: Condition, facet: Facet) -> Test:
    """Whether a thing meets the condition; Refused where the facet has no such value, or would tell who somebody is."""
    if condition.op in ORDERED:
        return _ordered(condition, facet)
    wanted = frozenset(values_of(condition, facet))
    if not wanted:
        answered = condition.op == "!="
        if not facet.several:  # most things are asked this, and most have no answer
            return _answered(facet, answered)
        return lambda thing: (facet.places(thing) not in ((), (UNKNOWN,))) == answered
    if facet.private:
        sentence = _("“{name}” chỉ hỏi được là có hay không: {name}= hoặc {name}!=.")
        raise Refused(sentence.format(name=facet.name))
    if condition.op == "=" and facet.sort == "code" and not facet.several and UNKNOWN not in wanted:
        read = facet.read
        return lambda thing: read(thing) in wanted
    if condition.op == "=":
        return lambda thing: not wanted.isdisjoint(_places(facet, thing))
    return lambda thing: wanted.isdisjoint(_places(facet, thing))


def _answered(facet: Facet, answered: bool) -> Test:
    """Whether a thing has an answer, or has none: of a facet with one answer."""
    read, nothing = facet.read, (None, "", UNKNOWN)
    return lambda thing: (read(thing) not in nothing) == answered


def values_of(condition: Condition, facet: Facet) -> list[str]:
    """The places a condition names; Refused, naming near ones, where a value is none."""
    return [_value(facet, text) for text in condition.values]


def words_of(condition: Condition, facet: Facet) -> str:
    """The condition as a table says it under itself: "Giới tính: Nữ", "Tuổi từ 6"; an expression as it is written."""
    if EXPRESSION in condition.field:
        return condition.field
    if condition.op in ORDERED:
        return f"{facet.title} {condition.op} {facet.label(_value(facet, condition.values[0]))}"
    if not condition.values:
        return (_("{title}: có ghi") if condition.op == "!=" else _("{title}: chưa ghi")).format(title=facet.title)
    names = ", ".join(facet.name_of(place) for place in values_of(condition, facet))
    return (_("{title}: {names}") if condition.op == "=" else _("{title} không phải: {names}")).format(
        title=facet.title, names=names
    )


def _places(facet: Facet, thing: Any) -> Iterable[str]:
    """The places as they are compared: a free text without tones."""
    places = facet.places(thing)
    return map(fold, places) if _is_text(facet) else places


def _is_text(facet: Facet) -> bool:
    return facet.sort == "text" and facet.find is None


def _value(facet: Facet, text: str) -> str:
    if facet.sort == "number":
        number = _number(facet, text)
        return str(int(number)) if float(number).is_integer() else str(number)
    if facet.find is None:
        return fold(text) if _is_text(facet) else text
    found = text if text == UNKNOWN else facet.find(text)
    if found is None:
        near = facet.near(text) or [place for place, _title in facet.known]
        known = ", ".join(f"{place} ({facet.name_of(place)})" for place in near)
        sentence = _("“{text}” không phải là giá trị của “{title}”.").format(text=text, title=facet.title)
        raise Refused(f"{sentence} {_('Các giá trị: {known}.').format(known=known)}" if known else sentence)
    return found


def _ordered(condition: Condition, facet: Facet) -> Test:
    """A number or a day compared; a thing without an answer meets no such condition."""
    compare, (text,) = ORDERED[condition.op], condition.values
    if facet.sort == "number":
        bound = _number(facet, text)
        return lambda thing: (number := facet.number(thing)) is not None and compare(number, bound)
    if facet.sort == "day":
        day = _value(facet, text)
        return lambda thing: (value := facet.read(thing)) is not None and compare(str(value), day)
    raise Refused(_("“{title}” không phải là số hay ngày để so sánh.").format(title=facet.title))


def _number(facet: Facet, text: str) -> int | float:
    try:
        return read_number(text)
    except BadNumber as problem:
        raise Refused(f"{facet.title}: {problem}") from problem
