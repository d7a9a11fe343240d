"""The report as one CSV file as Excel in Vietnamese reads it: UTF-8 with BOM, `;` between cells, comma decimals."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from cpkit.language import _, label
from cpkit.reports.folds import Table
from cpkit.reports.indicators import PLACES, Figure
from cpkit.reports.report import Report
from cpkit.reports.words import shown_count, target_words, verdict_words
from cpkit.vietnamese import show_date, show_moment

Line = Sequence[object]
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def encode(report: Report) -> bytes:
    """The whole report: its head, the indicators, then one block a table."""
    return as_text(report_lines(report))


def as_text(lines: Iterable[Line]) -> bytes:
    """Lines of cells as the bytes of a file."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for line in lines:
        writer.writerow([_safe(cell) for cell in line])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def report_lines(report: Report) -> Iterator[Line]:
    """The lines of a report."""
    yield from _head(report)
    columns = (_("Mã"), _("Chỉ tiêu"), _("Mục tiêu"), _("Tử số"), _("Mẫu số"), _("Kết quả"), _("Chênh lệch"))
    yield [*columns, _("Đánh giá"), _("Cách tính"), _("Căn cứ")]
    yield from (_figure(figure, report.exact) for figure in report.figures)
    for table in report.tables:
        yield from table_lines(table)
    yield []
    yield [_("Đối chiếu"), _("Khớp") if report.reconciled else _("Có chênh lệch")]
    for check in report.checks:
        if not check.ok:
            left, right = report.sides(check)
            yield [check.text, left, check.relation, right, _("lệch {n}").format(n=abs(check.difference))]
    yield from ([note] for note in (*report.amendment, *report.notes))


def _head(report: Report) -> Iterator[Line]:
    period = report.period
    if report.practice:
        yield [_("THỰC HÀNH: số liệu không có thật")]
    yield [_("Đơn vị"), report.unit_name, report.unit]
    yield [_("Kỳ báo cáo"), period.title, show_date(period.start), show_date(period.end)]
    yield [_("Ngày chốt số liệu"), show_date(period.cutoff), _("Hạn gửi"), period.due_words]
    if report.known_at is not None:
        yield [_("Biết đến"), show_moment(report.known_at)]
    confidentiality = report.plan.confidentiality
    yield [_("Mức độ bảo mật (NĐ56 Đ24.3)"), label(confidentiality.level)]
    yield [_("Phạm vi cung cấp"), label(confidentiality.recipients)]
    yield []


def _figure(figure: Figure, exact: bool) -> Line:
    indicator = figure.indicator
    places = PLACES if indicator.measure == "percent" else 0
    return [
        indicator.id, label(indicator.title), target_words(figure.target, indicator.measure),
        shown_count(figure, figure.numerator, exact=exact), shown_count(figure, figure.denominator, exact=exact),
        decimal(figure.value, places), decimal(figure.gap, places), verdict_words(figure.verdict),
        label(indicator.definition), indicator.basis,
    ]  # fmt: skip


def table_lines(table: Table) -> Iterator[Line]:
    """An empty line, then a table with its title, its heads and its notes."""
    yield []
    yield [table.title]
    yield [table.heading, *(column.full_title for column in table.columns)]
    yield from ([row.title, *row.cells] for row in (*table.rows, *table.totals))
    yield from ([note] for note in table.notes)


def decimal(value: Decimal | None, places: int) -> str:
    """A number with a decimal comma, which Excel in Vietnamese reads as a number."""
    return "" if value is None else f"{value:.{places}f}".replace(".", ",")


def _safe(cell: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) and not _is_number(cell) else cell


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(",", "", 1).isdigit()
