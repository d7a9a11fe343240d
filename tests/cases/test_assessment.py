"""Counting levels and concluding from them: Mẫu số 02, 03 and 06 of NĐ 56/2017, by tables made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.cases.assessment import (
    HIGH,
    LOW,
    MEDIUM,
    Assessed,
    Totals,
    conclude,
    count,
    latest_pair,
    side_by_side,
    tables,
    totals,
)
from cpkit.forms import check, load

TODAY = date(2025, 11, 15)
LEVELS = {"C": HIGH, "T": MEDIUM, "L": LOW, "-": None}
ASSESSMENTS = ("mau_02", "mau_03", "mau_06")


def graded(form_id: str, harm: str, ability: str, **more: Any) -> dict[str, Any]:
    """The answers of an assessment, a letter a row: C Cao, T Trung bình, L Thấp, - none."""
    rows = [row.key for table in tables(load(form_id)) for row in table.rows]
    return dict(zip(rows, (LEVELS[letter] for letter in harm + ability), strict=True)) | more


def concluded(form_id: str, harm: str, ability: str, **more: Any) -> tuple[str | None, int]:
    """What the form gives, and how many warnings it speaks."""
    found = conclude(load(form_id), graded(form_id, harm, ability, **more), today=TODAY)
    return found.proposed.name if found.proposed else None, len(found.warnings)


def test_the_tables_are_those_of_the_forms() -> None:
    sizes = {form_id: [len(table.rows) for table in tables(load(form_id))] for form_id in ASSESSMENTS}
    assert sizes == {"mau_02": [2, 2], "mau_03": [5, 5], "mau_06": [3, 3]}
    assert [table.high_is_bad for table in tables(load("mau_03"))] == [True, False]
    assert tables(load("mau_01")) == []


def test_the_totals_are_the_line_tong_so() -> None:
    values = graded("mau_03", "CCTL-", "LLTTT")
    assert totals(load("mau_03"), values) == {"ton_hai": Totals(2, 1, 1), "kha_nang": Totals(0, 3, 2)}


@pytest.mark.parametrize(
    ("harm", "ability", "expected"),
    [
        # Mẫu số 03 part 3: more Cao in harm than in ability is high risk, fewer or as many is not.
        ("CTTTT", "LLLLL", ("nguy_co_cao", 0)),
        ("CCCCC", "CCCCT", ("nguy_co_cao", 0)),
        ("CCTLL", "CLLLL", ("nguy_co_cao", 0)),
        ("CCCCC", "CCCCC", ("it_nguy_co", 0)),
        ("CTTTT", "CLLLL", ("it_nguy_co", 0)),
        ("CLLLL", "CCTTT", ("it_nguy_co", 0)),
        # Its blind spots: no Cao on either side, and a child without any ability.
        ("TTTTT", "TTTTT", ("it_nguy_co", 1)),
        ("TTTTT", "TLLLL", ("it_nguy_co", 1)),
        ("LLLLL", "LLLLL", ("it_nguy_co", 2)),
        ("TTTTT", "LLLLL", ("it_nguy_co", 2)),
        # Nothing is concluded from half a table.
        ("CCCC-", "LLLLL", (None, 0)),
    ],
)
def test_mau_03_concludes_by_its_own_rule(harm: str, ability: str, expected: tuple[str | None, int]) -> None:
    assert concluded("mau_03", harm, ability) == expected


def test_mau_03_stands_unless_the_officer_gives_a_reason() -> None:
    form, answers = load("mau_03"), graded("mau_03", "TTTTT", "LLLLL")
    assert conclude(form, answers, today=TODAY).ordered
    other = answers | {"conclusion": "nguy_co_cao"}
    missing = check(form, other, today=TODAY).missing
    assert "conclusion_reason" in missing
    given_reason = other | {"conclusion_reason": "Người cha vẫn ở cùng nhà."}
    assert "conclusion_reason" not in check(form, given_reason, today=TODAY).missing
    found = conclude(form, given_reason, today=TODAY)
    assert (found.proposed and found.proposed.name, found.valid and found.valid.name) == ("it_nguy_co", "nguy_co_cao")
    assert found.reason == "Người cha vẫn ở cùng nhà."
    standing = conclude(form, answers, today=TODAY).valid
    assert standing and standing.name == "it_nguy_co"


@pytest.mark.parametrize(
    ("harm", "ability", "by_carer", "expected"),
    [
        # Đ31.1: grave harm, or a parent or carer who does the harm, is a child in need of urgent protection.
        ("CL", "CC", "khong", "khan_cap"),
        ("LL", "CC", "co", "khan_cap"),
        ("TL", "CC", "khong", "ke_hoach"),
        ("LC", "LL", "khong", "ke_hoach"),
        ("LL", "LL", "khong", "theo_doi"),
        ("-L", "LL", "co", None),
    ],
)
def test_mau_02_only_suggests(harm: str, ability: str, by_carer: str, expected: str | None) -> None:
    assert concluded("mau_02", harm, ability, harmed_by_carer=by_carer)[0] == expected
    form = load("mau_02")
    found = conclude(form, graded("mau_02", harm, ability, conclusion="theo_doi"), today=TODAY)
    assert not found.ordered
    assert found.valid and found.valid.name == "theo_doi"
    assert "conclusion_reason" not in check(form, {"conclusion": "theo_doi"}, today=TODAY).missing


def test_mau_02_warns_where_grave_harm_is_not_called_urgent() -> None:
    assert concluded("mau_02", "CC", "LL", conclusion="theo_doi") == ("khan_cap", 1)
    assert concluded("mau_02", "CC", "LL", conclusion="khan_cap") == ("khan_cap", 0)


@pytest.mark.parametrize(
    ("harm", "ability", "expected"),
    [
        ("CTT", "TTT", ("ke_hoach_tiep", 0)),
        ("CTT", "CTT", ("theo_doi_ket_thuc", 0)),
        ("LLL", "CCC", ("theo_doi_ket_thuc", 0)),
        ("TTT", "TTT", ("theo_doi_ket_thuc", 1)),
        ("LLL", "LLL", ("theo_doi_ket_thuc", 2)),
    ],
)
def test_mau_06_suggests_by_the_comparison_of_mau_03(harm: str, ability: str, expected: tuple[str, int]) -> None:
    assert concluded("mau_06", harm, ability) == expected
    assert not conclude(load("mau_06"), graded("mau_06", harm, ability), today=TODAY).ordered


def test_the_first_assessment_and_the_review_stand_side_by_side() -> None:
    then = Assessed(load("mau_03"), graded("mau_03", "CCTTT", "LLTTT"))
    now = Assessed(load("mau_06"), graded("mau_06", "LCC", "CTL"))
    rows = side_by_side(then, now)
    shown = [(row.label[:12], row.then and row.then.name, row.now and row.now.name, row.change) for row in rows]
    assert shown == [
        ("1. Mức độ tổ", HIGH, LOW, 1),
        ("2. Khả năng ", HIGH, HIGH, 0),
        ("3. Những trở", MEDIUM, HIGH, -1),
        # What only Mẫu số 03 asks stands below.
        ("3. Tác động ", MEDIUM, None, None),
        ("5. Không có ", MEDIUM, None, None),
        ("1. Khả năng ", LOW, HIGH, 1),
        ("2. Trẻ em có", MEDIUM, MEDIUM, 0),
        ("3. Khả năng ", MEDIUM, LOW, -1),
        ("2. Khả năng ", LOW, None, None),
        ("3. Khả năng ", MEDIUM, None, None),
    ]
    harm, ability = "a) Đánh giá mức độ tổn hại của trẻ em", "b) Đánh giá khả năng tự bảo vệ, phục hồi của trẻ em"
    assert [row.table for row in rows] == [harm] * 5 + [ability] * 5


def test_the_last_assessment_is_compared_with_the_one_it_shares_most_rows_with() -> None:
    made = [Assessed(load(form_id), {}) for form_id in ("mau_02", "mau_03", "mau_03", "mau_06")]
    pair = latest_pair(made)
    assert pair and (pair[0] is made[1], pair[1] is made[3]) == (True, True)
    assert latest_pair(made[:1]) is None


@given(st.lists(st.sampled_from([HIGH, MEDIUM, LOW, None])))
def test_every_level_is_counted_once(levels: list[str | None]) -> None:
    found = count(levels)
    assert found.high + found.medium + found.low == len([level for level in levels if level])
    assert count(reversed(levels)) == found


@given(st.sampled_from(ASSESSMENTS), st.data())
def test_the_form_counts_and_concludes_as_the_decree_says_whatever_the_levels(form_id: str, data: Any) -> None:
    form = load(form_id)
    answers = {row.key: data.draw(st.sampled_from([HIGH, MEDIUM, LOW])) for table in tables(form) for row in table.rows}
    checked = check(form, answers, today=TODAY)
    harm, ability = totals(form, answers).values()
    counted = [
        checked.values[f"{table}_{level}"] for table in ("harm", "ability") for level in ("high", "medium", "low")
    ]
    assert counted == [harm.high, harm.medium, harm.low, ability.high, ability.medium, ability.low]
    if form_id == "mau_03":
        assert checked.values["official"] == ("nguy_co_cao" if harm.high > ability.high else "it_nguy_co")
    if form_id == "mau_06":
        assert (checked.values["suggested"] == "ke_hoach_tiep") == (harm.high > ability.high)
