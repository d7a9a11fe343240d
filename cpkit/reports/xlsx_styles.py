"""How the workbooks look: Times New Roman on A4 after NĐ 30/2020, number formats that follow Excel's language."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cpkit.language import _

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FONT = "Times New Roman"
PAPER_A4 = 9
MARGINS = {"left": 0.98, "right": 0.6, "top": 0.87, "bottom": 0.8}
"""Inches: 25, 15, 22 and 20 mm."""
VIETNAMESE = "[$-42A]"
COUNT, PERCENT, POINTS = f"{VIETNAMESE}#,##0", f'{VIETNAMESE}0.00" %"', f"{VIETNAMESE}+0.00;{VIETNAMESE}-0.00;0.00"
"""Stored as numbers, shown as 208.222 and 1,06 %: by LibreOffice always, by Excel where Windows writes numbers so."""

CENTRED: dict[str, Any] = {"border": 1, "text_wrap": True, "align": "center", "valign": "top"}
FIGURE: dict[str, Any] = {"border": 1, "num_format": COUNT, "valign": "top", "bold": True, "align": "right"}
PERCENTAGE = {**FIGURE, "num_format": PERCENT}

LINK: dict[str, Any] = {"font_color": "#0B57A4", "underline": 1}

STYLES: dict[str, dict[str, Any]] = {
    "plain": {},
    "wrap": {"text_wrap": True, "valign": "top"},
    "wrap_middle": {"text_wrap": True, "align": "center"},
    "bold": {"bold": True},
    "bold_wrap": {"bold": True, "text_wrap": True, "valign": "top", "font_size": 12},
    "link": LINK,
    "link_center": {**CENTRED, **LINK},
    "link_count": {"border": 1, "num_format": COUNT, "valign": "top", "align": "right", **LINK},
    "body_name": {"bold": True, "align": "center", "font_size": 12},
    "long_body_name": {"bold": True, "align": "center", "valign": "top", "font_size": 12, "text_wrap": True},
    "motto": {"bold": True, "align": "center", "font_size": 13},
    "place": {"italic": True, "align": "center", "font_size": 13},
    "number": {"align": "center", "font_size": 13},
    "type": {"bold": True, "align": "center", "font_size": 14},
    "subject": {"bold": True, "align": "center", "font_size": 14, "text_wrap": True, "valign": "vcenter"},
    "title": {"bold": True, "font_size": 13, "text_wrap": True, "align": "center", "valign": "vcenter"},
    "caption": {"bold": True, "text_wrap": True, "valign": "vcenter"},
    "meta": {"italic": True, "align": "center", "text_wrap": True, "valign": "vcenter"},
    "secret": {"italic": True, "text_wrap": True, "valign": "top", "font_size": 10},
    "practice": {"bold": True, "font_color": "#C00000", "align": "center", "font_size": 12},
    "head": {**CENTRED, "bold": True, "valign": "vcenter", "bg_color": "#E7EEF7"},
    "section": {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#F5F5F5"},
    "cell": {"border": 1, "text_wrap": True, "valign": "top"},
    "cell_center": CENTRED,
    "count": {"border": 1, "num_format": COUNT, "valign": "top", "align": "right"},
    "percent": PERCENTAGE,
    "percent_met": {**PERCENTAGE, "font_color": "#1E6B34"},
    "percent_missed": {**PERCENTAGE, "font_color": "#B00020"},
    "figure_met": {**FIGURE, "font_color": "#1E6B34"},
    "figure_missed": {**FIGURE, "font_color": "#B00020"},
    "figure": FIGURE,
    "points": {"border": 1, "num_format": POINTS, "valign": "top", "align": "right"},
    "hidden": {"border": 1, "align": "right", "valign": "top", "italic": True, "font_color": "#595959"},
    "total_title": {"border": 1, "bold": True, "text_wrap": True, "bg_color": "#F5F5F5"},
    "total": {"border": 1, "bold": True, "num_format": COUNT, "bg_color": "#F5F5F5", "align": "right"},
    "met": {**CENTRED, "bold": True, "font_color": "#1E6B34"},
    "missed": {**CENTRED, "bold": True, "font_color": "#B00020"},
    "other_verdict": {**CENTRED, "italic": True},
    "recipients_head": {"bold": True, "italic": True, "font_size": 12},
    "recipients": {"font_size": 11},
    "signature": {"bold": True, "align": "center", "font_size": 13},
    "most_secret": {"bold": True, "font_color": "#B00020", "align": "center", "font_size": 14, "border": 2},
}  # fmt: skip


class Book:
    """A workbook in memory with the formats of the report; the same report gives the same bytes."""

    def __init__(self, created: datetime, title: str, *, practice: bool) -> None:
        from xlsxwriter import Workbook

        # Everything stays in memory: xlsxwriter's temporary files would hold what is written in clear.
        # The default font is the measure of column widths: with our own, every program draws them alike.
        options = {
            "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "default_format_properties": {"font_name": FONT, "font_size": 11},
        }  # fmt: skip
        self._bytes = BytesIO()
        self.workbook: Workbook = Workbook(self._bytes, options)
        self.workbook.set_properties({"title": title, "created": created.replace(tzinfo=None), "comments": ""})
        self.practice = practice
        self._formats: dict[str, Format] = {}

    def format(self, style: str) -> Format:
        """The format called `style`, made once."""
        if style not in self._formats:
            self._formats[style] = self.workbook.add_format({"font_name": FONT, "font_size": 11, **STYLES[style]})
        return self._formats[style]

    def sheet(self, name: str, *, landscape: bool, footer: str) -> Worksheet:
        """A sheet set up for A4: one page wide, page number at the top, the confidentiality line at the foot."""
        sheet: Worksheet = self.workbook.add_worksheet(name)
        sheet.set_paper(PAPER_A4)
        sheet.set_landscape() if landscape else sheet.set_portrait()
        sheet.set_margins(**MARGINS)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        mark = f'&R&"{FONT},Bold"&11{self.practice_words()}' if self.practice else ""
        sheet.set_header(f'&C&"{FONT},Regular"&12&P{mark}', {"margin": 0.4})
        sheet.set_footer(f'&L&"{FONT},Italic"&9{footer}', {"margin": 0.35})
        return sheet

    @staticmethod
    def practice_words() -> str:
        """The mark of a practice store."""
        return _("THỰC HÀNH: số liệu không có thật")

    def practice_line(self, sheet: Worksheet, row: int, last_column: int) -> int:
        """Write the practice mark over the sheet, if it is one; the next free row."""
        if not self.practice:
            return row
        sheet.merge_range(row, 0, row, last_column, self.practice_words(), self.format("practice"))
        return row + 1

    def close(self) -> bytes:
        """The finished workbook."""
        self.workbook.close()
        return self._bytes.getvalue()


def words_lines(text: str, width: float) -> int:
    """How many lines the words of `text` take when whole words go to the next line, in bold, as in a narrow head."""
    lines, used = 1, 0
    for word in text.split():
        if used and used + 1 + len(word) > width * 0.95:
            lines, used = lines + 1, len(word)
        else:
            used += len(word) + (used > 0)
    return lines


def lines_needed(text: str, width: float) -> int:
    """How many lines `text` takes in a cell `width` characters wide; what a merged cell cannot find out by itself."""
    return sum(max(1, -(-len(line) // max(1, int(width)))) for line in text.split("\n"))
