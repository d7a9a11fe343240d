"""The charts of the summary sheet: figures beside their targets, children by age and sex, the 14 groups.

They are native Excel charts over a sheet of their own numbers, so an officer can restyle them or copy them into Word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cpkit.codes import code_list
from cpkit.language import _
from cpkit.reports.folds import Table, as_count
from cpkit.reports.indicators import Figure
from cpkit.reports.report import Report
from cpkit.reports.xlsx_page import PIXELS, Page
from cpkit.reports.xlsx_styles import COUNT, FONT, VIETNAMESE, Book

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

LOW_TARGET = 10
"""Percent below which targets get a chart of their own scale."""
COLOURS = ("#2F5597", "#F4B183", "#A5A5A5")
HEIGHTS, GAP = (240, 345), 12
"""Pixels: of the two rows of charts, which fit on one page, and between charts."""

Block = Sequence[Sequence[Any]]


class ChartData:
    """The sheet of numbers the charts are drawn from, block under block."""

    def __init__(self, book: Book, footer: str, name: str = "") -> None:
        self.book = book
        self.name = name or _("Số liệu biểu đồ")
        self.sheet = book.sheet(self.name, landscape=False, footer=footer)
        self.sheet.set_column(0, 0, 44, book.format("plain"))
        self.sheet.set_column(1, 4, 14, book.format("plain"))
        self.row = book.practice_line(self.sheet, 0, 4)

    def chart(self, kind: dict[str, str], title: str, heads: Sequence[str], block: Block, percent: bool) -> Chart:
        """Write a block (first column the categories) and draw it."""
        self.sheet.write(self.row, 0, title, self.book.format("bold"))
        self.sheet.write_row(self.row + 1, 0, ["", *heads], self.book.format("head"))
        first = self.row + 2
        for row, line in enumerate(block, first):
            self.sheet.write(row, 0, line[0], self.book.format("cell"))
            for column, number in enumerate(line[1:], 1):
                self.sheet.write(row, column, number, self.book.format("percent" if percent else "count"))
        last = first + len(block) - 1
        self.row = last + 3
        return self._draw(kind, title, len(heads), first, last, percent)

    def _draw(self, kind: dict[str, str], title: str, series: int, first: int, last: int, percent: bool) -> Chart:
        chart: Chart = self.book.workbook.add_chart(kind)
        number = f"{VIETNAMESE}0.0" if percent else COUNT
        shown = {"value": True, "num_format": number, "font": {"name": FONT, "size": 7}}
        labels = {} if "subtype" in kind else {"data_labels": shown}
        for column in range(1, series + 1):
            chart.add_series({
                "name": [self.name, first - 1, column],
                "categories": [self.name, first, 0, last, 0],
                "values": [self.name, first, column, last, column],
                "fill": {"color": COLOURS[(column - 1) % len(COLOURS)]},
                "gap": 60,
                **labels,
            })  # fmt: skip
        chart.set_title({"name": title, "name_font": {"name": FONT, "size": 12, "bold": True}, "overlay": False})
        chart.set_legend({"none": True} if series == 1 else {"position": "bottom", "font": {"name": FONT, "size": 10}})
        _axes(chart, lying=kind["type"] == "bar")
        return chart


def _axes(chart: Chart, *, lying: bool) -> None:
    """Names on one axis, numbers from zero on the other; lying bars are read from the top down, without a scale."""
    names = {"num_font": {"name": FONT, "size": 9}, "major_gridlines": {"visible": False}}
    numbers = {**names, "num_format": COUNT, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
    if lying:
        chart.set_x_axis({**numbers, "min": 0, "visible": False})
        chart.set_y_axis({**names, "num_font": {"name": FONT, "size": 8}, "reverse": True, "interval_unit": 1})
    else:
        chart.set_x_axis(names)
        chart.set_y_axis({**numbers, "min": 0})


def add_charts(page: Page, footer: str) -> None:
    """Place the charts on a new page of the summary sheet: figures beside targets above, children below."""
    page.break_here()
    data = ChartData(page.book, footer)
    top = 4
    rows = _figure_charts(data, page.report), _table_charts(data, page.report)
    for charts, height in zip(rows, HEIGHTS, strict=True):
        left = 0
        for chart, share in charts:
            width = int(PIXELS * share)
            chart.set_size({"width": width - GAP, "height": height})
            place = {"x_offset": left, "y_offset": top, "object_position": 3}
            page.sheet.insert_chart(page.row, 0, chart, place)
            left += width
        top += height + GAP


def _figure_charts(data: ChartData, report: Report) -> list[tuple[Chart, float]]:
    """Percentages beside their targets: large targets and small ones on scales of their own, each with its share."""
    compared = [figure for figure in report.figures if _compared(figure)]
    low = [figure for figure in compared if figure.target and figure.target.end < LOW_TARGET]
    high = [figure for figure in compared if figure not in low]
    titles = (_("Kết quả so với mục tiêu (%)"), _("Các tỷ lệ nhỏ (%)"))
    return [
        (data.chart({"type": "column"}, title, *_beside(part), percent=True), share)
        for title, part, share in zip(titles, (high, low), (0.7, 0.3), strict=True)
        if part
    ]


def _compared(figure: Figure) -> bool:
    return figure.indicator.measure == "percent" and figure.value is not None and figure.target is not None


def _beside(figures: Sequence[Figure]) -> tuple[tuple[str, ...], Block]:
    """Heads and lines: each figure beside its target, and beside the upper end where some target is a range."""
    targets = [figure.target for figure in figures]
    upper = [target.upper_end if target else None for target in targets]
    block = [
        [figure.indicator.id, figure.value, target and target.end, *([end] if any(upper) else [])]
        for figure, target, end in zip(figures, targets, upper, strict=True)
    ]
    return target_heads(any(upper)), block


def target_heads(ranged: bool) -> tuple[str, ...]:
    """The heads of a chart of figures beside their target; of a range both ends."""
    return (_("Kết quả"), _("Mục tiêu"), *([_("Mục tiêu, mức trên")] if ranged else []))


def _table_charts(data: ChartData, report: Report) -> list[tuple[Chart, float]]:
    tables = {table.id: table for table in report.tables}
    draw = {"children_by_age": _ages, "groups": _groups}
    return [(make(data, tables[id]), 0.5) for id, make in draw.items() if id in tables]


def _ages(data: ChartData, table: Table) -> Chart:
    heads = [column.title for column in table.columns[:-1]]
    block = [[row.title, *row.cells[:-1]] for row in table.rows]
    kind = {"type": "column", "subtype": "stacked"}
    return data.chart(kind, _("Trẻ em theo nhóm tuổi và giới tính"), heads, block, percent=False)


def _groups(data: ChartData, table: Table) -> Chart:
    names = {code.code: code.short_text for code in code_list("groups").children(None)}
    block = [[f"{row.id}. {names.get(row.id, row.title)}", as_count(row.cells[-1])] for row in table.rows]
    title = _("Trẻ em có hoàn cảnh đặc biệt theo 14 nhóm")
    return data.chart({"type": "bar"}, title, [_("Số lượt")], block, percent=False)
