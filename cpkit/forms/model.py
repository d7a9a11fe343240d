"""What a form is: its fields, its choices and its words, in XLSForm's vocabulary.

The same model holds a form kept as text in this package, one brought by a plugin and one read from a workbook, so every
door (prompts, options, Excel, JSON) knows one kind of thing. Nothing here asks, reads files or evaluates expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

import msgspec

from cpkit.language import current_language

Labels: TypeAlias = dict[str, str]

GROUP = "begin_group"
REPEAT = "begin_repeat"
SELECTS = frozenset({"select_one", "select_multiple", "rank"})
SILENT = frozenset({"note", "calculate", "hidden"})
"""Kinds that are never asked: a note is only read, the others are computed or given by the program."""

KINDS = (
    frozenset({"text", "integer", "decimal", "range", "date", "time", "dateTime", "acknowledge", GROUP, REPEAT})
    | SELECTS
    | SILENT
)

REFERENCES = {
    "child": "children",
    "case": "cases",
    "org": "organisations",
    "worker": "workers",
    "household": "households",
    "event": "events",
}
"""The appearances that point at a record, each with the store's table of that record."""

SUBJECTS = {
    "child": "children",
    "household": "households",
    "case": "cases",
    "activity": "activities",
    "worker": "workers",
    "organisation": "organisations",
    "event": "events",
    "nothing": "",
}
"""What the answers of a form may be about (`attaches`), each with the store's table; "nothing" is about no record."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of a list: `short` is a shorter label, `columns` what a choice_filter may ask about."""

    name: str
    label: Labels
    short: Labels = {}
    aliases: tuple[str, ...] = ()
    columns: dict[str, str] = {}

    @property
    def text(self) -> str:
        """The label in the language spoken now; "…" for answers that it names."""
        return blanked(spoken(self.label) or self.name)

    @property
    def short_text(self) -> str:
        """A label short enough for a menu or a table: the short one, else the label."""
        return spoken(self.short) or self.text


