"""One table by itself: counted without the rest of the report, written as a workbook, CSV or JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from cpkit.errors import Misused
from cpkit.language import _
from cpkit.reports.case_tables import CASE_TABLES
from cpkit.reports.cross import plan_of, spec_of
from cpkit.reports.declared import Declared
from cpkit.reports.folds import TableSpec
from cpkit.reports.making import View, make_report
from cpkit.reports.own_tables import own_specs
from cpkit.reports.periods import Period
from cpkit.reports.plans import plan_for
from cpkit.reports.report import Design, Report
from cpkit.vietnamese import show_date

FORMATS = ("xlsx", "csv", "json")


def report_of_table(
    view: View, period: Period, declared: Declared, *, exact: bool = False, today: date | None = None
) -> Report:
    """A report with this table alone. Refused with everything wrong in its declaration.

    Where small counts are masked, the tables of cases that the whole report shows are counted beside it: what one of
    them hides no other may show.
    """
    beside: tuple[TableSpec, ...] = ()
    if not exact and plan_of(declared).secret:
        beside = (*CASE_TABLES, *(spec for spec in own_specs(view.source) if spec.id != declared.id))
    design = Design((), (*beside, spec_of(declared)), plan_for(period.cutoff))
    report = make_report(view, period, design, exact=exact, today=today)
    table = report.table(declared.id)
    return replace(report, tables=(table,), checks=table.checks, notes=())


def format_of(path: Path) -> str:
    """The format that the ending of a file names; `Misused` for another."""
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        sentence = _("--out {name}: tên tệp phải kết thúc bằng {endings}.")
        raise Misused(sentence.format(name=path.name, endings=", ".join(f".{one}" for one in FORMATS)))
    return ending


def encode(report: Report, format: str) -> bytes:
    """The one table of `report` as the bytes of a file."""
    if format == "xlsx":
        return _workbook(report)
    if format == "csv":
        from cpkit.reports.csv import as_text, table_lines

        period = [_("Kỳ báo cáo"), report.period.title, show_date(report.period.start), show_date(report.period.end)]
        return as_text([[_("Đơn vị"), report.unit_name], period, *table_lines(report.tables[0])])
    import msgspec

    return msgspec.json.format(msgspec.json.encode(document(report)), indent=2)


def document(report: Report) -> dict[str, Any]:
    """The one table of `report` with its period, as JSON holds it."""
    from cpkit.reports.json import as_document

    held = as_document(report)
    return {"unit": held["unit"], "period": held["period"], **held["tables"][0]}


def _workbook(report: Report) -> bytes:
    from cpkit.reports.xlsx import footer
    from cpkit.reports.xlsx_styles import Book
    from cpkit.reports.xlsx_tables import add_table

    (table,) = report.tables
    book = Book(datetime.combine(report.period.cutoff, time()), table.title, practice=report.practice)
    add_table(book, report, table, 1, footer(report))
    return book.close()
