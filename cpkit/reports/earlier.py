"""The same period a year earlier: what a letter compares its figures with, where that is honest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cpkit.language import _
from cpkit.reports.folds import Table, as_count
from cpkit.reports.indicators import Figure
from cpkit.reports.periods import Period
from cpkit.reports.records import Source
from cpkit.reports.report import Design, Report, Settings, build_report

RECORDED = (("interventions", "interventions"), ("activities", "activities"), ("cases_by_kind", "received"))
"""Tables and columns of what is recorded as it happens: none of it means the year was not recorded."""


def year_before(period: Period) -> Period:
    """The same days a year earlier (of 29/02 the 28th), with no due date."""
    start, end, cutoff = map(_year_before, (period.start, period.end, period.cutoff))
    return replace(
        period, start=start, end=end, cutoff=cutoff, due=None, title=_("Cùng kỳ năm trước"), slug=f"{start:%Y%m%d}"
    )


def with_year_before(report: Report, source: Source, settings: Settings, design: Design) -> Report:
    """The report with that of the same period a year earlier, from the same records, counted and masked alike."""
    return replace(
        report, before=build_report(source, settings, year_before(report.period), design, exact=report.exact)
    )


def value_before(report: Report, id: str) -> Decimal | None:
    """The figure of the same period a year earlier; None where it cannot be told.

    It cannot where nothing was recorded in that period, where a part of the figure is untold in either, or where the
    target is that of a whole city.
    """
    before = report.before
    if before is None or not _was_recorded(before):
        return None
    then = next((figure for figure in before.figures if figure.indicator.id == id), None)
    sure = then is not None and _is_sure(then) and _is_sure(report.figure(id))
    return then.value if then is not None and sure else None


def _is_sure(figure: Figure) -> bool:
    of_city = figure.target is not None and figure.target.scope == "city"
    return figure.value is not None and figure.numerator == figure.high and not of_city


def _was_recorded(report: Report) -> bool:
    tables = {table.id: table for table in report.tables}
    return any(_total(tables[id], column) for id, column in RECORDED if id in tables)


def _total(table: Table, column: str) -> bool:
    """Whether the total of the column is anything but nothing; a hidden count is something."""
    cell = table.totals[-1].cells[table.column(column)]
    return isinstance(cell, str) or as_count(cell) > 0


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
