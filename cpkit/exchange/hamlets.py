"""Names of hamlets: told from other text, spelled one way, read from the heading rows that part a list."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cpkit.vietnamese import capitalise_name, fold, nfc

KINDS = (
    "tổ dân phố",
    "khu dân cư",
    "tiểu khu",
    "khu phố",
    "khối phố",
    "tổ bản",
    "bản",
    "thôn",
    "xóm",
    "tổ",
    "tdp",
    "khu",
    "khối",
    "ấp",
    "buôn",
    "làng",
    "đội",
    "phum",
    "sóc",
)
"""What a hamlet is called, longer words first."""
_KIND = re.compile(rf"(?:{'|'.join(map(fold, KINDS))})\b[ :]", re.ASCII)
_UNIT = re.compile(r"(?:phuong|xa|thi tran|dac khu|huyen|quan|thanh pho|tinh)\b")
_NUMBERING = re.compile(r"^\s*(?:[-+*•]\s*)?(?:(?:[IVXLC]{1,5}|\d{1,3}|[A-Za-z])\s*[.)/]\s*)?")
_COUNT = re.compile(r"\s*[:,(–-]?\s*\(?\s*\d+\s*(?:trẻ|em|cháu|TRẺ|EM|CHÁU)\b.*$")


def is_hamlet(text: str) -> bool:
    """Whether a text begins as the name of a hamlet does: "Bản Kéo", "II. TỔ DÂN PHỐ 1"."""
    return bool(_KIND.match(fold(_NUMBERING.sub("", text, count=1))))


def is_unit(text: str) -> bool:
    """Whether a text names a ward, commune or larger unit instead."""
    return bool(_UNIT.match(fold(_NUMBERING.sub("", text, count=1))))


def bare_name(text: str) -> str:
    """A heading row's hamlet without its number, its count of children and its colon."""
    text = " ".join(nfc(text).split())
    return _COUNT.sub("", _NUMBERING.sub("", text, count=1)).strip(" :;.-–")


class Spelling:
    """One spelling for each hamlet: the first met of those that differ in tones, capitals or spaces only.

    `known` are spellings that go before; a name all in capitals is written as names are, unless it is known otherwise.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._spellings: dict[str, str] = {}
        self._read: dict[str, str] = {}
        for name in known:
            self.learn(name)

    def learn(self, name: str) -> None:
        """Take `name` for the spelling of its hamlet if none is known and it is not all in capitals."""
        if not name.isupper():
            self._spellings.setdefault(fold(name), " ".join(nfc(name).split()))

    def of(self, name: str) -> str:
        """The spelling of the hamlet that `name` names."""
        found = self._read.get(name)
        if found is None:
            found = self._read[name] = self._spellings.setdefault(fold(name), _written(name))
        return found


def _written(name: str) -> str:
    """`name` as it stands, or out of capitals: the kind of hamlet with one capital, then the name of it."""
    name = " ".join(nfc(name).split())
    if not name.isupper() or len(name) < 3:
        return name
    small = name.lower()
    kind = next((kind for kind in KINDS if small.startswith(kind + " ")), "")
    return " ".join([*([kind.capitalize()] if kind else []), capitalise_name(name[len(kind) :])]).strip()
