"""What is wrong in a template, before it prints anything: names that the form does not have, tags written wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from cpkit.language import _
from cpkit.printing.values import Rows

UNKNOWN = object()
"""What cannot be told before the template runs; whatever is asked of it may be right."""
SHORT = 60
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_WORD = re.compile(r"\{%(?:p|tr|tc|r)?-?\s*(\w+)")


def wrong_names(node: nodes.Node, known: Mapping[str, Any]) -> Iterator[str]:
    """Each name with a dot that asks for a part there is not: `doc.nobody`, `child_name.years`, `row.titel`.

    `known` are the values by name; a loop's name stands for an empty row of its repeat.
    """
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        known = {**known, node.target.name: _row(_value(node.iter, known))}
    if isinstance(node, nodes.Getattr) and not node.attr.startswith("_"):
        whole = _value(node.node, known)
        if whole is not UNKNOWN and not hasattr(whole, node.attr):
            yield f"{_written(node.node)}.{node.attr}"
    for child in node.iter_child_nodes():
        yield from wrong_names(child, known)


def _value(node: nodes.Node, known: Mapping[str, Any]) -> Any:
    """What an expression is, as far as it can be told."""
    if isinstance(node, nodes.Name):
        return known.get(node.name, UNKNOWN)
    if isinstance(node, nodes.Filter) and node.name in ("rows", "among", "besides") and node.node is not None:
        return _value(node.node, known)
    if isinstance(node, nodes.Getattr):
        whole = _value(node.node, known)
        return UNKNOWN if whole is UNKNOWN else getattr(whole, node.attr, UNKNOWN)
    return UNKNOWN


def _row(rows: Any) -> Any:
    return rows.blank if isinstance(rows, Rows) else UNKNOWN


def _written(node: nodes.Node) -> str:
    """The expression before the dot as it stands in the template."""
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"


def wrong_tags(lines: Sequence[str], environment: Environment, problem: str) -> str:
    """Where a template's tags are written wrongly, quoting the place; `problem` where it is not found.

    `lines` are the paragraphs as they stand in Word.
    """
    for line in lines:
        if line.count("{{") != line.count("}}") or line.count("{%") != line.count("%}"):
            return _("ngoặc mở và đóng không đủ cặp ở “{text}”").format(text=line.strip()[:SHORT])
    for tag in (found for line in lines for found in _TAG.findall(line) if found.startswith("{{")):
        try:
            environment.parse(tag)
        except TemplateSyntaxError:
            return _("chỗ “{text}” viết không đúng").format(text=tag[:SHORT])
    words = [word for line in lines for word in _WORD.findall(line)]
    for opening in ("if", "for"):
        if words.count(opening) != words.count(f"end{opening}"):
            sentence = _("có {opened} chỗ mở {{% {word} %}} mà {closed} chỗ đóng {{% end{word} %}}")
            return sentence.format(opened=words.count(opening), closed=words.count(f"end{opening}"), word=opening)
    return problem
