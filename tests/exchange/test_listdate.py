"""The date of a list, from its foot or its title."""

from __future__ import annotations

from datetime import date

import pytest

from cpkit.exchange.columns import recognise
from cpkit.exchange.headings import find_table
from cpkit.exchange.listdate import find_list_date
from tests.exchange.sheets import CHILD, HEADING, sheet

TODAY = date(2026, 11, 23)


def day_of(titles: list[str], feet: list[str]) -> date | None:
    page = sheet(*[(text,) for text in titles], HEADING, CHILD, *[("", "", text) for text in feet])
    table = find_table(page, recognise)
    assert table is not None
    found = find_list_date(page, table, table.first_row, TODAY)
    return found.day if found else None


@pytest.mark.parametrize(
    ("titles", "feet", "day"),
    [
        (["DANH SÁCH TRẺ EM NĂM 2025"], ["Điện Biên Phủ, ngày 10 tháng 11 năm 2025"], date(2025, 11, 10)),
        (["Tính đến ngày 31/10/2025"], ["Điện Biên Phủ, ngày 10 tháng 11 năm 2025"], date(2025, 10, 31)),
        (["(Tính đến ngày 15 tháng 11 năm 2025)"], [], date(2025, 11, 15)),
        (["(Kèm theo Báo cáo số    /BC-UBND ngày    tháng    năm 2025)"], [], date(2025, 12, 31)),
        (["(Kèm theo Quyết định số 12 ngày 05 tháng 01 năm 2021)", "NĂM 2025"], [], date(2025, 12, 31)),
        (["DANH SÁCH NĂM 2026"], [], TODAY),
        (["Danh sách lập ngày 05/06/2025"], [], date(2025, 6, 5)),
        (["Điện Biên, ngày 31 tháng 02 năm 2025"], [], date(2025, 12, 31)),
        (["NĂM 2030"], ["ngày 01 tháng 01 năm 2030"], None),
        (["GIAI ĐOẠN NĂM 2021-2025", "NĂM HỌC 2024 - 2025"], [], None),
        (["DANH SÁCH TRẺ EM"], [], None),
    ],
)
def test_the_date_of_a_list(titles: list[str], feet: list[str], day: date | None) -> None:
    assert day_of(titles, feet) == day
