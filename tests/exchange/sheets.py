"""Workbooks for the tests, written as an officer's Excel writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cpkit.exchange.cells import Answers
from cpkit.exchange.columns import place, recognise
from cpkit.exchange.headings import find_table
from cpkit.exchange.kinds import Sorter
from cpkit.exchange.lists import carry_down
from cpkit.exchange.reading import Cell, Merge, Sheet
from cpkit.exchange.rows import Entry, RowReader
from cpkit.forms import load

HEADING = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Họ tên mẹ")
CHILD = (1, "Lò Thị Mai", date(2018, 11, 26), "Nữ", "Quàng Thị Hoa")


def sheet(*rows: Sequence[Cell], merges: Sequence[tuple[int, int, int, int]] = ()) -> Sheet:
    """A sheet as the reader gives it; `merges` are (top, left, bottom, right) counted from 0."""
    return Sheet("Trang 1", [tuple(row) for row in rows], tuple(Merge(*merge) for merge in merges))


def workbook(
    path: Path, *rows: Sequence[Cell], name: str = "DS", merges: Sequence[tuple[int, int, int, int]] = ()
) -> Path:
    """A workbook of one sheet at `path`."""
    return workbook_of(path, {name: rows}, merges)


def workbook_of(
    path: Path, sheets: dict[str, Sequence[Sequence[Cell]]], merges: Sequence[tuple[int, int, int, int]] = ()
) -> Path:
    """A workbook of several sheets; `merges` are those of each sheet."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"}
    with xlsxwriter.Workbook(str(path), options) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
            for top, left, bottom, right in merges:
                page.merge_range(top, left, bottom, right, rows[top][left])
    return path


def entries(page: Sheet, *, on: date = date(2025, 11, 10), hamlets: Sequence[str] = ()) -> list[Entry]:
    """The children of a sheet, read as the import reads them."""
    table = find_table(page, recognise)
    assert table is not None
    columns = place(page, table, {}, {}).columns
    rows = list(Sorter(carry_down(page, table, columns), table, columns).rows())
    reader = RowReader(columns, Answers(load("dang_ky"), on, date(2026, 11, 23)), hamlets=hamlets)
    reader.learn_hamlets(rows)
    return list(reader.entries(rows))
