"""Finding and reading the forms that come as text files: this package's own and those of plugins.

A file is TOML with XLSForm's three sheets as tables: `[settings]`, `[[survey]]` and `[[choices.NAME]]`. The file is
named after its form, so one form is loaded without reading the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from cpkit.errors import Misused, Refused
from cpkit.forms.model import GROUP, REPEAT, Choice, Field, Form, flat
from cpkit.language import _

DEFINITIONS = Path(__file__).parent / "definitions"


class _Settings(msgspec.Struct, forbid_unknown_fields=True):
    form_id: str
    version: str
    title: dict[str, str]
    citation: str = ""
    description: dict[str, str] = {}
    attaches: str | tuple[str, ...] = ()
    date: str = ""
    until: str = ""
    command: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    settings: _Settings
    survey: tuple[Field, ...]
    choices: dict[str, tuple[Choice, ...]] = {}


@cache
def load(form_id: str) -> Form:
    """The form of that id; Misused, naming the forms there are, when there is none."""
    for path in form_files():
        if path.stem == form_id:
            return read_form(path)
    names = ", ".join(sorted(path.stem for path in form_files()))
    sentence = _("Không có biểu mẫu nào tên là {name}. Các biểu mẫu hiện có: {names}.")
    raise Misused(sentence.format(name=form_id, names=names))


def forms() -> list[Form]:
    """Every form there is, by id."""
    return [load(form_id) for form_id in sorted({path.stem for path in form_files()})]


def form_files() -> Iterator[Path]:
    """The files of all forms, this package's first: a plugin cannot take the place of a built-in form."""
    yield from sorted(DEFINITIONS.glob("*.toml"))
    from cpkit.plugins.manager import collect

    yield from collect("forms")


def read_form(path: Path) -> Form:
    """The form in `path`; Refused with the place of the mistake when the file is not a form."""
    try:
        raw = msgspec.toml.decode(path.read_bytes(), type=_File)
    except (OSError, ValueError) as problem:
        sentence = _("Không đọc được biểu mẫu {name}: {problem}")
        raise Refused(sentence.format(name=path.name, problem=problem)) from problem
    settings = raw.settings
    return Form(
        id=settings.form_id,
        version=settings.version,
        title=settings.title,
        fields=with_keys(raw.survey),
        choices=raw.choices,
        citation=settings.citation,
        description=settings.description,
        attaches=(settings.attaches,) if isinstance(settings.attaches, str) else settings.attaches,
        date=settings.date,
        until=settings.until,
        command=settings.command,
    )


def with_keys(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """`fields` with every key filled in: the name, or group/name where the name is used twice in one scope.

    A scope is the form itself or one repeat: the answers of a scope lie beside each other in one dictionary.
    """
    uses = Counter(field.name for field in flat(fields))
    return tuple(_keyed(field, (), uses) for field in fields)


def _keyed(field: Field, groups: tuple[str, ...], uses: Counter[str]) -> Field:
    changes: dict[str, Any] = {"key": field.name if uses[field.name] < 2 else "/".join((*groups, field.name))}
    if field.kind == GROUP:
        changes["fields"] = tuple(_keyed(inner, (*groups, field.name), uses) for inner in field.fields)
    if field.kind == REPEAT:
        changes["fields"] = with_keys(field.fields)
    return msgspec.structs.replace(field, **changes)
