"""The hooks: everything a plugin may bring, be asked or be told.

Hooks that bring something take `register` and call it with each thing; they return nothing. What was registered before
a hook fails stays in use. Files are registered as paths and read only when they are needed; a hook should import what
it uses inside itself, because every command that asks plugins anything loads all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

import pluggy

if TYPE_CHECKING:
    from pathlib import Path

    from cpkit.store import Store

hookspec = pluggy.HookspecMarker("cpkit")
hookimpl = pluggy.HookimplMarker("cpkit")

Thing = TypeVar("Thing", contravariant=True)


class Register(Protocol[Thing]):
    """Takes what a hook brings, one thing or several: `register(*data_files(__file__, "forms"))`."""

    def __call__(self, *things: Thing) -> None:
        """Bring these; one that is not what the hook asks for is noted and left out, the others stay."""


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
def commands(register: Register[CommandSpec]) -> None:
    """Commands to add, asked for with the list of commands and when one is called that cpkit does not have.

    A name that is already taken is refused and the plugin is named; the older command stays.
    """


@hookspec
def forms(register: Register[Path]) -> None:
    """Form definitions (.toml in the vocabulary of XLSForm), one form a file named after it.

    Asked for when a form is looked for by its id; the file is read when that form is used.
    """


@hookspec
def form_fields(register: Register[Path]) -> None:
    """Questions added to a form of cpkit (.toml, the file named after the form): `[[survey]]`, `[choices]`, `after`.

    Asked when the form is used, at every door. A name that the form or another plugin has is refused, both are named.
    """


@hookspec
def code_lists(register: Register[Path]) -> None:
    """Code lists (.toml), one list a file named after it; read when the list is used.

    Files of several plugins that name the same list add up; a code keeps the meaning it was given first.
    """


@hookspec
def indicators(register: Register[object]) -> None:
    """Indicators: `cpkit.reports.indicators.Indicator`, or paths of .toml files. Asked for by each report.

    One whose function fails has no figure, and the report says so.
    """


@hookspec
def plans(register: Register[Path]) -> None:
    """Plans of targets (.toml): which indicators a plan sets, with target, wording and years. Read by each report."""


@hookspec
def report_tables(register: Register[object]) -> None:
    """Tables, one sheet each: `cpkit.reports.folds.TableSpec`, or paths of .toml files. Asked for by each report.

    One that fails is not in it, and the report says so.
    """


@hookspec
def templates(register: Register[Path]) -> None:
    """Templates of printed forms (.docx, named after the form), asked for when a form is printed.

    What cpkit ships stays: law prescribes it.
    A template that the ward keeps in its folder goes before that of a plugin.
    """


@hookspec
def importers(register: Register[ImporterSpec]) -> None:
    """Foreign files that can be read, asked for by `cpkit plugins import`.

    Every row is checked as if it were typed; all are stored, or none.
    """


@hookspec
def exporters(register: Register[ExporterSpec]) -> None:
    """Files for other programs, asked for by `cpkit plugins export`.

    Each writing is recorded among the looks, for it carries data out of the store.
    """


@hookspec
def deadlines(register: Register[Path]) -> None:
    """Rules of the clock (.toml): step, amount of time, what starts it, the article, valid from and to.

    Read once in a run, when something due is reckoned; a rule of law is never replaced.
    """


@hookspec
def case_steps(register: Register[Path]) -> None:
    """Steps of a case and the ways it may end (.toml): order, form, article, what each step needs before it.

    Read once in a run, when a case is worked on; a step of law is never replaced.
    """


@hookspec
def care_steps(register: Register[Path]) -> None:
    """Steps of a placement in alternative care, the ways it may end and the order of carers (.toml).

    Read once in a run, when a placement is worked on; a step of law is never replaced.
    """


@hookspec
def unit_sets(register: Register[Path]) -> None:
    """Sets of administrative units (.toml), one a file named after it; read when a place is looked up."""


@hookspec
def calendars(register: Register[Path]) -> None:
    """Public holidays and moved days (.toml), year by year; read when working days are counted.

    A year given again replaces the earlier table.
    """


@hookspec
def agencies(register: Register[Path]) -> None:
    """Agencies, laws and recipients that printed documents name (.toml), each dated; the number series of documents.

    Read when a document is printed or numbered; a later name for the same time replaces the earlier one.
    """


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
