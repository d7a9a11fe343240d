"""Small stores for tests, and copies of their folders at chosen moments."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cpkit.store import Store
from cpkit.store.engine import Engine
from cpkit.store.settings import new_settings

KEY = bytes(range(32))


def new_store(home: Path) -> Store:
    """An empty store in `home`."""
    settings = new_settings(unit="34:03127", unit_name="Phường Mường Lay", officer="Cán bộ thử", practice=True)
    return Store.create(home, settings, KEY)


def open_store(home: Path) -> Store:
    """The store in `home`, waiting for nobody."""
    return Store.open(home, KEY, wait=1)


def contents(store: Store) -> dict[str, dict[int, dict[str, Any]]]:
    """Every document of every table."""
    return {name: dict(store.rows(name)) for name in sorted(store.tables())}


class Watched(Engine):
    """An engine that copies the store's folder to `moments / "prepared"` right before each COMMIT."""

    def __init__(self, home: Path, moments: Path) -> None:
        super().__init__(home, KEY, wait=1)
        self._moments = moments

    def connect(self) -> Any:
        return _Watched(super().connect(), self._copy)

    def _copy(self) -> None:
        shutil.rmtree(self._moments / "prepared", ignore_errors=True)
        shutil.copytree(self.home, self._moments / "prepared")


class _Watched:
    """A connection that calls `before_commit` before each COMMIT."""

    def __init__(self, connection: Any, before_commit: Callable[[], None]) -> None:
        self._connection = connection
        self._before_commit = before_commit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, query: str, *values: Any) -> Any:
        if query == "COMMIT":
            self._before_commit()
        return self._connection.execute(query, *values)


def watched_store(home: Path, moments: Path) -> Store:
    """The store in `home`, its folder copied right before each COMMIT."""
    engine = Watched(home, moments)
    engine.open()
    return Store(engine)
