"""Strategies for Vietnamese text: letters of the alphabet with tones, syllables, names."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

TONES = "\u0300\u0309\u0303\u0301\u0323"
VOWELS = "aăâeêioôơuưy"
CONSONANTS = "bcdđghklmnpqrstvx"
TONED = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ("", *TONES)]
LETTERS = [*TONED, *CONSONANTS]
LETTERS += [letter.upper() for letter in LETTERS]

RIMES = [
    "a",
    "an",
    "anh",
    "ăn",
    "âm",
    "e",
    "ênh",
    "i",
    "iêu",
    "o",
    "oa",
    "oan",
    "ông",
    "ơn",
    "u",
    "uân",
    "ưng",
    "ương",
    "y",
]
ONSETS = [
    "",
    "b",
    "c",
    "ch",
    "d",
    "đ",
    "gi",
    "h",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "nh",
    "ph",
    "qu",
    "s",
    "t",
    "th",
    "tr",
    "v",
]

words = st.text(st.sampled_from(LETTERS), min_size=1, max_size=8)
names = st.lists(words, min_size=1, max_size=5).map(" ".join)


@st.composite
def syllables(draw: st.DrawFn) -> str:
    """A syllable with its tone on the first vowel that can carry it, in small letters."""
    onset, rime = draw(st.sampled_from(ONSETS)), draw(st.sampled_from(RIMES))
    place = next(position for position, letter in enumerate(rime) if letter in VOWELS)
    tone = draw(st.sampled_from(("", *TONES)))
    return onset + unicodedata.normalize("NFC", rime[: place + 1] + tone) + rime[place + 1 :]
