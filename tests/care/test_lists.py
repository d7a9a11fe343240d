"""Mẫu 09 of a quarter, sent once (NĐ56 Đ40.1)."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from cpkit.care.carers import cancel_carer
from cpkit.care.lists import LISTS, Quarter, register_answers, send
from cpkit.errors import Refused
from cpkit.forms import check, load
from cpkit.store import Store
from cpkit.times import today
from tests.care.conftest import MakeCarer

Q1 = Quarter(2025, 1)


@pytest.mark.parametrize("text", ["2025-Q3", "2025 q3", "Q3/2025", "3/2025", "2025/3"])
def test_a_quarter_is_read_as_it_is_written(text: str) -> None:
    assert Quarter.read(text) == Quarter(2025, 3)


@pytest.mark.parametrize("text", ["2025", "Q5/2025", "quý ba", ""])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="2025-Q3"):
        Quarter.read(text)


def test_a_quarter_has_its_first_and_last_day() -> None:
    days = [(Quarter(2024, number).first, Quarter(2024, number).last) for number in (1, 2, 3, 4)]
    assert days[0] == (date(2024, 1, 1), date(2024, 3, 31)) and days[3] == (date(2024, 10, 1), date(2024, 12, 31))
    assert all(after[0] - before[1] == timedelta(days=1) for before, after in itertools.pairwise(days))
    assert all(Quarter.of(day) == Quarter(2024, number) for number, pair in enumerate(days, 1) for day in pair)


def test_the_list_holds_those_of_its_time_and_no_relative_and_nobody_taken_back(
    store: Store, carer: MakeCarer, grandmother: int
) -> None:
    """NĐ56 Đ40.1, Luật Trẻ em Đ65.4; it is a lawful Mẫu 09."""
    carer("Vừ Thị Dợ", wanted_sex="gai", wanted_age="dưới 6 tuổi")
    carer("Lò Văn Sau", date="2025-04-01")
    cancel_carer(store, carer("Cà Thị Nhầm"), "Ghi nhầm")
    answers = register_answers(store, Q1.first, Q1.last)
    assert [row["name"] for row in answers["carers"]] == ["Vừ Thị Dợ"]
    assert answers["carers"][0]["wanted_sex"] == "Gái"
    assert check(load("mau_09"), answers, today=today()).problems == ()


def test_what_was_sent_is_kept_as_it_was(store: Store, carer: MakeCarer) -> None:
    carer("Vừ Thị Dợ")
    send(store, Q1, date(2025, 3, 31), "Sở Y tế", "15/BC")
    carer("Lò Văn Muộn")
    kept = store.table(LISTS).all()[0]
    assert [row["name"] for row in kept["carers"]] == ["Vừ Thị Dợ"]
    assert (kept["quarter"], kept["sent_to"], kept["number"]) == ("2025-Q1", "Sở Y tế", "15/BC")


def test_a_list_is_not_sent_twice_nor_before_its_quarter_nor_in_the_future(store: Store, carer: MakeCarer) -> None:
    carer()
    for day in (date(2024, 12, 31), today() + timedelta(days=1)):
        with pytest.raises(Refused):
            send(store, Q1, day)
    send(store, Q1, date(2025, 3, 31))
    with pytest.raises(Refused, match="31/03/2025"):
        send(store, Q1, date(2025, 4, 1))
