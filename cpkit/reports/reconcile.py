"""What must agree in a report, checked by the program itself: sums, parts and wholes, tables and figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpkit.language import _
from cpkit.reports.folds import Check, Table
from cpkit.reports.indicators import SECRET_SUBJECTS, Figure
from cpkit.reports.plans import Agreement


def reconcile(figures: Sequence[Figure], tables: Sequence[Table], agreements: Sequence[Agreement]) -> tuple[Check, ...]:
    """Every check of the report: those of each table, part against whole of each figure, figures against tables."""
    own = (check for table in tables for check in table.checks)
    return (*own, *_parts(figures), *_agreements(figures, tables, agreements))


def _parts(figures: Sequence[Figure]) -> Iterator[Check]:
    for figure in figures:
        if figure.numerator is not None and figure.denominator is not None:
            text = _("Chỉ tiêu {id}: tử số không lớn hơn mẫu số").format(id=figure.indicator.id)
            part = figure.numerator if figure.certain is None else figure.certain
            yield Check(text, part, figure.denominator, "<=", figure.indicator.over in SECRET_SUBJECTS)


def _agreements(figures: Sequence[Figure], tables: Sequence[Table], agreements: Sequence[Agreement]) -> Iterator[Check]:
    """Where the plan says that a figure and a total of a table are the same number."""
    by_id = {figure.indicator.id: figure for figure in figures}
    by_table = {table.id: table for table in tables}
    for one in agreements:
        figure, table = by_id.get(one.indicator), by_table.get(one.table)
        count = getattr(figure, one.part, None)
        cell = table.cell(one.row, one.column) if table else None
        if isinstance(count, int) and isinstance(cell, int) and table:
            part = {"numerator": _("tử số"), "denominator": _("mẫu số")}[one.part]
            text = _("Chỉ tiêu {id} ({part}) và bảng “{table}”").format(id=one.indicator, part=part, table=table.title)
            yield Check(text, count, cell)
