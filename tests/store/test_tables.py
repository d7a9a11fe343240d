"""Every operation of TinyDB does in the store what it does in TinyDB's own memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, TinyDB, where
from tinydb.operations import add, decrement, delete, increment, set, subtract
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from tests.store.stores import new_store

CHILDREN = [
    {"name": "Lò Thị Thử", "age": 7, "hamlet": "Bản Một", "groups": [{"group": 4}]},
    {"name": "Quàng Văn Mẫu", "age": 9, "hamlet": "Bản Hai", "groups": []},
    {"name": "Cà Thị Ví", "age": 12, "hamlet": "Bản Một", "groups": [{"group": 1}, {"group": 4}]},
]


@pytest.fixture(params=["memory", "store"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TinyDB]:
    """TinyDB on its own memory storage, and TinyDB on the store."""
    if request.param == "memory":
        yield TinyDB(storage=MemoryStorage)
        return
    with new_store(tmp_path / "home") as store:
        yield store.documents
        assert store.verify().problems == ()


@pytest.fixture
def table(database: TinyDB) -> Table:
    made = database.table("children")
    made.insert_multiple(CHILDREN)
    return made


def names(documents: Any) -> list[str]:
    return [document["name"] for document in documents]


class TestReading:
    def test_all_and_iteration_give_documents_with_their_ids(self, table: Table) -> None:
        assert list(table) == table.all() == CHILDREN
        for document in table:
            assert isinstance(document, Document)
            assert table.get(doc_id=document.doc_id) == document

    def test_length(self, table: Table) -> None:
        assert len(table) == 3
        assert len(TinyDB(storage=MemoryStorage).table("none")) == 0

    def test_search(self, table: Table) -> None:
        assert names(table.search(where("hamlet") == "Bản Một")) == ["Lò Thị Thử", "Cà Thị Ví"]
        assert names(table.search((where("age") > 7) & ~(where("age") > 9))) == ["Quàng Văn Mẫu"]
        assert names(table.search(where("groups").any(Query().group == 1))) == ["Cà Thị Ví"]
        assert names(table.search(where("name").matches("Lò"))) == ["Lò Thị Thử"]
        assert names(table.search(where("name").test(lambda name: "ẫ" in name))) == ["Quàng Văn Mẫu"]
        assert names(table.search(Query().fragment({"age": 9}))) == ["Quàng Văn Mẫu"]
        assert table.search(where("nothing").exists()) == []

    def test_search_again_sees_what_was_written_in_between(self, table: Table) -> None:
        assert len(table.search(where("age") == 7)) == 1
        table.insert({"name": "Sùng Thị Mới", "age": 7})
        assert len(table.search(where("age") == 7)) == 2

    def test_get_by_condition(self, table: Table) -> None:
        found = table.get(where("age") == 9)
        assert found == CHILDREN[1]
        assert table.get(where("age") == 99) is None

    def test_get_by_id_and_by_ids(self, table: Table) -> None:
        ids = [document.doc_id for document in table]
        assert table.get(doc_id=ids[2]) == CHILDREN[2]
        assert table.get(doc_id=ids[2] + 100) is None
        assert names(table.get(doc_ids=[ids[2], ids[0], ids[2] + 100])) == ["Lò Thị Thử", "Cà Thị Ví"]
        assert table.get(doc_ids=[]) == []

    def test_get_needs_to_know_what(self, table: Table) -> None:
        with pytest.raises(RuntimeError):
            table.get()

    def test_contains_and_count(self, table: Table) -> None:
        first = next(iter(table)).doc_id
        assert table.contains(where("age") == 7)
        assert not table.contains(where("age") == 8)
        assert table.contains(doc_id=first)
        assert not table.contains(doc_id=first + 100)
        assert table.count(where("hamlet") == "Bản Một") == 2
        with pytest.raises(RuntimeError):
            table.contains()

    def test_a_changed_document_changes_nothing_in_the_store(self, database: TinyDB) -> None:
        if isinstance(database.storage, MemoryStorage):
            pytest.skip("TinyDB's memory hands out its own objects")
        table = database.table("children")
        table.insert({"groups": [1]})
        table.all()[0]["groups"].append(2)
        assert table.all() == [{"groups": [1]}]


class TestInserting:
    def test_one(self, table: Table) -> None:
        doc_id = table.insert({"name": "Vàng A Mới"})
        assert table.get(doc_id=doc_id) == {"name": "Vàng A Mới"}
        assert doc_id == max(document.doc_id for document in table)

    def test_many_from_a_generator(self, table: Table) -> None:
        ids = table.insert_multiple({"name": f"Trẻ {number}"} for number in range(20))
        assert len({*ids}) == 20
        assert names(table.get(doc_ids=ids)) == [f"Trẻ {number}" for number in range(20)]

    def test_none(self, table: Table) -> None:
        assert table.insert_multiple([]) == []
        assert len(table) == 3

    def test_any_mapping(self, table: Table) -> None:
        from types import MappingProxyType

        doc_id = table.insert(MappingProxyType({"name": "Ánh"}))
        assert table.get(doc_id=doc_id) == {"name": "Ánh"}

    @pytest.mark.parametrize("wrong", [[1, 2], "text", None])
    def test_what_is_no_mapping_is_refused(self, table: Table, wrong: Any) -> None:
        with pytest.raises(ValueError, match="Mapping"):
            table.insert(wrong)
        with pytest.raises(ValueError, match="Mapping"):
            table.insert_multiple([wrong])

    def test_with_an_id_of_its_own(self, table: Table) -> None:
        wanted = max(document.doc_id for document in table) + 10
        assert table.insert(Document({"name": "Có mã"}, doc_id=wanted)) == wanted
        assert table.insert({"name": "Sau đó"}) == wanted + 1
        many = [Document({"name": "Một"}, doc_id=wanted + 5), {"name": "Hai"}]
        assert table.insert_multiple(many)[0] == wanted + 5

    def test_an_id_that_is_taken_is_refused(self, table: Table) -> None:
        taken = table.all()[0].doc_id
        with pytest.raises(ValueError, match="already exists"):
            table.insert(Document({"name": "Trùng"}, doc_id=taken))
        with pytest.raises(ValueError, match="already exists"):
            table.insert_multiple([Document({"name": "Trùng"}, doc_id=taken)])
        assert len(table) == 3


class TestUpdating:
    def test_by_condition(self, table: Table) -> None:
        ids = table.update({"hamlet": "Bản Ba"}, where("hamlet") == "Bản Một")
        assert [document.doc_id for document in table.search(where("hamlet") == "Bản Ba")] == ids
        assert len(ids) == 2

    def test_by_ids_skipping_those_that_are_not_there(self, table: Table) -> None:
        first, *_others = (document.doc_id for document in table)
        assert table.update({"age": 1}, doc_ids=[first + 100, first]) == [first]
        assert table.get(doc_id=first)["age"] == 1  # type: ignore[index]

    def test_all(self, table: Table) -> None:
        assert len(table.update({"seen": True})) == 3
        assert all(document["seen"] for document in table)

    def test_by_a_function(self, table: Table) -> None:
        def double(document: Any) -> None:
            document["age"] *= 2

        table.update(double, where("age") == 9)
        assert sorted(document["age"] for document in table) == [7, 12, 18]

    @pytest.mark.parametrize(
        ("operation", "age"),
        [
            (add("age", 3), 12),
            (subtract("age", 3), 6),
            (increment("age"), 10),
            (decrement("age"), 8),
            (set("age", 0), 0),
        ],
    )
    def test_by_an_operation(self, table: Table, operation: Any, age: int) -> None:
        table.update(operation, where("name") == "Quàng Văn Mẫu")
        assert table.get(where("name") == "Quàng Văn Mẫu")["age"] == age  # type: ignore[index]

    def test_deleting_a_field(self, table: Table) -> None:
        table.update(delete("hamlet"), where("age") == 7)
        assert names(table.search(~where("hamlet").exists())) == ["Lò Thị Thử"]

    def test_what_matches_nothing(self, table: Table) -> None:
        assert table.update({"x": 1}, where("age") == 99) == []
        assert table.all() == CHILDREN

    def test_several_at_once(self, table: Table) -> None:
        updates: list[Any] = [({"age": 0}, where("age") == 7), (increment("age"), where("hamlet") == "Bản Một")]
        assert len(table.update_multiple(updates)) == 3
        assert [document["age"] for document in table] == [1, 9, 13]

    def test_a_function_that_fails_leaves_nothing(self, database: TinyDB) -> None:
        if isinstance(database.storage, MemoryStorage):
            pytest.skip("TinyDB's memory keeps the first half")
        table = database.table("children")
        table.insert_multiple([{"age": 1}, {"name": "no age"}])
        with pytest.raises(KeyError):
            table.update(increment("age"))
        assert table.all() == [{"age": 1}, {"name": "no age"}]


class TestUpserting:
    def test_changes_what_matches(self, table: Table) -> None:
        assert len(table.upsert({"age": 8, "seen": 1}, where("age") == 7)) == 1
        assert len(table) == 3
        assert table.count(where("seen") == 1) == 1

    def test_inserts_what_does_not(self, table: Table) -> None:
        ids = table.upsert({"name": "Tòng Văn Mới"}, where("age") == 99)
        assert table.get(doc_ids=ids) == [{"name": "Tòng Văn Mới"}]
        assert len(table) == 4

    def test_by_id(self, table: Table) -> None:
        doc_id = table.all()[1].doc_id
        assert table.upsert(Document({"age": 1}, doc_id=doc_id)) == [doc_id]
        assert table.upsert(Document({"age": 2}, doc_id=doc_id + 50)) == [doc_id + 50]
        assert table.get(doc_id=doc_id + 50) == {"age": 2}

    def test_needs_a_condition_or_an_id(self, table: Table) -> None:
        with pytest.raises(ValueError, match="search query"):
            table.upsert({"age": 1})


class TestRemoving:
    def test_by_condition(self, table: Table) -> None:
        assert len(table.remove(where("hamlet") == "Bản Một")) == 2
        assert names(table) == ["Quàng Văn Mẫu"]

    def test_by_ids_skipping_those_that_are_not_there(self, table: Table) -> None:
        last = table.all()[-1].doc_id
        assert table.remove(doc_ids=[last + 9, last]) == [last]
        assert len(table) == 2

    def test_what_matches_nothing(self, table: Table) -> None:
        assert table.remove(where("age") == 99) == []
        assert len(table) == 3

    def test_everything_only_by_truncating(self, table: Table) -> None:
        with pytest.raises(RuntimeError):
            table.remove()
        table.truncate()
        assert (len(table), table.all()) == (0, [])

    def test_a_removed_document_can_be_put_back(self, table: Table) -> None:
        document = table.all()[0]
        table.remove(doc_ids=[document.doc_id])
        table.insert(document)
        assert table.get(doc_id=document.doc_id) == document


class TestTables:
    def test_exist_once_written_to(self, database: TinyDB) -> None:
        assert database.tables() == {*()}
        database.table("read only").all()
        assert database.tables() == {*()}
        database.table("one").insert({"a": 1})
        database.table("two").update({"a": 1})
        assert database.tables() == {"one", "two"}

    def test_are_apart(self, database: TinyDB) -> None:
        database.table("one").insert({"a": 1})
        database.table("two").insert({"a": 2})
        assert database.table("one").all() == [{"a": 1}]

    def test_stay_when_emptied(self, table: Table, database: TinyDB) -> None:
        table.truncate()
        assert database.tables() == {"children"}

    def test_are_dropped_one_by_one(self, table: Table, database: TinyDB) -> None:
        database.table("other").insert({"a": 1})
        database.drop_table("children")
        database.drop_table("no such table")
        assert database.tables() == {"other"}
        assert database.table("children").all() == []
        database.table("children").insert({"a": 2})
        assert database.tables() == {"other", "children"}

    def test_are_dropped_all(self, table: Table, database: TinyDB) -> None:
        database.table("other").insert({"a": 1})
        database.drop_tables()
        assert database.tables() == {*()}
        assert len(database.table("other")) == 0

    def test_the_default_one(self, database: TinyDB) -> None:
        database.insert({"a": 1})
        assert database.all() == [{"a": 1}] == list(database)
        assert len(database) == 1
        assert database.tables() == {"_default"}

    def test_one_may_be_made_empty(self, database: TinyDB) -> None:
        database.table("empty", persist_empty=True)
        assert database.tables() == {"empty"}

    def test_any_name(self, database: TinyDB) -> None:
        for name in ('bảng "lạ"; DROP', "documents_1", "", "_settings", "ledger"):
            database.table(name).insert({"name": name})
            assert database.table(name).all() == [{"name": name}]

    def test_repr(self, table: Table, database: TinyDB) -> None:
        assert "children" in repr(table) and "total=3" in repr(table)
        assert "children=3" in repr(database)
