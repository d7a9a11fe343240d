"""`cpkit report why TABLE`: the records behind one cell of a table of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cpkit.commands import output
from cpkit.language import _
from cpkit.vietnamese import show_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpkit.reports.why_cell import Behind, OpenedCell

COLUMNS: dict[str, tuple[int, ...]] = {
    "child": (1, 2, 5), "victim": (1, 2), "case": (2, 5), "hit": (1, 2), "organisation": (1, 2), "worker": (1, 2),
    "household": (1, 2), "filled": (1, 2), "intervention": (1, 2), "activity": (1, 2),
}  # fmt: skip
"""Which particulars of the internal workbook stand on the screen, after the id."""


def show_cell(opened: OpenedCell, most: int | None) -> None:
    """The table, the row and the column, what stands there, and the records; at most so many of them."""
    output.show("")
    output.show_wrapped(f"{opened.table.title} [{opened.table.id}]", "")
    place = f"{opened.row.title} × {opened.column.full_title}"
    if opened.value is None:
        output.show_wrapped(place, "")
        output.show_wrapped(_("Ô này đếm việc mật (NĐ56 Đ24): xem con số và hồ sơ bằng --confidential."))
        return
    value = show_number(opened.value) if isinstance(opened.value, int) else opened.value
    output.show_wrapped(f"{place}: {value}", "")
    if not opened.members:
        output.show_wrapped(_("Không có hồ sơ nào đứng sau ô này."))
    for over in dict.fromkeys(one.over for one in opened.members):
        _show_kind(over, [one for one in opened.members if one.over == over][:most])
    if not opened.all_found or (most is not None and len(opened.members) > most):
        output.show(_("Còn nữa: thêm --all để in hết, hoặc --json."))


def _show_kind(over: str, members: Sequence[Behind]) -> None:
    from cpkit.reports.evidence import SHEETS

    output.show("")
    names, columns = SHEETS[over][1]() if over in SHEETS else (), COLUMNS.get(over, ())
    heads = [_("Mã"), *(names[column] for column in columns)]
    output.table(heads, ((one.id, *(one.cells[column] for column in columns)) for one in members), whole=heads[:1])


def cell_document(opened: OpenedCell) -> dict[str, Any]:
    """The cell as JSON: the value null and no record where it is secret and was not asked for as such."""
    return {
        "table": opened.table.id,
        "row": {"id": opened.row.id, "title": opened.row.title},
        "column": {"id": opened.column.id, "title": opened.column.full_title},
        "value": opened.value,
        "confidential": opened.secret,
        "records": [{"kind": one.over or None, "id": one.id or None} for one in opened.members],
    }
