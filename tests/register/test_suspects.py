"""Who of the whole register may be one child: found through few comparisons, the likeliest first, twins left out."""

from __future__ import annotations

import random
import unicodedata
from typing import Any

import pytest

from cpkit.errors import Refused
from cpkit.practice.children import make_children
from cpkit.register.decisions import decide_different, decided_different, take_back
from cpkit.register.duplicates import folded, identity, likeness
from cpkit.register.records import Identity
from cpkit.register.suspects import CROWD, NEIGHBOURS, _pairs, score_of, suspects
from cpkit.store import Store

MAI = {
    "name": "Lò Thị Mai", "sex": "nu", "birth": "2018-11-26", "birth_precision": "day", "id_number": None,
    "mother": "Quàng Thị Hoa", "father": None, "hamlet": "Bản Kéo",
}  # fmt: skip


def add(store: Store, **more: Any) -> int:
    with store.write("register"):
        doc_id: int = store.table("children").insert(MAI | more)
    return doc_id


def pairs(store: Store, **options: Any) -> list[tuple[int, int]]:
    return [pair.ids for pair in suspects(store, **options).pairs]


@pytest.mark.parametrize(
    ("again", "why"),
    [
        ({}, "cùng tên"),
        ({"name": "LO THI MAI"}, "cùng tên"),
        ({"name": unicodedata.normalize("NFD", "Lò Thị Mai")}, "cùng tên"),
        ({"name": "Lò Mai"}, "tên thiếu chữ"),
        ({"name": "Mai Thị Lò"}, "tên đảo thứ tự"),
        ({"name": "Lô Thị Mai", "mother": None}, "cùng tên"),
        ({"name": "Lồ Thj Mai"}, "tên gần giống"),
        ({"birth": "2018", "birth_precision": "year"}, "ngày sinh không trái nhau"),
        ({"birth": "2017", "birth_precision": "age"}, "ngày sinh không trái nhau"),
        ({"birth": "2018-12-26"}, "ngày sinh lệch một chỗ"),
        ({"birth": "2017-11-26", "hamlet": "Bản Mớ"}, "ngày sinh lệch một chỗ"),
        ({"name": "Bé gái"}, "tên tạm"),
        ({"name": "Con bà Hoa"}, "tên tạm"),
        ({"name": "Chưa đặt tên"}, "tên tạm"),
    ],
)
def test_the_same_child_written_otherwise_is_found(store: Store, again: dict[str, Any], why: str) -> None:
    ids = add(store), add(store, **again)
    (found,) = suspects(store).pairs
    assert found.ids == ids
    assert why in found.why


@pytest.mark.parametrize("name", ["Đinh Văn Đức", "Ðinh Van Duc", "DINH VAN DUC"])
def test_d_with_and_without_its_stroke_is_one_letter(store: Store, name: str) -> None:
    ids = add(store, name="Đinh Văn Đức"), add(store, name=name)
    assert pairs(store) == [ids]


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Lò Thị Lan", "birth": "2015-03-04"},
        {"birth": "2012-11-26", "mother": None},
        {"birth": "2013", "birth_precision": "year", "hamlet": "Bản Mớ"},
        {"mother": "Cà Thị Xuân", "birth": "2018", "birth_precision": "year", "hamlet": "Bản Mớ"},
    ],
)
def test_brothers_and_namesakes_are_not(store: Store, other: dict[str, Any]) -> None:
    add(store)
    add(store, **other)
    assert pairs(store) == []


@pytest.mark.parametrize("name", ["Lò Thị Mận", "Lò Thị Hiền", "Lò Văn Minh"])
def test_twins_are_shown_only_where_asked_for(store: Store, name: str) -> None:
    add(store)
    add(store, name=name, father="Lò Văn Ninh")
    found = suspects(store)
    assert not found.pairs
    shown = suspects(store, with_twins=True).pairs
    assert len(shown) == found.twins


@pytest.mark.parametrize(("one", "other"), [("Lò Văn Quý", "Lò Văn Quí"), ("Lò Thị Mỹ", "Lò Thị Mĩ"), ("A Lý", "A Lí")])
def test_a_name_spelled_with_i_for_y_is_no_twin(store: Store, one: str, other: str) -> None:
    add(store, name=one)
    add(store, name=other)
    assert len(pairs(store)) == 1


def test_one_number_is_one_child_whatever_else_is_written(store: Store) -> None:
    one = add(store, id_number="011318000001", mother=None)
    other = add(store, id_number="011318000001", name="Vừ A Sùng", birth="2011-01-02", mother=None)
    assert pairs(store) == [(one, other)]


def test_two_numbers_are_two_children_but_for_a_slip(store: Store) -> None:
    one = add(store, id_number="011318000001")
    add(store, id_number="011318777777")
    assert (one, add(store, id_number="011318000002")) in pairs(store)
    assert len(pairs(store)) == 1


def test_the_likeliest_stand_first(store: Store) -> None:
    first, second = add(store), add(store, birth="2018", birth_precision="year")
    third = add(store)
    assert pairs(store)[0] == (first, third)
    assert set(pairs(store)) == {(first, third), (first, second), (second, third)}


def test_who_was_said_to_be_two_is_not_shown_again_until_taken_back(store: Store) -> None:
    ids = add(store), add(store)
    assert decide_different(store, ids, "Hai chị em họ") == [ids]
    assert decide_different(store, ids) == []
    found = suspects(store)
    assert (found.pairs, found.decided) == ((), 1)
    take_back(store, ids[1], ids[0])
    assert not decided_different(store, *ids)
    assert pairs(store) == [ids]
    with pytest.raises(Refused, match="chưa được ghi"):
        take_back(store, *ids)
    with pytest.raises(Refused, match="hai lần"):
        decide_different(store, [ids[0], ids[0]])


def _otherwise(place: int, child: dict[str, Any]) -> dict[str, Any]:
    """What is written otherwise when a child is registered again."""
    ways: list[dict[str, Any]] = [
        {"birth": str(child["birth"])[:4], "birth_precision": "year"},
        {"name": " ".join(str(child["name"]).split()[::-1])},
        {"hamlet": "Bản Mới", "father": None, "id_number": None},
        {"mother": None, "id_number": None},
    ]
    return ways[place % len(ways)]


def test_nobody_is_missed_whom_comparing_all_with_all_would_find(store: Store) -> None:
    """But those who share neither name, given name and year, day, nor mother and year."""
    children = list(make_children(random.Random(7), 150, "34:03127"))
    children += [child | _otherwise(place, child) for place, child in enumerate(children[:40])]
    with store.write("import"):
        store.table("children").insert_multiple(children)
    told = {doc_id: folded(child) for doc_id, child in store.rows("children", Identity)}
    every = {
        (one, other)
        for one in told
        for other in told
        if one < other and score_of(told[one], told[other]) >= 60
    }  # fmt: skip
    found = set(pairs(store, with_twins=True))
    assert len(found) >= 40
    assert every <= found


def test_a_crowd_of_one_name_and_day_is_not_compared_with_itself_whole() -> None:
    many = 3000
    crowd = {number: folded(Identity("Lò Thị Mai", "nu", "2018-01-01", "day")) for number in range(many)}
    assert CROWD * CROWD < len(_pairs(crowd)) <= 2 * many * NEIGHBOURS


def test_the_score_is_that_of_look_alikes(store: Store) -> None:
    one, other = (identity(MAI | {"hamlet": hamlet}) for hamlet in ("Bản Kéo", "Bản Mớ"))
    assert score_of(folded(one), folded(other)) == likeness(one, other)
