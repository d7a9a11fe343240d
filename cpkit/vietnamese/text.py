"""Vietnamese text: one normal form, keys for searching and for sorting, the capitals of a name.

The same word reaches the program in several spellings: composed or decomposed (NFC, NFD), with the tone on either
vowel (hòa, hoà), with the Icelandic Ð for Đ. Texts are stored as written, in NFC; searching compares fold keys.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Combining marks of Latin letters only: the vowel signs of Lao or Thai names are not accents and stay.
_MARKS = re.compile("[\u0300-\u036f]+")
# Letters that do not decompose (đ) or that stand in for others: Ð, ð for Đ, đ; typographic quotes and dashes.
_QUOTES = dict.fromkeys("\u2019\u2018\u02bc`\u00b4\u2032", "'")
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
_SAME = str.maketrans({"đ": "d", "ð": "d", "Đ": "d", "Ð": "d"} | _QUOTES | _DASHES)
# Characters nobody sees: soft hyphen, zero-width spaces and joiners, byte order mark.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")

_PUNCTUATION = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANKS = {sign: rank for rank, sign in enumerate(_PUNCTUATION + "0123456789" + _LETTERS, start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = "\u0306\u0302\u031b"


LOOSE = ("y", "i")
"""Two letters that are one in a loose key."""


def nfc(text: str) -> str:
    """`text` in the composed form (NFC) that everything is stored in."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The search key of `text`: no accents, d for đ, small letters, single spaces ("Lò  Thị HOÀ" -> "lo thi hoa")."""
    if not text.isascii():
        text = _plain(_UNSEEN.sub("", text))
    if not text.isascii():
        text = _plain(text)  # a small letter may have brought an accent of its own
    return " ".join(text.casefold().split())


def _plain(text: str) -> str:
    """`text` in small letters without accents."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text.casefold()))
    return unicodedata.normalize("NFC", bare.translate(_SAME))


def loose_fold(text: str) -> str:
    """A looser search key than `fold`: i and y are one letter as well (Lý = Lí, Mỷ = Mỉ)."""
    return fold(text).replace(*LOOSE)


@lru_cache(4096)  # a register sorted by name asks for the same few hundred words again and again
def collation_key(text: str) -> str:
    """A string whose order is the Vietnamese alphabetical order of `text` (as ICU's `vi` sorts).

    Letters decide first (a ă â b c d đ …), then tones (ngang, huyền, hỏi, ngã, sắc, nặng), then capitals.
    """
    letters, tones, capitals = [], [], []
    for character in nfc(text):
        rank, tone, capital = _weights(character)
        letters.append(rank)
        tones.append(tone)
        capitals.append(capital)
    return "\0".join("".join(level) for level in (letters, tones, capitals))


@lru_cache(4096)
def _weights(character: str) -> tuple[str, str, str]:
    """The three weights of one composed character, each one character above NUL."""
    parts = unicodedata.normalize("NFD", character)
    tone = max(_TONES.get(mark, 0) for mark in parts)
    letter = nfc(parts[0] + "".join(mark for mark in parts[1:] if mark in _SHAPES))
    small = letter.lower()
    rank = _RANKS.get(small) or _RANKS.get(small[0]) or 0x100 + min(ord(small[0]), 0x10FE00)
    return chr(rank), chr(1 + tone), chr(1 + (letter != small))


def name_key(name: str) -> str:
    """The sort key of a person's name: given name, then family name, then middle names, as Vietnamese lists sort."""
    words = name.split()
    parts = (words[-1:], words[:1] if len(words) > 1 else [], words[1:-1])
    return "\0".join(collation_key(" ".join(part)) for part in parts)


def capitalise_name(name: str) -> str:
    """A person's name with a capital at the head of each word; words all in small or all in capitals are rewritten.

    "NGUYỄN thị hoa" -> "Nguyễn Thị Hoa"; "H'hen niê" -> "H'hen Niê"; spaces become single, the text becomes NFC.
    """
    return " ".join(_capitalise(word) for word in nfc(name).split())


def _capitalise(word: str) -> str:
    """One word with its capital; a mixed word ("McLean", "H'hen") keeps the rest of its letters."""
    raised = word[:1].upper() + word[1:]
    if len(word) > 1 and (word.islower() or raised.isupper()):
        return "".join(part[:1].upper() + part[1:].lower() for part in re.split(r"(?<=['\u2019-])", word))
    return raised
