"""The plan for children 2021-2025: its targets, tasks and forms (as data) and its indicators (short functions)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpkit.plugins import data_files, hookimpl

if TYPE_CHECKING:
    from pathlib import Path


@hookimpl
def code_lists() -> list[Path]:
    """The code lists of this plugin."""
    return data_files(__file__, "data/codes")


@hookimpl
def forms() -> list[Path]:
    """A form for each commitment of the plan that no other record holds."""
    return data_files(__file__, "forms")


@hookimpl
def agencies() -> list[Path]:
    """The programmes that a ward's yearly plan rests on."""
    return data_files(__file__, "data/agencies")


@hookimpl
def plans() -> list[Path]:
    """The plans of targets of this plugin."""
    return data_files(__file__, "data/plans")


@hookimpl
def report_tables() -> list[object]:
    """The place of each commitment in the report: the tables of `data/tables`, tasks and money."""
    from cpkit.reports.task_tables import TASK_TABLES

    return [*data_files(__file__, "data/tables"), *TASK_TABLES]


@hookimpl
def indicators() -> list[object]:
    """The indicators of section I.2 of the plan."""
    from cpkit.plugins.plan_2021_2025.shares import indicators as all_indicators

    return list(all_indicators())
