"""ODK's XPath functions, as lxml calls them: one `_odk_` method of `Functions` each, named after the function.

A value is a list of nodes, text, a float or a bool. A list of nodes stands for the text of its first node, as in ODK. A
date is its ISO text; as a number it is days since 1/1/1970 on Vietnam's clock.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any

from cpkit.forms.patterns import matches
from cpkit.forms.values import date_part, moment_of, node_text, number_of, text_of, truth_of
from cpkit.forms.xpath import CORE, ExpressionError
from cpkit.language import _
from cpkit.times import now

if TYPE_CHECKING:
    from cpkit.forms.instance import Instance

NAMESPACE = "urn:cpkit:odk"
LONGEST_SECONDS = 5.0
"""So long one expression may take; it is an error of the form then, never a window that hangs."""
_LOOKS_AT_THE_CLOCK = 1000
LONGEST_UUID = 1000
"""Characters that uuid(n) gives at most."""


class Functions:
    """The functions over one instance at a time; `instance` and `node` are set before each evaluation."""

    instance: Instance
    node: Any
    _spent = 0
    _until = math.inf

    def start(self) -> None:
        """Begin one evaluation: its time runs from here."""
        self._until = monotonic() + LONGEST_SECONDS

    def _spend(self) -> None:
        """Called by what every loop of an expression goes through; ExpressionError when the time is over."""
        self._spent += 1
        if self._spent % _LOOKS_AT_THE_CLOCK == 0 and monotonic() > self._until:
            raise ExpressionError(_("biểu thức tính quá lâu (hơn {n} giây).").format(n=int(LONGEST_SECONDS)))

    def extensions(self) -> dict[tuple[str, str], Callable[..., Any]]:
        """The functions as lxml takes them, under their ODK names."""
        return {(NAMESPACE, name): getattr(self, attribute) for name, attribute in _ATTRIBUTES.items()}

    # What the translation itself uses.
    def _odk_counted(self, context: object, value: Any) -> Any:
        self._spend()
        return value

    def _odk_num(self, context: object, value: Any) -> float:
        self._spend()
        return number_of(value)

    def _odk_bool(self, context: object, value: Any) -> bool:
        return truth_of(value)

    def _odk_equal(self, context: object, left: Any, right: Any) -> bool:
        self._spend()
        return any(one == other for one, other in _pairs(left, right))

    def _odk_below(self, context: object, left: Any, right: Any) -> bool:
        self._spend()
        return any(one < other for one, other in _pairs(left, right, number_of))

    def _odk_not_above(self, context: object, left: Any, right: Any) -> bool:
        self._spend()
        return any(one <= other for one, other in _pairs(left, right, number_of))

    def _odk_unequal(self, context: object, left: Any, right: Any) -> bool:
        return any(one != other for one, other in _pairs(left, right))

    def _odk_current(self, context: object) -> list[Any]:
        return [self.node]

    def _odk_root(self, context: object) -> list[Any]:
        return [self.instance.root]

    def _odk_row(self, context: object, nodes: Any, number: Any) -> list[Any]:
        at = number_of(number)
        return [nodes[int(at) - 1]] if at.is_integer() and 1 <= at <= len(nodes) else []

    # Choosing.
    def _odk_if(self, context: object, test: Any, yes: Any, no: Any) -> Any:
        return yes if truth_of(test) else no

    def _odk_coalesce(self, context: object, *values: Any) -> str:
        return next((text for text in map(text_of, values) if text), "")

    def _odk_once(self, context: object, value: Any) -> str:
        return node_text(self.node) or text_of(value)

    # Choices.
    def _odk_selected(self, context: object, answer: Any, name: Any) -> bool:
        return text_of(name).strip() in (text_of(answer).split() or [""])

    def _odk_selected_at(self, context: object, answer: Any, index: Any) -> str:
        names, at = text_of(answer).split(), _whole(index, -1)
        return names[at] if 0 <= at < len(names) else ""

    def _odk_count_selected(self, context: object, answer: Any) -> float:
        return float(len(text_of(answer).split()))

    def _odk_choice_name(self, context: object, name: Any, question: Any) -> str:
        return self.instance.choice_label(text_of(question), text_of(name))

    def _odk_instance(self, context: object, name: Any) -> list[Any]:
        return self.instance.list_tree(text_of(name))

    def _odk_pulldata(self, context: object, name: Any, wanted: Any, key: Any, value: Any) -> str:
        return self.instance.list_cell(text_of(name), text_of(wanted), text_of(key), text_of(value))

    # Text.
    def _odk_string(self, context: object, *value: Any) -> str:
        return text_of(value[0] if value else [self.node])

    def _odk_concat(self, context: object, *values: Any) -> str:
        return "".join(_texts(values))

    def _odk_join(self, context: object, separator: Any, *values: Any) -> str:
        return text_of(separator).join(_texts(values))

    def _odk_contains(self, context: object, text: Any, part: Any) -> bool:
        return text_of(part) in text_of(text)

    def _odk_starts_with(self, context: object, text: Any, part: Any) -> bool:
        return text_of(text).startswith(text_of(part))

    def _odk_ends_with(self, context: object, text: Any, part: Any) -> bool:
        return text_of(text).endswith(text_of(part))

    def _odk_substring_before(self, context: object, text: Any, part: Any) -> str:
        before, found, _after = text_of(text).partition(text_of(part) or "\0")
        return before if found else ""

    def _odk_substring_after(self, context: object, text: Any, part: Any) -> str:
        return text_of(text).partition(text_of(part))[2] if text_of(part) else text_of(text)

    def _odk_substr(self, context: object, text: Any, start: Any, end: Any = math.inf) -> str:
        first, last = number_of(start), number_of(end)
        if math.isnan(first) or math.isnan(last):
            return ""
        whole = text_of(text)
        return whole[_whole(first, len(whole)) : _whole(last, len(whole))]

    def _odk_substring(self, context: object, text: Any, start: Any, *length: Any) -> str:
        first = _half_up(number_of(start))
        last = first + _half_up(number_of(length[0])) if length else math.inf
        return "".join(sign for at, sign in enumerate(text_of(text), 1) if first <= at < last)

    def _odk_string_length(self, context: object, *text: Any) -> float:
        return float(len(text_of(text[0] if text else [self.node])))

    def _odk_normalize_space(self, context: object, *text: Any) -> str:
        return " ".join(text_of(text[0] if text else [self.node]).split())

    def _odk_translate(self, context: object, text: Any, old: Any, new: Any) -> str:
        table: dict[int, str] = {}
        for at, sign in enumerate(text_of(old)):
            table.setdefault(ord(sign), text_of(new)[at : at + 1])
        return text_of(text).translate(table)

    def _odk_regex(self, context: object, text: Any, pattern: Any) -> bool:
        return matches(text_of(pattern), text_of(text))

    def _odk_uuid(self, context: object, *length: Any) -> str:
        from uuid import uuid4

        wanted = min(_whole(length[0], 0), LONGEST_UUID) if length else 36
        text = str(uuid4())
        while len(text) < wanted:
            text += str(uuid4())
        return text[: max(wanted, 0)]

    # Yes and no.
    def _odk_true(self, context: object) -> bool:
        return True

    def _odk_false(self, context: object) -> bool:
        return False

    def _odk_not(self, context: object, value: Any) -> bool:
        return not truth_of(value)

    def _odk_boolean(self, context: object, value: Any) -> bool:
        return truth_of(value)

    def _odk_boolean_from_string(self, context: object, value: Any) -> bool:
        return text_of(value) in ("1", "true")

    def _odk_checklist(self, context: object, least: Any, most: Any, *tests: Any) -> bool:
        return _between(sum(map(truth_of, tests)), least, most)

    def _odk_weighted_checklist(self, context: object, least: Any, most: Any, *tests: Any) -> bool:
        weights = [number_of(weight) for test, weight in zip(tests[::2], tests[1::2], strict=True) if truth_of(test)]
        return _between(sum(weights), least, most)

    # Numbers.
    def _odk_number(self, context: object, *value: Any) -> float:
        return number_of(value[0] if value else [self.node])

    def _odk_int(self, context: object, value: Any) -> float:
        return _finite(math.trunc, number_of(value))

    def _odk_floor(self, context: object, value: Any) -> float:
        return _finite(math.floor, number_of(value))

    def _odk_ceiling(self, context: object, value: Any) -> float:
        return _finite(math.ceil, number_of(value))

    def _odk_abs(self, context: object, value: Any) -> float:
        return abs(number_of(value))

    def _odk_round(self, context: object, value: Any, places: Any = 0.0) -> float:
        at = number_of(places)
        return _finite(lambda number: _rounded(number, at), number_of(value))

    def _odk_pow(self, context: object, base: Any, power: Any) -> float:
        return _computed(math.pow, number_of(base), number_of(power))

    def _odk_sqrt(self, context: object, value: Any) -> float:
        return _computed(math.sqrt, number_of(value))

    def _odk_exp(self, context: object, value: Any) -> float:
        return _computed(math.exp, number_of(value))

    def _odk_log(self, context: object, value: Any) -> float:
        return _logarithm(math.log, number_of(value))

    def _odk_log10(self, context: object, value: Any) -> float:
        return _logarithm(math.log10, number_of(value))

    def _odk_pi(self, context: object) -> float:
        return math.pi

    def _odk_random(self, context: object) -> float:
        from random import random

        return random()

    def _odk_sum(self, context: object, *values: Any) -> float:
        return math.fsum(map(number_of, _texts(values)))

    def _odk_min(self, context: object, *values: Any) -> float:
        return _extreme(min, values)

    def _odk_max(self, context: object, *values: Any) -> float:
        return _extreme(max, values)

    def _odk_count(self, context: object, nodes: Any) -> float:
        return float(len(nodes))

    def _odk_count_non_empty(self, context: object, nodes: Any) -> float:
        return float(sum(bool(node_text(node)) for node in nodes))

    def _odk_position(self, context: object, nodes: Any) -> float:
        node = nodes[0]
        return float(1 + sum(sibling.tag == node.tag for sibling in node.itersiblings(preceding=True)))

    # Dates.
    def _odk_today(self, context: object) -> str:
        return self.instance.today.isoformat()

    def _odk_now(self, context: object) -> str:
        return now().isoformat()

    def _odk_date(self, context: object, value: Any) -> str:
        moment = moment_of(_padded(value))
        return moment.date().isoformat() if moment else ""

    def _odk_date_time(self, context: object, value: Any) -> str:
        moment = moment_of(_padded(value))
        return moment.isoformat() if moment else ""

    def _odk_decimal_date_time(self, context: object, value: Any) -> float:
        return number_of(value) if moment_of(value) else math.nan

    def _odk_decimal_time(self, context: object, value: Any) -> float:
        found = re.match(r"(?:.*[T ])?([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?", text_of(value))
        if found is None:
            return math.nan
        hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return (hours * 3600 + minutes * 60 + seconds) / 86400

    def _odk_format_date(self, context: object, value: Any, pattern: Any) -> str:
        moment = moment_of(value)
        return re.sub(r"%(.)", lambda found: date_part(moment, found[1]), text_of(pattern)) if moment else ""

    # The form itself.
    def _odk_version(self, context: object) -> str:
        return self.instance.form.version


_ATTRIBUTES = {name[len("_odk_") :].replace("_", "-"): name for name in vars(Functions) if name.startswith("_odk_")}
_ATTRIBUTES["format-date-time"] = "_odk_format_date"

_OWN = {"counted", "num", "bool", "equal", "unequal", "below", "not-above", "root", "row", "choice-name"}
FUNCTIONS = frozenset(_ATTRIBUTES) - _OWN | {"jr:choice-name", "indexed-repeat"} | CORE
"""Every function an expression may use."""


def _texts(values: tuple[Any, ...]) -> Iterator[str]:
    for value in values:
        yield from map(node_text, value) if isinstance(value, list) else [text_of(value)]


def _pairs(left: Any, right: Any, convert: Callable[[Any], Any] | None = None) -> Iterator[tuple[Any, Any]]:
    """The values two operands are compared by (XPath 1.0 section 3.4): each of a list of nodes, by `convert`.

    The operands of = are yes or no, numbers or text by what the other is. A list without nodes counts as one empty
    answer: it may be a question that does not apply.
    """
    if convert is None:
        convert = _comparing(left, right)
    sides = [[[node] for node in side] or [""] if isinstance(side, list) else [side] for side in (left, right)]
    return ((convert(one), convert(other)) for one in sides[0] for other in sides[1])


def _comparing(left: Any, right: Any) -> Callable[[Any], Any]:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth_of
    return number_of if isinstance(left, float) or isinstance(right, float) else text_of


def _between(count: float, least: Any, most: Any) -> bool:
    low, high = number_of(least), number_of(most)
    return (low == -1 or count >= low) and (high == -1 or count <= high)


def _finite(function: Callable[[float], float], number: float) -> float:
    return float(function(number)) if math.isfinite(number) else number


def _computed(function: Callable[..., float], *numbers: float) -> float:
    try:
        return function(*numbers)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def _logarithm(function: Callable[[float], float], number: float) -> float:
    return -math.inf if number == 0 else _computed(function, number)


def _whole(value: Any, otherwise: int) -> int:
    """A number without its fraction; `otherwise` for what is no number, or has no end."""
    number = number_of(value)
    return int(number) if math.isfinite(number) else otherwise


def _half_up(number: float) -> float:
    return _finite(lambda value: math.floor(value + 0.5), number)


def _rounded(number: float, places: float) -> float:
    """Halves away from zero, computed in the same steps as ODK's engine, so that both give the same last digit."""
    try:
        scale = 10.0**places
        return math.copysign(_half_up(abs(number) * scale) / scale, number)
    except (OverflowError, ZeroDivisionError):
        return math.nan


def _padded(value: Any) -> Any:
    """A date's text with two digits for month and day, as date() reads "2025-1-2" too."""
    if isinstance(value, (bool, float)):
        return value
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(T.*)?", text_of(value))
    return f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}{found[4] or ''}" if found else value


def _extreme(choose: Callable[[list[float]], float], values: tuple[Any, ...]) -> float:
    if len(values) > 1 and [] in values:  # a question that does not apply
        return math.nan
    numbers = [number_of(text) for text in _texts(values)]
    return math.nan if not numbers or any(map(math.isnan, numbers)) else choose(numbers)
