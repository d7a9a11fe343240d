"""Small files of the store's folder: written whole or not at all, and removed without fuss."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from cpkit.errors import Refused, system_reason
from cpkit.language import _
from cpkit.store.disk import replace


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` to `path`, for this user only, so that a crash leaves the old file or the new one, never a part.

    `Refused` with a plain sentence when the disk is full, read-only or the file is held by another program.
    """
    temporary = path.with_name(f"{path.name}.{os.urandom(4).hex()}.tmp")
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
        raise Refused(message.format(folder=path.parent, reason=system_reason(error))) from error


def remove_quietly(path: Path) -> None:
    """Remove `path` if it is there and can be removed."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
