"""Which plugins are installed: the entry points of the group `cpkit`, remembered between runs.

Asking `importlib.metadata` costs more than the rest of the start-up together, so the answer is kept in the user's cache
folder with the modification times of the folders of `sys.path`; an installation or removal changes one of them.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUP = "cpkit"


class EntryPoint(NamedTuple):
    """An installed plugin: its name, its target ("module" or "module:attribute") and the package that brings it.

    `fault` is the kind of error where its package says something that cannot be read; it is then called as the package.
    """

    name: str
    target: str
    package: str = "cpkit"
    version: str = ""
    fault: str = ""


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
    """The entry points as the installed packages declare them now; of a package that is there twice the first counts.

    Two packages may name their plugins alike: both are found, so that the second can be refused and named.
    """
    from importlib.metadata import distributions

    found: dict[tuple[str, str], EntryPoint] = {}
    for package in distributions(path=_folders()):
        name, version = _called(package)
        try:
            ours = package.entry_points.select(group=GROUP)
            points = [EntryPoint(one.name, one.value, name, version) for one in ours]
            points = [point for point in points if all(_is_line(part) for part in point)]
        except Exception as error:  # half removed, damaged, in another encoding
            points = list(_fault(package, name, version, type(error).__name__))
        for point in points:
            found.setdefault((name.lower(), point.name), point)
    return list(found.values())


def _called(package: Any) -> tuple[str, str]:
    """Name and version of a package; of one that has lost what says so, the name of its folder."""
    try:
        name, version = package.metadata["Name"], package.metadata["Version"]
    except Exception:
        name = version = None
    folder = os.path.basename(str(getattr(package, "_path", ""))).rpartition(".")[0]
    before, _dash, after = folder.rpartition("-")
    return str(name or before or folder), str(version or after)


def _is_line(part: object) -> bool:
    return isinstance(part, str) and not {"\t", "\n"}.intersection(part)


def _fault(package: Any, name: str, version: str, kind: str) -> Iterator[EntryPoint]:
    """One entry that stands for a package whose entry points cannot be read, if they are any of ours."""
    with suppress(OSError), open(os.path.join(str(package._path), "entry_points.txt"), "rb") as file:
        if GROUP.encode() in file.read().replace(b"\0", b""):
            yield EntryPoint(name, "", name, version, kind)
