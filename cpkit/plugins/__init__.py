"""What extends cpkit: the hooks, the manager that loads plugins, and the built-in plugins (data and a little code).

A plugin is a module with functions marked `@hookimpl`, named in the entry-point group `cpkit`. The built-in ones use
the same hooks; the core asks `cpkit.plugins.manager` for what plugins bring and never imports one by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpkit.plugins.hookspecs import CommandSpec, ExporterSpec, Finding, ImporterSpec, Register, Saved, hookimpl

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CommandSpec", "ExporterSpec", "Finding", "ImporterSpec", "Register", "Saved", "data_files", "hookimpl"]


def data_files(module_file: str, folder: str, pattern: str = "*.toml") -> list[Path]:
    """The files in `folder` beside the plugin's `__init__.py` (pass its `__file__`), in name order; [] without any."""
    from pathlib import Path

    return sorted(Path(module_file).parent.joinpath(folder).glob(pattern))
