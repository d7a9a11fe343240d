"""Alternative care in the practice ward: a few carers and three children on their way, to practise on.

One lives with her grandmother, one gets to know a family, for one nobody is chosen yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from cpkit.care.candidates import choose
from cpkit.care.carers import add_carer
from cpkit.care.papers import fill, open_need, sheet_for, verify
from cpkit.care.placements import take_step
from cpkit.care.records import Relation
from cpkit.forms import check, load
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.store import Store

Document = dict[str, Any]
CARERS: tuple[Document, ...] = (
    {"name": "Lò Thị Pánh", "birth_date": "1961", "sex": "nu", "residence": "Tổ 3", "date": "2025-07-01"},
    {"name": "Quàng Văn Hặc", "birth_date": "1980-04-12", "sex": "nam", "residence": "Tổ 5", "date": "2025-07-15"},
    {"name": "Vừ Thị Dở", "birth_date": "1984-09-30", "sex": "nu", "residence": "Bản Tâu", "date": "2025-10-06"},
    {"name": "Cà Văn Ún", "birth_date": "2003-02-08", "sex": "nam", "residence": "Tổ 1", "date": "2025-10-20"},
)
NEED = {
    "case_62": ["khoan_1"],
    "urgent_separation": "khong",
    "child_opinion": "Muốn được ở với người thân (thực hành).",
    "birth_family": "Không còn cha, mẹ (thực hành).",
}
FIT = {
    "disabled": "khong",
    "ill": "khong",
    "marital": "chua_ket_hon",
    "members_count": 1,
    "poor": "khong",
    "housing": "Nhà kiên cố của gia đình",
    "abuse_record": "khong",
    "household_agrees": "co",
    "conclusion": "du",
}
DECISION = {
    "number": "31/QĐ-UBND",
    "date": "2025-08-20",
    "from": "2025-08-20",
    "signer": "Chủ tịch thực hành",
    "carer_id_number": "011161000000",
    "consent": "khong_can",
    "child_opinion": "Đồng ý (thực hành).",
}
REPORT = {
    "date": "2025-09-22",
    "physical": "Khỏe mạnh",
    "mental": "Vui, đã quen nhà",
    "care_rating": "tot",
    "risk_rating": "khong_co",
    "care_form_rating": "phu_hop",
}


def make_care(store: Store, people: Mapping[int, Document]) -> None:
    """Write carers and placements into the store; fewer than three children of an age for it: nothing."""
    children = _children(people)
    if len(children) < 3:
        return
    with_relative, with_family, waiting = children[:3]
    relative = Relation(child=with_relative, relation="bà ngoại")
    carers = [_carer(store, answers, relative if number == 0 else None) for number, answers in enumerate(CARERS)]
    _placed(store, with_relative, carers[0])
    _getting_to_know(store, with_family, carers[1])
    _need(store, waiting, date(2025, 11, 3), "khong_than_thich")


def _children(people: Mapping[int, Document]) -> list[int]:
    """Children of 6 to 11 years, those in special circumstances first."""
    found = [child for child, document in people.items() if "2014" <= document["birth"][:4] <= "2019"]
    return sorted(found, key=lambda child: not people[child]["groups"])


def _carer(store: Store, answers: Document, relative: Relation | None) -> int:
    return add_carer(store, check(load("mau_08"), answers, today=today()), relative=relative)


def _need(store: Store, child: int, day: date, form: str) -> int:
    reason = {} if form == "nguoi_than_thich" else {"care_form_reason": "Không còn người thân thích nhận được"}
    return open_need(store, child, {**NEED, **reason, "care_form": form, "date": day.isoformat()})[0]


def _placed(store: Store, child: int, carer: int) -> None:
    placement = _need(store, child, date(2025, 8, 4), "nguoi_than_thich")
    verify(store, carer, {**FIT, "date": "2025-08-08"})
    choose(store, placement, carer, date(2025, 8, 11))
    fill(store, sheet_for(store, placement, "mau_12"), DECISION)
    handed = {"handed_at": "2025-08-22T09:00:00+07:00", "child_state": "Khỏe mạnh", "height": 120, "weight": 22}
    fill(store, sheet_for(store, placement, "mau_12"), handed)
    fill(store, sheet_for(store, placement, "mau_13"), REPORT)


def _getting_to_know(store: Store, child: int, carer: int) -> None:
    placement = _need(store, child, date(2025, 10, 13), "khong_than_thich")
    verify(store, carer, {**FIT, "date": "2025-10-20"})
    choose(store, placement, carer, date(2025, 10, 22))
    take_step(store, placement, "lam_quen", date(2025, 11, 8), note="Đến chơi nhà (thực hành).")
