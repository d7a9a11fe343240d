"""Decree 56/2017: the process of a case, its clock (rules as data) and the official forms."""

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
    """The forms of this plugin."""
    register(*data_files(__file__, "forms"))


@hookimpl
def deadlines(register: Register[Path]) -> None:
    """The clock rules of this plugin."""
    register(*data_files(__file__, "data/deadlines"))


@hookimpl
def case_steps(register: Register[Path]) -> None:
    """The steps of a case and the ways it may end."""
    register(*data_files(__file__, "data/steps"))


@hookimpl
def care_steps(register: Register[Path]) -> None:
    """The steps of a placement in alternative care and the ways it may end."""
    register(*data_files(__file__, "data/care"))


@hookimpl
def agencies(register: Register[Path]) -> None:
    """The legal bases and recipients of the forms, by date."""
    register(*data_files(__file__, "data/agencies"))
