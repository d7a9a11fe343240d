"""The charts of the summary sheet: figures beside their targets, children by age and sex, the 14 groups.

They are native Excel charts over a sheet of their own numbers, so an officer can restyle them or copy them into Word.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cpkit.codes import code_list
from cpkit.language import _
from cpkit.reports.folds import Table, as_count
from cpkit.reports.indicators import Figure, Target
from cpkit.reports.report import Report
from cpkit.reports.xlsx_styles import FONT, Book

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

LOW_TARGET = 10
"""Percent below which targets get a chart of their own scale."""
COLOURS = ("#2F5597", "#F4B183", "#A5A5A5")
SIZE = {"width": 620, "height": 330}
ROWS_OF_A_CHART = 17

Block = Sequence[Sequence[Any]]


class ChartData:
    """The sheet of numbers the charts are drawn from, block under block."""

    def __init__(self, book: Book, footer: str) -> None:
        self.book = book
        self.name = _("Số liệu biểu đồ")
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
        return self._draw(kind, title, len(heads), first, last)

    def _draw(self, kind: dict[str, str], title: str, series: int, first: int, last: int) -> Chart:
        chart: Chart = self.book.workbook.add_chart(kind)
        for column in range(1, series + 1):
            chart.add_series({
                "name": [self.name, first - 1, column],
                "categories": [self.name, first, 0, last, 0],
                "values": [self.name, first, column, last, column],
                "fill": {"color": COLOURS[(column - 1) % len(COLOURS)]},
                "gap": 60,
                **({"data_labels": {"value": True, "font": {"name": FONT, "size": 8}}} if kind.get("subtype") is None else {}),
            })  # fmt: skip
        chart.set_title({"name": title, "name_font": {"name": FONT, "size": 12, "bold": True}, "overlay": False})
        font = {"num_font": {"name": FONT, "size": 9}, "major_gridlines": {"visible": False}}
        chart.set_x_axis({**font, **({"reverse": True} if kind["type"] == "bar" else {})})
        chart.set_y_axis({**font, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}, "min": 0})
        if kind["type"] == "bar":
            chart.set_x_axis({**font, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}, "min": 0})
            chart.set_y_axis({**font, "reverse": True})
        chart.set_legend({"none": True} if series == 1 else {"position": "bottom", "font": {"name": FONT, "size": 10}})
        chart.set_size(SIZE)
        return chart


def add_charts(book: Book, report: Report, sheet: Worksheet, row: int, footer: str) -> None:
    """Place the charts two by two on a new page of the summary sheet, below `row`."""
    sheet.set_h_pagebreaks([row])
    data = ChartData(book, footer)
    charts = [*_figure_charts(data, report), *_table_charts(data, report)]
    for place, chart in enumerate(charts):
        column = 0 if place % 2 == 0 else 5
        sheet.insert_chart(row + 1 + place // 2 * ROWS_OF_A_CHART, column, chart, {"object_position": 2})


def _figure_charts(data: ChartData, report: Report) -> list[Chart]:
    """Percentages beside their targets: large targets and small ones on scales of their own."""
    compared = [figure for figure in report.figures if _compared(figure)]
    low = [figure for figure in compared if _end(figure.target) < LOW_TARGET]
    high = [figure for figure in compared if figure not in low]
    heads = (_("Kết quả"), _("Mục tiêu"))
    titles = (_("Kết quả so với mục tiêu (%)"), _("Kết quả so với mục tiêu: các tỷ lệ nhỏ (%)"))
    return [
        data.chart({"type": "column"}, title, heads, [_beside(figure) for figure in part], percent=True)
        for title, part in zip(titles, (high, low), strict=True)
        if part
    ]


def _compared(figure: Figure) -> bool:
    return figure.indicator.measure == "percent" and figure.value is not None and figure.target is not None


def _end(target: Target | None) -> Decimal:
    """The end of the target that is drawn: the low one, of "<" the high one."""
    assert target is not None
    end = target.high if target.op == "<" else target.low
    return end if end is not None else Decimal(0)


def _beside(figure: Figure) -> list[Any]:
    return [figure.indicator.id, figure.value, _end(figure.target)]


def _table_charts(data: ChartData, report: Report) -> list[Chart]:
    charts = []
    tables = {table.id: table for table in report.tables}
    if ages := tables.get("children_by_age"):
        charts.append(_ages(data, ages))
    if groups := tables.get("groups"):
        charts.append(_groups(data, groups))
    return charts


def _ages(data: ChartData, table: Table) -> Chart:
    heads = [column.title for column in table.columns[:-1]]
    block = [[row.title, *row.cells[:-1]] for row in table.rows]
    return data.chart({"type": "column", "subtype": "stacked"}, _("Trẻ em theo nhóm tuổi và giới tính"), heads, block, False)


def _groups(data: ChartData, table: Table) -> Chart:
    names = {code.code: code.short_text for code in code_list("groups").children(None)}
    block = [[f"{row.id}. {names.get(row.id, row.title)}", as_count(row.cells[-1])] for row in table.rows]
    chart = data.chart({"type": "bar"}, _("Trẻ em có hoàn cảnh đặc biệt theo 14 nhóm"), [_("Số lượt")], block, False)
    chart.set_size({"width": SIZE["width"], "height": 400})
    return chart
