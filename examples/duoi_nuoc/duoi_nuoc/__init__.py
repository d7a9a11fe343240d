"""A survey of the risk of drowning and of life-saving skills: a form and two tables, and nothing else."""

from __future__ import annotations

from pathlib import Path

from cpkit.plugins import data_files, hookimpl


@hookimpl
def forms() -> list[Path]:
    """The survey, filled for a child."""
    return data_files(__file__, "forms")


@hookimpl
def report_tables() -> list[object]:
    """How far children swim, by age; where the water is, by hamlet."""
    return [*data_files(__file__, "tables")]
