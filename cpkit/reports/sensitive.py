"""Which declared tables of children could let one be recognised: confidential groups (HIV, sexual abuse) by hamlet.

The report's own sheet of the 14 groups is of the whole ward and stays exact; by hamlet a count of one names a child
(NĐ56 Đ24, Đ33). Tables of cases are masked anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpkit.codes import code_list
from cpkit.reports.conditions import values_of

if TYPE_CHECKING:
    from cpkit.reports.cross import Plan
    from cpkit.reports.facets import Facet

GROUPS = ("group", "subgroup")
HAMLET = "hamlet"


def tells_of_few(plan: Plan) -> bool:
    """Whether small counts of the table are masked although it is not about cases."""
    sides = [_name(facet) for facet in (*plan.rows, *plan.columns)]
    asked = [(condition, facet) for condition, facet in plan.where if _name(facet) in GROUPS]
    by_hamlet = HAMLET in sides or any(_name(facet) == HAMLET for _condition, facet in plan.where)
    if not by_hamlet:
        return False
    named = [code for condition, facet in asked if condition.op == "=" for code in values_of(condition, facet)]
    if named:
        return any(map(_is_confidential, named))
    return bool(asked) or any(name in GROUPS for name in sides)


def _name(facet: Facet) -> str:
    return facet.name.removeprefix("child.")


def _is_confidential(code: str) -> bool:
    """Whether a group, or one of its finer kinds, is confidential."""
    codes = code_list("groups")
    return any(one.confidential for one in (codes.get(code), *codes.children(code)) if one is not None)