class Field(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One question, group or repeat of a form.

    `type` is XLSForm's ("select_one sex", "date"); a list named `code:NAME` is the code list of that name.
    `appearance` refines it: partial, name, money, personal_number, multiline, unit, or a reference (child, case, org,
    worker, household, event; with `many`, a list of them); `otherwise` asks a question in a terminal only where the
    ones before it, of which it is an alternative, got no answer; `whole` offers choices by their whole labels there; a
    note that is a `warning` warns where it applies. `unknown` says that "không biết" is a lawful answer, `secret` that
    the answer is confidential (NĐ56 Đ33), `option` is the command-line option when it differs from the name, `aliases`
    are headings kept in Excel. `save_to` is the register's question that takes the answer over (XLSForm's save_to).
    `trigger` names questions (`${a}, ${b}`) whose change works the calculation out, which then stays as it is.
    `key` names the answer: the name, or group/name where two groups of a form use one name.
    """

    type: str
    name: str
    label: Labels = {}
    hint: Labels = {}
    required: bool | str = False
    required_message: Labels = {}
    relevant: str = ""
    constraint: str = ""
    constraint_message: Labels = {}
    calculation: str = ""
    choice_filter: str = ""
    default: str | int | float | bool | None = None
    appearance: str = ""
    option: str = ""
    aliases: tuple[str, ...] = ()
    unknown: bool = False
    secret: bool = False
    repeat_count: str = ""
    parameters: str = ""
    save_to: str = ""
    trigger: str = ""
    fields: tuple[Field, ...] = ()
    key: str = ""

    @cached_property
    def kind(self) -> str:
        """The type without its list: "select_one" of "select_one sex"."""
        return self.type.split(" ", 1)[0]

    @cached_property
    def list_name(self) -> str:
        """The name of the list of choices, "" where the field has none."""
        words = self.type.split()
        return words[1] if self.kind in SELECTS and len(words) > 1 else ""

    @cached_property
    def rows_of(self) -> str:
        """The question inside a repeat whose answers are the choices (`select_one ${name}`), "" for any other list."""
        found = re.fullmatch(r"\$\{(.+)\}", self.list_name)
        return found[1] if found else ""

    @property
    def or_other(self) -> bool:
        """Whether an answer outside the list is lawful, as text (XLSForm's or_other)."""
        return self.type.split()[2:3] == ["or_other"]

    @cached_property
    def many(self) -> bool:
        """Whether the answer is a list: of codes, or of records (appearance many)."""
        return self.kind in ("select_multiple", "rank") or self.looks("many")

    @cached_property
    def computed(self) -> bool:
        """Whether the program answers it by a calculation; then nobody is asked, whatever kind the answer is."""
        return self.kind == "calculate" or (bool(self.calculation) and not self.trigger)

    @cached_property
    def triggers(self) -> tuple[str, ...]:
        """The names of the questions whose change sets the answer off."""
        return tuple(REFERENCE.findall(self.trigger))

    @cached_property
    def reference(self) -> str:
        """The table of the records this field points at, "" when it points at none."""
        return next((REFERENCES[word] for word in self.appearance.split() if word in REFERENCES), "")

    @property
    def text(self) -> str:
        """The label in the language spoken now, the name where there is none; "…" for answers that it names."""
        return blanked(self.wording)

    @property
    def wording(self) -> str:
        """The label as the form words it, with `${name}` where it tells an answer (see showing.with_answers)."""
        return spoken(self.label) or self.name

    @property
    def hint_text(self) -> str:
        """The hint in the language spoken now, "" where there is none; "…" for answers that it names."""
        return blanked(spoken(self.hint))

    @property
    def option_name(self) -> str:
        """The command-line option of this field, with its dashes."""
        return "--" + (self.option or self.name.replace("_", "-"))

    def looks(self, word: str) -> bool:
        """Whether `word` is among the field's appearances."""
        return word in self.appearance.split()


class Form(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A whole form; `version` stays with every answer, `citation` is the article that orders it.

    `attaches` names what a filled form is about (`SUBJECTS`; none: nothing), `date` and `until` the questions that give
    the first and the last day of the fact it holds. `command` is the command that fills it, where it has its own.
    `save_if` is the condition on which answers are taken over into the register (an entity's update_if).
    `tables` are the lists in `choices` that expressions look into and that lie in a file of their own elsewhere.
    """

    id: str
    version: str
    title: Labels
    fields: tuple[Field, ...]
    choices: dict[str, tuple[Choice, ...]] = {}
    citation: str = ""
    description: Labels = {}
    attaches: tuple[str, ...] = ()
    date: str = ""
    until: str = ""
    command: str = ""
    tables: tuple[str, ...] = ()
    save_if: str = ""

    @property
    def text(self) -> str:
        """The title in the language spoken now."""
        return spoken(self.title) or self.id

    @cached_property
    def has_logic(self) -> bool:
        """Whether some answers depend on others (relevant or calculation)."""
        return any(asked.relevant or asked.calculation for _path, asked in walk(self.fields))

    @cached_property
    def has_triggers(self) -> bool:
        """Whether the change of an answer sets others off."""
        return any(asked.trigger for _path, asked in walk(self.fields))

    @cached_property
    def has_row_choices(self) -> bool:
        """Whether a question is answered by choosing among the rows of a repeat."""
        return any(asked.rows_of for _path, asked in walk(self.fields))

    def questions(self) -> Iterator[Field]:
        """Every field outside repeats in order, groups opened, each repeat as one field."""
        return flat(self.fields)

    def field(self, key: str) -> Field:
        """The question or repeat answered under `key`; KeyError when there is none."""
        for field in self.questions():
            if field.key == key:
                return field
        raise KeyError(key)


def flat(fields: tuple[Field, ...]) -> Iterator[Field]:
    """`fields` in order with groups opened and repeats left closed."""
    for field in fields:
        if field.kind == GROUP:
            yield from flat(field.fields)
        else:
            yield field


def walk(fields: tuple[Field, ...], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Field]]:
    """Every field at any depth, groups and repeats included, with the names that lead to it."""
    for field in fields:
        here = (*path, field.name)
        yield here, field
        yield from walk(field.fields, here)


REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
"""An answer that a label names."""


def blanked(text: str) -> str:
    """A label with dots in place of the answers that it names."""
    return REFERENCE.sub("…", text) if "${" in text else text


def spoken(labels: Mapping[str, str]) -> str:
    """The text in the language spoken now, else in Vietnamese, else in any: a ward's form may have only one."""
    return labels.get(current_language()) or labels.get("vi") or next(iter(labels.values()), "")
