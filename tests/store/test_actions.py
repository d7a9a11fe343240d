"""The ledger: what was changed, when, by whom; what was known at a time; and taking an action back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from time_machine import Traveller as Clock

from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.store.looks import UnrecordedLook
from cpkit.times import VIETNAM
from tests.store.stores import KEY, contents, new_store, open_store

MORNING = datetime(2025, 11, 15, 8, 0, tzinfo=VIETNAM)


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(MORNING, tick=False) as moved:
        yield moved


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with new_store(tmp_path / "kho") as made:
        yield made


class TestHistory:
    def test_tells_every_change_of_a_document(self, store: Store, clock: Clock) -> None:
        table = store.table("children")
        with store.write("register"):
            doc_id = table.insert({"name": "Lò Thị Thử"})
        clock.shift(timedelta(hours=2))
        with store.write("child edit"):
            table.update({"hamlet": "Bản Một"}, doc_ids=[doc_id])
        table.remove(doc_ids=[doc_id])
        first, second, third = store.history("children", doc_id)
        assert (first.number, first.at, first.actor, first.action) == (2, MORNING, "Cán bộ thử", "register")
        assert (first.before, first.after) == (None, {"name": "Lò Thị Thử"})
        assert second.at == MORNING + timedelta(hours=2)
        assert (second.before, second.after) == (first.after, {"name": "Lò Thị Thử", "hamlet": "Bản Một"})
        assert (third.action, third.before, third.after) == ("remove", second.after, None)

    def test_of_an_unknown_document_is_empty(self, store: Store) -> None:
        assert store.history("children", 1) == store.history("no table", 1) == []

    def test_a_change_that_changes_nothing_is_none(self, store: Store) -> None:
        doc_id = store.table("children").insert({"name": "Lò Thị Thử"})
        store.table("children").update({"name": "Lò Thị Thử"})
        assert len(store.history("children", doc_id)) == 1
        assert store.head()[0] == 2

    def test_drafts_are_not_kept_in_it(self, store: Store) -> None:
        head = store.head()
        draft = store.table("drafts").insert({"form": "mau_01", "answers": {"name": "chưa xong"}})
        store.table("drafts").remove(doc_ids=[draft])
        assert store.head() == head
        assert store.last_action() is None
        assert store.verify().ok

    def test_settings_are_kept_in_it_under_the_new_officer(self, store: Store) -> None:
        store.change_settings("officer hand-over", officer="Cán bộ mới")
        store.table("children").insert({"name": "Lò Thị Thử"})
        last = store.last_action()
        assert last is not None
        assert last.actor == store.settings.officer == "Cán bộ mới"
        assert store.verify().ok
        store.close()
        with open_store(store.engine.home) as opened:
            assert opened.settings == store.settings


class TestKnownAt:
    def test_tells_what_was_known(self, store: Store, clock: Clock) -> None:
        table = store.table("children")
        first, second = table.insert_multiple([{"name": "Một"}, {"name": "Hai"}])
        clock.shift(timedelta(days=1))
        table.update({"name": "Một đã sửa"}, doc_ids=[first])
        table.remove(doc_ids=[second])
        third = table.insert({"name": "Ba"})

        def known(moment: datetime) -> dict[int, str]:
            return {doc_id: child["name"] for doc_id, child in store.known_at("children", moment)}

        assert known(MORNING - timedelta(seconds=1)) == {}
        assert known(MORNING) == known(MORNING + timedelta(hours=23)) == {first: "Một", second: "Hai"}
        assert known(MORNING + timedelta(days=1)) == {first: "Một đã sửa", third: "Ba"}

    def test_a_moment_elsewhere_in_the_world_is_the_same_moment(self, store: Store) -> None:
        store.table("children").insert({"name": "Một"})
        assert len(list(store.known_at("children", datetime.fromisoformat("2025-11-15T01:00:00+00:00")))) == 1
        assert len(list(store.known_at("children", datetime.fromisoformat("2025-11-15T00:59:00+00:00")))) == 0

    def test_many_documents_come_in_order(self, store: Store) -> None:
        ids = store.table("children").insert_multiple([{"n": number} for number in range(4500)])
        assert [doc_id for doc_id, _child in store.known_at("children", MORNING)] == ids

    def test_now_is_what_is_there(self, store: Store) -> None:
        store.table("children").insert_multiple([{"n": number} for number in range(10)])
        store.table("children").update({"seen": True})
        assert dict(store.known_at("children", MORNING)) == dict(store.rows("children"))


class TestChangesSince:
    def test_tells_each_change_after_an_entry_with_its_table(self, store: Store) -> None:
        first = store.table("children").insert({"name": "Một"})
        number, _hash = store.head()
        with store.write("register"):
            second = store.table("children").insert({"name": "Hai"})
            store.table("children").update({"name": "Một đã sửa"}, doc_ids=[first])
        organisation = store.table("organisations").insert({"name": "Trường thử"})

        since = list(store.changes_since(number))
        assert [(one.table, one.doc_id) for one in since] == [
            ("children", second), ("children", first), ("organisations", organisation),
        ]  # fmt: skip
        assert [one.change.action for one in since] == ["register", "register", "insert"]
        assert since[1].change.before == {"name": "Một"} and since[1].change.after == {"name": "Một đã sửa"}

    def test_nothing_since_the_last_entry(self, store: Store) -> None:
        store.table("children").insert({"name": "Một"})
        assert list(store.changes_since(store.head()[0])) == []

    def test_a_change_of_the_settings_is_none(self, store: Store) -> None:
        number, _hash = store.head()
        store.change_settings("officer hand-over", officer="Cán bộ mới")
        assert list(store.changes_since(number)) == []

    def test_many_changes_come_in_order(self, store: Store) -> None:
        number, _hash = store.head()
        ids = store.table("children").insert_multiple([{"n": number} for number in range(4500)])
        assert [one.doc_id for one in store.changes_since(number)] == ids


class TestUndo:
    def test_takes_a_registration_back(self, store: Store) -> None:
        with store.write("register"):
            doc_id = store.table("children").insert({"name": "Lò Thị Thử"})
        undone = store.undo()
        assert undone.action.action == "register"
        assert undone.documents == (("children", doc_id),)
        assert store.table("children").all() == store.find("children", "name", "lo thi thu") == []
        assert store.verify().ok

    def test_takes_any_mixture_back(self, store: Store) -> None:
        table = store.table("children")
        ids = table.insert_multiple([{"name": f"Trẻ {number}"} for number in range(5)])
        was = contents(store)
        with store.write("much"):
            table.update({"name": "Khác"}, doc_ids=ids[:2])
            table.update({"name": "Khác nữa"}, doc_ids=ids[:1])
            table.remove(doc_ids=ids[3:])
            new = table.insert({"name": "Mới"})
            table.update({"note": "x"}, doc_ids=[new])
            store.table("cases").insert({"child": ids[0]})
        assert len(store.undo().documents) == 6
        assert contents(store) == was | {"cases": {}}
        assert store.verify().ok

    def test_goes_back_one_action_after_the_other(self, store: Store) -> None:
        table = store.table("children")
        for number in range(3):
            table.insert({"n": number})
        assert [len(table) for _again in range(3) if store.undo()] == [2, 1, 0]
        with pytest.raises(Refused):
            store.undo()

    def test_an_undo_is_not_undone(self, store: Store) -> None:
        store.table("children").insert({"n": 1})
        store.undo()
        assert store.last_action() is None

    def test_new_work_after_an_undo_is_undone_first(self, store: Store) -> None:
        table = store.table("children")
        table.insert({"n": 1})
        table.insert({"n": 2})
        store.undo()
        table.insert({"n": 3})
        store.undo()
        assert table.all() == [{"n": 1}]

    def test_is_refused_when_a_document_was_changed_since_by_another_officer(self, store: Store) -> None:
        doc_id = store.table("children").insert({"n": 1})
        store.change_settings("officer hand-over", officer="Cán bộ mới")
        store.table("children").update({"n": 2}, doc_ids=[doc_id])
        store.change_settings("officer hand-over", officer="Cán bộ thử")
        with pytest.raises(Refused, match="sửa tiếp"):
            store.undo()
        assert store.table("children").all() == [{"n": 2}]

    def test_is_of_the_present_officer_alone(self, store: Store) -> None:
        store.table("children").insert({"n": 1})
        store.change_settings("officer hand-over", officer="Cán bộ mới")
        assert store.last_action() is None
        assert store.last_action("Cán bộ thử") is not None
        with pytest.raises(Refused):
            store.undo()

    def test_is_refused_when_something_else_came_in_between(self, store: Store) -> None:
        store.table("children").insert({"n": 1})
        shown = store.last_action()
        store.table("children").insert({"n": 2})
        with pytest.raises(Refused):
            store.undo(shown)
        assert len(store.table("children")) == 2

    def test_gives_no_id_twice(self, store: Store) -> None:
        first = store.table("children").insert({"n": 1})
        store.undo()
        assert store.table("children").insert({"n": 2}) == first + 1

    def test_leaves_the_past_known(self, store: Store, clock: Clock) -> None:
        doc_id = store.table("children").insert({"n": 1})
        clock.shift(timedelta(hours=1))
        store.undo()
        assert [doc_id for doc_id, _child in store.known_at("children", MORNING)] == [doc_id]
        assert [change.action for change in store.history("children", doc_id)] == ["insert", "undo"]


class TestLooks:
    def test_are_kept_in_order(self, store: Store) -> None:
        assert store.look("child list", ["TE-KM-00001-A"])
        assert store.look("report", [])
        assert [(look.number, look.action, look.subjects) for look in store.looks()] == [
            (1, "child list", ("TE-KM-00001-A",)),
            (2, "report", ()),
        ]
        assert store.verify().looks == 2

    def test_leave_the_data_chain_alone(self, store: Store) -> None:
        head = store.head()
        store.look("child list")
        assert store.head() == head

    def test_that_cannot_be_written_warn_and_never_fail(self, store: Store) -> None:
        with Store.open(store.engine.home, KEY, wait=0) as reader, store.write("busy"):
            store.table("children").insert({"n": 1})
            with pytest.warns(UnrecordedLook, match="lượt xem"):
                assert reader.look("child list") is False
        assert store.looks() == []

    def test_go_with_the_write_they_are_part_of(self, store: Store) -> None:
        with store.write("register"):
            store.table("children").insert({"n": 1})
            assert store.look("child show", ["TE-1"])
        assert len(store.looks()) == 1
        assert store.verify().ok
