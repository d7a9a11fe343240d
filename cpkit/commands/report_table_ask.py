"""What a table of an officer's own lacks, asked in a terminal from what there is to count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cpkit.commands.output import choose
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.reports.facets import Facet


def facets_of(over: str) -> list[Facet]:
    """The fields of one kind of thing; Refused when there is none such."""
    from cpkit.reports.declared import Declared
    from cpkit.reports.facet_kinds import kind_of

    return list(kind_of(Declared(id="x", title={}, over=over, rows=())).facets.by_name.values())


def ask_missing(chosen: dict[str, Any]) -> dict[str, Any]:
    """What to count, rows, columns and measure, each asked where it was not given."""
    over = chosen["over"] or choose(_("Đếm gì?"), _kinds(), option="--over")
    facets = facets_of(over)
    fields = [(one.name, f"{one.title} ({one.name})") for one in facets if not one.private]
    rows = chosen["rows"] or (choose(_("Các dòng là gì?"), fields, option="--rows"),)
    columns = chosen["columns"]
    if not columns:
        column = choose(_("Các cột là gì?"), [("", _("(không có cột)")), *fields], option="--columns")
        columns = (column,) if column else ()
    measures = chosen["measures"] or (choose(_("Tính gì?"), _measures(facets), option="--measure"),)
    return {"over": over, "rows": rows, "columns": columns, "measures": measures}


def _kinds() -> list[tuple[str, str]]:
    """What may be counted: the records of the store, and the forms that are filled by `form fill`."""
    from cpkit.forms import forms

    titles = {
        "children": _("Trẻ em đang sống ở địa bàn"), "cases": _("Ca"), "intakes": _("Tin báo"),
        "interventions": _("Hỗ trợ, can thiệp"), "activities": _("Hoạt động"), "organisations": _("Tổ chức"),
        "workers": _("Người làm công tác"), "households": _("Hộ gia đình"), "events": _("Thiên tai, dịch bệnh"),
    }  # fmt: skip
    own = [(f"entries:{form.id}", form.text) for form in forms() if not form.command]
    return [*titles.items(), *own]


def _measures(facets: list[Facet]) -> list[tuple[str, str]]:
    sums = [(f"sum:{one.name}", _("Cộng: {title}").format(title=one.title)) for one in facets if one.sort == "number"]
    return [("count", _("Đếm số lượng")), ("children", _("Số trẻ em, mỗi em một lần")), *sums]
