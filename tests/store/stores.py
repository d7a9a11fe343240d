"""Small stores for tests, and copies of their folders at chosen moments."""

from __future__ import annotations

import shutil
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

    def _commit_and_publish(self, connection: Any) -> None:
        shutil.rmtree(self._moments / "prepared", ignore_errors=True)
        shutil.copytree(self.home, self._moments / "prepared")
        super()._commit_and_publish(connection)


def watched_store(home: Path, moments: Path) -> Store:
    """The store in `home`, its folder copied right before each COMMIT."""
    engine = Watched(home, moments)
    engine.open()
    return Store(engine)
