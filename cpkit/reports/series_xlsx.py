"""The workbook of several years: one line an indicator, one column a year, and a line chart beside the targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from cpkit.language import _, label
from cpkit.reports.indicators import Figure
from cpkit.reports.series import Series, span_words
from cpkit.reports.words import target_words, verdict_words
from cpkit.reports.xlsx import footer
from cpkit.reports.xlsx_charts import target_heads
from cpkit.reports.xlsx_page import LINE
from cpkit.reports.xlsx_styles import FONT, VIETNAMESE, Book

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

FIRST_YEAR = 3
"""The column of the first year: id, title and target stand before it."""
CHART = (470, 250)
"""Pixels of one chart: two of them beside each other fill a page lying on its side."""
ROWS_OF_CHART = 13


def encode(made: Series) -> bytes:
    """The workbook as bytes; the same series always gives the same ones."""
    last = made.reports[-1]
    title = _("Các chỉ tiêu qua các năm {first} - {last}").format(first=made.years[0], last=made.years[-1])
    book = Book(datetime.combine(last.period.cutoff, time()), title, practice=last.practice)
    sheet = book.sheet(_("Qua các năm"), landscape=True, footer=footer(last))
    end = _table(book, sheet, made, title)
    _charts(book, sheet, made, end + 1)
    return book.close()


def _table(book: Book, sheet: Worksheet, made: Series, title: str) -> int:
    """Title, heads and one line an indicator; the next free row."""
    for column, width in enumerate((6, 46, 19, *([15] * len(made.years)))):
        sheet.set_column(column, column, width, book.format("plain"))
    wide = FIRST_YEAR + len(made.years) - 1
    row = book.practice_line(sheet, 0, wide)
    sheet.merge_range(row, 0, row, wide, f"{made.reports[-1].unit_name}: {title}", book.format("title"))
    sheet.merge_range(row + 1, 0, row + 1, wide, span_words(made), book.format("meta"))
    heads = [_("Mã"), _("Chỉ tiêu"), _("Mục tiêu"), *map(str, made.years)]
    sheet.write_row(row + 3, 0, heads, book.format("head"))
    for number, indicator in enumerate(made.indicators, row + 4):
        _line(book, sheet, number, made.years, made.figures(indicator.id))
    return _sent_otherwise(book, sheet, made, row + 5 + len(made.indicators))


def _targets(years: Sequence[int], figures: Sequence[Figure]) -> str:
    """The target; where it changed over the years a line for each that held: "2024-2025: < 1,1 %"."""
    words = [target_words(figure.target, figure.indicator.measure) for figure in figures]
    if len(set(words)) == 1:
        return words[0]
    runs = groupby(zip(years, words, strict=True), itemgetter(1))
    spans = [(target, [year for year, _target in run]) for target, run in runs]
    return "\n".join(f"{'-'.join(dict.fromkeys((str(run[0]), str(run[-1]))))}: {target}" for target, run in spans)


def _line(book: Book, sheet: Worksheet, row: int, years: Sequence[int], figures: Sequence[Figure]) -> None:
    last = figures[-1]
    sheet.write(row, 0, last.indicator.id, book.format("cell_center"))
    sheet.write(row, 1, label(last.indicator.short), book.format("cell"))
    targets = _targets(years, figures)
    sheet.set_row(row, LINE * (targets.count("\n") + 1))
    sheet.write(row, 2, targets, book.format("cell_center"))
    style = "percent" if last.indicator.measure == "percent" else "figure"
    for column, figure in enumerate(figures, FIRST_YEAR):
        if figure.value is None:
            sheet.write(row, column, verdict_words(figure.verdict), book.format("other_verdict"))
        else:
            sheet.write_number(row, column, float(figure.value), book.format(style))


def _sent_otherwise(book: Book, sheet: Worksheet, made: Series, row: int) -> int:
    """One sentence for each figure that was sent as another; the next free row."""
    for one in made.otherwise:
        sentence = _("Năm {year}, chỉ tiêu {id}: báo cáo đã gửi ghi {numerator}/{denominator}.")
        words = sentence.format(
            year=one.year, id=one.indicator, numerator=one.sent.numerator, denominator=one.sent.denominator
        )
        sheet.write(row, 1, words, book.format("wrap"))
        row += 1
    return row


def _charts(book: Book, sheet: Worksheet, made: Series, row: int) -> None:
    """A chart for each percentage with at least two years, two beside each other; pages break between the rows."""
    drawn = [one for one in made.indicators if one.measure == "percent" and _known(made.figures(one.id)) > 1]
    data = book.sheet(_("Số liệu biểu đồ"), landscape=False, footer=footer(made.reports[-1])) if drawn else None
    for number, indicator in enumerate(drawn):
        assert data is not None
        place = row + number // 2 * ROWS_OF_CHART
        left = 0 if number % 2 == 0 else CHART[0] + 12
        chart = _chart(book, data, made, indicator.id, number)
        sheet.insert_chart(place, 0, chart, {"x_offset": left, "y_offset": 4, "object_position": 3})
    end = row + (len(drawn) + 1) // 2 * ROWS_OF_CHART
    sheet.set_h_pagebreaks(list(range(row, end, 2 * ROWS_OF_CHART)))


def _known(figures: list[Figure]) -> int:
    return sum(figure.value is not None for figure in figures)


def _chart(book: Book, data: Worksheet, made: Series, id: str, number: int) -> Chart:
    """The figures of one indicator as a line, its targets as a dashed one, of a range both ends."""
    figures, top = made.figures(id), number * (len(made.years) + 2)
    name = _("Số liệu biểu đồ")
    ranged = any(figure.target and figure.target.upper_end is not None for figure in figures)
    data.write_row(top, 0, [id, *target_heads(ranged)], book.format("head"))
    for row, (year, figure) in enumerate(zip(made.years, figures, strict=True), top + 1):
        data.write(row, 0, str(year), book.format("cell"))
        data.write(row, 1, _drawn(figure.value), book.format("percent"))
        data.write(row, 2, _drawn(figure.target.end if figure.target else None), book.format("percent"))
        if ranged:
            data.write(row, 3, _drawn(figure.target.upper_end if figure.target else None), book.format("percent"))
    chart: Chart = book.workbook.add_chart({"type": "line"})
    last = top + len(figures)
    dashed = {"color": "#C55A11", "width": 1.5, "dash_type": "dash"}
    lines = ({"color": "#2F5597", "width": 2.25}, dashed, *([dashed] if ranged else []))
    for column, line in enumerate(lines, 1):
        labels = {"data_labels": {"value": True, "position": "above", "num_format": f"{VIETNAMESE}0.0"}}
        chart.add_series({
            "name": [name, top, column], "categories": [name, top + 1, 0, last, 0],
            "values": [name, top + 1, column, last, column], "line": line,
            **({"marker": {"type": "circle", "size": 6}, **labels} if column == 1 else {}),
        })  # fmt: skip
    title = f"{id}. {label(figures[-1].indicator.short)} (%)"
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 11, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 9}})
    chart.set_y_axis(
        {"min": 0, "num_format": f"{VIETNAMESE}0.0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
    )
    chart.set_size({"width": CHART[0], "height": CHART[1]})
    chart.show_blanks_as("gap")
    return chart


def _drawn(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
