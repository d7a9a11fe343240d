"""Data files (.toml) read once and remembered as JSON: reading TOML is slow, and every command reads some of the law.

What is remembered lies in the user's cache folder, beside the very text it was read from: a changed file is seen at
once. Only what reads back equal is remembered; a cache that cannot be written, or is damaged, is done without.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from cpkit import __version__
from cpkit.plugins.index import cache_file

Data = TypeVar("Data")


def read_toml(path: Path, type: type[Data]) -> Data:
    """The file at `path` as `type`; raises OSError, and what msgspec raises for a file that is no such thing."""
    text = path.read_bytes().removeprefix(b"\xef\xbb\xbf")  # Notepad's mark at the beginning of a file
    reading = f"{__version__} {type!r} {str(path)!r}"
    memory = Path(cache_file()).with_name(f"{path.stem}-{len(reading)}-{sum(reading.encode())}.json")
    head = reading.encode() + b"\n" + text + b"\0"  # TOML knows no zero byte: nothing can run into what follows
    with suppress(OSError, msgspec.DecodeError):
        remembered = memory.read_bytes()
        if remembered.startswith(head):
            return msgspec.json.decode(remembered[len(head) :], type=type)
    raw = msgspec.toml.decode(text)
    data = msgspec.convert(raw, type, str_keys=True)
    if (found := _in_json(raw, data, type)) is not None:
        _remember(memory, head + found)
    return data


def _in_json(raw: Any, data: Any, type: Any) -> bytes | None:
    """`raw` in JSON, where that reads back as `data`; a date in a field of any kind, say, would become a text."""
    with suppress(msgspec.MsgspecError, TypeError, ValueError, OverflowError):
        found = msgspec.json.encode(raw)
        if msgspec.json.decode(found, type=type) == data:
            return found
    return None


def _remember(target: Path, content: bytes) -> None:
    """Write the file whole or not at all."""
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(target)
    with suppress(OSError):
        partial.unlink(missing_ok=True)
