"""Working days: announced years as published, other years computed and marked provisional."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.calendar import add_working_days, announced, citation, holiday_name, is_working_day, reason_off
from cpkit.language import set_language

announced_days = st.dates(date(2017, 1, 1), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2025, 1, 24), None),
        (date(2025, 1, 25), "Thứ Bảy"),
        (date(2025, 1, 26), "Chủ nhật"),
        (date(2025, 1, 27), "Tết Nguyên đán"),
        (date(2025, 1, 31), "Tết Nguyên đán"),
        (date(2025, 2, 3), None),
        (date(2025, 4, 7), "Giỗ Tổ Hùng Vương"),
        (date(2025, 4, 26), None),
        (date(2025, 4, 30), "Ngày Chiến thắng"),
        (date(2025, 5, 1), "Ngày Quốc tế Lao động"),
        (date(2025, 5, 2), "Nghỉ hoán đổi, làm bù 26/04/2025"),
        (date(2025, 9, 1), "Quốc khánh"),
        (date(2026, 1, 1), "Tết Dương lịch"),
        (date(2026, 1, 2), "Nghỉ hoán đổi, làm bù 10/01/2026"),
        (date(2026, 1, 10), None),
        (date(2026, 4, 27), "Nghỉ bù ngày lễ"),
        (date(2026, 8, 22), None),
        (date(2026, 8, 31), "Nghỉ hoán đổi, làm bù 22/08/2026"),
        (date(2025, 11, 24), None),
        (date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
        (date(2018, 12, 31), "Nghỉ hoán đổi, làm bù 05/01/2019"),
        (date(2019, 1, 5), None),
        (date(2023, 5, 3), "Nghỉ bù ngày lễ"),
    ],
)
def test_days_off_as_announced(day: date, reason: str | None) -> None:
    assert reason_off(day) == reason
    assert is_working_day(day) is (reason is None)


def test_a_plain_weekend_is_no_holiday() -> None:
    assert holiday_name(date(2025, 1, 25)) is None
    assert holiday_name(date(2025, 1, 27)) == "Tết Nguyên đán"


def test_names_come_in_the_language_spoken() -> None:
    set_language("en")
    try:
        assert holiday_name(date(2025, 1, 27)) == "Lunar New Year"
    finally:
        set_language("vi")


def test_a_year_nobody_announced_is_computed_and_known_to_be_so() -> None:
    """Bộ luật Lao động Đ112 fixes the holidays; the days of Tết and 2 September are chosen each year."""
    assert announced(2026)
    assert not announced(2027)
    assert not is_working_day(date(2027, 2, 8))
    assert not is_working_day(date(2027, 9, 2))
    assert citation(2027) == ""
    assert "Bộ luật Lao động" in citation(2026)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2025, 12, 31), 5, date(2026, 1, 9)),
        (date(2025, 1, 24), 5, date(2025, 2, 7)),
        (date(2025, 4, 25), 1, date(2025, 4, 26)),
        (date(2025, 4, 29), 2, date(2025, 5, 6)),
        (date(2025, 3, 3), 0, date(2025, 3, 3)),
    ],
)
def test_working_days_are_counted_after_the_first_day(start: date, count: int, end: date) -> None:
    """Bộ luật Dân sự Đ147.2: the first day is not counted."""
    assert add_working_days(start, count) == end


@given(announced_days, st.integers(1, 40))
def test_the_end_is_a_working_day_with_as_many_before_it(start: date, count: int) -> None:
    end = add_working_days(start, count)
    assert is_working_day(end)
    days = [start + timedelta(days=number) for number in range(1, (end - start).days + 1)]
    assert sum(map(is_working_day, days)) == count


def test_no_day_can_be_counted_backwards() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_working_days(date(2025, 1, 1), -1)


def test_the_announced_years_are_those_of_the_holidays_package_but_for_one_move() -> None:
    """The package lacks the move of 2 to 10 January 2026 (CV 12729/VPCP-KGVX)."""
    import holidays

    theirs = holidays.country_holidays("VN", years=range(2016, 2028))
    days = [date(2017, 1, 1) + timedelta(days=number) for number in range(3652)]
    assert days[-1] == date(2026, 12, 31)
    differing = [day for day in days if is_working_day(day) != theirs.is_working_day(day)]
    assert differing == [date(2026, 1, 2), date(2026, 1, 10)]
