"""Decree 56/2017: the process of a case, its clock (rules as data) and the official forms."""

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
    """The forms of this plugin."""
    return data_files(__file__, "forms")


@hookimpl
def deadlines() -> list[Path]:
    """The clock rules of this plugin."""
    return data_files(__file__, "data/deadlines")


@hookimpl
def case_steps() -> list[Path]:
    """The steps of a case and the ways it may end."""
    return data_files(__file__, "data/steps")


@hookimpl
def care_steps() -> list[Path]:
    """The steps of a placement in alternative care and the ways it may end."""
    return data_files(__file__, "data/care")


@hookimpl
def agencies() -> list[Path]:
    """The legal bases and recipients of the forms, by date."""
    return data_files(__file__, "data/agencies")
