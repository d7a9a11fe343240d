"""What the tests of alternative care share: made-up children and carers, a placement on its way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cpkit.care.candidates import choose
from cpkit.care.carers import add_carer
from cpkit.care.papers import CareFilled, fill, open_need, sheet_for, verify
from cpkit.care.records import Relation
from cpkit.forms import check, load
from cpkit.store import Store
from cpkit.times import today

UNIT = "34:03127"
NEED: dict[str, Any] = {
    "case_62": ["khoan_1"],
    "urgent_separation": "khong",
    "child_opinion": "Muốn ở với bà",
    "care_form": "nguoi_than_thich",
    "date": "2025-01-06",
}
FIT: dict[str, Any] = {
    "disabled": "khong",
    "ill": "khong",
    "marital": "chua_ket_hon",
    "members_count": 1,
    "poor": "khong",
    "housing": "Nhà sàn",
    "abuse_record": "khong",
    "household_agrees": "co",
    "conclusion": "du",
    "date": "2025-01-08",
}
DECISION: dict[str, Any] = {
    "number": "12/QĐ-UBND",
    "date": "2025-01-13",
    "from": "2025-01-13",
    "signer": "Lò Văn Chủ",
    "carer_id_number": "0111",
    "consent": "khong_can",
    "child_opinion": "Đồng ý",
    "priority_reason": "Không còn người thân thích",
}
HANDED: dict[str, Any] = {"handed_at": "2025-01-17T09:00:00+07:00", "child_state": "Khỏe"}
REPORT: dict[str, Any] = {
    "physical": "Khỏe",
    "mental": "Vui",
    "care_rating": "tot",
    "risk_rating": "thap",
    "care_form_rating": "phu_hop",
}

Register = Callable[..., int]
MakeCarer = Callable[..., int]


@pytest.fixture
def register(store: Store) -> Register:
    """Put a made-up child into the register and return its id."""

    def insert(name: str = "Lò Thị Mẫu", birth: str = "2014-03-05", **more: Any) -> int:
        document = {"name": name, "birth": birth, "birth_precision": "day", "sex": "nu", "unit": UNIT, **more}
        return int(store.table("children").insert(document))

    return insert


@pytest.fixture
def child(register: Register) -> int:
    """A girl born on 05/03/2014."""
    return register()


@pytest.fixture
def carer(store: Store) -> MakeCarer:
    """Put a carer into the register: `relative` names the child she is the grandmother of."""

    def add(name: str = "Vừ Thị Dợ", born: str = "1985-03-02", *, relative: int | None = None, **more: Any) -> int:
        unit = more.pop("unit", None)
        answers = {"name": name, "birth_date": born, "sex": "nu", "residence": "Bản Bó", "date": "2025-01-03", **more}
        related = Relation(child=relative, relation="bà ngoại") if relative is not None else None
        return add_carer(store, check(load("mau_08"), answers, today=today()), unit=unit, relative=related)

    return add


@pytest.fixture
def placement(store: Store, child: int) -> int:
    """That child in need since 06/01/2025."""
    return open_need(store, child, NEED)[0]


@pytest.fixture
def grandmother(child: int, carer: MakeCarer) -> int:
    """Her grandmother, who only gave notice (Luật Trẻ em Đ65.4)."""
    return carer("Lò Thị Bà", "1962", relative=child)


@pytest.fixture
def in_care(store: Store, placement: int, grandmother: int) -> int:
    """The placement with the grandmother: decided on 13/01/2025, handed over on Friday 17/01/2025."""
    ready(store, placement, grandmother)
    paper(store, placement, "mau_12", DECISION)
    paper(store, placement, "mau_12", HANDED)
    return placement


def ready(store: Store, placement: int, chosen: int) -> None:
    """Verify a carer on 08/01/2025 and choose the carer on 09/01/2025."""
    verify(store, chosen, FIT)
    choose(store, placement, chosen, date(2025, 1, 9))


def paper(store: Store, placement: int, form: str, answers: dict[str, Any], **options: Any) -> CareFilled:
    """Fill a form of a placement."""
    return fill(store, sheet_for(store, placement, form), answers, **options)


def monitored(store: Store, placement: int, day: str, occasion: str) -> CareFilled:
    """One report by Mẫu 13."""
    return paper(store, placement, "mau_13", {**REPORT, "date": day, "occasion": occasion})
