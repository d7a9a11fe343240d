"""The summary sheet while it is being written: rows, their heights, and where one printed page ends.

Rows get their heights here and pages are broken here, so a table's head can stand on the pages that hold the table and
on no other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cpkit.reports.report import Report
from cpkit.reports.xlsx_styles import MARGINS, Book, words_lines

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WIDTHS = (6.0, 62.0, 13.0, 9.0, 9.0, 11.0, 11.5, 16.0)
"""Characters: id, title, target, numerator, denominator, value, gap, verdict."""
LAST = len(WIDTHS) - 1
MIDDLE = 2
"""The letterhead's left half ends before this column."""
LINE = 15.5
"""Points of a line of 11-point text."""
PIXELS = sum(int(width * 7 + 5) for width in WIDTHS)
_PAPER = (11.69, 8.27)
_SAFETY = 0.97


@dataclass
class Page:
    """The sheet, the next free row, and how much of the printed page is used (points)."""

    book: Book
    report: Report
    sheet: Worksheet
    row: int = 0
    used: float = 0.0
    breaks: list[int] = field(default_factory=list)

    def next(self, height: float = LINE) -> None:
        """Give the present row its height and go to the next."""
        self.sheet.set_row(self.row, height)
        self.used += height
        self.row += 1

    def merged(self, text: str, style: str, first: int = 0, last: int = LAST) -> None:
        """Write `text` over the columns `first` to `last` of the present row."""
        self.sheet.merge_range(self.row, first, self.row, last, text, self.book.format(style))

    def paragraph(self, text: str, style: str) -> None:
        """Write a paragraph over the whole width, its row as high as it needs."""
        height = LINE * words_lines(text, sum(WIDTHS) * 1.15) + 2
        self.keep(height)
        self.merged(text, style)
        self.next(height)

    def keep(self, height: float) -> bool:
        """Begin a new page when less than `height` is left on this one; whether it did."""
        if self.used + height <= self._capacity():
            return False
        self.break_here()
        return True

    def break_here(self) -> None:
        """Begin a new page at the present row."""
        self.breaks.append(self.row)
        self.used = 0.0

    def finish(self) -> None:
        """Tell the sheet where its pages end."""
        self.sheet.set_h_pagebreaks(self.breaks)

    @staticmethod
    def _capacity() -> float:
        """Points of rows that fit on a page lying on its side, at the scale that makes the columns one page wide."""
        wide = _PAPER[0] - MARGINS["left"] - MARGINS["right"]
        high = _PAPER[1] - MARGINS["top"] - MARGINS["bottom"]
        scale = min(1.0, wide / (PIXELS / 96))
        return high * 72 / scale * _SAFETY
