"""What stands around a report's contents in every form it takes: title, addressees, confidentiality, notes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from cpkit.language import _, label
from cpkit.places import in_sentence

if TYPE_CHECKING:
    from cpkit.reports.report import Report


class Letter(msgspec.Struct, frozen=True):
    """How a report went out: to whom, under which number, of which day; the report it amends; a note."""

    to: str
    number: str | None = None
    dated: date | None = None
    amends: int | None = None
    note: str | None = None


def report_title(report: Report) -> str:
    """The subject of the report with its period, as it is printed under "BÁO CÁO"."""
    return f"{label(report.plan.report_title)} - {report.period.subject}"


def place(report: Report) -> str:
    """The unit's name without its kind, as it stands before the date; dots where several units were added up."""
    if report.members:
        return "…………………"
    return report.unit_name.partition(" ")[2] or report.unit_name


def number_words(report: Report) -> str:
    """ "Số: 12/BC-UBND" as the letterhead has it; room for the number where it is not given yet."""
    number = report.letter.number if report.letter else None
    if number is None:
        return _("Số:        /BC-UBND")
    return _("Số: {number}").format(number=number if "/" in number else f"{number}/BC-UBND")


def signed_words(report: Report) -> str:
    """Place and date of the report, as the letterhead has them; room for day and month where no date is given yet."""
    return dated_words(place(report), report.letter.dated if report.letter else None, report.period.end.year)


def dated_words(place: str, day: date | None, year: int) -> str:
    """ "Mường Thanh, ngày 05 tháng 02 năm 2026": days below 10 and the months 1 and 2 with a 0 (NĐ 30/2020)."""
    if day is None:
        return _("{place}, ngày      tháng      năm {year}").format(place=place, year=year)
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    sentence = _("{place}, ngày {day} tháng {month} năm {year}")
    return sentence.format(place=place, day=f"{day.day:02}", month=month, year=day.year)


def issued_words(report: Report) -> list[str]:
    """Number and date, and to whom the report went, where it was sent: for a page without a letterhead."""
    if report.letter is None:
        return []
    return [f"{number_words(report)} · {signed_words(report)}", _("Kính gửi: {name}").format(name=report.letter.to)]


def foot_line(report: Report) -> str:
    """What stands at the foot of every page (NĐ56 Đ24.3)."""
    level = label(report.plan.confidentiality.level).partition(":")[0]
    text = _("{unit} - {period} - Mức độ bảo mật: {level}")
    return text.format(unit=report.unit_name, period=report.period.title, level=level)


def confidentiality_words(report: Report) -> str:
    """Level of confidentiality and to whom the report may be given (NĐ56 Đ24.3)."""
    secret = _("Mức độ bảo mật (NĐ 56/2017/NĐ-CP Điều 24 khoản 3): {level}. Phạm vi cung cấp: {recipients}.")
    words = report.plan.confidentiality
    return secret.format(level=label(words.level), recipients=label(words.recipients))


def reconciled_words(report: Report) -> str:
    """Whether everything that must agree agrees."""
    agreed = _("Đối chiếu: {n} phép kiểm tra, tất cả đều khớp.")
    differs = _("Đối chiếu: {n} phép kiểm tra, CÓ CHÊNH LỆCH.")
    return (agreed if report.reconciled else differs).format(n=len(report.checks))


def differences(report: Report) -> list[str]:
    """What does not agree, with both sides as they may be shown, and by how much."""
    return [report.told(check) for check in report.checks if not check.ok]


def notes(report: Report) -> list[str]:
    """What was left out or is unsure, of the whole and of single figures, and what the report was made from."""
    own = [f"{figure.indicator.id}: {note}" for figure in report.figures for note in figure.notes]
    made = []
    if report.head is not None:
        number, code = report.head
        made = [_("Lập từ sổ thay đổi số {number}, mã {code}.").format(number=number, code=code[:16])]
    return [*report.notes, *own, *made]


def addressees(report: Report) -> list[str]:
    """Who gets the report: whom it was sent to, else the People's Committee above and its child affairs agency then.

    Empty where no unit bears the key: the officer fills it in.
    """
    from cpkit.places import is_unit, unit

    if report.letter is not None:
        return [report.letter.to]
    if not is_unit(report.unit):
        return []
    found = unit(report.unit)
    above = found.district or found.province
    committee = _("Ủy ban nhân dân {place}").format(place=in_sentence(above))
    agency = "" if found.district else _agency(report)
    return [committee, *([f"{agency} {in_sentence(above)}"] if agency else [])]


def _agency(report: Report) -> str:
    """The province's agency for child affairs on the cut-off date; empty where no plugin names one."""
    from cpkit.printing.agencies import agencies_on

    names = {agency.name: agency.text for agency in agencies_on(report.period.cutoff)}
    return names.get("province_agency", "")
