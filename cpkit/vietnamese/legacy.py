"""Lists typed in the old fonts: TCVN3 (.VnTime and its family) and VNI-Windows (VNI-Times and its family).

Such a text shows as Vietnamese only in its font; in any other it is a row of odd western letters. Whether a list is in
such a font is told from a whole column and from the font's name, never from one cell: `Hòa` is good Vietnamese as it
stands and could be TCVN3 as well. After TCVN3, which has no accented capitals, the importer gives the words of a
person's name their capitals with `capitalise_name`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from typing import Literal

from cpkit.vietnamese.text import nfc

Legacy = Literal["tcvn3", "vni"]

_TCVN3_FROM = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦"
_TCVN3_TO = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
_TCVN3 = str.maketrans(dict(zip(_TCVN3_FROM, _TCVN3_TO, strict=True)))

# VNI letters of their own; then the signs that follow a base letter: tones, and tones upon a hat or a breve.
_VNI_LETTERS = dict(zip("ñöôíìæóòî", "đươíìỉĩịỵ", strict=True))
_SIGNS = ["ù́", "ø̀", "û̉", "õ̃", "ị̈"]
_HATS = ["â̂", "á̂́", "à̂̀", "å̂̉", "ã̂̃", "ạ̈̂"]
_BREVES = ["ê̆", "é̆́", "è̆̀", "ú̆̉", "ü̆̃", "ẹ̈̆"]
_VNI_SIGNS = {"aeouyöô": _SIGNS, "aeo": _HATS, "a": _BREVES}


def decode_tcvn3(text: str) -> str:
    """`text` typed in a TCVN3 font, in Unicode; letters outside the old table are left as they are."""
    return nfc(text).translate(_TCVN3)


def decode_vni(text: str) -> str:
    """`text` typed in a VNI-Windows font (two characters an accented letter), in Unicode."""
    pairs = _vni_pairs()
    return _vni_pattern().sub(lambda found: pairs[found[0]], nfc(text))


DECODERS: dict[Legacy, Callable[[str], str]] = {"tcvn3": decode_tcvn3, "vni": decode_vni}


@cache
def _vni_pairs() -> dict[str, str]:
    """Every VNI letter, in each mix of capitals, and what it stands for."""
    small = dict(_VNI_LETTERS)
    for bases, signs in _VNI_SIGNS.items():
        small |= {base + sign[0]: nfc(_VNI_LETTERS.get(base, base) + sign[1:]) for base in bases for sign in signs}
    return {
        written: letter.upper() if written[0].isupper() else letter
        for pair, letter in small.items()
        for written in _capital_mixes(pair)
    }


@cache
def _vni_pattern() -> re.Pattern[str]:
    """Any VNI letter, the pairs before the single ones."""
    return re.compile("|".join(sorted(map(re.escape, _vni_pairs()), key=len, reverse=True)))


def _capital_mixes(pair: str) -> set[str]:
    """A pair in small, in capitals and with the base alone in capitals or its sign alone."""
    base, sign = pair[0], pair[1:]
    return {first + second for first in (base, base.upper()) for second in (sign, sign.upper())}


def legacy_of_font(font: str) -> Legacy | None:
    """The encoding that a font's name betrays: ".VnTime" is TCVN3, "VNI-Times" is VNI."""
    name = font.casefold().strip()
    return "tcvn3" if name.startswith(".vn") else "vni" if name.startswith("vni") else None


def guess_legacy(cells: Iterable[str]) -> Legacy | None:
    """The old encoding that the cells of one column are in, or None for Unicode (and when the cells cannot tell).

    Every word beyond ASCII is read three ways; the reading that makes clearly most of them Vietnamese syllables wins.
    """
    words = Counter(word for cell in cells for word in _words(cell) if not word.isascii())
    if not words:
        return None
    fits: dict[Legacy | None, int] = {legacy: _syllables(words, decode) for legacy, decode in DECODERS.items()}
    fits[None] = max(_syllables(words, nfc), int(0.7 * words.total()))
    best, second = sorted(fits, key=lambda legacy: fits[legacy], reverse=True)[:2]
    return best if fits[best] > fits[second] else None


def _words(cell: str) -> list[str]:
    """The words of a cell as typed; figures and punctuation that no old letter uses part them."""
    return re.split(r"[\s0-9.,;:()/\"'_-]+", nfc(cell))


def _syllables(words: Counter[str], decode: Callable[[str], str]) -> int:
    """How many of the words are Vietnamese syllables once decoded."""
    return sum(count for word, count in words.items() if _is_syllable(decode(word)))


def _is_syllable(word: str) -> bool:
    """Whether `word` can be one Vietnamese syllable: onset, rime, at most one tone, stop endings with sắc or nặng."""
    parts = unicodedata.normalize("NFD", word.casefold())
    tones = [mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323"]
    toneless = nfc("".join(mark for mark in parts if mark not in "\u0300\u0301\u0303\u0309\u0323"))
    found = _syllable_pattern().fullmatch(toneless)
    if found is None or len(tones) > 1:
        return False
    return not found["stop"] or tones in (["\u0301"], ["\u0323"])


@cache
def _syllable_pattern() -> re.Pattern[str]:
    """Onset, vowels and ending of a syllable without its tone; loose enough for the names of all ethnic groups."""
    onset = "(?:b|ch|đ|d|gh|gi|g|h?m|h?n|kh|k|c|l|ngh|ng|nh|ph|p|qu|r|s|th|tr|t|v|x|h)?"
    glide = "(?:o(?=[aăe])|u(?=[âêơy]))?"
    vowels = "(?:iê|yê|uô|ươ|ia|ua|ưa|uya|[aăâeêioôơuưy])"
    return re.compile(f"{onset}{glide}{vowels}(?:(?P<stop>ch|c|p|t)|nh|ng|n|m|[iyou])?")
