"""Lookups by index find exactly what a scan would; a changed declaration is built anew when the store is opened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpkit.store import Store, indexes
from cpkit.store.rows import PORTION, Rows
from cpkit.store.schema import TABLES, Index, TableSchema, field_values
from cpkit.vietnamese import fold
from tests.store.stores import KEY, new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path / "kho") as made:
        yield made
        assert made.verify().problems == ()


class TestFieldValues:
    @pytest.mark.parametrize(
        ("document", "path", "values"),
        [
            ({"a": 1}, "a", [1]),
            ({"a": None}, "a", []),
            ({}, "a", []),
            ({"a": {"b": 2}}, "a", []),
            ({"a": {"b": 2}}, "a.b", [2]),
            ({"a": [1, 2, None]}, "a[]", [1, 2]),
            ({"a": "text"}, "a[]", []),
            ({"hit": [{"child": 1}, {"child": 2}, {}, 5]}, "hit[].child", [1, 2]),
            ({"a": [[1]]}, "a[]", []),
        ],
    )
    def test_are_those_at_the_path(self, document: dict[str, Any], path: str, values: list[Any]) -> None:
        assert field_values(document, path) == values


class TestFinding:
    def test_a_child_by_name_without_tones(self, store: Store) -> None:
        first, second, third = store.table("children").insert_multiple(
            [{"name": "Nguyễn Thị Hoà"}, {"name": "nguyen thi  HÒA"}, {"name": "Nguyễn Thị Hoa Mai"}]
        )
        assert store.find_ids("children", "name", "NGUYỄN THỊ HÒA") == [first, second]
        assert [child.doc_id for child in store.prefix("children", "name_words", "Hoa")] == [first, second, third]
        assert [child.doc_id for child in store.prefix("children", "name_words", "mai")] == [third]

    def test_a_child_by_what_lies_within_a_name_or_a_number(self, store: Store) -> None:
        first, second = store.table("children").insert_multiple(
            [{"name": "Lý A Páo", "father": "Lý A Sử", "id_number": "011318001234"}, {"name": "Lò Thị Lì"}]
        )
        assert store.part_ids("children", "name", "pa") == [first]
        assert store.part_ids("children", "father", "y a s") == [first]
        assert store.part_ids("children", "name", "li") == [second]
        assert store.part_ids("children", "name", "li", ("y", "i")) == [first, second]
        assert store.part_ids("children", "id_number", "1800") == [first]
        assert store.part_ids("children", "id_number", "%") == []

    def test_many_documents_by_their_ids_in_order_those_that_are_not_there_left_out(self, store: Store) -> None:
        ids = store.table("children").insert_multiple({"name": f"Em {number}"} for number in range(PORTION + 10))
        store.table("children").remove(doc_ids=[ids[3]])
        wanted = [ids[-1], ids[3], ids[0], ids[0], ids[-1] + 1]
        assert [child.doc_id for child in store.table("children").get(doc_ids=wanted)] == [ids[0], ids[-1]]
        assert [child.doc_id for child in store.table("children").get(doc_ids=ids)] == [*ids[:3], *ids[4:]]
        assert store.table("children").get(doc_ids=[]) == store.table("nothing").get(doc_ids=ids) == []

    def test_a_child_by_personal_number_and_year(self, store: Store) -> None:
        doc_id = store.table("children").insert({"name": "Lò", "id_number": "011318001234", "birth": "2018-02"})
        assert store.find("children", "id_number", "011318001234")[0].doc_id == doc_id
        assert store.find("children", "id_number", "11318001234") == []
        assert store.find_ids("children", "birth_year", "2018-11-26") == [doc_id]

    def test_everything_of_a_child(self, store: Store) -> None:
        logged = store.table("interventions").insert({"children": [7, 9], "date": "2025-05-05"})
        event = store.table("events").insert({"kind": "thien_tai", "hit": [{"child": 9}]})
        assert store.find_ids("interventions", "child", 9) == [logged]
        assert store.find_ids("events", "child", 9) == [event]
        assert store.find_ids("interventions", "child", 8) == []

    def test_by_nothing_finds_nothing(self, store: Store) -> None:
        store.table("children").insert({"name": "Lò"})
        assert store.find("children", "name", "  ") == store.prefix("children", "name_words", "") == []

    def test_by_an_index_that_is_not_declared_is_a_mistake_of_the_caller(self, store: Store) -> None:
        with pytest.raises(KeyError):
            store.find("children", "shoe size", 30)

    def test_after_a_change_and_a_removal(self, store: Store) -> None:
        table = store.table("children")
        doc_id = table.insert({"name": "Lò Thị Một", "hamlet": "Bản Một"})
        table.update({"name": "Lò Thị Hai"}, doc_ids=[doc_id])
        assert store.find_ids("children", "name", "Lò Thị Một") == []
        assert store.find_ids("children", "name", "Lò Thị Hai") == [doc_id]
        table.remove(doc_ids=[doc_id])
        assert store.find_ids("children", "name", "Lò Thị Hai") == []


class TestBetween:
    def test_dates_both_ends_included_in_order(self, store: Store) -> None:
        days = ["2025-11-15", "2024-11-15", "2025-11-14", "2024-11-14", "2025-03-01"]
        store.table("interventions").insert_multiple([{"date": day} for day in days])
        found = [one["date"] for _id, one in store.between("interventions", "date", "2024-11-15", "2025-11-14")]
        assert found == ["2024-11-15", "2025-03-01", "2025-11-14"]
        assert found == [
            one["date"] for _id, one in store.between("interventions", "date", date(2024, 11, 15), date(2025, 11, 14))
        ]

    def test_moments_count_by_their_day(self, store: Store) -> None:
        store.table("cases").insert({"received_at": "2025-11-14T23:59:00+07:00"})
        assert len(list(store.between("cases", "received_at", "2025-11-14", "2025-11-14"))) == 1

    def test_more_than_one_portion(self, store: Store) -> None:
        count = 2 * PORTION + 7
        ids = store.table("interventions").insert_multiple([{"date": "2025-01-01"}] * count)
        assert [doc_id for doc_id, _one in store.between("interventions", "date", "2025-01-01", "2025-01-01")] == ids

    def test_decoded_as_asked(self, store: Store) -> None:
        class Day(msgspec.Struct):
            date: str

        store.table("interventions").insert({"date": "2025-01-01", "children": [1]})
        assert [one for _id, one in store.between("interventions", "date", "2025", "2026", Day)] == [Day("2025-01-01")]


class TestRows:
    def test_stream_every_document_in_order(self, store: Store) -> None:
        ids = store.table("children").insert_multiple([{"n": number} for number in range(2 * PORTION)])
        assert [doc_id for doc_id, _child in store.rows("children")] == ids
        assert list(store.rows("no table")) == []

    def test_may_be_written_to_while_they_are_read(self, store: Store) -> None:
        table = store.table("children")
        table.insert_multiple([{"n": number} for number in range(PORTION + 5)])
        for doc_id, child in store.rows("children"):
            if child["n"] % 500 == 0:
                table.update({"seen": True}, doc_ids=[doc_id])
        assert table.count(lambda child: child.get("seen")) == 5


NAMES = st.text("abcđĐ ạấHòaà", max_size=6)


class TestAgainstAScan:
    @given(names=st.lists(st.none() | NAMES, max_size=12), asked=NAMES)
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_find_and_prefix(self, store: Store, names: list[str | None], asked: str) -> None:
        store.table("children").truncate()
        store.table("children").insert_multiple([{"name": name} for name in names])
        key = fold(asked)
        known = [(doc_id, fold(child["name"])) for doc_id, child in store.rows("children") if child["name"] is not None]
        assert store.find_ids("children", "name", asked) == [doc_id for doc_id, name in known if key and name == key]
        word = key.split()[0] if key else ""
        expected = [doc_id for doc_id, name in known if word and any(part.startswith(word) for part in name.split())]
        assert [child.doc_id for child in store.prefix("children", "name_words", asked)] == expected


class TestDeclarations:
    def test_every_index_has_a_known_transform_and_a_name_of_its_own(self) -> None:
        for table, schema in TABLES.items():
            names = [index.name for index in schema.indexes]
            assert len({*names}) == len(names), table
            assert all(index.keys({}) == set() for index in schema.indexes)

    def test_a_new_a_changed_and_a_gone_one_are_brought_up_to_date(self, store: Store) -> None:
        store.table("children").insert_multiple(
            [{"name": "Lò Thị Một", "shoe": 30}, {"name": "Cà Thị Hai", "shoe": 31}]
        )
        changed = {"children": TableSchema((Index("shoe", "shoe"), Index("name", "name")))}
        rows = Rows(store.engine)
        assert not indexes.are_current(rows, changed)
        with store.engine.writing() as connection:
            indexes.bring_up_to_date(rows, connection, changed)
        assert indexes.are_current(rows, changed)
        with store.reading() as connection:
            assert {key for (key,) in connection.execute("SELECT key FROM entries")} == {
                30,
                31,
                "Lò Thị Một",
                "Cà Thị Hai",
            }
        with Store.open(store.engine.home, KEY) as opened:
            assert opened.find_ids("children", "name", "lo thi mot") != []
            assert opened.verify().ok
        store._rows.load_slots()
