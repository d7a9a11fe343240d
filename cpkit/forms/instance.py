"""The answers of one form as ODK sees them: a tree of nodes that expressions are asked about, through lxml.

What does not apply (its `relevant` is false) is taken out of every path, as in ODK: its node moves to a namespace of
its own. lxml is imported when this module is, so a form without expressions never loads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from time import monotonic
from typing import Any

from lxml import etree

from cpkit.errors import Refused
from cpkit.forms.choices import Choices, choices_of
from cpkit.forms.filters import columns_compared, list_index, list_tree
from cpkit.forms.functions import FUNCTIONS, NAMESPACE, Functions
from cpkit.forms.model import GROUP, REPEAT, Choice, Field, Form, walk
from cpkit.forms.order import Order, order_of
from cpkit.forms.patterns import check_pattern
from cpkit.forms.values import as_asked, node_text, number_of, text_of, truth_of
from cpkit.forms.xpath import ExpressionError, Translated, translate
from cpkit.language import _, current_language
from cpkit.vietnamese import PartialDate

Spot = tuple[str | int, ...]
Path = tuple[str, ...]

OFF = "{urn:cpkit:off}"
"""What does not apply."""
NO_ROW = "{urn:cpkit:no-row}"
"""Stands for a repeat itself, so that its relevance can be asked while it has no rows."""


MOST_PASSES = 20
LONGEST_SETTLING = 7.0
"""Seconds that all calculations of a form may take together."""
MOST_ENGINES = 100
"""Forms whose compiled expressions are remembered."""
LONGEST_RESULT = 20_000
"""Characters of what a calculation gives."""
CHANGING = frozenset({"now", "random", "uuid"})
"""Functions that never settle: a calculation with one of them is done once."""


class Engine:
    """The compiled expressions of one form; shared by all its instances, one evaluation at a time."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.functions = Functions()
        self._extensions = self.functions.extensions()
        self._compiled: dict[tuple[str, Path, bool], tuple[etree.XPath, Translated]] = {}
        self._paths: dict[str, list[Path]] = {}
        self._repeats: set[Path] = set()
        self._trees: dict[tuple[int, str], tuple[tuple[Choice, ...], Any]] = {}
        for path, asked in walk(form.fields):
            self._paths.setdefault(asked.name, []).append(path)
            if asked.kind == REPEAT:
                self._repeats.add(path)

    def compiled(self, expression: str, path: Path, items: bool = False) -> tuple[etree.XPath, Translated]:
        """`expression` of the field at `path`, ready to evaluate; `items` selects those of a list it is true of."""
        key = (expression, path, items)
        if key not in self._compiled:
            translated = translate(expression, lambda name, rows: self._place(name, rows, path))
            strange = [name for name in translated.functions if name not in FUNCTIONS]
            if strange:
                raise ExpressionError(_("không có hàm nào tên là {name}().").format(name=strange[0]))
            for pattern in translated.patterns:
                check_pattern(pattern)
            text = f"item[odk:bool({translated.xpath})]" if items else translated.xpath
            try:
                xpath = etree.XPath(text, namespaces={"odk": NAMESPACE}, extensions=self._extensions)
            except etree.XPathError as problem:
                raise ExpressionError(_("không hiểu biểu thức ({problem}).").format(problem=problem)) from problem
            self._compiled[key] = xpath, translated
        return self._compiled[key]

    def tree_of(self, choices: tuple[Choice, ...]) -> Any:
        """The root of a list as the tree that expressions look into; made once, since it may have thousands of rows."""
        key = (id(choices), current_language())
        if key not in self._trees:
            self._trees[key] = choices, list_tree(choices)
        return self._trees[key][1]

    @cached_property
    def order(self) -> Order:
        """In which order the form is worked out."""
        return order_of(self.form, self.targets)

    def targets(self, expression: str, path: Path) -> list[Path]:
        """The questions that `expression` of the field at `path` looks at through `${…}`."""
        return [self.target(name, path) for name in self.compiled(expression, path)[1].references]

    def way(self, name: str, path: Path) -> str:
        """The way from the question at `path` to the one called `name`: within its row, else from the root."""
        target = self.target(name, path)
        shared = self.repeat_around(target, path)
        if shared is None:
            return "/data/" + "/".join(target)
        return "../" * (len(path) - len(shared)) + "/".join(target[len(shared) :])

    def _place(self, name: str, rows: tuple[tuple[str, str], ...], current: Path) -> str:
        target = self.target(name, current)
        if rows:
            return _indexed(target, dict(rows))
        shared = self.repeat_around(target, current)
        if shared is None:
            return "odk:root()/" + "/".join(target)
        return "odk:current()" + "/.." * (len(current) - len(shared)) + "/" + "/".join(target[len(shared) :])

    def target(self, name: str, current: Path) -> Path:
        """The question that `${name}` means in an expression of the one at `current`; ExpressionError for none."""
        paths = self._paths.get(name)
        if not paths:
            raise ExpressionError(_("không có câu nào tên là {name}.").format(name=name))
        return max(paths, key=lambda path: _common(path, current))

    def repeat_of(self, path: Path) -> Path | None:
        """The innermost repeat that the question at `path` lies in."""
        return self.repeat_around(path, path)

    def repeat_around(self, target: Path, current: Path) -> Path | None:
        """The innermost repeat that both lie in: `${name}` then means the answer of the same row."""
        shared = [repeat for repeat in self._repeats if len(repeat) < len(target) and _starts(target, repeat)]
        return max((repeat for repeat in shared if _starts(current, repeat)), key=len, default=None)


