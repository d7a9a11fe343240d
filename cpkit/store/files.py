"""Small files of the store's folder: written whole or not at all, and removed without fuss."""

from __future__ import annotations

import os
import secrets
import sys
import time
from contextlib import suppress
from pathlib import Path

from cpkit.errors import Refused
from cpkit.language import _

WINDOWS_BUSY = {5, 32, 33}
"""Access denied, sharing violation, lock violation: a virus scanner or an indexer holds the file for a moment."""

RETRIES = 8


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` to `path`, for this user only, so that a crash leaves the old file or the new one, never a part.

    `Refused` with a plain sentence when the disk is full, read-only or the file is held by another program.
    """
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        temporary.touch(mode=0o600, exist_ok=False)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        replace(temporary, path)
    except OSError as error:
        remove_quietly(temporary)
        message = _("Không ghi được vào thư mục {folder}: {reason}.")
        raise Refused(message.format(folder=path.parent, reason=error.strerror)) from error


def replace(source: Path, target: Path) -> None:
    """Rename `source` over `target`, trying again for two seconds while Windows says that the file is busy."""
    for attempt in range(RETRIES):
        try:
            source.replace(target)
            break
        except OSError as error:
            if getattr(error, "winerror", None) not in WINDOWS_BUSY or attempt == RETRIES - 1:
                raise
            time.sleep(0.01 * 2**attempt)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut (Windows does that by itself)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system that cannot sync folders
            os.fsync(handle)
    finally:
        os.close(handle)


def remove_quietly(path: Path) -> None:
    """Remove `path` if it is there and can be removed."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
