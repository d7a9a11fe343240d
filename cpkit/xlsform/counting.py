"""The sheets `cpkit_tables` and `cpkit_indicators`: how the answers of a form are counted in the ward's report.

A row of the first is one table, in the words of `cpkit report table`; a row of the second is one indicator: `numerator`
and `denominator` are conditions on the answers. Several conditions, measures or fields in a cell are parted by
semicolons, several values of one condition by commas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from cpkit.errors import Problem, Refused
from cpkit.forms import ward
from cpkit.forms.model import Form
from cpkit.language import _
from cpkit.reports.declared import ENTRIES, read_measure
from cpkit.reports.ward_forms import indicator_from, table_of
from cpkit.xlsform.workbook import Row, Sheet, Workbook, snake, where

TABLES, INDICATORS = "cpkit_tables", "cpkit_indicators"
TABLE_COLUMNS = (
    "id",
    "title",
    "repeat",
    "rows",
    "columns",
    "where",
    "measures",
    "bands",
    "when",
    "sheet",
    "basis",
    "note",
)
INDICATOR_COLUMNS = ("id", "title", "numerator", "denominator", "measure", "definition", "basis")
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass
class Counted:
    """What a workbook declares: tables and indicators as data, and what is wrong with them."""

    tables: list[dict[str, Any]] = field(default_factory=list)
    indicators: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def counted(workbook: Workbook, form: Form, taken: Collection[str]) -> Counted:
    """The tables and indicators of the workbook, checked against the form; `taken` are the ids that are in use."""
    found, ids = Counted(), set(taken)
    with ward.tried(form):
        for name, columns, make, check, kept in (
            (TABLES, TABLE_COLUMNS, _table, table_of, found.tables),
            (INDICATORS, INDICATOR_COLUMNS, _indicator, indicator_from, found.indicators),
        ):
            sheet = workbook.sheet(name)
            if sheet is not None:
                found.problems += _strange_columns(sheet, columns)
                kept += _read(sheet, form, make, check, ids, found.problems)
    return found


def _strange_columns(sheet: Sheet, columns: Collection[str]) -> Iterator[Problem]:
    strange = [one for one in sheet.headings if one and snake(one.split("::")[0]) not in columns]
    if strange:
        sentence = _("không có cột {names}. Các cột: {known}.")
        yield where(sheet.name, sheet.top, sentence.format(names=", ".join(strange), known=", ".join(columns)))


Make = Callable[[Form, dict[str, str]], dict[str, Any]]


def _read(
    sheet: Sheet, form: Form, make: Make, check: Callable[[dict[str, Any]], Any], ids: set[str], problems: list[Problem]
) -> Iterator[dict[str, Any]]:
    for row in sheet.filled:
        try:
            written = make(form, _cells(row, ids))
            check(written)
        except Refused as problem:
            told = [each.message for each in problem.problems] or [str(problem)]
            problems += [where(sheet.name, row.number, text) for text in told]
        else:
            yield written


def _cells(row: Row, ids: set[str]) -> dict[str, str]:
    """The cells by column; Refused for an id that cannot be, or is taken."""
    cells = {snake(heading.split("::")[0]): text for heading, text in reversed(row.cells.items())}
    name = cells.get("id", "")
    if not _ID.fullmatch(name):
        raise Refused(_("mã (id) “{id}” chỉ gồm chữ thường không dấu, số, gạch dưới.").format(id=name))
    if name in ids:
        raise Refused(_("mã (id) “{id}” đã có: hãy đặt mã khác.").format(id=name))
    ids.add(name)
    return cells


def _table(form: Form, cells: dict[str, str]) -> dict[str, Any]:
    over = f"{ENTRIES}{form.id}" + (f"/{cells['repeat']}" if cells.get("repeat") else "")
    measures = [msgspec.to_builtins(read_measure(text)) for text in _parts(cells.get("measures", "")) or ["count"]]
    written: dict[str, Any] = {
        "id": cells["id"], "title": {"vi": cells.get("title") or cells["id"]}, "over": over,
        "rows": _parts(cells.get("rows", "")), "columns": _parts(cells.get("columns", "")),
        "where": _parts(cells.get("where", "")), "measures": measures, "bands": _parts(cells.get("bands", "")),
        "when": cells.get("when") or "period", "basis": cells.get("basis", ""),
    }  # fmt: skip
    written |= {"sheet": {"vi": cells["sheet"]}} if cells.get("sheet") else {}
    return written | ({"notes": [{"vi": cells["note"]}]} if cells.get("note") else {})


def _indicator(form: Form, cells: dict[str, str]) -> dict[str, Any]:
    part = _parts(cells.get("numerator", ""))
    if not part:
        raise Refused(_("thiếu điều kiện của tử số (numerator), thí dụ boi=biet."))
    written: dict[str, Any] = {
        "id": cells["id"], "title": {"vi": cells.get("title") or cells["id"]}, "over": f"{ENTRIES}{form.id}",
        "part": part, "whole": _parts(cells.get("denominator", "")), "measure": cells.get("measure") or "percent",
        "basis": cells.get("basis", ""),
    }  # fmt: skip
    return written | ({"definition": {"vi": cells["definition"]}} if cells.get("definition") else {})


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
