"""The tables every report holds: children, groups, risks, cases, interventions, activities; plugins add theirs."""

from __future__ import annotations

from cpkit.codes import code_list
from cpkit.language import _
from cpkit.reports.case_tables import CASE_TABLES
from cpkit.reports.folds import Axis, CrossFold, SeveralFold, TableSpec
from cpkit.reports.frame import Frame
from cpkit.reports.service_tables import ActivityFold, InterventionFold
from cpkit.reports.subjects import Child
from cpkit.vietnamese import collation_key

AGE_BANDS = (("0-3", 0, 3), ("4-6", 4, 6), ("7-10", 7, 10), ("11-13", 11, 13), ("14-15", 14, 15))
"""Bands of full years, cut where the plan's indicators cut (7 and 11)."""
_BAND_OF = {age: name for name, first, last in AGE_BANDS for age in range(first, last + 1)}
UNKNOWN = "unknown"
KINH = "01"


def built_in_tables() -> list[TableSpec]:
    """The tables of the program itself, in the order of the report."""
    return [
        TableSpec("children_by_age", ("child",), children_by_age, adds_up=True),
        TableSpec("children_by_ethnic_group", ("child",), children_by_ethnic_group, adds_up=True),
        TableSpec("children_by_hamlet", ("child",), children_by_hamlet),
        TableSpec("groups", ("child",), groups, adds_up=True),
        TableSpec("risks", ("child",), risks, adds_up=True),
        *CASE_TABLES,
        TableSpec("interventions", ("intervention",), InterventionFold, adds_up=True),
        TableSpec("activities", ("activity",), ActivityFold, adds_up=True),
    ]


def children_by_age(_frame: Frame) -> CrossFold:
    """Children by age band and sex."""
    known = [(name, _("Từ {first} đến {last} tuổi").format(first=first, last=last)) for name, first, last in AGE_BANDS]
    bands = Axis(lambda child: UNKNOWN if child.age is None else _BAND_OF[child.age], known, _unknown)
    title = _("Trẻ em theo nhóm tuổi và giới tính")
    return CrossFold("children_by_age", title, _("Nhóm tuổi"), bands, _sexes(), notes=(_living(),))


def children_by_ethnic_group(_frame: Frame) -> CrossFold:
    """Children by ethnic group and sex."""
    names = {code.code: code.text for code in code_list("ethnic_groups")}
    names[UNKNOWN] = _("Chưa rõ dân tộc")
    axis = Axis(lambda child: child.record.ethnic or UNKNOWN, (), lambda code: names.get(code, code))
    title = _("Trẻ em theo dân tộc và giới tính")
    return CrossFold("children_by_ethnic_group", title, _("Dân tộc"), axis, _sexes(), notes=(_living(),))


def children_by_hamlet(_frame: Frame) -> CrossFold:
    """Children by hamlet and sex."""
    unknown = {UNKNOWN: _("Chưa rõ thôn, bản, tổ dân phố")}
    axis = Axis(
        lambda child: child.record.hamlet or UNKNOWN, (), lambda hamlet: unknown.get(hamlet, hamlet), _hamlet_order
    )
    title = _("Trẻ em theo thôn, bản, tổ dân phố và giới tính")
    heading = _("Thôn, bản, tổ dân phố")
    return CrossFold("children_by_hamlet", title, heading, axis, _sexes(), notes=(_living(),))


def groups(_frame: Frame) -> SeveralFold:
    """The 14 groups by sex and ethnic group (Kinh, others); a child in two groups is two memberships, one child."""
    titles = [(code.code, f"{code.code}. {code.text}") for code in code_list("groups").children(None)]
    title = _("Trẻ em có hoàn cảnh đặc biệt theo 14 nhóm, giới tính và dân tộc")
    note = _("Một trẻ em có thể thuộc nhiều nhóm: dòng “Số lượt” cộng các nhóm, dòng “Số trẻ em” tính mỗi trẻ một lần.")
    return SeveralFold(
        "groups", title, _("Nhóm (Luật Trẻ em Đ10, NĐ56 Đ3-16)"), Axis(str, titles), _sex_and_ethnic(), _sex_of,
        (note,), several=lambda child: {str(one.group) for one in child.groups},
    )  # fmt: skip


def risks(_frame: Frame) -> SeveralFold:
    """Children at risk of special circumstances, by risk and sex."""
    titles = [(code.code, code.text) for code in code_list("risks")]
    title = _("Trẻ em có nguy cơ rơi vào hoàn cảnh đặc biệt theo nhóm nguy cơ và giới tính")
    several = lambda child: {str(one.risk) for one in child.risks}  # noqa: E731
    return SeveralFold("risks", title, _("Nhóm nguy cơ"), Axis(str, titles), _sexes(), several=several)


def sex_titles() -> list[tuple[str, str]]:
    """The sexes, with their names; a child whose sex is not known is counted apart, not left out."""
    return [("nam", _("Nam")), ("nu", _("Nữ")), (UNKNOWN, _("Chưa rõ"))]


def _sexes() -> Axis:
    return Axis(lambda child: child.sex, sex_titles())


def _sex_and_ethnic() -> Axis:
    names = [("kinh", _("Kinh")), ("other", _("Dân tộc khác")), (UNKNOWN, _("Chưa rõ dân tộc"))]
    known = [(f"{sex}_{id}", name) for sex, _title in sex_titles() for id, name in names]
    return Axis(_sex_and_ethnic_of, known)


def _sex_and_ethnic_of(child: Child) -> str:
    ethnic = child.record.ethnic
    return f"{child.sex}_{UNKNOWN if not ethnic else 'kinh' if ethnic == KINH else 'other'}"


def _sex_of(column: str) -> str:
    return dict(sex_titles())[column.partition("_")[0]]


def _unknown(_place: str) -> str:
    return _("Chưa rõ ngày sinh")


def _hamlet_order(hamlet: str) -> tuple[bool, object]:
    return hamlet == UNKNOWN, natural_key(hamlet)


def natural_key(text: str) -> list[object]:
    """A sort key in Vietnamese order in which "Tổ 9" comes before "Tổ 10"."""
    import re

    parts = re.split(r"(\d+)", text)
    return [int(part) if index % 2 else collation_key(part) for index, part in enumerate(parts)]


def _living() -> str:
    return _("Trẻ em dưới 16 tuổi đang sống trên địa bàn vào ngày chốt số liệu.")
