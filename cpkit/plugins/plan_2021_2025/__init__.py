"""The plan for children 2021-2025: its targets (as data) and its indicators (short functions)."""

from __future__ import annotations

from pathlib import Path

from cpkit.plugins import data_files, hookimpl


@hookimpl
def code_lists() -> list[Path]:
    """The code lists of this plugin."""
    return data_files(__file__, "data/codes")


@hookimpl
def plans() -> list[Path]:
    """The plans of targets of this plugin."""
    return data_files(__file__, "data/plans")
