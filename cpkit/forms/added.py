"""Questions that plugins add to a form (hook `form_fields`): laid into it, so that every door asks them too.

A file that is no such file, takes a name that is taken, or holds an expression that is none is left out whole and
named: the form itself stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from cpkit.errors import Refused
from cpkit.forms.model import GROUP, REPEAT, Choice, Field, Form, flat, walk
from cpkit.language import _
from cpkit.plugins.compiled import read_toml

REGISTRATION = "dang_ky"
RESERVED = frozenset(
    {
        "id", "form", "form_version", "cancelled", "unit", "extra", "birth", "birth_precision", "residence",
        "registered_on", "died", "child", "children", "case", "open", "filled_at", "filled_by", "subject", "on", "to",
        "answers", "waiting", "attended", "counts", "hit", "paper", "carer_unit", "closed", "episodes", "incident_unit",
        "intake", "notice_only", "opened", "placement", "previous", "relatives", "series", "steps", "transfer",
        "verified",
    }
)  # fmt: skip
"""Names that documents use for themselves."""
OF_RECORDS = frozenset({"outcome"})
"""Names that documents use for themselves and a question of cpkit has too."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    survey: tuple[Field, ...]
    choices: dict[str, tuple[Choice, ...]] = {}
    after: str = ""


def with_added(form: Form) -> Form:
    """`form` with the questions that plugins add to it; what cannot be added is noted as its plugin's failure."""
    from cpkit.plugins.manager import collect_named, note_failure, reason_of

    owners = {asked.name: "cpkit" for _path, asked in walk(form.fields)} | dict.fromkeys(form.choices, "cpkit")
    for plugin, path in collect_named("form_fields"):
        if path.stem == form.id:
            try:
                form = _laid(form, _read(path), plugin, owners)
            except Exception as error:
                note_failure(plugin, f"{path.name}: {reason_of(error)}", error)
    return form


def added_keys(form: Form, own: frozenset[str]) -> list[str]:
    """The questions of a form that are not among its `own`."""
    return [asked.key for asked in form.questions() if asked.key not in own]


def no_longer_asked(form: Form, document: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a document to questions that its form no longer asks: a plugin that added them is gone."""
    known = {asked.key for asked in form.questions()} | RESERVED | OF_RECORDS
    return {key: value for key, value in document.items() if key not in known and value not in (None, "", [])}


def _read(path: Path) -> _File:
    try:
        return read_toml(path, _File)
    except (OSError, ValueError) as problem:
        raise Refused(str(problem)) from problem


def _laid(form: Form, brought: _File, plugin: str, owners: dict[str, str]) -> Form:
    from cpkit.forms.loading import with_keys

    names = [asked.name for _path, asked in walk(brought.survey)] + list(brought.choices)
    _refuse_taken(form, names, owners)
    survey = tuple(map(_optional, brought.survey)) if form.citation and form.id != REGISTRATION else brought.survey
    fields = with_keys(_inserted(form.fields, survey, brought.after))
    laid = msgspec.structs.replace(form, fields=fields, choices=form.choices | brought.choices)
    _refuse_unsound(laid, set(names))
    owners.update(dict.fromkeys(names, plugin))
    return laid


def _refuse_taken(form: Form, names: list[str], owners: dict[str, str]) -> None:
    """A name twice would mix two answers."""
    taken = [(name, owners.get(name, "cpkit")) for name in names if name in owners or name in RESERVED]
    if taken:
        shown = ", ".join(f"{name} ({owner})" for name, owner in taken)
        raise Refused(_("biểu mẫu {form} đã có câu mang tên này: {names}.").format(form=form.id, names=shown))


def _refuse_unsound(form: Form, names: set[str]) -> None:
    from cpkit.forms.examining import examine

    problems = tuple(problem for problem in examine(form) if names.intersection(problem.field.split("/")))
    if problems:
        raise Refused(_("câu thêm vào biểu mẫu chưa đúng."), problems)


def _optional(asked: Field) -> Field:
    """The question without `required`: a form that law prescribes never waits for a plugin's."""
    return msgspec.structs.replace(asked, required=False, fields=tuple(map(_optional, asked.fields)))


def _inserted(fields: tuple[Field, ...], new: tuple[Field, ...], after: str) -> tuple[Field, ...]:
    """`fields` with `new` behind the question `after`, wherever that stands outside repeats; else at the end."""
    if after not in {asked.name for asked in flat(fields)}:
        return (*fields, *new)
    laid: list[Field] = []
    for asked in fields:
        inner = {each.name for each in flat(asked.fields)} if asked.kind == GROUP else set()
        if after in inner:
            laid.append(msgspec.structs.replace(asked, fields=_inserted(asked.fields, new, after)))
        else:
            laid += [asked, *(new if asked.name == after and asked.kind != REPEAT else ())]
    return tuple(laid)
