"""A newer store is refused untouched; an older one is copied aside, then changed in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cpkit.errors import Damaged
from cpkit.store import Store
from cpkit.store.engine import DATABASE, Engine, connect
from cpkit.store.layout import SCHEMA_VERSION
from cpkit.store.migrations import Step, migrate, version_of
from tests.store.stores import KEY, contents, new_store


def name_the_table(connection: Any) -> None:
    """An example of a step: every table of documents gets a label."""
    connection.execute("ALTER TABLE tables ADD COLUMN label TEXT")
    connection.execute("UPDATE tables SET label = 'Bảng ' || name")


def count_labels(connection: Any) -> None:
    """Another, which needs the one before."""
    count = connection.execute("SELECT count(label) FROM tables").fetchone()[0]
    connection.execute("INSERT INTO facts VALUES ('labels', ?)", (count,))


STEPS: dict[int, Step] = {SCHEMA_VERSION: name_the_table, SCHEMA_VERSION + 1: count_labels}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with new_store(tmp_path / "kho") as store:
        store.table("children").insert_multiple([{"name": "Lò Thị Thử"}, {"name": "Cà Thị Mẫu"}])
    return tmp_path / "kho"


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    opened = Engine(home, KEY)
    opened.open()
    yield opened
    opened.close()


class TestAnOlderStore:
    def test_takes_every_step_to_the_present(self, engine: Engine, home: Path) -> None:
        migrate(engine, STEPS, SCHEMA_VERSION + 2)
        assert version_of(engine) == SCHEMA_VERSION + 2
        with engine.reading() as connection:
            assert connection.execute("SELECT value FROM facts WHERE name = 'labels'").fetchone() == (1,)
        with Store(engine) as store:
            assert store.settings.schema_version == SCHEMA_VERSION + 2
            assert len(store.table("children")) == 2
            assert store.verify().ok

    def test_is_copied_aside_first(self, engine: Engine, home: Path) -> None:
        before = (home / DATABASE).read_bytes()
        copy = migrate(engine, STEPS, SCHEMA_VERSION + 1)
        assert copy is not None
        assert copy.read_bytes() == before
        assert copy.stat().st_mode & 0o077 == 0

    def test_stays_as_it_was_when_a_step_fails(self, engine: Engine) -> None:
        def fail(connection: Any) -> None:
            connection.execute("DELETE FROM documents_1")
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            migrate(engine, STEPS | {SCHEMA_VERSION + 1: fail}, SCHEMA_VERSION + 2)
        assert version_of(engine) == SCHEMA_VERSION
        with Store(engine) as store:
            assert len(contents(store)["children"]) == 2
            assert store.verify().ok

    def test_of_the_present_version_is_left_alone(self, engine: Engine, home: Path) -> None:
        before = {file: file.read_bytes() for file in home.iterdir()}
        assert migrate(engine) is None
        assert {file: file.read_bytes() for file in home.iterdir()} == before


class TestANewerStore:
    def test_is_refused_untouched(self, home: Path) -> None:
        connection = connect(home / DATABASE, KEY)
        connection.execute("UPDATE facts SET value = ? WHERE name = 'schema_version'", (SCHEMA_VERSION + 1,))
        connection.close()
        before = {file: file.read_bytes() for file in home.iterdir()}
        with pytest.raises(Damaged, match="mới hơn"):
            Store.open(home, KEY)
        assert {file: file.read_bytes() for file in home.iterdir()} == before
