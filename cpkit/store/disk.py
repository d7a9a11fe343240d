"""Writing a small file so that after a power cut it is either the old one or the new one, whole.

Windows refuses to replace a file that an antivirus or an indexer is looking at; the replacement is tried again for
about three seconds before giving up.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

ATTEMPTS = 40
PAUSE = 0.005  # seconds before the second attempt; doubles up to LONGEST_PAUSE
LONGEST_PAUSE = 0.1


def write_new(path: Path, data: bytes) -> None:
    """Write `data` to `path` for this user alone and wait until the disk has it. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    try:
        os.write(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(source: Path, target: Path) -> None:
    """Put `source` in the place of `target` and wait until the disk has it. Raises OSError."""
    pause = PAUSE
    for attempt in range(ATTEMPTS):
        try:
            source.replace(target)
            break
        except PermissionError:
            if sys.platform != "win32" or attempt == ATTEMPTS - 1:
                raise
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
    sync_folder(target.parent)


def write_whole(path: Path, data: bytes) -> None:
    """Replace `path` by `data`, all or nothing. Raises OSError."""
    fresh = path.with_name(path.name + ".new")
    write_new(fresh, data)
    replace(fresh, path)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names of `folder` (what was created, replaced, removed). Nothing to do on Windows."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
