"""Bringing a store of an older cpkit to the present layout: backed up first, then changed in one transaction.

A step is a function that changes the SQL tables or the documents of version N into those of N + 1. A store newer
than this cpkit is refused untouched.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cpkit import times
from cpkit.errors import Damaged
from cpkit.language import _
from cpkit.store import disk
from cpkit.store.engine import Engine
from cpkit.store.layout import SCHEMA_VERSION

Step = Callable[[Any], None]
STEPS: Mapping[int, Step] = {}  # version -> what makes it the next version
PIECE = 1 << 20


def version_of(engine: Engine) -> int:
    """The layout version of the store."""
    with engine.reading() as connection:
        version: int = connection.execute("SELECT value FROM facts WHERE name = 'schema_version'").fetchone()[0]
    return version


def migrate(engine: Engine, steps: Mapping[int, Step] = STEPS, target: int = SCHEMA_VERSION) -> Path | None:
    """Bring the store to version `target`; the copy made before, or None when nothing was to be done.

    Raises Damaged for a newer store; it is left untouched.
    """
    version = version_of(engine)
    if version > target:
        message = _("Kho này do một phiên bản cpkit mới hơn tạo ra. Không thay đổi gì. Hãy cập nhật cpkit rồi mở lại.")
        raise Damaged(message)
    if version == target:
        return None
    copy = _copy_aside(engine, version)
    with engine.writing() as connection:
        for step in range(version_of(engine), target):
            steps[step](connection)
        connection.execute("UPDATE facts SET value = ? WHERE name = 'schema_version'", (target,))
    return copy


def _copy_aside(engine: Engine, version: int) -> Path:
    """The database file as it is, beside itself (`store.db.v1-20251130-081500.old`), encrypted with the same key."""
    copy = engine.path.with_name(f"{engine.path.name}.v{version}-{times.now():%Y%m%d-%H%M%S}.old")
    with engine.reading(), copy.open("wb") as file:
        copy.chmod(0o600)
        for start in range(0, engine.raw.size(), PIECE):
            file.write(engine.raw.read(start, PIECE))
        file.flush()
        os.fsync(file.fileno())
    disk.sync_folder(copy.parent)
    return copy
