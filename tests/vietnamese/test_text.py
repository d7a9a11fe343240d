"""Searching compares fold keys; sorting follows the Vietnamese alphabet; names keep their letters."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.vietnamese import capitalise_name, collation_key, fold, loose_fold, name_key, nfc
from tests.vietnamese.words import LETTERS, names, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lò Thị Hoà", "lo thi hoa"),
        ("hòa", "hoà"),
        ("thủy", "thuỷ"),
        ("Đặng Văn Đức", "dang van duc"),
        ("Ðặng", "Đặng"),
        ("ðức", "đức"),
        ("  Lò \t Thị\u00a0Hoa ", "Lò Thị Hoa"),
        ("H\u2019Mông", "h'mong"),
        ("Lò\u200b Thị", "Lò Thị"),
    ],
)
def test_one_word_in_its_spellings_has_one_fold_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_fold_keeps_apart_what_differs_in_letters() -> None:
    assert fold("Lò Thị Hoa") != fold("Lò Thị Hoan")
    assert fold("Lý") != fold("Lí")


def test_the_looser_key_reads_i_and_y_alike() -> None:
    assert loose_fold("Lý Thị Mỷ") == loose_fold("Lí Thị Mỉ")


def test_letters_of_other_scripts_stay() -> None:
    assert fold("ບຸນມີ") == "ບຸນມີ"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert loose_fold(loose_fold(text)) == loose_fold(text)


@given(names)
def test_composed_and_decomposed_are_the_same(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    assert nfc(decomposed) == name
    assert fold(decomposed) == fold(name)
    assert collation_key(decomposed) == collation_key(name)
    assert name_key(decomposed) == name_key(name)


@given(names)
def test_the_fold_key_of_a_vietnamese_name_is_plain_ascii(name: str) -> None:
    assert fold(name).isascii()


def test_the_alphabet_in_its_order() -> None:
    alphabet = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    assert sorted(set(alphabet), key=collation_key) == alphabet


def test_tones_in_their_order_and_after_the_letters() -> None:
    assert sorted(["ạ", "á", "ã", "ả", "à", "a"], key=collation_key) == ["a", "à", "ả", "ã", "á", "ạ"]
    assert sorted(["àn", "am", "an"], key=collation_key) == ["am", "an", "àn"]


def test_small_letters_come_before_capitals_only_when_all_else_is_equal() -> None:
    assert sorted(["Ba", "Bà", "ba"], key=collation_key) == ["ba", "Ba", "Bà"]


@given(st.lists(st.one_of(words, names, st.text("0123456789 aAđĐ-'")), min_size=2, max_size=12))
def test_the_order_is_that_of_icu(texts: list[str]) -> None:
    icu = pytest.importorskip("icu")
    collator = icu.Collator.createInstance(icu.Locale("vi"))
    collator.setStrength(icu.Collator.TERTIARY)
    texts = [nfc(text) for text in texts]
    for one, other in pairwise(texts):
        ours = (collation_key(one) > collation_key(other)) - (collation_key(one) < collation_key(other))
        assert ours == collator.compare(one, other), (one, other)


@given(st.text(), st.text())
def test_equal_keys_mean_equal_folds(one: str, other: str) -> None:
    if collation_key(one) == collation_key(other):
        assert fold(one) == fold(other)


def test_people_sort_by_given_name_then_family_then_middle() -> None:
    people = ["Lò Văn Bình", "Tòng Thị Ánh", "Lò Thị Ánh", "Cà Văn Ánh", "Lò Văn Ánh", "Ân"]
    assert sorted(people, key=name_key) == [
        "Cà Văn Ánh",
        "Lò Thị Ánh",
        "Lò Văn Ánh",
        "Tòng Thị Ánh",
        "Ân",
        "Lò Văn Bình",
    ]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("nguyễn thị hoa", "Nguyễn Thị Hoa"),
        ("NGUYỄN VĂN A", "Nguyễn Văn A"),
        ("Nguyễn Thị ánh", "Nguyễn Thị Ánh"),
        ("  lò   y na ", "Lò Y Na"),
        ("H'HEN niê", "H'Hen Niê"),
        ("McLean", "McLean"),
        ("đỗ đức", "Đỗ Đức"),
    ],
)
def test_capitals_of_a_name(typed: str, name: str) -> None:
    assert capitalise_name(typed) == name


@given(names)
def test_capitals_are_given_once_and_change_no_letter(name: str) -> None:
    once = capitalise_name(name)
    assert capitalise_name(once) == once
    assert fold(once) == fold(name)


@given(st.sampled_from(LETTERS))
def test_every_vietnamese_letter_has_a_place_in_the_alphabet(letter: str) -> None:
    assert collation_key("9") < collation_key(letter) < collation_key("ž")
