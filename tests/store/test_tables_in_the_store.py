"""What the store does otherwise than TinyDB on purpose, and long random series of operations on both."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from tinydb import TinyDB, where
from tinydb.operations import set
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from cpkit.store import Store
from cpkit.store.identifiers import first_id
from tests.store.stores import contents, new_store, open_store


class TestIds:
    """What the store does otherwise than TinyDB, on purpose."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        with new_store(tmp_path / "home") as made:
            yield made

    def test_begin_after_the_number_of_the_mark(self, store: Store) -> None:
        assert store.table("children").insert({}) == first_id(store.settings.mark) + 1

    def test_are_never_given_twice(self, store: Store) -> None:
        table = store.table("children")
        given = table.insert_multiple([{}, {}, {}])
        table.remove(doc_ids=given[1:])
        given.append(table.insert({}))
        table.truncate()
        given.append(table.insert({}))
        store.drop_table("children")
        given.append(store.table("children").insert({}))
        store.drop_tables()
        given.append(store.table("children").insert({}))
        assert len({*given}) == len(given)

    def test_nor_after_opening_again(self, store: Store) -> None:
        given = store.table("children").insert({})
        store.table("children").remove(doc_ids=[given])
        store.close()
        with open_store(store.engine.home) as opened:
            assert opened.table("children").insert({}) == given + 1

    def test_are_counted_for_each_table(self, store: Store) -> None:
        assert store.table("children").insert({}) == store.table("cases").insert({})

    def test_another_stores_ids_do_not_move_the_counter(self, store: Store) -> None:
        table = store.table("children")
        first = table.insert({})
        for foreign in (first - 10_000_000, first + 10_000_000, first + 90_000_000, 1, -5):
            table.insert(Document({}, doc_id=foreign))
        assert table.insert({}) == first + 1

    def test_documents_come_in_id_order(self, store: Store) -> None:
        table = store.table("children")
        first = table.insert({"place": 1})
        table.insert(Document({"place": 0}, doc_id=first - 1_000_000))
        assert [document["place"] for document in table] == [0, 1]


class TestStorage:
    """TinyDB's own whole-database path, which a plugin may use."""

    def test_read_and_write(self, tmp_path: Path) -> None:
        with new_store(tmp_path / "home") as store:
            store.table("one").insert_multiple([{"a": 1}, {"a": 2}])
            store.table("two").insert({"b": 1})
            data = store.documents.storage.read()
            assert data is not None
            del data["two"]
            data["three"] = {"7": {"c": 1}}
            store.documents.storage.write(data)
            assert {name: list(rows.values()) for name, rows in contents(store).items()} == {
                "one": [{"a": 1}, {"a": 2}],
                "three": [{"c": 1}],
            }
            assert store.verify().ok


class TestWhatTheStoreCannotHold:
    def test_leaves_nothing(self, tmp_path: Path) -> None:
        with new_store(tmp_path / "home") as store:
            table = store.table("children")
            for wrong in ({"a": object()}, {"a": "\ud800"}):
                with pytest.raises((TypeError, ValueError)):
                    table.insert_multiple([{"a": 1}, wrong])
            assert table.all() == []
            assert store.verify().ok


VALUES = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=8) | st.floats(-1e9, 1e9)
DOCUMENTS = st.dictionaries(
    st.sampled_from(["name", "age", "hamlet", "note", "groups"]), VALUES | st.lists(VALUES, max_size=3), max_size=4
)
NAMES = st.sampled_from(["children", "cases", "_default"])


def age_at_least(age: int) -> Any:
    return where("age").test(lambda value: isinstance(value, int) and value >= age)


