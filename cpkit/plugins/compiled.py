"""Data files of plugins (.toml) read once and remembered as JSON: every command that runs the clock reads the law.

What is remembered lies in the user's cache folder, with the time and size of the file it was read from; a cache that
cannot be written, or is damaged, is done without.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from cpkit.plugins.index import cache_file

Data = TypeVar("Data")


def read_toml(path: Path, type: type[Data]) -> Data:
    """The file at `path` as `type`; raises what msgspec raises for a file that is no such thing."""
    state = path.stat()
    key = f"{path} {state.st_mtime_ns} {state.st_size}\n".encode()
    remembered = Path(cache_file()).with_name(f"{path.stem}-{path.parent.name}-{len(str(path))}.json")
    with suppress(OSError, msgspec.DecodeError):
        found = remembered.read_bytes()
        if found.startswith(key):
            return msgspec.json.decode(found[len(key) :], type=type)
    raw = msgspec.toml.decode(path.read_bytes())
    data = msgspec.convert(raw, type)
    _remember(remembered, key + msgspec.json.encode(raw))
    return data


def _remember(target: Path, content: bytes) -> None:
    """Write the file whole or not at all."""
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(target)
    with suppress(OSError):
        partial.unlink(missing_ok=True)
