"""A merged report as one CSV file: the file of any report, then indicators and tables with a column a unit."""

from __future__ import annotations

from collections.abc import Iterator

from cpkit.language import _, label
from cpkit.reports.csv import Line, as_text, decimal, report_lines, table_lines
from cpkit.reports.indicators import PLACES, Figure
from cpkit.reports.joint import Joint
from cpkit.reports.joint_tables import told_apart


def encode(joint: Joint) -> bytes:
    """The whole of it, as Excel in Vietnamese reads it."""
    return as_text([*report_lines(joint.report), *_lines(joint)])


def _lines(joint: Joint) -> Iterator[Line]:
    yield []
    yield [_("Chỉ tiêu theo đơn vị")]
    names = [member.name for member in joint.members]
    yield [_("Mã"), _("Chỉ tiêu"), _("Số"), *names, _("Tổng số")]
    for total in joint.report.figures:
        id = total.indicator.id
        figures = [*(member.figures.get(id) for member in joint.members), total]
        title = label(total.indicator.short)
        yield [id, title, _("Tử số"), *("" if one is None else _blank(one.numerator) for one in figures)]
        if total.indicator.measure == "percent":
            yield [id, title, _("Mẫu số"), *("" if one is None else _blank(one.denominator) for one in figures)]
            yield [id, title, _("Kết quả"), *("" if one is None else _value(one) for one in figures)]
    for _number, table in told_apart(joint.tables):
        yield from table_lines(table.spread) if table.counted else ()


def _blank(count: int | None) -> object:
    return "" if count is None else count


def _value(figure: Figure) -> str:
    return decimal(figure.value, PLACES)
