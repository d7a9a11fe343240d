"""Period, cut-off and due date are three different things, and all of them are printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.errors import Misused, Refused
from cpkit.reports.periods import (
    PARTS,
    Period,
    days_period,
    half_period,
    month_period,
    on_calendar,
    quarter_period,
    read_part,
    refuse_future,
    titled_here,
    with_dates,
    year_period,
)


def test_the_plans_year_runs_from_15_november_and_is_due_before_20_november() -> None:
    """Plan 2021-2025, part V: "định kỳ hàng năm (trước ngày 20/11)"."""
    year = year_period(2025)
    assert (year.start, year.end, year.cutoff) == (date(2024, 11, 15), date(2025, 11, 14), date(2025, 11, 14))
    assert year.due == date(2025, 11, 19)
    assert year.due_words == "trước ngày 20/11/2025 (hạn cuối 19/11/2025)"


def test_halves_quarters_and_months_are_those_of_decree_9_of_2019() -> None:
    """NĐ 09/2019 Đ12: from the 15th of the month before to the 14th."""
    assert (half_period(2025, 1).start, half_period(2025, 1).end) == (date(2024, 12, 15), date(2025, 6, 14))
    assert (half_period(2025, 2).start, half_period(2025, 2).end) == (date(2025, 6, 15), date(2025, 12, 14))
    assert (quarter_period(2025, 1).start, quarter_period(2025, 1).end) == (date(2024, 12, 15), date(2025, 3, 14))
    assert (month_period(2025, 1).start, month_period(2025, 1).end) == (date(2024, 12, 15), date(2025, 1, 14))
    assert half_period(2025, 1).due is None


@given(st.integers(1991, 2099), st.sampled_from([(half_period, 2), (quarter_period, 4), (month_period, 12)]))
def test_the_parts_of_a_year_follow_on_each_other_without_gap_or_overlap(year: int, kind: tuple) -> None:  # type: ignore[type-arg]
    make, most = kind
    parts = [make(year, number) for number in range(1, most + 1)] + [make(year + 1, 1)]
    assert all((after.start - before.end).days == 1 for before, after in pairwise(parts))


def test_cut_off_and_due_date_are_set_apart_from_the_period() -> None:
    period = with_dates(year_period(2025), date(2025, 10, 31), date(2025, 12, 1))
    assert (period.end, period.cutoff, period.due) == (date(2025, 11, 14), date(2025, 10, 31), date(2025, 12, 1))
    assert period.has("2025-10-31") and not period.has("2025-11-01"), "facts after the cut-off are not counted"


def test_any_days_will_do_but_not_backwards() -> None:
    assert days_period(date(2025, 1, 1), date(2025, 1, 1)).has("2025-01-01T23:59:00+07:00")
    with pytest.raises(Misused, match="ở trước ngày bắt đầu"):
        days_period(date(2025, 2, 1), date(2025, 1, 1))
    with pytest.raises(Misused, match="ở trước ngày bắt đầu kỳ"):
        with_dates(year_period(2025), cutoff=date(2024, 1, 1))


@pytest.mark.parametrize("text", ["2/2025", "2025-2", "02-2025", " 2 / 2025 "])
def test_a_part_of_a_year_is_read_in_any_order(text: str) -> None:
    assert read_part(text, None, "--quarter") == (2025, 2)


def test_a_part_alone_needs_the_year_beside_it() -> None:
    assert read_part("2", 2025, "--quarter") == (2025, 2)
    for text in ("2", "abc", "2/2025/3", "2025"):
        with pytest.raises(Misused, match="--quarter"):
            read_part(text, None, "--quarter")
    with pytest.raises(Misused, match="1 đến 4"):
        quarter_period(2025, 5)


@pytest.mark.parametrize(
    ("kind", "part", "first", "last"),
    [
        ("year", 1, date(2024, 1, 1), date(2024, 12, 31)),
        ("half", 2, date(2024, 7, 1), date(2024, 12, 31)),
        ("quarter", 1, date(2024, 1, 1), date(2024, 3, 31)),
        ("month", 2, date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_calendar_periods_run_over_whole_months_and_have_no_due_date(
    kind: str, part: int, first: date, last: date
) -> None:
    standard = year_period(2024) if kind == "year" else PARTS[kind](2024, part)
    period = on_calendar(standard, kind, 2024, part)
    assert (period.start, period.end, period.cutoff, period.due) == (first, last, last, None)
    assert period.title.endswith("(theo năm dương lịch)") and period.slug == f"{standard.slug}-dl"


def test_a_period_that_has_not_begun_is_refused() -> None:
    refuse_future(year_period(2025), date(2024, 11, 15))
    with pytest.raises(Refused, match="bắt đầu ngày 15/11/2024, chưa đến"):
        refuse_future(year_period(2025), date(2024, 11, 14))


@pytest.mark.parametrize(
    "period",
    [
        year_period(2025),
        half_period(2025, 2),
        quarter_period(2025, 1),
        month_period(2025, 3),
        days_period(date(2025, 1, 1), date(2025, 3, 2)),
        on_calendar(quarter_period(2025, 2), "quarter", 2025, 2),
        on_calendar(year_period(2025), "year", 2025),
    ],
)
def test_a_period_from_a_file_is_titled_in_the_language_of_now(period: Period) -> None:
    assert titled_here(replace(period, title="?")) == period
    strange = replace(period, title="?", end=date(2026, 1, 1))
    assert titled_here(strange) == strange
