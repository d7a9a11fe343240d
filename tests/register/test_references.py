"""Records that name a child name another one instead: where cpkit knows it, and wherever a form asks for a child."""

from __future__ import annotations

from typing import Any

import pytest

from cpkit.forms.model import REFERENCES
from cpkit.register.references import INDEXES, LISTED, NAMED, naming, repointed
from cpkit.store import Store
from cpkit.store.schema import TABLES

CHILD, INSTEAD, ANOTHER = 42, 7, 8


@pytest.mark.parametrize("table", sorted(NAMED))
def test_a_record_of_one_child_names_the_other(table: str) -> None:
    assert repointed(table, {"child": CHILD}, CHILD, INSTEAD) == {"child": INSTEAD}
    assert repointed(table, {"child": ANOTHER}, CHILD, INSTEAD) == {"child": ANOTHER}


@pytest.mark.parametrize("table", sorted(LISTED))
def test_in_a_list_each_child_stands_once(table: str) -> None:
    key = LISTED[table]
    for before, after in (
        ([CHILD, ANOTHER], [INSTEAD, ANOTHER]), ([INSTEAD, ANOTHER, CHILD], [INSTEAD, ANOTHER]), (None, None), ([], []),
    ):  # fmt: skip
        assert repointed(table, {key: before}, CHILD, INSTEAD) == {key: after}


def test_rows_about_the_same_child_become_one_that_says_all() -> None:
    rows: list[dict[str, Any]] = [
        {"child": CHILD, "relieved": "2025-07-01"}, {"child": ANOTHER, "relieved": None},
        {"child": INSTEAD, "relieved": None, "note": "Sập nhà"},
    ]  # fmt: skip
    assert repointed("events", {"hit": rows}, CHILD, INSTEAD)["hit"] == [
        {"child": INSTEAD, "relieved": "2025-07-01", "note": "Sập nhà"}, {"child": ANOTHER, "relieved": None},
    ]  # fmt: skip


def test_a_form_that_asks_for_a_child_is_followed_into_its_answers() -> None:
    """A ward's form or a plugin's: here by the forms of cpkit that ask for children in a list and in rows."""
    entry = {"form": "su_kien", "form_version": "1", "answers": {"hit": [{"child": CHILD, "relieved": None}]}}
    assert repointed("entries", entry, CHILD, INSTEAD)["answers"] == {"hit": [{"child": INSTEAD, "relieved": None}]}
    entry = {"form": "can_thiep", "form_version": "1", "answers": {"children": [CHILD, INSTEAD], "amount": CHILD}}
    assert repointed("entries", entry, CHILD, INSTEAD)["answers"] == {"children": [INSTEAD], "amount": CHILD}


def test_only_an_entry_about_the_child_itself_changes_its_subject() -> None:
    about = {"subject": {"table": "children", "id": CHILD}}
    assert repointed("entries", about, CHILD, INSTEAD) == {"subject": {"table": "children", "id": INSTEAD}}
    for other in ({"table": "households", "id": CHILD}, {"table": "children", "id": ANOTHER}, None):
        assert repointed("entries", {"subject": other}, CHILD, INSTEAD) == {"subject": other}


def test_a_record_of_a_form_that_is_not_indexed_is_found_too(store: Store) -> None:
    answers = {"hit": [{"child": CHILD, "relieved": None}]}
    entry = {"form": "su_kien", "form_version": "1", "on": "2025-01-02", "subject": None, "answers": answers}
    doc_id = store.table("entries").insert(entry)
    store.table("cua_tien_ich").insert({"child": CHILD})
    assert [(one.table, one.doc_id) for one in naming(store, CHILD, INSTEAD)] == [("entries", doc_id)]


def test_every_index_by_children_is_known() -> None:
    """A table that comes to name children must be told here, or merging would leave it behind."""
    indexed = {
        table for table, schema in TABLES.items() for index in schema.indexes
        if index.path in ("child", "children[]", "attended[]", "hit[].child", "subject.id")
    }  # fmt: skip
    assert indexed == set(INDEXES)
    assert "children" in REFERENCES.values()
