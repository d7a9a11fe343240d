"""Small files of the store's folder: written whole or not at all, and removed without fuss."""

from __future__ import annotations

import os
import secrets
import sys
import time
from pathlib import Path

from cpkit.language import _
from cpkit.errors import Refused

WINDOWS_BUSY = {5, 32, 33}
"""Access denied, sharing violation, lock violation: a virus scanner or an indexer holds the file for a moment."""

RETRIES = 8


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that a crash leaves the old file or the new one, never a part; readable by this user only.

    `Refused` with a plain sentence when the disk is full, read-only or the file is held by another program.
    """
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        replace(temporary, path)
    except OSError as error:
        remove_quietly(temporary)
        raise Refused(_("Không ghi được vào thư mục {folder}: {reason}.").format(folder=path.parent, reason=error.strerror)) from error


def replace(source: Path, target: Path) -> None:
    """Rename `source` over `target`, trying again for two seconds while Windows says that the file is busy."""
    for attempt in range(RETRIES):
        try:
            os.replace(source, target)
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
        os.fsync(handle)
    except OSError:  # a file system that cannot sync folders
        pass
    finally:
        os.close(handle)


def remove_quietly(path: Path) -> None:
    """Remove `path` if it is there and can be removed."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        pass
