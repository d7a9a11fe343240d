"""When two records are one child, and when they only look alike."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.register.children import new_document
from cpkit.register.duplicates import ENOUGH, find_look_alikes, find_same, identity, is_same, likeness
from cpkit.register.records import Identity
from cpkit.store import Store
from cpkit.times import today
from cpkit.vietnamese import PartialDate

MAI = Identity("Lò Thị Mai", "nu", "2018-11-26", "day", "011318000001", "Quàng Thị Hoa", "Lò Văn Ninh", "Bản Kéo")


def like_mai(**changed: Any) -> Identity:
    """Mai with some answers changed."""
    told = {name: getattr(MAI, name) for name in MAI.__struct_fields__}
    return Identity(**{**told, **changed})


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Tên Khác Hẳn", "mother": None},
        {"id_number": None},
        {"id_number": "011318999999"},
        {"name": "LÒ THỊ MAI", "mother": "quang thi hoa", "id_number": None},
        {"birth": "2018", "birth_precision": "year", "id_number": None},
        {"birth": "2018-11", "birth_precision": "month", "id_number": None},
        {"birth": "2019", "birth_precision": "age", "id_number": None},
    ],
)
def test_one_number_or_one_name_mother_and_birth_is_the_same_child(changed: dict[str, Any]) -> None:
    assert is_same(MAI, like_mai(**changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"birth": "2018-11-27"},
        {"birth": "2017", "birth_precision": "year"},
        {"mother": "Quàng Thị Hồng"},
        {"mother": None},
        {"name": "Lò Thị Lan"},
    ],
)
def test_not_the_same_child(changed: dict[str, Any]) -> None:
    assert not is_same(MAI, like_mai(id_number=None, **changed))


def test_two_children_without_numbers_are_not_the_same_for_that() -> None:
    assert not is_same(like_mai(id_number=None, name="A Sì"), like_mai(id_number=None, name="A Nà"))


@pytest.mark.parametrize(
    "changed",
    [
        {"mother": None},
        {"birth": "2018-12-26"},
        {"birth": "2017-11-26"},
        {"name": "Lò Thị Mây"},
        {"name": "Mai Thị Lò"},
        {"mother": "Quàng Thị Hoan"},
        {"birth": "2018", "birth_precision": "year", "mother": None},
    ],
)
def test_children_alike_in_name_and_birth_or_mother_look_alike(changed: dict[str, Any]) -> None:
    assert likeness(MAI, like_mai(id_number=None, **changed)) >= ENOUGH


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Hạng A Páo", "birth": "2012-01-01", "sex": "nam"},
        {"name": "Lò Văn Ánh", "birth": "2015-03-02", "sex": "nam"},
        {"birth": "2012-05-06", "mother": "Ly Thị Dợ", "father": None},
    ],
)
def test_siblings_and_namesakes_do_not_look_alike(changed: dict[str, Any]) -> None:
    assert likeness(MAI, like_mai(id_number=None, **changed)) < ENOUGH


NAMES = st.sampled_from(["Lò Thị Mai", "Lò Thị Mây", "Vừ A Páo", "Nguyễn Văn An"])
RECORDS = st.builds(
    Identity,
    name=NAMES,
    sex=st.sampled_from(["nam", "nu", "unknown"]),
    birth=st.sampled_from(["2018", "2018-11", "2018-11-26", "2019-01-02", None]),
    id_number=st.sampled_from([None, "011318000001", "011318000002"]),
    mother=st.sampled_from([None, "Quàng Thị Hoa", "Ly Thị Dợ"]),
)


@given(RECORDS, RECORDS)
def test_likeness_does_not_depend_on_the_order(one: Identity, other: Identity) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert is_same(one, other) == is_same(other, one)


def put(store: Store, child: Identity) -> int:
    """The id of a record put into the register."""
    answers = {name: getattr(child, name) for name in child.__struct_fields__}
    answers["birth"] = PartialDate.parse_iso(child.birth, child.birth_precision) if child.birth else None
    document = new_document(answers, unit="34:03127", on=today())
    return int(store.table("children").insert(document))


def test_the_register_finds_the_same_child_by_its_indexes(store: Store) -> None:
    doc_id = put(store, MAI)
    put(store, like_mai(name="A Sì", id_number=None))
    assert find_same(store, like_mai(id_number=None, birth="2018", birth_precision="year")) == doc_id
    assert find_same(store, like_mai(name="Khác", mother=None)) == doc_id
    assert find_same(store, MAI, but=doc_id) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"mother": None},
        {"name": "Lò Thị Mây", "mother": None},
        {"birth": "2017-11-26", "name": "LÒ THỊ MAI"},
        {"name": "Lò Thị May"},
        {"birth": "2018", "birth_precision": "year", "mother": None},
    ],
)
def test_the_register_finds_every_look_alike_that_a_scan_finds(store: Store, changed: dict[str, Any]) -> None:
    doc_id = put(store, MAI)
    for number in range(30):
        put(store, Identity(f"Vừ A Páo {number}", "nam", f"2015-01-{number % 28 + 1:02}", "day"))
    wanted = like_mai(id_number=None, **changed)
    scanned = [found for found, child in store.rows("children", Identity) if likeness(wanted, child) >= ENOUGH]
    assert [alike.id for alike in find_look_alikes(store, wanted)] == scanned == [doc_id]


def test_an_identity_is_read_from_a_document() -> None:
    assert identity({"name": "A", "sex": "nam", "birth": None, "groups": [], "extra": {}}) == Identity("A", "nam")
