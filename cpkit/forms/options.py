"""The door of the command line: one option a field, collected into one dictionary of answers.

Nothing is checked here but the shape: `cpkit.forms.check` then says everything that is wrong at once. A field that
takes several answers has a repeatable option. A repeat whose `option` is set takes its row as VALUE[=VALUE…] in the
order of its fields (`--trained 12/05/2025="Quản lý ca"`); a field in a repeat whose own `option` is set takes
KEY=VALUE, the key being the row's first answer (`--relieved 42=26/07/2025`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from cpkit.errors import Misused
from cpkit.forms.choices import choices_of
from cpkit.forms.loading import load
from cpkit.forms.model import REPEAT, SILENT, Field, Form, walk
from cpkit.language import _

Command = TypeVar("Command", bound=Callable[..., Any])

PREFIX = "answer__"
SHOWN_CHOICES = 8
"""A list of up to so many choices is named in the help; a longer one is told by its hint."""
EXAMPLES = 3

_METAVARS = {
    "integer": _("SỐ"),
    "decimal": _("SỐ"),
    "range": _("SỐ"),
    "date": _("NGÀY"),
    "dateTime": _("GIỜ-NGÀY"),
    "time": _("GIỜ"),
    "select_one": _("MÃ"),
    "select_multiple": _("MÃ"),
    "rank": _("MÃ"),
}


def form_options(form_id: str, *, leave_out: tuple[str, ...] = ()) -> Callable[[Command], Command]:
    """Decorator of a click command: an option for every question of the form but those in `leave_out`.

    The command is called with `answers`, a dictionary of what was given and nothing else, so an edit can tell "not
    given" from "emptied" (an empty text). Write it among the other options.
    """

    def decorate(command: Command) -> Command:
        form = load(form_id)
        questions = [field for field in form.questions() if field.kind not in SILENT and not field.computed]
        asked = [field for field in questions if field.key not in leave_out]

        @functools.wraps(command)
        def run(*arguments: Any, **given: Any) -> Any:
            answers = answers_from({name: given.pop(name) for name in list(given) if name.startswith(PREFIX)}, form)
            return command(*arguments, answers=answers, **given)

        for option in reversed([option for field in asked for option in _options(form, field)]):
            option(run)
        return run  # type: ignore[return-value]

    return decorate


def answers_from(given: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """The answers in click's values, by field key; `Misused` where KEY=VALUE has no `=`."""
    answers: dict[str, Any] = {}
    for field in form.questions():
        if field.kind == REPEAT:
            rows = _rows(field, given)
            if rows is not None:
                answers[field.key] = rows
            continue
        value = given.get(PREFIX + field.key.replace("/", "__"))
        if value is not None and value != ():
            answers[field.key] = list(value) if isinstance(value, tuple) else value
    return {key: [] if value == [""] else value for key, value in answers.items()}


def _rows(repeat: Field, given: Mapping[str, Any]) -> list[dict[str, str]] | None:
    """The rows of a repeat, None where no option of it was given; an empty text empties it."""
    texts = given.get(PREFIX + repeat.key) or ()
    rows = [_row(repeat, text) for text in texts if text.strip()]
    key = repeat.fields[0].key
    for field in repeat.fields:
        for text in given.get(f"{PREFIX}{repeat.key}__{field.key}") or ():
            at, found, value = text.partition("=")
            if not found:
                sentence = _("{option} viết dạng {first}=GIÁ TRỊ, không phải “{text}”.")
                raise Misused(sentence.format(option=field.option_name, first=repeat.fields[0].text, text=text))
            row = next((row for row in rows if row.get(key) == at.strip()), None)
            if row is None:
                row = {key: at.strip()}
                rows.append(row)
            row[field.key] = value.strip()
    return rows if rows or texts else None


def _row(repeat: Field, text: str) -> dict[str, str]:
    parts = text.split("=", len(repeat.fields) - 1)
    return {field.key: part.strip() for field, part in zip(repeat.fields, parts, strict=False) if part.strip()}


class FormOption(click.Option):
    """An option whose help is written only when somebody asks for it: it may need code lists, which plugins bring."""

    def __init__(self, declarations: Sequence[str], form: Form, field: Field, **attributes: Any) -> None:
        super().__init__(declarations, **attributes)
        self._form = form
        self._field = field

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and what the form says of its field."""
        self.help = help_text(self._form, self._field)
        return super().get_help_record(ctx)


def _options(form: Form, field: Field) -> list[Callable[[Command], Command]]:
    name = field.key.replace("/", "__")
    if field.kind != REPEAT:
        return [_option(form, field, name, _metavar(field), multiple=field.many)]
    row = "=".join(_metavar(inside) for inside in field.fields)
    own = [_option(form, field, name, row, multiple=True)] if field.option else []
    inner = [inside for inside in field.fields if inside.option]
    return own + [
        _option(form, inside, f"{name}__{inside.key}", f"{_metavar(field.fields[0])}={_metavar(inside)}", multiple=True)
        for inside in inner
    ]


def _metavar(field: Field) -> str:
    return _METAVARS.get(field.kind, _("MÃ") if field.reference else _("CHỮ"))


def _option(form: Form, field: Field, name: str, metavar: str, *, multiple: bool) -> Callable[[Command], Command]:
    return click.option(
        field.option_name, PREFIX + name, cls=FormOption, form=form, field=field, metavar=metavar, multiple=multiple
    )


def help_text(form: Form, field: Field) -> str:
    """What the help says of one field: its label, its choices where they are few, else its hint."""
    named = _named_choices(form, field)
    few = 0 < len(named) <= SHOWN_CHOICES
    said = ", ".join(named) if few else _rows_told(form, field) or field.hint_text
    between = " " if field.text.endswith("?") else ": "
    sentences = [between.join(part.rstrip(".") for part in (field.text, said) if part)]
    if _is_finer(field) and not few:
        sentences.append(_("Ví dụ: {choices}").format(choices=", ".join(named[:EXAMPLES])))
    if field.many or field.kind == REPEAT:
        sentences.append(_("Dùng được nhiều lần.").rstrip("."))
    told = ". ".join(sentences)
    return told if told.endswith("?") else told + "."


def _rows_told(form: Form, field: Field) -> str:
    told = next((one.text for _path, one in walk(form.fields) if field.rows_of and one.name == field.rows_of), "")
    return _("một trong các dòng đã ghi ở “{column}”").format(column=told) if told else ""


def _named_choices(form: Form, field: Field) -> list[str]:
    """The choices as the help names them: of a list in two levels only those of the level that the field asks for."""
    choices = choices_of(form, field).items if field.list_name else ()
    asked = [choice for choice in choices if bool(choice.columns.get("parent")) == _is_finer(field)]
    return [f"{choice.name} ({choice.short_text})" for choice in asked]


def _is_finer(field: Field) -> bool:
    """Whether the field asks for a finer kind of what another one answered (`parent = ${service}`)."""
    return field.choice_filter.startswith("parent = ${")
