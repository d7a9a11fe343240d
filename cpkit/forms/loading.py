"""Finding and reading the forms: this package's own and those of plugins, which are text files, and the ward's own.

A file is TOML with XLSForm's three sheets as tables: `[settings]`, `[[survey]]` and `[[choices.NAME]]`. The file is
named after its form, so one form is loaded without reading the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from cpkit.errors import Misused, Refused
from cpkit.forms import ward
from cpkit.forms.model import GROUP, REPEAT, Choice, Field, Form, flat
from cpkit.language import _
from cpkit.plugins.compiled import read_toml
from cpkit.vietnamese import show_date

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


def load(form_id: str) -> Form:
    """The form of that id; Misused, naming the forms there are, when there is none."""
    form = find(form_id)
    if form is None and (day := ward.removed().get(form_id)):
        sentence = _(
            "Biểu mẫu {name} đã bỏ ngày {day}. Phiếu đã ghi: cpkit form answers {name}. Dùng lại: cpkit form add."
        )
        raise Misused(sentence.format(name=form_id, day=show_date(date.fromisoformat(day))))
    if form is None:
        sentence = _("Không có biểu mẫu nào tên là {name}. Các biểu mẫu hiện có: {names}.")
        raise Misused(sentence.format(name=form_id, names=", ".join(known_ids())))
    return form


def find(form_id: str) -> Form | None:
    """The form of that id; None when there is none. A ward's form never takes the place of another."""
    return _brought(form_id) or ward.find(form_id)


def forms() -> list[Form]:
    """Every form there is, by id; one of a plugin that is no form is noted and left out."""
    return [form for form_id in known_ids() if (form := _sound(form_id)) is not None]


def _sound(form_id: str) -> Form | None:
    from cpkit.plugins.manager import BUILT_IN, collect_named, note_failure, reason_of

    try:
        return find(form_id)
    except Refused as error:
        plugin = next((name for name, path in collect_named("forms") if path.stem == form_id), "cpkit")
        if plugin in (*BUILT_IN, "cpkit"):
            raise
        note_failure(plugin, reason_of(error), error)
        return None


def known_ids() -> list[str]:
    """The ids of all forms, sorted."""
    return sorted({*brought_ids(), *ward.ids()})


def brought_ids() -> set[str]:
    """The ids of the forms that come with cpkit or a plugin, which no form of a ward can take."""
    return {path.stem for path in form_files()}


def version_of(form_id: str, version: str) -> Form | None:
    """The form as it was in that version; of a form that keeps no versions, as it is today. None when it is gone."""
    return _brought(form_id) or ward.version(form_id, version) or latest(form_id)


def latest(form_id: str) -> Form | None:
    """The form, also one that the ward removed, as it was last; None when there never was one or its plugin is gone."""
    removed = ward.versions(form_id)
    return find(form_id) or (removed[-1] if removed else None)


def forget_forms() -> None:
    """Read the forms of plugins anew the next time: theirs may have changed."""
    _brought.cache_clear()


@cache
def _brought(form_id: str) -> Form | None:
    """The form of this package or of a plugin."""
    return next((read_form(path) for path in form_files() if path.stem == form_id), None)


def form_files() -> Iterator[Path]:
    """The files of all forms but the ward's, built-in ones first: a plugin takes the place of none of them."""
    own = sorted(DEFINITIONS.glob("*.toml"))
    yield from own
    from cpkit.plugins.manager import collect_named, note_failure

    owners = {path.stem: "cpkit" for path in own}
    for plugin, path in collect_named("forms"):
        if path.stem in owners:
            sentence = _("Biểu mẫu {form} đã có ở {owner}.").format(form=path.stem, owner=owners[path.stem])
            note_failure(plugin, sentence)
        else:
            owners[path.stem] = plugin
            yield path


def read_form(path: Path) -> Form:
    """The form in `path` with the questions that plugins add; Refused with the place of a mistake in the file."""
    from cpkit.forms.added import with_added

    try:
        raw = read_toml(path, _File)
    except (OSError, ValueError) as problem:
        sentence = _("Không đọc được biểu mẫu {name}: {problem}")
        raise Refused(sentence.format(name=path.name, problem=problem)) from problem
    settings = raw.settings
    form = Form(
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
    return with_added(form)


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
