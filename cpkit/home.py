"""The store's folder of this run, for what lies beside the store and is read without it: the ward's own forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_chosen: Path | None = None


def choose_home(home: Path | None) -> None:
    """Use `home` from now on; None goes back to the usual folder (`CPKIT_HOME`, else this user's data folder)."""
    global _chosen
    _chosen = home


def chosen_home() -> Path | None:
    """The folder chosen for this run, None for the usual one."""
    return _chosen
