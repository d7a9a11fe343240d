"""Who is a child on a day: under 16 (Luật Trẻ em 102/2016/QH13 Đ1)."""

from __future__ import annotations

from datetime import date

from cpkit.language import _
from cpkit.vietnamese import PartialDate, show_date, show_partial

CHILDHOOD_ENDS = 16
"""Full years of age from which nobody is a child any more (Luật Trẻ em Đ1)."""


def certainly_grown(birth: PartialDate, day: date) -> bool:
    """Whether the person is 16 or older on `day` whatever the part of the birth date that is not known."""
    return birth.age_on(day)[0] >= CHILDHOOD_ENDS


def possibly_child(birth: PartialDate, day: date) -> bool:
    """Whether the person may be a child on `day`: born by then, and not certainly 16."""
    return birth.earliest <= day and not certainly_grown(birth, day)


def birth_problem(birth: PartialDate, day: date) -> str | None:
    """Why a person born then cannot enter the register as of `day`, or None."""
    if 0 < day.year - birth.year < CHILDHOOD_ENDS - 1:
        return None  # whatever the day and month are
    if birth.earliest > day:
        message = _("Sinh {birth}, sau ngày lập danh sách {day}.")
    elif certainly_grown(birth, day):
        message = _("Sinh {birth}, ngày {day} đã đủ 16 tuổi; sổ chỉ ghi trẻ em dưới 16 tuổi (Luật Trẻ em Đ1).")
    else:
        return None
    return message.format(birth=show_partial(birth), day=show_date(day))
