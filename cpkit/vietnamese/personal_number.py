"""The personal number (số định danh cá nhân): twelve digits `PPP C YY NNNNNN`.

PPP is the province where the birth was registered, C the century and sex, YY the birth year; the rest is drawn by lot
and there is no check digit. A number that disagrees with the record is a reason to look again, never to refuse:
corrected sex or birth year do not always change the number.
"""

from __future__ import annotations

import re

from cpkit.language import _
from cpkit.vietnamese.dates import PartialDate

# Codes of the 63 provinces before 01/07/2025, which personal numbers keep; three digits in the number.
_NO_PROVINCE = {3, 5, 7, 9, 13, 16, 18, 21, 23, 28, 29, 32, 39, 41, 43, 47, 50, 53, 55, 57, 59, 61, 63, 65, 69, 71, 73}
_NO_PROVINCE |= {76, 78, 81, 85, 88, 90}
PROVINCES = frozenset(range(1, 97)) - _NO_PROVINCE
_FIRST_ABROAD = 100


class BadPersonalNumber(ValueError):
    """What was given is no personal number; the message is the sentence for the officer."""


def read_personal_number(value: str | float) -> str:
    """The twelve digits of `value`; a number typed as a number gets back the zeros a spreadsheet took from its head.

    Spaces, dots and dashes between digits are skipped. Raises BadPersonalNumber with the reason.
    """
    if isinstance(value, (int, float)):
        value = _typed_as_number(value)
    digits = re.sub(r"[\s.'\u2019\u200b-\u200f\ufeff-]", "", value)
    if re.fullmatch(r"[\d,]+[eE]\+?\d+", digits):
        sentence = _("Số định danh đã bị Excel rút gọn ({text}): hãy ghi lại đủ 12 chữ số.")
        raise BadPersonalNumber(sentence.format(text=value))
    if not re.fullmatch(r"\d+", digits, re.ASCII):
        raise BadPersonalNumber(_("Số định danh cá nhân chỉ gồm chữ số, đủ 12 chữ số."))
    if len(digits) != 12:
        sentence = _("Số định danh cá nhân phải có 12 chữ số, ở đây có {count}.")
        raise BadPersonalNumber(sentence.format(count=len(digits)))
    return digits


def _typed_as_number(number: float) -> str:
    """The text of a number cell: at most two leading zeros can have been lost (provinces 001 to 096)."""
    text = str(int(number)) if float(number).is_integer() else str(number)
    return text.zfill(12) if 10 <= len(text) <= 12 else text


def personal_number_warnings(
    number: str, sex: str | None, birth: PartialDate | None, *, province: str | None = None
) -> list[str]:
    """Where twelve valid digits disagree with sex ("nam", "nu"), birth or (when given) the two-digit province code."""
    warnings = [_province_warning(number, province), _sex_warning(number, sex), _birth_warning(number, birth)]
    return [warning for warning in warnings if warning]


def _province_warning(number: str, province: str | None) -> str:
    code = int(number[:3])
    if code < _FIRST_ABROAD and code not in PROVINCES:
        return _("Ba chữ số đầu {code} của số định danh không phải mã tỉnh nào.").format(code=number[:3])
    if province is not None and code != int(province):
        return _("Số định danh do nơi khác cấp: mã {code}, không phải {expected}.").format(
            code=number[:3], expected=province.zfill(3)
        )
    return ""


def _sex_warning(number: str, sex: str | None) -> str:
    shown = "nu" if int(number[3]) % 2 else "nam"
    if sex not in ("nam", "nu") or sex == shown:
        return ""
    return _("Chữ số thứ tư của số định danh ({digit}) là của {shown}, phiếu ghi {written}.").format(
        digit=number[3], shown=_SEXES[shown], written=_SEXES[sex]
    )


def _birth_warning(number: str, birth: PartialDate | None) -> str:
    year = 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])
    if birth is None or birth.earliest.year <= year <= birth.latest.year:
        return ""
    return _("Số định danh cho thấy năm sinh {shown}, phiếu ghi năm {written}.").format(shown=year, written=birth.year)


_SEXES = {"nam": "nam", "nu": "nữ"}
