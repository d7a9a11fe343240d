"""The drop-in folder: a ward's own files of code in `<home>/plugins`, each run only while it is trusted as it stands.

A plugin is a file `NAME.py` or a folder `NAME` with an `__init__.py`; what begins with `_` or `.` is passed over. The
hash of a folder covers every file in it, compiled ones too, and nothing is compiled into it: what was trusted is what
runs. It becomes the module `cpkit_ward_NAME`, so that no name of an installed package is taken.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from cpkit.plugins import choices

PREFIX = "cpkit_ward_"
LARGEST = 20_000_000
"""Bytes of one plugin's files together; a folder of more is not a ward's plugin."""


class DropIn(NamedTuple):
    """A file or folder of code: its name, where it lies, the hash of what is in it."""

    name: str
    path: Path
    digest: str

    @property
    def decision(self) -> str:
        """What this user decided about it as it stands: "trusted", "refused", or "" for nothing yet."""
        decided = choices.decisions()
        kinds = (choices.TRUSTED, choices.REFUSED)
        return next((kind for kind in kinds if self._as(kind) in decided), "")

    def trust(self) -> None:
        """Remember that its code may run until it changes."""
        choices.decide(self._as(choices.TRUSTED), instead_of=self._as(choices.REFUSED))

    def refuse(self) -> None:
        """Remember that its code must not run, and is not asked about again until it changes."""
        choices.decide(self._as(choices.REFUSED), instead_of=self._as(choices.TRUSTED))

    def _as(self, kind: str) -> choices.Decision:
        return kind, self.digest, str(self.path.resolve())


def find_all(folder: Path) -> Iterator[DropIn]:
    """The plugins of the folder in name order; none where there is no such folder."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not path.name.startswith(("_", ".")) and is_code(path):
            yield drop_in(path)


def is_code(path: Path) -> bool:
    """Whether `path` is a plugin: a file of Python, or a folder that is a package."""
    return (path.suffix == ".py" and path.is_file()) or (path / "__init__.py").is_file()


def drop_in(path: Path) -> DropIn:
    """The plugin at `path` as it stands now. Raises OSError where it cannot be read."""
    name = path.stem if path.is_file() else path.name
    return DropIn(name, path, _digest(path))


def load(plugin: DropIn) -> ModuleType:
    """Run the code of a trusted plugin and return its module; raises what the code raises."""
    if not plugin.name.isidentifier():
        raise ImportError(f"{plugin.path.name}: a plugin's name has letters, digits and _ only")
    main = plugin.path if plugin.path.is_file() else plugin.path / "__init__.py"
    inside = None if plugin.path.is_file() else [str(plugin.path)]
    spec = spec_from_file_location(PREFIX + plugin.name, main, submodule_search_locations=inside)
    if spec is None or spec.loader is None:
        raise ImportError(str(main))
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.dont_write_bytecode = True  # a compiled file would change the hash, or stand in for what was trusted
    try:
        if inside is None:
            exec(compile(main.read_bytes(), str(main), "exec"), module.__dict__)
        else:
            spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(spec.name, None)
        raise
    return module


def _digest(path: Path) -> str:
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    whole, size = hashlib.sha256(), 0
    for file in sorted(each for each in path.rglob("*") if each.is_file()):
        content = file.read_bytes()
        size += len(content)
        if size > LARGEST:
            raise OSError(f"{path.name}: more than {LARGEST} bytes")
        whole.update(f"{file.relative_to(path).as_posix()}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()
