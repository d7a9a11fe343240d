"""One sheet for each table of the report, and the sheet of what was reconciled."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from cpkit.language import _, label
from cpkit.reports.folds import Cell, Table
from cpkit.reports.report import Report
from cpkit.reports.xlsx_styles import Book, lines_needed, words_lines
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TITLE_WIDTH, COUNT_WIDTH, MONEY_WIDTH = 44.0, 11.5, 15.0
WIDE = 105.0
"""Characters beyond which a table lies on its side."""


def add_table(book: Book, report: Report, table: Table, number: int, footer: str, name: str = "") -> Worksheet:
    """The sheet of one table, called "Biểu 1" or `name`."""
    widths = [TITLE_WIDTH, *(MONEY_WIDTH if column.kind == "money" else COUNT_WIDTH for column in table.columns)]
    name = name or _("Biểu {number}").format(number=number)
    sheet = book.sheet(name, landscape=sum(widths) > WIDE, footer=footer)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, book.format("plain"))
    total = sum(widths)
    title = _("Biểu {number}. {title}").format(number=number, title=table.title)
    row = write_title(book, sheet, report, title, total, len(widths) - 1)
    first, row = row, write_heads(book, sheet, table, row)
    sheet.repeat_rows(first, row - 1)
    sheet.freeze_panes(row, 1)
    row = write_lines(book, sheet, table, row)
    write_foot(book, sheet, report, table.notes, row + 1, total, len(widths) - 1)
    return sheet


def add_checks(book: Book, report: Report, footer: str) -> None:
    """Every check with both sides and whether they agree."""
    sheet = book.sheet(_("Đối chiếu"), landscape=False, footer=footer)
    widths = (70.0, 14.0, 5.0, 14.0, 12.0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, book.format("plain"))
    row = write_title(book, sheet, report, _("Đối chiếu số liệu"), sum(widths), len(widths) - 1)
    heads = (_("Nội dung đối chiếu"), _("Vế trái"), "", _("Vế phải"), _("Kết quả"))
    sheet.write_row(row, 0, heads, book.format("head"))
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 0)
    for place, check in enumerate(report.checks, row + 1):
        sheet.set_row(place, 15.5 * lines_needed(check.text, widths[0] * 1.15) + 1)
        relation = {"<=": "≤"}.get(check.relation, check.relation)
        left, right = report.sides(check)
        cells = (check.text, "cell"), (left, "count"), (relation, "cell_center"), (right, "count")
        verdict = (_("Khớp"), "met") if check.ok else (_("LỆCH {n}").format(n=abs(check.difference)), "missed")
        for column, (value, style) in enumerate((*cells, verdict)):
            sheet.write(place, column, value, book.format(style))


def write_title(book: Book, sheet: Worksheet, report: Report, title: str, width: float, last: int) -> int:
    """The title over columns 0 to `last` (`width` characters) with unit and period; the row to go on with."""
    row = book.practice_line(sheet, 0, last)
    sheet.set_row(row, 18 * lines_needed(title, width * 0.8) + 3)
    sheet.merge_range(row, 0, row, last, title, book.format("title"))
    period = report.period
    meta = _("{unit} - từ {start} đến {end}, chốt số liệu ngày {cutoff}").format(
        unit=report.unit_name, start=show_date(period.start), end=show_date(period.end), cutoff=show_date(period.cutoff)
    )
    sheet.set_row(row + 1, 15.5 * lines_needed(meta, width) + 2)
    sheet.merge_range(row + 1, 0, row + 1, last, meta, book.format("meta"))
    return row + 3


def write_heads(book: Book, sheet: Worksheet, table: Table, row: int) -> int:
    """The column heads, in two rows where columns share a group; the row to go on with."""
    head, grouped = book.format("head"), any(column.group for column in table.columns)
    if grouped:
        sheet.merge_range(row, 0, row + 1, 0, table.heading, head)
        _groups(book, sheet, table, row)
        row += 1
    else:
        sheet.write(row, 0, table.heading, head)
    for place, column in enumerate(table.columns, 1):
        if column.group or not grouped:
            sheet.write(row, place, column.title, head)
    sheet.set_row(row, 15.5 * max(_lines(column.title, column.kind) for column in table.columns) + 3)
    return row + 1


def write_lines(book: Book, sheet: Worksheet, table: Table, row: int) -> int:
    """The rows of a table and its totals; the row to go on with."""
    for line in table.rows:
        sheet.set_row(row, 15.5 * lines_needed(line.title, TITLE_WIDTH * 1.15) + 1)
        sheet.write(row, 0, line.title, book.format("cell"))
        _cells(book, sheet, row, line.cells, "count")
        row += 1
    for line in table.totals:
        sheet.write(row, 0, line.title, book.format("total_title"))
        _cells(book, sheet, row, line.cells, "total")
        row += 1
    return row


def _groups(book: Book, sheet: Worksheet, table: Table, row: int) -> None:
    place = 1
    for group, members in groupby(table.columns, key=lambda column: column.group or column.id):
        columns = list(members)
        if not columns[0].group:
            sheet.merge_range(row, place, row + 1, place, columns[0].title, book.format("head"))
        elif len(columns) == 1:
            sheet.write(row, place, group, book.format("head"))
        else:
            sheet.merge_range(row, place, row, place + len(columns) - 1, group, book.format("head"))
        place += len(columns)


def _lines(title: str, kind: str) -> int:
    return words_lines(title, MONEY_WIDTH if kind == "money" else COUNT_WIDTH)


def _cells(book: Book, sheet: Worksheet, row: int, cells: tuple[Cell, ...], style: str) -> None:
    for place, cell in enumerate(cells, 1):
        hidden = isinstance(cell, str)
        sheet.write(row, place, "–" if cell is None else cell, book.format("hidden" if hidden else style))


def write_foot(
    book: Book, sheet: Worksheet, report: Report, notes: tuple[str, ...], row: int, width: float, last: int
) -> None:
    """The notes of the table, and the line of NĐ56 Đ24.3."""
    secret = report.plan.confidentiality
    line = _("Mức độ bảo mật: {level}. Phạm vi cung cấp: {recipients} (NĐ 56/2017/NĐ-CP Điều 24 khoản 3).")
    for note in (*notes, line.format(level=label(secret.level), recipients=label(secret.recipients))):
        sheet.set_row(row, 13.5 * lines_needed(note, width * 1.25) + 2)
        sheet.merge_range(row, 0, row, last, note, book.format("secret"))
        row += 1
