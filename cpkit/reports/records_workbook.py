"""The internal workbook: the records behind every figure, marked MẬT; it never leaves the ward."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from cpkit.language import _
from cpkit.reports.evidence import Gathering, Lines
from cpkit.reports.report import Report
from cpkit.reports.xlsx_styles import Book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


def encode(report: Report, gathering: Gathering) -> bytes:
    """The workbook as bytes: one sheet for each kind of record that bears on a figure."""
    title = _("Hồ sơ gốc của báo cáo {period}").format(period=report.period.subject)
    book = Book(datetime.combine(report.period.cutoff, time()), title, practice=report.practice)
    for lines in gathering.sheets.values():
        sheet = book.sheet(lines.title, landscape=True, footer=_("MẬT - chỉ dùng trong đơn vị, không gửi đi"))
        _fill(book, sheet, report, lines)
    return book.close()


def _fill(book: Book, sheet: Worksheet, report: Report, lines: Lines) -> None:
    last = len(lines.heads) - 1
    for column, head in enumerate(lines.heads):
        sheet.set_column(column, column, _width(lines, column, head), book.format("plain"))
    row = book.practice_line(sheet, 0, last)
    sheet.merge_range(row, 0, row, last, _("MẬT"), book.format("most_secret"))
    explained = _("{unit} - {period}. Cột chỉ tiêu: “có”: tử số; “chưa”: chỉ mẫu số; “?”: chưa kết luận được.")
    explained = explained.format(unit=report.unit_name, period=report.period.title)
    sheet.merge_range(row + 1, 0, row + 1, last, explained, book.format("meta"))
    sheet.set_row(row + 1, 32)
    row += 3
    sheet.write_row(row, 0, lines.heads, book.format("head"))
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 2)
    sheet.autofilter(row, 0, row + max(1, len(lines.rows)), last)
    _rows(book, sheet, lines, row + 1)
    if lines.rest:
        sheet.write_string(row + 1 + len(lines.rows), 0, lines.rest, book.format("bold"))


def _rows(book: Book, sheet: Worksheet, lines: Lines, first: int) -> None:
    text, count = book.format("cell"), book.format("count")
    for row, cells in enumerate(lines.rows, first):
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, count)
            else:
                sheet.write_string(row, column, cell or "", text)


def _width(lines: Lines, column: int, head: str) -> float:
    """Wide enough for the head and for the first lines."""
    longest = max((len(str(row[column] or "")) for row in lines.rows[:200]), default=0)
    return min(40.0, max(len(head) * 0.75 if len(head) > 12 else len(head) + 2.0, longest * 1.05 + 2.0, 6.0))