class Both(RuleBasedStateMachine):
    """The same random operations on TinyDB's memory and on the store; `twins` are the ids of one document in both."""

    twins = Bundle("twins")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.memory = TinyDB(storage=MemoryStorage)
        self.store = new_store(Path(self.folder.name) / "home")

    def teardown(self) -> None:
        if hasattr(self, "store"):
            assert self.store.verify().problems == ()
            self.store.close()
            self.folder.cleanup()

    @rule(target=twins, name=NAMES, documents=st.lists(DOCUMENTS, max_size=4))
    def insert_multiple(self, name: str, documents: list[Any]) -> Any:
        memory = self.memory.table(name).insert_multiple([dict(document) for document in documents])
        store = self.store.table(name).insert_multiple(documents)
        return multiple(*[(name, theirs, ours) for theirs, ours in zip(memory, store, strict=True)])

    @rule(target=twins, name=NAMES, document=DOCUMENTS)
    def insert(self, name: str, document: Any) -> Any:
        return name, self.memory.table(name).insert(dict(document)), self.store.table(name).insert(document)

    @rule(name=NAMES, fields=DOCUMENTS, age=st.none() | st.integers(-5, 5))
    def update(self, name: str, fields: Any, age: int | None) -> None:
        condition = None if age is None else age_at_least(age)
        theirs = self.memory.table(name).update(fields, condition)
        assert len(self.store.table(name).update(fields, condition)) == len(theirs)

    def is_gone(self, twin: tuple[str, int, int]) -> bool:
        """A document that is gone has no twin: TinyDB may have given its id to another, the store never does."""
        return not self.store.table(twin[0]).contains(doc_id=twin[2])

    @rule(twin=twins, fields=DOCUMENTS)
    def update_one(self, twin: Any, fields: Any) -> None:
        if self.is_gone(twin):
            return
        name, theirs, ours = twin
        found = self.store.table(name).update(fields, doc_ids=[ours])
        assert len(found) == len(self.memory.table(name).update(fields, doc_ids=[theirs]))

    @rule(name=NAMES, fields=DOCUMENTS, age=st.integers(-5, 5))
    def upsert(self, name: str, fields: Any, age: int) -> None:
        theirs = self.memory.table(name).upsert(dict(fields), age_at_least(age))
        assert len(self.store.table(name).upsert(dict(fields), age_at_least(age))) == len(theirs)

    @rule(name=NAMES, age=st.integers(-5, 5), value=VALUES)
    def update_multiple(self, name: str, age: int, value: Any) -> None:
        updates: list[Any] = [(set("note", value), age_at_least(age)), ({"name": value}, ~age_at_least(age))]
        theirs = self.memory.table(name).update_multiple(updates)
        assert len(self.store.table(name).update_multiple(updates)) == len(theirs)

    @rule(twin=twins)
    def remove_one(self, twin: Any) -> None:
        if self.is_gone(twin):
            return
        name, theirs, ours = twin
        found = self.store.table(name).remove(doc_ids=[ours])
        assert len(found) == len(self.memory.table(name).remove(doc_ids=[theirs]))

    @rule(name=NAMES, age=st.integers(-5, 5))
    def remove(self, name: str, age: int) -> None:
        theirs = self.memory.table(name).remove(age_at_least(age))
        assert len(self.store.table(name).remove(age_at_least(age))) == len(theirs)

    @rule(name=NAMES)
    def drop_table(self, name: str) -> None:
        self.memory.drop_table(name)
        self.store.drop_table(name)

    @rule(name=NAMES)
    def truncate(self, name: str) -> None:
        self.memory.table(name).truncate()
        self.store.table(name).truncate()

    @rule()
    def open_again(self) -> None:
        self.store.close()
        self.store = open_store(self.store.engine.home)

    @rule(name=NAMES, age=st.integers(-5, 5))
    def search(self, name: str, age: int) -> None:
        ours, theirs = self.store.table(name), self.memory.table(name)
        assert ours.search(age_at_least(age)) == theirs.search(age_at_least(age))
        assert ours.count(age_at_least(age)) == theirs.count(age_at_least(age))
        assert ours.get(age_at_least(age)) == theirs.get(age_at_least(age))
        assert ours.contains(age_at_least(age)) == theirs.contains(age_at_least(age))

    @rule(twin=twins)
    def get_one(self, twin: Any) -> None:
        if self.is_gone(twin):
            return
        name, theirs, ours = twin
        assert self.store.table(name).get(doc_id=ours) == self.memory.table(name).get(doc_id=theirs)

    @invariant()
    def both_hold_the_same(self) -> None:
        if hasattr(self, "store"):
            assert self.store.tables() == self.memory.tables()
            for name in self.memory.tables():
                assert self.store.table(name).all() == self.memory.table(name).all()
                assert len(self.store.table(name)) == len(self.memory.table(name))


TestBoth = Both.TestCase
TestBoth.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
