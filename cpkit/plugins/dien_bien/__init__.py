"""Điện Biên: local code lists and what the province adds to the country's units."""

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
def unit_sets(register: Register[Path]) -> None:
    """The unit sets of this plugin."""
    register(*data_files(__file__, "data/unit_sets"))
