"""Which plugins are installed: the entry points of the group `cpkit`, remembered between runs.

Asking `importlib.metadata` costs more than the rest of the start-up together, so the answer is kept in the user's cache
folder with the modification times of the folders of `sys.path`; an installation or removal changes one of them.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import NamedTuple

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


def cache_file() -> str:
    """Where the index is kept: the user's cache folder of the operating system."""
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        folder = "~/Library/Caches"
    else:
        folder = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return os.path.join(os.path.expanduser(folder), "cpkit", "plugins.txt")


def _key() -> str:
    """What the index depends on: this Python, and the folders with the times of their last change; one line."""
    return repr((sys.version, [(folder, _modified(folder)) for folder in _folders()]))


def _folders() -> list[str]:
    """Where packages are installed: `sys.path` without the current folder and the script's own, which Python adds."""
    added = ("", os.getcwd(), os.path.dirname(sys.argv[0]))
    return [folder for folder in sys.path if folder not in added]


def _modified(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0


def _read(key: str) -> list[EntryPoint] | None:
    """The remembered entry points; None when there are none for this key, or the file is damaged."""
    try:
        with open(cache_file(), encoding="utf-8") as file:
            first, *lines = file.read().split("\n")
        return [EntryPoint(*line.split("\t")) for line in lines] if first == key else None
    except (OSError, ValueError, TypeError):
        return None


def _write(key: str, found: list[EntryPoint]) -> None:
    """Lines with tabs between the fields: reading them needs no import, and this is read by every `cpkit --help`."""
    target = cache_file()
    partial = f"{target}.{os.getpid()}"
    with suppress(OSError):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(partial, "w", encoding="utf-8") as file:
            file.write("\n".join([key, *map("\t".join, found)]))
        os.replace(partial, target)
    with suppress(OSError):
        os.unlink(partial)


def _scan() -> list[EntryPoint]:
    """The entry points as the installed packages declare them now; the first of a name on `sys.path` counts."""
    from importlib.metadata import distributions

    found: dict[str, EntryPoint] = {}
    for package in distributions(path=_folders()):
        for entry in package.entry_points.select(group=GROUP):
            found.setdefault(entry.name, EntryPoint(entry.name, entry.value, package.name, package.version))
    return list(found.values())
