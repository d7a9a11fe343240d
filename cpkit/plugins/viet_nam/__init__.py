"""The whole country's data: code lists of law, administrative units of both regimes, public holidays."""

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
def unit_sets() -> list[Path]:
    """The unit sets of this plugin."""
    return data_files(__file__, "data/unit_sets")


@hookimpl
def calendars() -> list[Path]:
    """The public holidays of the country."""
    return data_files(__file__, "data/calendars")
