"""Dated memberships of legal groups (NĐ56 Đ3-16), and where a child lives over time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cpkit.errors import Refused
from cpkit.register import children, movement
from cpkit.register.memberships import add_group, confidential_codes, end_group, membership, read_group
from cpkit.store import Store
from cpkit.vietnamese import PartialDate


@pytest.fixture
def mai(store: Store) -> int:
    answers = {"name": "Lò Thị Mai", "sex": "nu", "birth": PartialDate(2018)}
    return children.register(store, children.new_document(answers, unit="34:03127", on=date(2025, 11, 10))).id


def groups(store: Store, doc_id: int) -> list[tuple[Any, ...]]:
    entries = store.table("children").get(doc_id=doc_id)["groups"]
    return [(entry["group"], entry["sub"], entry["from"], entry["to"]) for entry in entries]


@pytest.mark.parametrize(("text", "code"), [("4", "4"), ("4.2", "4.2"), ("khuyet tat", "4"), ("Trẻ em bị bỏ rơi", "2")])
def test_a_group_is_named_by_number_or_words(text: str, code: str) -> None:
    assert read_group(text).code == code


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(Refused, match="Không có nhóm"):
        read_group("99")


def test_hiv_and_sexual_abuse_are_confidential() -> None:
    """NĐ56 Đ33: what is the child's secret; Đ7, Đ13, Đ12.2, Đ12.3."""
    assert {"5", "11", "11.1", "11.5", "10.2", "10.3"} <= confidential_codes()
    assert confidential_codes().isdisjoint({"4", "4.2", "10", "10.1", "12"})


def test_a_membership_begins_ends_and_begins_again(store: Store, mai: int) -> None:
    add_group(store, mai, membership("4.2", "2024-01-01"))
    end_group(store, mai, "4", "2025-01-01")
    add_group(store, mai, membership("4.1", "2025-01-02"))
    assert groups(store, mai) == [(4, 2, "2024-01-01", "2025-01-01"), (4, 1, "2025-01-02", None)]


def test_a_sub_group_learnt_later_completes_the_membership(store: Store, mai: int) -> None:
    add_group(store, mai, membership("4", None))
    add_group(store, mai, membership("4.2", None))
    assert groups(store, mai) == [(4, 2, None, None)]


def test_a_group_is_not_entered_twice(store: Store, mai: int) -> None:
    add_group(store, mai, membership("4.2", "2024-01-01"))
    for code in ("4.2", "4.1", "4"):
        with pytest.raises(Refused, match=r"đang thuộc nhóm 4\.2 từ 01/01/2024"):
            add_group(store, mai, membership(code, "2025-01-01"))


def test_what_was_done_to_a_child_may_be_of_several_kinds_at_once(store: Store, mai: int) -> None:
    """NĐ56 Đ12: forced labour, and the pornography of khoản 2."""
    add_group(store, mai, membership("10.1", None))
    add_group(store, mai, membership("10.2", "2025-01-01"))
    assert [entry[:2] for entry in groups(store, mai)] == [(10, 1), (10, 2)]
    with pytest.raises(Refused, match=r"10\.2"):
        add_group(store, mai, membership("10.2", None))


def test_only_an_open_membership_ends_and_not_before_it_began(store: Store, mai: int) -> None:
    add_group(store, mai, membership("4.2", "2024-01-01"))
    with pytest.raises(Refused, match="không thuộc nhóm"):
        end_group(store, mai, "13", "2025-01-01")
    with pytest.raises(Refused, match=r"trước ngày bắt đầu \(01/01/2024\)"):
        end_group(store, mai, "4.2", "2023-01-01")


def test_leaving_and_coming_back(store: Store, mai: int) -> None:
    movement.move_away(store, mai, "2025-01-01", "Theo bố mẹ")
    with pytest.raises(Refused, match="đã chuyển đi"):
        movement.move_away(store, mai, "2025-02-01")
    with pytest.raises(Refused, match="không sau ngày chuyển đi"):
        movement.come_back(store, mai, "2024-12-31")
    movement.come_back(store, mai, "2025-06-01")
    with pytest.raises(Refused, match="đang ở"):
        movement.come_back(store, mai, "2025-07-01")
    stays = store.table("children").get(doc_id=mai)["residence"]
    assert [(stay["from"], stay["to"]) for stay in stays] == [(None, "2025-01-01"), ("2025-06-01", None)]


def test_a_death_ends_the_stay(store: Store, mai: int) -> None:
    movement.record_death(store, mai, "2025-01-01")
    child = store.table("children").get(doc_id=mai)
    assert (child["died"], child["residence"][0]["to"]) == ("2025-01-01", "2025-01-01")
