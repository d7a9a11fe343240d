"""Which children a report counts, by dates: moving, dying, turning 16, and a unit born inside the period."""

from __future__ import annotations

import pytest

from cpkit.reports.periods import year_period
from tests.reports.ward import Ward, member, risk, stay


def notes(ward: Ward) -> str:
    return "\n".join(ward.report().notes)


def test_a_child_who_moved_away_is_counted_to_its_last_day_here(ward: Ward) -> None:
    ward.child(residence=[stay("2020-01-01", "2025-11-14")])
    ward.child(residence=[stay("2020-01-01", "2025-11-13")])
    ward.child(residence=[stay("2020-01-01", "2024-11-14")])
    ward.child(residence=[stay("2025-11-15")])
    ward.child(residence=[stay("2020-01-01", "2025-01-01"), stay("2025-06-01")])
    assert ward.figure("a1") == (0, 2)
    assert "1 trẻ em chuyển đi trong kỳ" in notes(ward)


def test_a_child_who_died_is_not_counted(ward: Ward) -> None:
    ward.child(died="2025-11-14")
    ward.child(died="2025-11-15")
    assert ward.figure("a1") == (0, 1)
    assert "1 trẻ em tử vong trong kỳ" in notes(ward)


def test_a_child_leaves_on_the_16th_birthday_and_is_still_there_in_the_past(ward: Ward) -> None:
    """Luật Trẻ em Đ1."""
    ward.child("2009-11-14", groups=[member(4)])
    assert ward.figure("a1") == (0, 0)
    assert ward.figure("a1", year_period(2024)) == (1, 1)
    assert "1 trẻ em đủ 16 tuổi trong kỳ" in notes(ward)


def test_who_was_born_after_the_cut_off_is_not_counted(ward: Ward) -> None:
    ward.child("2025-11-15")
    assert ward.figure("a1") == (0, 0)


def test_a_birth_known_in_part_counts_until_certainly_16_and_the_report_says_so(ward: Ward) -> None:
    ward.child("2009")
    ward.child("2008")
    ward.child(None)
    assert ward.figure("a1") == (0, 2)
    assert "1 trẻ em chỉ biết tháng, năm sinh" in notes(ward)
    assert "1 trẻ em chưa rõ ngày sinh" in notes(ward)
    assert ward.report().table("children_by_age").cell("unknown", "total") == 1


def test_an_unknown_start_is_older_than_the_record_and_the_report_says_how_many(ward: Ward) -> None:
    ward.child(residence=[stay(None)], groups=[member(4, start=None), member(1, start=None)], risks=[risk(start=None)])
    ward.child(residence=[], registered_on="2026-05-05")
    assert ward.figure("a1") == (1, 2)
    assert ward.figure("a1", year_period(2022)) == (1, 2)
    assert "2 trẻ em không rõ ngày bắt đầu cư trú" in notes(ward)
    assert "2 lượt hoàn cảnh đặc biệt không rõ ngày bắt đầu" in notes(ward)
    assert "1 lượt nguy cơ không rõ ngày bắt đầu" in notes(ward)


@pytest.mark.parametrize("unit", ["34:03127", "63:03127", "63:03145", None])
def test_a_unit_born_inside_the_period_reports_what_it_was_made_of(ward: Ward, unit: str | None) -> None:
    """NQ 1661/NQ-UBTVQH15: Him Lam, Tân Thanh, Mường Thanh, Thanh Bình, Thanh Trường and Thanh Minh since 1/7/2025."""
    ward.child(unit=unit)
    assert ward.figure("a1") == (0, 1)
    assert "được lập từ ngày 01/07/2025" in notes(ward) and "Phường Him Lam" in notes(ward)


@pytest.mark.parametrize("unit", ["34:03334", "63:03124"])
def test_children_of_another_unit_are_left_out_and_said(ward: Ward, unit: str) -> None:
    """Today's phường Mường Thanh is not the old one; Noong Bua went into it."""
    ward.child(unit=unit)
    assert ward.figure("a1") == (0, 0)
    assert "1 trẻ em thuộc xã, phường khác" in notes(ward)


def test_a_unit_that_is_gone_names_the_one_that_took_its_place(ward: Ward) -> None:
    ward.store.change_settings("change unit", unit="63:03127", unit_name="Phường Mường Thanh")
    assert "chỉ có đến ngày 30/06/2025; từ ngày sau đó là Phường Điện Biên Phủ" in notes(ward)
    gone = ward.report(year_period(2024)).notes
    assert not any("chỉ có đến ngày" in note for note in gone), "it was there in all of that period"
