"""Figures in words: what a sheet shows of counts of victims."""

from __future__ import annotations

from datetime import date

import pytest

from cpkit.reports.indicators import Figure
from cpkit.reports.report import designed
from cpkit.reports.words import shown_count

A1, A3 = (one for one in designed(date(2025, 11, 14)).indicators if one.id in ("a1", "a3"))


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (3, 12, ("<5", "…")),  # 25 % of 12 would be 3
        (11, 12, ("…", "…")),  # all but one
        (12, 12, (12, 12)),
        (0, 12, (0, 12)),
        (2, 3, ("<5", "<5")),
        (0, 3, (0, "<5")),
        (0, 0, (0, 0)),
        (20, 40, (20, 40)),
    ],
)
def test_no_count_of_victims_under_five_can_be_worked_out(
    part: int, whole: int, shown: tuple[int | str, int | str]
) -> None:
    """NĐ56 Đ24, Đ33: the percentage stands beside them."""
    figure = Figure(A3, None, part, whole, part)
    assert (shown_count(figure, part, exact=False), shown_count(figure, whole, exact=False)) == shown
    assert shown_count(figure, part, exact=True) == part


def test_children_in_the_register_are_counted_openly() -> None:
    assert shown_count(Figure(A1, None, 3, 12, 3), 3, exact=False) == 3
