"""The tables of the report in HTML: a caption, heads for rows and columns, a frame that scrolls on a narrow screen."""

from __future__ import annotations

from itertools import groupby

from cpkit.language import _
from cpkit.reports.folds import Cell, Row, Table
from cpkit.reports.markup import Markup, tag
from cpkit.reports.table_sentences import is_empty
from cpkit.vietnamese import show_number


def table_part(table: Table, number: int) -> Markup:
    """One table with its notes; it stands open so that every printer prints it, an empty one is folded away."""
    title = _("Biểu {number}. {title}").format(number=number, title=table.title)
    written = tag("table", tag("caption", title), tag("thead", *_heads(table)), tag("tbody", *_rows(table)))
    scrolled = tag("div", written, class_="scroll", tabindex=0, role="region", aria_label=title)
    notes = [tag("p", note, class_="note") for note in table.notes]
    wide = "table wide" if len(table.columns) > 8 else "table"
    return tag("details", tag("summary", title), scrolled, *notes, class_=wide, open=None if is_empty(table) else "")


def _heads(table: Table) -> list[Markup]:
    """One row of heads, or two where columns share a group."""
    first = tag("th", table.heading, scope="col")
    if not any(column.group for column in table.columns):
        return [tag("tr", first, *(tag("th", column.title, scope="col") for column in table.columns))]
    above = [tag("th", table.heading, scope="col", rowspan=2)]
    for group, members in groupby(table.columns, key=lambda column: column.group or column.id):
        columns = list(members)
        if columns[0].group:
            above.append(tag("th", group, scope="colgroup", colspan=len(columns)))
        else:
            above.append(tag("th", columns[0].title, scope="col", rowspan=2))
    below = [tag("th", column.title, scope="col") for column in table.columns if column.group]
    return [tag("tr", *above), tag("tr", *below)]


def _rows(table: Table) -> list[Markup]:
    return [*(_row(row) for row in table.rows), *(_row(row, "total") for row in table.totals)]


def _row(row: Row, style: str | None = None) -> Markup:
    cells = [tag("td", _shown(cell), class_="zero" if cell == 0 else None) for cell in row.cells]
    return tag("tr", tag("th", row.title, scope="row"), *cells, class_=style)


def _shown(cell: Cell) -> str:
    return show_number(cell) if isinstance(cell, int) else "–" if cell is None else cell
