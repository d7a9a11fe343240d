"""The hooks: everything a plugin may bring. Each takes nothing and returns a list; None counts as an empty one.

Files are returned as paths and read only when they are needed; a hook should import what it uses inside itself, because
every command that asks plugins anything loads all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import pluggy

if TYPE_CHECKING:
    from pathlib import Path

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


@hookspec
def commands() -> list[CommandSpec]:  # type: ignore[empty-body]
    """Commands to add. A name that is already taken is refused and the plugin is named; the older command stays."""


@hookspec
def forms() -> list[Path]:  # type: ignore[empty-body]
    """Form definitions (.toml in the vocabulary of XLSForm), one form a file."""


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
    """Tables added to the report: .toml files that declare one, or `TableSpec` objects; see `cpkit.reports`."""


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
