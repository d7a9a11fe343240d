"""Reading a form as one reads the Gazette's page: every label and every choice, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from cpkit.forms import Checked, Field, Form, check, load

TODAY = date(2025, 11, 15)


def page(form: Form) -> str:
    """All words of a form that stand on its page, one after the other."""
    return "\n".join(_words(form, form.fields))


def _words(form: Form, fields: tuple[Field, ...]) -> Iterator[str]:
    for asked in fields:
        yield asked.text
        yield from (choice.text for choice in form.choices.get(asked.list_name, ()))
        yield from _words(form, asked.fields)


def first_out_of_order(form_id: str, labels: list[str]) -> str | None:
    """The first of the Gazette's labels that does not follow those before it in our form; None when all do.

    Capitals do not count: a blank inside a sentence of the Gazette is a question of its own here.
    """
    text, at = page(load(form_id)).casefold(), 0
    for label in labels:
        found = text.find(label.casefold(), at)
        if found < 0:
            return label
        at = found + len(label)
    return None


def checked(form_id: str, answers: dict[str, Any], **more: Any) -> Checked:
    """The answers of a form, some of them replaced, checked on 15/11/2025."""
    return check(load(form_id), answers | more, today=TODAY)


def problems(form_id: str, answers: dict[str, Any], **more: Any) -> dict[str, str]:
    """The sentences about the answers of a form, by field."""
    return {problem.field: problem.message for problem in checked(form_id, answers, **more).problems}
