"""What a passphrase must be: long enough, and not what a neighbour would try first.

The store's file can be copied from a stolen laptop and tried for weeks; Argon2id makes every try slow, the words
below are those that are tried first. The advice is always the same: a few words that have nothing to do with the work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.vietnamese import fold, nfc

MINIMUM_LENGTH = 8  # NIST SP 800-63B: at least eight, and a list of first guesses rather than rules of composition
FEWEST_DIFFERENT = 5
DIGITS_ONLY_LENGTH = 20

_FIRST_GUESSES = """
matkhau passphrase password passwd admin administrator cpkit dienbien dienbienphu muongthanh himlam namuang
baove baovetreem baovetreemviet treem treemviet treemvietnam vietnam hanoi saigon hochiminh bacho chienthang
anhyeuem emyeuanh iloveyou qwerty qwertyuiop asdfghjkl zxcvbnm abcdef abcdefgh abcdefghij abcdefghijk abcabcabc
xinchao hello welcome letmein conyeu gaumeo canbo canboxa canbophuong uybannhandan ubnd ubndphuong ubndxa
congantinh laodong thuongbinhxahoi laodongthuongbinhxahoi vanhoaxahoi nguoidung maytinh khongbiet khongnho
"""
WEAK_WORDS = frozenset(_FIRST_GUESSES.split())


def check_passphrase(passphrase: str, *, names: Iterable[str] = ()) -> None:
    """`Refused` with advice when `passphrase` is too short, one of the first guesses, or made of one of `names`.

    `names` are the unit's and the officer's.
    """
    sentence = weakness(passphrase, names=names)
    if sentence:
        raise Refused(sentence)


def weakness(passphrase: str, *, names: Iterable[str] = ()) -> str:
    """What is weak about `passphrase`, with advice; "" when nothing is."""
    known = list(names)
    reason = _weakness(nfc(passphrase), {_letters(name) for name in known} | _parts(known))
    if not reason:
        return ""
    advice = _("Hãy đặt vài từ không liên quan đến công việc, dễ nhớ với riêng mình, thí dụ bốn từ viết liền nhau.")
    return f"{reason} {advice}"


def _weakness(passphrase: str, names: set[str]) -> str:
    if len(passphrase) < MINIMUM_LENGTH:
        return _("Mật khẩu phải có ít nhất {minimum} ký tự.").format(minimum=MINIMUM_LENGTH)
    if len(set(passphrase)) < FEWEST_DIFFERENT:
        return _("Mật khẩu này lặp lại quá ít ký tự, rất dễ đoán.")
    letters = _letters(passphrase)
    if len(letters) < 3 and len(passphrase) < DIGITS_ONLY_LENGTH and re.fullmatch(r"[\d\W_a-z]*", fold(passphrase)):
        return _("Mật khẩu chỉ gồm chữ số, rất dễ đoán.")
    if letters in WEAK_WORDS or _halves(letters) & WEAK_WORDS:
        return _("Mật khẩu này nằm trong số những mật khẩu người ta thử đầu tiên.")
    if letters in names:
        return _("Mật khẩu này là tên đơn vị hoặc tên cán bộ, rất dễ đoán.")
    return ""


def _letters(text: str) -> str:
    """Only the letters, toneless: what remains of `Điện Biên Phủ 1954!` is `dienbienphu`."""
    return re.sub(r"[\W\d_]", "", fold(text))


def _halves(letters: str) -> set[str]:
    """A word written twice is no better than once."""
    middle, odd = divmod(len(letters), 2)
    return {letters[:middle]} if letters and not odd and letters[:middle] == letters[middle:] else set()


def _parts(names: Iterable[str]) -> set[str]:
    """The name without its first word: `Điện Biên Phủ` of `Phường Điện Biên Phủ`, `Thị Hoa` of `Lò Thị Hoa`."""
    return {_letters(name.partition(" ")[2]) for name in names} - {""}
