"""The internal workbook: the figures, each linked to the records behind it; marked MẬT, it never leaves the ward."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from cpkit.language import _
from cpkit.reports.dossier import Dossier
from cpkit.reports.evidence import Lines
from cpkit.reports.records_links import Places, Secret, add_indicator, add_left_out, add_summary
from cpkit.reports.report import Report
from cpkit.reports.xlsx_styles import Book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


def encode(report: Report, dossier: Dossier) -> bytes:
    """The workbook as bytes: the figures, a sheet for each indicator, for each kind of record, for what is left out."""
    title = _("Hồ sơ gốc của báo cáo {period}").format(period=report.period.subject)
    book = Book(datetime.combine(report.period.cutoff, time()), title, practice=report.practice)
    summary = Secret(book, report, _("Chỉ tiêu"))
    figures = [
        figure
        for figure in report.figures
        if figure.indicator.share and figure.indicator.over in dossier.gathering.sheets
    ]
    sheets = {figure.indicator.id: Secret(book, report, sheet_name(figure.indicator.id)) for figure in figures}
    places = Places()
    for over, lines in dossier.gathering.sheets.items():
        places.records[over] = _add_records(book, report, lines)
    for figure in figures:
        id = figure.indicator.id
        add_indicator(sheets[id], figure, dossier.behind[id], places)
    places.left_out = add_left_out(Secret(book, report, _("Không tính")), dossier.left_out)
    add_summary(summary, places)
    return book.close()


def sheet_name(id: str) -> str:
    """The sheet of one indicator; a bare "a3" would read like a cell."""
    return _("Chỉ tiêu {id}").format(id=id)


def _add_records(book: Book, report: Report, lines: Lines) -> tuple[str, int, tuple[str, ...]]:
    """The sheet of one kind of record; where its head stands: sheet, row, words."""
    secret = Secret(book, report, lines.title)
    sheet, last = secret.sheet, len(lines.heads) - 1
    for column, head in enumerate(lines.heads):
        sheet.set_column(column, column, _width(lines, column, head), book.format("plain"))
    explained = _("{unit} - {period}. Cột chỉ tiêu: “có”: tử số; “chưa”: chỉ mẫu số; “?”: chưa kết luận được.")
    row = secret.head(explained.format(unit=report.unit_name, period=report.period.title), last)
    sheet.write_row(row, 0, lines.heads, book.format("head"))
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 2)
    sheet.autofilter(row, 0, row + max(1, len(lines.rows)), last)
    _rows(book, sheet, lines, row + 1)
    if lines.rest:
        sheet.write_string(row + 1 + len(lines.rows), 0, lines.rest, book.format("bold"))
    return lines.title, row, lines.heads


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
