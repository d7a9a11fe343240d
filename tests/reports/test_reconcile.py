"""What must agree is checked by the program and shown exactly where it does not."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from cpkit.reports import csv, json
from cpkit.reports.folds import Check
from cpkit.reports.periods import days_period, quarter_period
from cpkit.reports.report import Report
from tests.reports.ward import YEAR, Ward, member


def check(report: Report, words: str) -> Check:
    return next(one for one in report.checks if words in one.text)


def with_difference(ward: Ward, *, exact: bool = False) -> Report:
    """A report one of whose checks on cases fails, as a faulty table would make it."""
    report = ward.report(exact=exact)
    return replace(report, checks=(*report.checks, Check("Ca theo loại: tổng", 7, 5, secret=True)))


class TestOpeningAndClosing:
    def test_a_period_opens_with_the_cases_the_one_before_closed_with(self, ward: Ward) -> None:
        ward.case(ward.child(), "2024-10-01T08:00:00+07:00")  # open since before
        ward.case(ward.child(), "2024-10-02T08:00:00+07:00", episode={"closed": "2024-11-15"})  # on the first day
        ward.case(ward.child(), "2024-10-03T08:00:00+07:00", episode={"closed": "2024-11-14"})  # the day before
        ward.case(ward.child())
        found = check(ward.report(), "mở đầu kỳ = mở cuối kỳ trước (ngày 14/11/2024)")
        assert (found.left, found.right) == (2, 2)
        before = ward.report(days_period(YEAR.start.replace(year=2023), YEAR.start.replace(day=14)))
        assert before.table("cases_by_kind").cell("total", "open_at_end") == found.left

    def test_quarter_after_quarter(self, ward: Ward) -> None:
        for month, closed in ((1, "2025-04-02"), (2, None), (5, "2025-05-30"), (8, None)):
            ward.case(ward.child(), f"2025-0{month}-03T08:00:00+07:00", episode={"closed": closed})
        tables = [ward.report(quarter_period(2025, number)).table("cases_by_kind") for number in (1, 2, 3, 4)]
        for earlier, later in pairwise(tables):
            assert later.cell("total", "open_at_start") == earlier.cell("total", "open_at_end")


class TestSums:
    def test_the_sexes_add_up_the_unknown_among_them(self, ward: Ward) -> None:
        for sex in ("nam", "nu", None):
            ward.child(sex=sex)
        found = check(ward.report(), "nhóm tuổi và giới tính: Nam + Nữ + ")
        assert (found.left, found.right, found.ok) == (3, 3, True)

    def test_children_are_never_more_than_memberships(self, ward: Ward) -> None:
        ward.child(groups=[member(4), member(1)])
        found = check(ward.report(), "số trẻ em không lớn hơn số lượt")
        assert (found.left, found.right) == (1, 2)


class TestPartAboveWhole:
    def test_more_heads_than_children_on_record_is_shown_not_cut_off(self, ward: Ward) -> None:
        ward.child("2012-01-01")
        ward.activity("tham_van", counts={"nu:11-15": 40})
        report = ward.report()
        found = check(report, "Chỉ tiêu b1: tử số không lớn hơn mẫu số")
        assert (found.left, found.right, found.difference) == (40, 1, 39)
        assert not report.reconciled
        assert report.figure("b1").numerator == 1, "the figure itself counts no more than there are"
        assert any("nhiều hơn 1 trẻ em trong sổ" in note for note in report.figure("b1").notes)


class TestDifferences:
    def test_the_difference_is_told_exactly_even_where_both_sides_are_hidden(self, ward: Ward) -> None:
        report = with_difference(ward)
        (failed,) = [one for one in report.checks if not one.ok]
        assert report.told(failed).endswith(", lệch 2") and "7" not in report.told(failed)
        assert json.as_document(report)["differences"][0]["difference"] == 2
        assert "lệch 2" in csv.encode(report).decode("utf-8-sig")
        assert with_difference(ward, exact=True).told(failed) == "Ca theo loại: tổng: 7 ≠ 5, lệch 2"

    @pytest.mark.parametrize(
        ("left", "right", "relation", "expected"), [(3, 5, "=", -2), (3, 5, "<=", 0), (6, 5, "<=", 1)]
    )
    def test_by_how_much(self, left: int, right: int, relation: str, expected: int) -> None:
        assert Check("", left, right, relation).difference == expected  # type: ignore[arg-type]
