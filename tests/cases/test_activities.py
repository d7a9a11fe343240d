"""Activities: with children named or counted, households and schools reached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.cases.activities import (
    add_activity,
    cancel_activity,
    counts_of,
    edit_activity,
    listed,
    reach,
    rows_of,
)
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.times import today

FORUM = {"kind": "dien_dan", "date": "01/06/2025", "title": "Diễn đàn trẻ em phường"}
BANDS = [f"{sex}:{ages}" for sex in ("nam", "nu", "unknown") for ages in ("0-6", "7-10", "11-15")]


def document(store: Store, doc_id: int) -> dict[str, Any]:
    return dict(store.table("activities").get(doc_id=doc_id))


def refused(store: Store, answers: dict[str, Any]) -> set[str]:
    with pytest.raises(Refused) as refusal:
        add_activity(store, answers)
    return {problem.field.split("[")[0] for problem in refusal.value.problems}


def test_children_by_name_and_by_count(store: Store, child: int) -> None:
    """Luật Trẻ em Đ74, Đ78: who was heard, or at least how many, by sex and age."""
    counts = [{"group": "nu:7-10", "number": "12"}, {"group": "Nam 11-15", "number": 3}]
    kept = document(store, add_activity(store, {**FORUM, "attended": [child], "counts": counts}).id)
    assert kept["counts"] == {"nu:7-10": 12, "nam:11-15": 3}
    assert (kept["attended"], reach(kept)) == ([child], 16)


def test_lists_without_entries_are_empty_lists(store: Store) -> None:
    kept = document(store, add_activity(store, FORUM).id)
    assert [kept[key] for key in ("topics", "attended", "schools", "workers")] == [[], [], [], []]
    assert (kept["counts"], kept["cancelled"]) == ({}, None)


def test_schools_and_workers_must_exist_and_a_school_is_a_school(store: Store) -> None:
    school = store.table("organisations").insert({"name": "Trường Him Lam", "kind": "truong_hoc"})
    board = store.table("organisations").insert({"name": "Ban Bảo vệ trẻ em", "kind": "ban_bvte"})
    worker = store.table("workers").insert({"name": "Lường Văn Bun", "role": "cong_tac_vien"})
    kept = document(store, add_activity(store, {**FORUM, "schools": [school], "workers": [worker]}).id)
    assert (kept["schools"], kept["workers"]) == ([school], [worker])
    assert refused(store, {**FORUM, "schools": [board]}) == {"schools"}
    assert refused(store, {**FORUM, "schools": ["77"], "workers": ["78"], "attended": ["79"]}) == {
        "schools",
        "workers",
        "attended",
    }


def test_all_that_is_wrong_is_said_at_once(store: Store, register: Callable[..., int]) -> None:
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert refused(store, {"kind": "nhảy dây", "date": tomorrow}) == {"kind", "date", "title"}
    assert refused(store, {**FORUM, "households": "10", "households_new": "11"}) == {"households_new"}
    assert refused(store, {**FORUM, "counts": [{"group": "nu:7-10", "number": -1}]}) == {"counts"}
    assert refused(store, {**FORUM, "attended": [register("Lò Văn Mới", "2025-06-02")]}) == {"date"}


def test_found_by_date_and_kind(store: Store) -> None:
    forum = add_activity(store, FORUM).id
    visit = add_activity(store, {**FORUM, "kind": "tham_ho", "date": "01/02/2025"}).id
    assert [each.doc_id for each in listed(store)] == [visit, forum]
    assert [each.doc_id for each in listed(store, kind="Thăm hộ gia đình")] == [visit]
    assert [each.doc_id for each in listed(store, first=date(2025, 3, 1))] == [forum]
    with pytest.raises(Refused, match="dien_dan"):
        listed(store, kind="x")


def test_an_edit_keeps_what_it_does_not_name(store: Store, child: int) -> None:
    counts = [{"group": "nu:7-10", "number": 12}]
    doc_id = add_activity(store, {**FORUM, "attended": [child], "counts": counts}).id
    before = document(store, doc_id)
    edit_activity(store, doc_id, {"households": "30"})
    assert document(store, doc_id) == before | {"households": 30}
    edit_activity(store, doc_id, {"counts": [{"group": "nam:7-10", "number": 2}]})
    assert document(store, doc_id)["counts"] == {"nam:7-10": 2}


def test_an_activity_taken_back_stays_readable_and_fixed(store: Store) -> None:
    doc_id = add_activity(store, FORUM).id
    cancel_activity(store, doc_id, "Hoãn vì mưa lũ")
    assert document(store, doc_id)["cancelled"]["reason"] == "Hoãn vì mưa lũ"
    with pytest.raises(Refused, match="Hoãn vì mưa lũ"):
        edit_activity(store, doc_id, {"households": "30"})


@given(st.lists(st.tuples(st.sampled_from(BANDS), st.integers(0, 10_000))))
def test_counts_add_up_and_come_back(rows: list[tuple[str, int]]) -> None:
    counts = counts_of({"group": band, "number": number} for band, number in rows)
    assert sum(counts.values()) == sum(number for _band, number in rows)
    assert counts_of(rows_of(counts)) == counts
