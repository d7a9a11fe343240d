"""A child is under 16 (Luật Trẻ em 102/2016/QH13 Đ1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.register.ages import CHILDHOOD_ENDS, birth_problem, certainly_grown, possibly_child
from cpkit.vietnamese import PartialDate, years_between

DAY = date(2025, 11, 10)


@pytest.mark.parametrize(
    ("birth", "grown"),
    [
        (PartialDate(2009, 11, 10), True),
        (PartialDate(2009, 11, 11), False),
        (PartialDate(2009, 10), True),
        (PartialDate(2009, 11), False),
        (PartialDate(2008), True),
        (PartialDate(2009), False),
        (PartialDate(2008, precision="age"), False),
        (PartialDate(2007, precision="age"), True),
    ],
)
def test_somebody_is_grown_only_when_nothing_unknown_can_make_them_a_child(birth: PartialDate, grown: bool) -> None:
    assert certainly_grown(birth, DAY) is grown
    assert possibly_child(birth, DAY) is not grown


def test_somebody_born_after_the_day_is_not_on_the_list() -> None:
    assert not possibly_child(PartialDate(2025, 11, 11), DAY)
    assert "sau ngày lập danh sách 10/11/2025" in str(birth_problem(PartialDate(2025, 11, 11), DAY))
    assert birth_problem(PartialDate(2025, 11), DAY) is None


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.dates(date(2000, 1, 1), date(2035, 12, 31)))
def test_a_full_date_decides_by_full_years(birth: date, day: date) -> None:
    problem = birth_problem(PartialDate.of(birth), day)
    assert (problem is None) == (birth <= day and years_between(birth, day) < CHILDHOOD_ENDS)


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(0, 7000))
def test_knowing_less_never_refuses_who_is_a_child(birth: date, days: int) -> None:
    day = birth + timedelta(days)
    if birth_problem(PartialDate.of(birth), day) is None:
        assert birth_problem(PartialDate(birth.year, birth.month), day) is None
        assert birth_problem(PartialDate(birth.year), day) is None
        assert birth_problem(PartialDate(birth.year, precision="age"), day) is None
