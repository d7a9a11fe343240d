"""`verify` finds every disagreement, whoever made it: here rows are changed behind the ledger's back, with the key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cpkit.store import Store
from cpkit.store.rows import Rows
from tests.store.stores import new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path / "kho") as made:
        with made.write("register"):
            made.table("children").insert_multiple([{"name": f"Lò Thị {number}"} for number in range(20)])
        made.table("children").update({"hamlet": "Bản Một"})
        made.table("cases").insert({"child": 1})
        made.table("drafts").insert({"form": "mau_01"})
        made.look("child list", ["TE-1"])
        made.look("report")
        yield made


def behind_its_back(store: Store, query: str, *values: Any) -> None:
    with store.engine.writing() as connection:
        assert connection.execute(query, values).rowcount > 0


def test_a_whole_store(store: Store) -> None:
    report = store.verify()
    assert report.ok
    assert (report.entries, report.changes, report.documents, report.looks) == (4, 42, 22, 2)
    assert (report.head_number, report.head_hash) == store.head()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            'UPDATE documents_1 SET body = \'{"name":"Khác"}\' WHERE doc_id = (SELECT min(doc_id) FROM documents_1)',
            "bản ghi",
        ),
        ("DELETE FROM documents_1 WHERE doc_id = (SELECT min(doc_id) FROM documents_1)", "bản ghi"),
        ("INSERT INTO documents_1 SELECT 7, body FROM documents_1 LIMIT 1", "bản ghi"),
        ("UPDATE tables SET documents = documents + 1 WHERE name = 'children'", "số bản ghi"),
        ("UPDATE tables SET present = 0 WHERE name = 'children'", "nhật ký"),
        ("DELETE FROM entries WHERE doc_id = (SELECT min(doc_id) FROM documents_1)", "Chỉ mục"),
        ("INSERT INTO entries SELECT slot, 'khac', doc_id FROM entries LIMIT 1", "Chỉ mục"),
        ("UPDATE texts SET after = '{}' WHERE id = 3", "dấu vân tay"),
        ("UPDATE texts SET salt = x'00' WHERE id = 3", "dấu vân tay"),
        ("UPDATE changes SET digest = x'00' WHERE id = 3", "nhật ký"),
        ("UPDATE changes SET doc_id = 3 WHERE id = 3", "nhật ký"),
        ("DELETE FROM changes WHERE id = 3", "Nhật ký"),
        ("INSERT INTO changes SELECT 1000, number, table_id, doc_id, digest FROM changes LIMIT 1", "Nhật ký"),
        ("UPDATE ledger SET actor = 'Kẻ khác' WHERE number = 2", "mục số 2"),
        ("UPDATE ledger SET at = '2020-01-01T00:00:00+07:00' WHERE number = 3", "mục số 3"),
        ("DELETE FROM ledger WHERE number = 2", "mục số 2"),
        ("DELETE FROM ledger WHERE number = 4", "Nhật ký"),
        ("UPDATE looks SET subjects = '[]' WHERE number = 1", "Sổ lượt xem"),
        ("DELETE FROM looks WHERE number = 1", "Sổ lượt xem"),
        ("UPDATE facts SET value = replace(value, 'thử', 'khác') WHERE name = 'settings'", "bản ghi"),
    ],
)
def test_a_change_behind_the_ledgers_back(store: Store, query: str, said: str) -> None:
    behind_its_back(store, query)
    problems = store.verify().problems
    assert any(said.lower() in problem.lower() for problem in problems), problems


def test_a_text_erased_by_order_of_the_law_breaks_no_chain(store: Store) -> None:
    with store.engine.writing() as connection:
        connection.execute("DELETE FROM texts WHERE id IN (SELECT id FROM changes WHERE table_id = 1 AND doc_id % 2)")
    assert store.verify().ok
    doc_id = next(doc_id for doc_id, _child in store.rows("children") if doc_id % 2)
    assert [(change.before, change.after) for change in store.history("children", doc_id)] == [(None, None)] * 2


def test_an_index_of_a_damaged_document_is_found_by_any_word(store: Store) -> None:
    rows = Rows(store.engine)
    rows.load_slots()
    slot, _index = rows.slot("children", "name_words")
    behind_its_back(store, "DELETE FROM entries WHERE slot = ? AND key = '7'", slot)
    assert len(store.verify().problems) == 1
