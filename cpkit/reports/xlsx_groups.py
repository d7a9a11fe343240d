"""Tables on the sheets of the workbook: one table a sheet, or several of one part of the plan below each other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from cpkit.language import _
from cpkit.reports.folds import Table
from cpkit.reports.report import Report
from cpkit.reports.xlsx_styles import MARGINS, Book, lines_needed, words_lines
from cpkit.reports.xlsx_tables import (
    COUNT_WIDTH,
    MONEY_WIDTH,
    TITLE_WIDTH,
    WIDE,
    add_table,
    write_foot,
    write_heads,
    write_lines,
    write_title,
)

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Numbered = tuple[int, Table]
LONGEST_NAME = 31
"""Characters that Excel lets the name of a sheet have."""
PAPER, SAFETY = (8.27, 11.69), 0.97
LINE, TITLE_HEIGHT = 15.5, 75.0
"""Points: of a line of 11-point text, of the title of a sheet."""


def add_tables(book: Book, report: Report, footer: str) -> None:
    """Every table of the report, numbered; tables that name the same sheet share it."""
    for name, members in groupby(enumerate(report.tables, 1), key=lambda numbered: numbered[1].sheet):
        if name:
            _add_several(book, report, name, list(members), footer)
            continue
        for number, table in members:
            add_table(book, report, table, number, footer)


def _add_several(book: Book, report: Report, name: str, tables: list[Numbered], footer: str) -> None:
    """One sheet with several tables: its title once, the line of NĐ56 Đ24.3 once at the foot."""
    widths = _widths(tables)
    last, total = len(widths) - 1, sum(widths)
    landscape = total > WIDE
    sheet = book.sheet(re.sub(r"[\[\]:*?/\\]", "-", name)[:LONGEST_NAME], landscape=landscape, footer=footer)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, book.format("plain"))
    row = write_title(book, sheet, report, name, total, last)
    pages = _Pages(_capacity(widths, landscape=landscape), TITLE_HEIGHT)
    for numbered in tables:
        pages.take(row, _height(numbered[1], total))
        row = _add_one(book, sheet, numbered, row, last, total)
    sheet.set_h_pagebreaks(pages.breaks)
    write_foot(book, sheet, report, (), row, total, last)


@dataclass
class _Pages:
    """Where the pages of a sheet end: a table that fits on a page is not broken, nor the title left alone."""

    capacity: float
    used: float
    breaks: list[int] = field(default_factory=list)

    def take(self, row: int, height: float) -> None:
        """A table of this height (points) begins at `row`: on the next page where this one has too little left."""
        if self.used + height > self.capacity and self.used > TITLE_HEIGHT:
            self.breaks.append(row)
            self.used = 0.0
        self.used = (self.used + height) % self.capacity


def _capacity(widths: list[float], *, landscape: bool) -> float:
    """Points of rows that fit on a page, at the scale that makes the columns one page wide."""
    wide, high = (PAPER[1], PAPER[0]) if landscape else PAPER
    room, pixels = wide - MARGINS["left"] - MARGINS["right"], sum(int(width * 7 + 5) for width in widths)
    return (high - MARGINS["top"] - MARGINS["bottom"]) * 72 / min(1.0, room / (pixels / 96)) * SAFETY


def _height(table: Table, width: float) -> float:
    """Points that a table takes with its caption, heads, notes and the empty row below."""
    heads = max(words_lines(column.title, COUNT_WIDTH) for column in table.columns) + any(
        column.group for column in table.columns
    )
    lines = sum(lines_needed(row.title, TITLE_WIDTH * 1.15) for row in (*table.rows, *table.totals))
    notes = sum(lines_needed(note, width * 1.25) for note in table.notes)
    return LINE * (2 + heads + lines) + 13.5 * notes + 8


def _widths(tables: list[Numbered]) -> list[float]:
    """The widths of the columns: wide where one of the tables has an amount there."""
    columns = max(len(table.columns) for _number, table in tables)
    money = {at for _number, table in tables for at, column in enumerate(table.columns) if column.kind == "money"}
    return [TITLE_WIDTH, *(MONEY_WIDTH if at in money else COUNT_WIDTH for at in range(columns))]


def _add_one(book: Book, sheet: Worksheet, numbered: Numbered, row: int, last: int, width: float) -> int:
    number, table = numbered
    title = _("Biểu {number}. {title}").format(number=number, title=table.title)
    sheet.set_row(row, 15.5 * lines_needed(title, width) + 3)
    sheet.merge_range(row, 0, row, last, title, book.format("caption"))
    row = write_lines(book, sheet, table, write_heads(book, sheet, table, row + 1))
    for note in table.notes:
        sheet.set_row(row, 13.5 * lines_needed(note, width * 1.25) + 2)
        sheet.merge_range(row, 0, row, last, note, book.format("secret"))
        row += 1
    return row + 1
