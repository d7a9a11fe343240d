"""The workbook of a merged report: that of any report, with indicators and tables by unit, and who sent what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from cpkit.language import _, label
from cpkit.places import unit, unit_name
from cpkit.reports import xlsx
from cpkit.reports.folds import Cell
from cpkit.reports.indicators import Figure
from cpkit.reports.joint import Joint, Member
from cpkit.reports.joint_charts import add_unit_charts
from cpkit.reports.joint_tables import JointTable, told_apart
from cpkit.reports.words import target_words
from cpkit.reports.xlsx_styles import Book, lines_needed, words_lines
from cpkit.reports.xlsx_tables import (
    COUNT_WIDTH,
    MONEY_WIDTH,
    WIDE,
    write_foot,
    write_heads,
    write_lines,
    write_title,
)

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ID_WIDTH, TITLE_WIDTH, TARGET_WIDTH, UNIT_WIDTH = 6.0, 40.0, 11.5, 11.5
ON_ONE_PAGE = 12
"""Columns of units that are still read when they are printed one page wide."""
LINE, SPREAD_WIDTH, LONGEST_NAME = 15.5, 44.0, 31
"""Points of a line; characters of the titles of rows, and of the name of a sheet."""


def encode(joint: Joint) -> bytes:
    """The workbook as bytes; the same tallies always give the same ones."""
    return xlsx.encode(joint.report, lambda book: _sheets(book, joint))


def _sheets(book: Book, joint: Joint) -> None:
    _values(book, joint)
    _parts(book, joint)
    add_unit_charts(book, joint, xlsx.footer(joint.report))
    _senders(book, joint)
    numbered = [(number, one) for number, one in told_apart(joint.tables) if one.counted]
    for sheet, members in groupby(numbered, key=lambda pair: pair[1].table.sheet or str(pair[0])):
        _spreads(book, joint, sheet, list(members))


def _spreads(book: Book, joint: Joint, name: str, spreads: Sequence[tuple[int, JointTable]]) -> None:
    """One sheet with the tables of one part of the plan by unit, below each other."""
    shared = spreads[0][1].table.sheet
    title = name if shared else _("Biểu {number}").format(number=name)
    several = max(len(one.spread.columns) for _number, one in spreads)
    money = {at for _n, one in spreads for at, column in enumerate(one.spread.columns) if column.kind == "money"}
    widths = [SPREAD_WIDTH, *(MONEY_WIDTH if at in money else COUNT_WIDTH for at in range(several))]
    shape = _("{title} theo đơn vị")
    room = LONGEST_NAME - len(shape.format(title=""))
    called = shape.format(title=re.sub(r"[\[\]:*?/\\]", "-", title)[:room])
    sheet = book.sheet(called, landscape=sum(widths) > WIDE, footer=xlsx.footer(joint.report))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, book.format("plain"))
    row = write_title(book, sheet, joint.report, shape.format(title=title), sum(widths), several)
    for number, one in spreads:
        caption = _("Biểu {number}. {title}").format(number=number, title=one.spread.title)
        sheet.set_row(row, LINE * lines_needed(caption, sum(widths)) + 3)
        sheet.merge_range(row, 0, row, several, caption, book.format("section"))
        row = write_lines(book, sheet, one.spread, write_heads(book, sheet, one.spread, row + 1)) + 1
    write_foot(book, sheet, joint.report, spreads[0][1].spread.notes, row, sum(widths), several)
    if any(one.by_unit for _number, one in spreads):
        _paper(sheet, len(joint.members), 1)


def _values(book: Book, joint: Joint) -> None:
    """A row an indicator, a column a unit: the value, coloured by its verdict."""
    sheet, row = _matrix(book, joint, _("Chỉ tiêu theo đơn vị"), _("Kết quả từng chỉ tiêu theo đơn vị"), _("Mục tiêu"))
    for total in joint.report.figures:
        id, measure = total.indicator.id, total.indicator.measure
        _row_title(book, sheet, row, total)
        sheet.write(row, 2, target_words(total.target, measure), book.format("cell_center"))
        figures = [*(member.figures.get(id) for member in joint.members), total]
        for place, figure in enumerate(figures, 3):
            _value(book, sheet, row, place, figure)
        row += 1
    notes = (
        _("Xanh: đạt; đỏ: chưa đạt. “–”: không có giá trị, hoặc không cộng vào (xem tờ “Nơi gửi”)."),
        _("Tổng số tính lại từ tử số và mẫu số của các đơn vị, không phải trung bình của các tỷ lệ."),
    )
    _foot(book, sheet, joint, notes, row)


def _value(book: Book, sheet: Worksheet, row: int, place: int, figure: Figure | None) -> None:
    percent = figure is not None and figure.indicator.measure == "percent"
    style = {"met": "_met", "missed": "_missed"}.get(figure.verdict if figure else "", "")
    value = None if figure is None else figure.value
    sheet.write(row, place, "–" if value is None else value, book.format(("percent" if percent else "figure") + style))


def _parts(book: Book, joint: Joint) -> None:
    """Two rows an indicator: numerator and denominator of every unit."""
    title = _("Tử số và mẫu số từng chỉ tiêu theo đơn vị")
    sheet, row = _matrix(book, joint, _("Tử số, mẫu số"), title, _("Số"))
    for total in joint.report.figures:
        id = total.indicator.id
        figures = [*(member.figures.get(id) for member in joint.members), total]
        parts = [(_("Tử số"), [figure.numerator if figure else None for figure in figures])]
        if total.indicator.measure == "percent":
            parts.append((_("Mẫu số"), [figure.denominator if figure else None for figure in figures]))
        for name, counts in parts:
            _row_title(book, sheet, row, total)
            sheet.write(row, 2, name, book.format("cell_center"))
            _counts(book, sheet, row, counts)
            row += 1
    _foot(book, sheet, joint, (), row)


def _counts(book: Book, sheet: Worksheet, row: int, counts: Sequence[Cell]) -> None:
    for place, count in enumerate(counts, 3):
        style = "hidden" if isinstance(count, str) else "count"
        sheet.write(row, place, "–" if count is None else count, book.format(style))


def _matrix(book: Book, joint: Joint, name: str, title: str, third: str) -> tuple[Worksheet, int]:
    """A sheet with a column a unit and its heads; the first free row."""
    sheet = book.sheet(name, landscape=True, footer=xlsx.footer(joint.report))
    units = [*(member.name for member in joint.members), _("Tổng số")]
    for column, width in enumerate((ID_WIDTH, TITLE_WIDTH, TARGET_WIDTH, *(UNIT_WIDTH for _unit in units))):
        sheet.set_column(column, column, width, book.format("plain"))
    row = write_title(book, sheet, joint.report, title, _width(joint), len(units) + 2)
    heads = (_("Mã"), _("Chỉ tiêu"), third, *units)
    sheet.set_row(row, LINE * max(words_lines(head, UNIT_WIDTH) for head in (third, *units)) + 3)
    sheet.write_row(row, 0, heads, book.format("head"))
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 3)
    _paper(sheet, len(joint.members), 3)
    return sheet, row + 1


def _paper(sheet: Worksheet, units: int, titles: int) -> None:
    """Many units go over several pages side by side, each with the titles of the rows."""
    if units > ON_ONE_PAGE:
        sheet.set_print_scale(70)
        sheet.repeat_columns(0, titles - 1)


def _row_title(book: Book, sheet: Worksheet, row: int, figure: Figure) -> None:
    title = label(figure.indicator.short)
    sheet.set_row(row, LINE * words_lines(title, TITLE_WIDTH * 1.15) + 2)
    sheet.write(row, 0, figure.indicator.id, book.format("cell_center"))
    sheet.write(row, 1, title, book.format("cell"))


def _foot(book: Book, sheet: Worksheet, joint: Joint, notes: tuple[str, ...], row: int) -> None:
    last = len(joint.members) + 3
    write_foot(book, sheet, joint.report, notes, row + 1, _width(joint), last)


def _width(joint: Joint) -> float:
    """Characters over all columns; a title over more than a page's width is read at its left."""
    return ID_WIDTH + TITLE_WIDTH + TARGET_WIDTH + UNIT_WIDTH * (len(joint.members) + 1)


