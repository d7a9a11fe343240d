"""The workbook of refused rows: what stood in the list, and why each row did not go in, in the last column.

It is read again like any list once the rows are put right: ditto marks are resolved, the hamlet of a heading row is
written out, and the column of reasons is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cpkit.errors import Refused
from cpkit.exchange import words
from cpkit.exchange.columns import Column
from cpkit.exchange.reading import Cell
from cpkit.exchange.rows import Entry
from cpkit.language import _

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

HAMLET = "Tổ dân phố, bản"
WIDTHS = {"name": 26, "birth": 13, "id_number": 15, "hamlet": 18, "mother": 24, "father": 24}
FIRST_YEAR = 1900
"""Excel has no earlier dates."""
LARGEST_NUMBER = 10**9
"""A larger one is a personal number that lost its leading zero; as text it keeps all its digits."""
LONGEST_TEXT = 32_000
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_refused(path: Path, columns: Sequence[Column], entries: Sequence[Entry]) -> None:
    """Write the refused rows under the list's own headings. Refused when the file cannot be written."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    workbook = Workbook(str(path), OPTIONS)
    workbook.set_properties({"created": datetime(2000, 1, 1)})
    _fill(workbook, columns, entries)
    try:
        workbook.close()
    except (FileCreateError, OSError):
        message = _("Không ghi được {file}: tệp đang mở trong Excel, hoặc thư mục không cho ghi.")
        raise Refused(message.format(file=path.name)) from None


def _fill(workbook: Workbook, columns: Sequence[Column], entries: Sequence[Entry]) -> None:
    sheet = workbook.add_worksheet(_("Dòng không nhận"))
    heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    with_hamlet = not any(column.field == "hamlet" for column in columns)
    titles = [*(column.title for column in columns), *([HAMLET] if with_hamlet else []), words.REASONS]
    sheet.write_row(0, 0, titles, heading)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS.get(column.field.partition(":")[0], 12))
    sheet.set_column(len(titles) - 1, len(titles) - 1, 70)
    for line, entry in enumerate(entries, 1):
        cells = [entry.cells[column.index] for column in columns]
        cells += [entry.hamlet or ""] if with_hamlet else []
        for place, cell in enumerate([*cells, "; ".join(problem.message for problem in entry.problems)]):
            _write(sheet, line, place, cell, day)


def _write(sheet: Worksheet, line: int, place: int, cell: Cell, day: object) -> None:
    if isinstance(cell, date) and cell.year >= FIRST_YEAR:
        sheet.write_datetime(line, place, cell, day)
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) < LARGEST_NUMBER:
        sheet.write_number(line, place, cell)
    elif isinstance(cell, float) and cell.is_integer():
        sheet.write_string(line, place, f"{cell:.0f}".zfill(12))
    elif cell != "":
        sheet.write_string(line, place, str(cell)[:LONGEST_TEXT])
