"""Ids a person can read out and type loosely; a slip is caught, and near ids are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.errors import Refused
from cpkit.store.identifiers import (
    KINDS,
    MARK_LETTERS,
    NUMBERS_PER_MARK,
    check_letter,
    first_id,
    mark_letters,
    mark_number,
    read_id,
    show_id,
)

MARKS = st.tuples(st.sampled_from(MARK_LETTERS), st.sampled_from(MARK_LETTERS)).map("".join)
NUMBERS = st.integers(1, NUMBERS_PER_MARK - 1)
CHILD = first_id("KM") + 42


def read(text: str, *known: int, table: str = "children") -> int:
    return read_id(table, text, "KM", lambda doc_id: doc_id in (known or (CHILD,)))


class TestShowing:
    def test_kind_mark_number_and_check_letter(self) -> None:
        assert show_id("children", CHILD) == show_id("TE", CHILD) == "TE-KM-00042-H"

    def test_every_kind_has_its_table(self) -> None:
        assert len({*KINDS.values()}) == len(KINDS)

    @given(MARKS)
    def test_marks_have_numbers(self, mark: str) -> None:
        assert mark_letters(mark_number(mark)) == mark

    @pytest.mark.parametrize("wrong", ["", "K", "KMA", "K1", "KI", "km"])
    def test_what_is_no_mark_has_none(self, wrong: str) -> None:
        with pytest.raises(ValueError):
            mark_number(wrong)


class TestReading:
    @given(kind=st.sampled_from(list(KINDS)), mark=MARKS, number=NUMBERS)
    def test_what_is_shown_is_read(self, kind: str, mark: str, number: int) -> None:
        doc_id = first_id(mark) + number
        assert read_id(KINDS[kind], show_id(kind, doc_id), "AA", lambda found: found == doc_id) == doc_id

    @pytest.mark.parametrize(
        "typed",
        ["42", "00042", "te42", "TE 42", "te-km-42", "te km 42 h", "TEKM00042H", "42h", " te.km.00042.h ", "ＴＥ４２"],
    )
    def test_loosely_typed(self, typed: str) -> None:
        assert read(typed) == CHILD

    @pytest.mark.parametrize("typed", ["42.0", "42.00", " 42,0 "])
    def test_a_number_that_excel_made_a_decimal_of(self, typed: str) -> None:
        assert read(typed, CHILD, first_id("KM") + 420) == CHILD

    def test_a_fraction_is_no_id(self) -> None:
        with pytest.raises(Refused, match="không phải là mã"):
            read("4.2")

    def test_of_another_store(self) -> None:
        other = first_id("AB") + 7
        assert read("te ab 7", other) == other

    @pytest.mark.parametrize("typed", ["", "Lò Thị Thử", "TE", "KM", "te-km-x", "123456789", "TE-KM-00042-HH"])
    def test_what_is_no_id_says_how_one_looks(self, typed: str) -> None:
        with pytest.raises(Refused, match="TE-KM-00042-H"):
            read(typed)

    def test_of_another_kind_says_which_is_needed(self) -> None:
        with pytest.raises(Refused, match="bằng TE"):
            read(show_id("cases", CHILD))

    def test_of_a_mark_that_does_not_exist(self) -> None:
        with pytest.raises(Refused, match="IO"):
            read("te io 42")


class TestSlips:
    @given(mark=MARKS, number=NUMBERS, place=st.integers(0, 6), digit=st.sampled_from("0123456789"))
    def test_one_wrong_digit_is_caught(self, mark: str, number: int, place: int, digit: str) -> None:
        digits = f"{number:07d}"
        wrong = int(digits[:place] + digit + digits[place + 1 :])
        if wrong != number:
            assert check_letter("TE", first_id(mark) + wrong) != check_letter("TE", first_id(mark) + number)

    @given(mark=MARKS, number=NUMBERS, place=st.integers(0, 5))
    def test_two_digits_swapped_are_caught(self, mark: str, number: int, place: int) -> None:
        digits = f"{number:07d}"
        wrong = int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])
        if wrong != number:
            assert check_letter("TE", first_id(mark) + wrong) != check_letter("TE", first_id(mark) + number)

    def test_the_kind_is_guarded_too(self) -> None:
        assert len({check_letter(kind, CHILD) for kind in KINDS}) == len(KINDS)

    def test_a_wrong_check_letter_names_near_ids_that_exist(self) -> None:
        with pytest.raises(Refused, match="TE-KM-00042-H"):
            read("te-km-00024-h")

    @pytest.mark.parametrize("typed", ["24", "43", "4", "142", "420"])
    def test_an_unknown_id_names_near_ones(self, typed: str) -> None:
        with pytest.raises(Refused, match="Có phải là TE-KM-00042-H"):
            read(typed)

    @pytest.mark.parametrize("typed", ["te kn 42", "te-kn-00042-h"])
    def test_a_slip_in_the_mark_names_the_one_of_this_store(self, typed: str) -> None:
        with pytest.raises(Refused, match="Có phải là TE-KM-00042-H"):
            read(typed)

    def test_at_most_three(self) -> None:
        with pytest.raises(Refused) as refused:
            read("50", *(CHILD + number for number in range(100)), first_id("KM") + 5)
            read("5")
        assert str(refused.value).count("TE-KM") <= 4

    def test_an_unknown_id_far_from_all_names_none(self) -> None:
        with pytest.raises(Refused) as refused:
            read("9999")
        assert "Có phải" not in str(refused.value)
