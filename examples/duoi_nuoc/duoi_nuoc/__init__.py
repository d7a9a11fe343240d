"""A survey of the risk of drowning and of life-saving skills: a form and two tables, and nothing else."""

from __future__ import annotations

from pathlib import Path

from cpkit.plugins import Register, data_files, hookimpl


@hookimpl
def forms(register: Register[Path]) -> None:
    """The survey, filled for a child."""
    register(*data_files(__file__, "forms"))


@hookimpl
def report_tables(register: Register[object]) -> None:
    """How far children swim, by age; where the water is, by hamlet."""
    register(*data_files(__file__, "tables"))
