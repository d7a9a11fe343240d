"""A filled form as it is read on a screen: each answer behind its question, each row of a repeat by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from cpkit.forms.model import REPEAT, Field, Form, flat
from cpkit.forms.showing import Scopes, as_stored, in_words, with_answers
from cpkit.language import _

INDENT = "  "


def titled(label: str, text: str) -> str:
    """A label and what stands behind it: a colon between, unless the label is itself a question."""
    return f"{label} {text}" if label.endswith(("?", ":")) else f"{label}: {text}"


def screen_lines(
    form: Form, values: Mapping[str, Any], unknown: Collection[str] = (), labels: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The lines of a filled form; `unknown` names the questions that nobody could answer: "age", "children[2].age".

    `labels` are those of questions that are called otherwise here, by their keys.
    """
    yield from _lines(form, ((tuple(form.questions()), values),), unknown, "", labels or {})


def _lines(
    form: Form, scopes: Scopes, unknown: Collection[str], at: str, labels: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The lines of the innermost scope; its labels may name answers of those around it."""
    fields, values = scopes[0]
    for asked in fields:
        value, name = values.get(asked.key), f"{at}{asked.key}"
        label = (labels or {}).get(asked.key) or with_answers(form, asked.wording, scopes)
        if asked.kind == REPEAT and isinstance(value, (list, tuple)):
            yield from _rows(form, asked, label, value, unknown, name, scopes)
        elif name in unknown:
            yield titled(label, _("không biết"))
        elif told := in_words(form, asked, value):
            yield titled(label, told)


def _rows(
    form: Form, repeat: Field, label: str, rows: Any, unknown: Collection[str], name: str, scopes: Scopes
) -> Iterator[str]:
    """Each row under the name of its repeat and its number; a row of one answer on one line."""
    for number, row in enumerate(rows, 1):
        head = _("{label}, dòng {row}").format(label=label, row=number)
        told = isinstance(row, Mapping)
        within = ((tuple(flat(repeat.fields)), row), *scopes)
        inner = [*_lines(form, within, unknown, f"{name}[{number}].")] if told else []
        if len(inner) == 1:
            yield titled(head, inner[0])
        else:
            yield head if told else titled(head, as_stored(row))
            yield from (INDENT + line for line in inner)
