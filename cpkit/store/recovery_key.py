"""The recovery key on paper: 160 random bits as eight groups that a person can copy, read out and type again.

Each group is four letters or digits and a check letter that also knows the group's place, so a slip of the pen is
answered with "group 3 is wrong" instead of "wrong key". The 32 letters leave out I, L, O and U; typed I, L, O are read
as 1, 1, 0, small letters as capitals, and spaces and dashes as nothing.
"""

from __future__ import annotations

import secrets

from cpkit.errors import Locked
from cpkit.language import _

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, DATA_LETTERS = 8, 4
GROUP_LETTERS = DATA_LETTERS + 1
RECOVERY_BYTES = GROUPS * DATA_LETTERS * 5 // 8

_READ_AS = str.maketrans("ILO", "110", " -–—_.\t\r\n")
_FIELD_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1: GF(32), where every slip of one letter and every swap of two shows


def new_recovery() -> bytes:
    """160 random bits."""
    return secrets.token_bytes(RECOVERY_BYTES)


def write_recovery(recovery: bytes) -> str:
    """`recovery` as printed: `7K2MQ-…`, eight groups of five."""
    number = int.from_bytes(recovery)
    values = [(number >> 5 * place) & 31 for place in reversed(range(GROUPS * DATA_LETTERS))]
    groups = (values[start : start + DATA_LETTERS] for start in range(0, len(values), DATA_LETTERS))
    return "-".join(_write_group(place, group) for place, group in enumerate(groups, start=1))


def read_recovery(text: str) -> bytes:
    """The bits of a typed recovery key; `Locked` saying which group is wrong."""
    typed = text.upper().translate(_READ_AS)
    if len(typed) != GROUPS * GROUP_LETTERS:
        message = _("Khóa khôi phục có {right} chữ và số, đã gõ {typed}.")
        raise Locked(message.format(right=GROUPS * GROUP_LETTERS, typed=len(typed)))
    number = 0
    for place in range(1, GROUPS + 1):
        for value in _read_group(place, typed[(place - 1) * GROUP_LETTERS : place * GROUP_LETTERS]):
            number = number << 5 | value
    return number.to_bytes(RECOVERY_BYTES)


def _write_group(place: int, values: list[int]) -> str:
    return "".join(LETTERS[value] for value in (*values, _check(place, values)))


def _read_group(place: int, letters: str) -> list[int]:
    values = [LETTERS.find(letter) for letter in letters]
    if -1 in values or _check(place, values[:DATA_LETTERS]) != values[-1]:
        message = _("Khóa khôi phục sai ở nhóm thứ {place}: {letters}. Hãy xem lại tờ giấy.")
        raise Locked(message.format(place=place, letters=letters))
    return values[:DATA_LETTERS]


def _check(place: int, values: list[int]) -> int:
    check = place
    for value in values:
        check = _double(check) ^ value
    return _double(check)


def _double(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD_POLYNOMIAL if doubled & 32 else doubled
