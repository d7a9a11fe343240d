"""What stands around a report's contents in every form it takes: title, addressees, confidentiality, notes."""

from __future__ import annotations

from cpkit.language import _, label
from cpkit.reports.report import Report


def report_title(report: Report) -> str:
    """The subject of the report with its period, as it is printed under "BÁO CÁO"."""
    return f"{label(report.plan.report_title)} - {report.period.subject}"


def place(report: Report) -> str:
    """The unit's name without its kind, as it stands before the date; dots where several units were added up."""
    if report.members:
        return "…………………"
    return report.unit_name.partition(" ")[2] or report.unit_name


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
    """Who gets the report: the People's Committee above the unit, and its child affairs agency of that day.

    Empty where no unit bears the key: the officer fills it in.
    """
    from cpkit.places import is_unit, unit

    if not is_unit(report.unit):
        return []
    found = unit(report.unit)
    above = found.district or found.province
    committee = _("Ủy ban nhân dân {place}").format(place=_inside(above))
    agency = "" if found.district else _agency(report)
    return [committee, *([f"{agency} {_inside(above)}"] if agency else [])]


def _agency(report: Report) -> str:
    """The province's agency for child affairs on the cut-off date; empty where no plugin names one."""
    from cpkit.printing.agencies import agencies_on

    names = {agency.name: agency.text for agency in agencies_on(report.period.cutoff)}
    return names.get("province_agency", "")


def _inside(name: str) -> str:
    """A unit's name inside a sentence: "tỉnh Điện Biên", "thành phố Điện Biên Phủ"."""
    return name[:1].lower() + name[1:]
