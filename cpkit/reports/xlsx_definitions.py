"""The sheet that says how each indicator is counted, in words, and on what it rests."""

from __future__ import annotations

from cpkit.language import _, label
from cpkit.reports.report import Report
from cpkit.reports.xlsx_styles import Book, words_lines
from cpkit.reports.xlsx_tables import write_foot, write_title

WIDTHS = (6.0, 34.0, 68.0, 30.0)
"""Characters: id, title, definition, basis."""
LINE = 15.5


def add_definitions(book: Book, report: Report, footer: str) -> None:
    """One row an indicator: what counts in its numerator and denominator, with its basis in plan and law."""
    sheet = book.sheet(_("Cách tính"), landscape=True, footer=footer)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, book.format("plain"))
    last = len(WIDTHS) - 1
    row = write_title(book, sheet, report, _("Cách tính và căn cứ của từng chỉ tiêu"), sum(WIDTHS), last)
    heads = (_("Mã"), _("Chỉ tiêu"), _("Cách tính"), _("Căn cứ"))
    sheet.write_row(row, 0, heads, book.format("head"))
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 2)
    for figure in report.figures:
        row += 1
        indicator = figure.indicator
        words = (label(indicator.title), label(indicator.definition), indicator.basis)
        lines = max(words_lines(text, width * 1.25) for text, width in zip(words, WIDTHS[1:], strict=True))
        sheet.set_row(row, LINE * lines + 3)
        sheet.write(row, 0, indicator.id, book.format("cell_center"))
        sheet.write_row(row, 1, words, book.format("cell"))
    write_foot(book, sheet, report, (), row + 2, sum(WIDTHS), last)