def _senders(book: Book, joint: Joint) -> None:
    """Who sent, when and with which program; who did not; what was left out, and why."""
    sheet = book.sheet(_("Nơi gửi"), landscape=False, footer=xlsx.footer(joint.report))
    widths = (34.0, 12.0, 18.0, 10.0, 11.0, 16.0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, book.format("plain"))
    last = len(widths) - 1
    row = write_title(book, sheet, joint.report, _("Nơi gửi số liệu, nơi còn thiếu"), sum(widths), last)
    heads = (_("Đơn vị"), _("Mã"), _("Lập lúc"), _("Phiên bản"), _("Sổ thay đổi"), _("Tình trạng"))
    sheet.write_row(row, 0, heads, book.format("head"))
    sheet.repeat_rows(row)
    for member in joint.members:
        row = _sender(book, sheet, row + 1, member)
    for key in joint.missing:
        row += 1
        sheet.write_row(row, 0, (unit_name(key), key, "–", "–", "–"), book.format("cell"))
        sheet.write(row, 5, _("CHƯA GỬI"), book.format("missed"))
    _remarks(book, sheet, joint, row + 2, sum(widths), last)


def _sender(book: Book, sheet: Worksheet, row: int, member: Member) -> int:
    """A line for each tally in a unit's column; the last row written."""
    state = _("Không cộng {n} chỉ tiêu").format(n=len(member.left)) if member.left else _("Đủ")
    for number, part in enumerate(member.column.parts):
        row += number > 0
        name = part.unit_name if part.unit == member.key else f"{part.unit_name} → {unit(member.key).name}"
        made = part.made_at.strftime("%d/%m/%Y %H:%M")
        sheet.write_row(row, 0, (name, part.unit, made, part.program, part.ledger[0]), book.format("cell"))
        sheet.write(row, 5, state, book.format("missed" if member.left else "met"))
    return row


def _remarks(book: Book, sheet: Worksheet, joint: Joint, row: int, width: float, last: int) -> None:
    """What was left out or differs, then everything else that must be said of the sums."""
    blocks = ((_("Khác biệt, không cộng vào:"), joint.differences), (_("Ghi chú:"), joint.report.notes))
    for title, sentences in blocks:
        sheet.merge_range(row, 0, row, last, title, book.format("bold"))
        row += 1
        for sentence in sentences or (_("Không có."),):
            sheet.set_row(row, LINE * lines_needed(f"- {sentence}", width * 1.1) + 2)
            sheet.merge_range(row, 0, row, last, f"- {sentence}", book.format("wrap"))
            row += 1
        row += 1
