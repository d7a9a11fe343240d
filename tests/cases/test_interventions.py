"""The log of support and interventions (NĐ56 Đ18-21)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from cpkit.cases.interventions import cancel_intervention, edit_intervention, listed, log, prepare, with_service
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.times import today
from cpkit.vietnamese import show_date

SERVICE = {"service": "giao_duc", "date": "05/09/2025"}


def refused(store: Store, answers: dict[str, Any]) -> set[str]:
    with pytest.raises(Refused) as refusal:
        prepare(store, answers)
    return {problem.field for problem in refusal.value.problems}


def keep(store: Store, child: int, **answers: Any) -> int:
    return log(store, [prepare(store, {**SERVICE, "children": [child], **answers})])[0]


@pytest.mark.parametrize(
    ("typed", "service", "kind"),
    [
        ("y_te", "y_te", None),  # NĐ56 Đ18
        ("y_te.bhyt", "y_te", "y_te.bhyt"),  # Đ18.1
        ("Thẻ BHYT", "y_te", "y_te.bhyt"),
        ("tro giup xa hoi", "tro_giup_xa_hoi", None),  # Đ19
        ("giao_duc", "giao_duc", None),  # Đ20
        ("Trợ giúp pháp lý", "phap_ly", None),  # Đ21
    ],
)
def test_a_service_is_given_by_code_or_name_as_fine_as_wanted(
    typed: str, service: str, kind: str | None, store: Store, child: int
) -> None:
    values = prepare(store, {"children": [child], "service": typed, "date": "05/09/2025"}).values
    assert (values["service"], values["kind"]) == (service, kind)


def test_a_finer_kind_alone_tells_the_service() -> None:
    assert with_service({"kind": "y_te.bhyt"})["service"] == "y_te"


def test_a_finer_kind_of_another_service_is_refused(store: Store, child: int) -> None:
    assert refused(store, {**SERVICE, "children": [child], "kind": "y_te.bhyt"}) == {"kind"}


def test_one_record_for_many_children(store: Store, register: Callable[..., int]) -> None:
    children = [register(f"Lò Thị {name}") for name in ("Pâng", "Ém", "Tóng")]
    record = log(store, [prepare(store, {**SERVICE, "children": children, "amount": "1.500.000"})])[0]
    assert store.table("interventions").get(doc_id=record)["amount"] == 1_500_000
    assert all(store.find_ids("interventions", "child", child) == [record] for child in children)


def test_children_are_named_by_id_or_by_name(store: Store, child: int) -> None:
    shown = f"{child % 10_000_000}"
    assert prepare(store, {**SERVICE, "children": [shown]}).values["children"] == [child]
    assert prepare(store, {**SERVICE, "children": ["Lò Thị Pâng"]}).values["children"] == [child]


def test_all_that_is_wrong_is_said_at_once(store: Store) -> None:
    tomorrow = show_date(today() + timedelta(days=1))
    wrong = {"children": ["77"], "service": "khong_co", "date": tomorrow, "amount": "-5", "case": "88"}
    assert refused(store, wrong) == {"children", "service", "date", "amount", "case"}
    assert refused(store, {}) == {"children", "service", "date"}


def test_nothing_is_given_before_birth(store: Store, register: Callable[..., int]) -> None:
    born = register("Lò Văn Mới", "2020-06")
    assert refused(store, {"children": [born], "service": "y_te", "date": "31/05/2020"}) == {"date"}
    prepare(store, {"children": [born], "service": "y_te", "date": "01/06/2020"})


def test_an_unknown_id_names_near_ones(store: Store, child: int) -> None:
    with pytest.raises(Refused) as refusal:
        prepare(store, {**SERVICE, "children": [f"{child % 10_000_000}0"]})
    assert "Có phải là TE-" in refusal.value.problems[0].message


def test_the_case_must_be_of_one_of_the_children(
    store: Store, child: int, case: int, register: Callable[..., int]
) -> None:
    other = register("Vàng A Dế")
    assert refused(store, {**SERVICE, "children": [other], "case": case}) == {"case"}
    assert prepare(store, {**SERVICE, "children": [other, child], "case": case}).values["case"] == case


def test_the_last_day_is_not_before_the_first(store: Store, child: int) -> None:
    assert refused(store, {**SERVICE, "children": [child], "to": "04/09/2025"}) == {"to"}


def test_a_record_like_one_kept_before_is_pointed_at(store: Store, child: int) -> None:
    first = keep(store, child, provider="Trường Him Lam")
    assert prepare(store, {**SERVICE, "children": [child], "provider": "Trường Him Lam"}).alike == (first,)
    assert prepare(store, {**SERVICE, "children": [child], "provider": "Trạm y tế"}).alike == ()
    cancel_intervention(store, first, "Ghi nhầm")
    assert prepare(store, {**SERVICE, "children": [child], "provider": "Trường Him Lam"}).alike == ()


def test_found_by_child_case_and_date(store: Store, child: int, case: int, register: Callable[..., int]) -> None:
    late = keep(store, child, date="05/09/2025", case=case)
    early = keep(store, child, date="01/02/2025")
    other = keep(store, register("Vàng A Dế"), date="03/03/2025")
    assert [each.doc_id for each in listed(store, child=child)] == [early, late]
    assert [each.doc_id for each in listed(store, case=case)] == [late]
    assert [each.doc_id for each in listed(store)] == [early, other, late]
    assert [each.doc_id for each in listed(store, first=date(2025, 2, 2), last=date(2025, 9, 4))] == [other]
    assert [each.doc_id for each in listed(store, child=child, last=date(2025, 2, 1))] == [early]


def test_an_edit_is_checked_as_a_whole(store: Store, child: int) -> None:
    record = keep(store, child, note="Cặp sách")
    edit_intervention(store, record, {"amount": "200.000"})
    document = store.table("interventions").get(doc_id=record)
    assert (document["amount"], document["note"], document["date"]) == (200_000, "Cặp sách", "2025-09-05")
    with pytest.raises(Refused):
        edit_intervention(store, record, {"date": "31/02/2025"})
    edit_intervention(store, record, {"note": ""})
    assert store.table("interventions").get(doc_id=record)["note"] is None


def test_a_record_taken_back_stays_readable_and_fixed(store: Store, child: int) -> None:
    record = keep(store, child)
    cancel_intervention(store, record, "Ghi nhầm trẻ")
    assert store.table("interventions").get(doc_id=record)["cancelled"]["reason"] == "Ghi nhầm trẻ"
    with pytest.raises(Refused, match="Ghi nhầm trẻ"):
        edit_intervention(store, record, {"amount": "1"})


def test_many_records_are_one_action(store: Store, child: int) -> None:
    before = store.head()[0]
    log(store, [prepare(store, {**SERVICE, "children": [child], "date": f"0{day}/09/2025"}) for day in range(1, 6)])
    assert store.head()[0] == before + 1