_engines: dict[int, tuple[Form, Engine]] = {}


def engine_of(form: Form) -> Engine:
    """The engine of a form, made once."""
    if id(form) not in _engines:
        if len(_engines) > MOST_ENGINES:
            _engines.clear()
        _engines[id(form)] = form, Engine(form)
    return _engines[id(form)][1]


@dataclass(frozen=True)
class _Rule:
    """One node that depends on others: its tag while it applies, its field, where it lies."""

    node: Any
    tag: str
    asked: Field
    path: Path
    spot: Spot


class Instance:
    """The answers of one form, and what its expressions say of them. Values are those of `cpkit.forms.reading`."""

    def __init__(self, form: Form, values: Mapping[str, Any], today: date) -> None:
        self.form = form
        self.today = today
        self.root = etree.Element("data")
        self._engine = engine_of(form)
        self._nodes: dict[Spot, tuple[Any, Path]] = {}
        self._rules: list[_Rule] = []
        self._results: dict[Spot, Any] = {}
        self._changed: list[_Rule] = []
        self._grow(self.root, form.fields, values, (), ())
        ranks = self._engine.order.ranks
        self._rules.sort(key=lambda rule: ranks.get(rule.path, 0))

    def _grow(self, parent: Any, fields: tuple[Field, ...], values: Mapping[str, Any], path: Path, at: Spot) -> None:
        for asked in fields:
            here = (*path, asked.name)
            if asked.kind == GROUP:
                node = self._add(parent, asked, here, (), asked.name)
                self._grow(node, asked.fields, values, here, at)
            elif asked.kind == REPEAT:
                spot = (*at, asked.key)
                self._add(parent, asked, here, spot, NO_ROW + asked.name)
                for number, row in enumerate(values.get(asked.key) or [], 1):
                    node = self._add(parent, asked, here, (*spot, number), asked.name)
                    self._grow(node, asked.fields, row, here, (*spot, number))
            else:
                node = self._add(parent, asked, here, (*at, asked.key), asked.name)
                node.text = answer_text(values.get(asked.key))

    def _add(self, parent: Any, asked: Field, path: Path, spot: Spot, tag: str) -> Any:
        node = etree.SubElement(parent, tag)
        if spot:
            self._nodes[spot] = node, path
        if asked.relevant or asked.calculation:
            self._rules.append(_Rule(node, tag, asked, path, spot))
        return node

    def settle(self) -> None:
        """Relevance and calculations until nothing changes; then what is set off, once; Refused for a circle."""
        self._settle_rules()
        if self._set_off():
            self._settle_rules()

    def put(self, spot: Spot, value: Any) -> Path:
        """Another answer to the question at `spot`; the question's path. `follow` works out what looks at it."""
        self._nodes[spot][0].text = answer_text(value)
        return self._nodes[spot][1]

    def follow(self, paths: Iterable[Path]) -> dict[Spot, Field]:
        """Work out again only what looks at these questions; the questions that came out otherwise than before."""
        order, self._changed = self._engine.order, []
        readers = [order.readers.get(path, set()) for path in paths]
        self._settle_rules(order.anywhere.union(*readers))
        return {rule.spot: rule.asked for rule in self._changed}

    def _set_off(self) -> bool:
        """Work out what has no answer and a trigger that has one; whether there was any (see forms.triggers)."""
        waiting = [rule for rule in self._rules if rule.asked.trigger and rule.asked.calculation and not rule.node.text]
        due = [rule for rule in waiting if any(self.text(f"${{{one}}}", rule.spot) for one in rule.asked.triggers)]
        changed = [self._calculate(rule, again=False) for rule in due]
        return any(changed)

    def _settle_rules(self, wanted: set[Path] | None = None) -> None:
        """Work out every rule after those it looks at, or those `wanted`; again what was worked out too early."""
        until, order = monotonic() + LONGEST_SETTLING, self._engine.order
        for number in range(MOST_PASSES):
            early = set[Path]()
            for rule in self._rules:
                if wanted is not None and rule.path not in wanted:
                    continue
                if monotonic() > until:
                    raise ExpressionError(_("các phép tính mất quá lâu."))
                if self._work_out(rule, again=number > 0):
                    readers = order.readers.get(rule.path, set())
                    late = order.ranks.get(rule.path, 0)
                    early |= order.anywhere | {one for one in readers if order.ranks.get(one, 0) <= late}
                    wanted = wanted | readers if wanted is not None else None
            if not early:
                return
            wanted = early
        raise Refused(_("Các phép tính của phiếu “{title}” tham chiếu vòng quanh nhau.").format(title=self.form.text))

    def _work_out(self, rule: _Rule, *, again: bool) -> bool:
        """Whether the rule gave anything else than before."""
        changed = bool(rule.asked.relevant) and self._turn(rule)
        if rule.asked.calculation and not rule.asked.trigger:
            changed |= self._calculate(rule, again=again)
        if changed:
            self._changed.append(rule)
        return changed

    def _turn(self, rule: _Rule) -> bool:
        applies = truth_of(self._evaluate(rule.asked.relevant, rule.node, rule.path))
        tag = rule.tag if applies else OFF + rule.asked.name
        changed = bool(tag != rule.node.tag)
        rule.node.tag = tag
        return changed

    def _calculate(self, rule: _Rule, *, again: bool) -> bool:
        expression = rule.asked.calculation
        if again and not CHANGING.isdisjoint(self._engine.compiled(expression, rule.path)[1].functions):
            return False
        result = as_asked(rule.asked.kind, self._evaluate(expression, rule.node, rule.path))
        if len(text_of(result)) > LONGEST_RESULT:
            sentence = _("kết quả của {name} dài quá {limit} ký tự.")
            raise ExpressionError(sentence.format(name=rule.asked.name, limit=LONGEST_RESULT))
        self._results[rule.spot] = result
        before, rule.node.text = rule.node.text, text_of(result)
        return bool((before or "") != rule.node.text)

    def applies(self, spot: Spot) -> bool:
        """Whether the question at `spot` is to be answered, its groups and repeat rows included."""
        node, _path = self._nodes[spot]
        return not any(part.tag.startswith(OFF) for part in (node, *node.iterancestors()))

    def calculated(self, spot: Spot, asked: Field) -> Any:
        """What the calculation at `spot` gave after `settle`: a number, true or false, text, or None."""
        result = self._results.get(spot)
        if result is None or not self.applies(spot):
            return None
        if isinstance(result, float):
            return int(result) if result.is_integer() else None if result != result else result
        return result if isinstance(result, bool) else text_of(result) or None

    def test(self, expression: str, spot: Spot) -> bool:
        """Whether `expression` holds for the question at `spot`."""
        return truth_of(self._evaluate(expression, *self._nodes[spot]))

    def holds(self, expression: str) -> bool:
        """Whether `expression`, which belongs to no question, holds for the form as a whole."""
        return truth_of(self._evaluate(expression, self.root, ()))

    def text(self, expression: str, spot: Spot) -> str:
        """What `expression` says at `spot`, as text."""
        return text_of(self._evaluate(expression, *self._nodes[spot]))

    def number(self, expression: str, spot: Spot) -> float:
        """What `expression` says at `spot`, as a number; NaN when it is none."""
        return number_of(self._evaluate(expression, *self._nodes[spot]))

    def filtered(self, choice_filter: str, spot: Spot, choices: tuple[Choice, ...]) -> list[Choice]:
        """The choices a choice_filter leaves for the question at `spot`."""
        columns = columns_compared(choice_filter)
        if columns:
            wanted = tuple(self.text(expression, spot) for _column, expression in columns)
            return list_index(choices, tuple(column for column, _said in columns)).get(wanted, [])
        node, path = self._nodes[spot]
        kept = self._evaluate(choice_filter, node, path, among=self._engine.tree_of(choices))
        return [choices[int(item.get("at"))] for item in kept]

    def row_choices(self, asked: Field, spot: Spot, choice_filter: str = "") -> tuple[Choice, ...]:
        """The answers of a question inside a repeat as choices, each once; of the rows that the filter leaves.

        The filter is asked in each row: `${age}` means the age in that row.
        """
        node, path = self._nodes[spot]
        target = self._engine.target(asked.rows_of, path)
        found: dict[str, Choice] = {}
        for answer in self._rows(target, node, path):
            text = node_text(answer).strip()
            if (
                text
                and text not in found
                and (not choice_filter or truth_of(self._evaluate(choice_filter, answer, target)))
            ):
                found[text] = Choice(name=text, label={"vi": text})
        return tuple(found.values())

    def _rows(self, target: Path, node: Any, path: Path) -> list[Any]:
        """The nodes of `target` in all rows of its repeat, within the rows of outer repeats that `node` lies in."""
        outer = self._engine.repeat_around(self._engine.repeat_of(target) or (), path) or ()
        for _step in range(len(path) - len(outer)):
            node = node.getparent()
        return list(node.iterfind("/".join(target[len(outer) :])))

    def choice_label(self, question: str, name: str) -> str:
        """The label of a choice of the question named in `question` (`${q}` or a path), "" when there is none."""
        words = re.findall(r"[^\W\d][\w.\-]*", question)
        asked = next((asked for _path, asked in walk(self.form.fields) if words and asked.name == words[-1]), None)
        choice = self._choices(asked).by_name.get(name) if asked and asked.list_name else None
        return choice.text if choice else ""

    def list_tree(self, name: str) -> list[Any]:
        """instance('name'): the list of that name as a tree, nothing when there is none."""
        choices = self.form.choices.get(name)
        return [self._engine.tree_of(choices).getparent()] if choices is not None else []

    def list_cell(self, name: str, wanted: str, key: str, value: str) -> str:
        """pulldata('name', 'wanted', 'key', value): a cell of the list's row whose `key` is `value`, "" without one."""
        for choice in self.form.choices.get(name.removesuffix(".csv"), ()):
            row = {"name": choice.name, "label": choice.text, **choice.columns}
            if row.get(key) == value:
                return row.get(wanted, "")
        return ""

    def _choices(self, asked: Field) -> Choices:
        return choices_of(self.form, asked)

    def _evaluate(self, expression: str, node: Any, path: Path, among: Any = None) -> Any:
        xpath = self._engine.compiled(expression, path, items=among is not None)[0]
        functions = self._engine.functions
        functions.instance, functions.node = self, node
        functions.start()
        try:
            return xpath(node if among is None else among)
        except ExpressionError:
            raise
        except (etree.XPathError, TypeError, ValueError, IndexError, ArithmeticError, re.error) as problem:
            raise ExpressionError(_("không tính được “{expression}”.").format(expression=expression)) from problem


def answer_text(value: Any) -> str:
    """A value as expressions see it: dates in ISO, codes apart by spaces, "OK" for yes, "" for no answer."""
    if value is None or value is False:
        return ""
    if value is True:
        return "OK"
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    if isinstance(value, PartialDate):
        return value.iso
    return value.isoformat() if isinstance(value, (date, datetime)) else text_of(value)


def _indexed(target: Path, rows: Mapping[str, str]) -> str:
    """The path to an answer in the rows named; the row is counted where the expression stands, not inside the path."""
    path = "odk:root()"
    for step in target:
        path += "/" + step
        path = f"odk:row({path}, {rows[step]})" if step in rows else path
    return path


def _starts(path: Path, start: Path) -> bool:
    return path[: len(start)] == start


def _common(one: Path, other: Path) -> int:
    shortest = min(len(one), len(other))
    return next((at for at in range(shortest) if one[at] != other[at]), shortest)
