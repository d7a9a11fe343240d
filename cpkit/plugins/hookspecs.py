"""The hooks: everything a plugin may bring, be asked or be told.

Hooks that bring something take nothing and return a list, so that cpkit can look each thing through before it is used;
None counts as an empty list. Files are returned as paths and read only when they are needed; a hook should import what
it uses inside itself, because every command that asks plugins anything loads all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pluggy

if TYPE_CHECKING:
    from pathlib import Path

    from cpkit.store import Store

hookspec = pluggy.HookspecMarker("cpkit")
hookimpl = pluggy.HookimplMarker("cpkit")


class CommandSpec(NamedTuple):
    """One command as the command table knows it, without importing its module."""

    name: str
    """What the officer types."""
    target: str
    """Where the click command lives: "module:attribute"."""
    help: Mapping[str, str]
    """One line for the list of commands, by language: {"vi": …, "en": …}."""
    group: str = ""
    """The command group it is added to ("" is `cpkit` itself, "child" adds `cpkit child NAME`)."""


class ImporterSpec(NamedTuple):
    """One way of reading a foreign file into the answers of a form."""

    name: str
    """What the officer types: `cpkit plugins import NAME FILE`."""
    form: str
    """The id of the form that the file's rows answer; `dang_ky` registers children."""
    target: str
    """ "module:function": takes the file's path, gives a mapping of answers for each row. Two keys are no answers:
    `_for`, the record that a row is about, and `_row`, its number in the file."""
    help: Mapping[str, str]
    """One line for the list of importers, by language."""


class ExporterSpec(NamedTuple):
    """One way of writing what the store holds into a file for another program."""

    name: str
    """What the officer types: `cpkit plugins export NAME --out FILE`."""
    target: str
    """ "module:function": takes the open store, returns the bytes of the file."""
    ending: str
    """The ending of the file's name, with its dot: ".csv"."""
    help: Mapping[str, str]
    """One line for the list of exporters, by language."""


class Finding(NamedTuple):
    """What a check says of a document: a plain sentence, the field it is about, and whether it may be stored so."""

    message: str
    field: str = ""
    refuses: bool = True
    """False for what is odd but kept: the officer is told and the document is stored."""


class Saved(NamedTuple):
    """One document that was stored: its table and id, what it was and what it is; None where there is none."""

    table: str
    id: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@hookspec
def commands() -> list[CommandSpec]:  # type: ignore[empty-body]
    """Commands to add. A name that is already taken is refused and the plugin is named; the older command stays."""


@hookspec
def forms() -> list[Path]:  # type: ignore[empty-body]
    """Form definitions (.toml in the vocabulary of XLSForm), one form a file named after it."""


@hookspec
def form_fields() -> list[Path]:  # type: ignore[empty-body]
    """Questions added to a form of cpkit (.toml, the file named after the form): `[[survey]]`, `[choices]`, `after`.

    Asked when the form is used, at every door. A name that the form or another plugin has is refused, both are named.
    """


@hookspec
def code_lists() -> list[Path]:  # type: ignore[empty-body]
    """Code lists (.toml). Files of several plugins that name the same list add up."""


@hookspec
def indicators() -> list[object]:  # type: ignore[empty-body]
    """Indicators of the report; see `cpkit.reports` for what one must offer."""


@hookspec
def plans() -> list[Path]:  # type: ignore[empty-body]
    """Plans of targets (.toml): which indicators a plan sets, with target, wording and years."""


@hookspec
def report_tables() -> list[object]:  # type: ignore[empty-body]
    """Tables added to the report, one sheet each; see `cpkit.reports` for what one must offer."""


@hookspec
def templates() -> list[Path]:  # type: ignore[empty-body]
    """Templates of printed forms (.docx, named after the form). The form's own ones of cpkit stay: law prescribes them.

    A template that the ward keeps in its folder goes before that of a plugin.
    """


@hookspec
def importers() -> list[ImporterSpec]:  # type: ignore[empty-body]
    """Foreign files that can be read. Every row is checked as if it were typed; all are stored, or none."""


@hookspec
def exporters() -> list[ExporterSpec]:  # type: ignore[empty-body]
    """Files for other programs. Each writing is recorded among the looks, for it carries data out of the store."""


@hookspec
def deadlines() -> list[Path]:  # type: ignore[empty-body]
    """Rules of the clock (.toml): step, amount of time, what starts it, the article, valid from and to."""


@hookspec
def case_steps() -> list[Path]:  # type: ignore[empty-body]
    """Steps of a case and the ways it may end (.toml): order, form, article, what each step needs before it."""


@hookspec
def care_steps() -> list[Path]:  # type: ignore[empty-body]
    """Steps of a placement in alternative care, the ways it may end and the order of carers (.toml)."""


@hookspec
def unit_sets() -> list[Path]:  # type: ignore[empty-body]
    """Sets of administrative units, with validity and successors."""


@hookspec
def calendars() -> list[Path]:  # type: ignore[empty-body]
    """Public holidays and moved days (.toml), year by year; a year given again replaces the earlier table."""


@hookspec
def agencies() -> list[Path]:  # type: ignore[empty-body]
    """Agencies, laws and recipients that printed documents name (.toml), each dated; the number series of documents."""


@hookspec
def check_document(table: str, document: Mapping[str, Any]) -> list[Finding]:  # type: ignore[empty-body]
    """What is wrong or odd in a document about to be stored. Asked for each document of a write, before it is kept.

    All findings of all plugins are told at once. In the tables of a case and of alternative care they only warn:
    nothing that law prescribes waits for a plugin. An undone or cancelled document is not asked about.
    """


@hookspec
def saved(store: Store, action: str, changes: Sequence[Saved]) -> None:
    """Documents were stored, and are on the disk: told once a write, with its name in the ledger.

    The hook may write to the store itself; those writes are its own action and are not told again. Return nothing.
    """
