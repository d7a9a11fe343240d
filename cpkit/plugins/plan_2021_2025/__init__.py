"""The plan for children 2021-2025: its targets, tasks and forms (as data) and its indicators (short functions)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpkit.plugins import data_files, hookimpl

if TYPE_CHECKING:
    from pathlib import Path

    from cpkit.plugins import Register


@hookimpl
def code_lists(register: Register[Path]) -> None:
    """The code lists of this plugin."""
    register(*data_files(__file__, "data/codes"))


@hookimpl
def forms(register: Register[Path]) -> None:
    """A form for each commitment of the plan that no other record holds."""
    register(*data_files(__file__, "forms"))


@hookimpl
def agencies(register: Register[Path]) -> None:
    """The programmes that a ward's yearly plan rests on."""
    register(*data_files(__file__, "data/agencies"))


@hookimpl
def plans(register: Register[Path]) -> None:
    """The plans of targets of this plugin."""
    register(*data_files(__file__, "data/plans"))


@hookimpl
def report_tables(register: Register[object]) -> None:
    """The place of each commitment in the report: the tables of `data/tables`, tasks and money."""
    from cpkit.reports.task_tables import TASK_TABLES

    register(*data_files(__file__, "data/tables"), *TASK_TABLES)


@hookimpl
def indicators(register: Register[object]) -> None:
    """The indicators of section I.2 of the plan."""
    from cpkit.plugins.plan_2021_2025.shares import indicators as all_indicators

    register(*list(all_indicators()))
