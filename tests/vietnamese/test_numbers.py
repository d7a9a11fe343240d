"""Numbers with the Vietnamese dot between thousands and comma before decimals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.vietnamese import BadNumber, read_number, show_money, show_number, show_percent


def test_numbers_as_vietnam_writes_them() -> None:
    assert show_number(208222) == "208.222"
    assert show_number(-1234567) == "-1.234.567"
    assert show_number(1234.5, 1) == "1.234,5"
    assert show_percent(1.1) == "1,1 %"
    assert show_money(1500000) == "1.500.000 đ"


def test_halves_are_rounded_away_from_zero_and_nothing_is_minus_zero() -> None:
    assert show_number(1.05, 1) == "1,1"
    assert show_number(2.5) == "3"
    assert show_number(-2.5) == "-3"
    assert show_number(-0.04, 1) == "0,0"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("208.222", 208222),
        ("1.500", 1500),
        ("1,1", 1.1),
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567),
        ("1,234.5", 1234.5),
        ("1.5", 1.5),
        ("0.125", 0.125),
        ("-0.125", -0.125),
        (" 60.000 đ", 60000),
        ("1,1 %", 1.1),
        ("1 500 000 đồng", 1500000),
        ("-3", -3),
        (7.0, 7),
        (1.234, 1.234),
    ],
)
def test_a_number_is_read_as_vietnam_writes_it_and_as_english_where_beyond_doubt(
    written: str | float, number: float
) -> None:
    assert read_number(written) == number


@pytest.mark.parametrize("written", ["", "ba", "1,2,3", "1.2.3", "--1", "1/2", "٣", float("nan")])
def test_what_is_no_number_is_refused(written: str | float) -> None:
    with pytest.raises(BadNumber, match="không phải là số"):
        read_number(written)


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_go_both_ways(number: int) -> None:
    assert read_number(show_number(number)) == number
    assert read_number(show_money(number)) == number


@given(st.integers(-(10**9), 10**9), st.integers(1, 4))
def test_decimals_go_both_ways(number: int, digits: int) -> None:
    value = number / 10**digits
    assert read_number(show_number(value, digits)) == pytest.approx(value)


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_is_refused(text: str) -> None:
    try:
        read_number(text)
    except BadNumber as refusal:
        assert str(refusal).endswith(".")
