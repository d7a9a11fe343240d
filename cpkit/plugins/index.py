"""Which plugins are installed: the entry points of the group `cpkit`, remembered between runs.

Asking `importlib.metadata` costs more than the rest of the start-up together, so the answer is kept in the user's cache
folder with the modification times of the folders of `sys.path`; an installation or removal changes one of them.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

GROUP = "cpkit"


class EntryPoint(NamedTuple):
    """An installed plugin: its name, its target ("module" or "module:attribute") and the package that brings it."""

    name: str
    target: str
    package: str = "cpkit"
    version: str = ""


def entry_points() -> list[EntryPoint]:
    """The installed plugins, from the cache while it is fresh; a cache that cannot be written is done without."""
    key = _key()
    remembered = _read(key)
    if remembered is not None:
        return remembered
    found = _scan()
    _write(key, found)
    return found


def cache_file() -> Path:
    """Where the index is kept: the user's cache folder of the operating system."""
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        folder = "~/Library/Caches"
    else:
        folder = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(folder).expanduser() / "cpkit" / "plugins.json"


def _key() -> list[Any]:
    """What the index depends on, in a form that JSON gives back unchanged."""
    return [sys.version, [[folder, _modified(folder)] for folder in sys.path]]


def _modified(folder: str) -> int:
    try:
        return Path(folder).stat().st_mtime_ns
    except OSError:
        return 0


def _read(key: list[Any]) -> list[EntryPoint] | None:
    """The remembered entry points, None when there are none for this key (or the file is damaged)."""
    try:
        kept = json.loads(cache_file().read_text(encoding="utf-8"))
        return [EntryPoint(*entry) for entry in kept["plugins"]] if kept["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(key: list[Any], found: list[EntryPoint]) -> None:
    target = cache_file()
    partial = target.with_name(f"plugins-{os.getpid()}.tmp")
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps({"key": key, "plugins": found}, ensure_ascii=False), encoding="utf-8")
        partial.replace(target)
    with suppress(OSError):
        partial.unlink(missing_ok=True)


def _scan() -> list[EntryPoint]:
    """The entry points as the installed packages declare them now."""
    from importlib.metadata import entry_points as installed

    return [
        EntryPoint(entry.name, entry.value, *((entry.dist.name, entry.dist.version) if entry.dist else ()))
        for entry in installed(group=GROUP)
    ]
