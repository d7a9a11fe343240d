"""The tables of the annex as real Word tables: heads that repeat on each page, rows that no page breaks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from cpkit.language import _, label
from cpkit.reports.docx_page import Page, element, keep_whole, readable
from cpkit.reports.folds import Cell, Column, Table
from cpkit.reports.indicators import Figure
from cpkit.reports.report import Report
from cpkit.reports.words import gap_words, shown_count, target_words, value_words, verdict_words
from cpkit.vietnamese import show_number

FIGURE_SHARES = [0.05, 0.42, 0.11, 0.08, 0.08, 0.08, 0.08, 0.10]
MONEY_WEIGHT = 1.6
"""How much wider a column of amounts is than one of counts."""


def figure_table(page: Page, report: Report) -> None:
    """Every figure beside its target, with gap and verdict."""
    page.paragraph(_("Kết quả từng chỉ tiêu"), "Caption")
    heads = (
        _("Mã"), _("Chỉ tiêu"), _("Mục tiêu"), _("Tử số"), _("Mẫu số"), _("Kết quả"), _("Chênh lệch"), _("Đánh giá"),
    )  # fmt: skip
    sections = {section.first: label(section.title) for section in report.plan.sections}
    table = grid(page, len(heads), FIGURE_SHARES)
    write_heads(table, [heads])
    for figure in report.figures:
        title = sections.get(figure.indicator.id)
        if title:
            row = write_row(table, [title, *[""] * (len(heads) - 1)], bold=True)
            merge(row.cells[0], row.cells[-1])
        row = write_row(table, _figure(figure, report.exact), left=2)
        _centre(row.cells[0], row.cells[2], row.cells[-1])


def add_table(page: Page, table: Table, number: int) -> None:
    """One table of the report with its number, its notes below."""
    title = _("Biểu {number}. {title}").format(number=number, title=table.title)
    page.paragraph(title, "Caption")
    written = grid(page, len(table.columns) + 1, _shares(table.columns))
    write_heads(written, _head_rows(table))
    _merge_heads(written, table.columns)
    for row in table.rows:
        write_row(written, [row.title, *map(_shown, row.cells)])
    for row in table.totals:
        write_row(written, [row.title, *map(_shown, row.cells)], bold=True)
    for note in table.notes:
        page.paragraph(note, "CPKit Note")


def _shares(columns: Sequence[Column]) -> list[float]:
    """The columns' shares of the width: wide ones for titles and amounts."""
    weights = [MONEY_WEIGHT if column.kind == "money" else 1.0 for column in columns]
    weights.insert(0, max(3.0, sum(weights) * 0.3))
    return [weight / sum(weights) for weight in weights]


def _figure(figure: Figure, exact: bool) -> list[str]:
    indicator = figure.indicator
    counts = (shown_count(figure, count, exact=exact) for count in (figure.numerator, figure.denominator))
    return [
        indicator.id, label(indicator.title), target_words(figure.target, indicator.measure), *map(_shown, counts),
        value_words(figure), gap_words(figure), verdict_words(figure.verdict),
    ]  # fmt: skip


def _shown(cell: Cell) -> str:
    return show_number(cell) if isinstance(cell, int) else "–" if cell is None else cell


def grid(page: Page, columns: int, shares: list[float]) -> Any:
    from docx.enum.table import WD_TABLE_ALIGNMENT

    table = page.document.add_table(0, columns, "Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    page.set_widths(table, shares)
    return table


def _head_rows(table: Table) -> list[list[str]]:
    """One row of heads, or two where columns share a group."""
    names = [table.heading, *(column.title for column in table.columns)]
    if not any(column.group for column in table.columns):
        return [names]
    first = [table.heading, *(column.group or column.title for column in table.columns)]
    return [first, ["", *(column.title if column.group else "" for column in table.columns)]]


def write_heads(table: Any, rows: Sequence[Sequence[str]]) -> None:
    """Heads that Word repeats on every page."""
    for texts in rows:
        row = write_row(table, texts, style="CPKit Head")
        row._tr.get_or_add_trPr().append(element("w:tblHeader", {}))


def _merge_heads(table: Any, columns: Sequence[Column]) -> None:
    """One cell for a group over its columns, and for a column without a group over both rows of heads."""
    if not any(column.group for column in columns):
        return
    merge(table.cell(0, 0), table.cell(1, 0))
    place = 1
    for group, members in groupby(columns, key=lambda column: column.group or column.id):
        last = place + len(list(members)) - 1
        below = 0 if any(column.group == group for column in columns) else 1
        merge(table.cell(0, place), table.cell(below, last))
        place = last + 1


def merge(first: Any, last: Any) -> None:
    """Join the cells from `first` to `last`; the first one's text stays."""
    for spare in first.merge(last).paragraphs[1:]:
        spare._p.getparent().remove(spare._p)


def write_row(table: Any, texts: Sequence[str], *, style: str = "CPKit Cell", bold: bool = False, left: int = 1) -> Any:
    """A row: its first `left` cells flush left, the others right; heads centred by their style."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    row = table.add_row()
    keep_whole(row)
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        line = cell.paragraphs[0]
        line._p.style = style.replace(" ", "")  # its id: python-docx would look the name up for every cell
        line.add_run(readable(text)).bold = bold or None
        if style == "CPKit Cell" and place >= left:
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return row


def _centre(*cells: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for cell in cells:
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
