"""Ids a person can read out: `TE-KM-00042-H` - kind, mark of the store, number, check letter.

A document's id inside the store is one int: the mark's number times ten million, plus the number. Two stores with
different marks never give the same id. The check letter catches every mistyped digit and every two digits swapped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice

from cpkit.errors import Refused
from cpkit.language import _

KINDS = {
    "TE": "children",
    "TB": "intakes",
    "CA": "cases",
    "HT": "interventions",
    "HD": "activities",
    "TC": "organisations",
    "NL": "workers",
    "HG": "households",
    "SK": "events",
    "GT": "referrals",
    "PH": "entries",
    "NC": "carers",
    "CS": "placements",
    "DS": "transfer_lists",
    "BC": "reports",
}
KIND_OF = {table: kind for kind, table in KINDS.items()}
NUMBERS_PER_MARK = 10_000_000
MARK_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I, no O: they read like 1 and 0
_CHECK_LETTERS = "ABCDEGHKLMNPQRSTUVXYFJW"  # 23, a prime
_CHECK_START = 6
_CHECK_OF = {
    kind: number * 7 * NUMBERS_PER_MARK * len(MARK_LETTERS) ** 2 + _CHECK_START for number, kind in enumerate(KINDS)
}
_TYPED = r"(?:(?P<kind>[A-Z]{2})(?P<mark>[A-Z]{2})?)?(?P<number>\d{1,7})(?P<check>[A-Z])?"
_SEPARATORS = r"[\s\-_./–—#]+"
_FLOAT = r"\s*(\d+)[.,](\d+)\s*"
MAX_SUGGESTIONS = 3


def mark_number(mark: str) -> int:
    """The number of a two-letter mark: AA is 0. Raises ValueError for anything that is not a mark."""
    if len(mark) != 2:
        raise ValueError(mark)
    return MARK_LETTERS.index(mark[0]) * len(MARK_LETTERS) + MARK_LETTERS.index(mark[1])


@cache
def mark_letters(number: int) -> str:
    """The two letters of mark `number`."""
    return MARK_LETTERS[number // len(MARK_LETTERS)] + MARK_LETTERS[number % len(MARK_LETTERS)]


def first_id(mark: str) -> int:
    """The id below the first one that a store with `mark` gives."""
    return mark_number(mark) * NUMBERS_PER_MARK


def check_letter(kind: str, doc_id: int) -> str:
    """The letter that guards kind, mark and number against a slip."""
    return _CHECK_LETTERS[(_CHECK_OF.get(kind, _CHECK_START) + doc_id) % len(_CHECK_LETTERS)]


def show_id(kind_or_table: str, doc_id: int) -> str:
    """`TE-KM-00042-H` for ("children" or "TE", id)."""
    kind = KIND_OF.get(kind_or_table, kind_or_table)
    mark, number = divmod(doc_id, NUMBERS_PER_MARK)
    return f"{kind}-{mark_letters(mark)}-{number:05d}-{check_letter(kind, doc_id)}"


def read_id(table: str, text: str, mark: str, exists: Callable[[int], bool]) -> int:
    """The id that `text` names in `table`: "42", "te42", "te km 42 h" or in full; `mark` is that of the own store.

    A number as Excel may give it, "42.0", is 42. `exists` says whether the table has a document. Raises Refused -
    another kind, a wrong check letter, no such document - naming near ids that do exist.
    """
    kind = KIND_OF[table]
    typed = _read(text)
    if typed is None or not typed["number"]:
        example = show_id(kind, first_id(mark) + 42)
        raise Refused(_("“{text}” không phải là mã. Mã có dạng {example}.").format(text=text, example=example))
    if typed["kind"] and typed["kind"] != kind:
        message = _("Mã {text} bắt đầu bằng {typed}; ở đây cần mã bắt đầu bằng {kind}.")
        raise Refused(message.format(text=text, typed=typed["kind"], kind=kind))
    try:
        doc_id = first_id(typed["mark"] or mark) + int(typed["number"])
    except ValueError:
        raise Refused(_("Không có kho nào mang dấu {mark}.").format(mark=typed["mark"])) from None
    if typed["check"] and typed["check"] != check_letter(kind, doc_id):
        message = _("Chữ kiểm tra cuối mã {text} không khớp: có thể gõ nhầm một số.")
        raise Refused(message.format(text=text) + _near(kind, doc_id, mark, exists))
    if not exists(doc_id):
        raise Refused(_("Không có mã {id}.").format(id=show_id(kind, doc_id)) + _near(kind, doc_id, mark, exists))
    return doc_id


def _read(text: str) -> dict[str, str] | None:
    plain = unicodedata.normalize("NFKC", text).upper()
    if number := re.fullmatch(_FLOAT, plain):
        plain = number[1] if not number[2].strip("0") else ""
    found = re.fullmatch(_TYPED, re.sub(_SEPARATORS, "", plain))
    return {name: value or "" for name, value in found.groupdict().items()} if found else None


def _near(kind: str, doc_id: int, mark: str, exists: Callable[[int], bool]) -> str:
    number = doc_id % NUMBERS_PER_MARK
    bases = dict.fromkeys((doc_id - number, first_id(mark)))  # its own mark, then ours: the mark may be the slip
    candidates = (base + slip for base in bases for slip in _slips(number))
    near = [show_id(kind, candidate) for candidate in islice(filter(exists, candidates), MAX_SUGGESTIONS)]
    return " " + _("Có phải là {ids}?").format(ids=", ".join(near)) if near else ""


def _slips(number: int) -> Iterator[int]:
    """Numbers that one slip turns into `number`: itself, two digits swapped, one digit wrong, missing or too many."""
    digits = str(number)
    seen = {0}
    for candidate in _slipped(digits):
        value = int(candidate or "0")
        if value not in seen and value < NUMBERS_PER_MARK:
            seen.add(value)
            yield value


def _slipped(digits: str) -> Iterator[str]:
    yield digits
    for place in range(len(digits) - 1):
        yield digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    for place, old in enumerate(digits):
        for new in sorted("0123456789", key=lambda new: abs(int(new) - int(old))):
            yield digits[:place] + new + digits[place + 1 :]
    for place in range(len(digits)):
        yield digits[:place] + digits[place + 1 :]
    for place in range(len(digits) + 1):
        for new in "0123456789":
            yield digits[:place] + new + digits[place:]
