"""Lists in the fonts .VnTime (TCVN3) and VNI-Times: decoded letter by letter, told apart by whole columns."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.vietnamese import capitalise_name, decode_tcvn3, decode_vni, guess_legacy, legacy_of_font
from cpkit.vietnamese.legacy import _TCVN3_FROM, _vni_pairs
from tests.vietnamese.words import syllables

TCVN3_NAMES = [
    "D\xad¬ng Ngäc ¸nh",
    "Tßng ThÞ Mû",
    "§iªu V¨n §øc",
    "Quµng V¨n Kh¸nh",
    "L\xadêng V¨n Kh¸nh",
    "§ç ThÞ Hoa",
]
VNI_NAMES = [
    "Caø Vaên Chöù",
    "Traàn Khaùnh Myû",
    "Ñieâu Thò AÙnh",
    "Löôøng Thò Ôn",
    "Nguyeãn Vaên Huøng",
    "Toå daân phoá 7",
]
UNICODE_NAMES = ["Dương Ngọc Ánh", "Tòng Thị Mỷ", "Điêu Văn Đức", "Hòa", "Lò Thị Hoà", "Sùng A Dế", "Cà Thị Ơn"]


def test_names_in_a_tcvn3_font() -> None:
    decoded = [decode_tcvn3(name) for name in TCVN3_NAMES]
    assert decoded == [
        "Dương Ngọc ánh",
        "Tòng Thị Mỷ",
        "Điêu Văn Đức",
        "Quàng Văn Khánh",
        "Lường Văn Khánh",
        "Đỗ Thị Hoa",
    ]


def test_after_tcvn3_a_name_gets_back_the_capital_its_font_did_not_have() -> None:
    assert capitalise_name(decode_tcvn3("D\xad¬ng Ngäc ¸nh")) == "Dương Ngọc Ánh"


def test_names_in_a_vni_font_keep_their_capitals() -> None:
    decoded = [decode_vni(name) for name in VNI_NAMES]
    assert decoded == ["Cà Văn Chứ", "Trần Khánh Mỷ", "Điêu Thị Ánh", "Lường Thị Ơn", "Nguyễn Văn Hùng", "Tổ dân phố 7"]


@pytest.mark.parametrize(
    ("column", "encoding"),
    [
        (TCVN3_NAMES, "tcvn3"),
        (VNI_NAMES, "vni"),
        (UNICODE_NAMES, None),
        (["Hòa", "Hoà"], None),
        (["Kinh", "Thai", "12", ""], None),
        (["Kinh", "Th¸i", "Th¸i", "Kh¬-mó"], "tcvn3"),
        (["Thaùi", "Kinh", "Hmoâng", "Khô-muù"], "vni"),
        (["José", "Zoë", "Müller"], None),
        ([], None),
    ],
)
def test_a_whole_column_tells_its_encoding(column: list[str], encoding: str | None) -> None:
    assert guess_legacy(column) == encoding


@given(st.lists(syllables(), min_size=8, max_size=40))
def test_unicode_is_never_taken_for_an_old_font(words: list[str]) -> None:
    assert guess_legacy(words) is None


@given(st.lists(syllables(), min_size=8, max_size=40))
def test_the_old_fonts_are_found_and_undone(words: list[str]) -> None:
    for encoding, decode, encode in (("tcvn3", decode_tcvn3, _to_tcvn3), ("vni", decode_vni, _to_vni)):
        typed = [encode(word) for word in words]
        assert [decode(cell) for cell in typed] == words
        assert guess_legacy(typed) in (encoding, None)


def test_fonts_betray_the_encoding() -> None:
    assert legacy_of_font(".VnTime") == "tcvn3"
    assert legacy_of_font(".VnTimeH") == "tcvn3"
    assert legacy_of_font("VNI-Times") == "vni"
    assert legacy_of_font("Times New Roman") is None


def test_the_tcvn3_table_is_that_of_the_standard() -> None:
    """TCVN 5712-1:1993 as the system's iconv knows it, byte by byte."""
    if shutil.which("iconv") is None:
        pytest.skip("no iconv here")
    data = _TCVN3_FROM.encode("latin-1")
    answer = subprocess.run(["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"], input=data, capture_output=True, check=False)
    if answer.returncode:
        pytest.skip("this iconv does not know TCVN5712-1")
    assert decode_tcvn3(_TCVN3_FROM) == answer.stdout.decode("utf-8")


def test_both_tables_agree_with_another_program() -> None:
    encodings = pytest.importorskip("viparse.normalize.encodings")
    charmaps = {charmap.name.lower(): dict(charmap.pairs) for charmap in encodings.CHARMAPS.values()}
    theirs = next(pairs for name, pairs in charmaps.items() if "tcvn" in name)
    assert {typed: decode_tcvn3(typed) for typed in theirs} == theirs
    theirs = next(pairs for name, pairs in charmaps.items() if "vni" in name)
    ours = _vni_pairs()
    shared = theirs.keys() & ours.keys()
    assert len(shared) > 120
    assert {typed: ours[typed] for typed in shared} == {typed: theirs[typed] for typed in shared}


def _to_tcvn3(text: str) -> str:
    table = {decode_tcvn3(letter): letter for letter in _TCVN3_FROM}
    return "".join(table.get(letter, letter) for letter in text)


def _to_vni(text: str) -> str:
    table = {letter: pair for pair, letter in reversed(_vni_pairs().items()) if pair.islower()}
    return "".join(table.get(letter, letter) for letter in text)
