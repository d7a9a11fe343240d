"""Personal numbers: twelve digits; what they say of sex, year and province only warns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.vietnamese import BadPersonalNumber, PartialDate, personal_number_warnings, read_personal_number

NUMBER = "011215000123"
BOY_OF_2015 = ("nam", PartialDate(2015, 3, 2))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("011215000123", NUMBER),
        (" 011 215 000 123 ", NUMBER),
        ("011.215.000.123", NUMBER),
        ("'011215000123", NUMBER),
        (11215000123.0, NUMBER),
        (11215000123, NUMBER),
        (1215000123.0, "001215000123"),
    ],
)
def test_the_twelve_digits_come_back_with_the_zeros_a_spreadsheet_took(typed: str | float, number: str) -> None:
    assert read_personal_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("11215000123", "Số định danh cá nhân phải có 12 chữ số, ở đây có 11."),
        ("0112150001234", "Số định danh cá nhân phải có 12 chữ số, ở đây có 13."),
        (123456789, "Số định danh cá nhân phải có 12 chữ số, ở đây có 9."),
        ("01121500012A", "Số định danh cá nhân chỉ gồm chữ số, đủ 12 chữ số."),
        ("", "Số định danh cá nhân chỉ gồm chữ số, đủ 12 chữ số."),
        ("1,1215E+10", "Số định danh đã bị Excel rút gọn (1,1215E+10): hãy ghi lại đủ 12 chữ số."),
        ("1.1215E+10", "Số định danh đã bị Excel rút gọn (1.1215E+10): hãy ghi lại đủ 12 chữ số."),
    ],
)
def test_other_lengths_and_signs_are_refused(typed: str | float, sentence: str) -> None:
    with pytest.raises(BadPersonalNumber) as refusal:
        read_personal_number(typed)
    assert str(refusal.value) == sentence


def test_a_number_that_agrees_warns_of_nothing() -> None:
    assert personal_number_warnings(NUMBER, *BOY_OF_2015) == []
    assert personal_number_warnings(NUMBER, *BOY_OF_2015, province="11") == []
    assert personal_number_warnings(NUMBER, "unknown", None) == []
    assert personal_number_warnings(NUMBER, "nam", PartialDate(2016, precision="age")) == []


def test_sex_year_and_province_that_disagree_warn() -> None:
    assert personal_number_warnings(NUMBER, "nu", PartialDate(2014)) == [
        "Chữ số thứ tư của số định danh (2) là của nam, phiếu ghi nữ.",
        "Số định danh cho thấy năm sinh 2015, phiếu ghi năm 2014.",
    ]
    assert personal_number_warnings("003215000123", *BOY_OF_2015) == [
        "Ba chữ số đầu 003 của số định danh không phải mã tỉnh nào."
    ]
    assert personal_number_warnings(NUMBER, *BOY_OF_2015, province="14") == [
        "Số định danh do nơi khác cấp: mã 011, không phải 014."
    ]


def test_a_birth_registered_abroad_has_no_province_to_check() -> None:
    assert personal_number_warnings("148215000123", *BOY_OF_2015) == []


@given(st.integers(0, 10**12 - 1))
def test_any_twelve_digits_are_read_as_they_are(value: int) -> None:
    number = f"{value:012}"
    assert read_personal_number(number) == number
    assert all(warning.endswith(".") for warning in personal_number_warnings(number, "nam", PartialDate(2015)))


def test_the_reading_agrees_with_another_program() -> None:
    ident = pytest.importorskip("vn_ident")
    card = ident.parse_cccd(NUMBER)
    assert card is not None
    assert (card.birth_year, str(card.gender).lower()) in {(2015, "male"), (2015, "nam"), (2015, "gender.male")}
