"""The door of JSON, and answers on their way into and out of the store.

A document holds what JSON holds: dates and moments in ISO, partial dates as far as they are known ("2018-11"), codes,
numbers and records' numbers. `cpkit.forms.check` reads such a document back to the same values.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import msgspec

from cpkit.errors import Refused
from cpkit.forms.model import Form
from cpkit.language import _
from cpkit.vietnamese import PartialDate

LARGEST_FILE = 20_000_000
"""Bytes; no form's answers come near it."""


def read_json(path: Path) -> dict[str, Any]:
    """The answers in a JSON file (an object, by field name); Refused with a plain sentence when it is none."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused(_("Tệp {name} quá lớn.").format(name=path.name))
        text = path.read_text(encoding="utf-8-sig")
        answers = msgspec.json.decode(text)
    except OSError as problem:
        raise Refused(_("Không mở được tệp {name}.").format(name=path.name)) from problem
    except ValueError as problem:
        raise Refused(_("Tệp {name} không phải là JSON.").format(name=path.name)) from problem
    except RecursionError as problem:
        raise Refused(_("Tệp {name} lồng nhau quá sâu.").format(name=path.name)) from problem
    if not isinstance(answers, dict):
        raise Refused(_('Tệp {name} phải là một đối tượng JSON: {{"tên câu": câu trả lời}}.').format(name=path.name))
    return answers


def to_document(values: Mapping[str, Any]) -> dict[str, Any]:
    """Checked values as a document of the store."""
    return {key: plain(value) for key, value in values.items()}


def from_document(form: Form, document: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a document that answers `form`, ready to be checked again."""
    return {asked.key: document[asked.key] for asked in form.questions() if asked.key in document}


def gone_answers(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to questions that `form` no longer asks: a plugin that added them is gone. They are kept."""
    known = {asked.key for asked in form.questions()}
    return {key: value for key, value in answers.items() if key not in known}


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, PartialDate):
        return value.iso
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return to_document(value)
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value
