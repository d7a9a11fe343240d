"""A workbook or a text table, read whole into rows of cells as they stand in the file.

Row n of the sheet is Excel's row n + 1. Nothing is understood here: dates stay dates, numbers stay numbers, text stays
as typed. Every way a file can be unreadable is one sentence (`Refused`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cpkit.errors import Refused, system_reason
from cpkit.forms.bounds import check_bounds
from cpkit.language import _

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
Row: TypeAlias = Sequence[Cell]

ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The name of the stream that Office puts a password-protected workbook in."""
TEXT_TABLES = frozenset({".csv", ".tsv", ".txt"})
DELIMITERS = ";,\t"
MOST_ROWS, MOST_COLUMNS = 300_000, 16_384
LARGEST_FILE = 60_000_000
"""Bytes; a list of 100,000 children comes to about 20 million."""


@dataclass(frozen=True)
class Merge:
    """A merged block of cells, first and last row and column included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its rows from the very first one, and its merged blocks."""

    name: str
    rows: Sequence[Row]
    merges: tuple[Merge, ...] = ()


def read_sheets(path: Path, only: str | None = None) -> list[Sheet]:
    """The visible sheets of a workbook that hold something, or the one named `only` (a hidden one too).

    Refused when the file is missing, open elsewhere, password-protected, not a workbook, empty, or has no such sheet.
    """
    content = _bytes(path)
    if not content:
        raise Refused(_("Tệp {file} rỗng, không có gì để đọc.").format(file=path.name))
    text_table = path.suffix.lower() in TEXT_TABLES and not content.startswith((ZIP, OLD_OFFICE))
    sheets = [read_text_table(path, content)] if text_table else _workbook_sheets(path, content, only)
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise Refused(_("Tệp {file} không có dòng nào.").format(file=path.name))
    return filled


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise Refused(_("{file} là một thư mục, không phải tệp Excel.").format(file=path.name))
    try:
        if path.stat().st_size > LARGEST_FILE:
            message = _("Tệp {file} quá lớn (nhiều nhất {limit} MB): hãy chia thành nhiều tệp nhỏ hơn.")
            raise Refused(message.format(file=path.name, limit=LARGEST_FILE // 1_000_000))
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused(_("Không thấy tệp {file}.").format(file=path)) from None
    except PermissionError:
        message = _("Không đọc được {file}: tệp đang mở trong Excel hoặc không có quyền đọc. Đóng tệp rồi thử lại.")
        raise Refused(message.format(file=path.name)) from None
    except OSError as error:
        message = _("Không đọc được {file}: {reason}.")
        raise Refused(message.format(file=path.name, reason=system_reason(error))) from None


def _workbook_sheets(path: Path, content: bytes, only: str | None) -> list[Sheet]:
    from python_calamine import CalamineError

    try:
        workbook = _open(path, content)
        return [_sheet(workbook, name) for name in _sheet_names(workbook, only, path)]
    except CalamineError:
        raise _not_a_workbook(path) from None


def _open(path: Path, content: bytes) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook, PasswordError

    if content.startswith(OLD_OFFICE) and ENCRYPTED in content:
        raise _password_protected(path)
    check_bounds(path.name, content)
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError:
        raise _password_protected(path) from None


def _password_protected(path: Path) -> Refused:
    message = _("Tệp {file} đặt mật khẩu. Mở bằng Excel, bỏ mật khẩu (Tệp > Thông tin > Bảo vệ), lưu lại rồi thử lại.")
    return Refused(message.format(file=path.name))


def _not_a_workbook(path: Path) -> Refused:
    message = _("{file} không phải là sổ Excel (.xlsx, .xls, .ods) hoặc đã hỏng. Mở bằng Excel và lưu lại dạng .xlsx.")
    return Refused(message.format(file=path.name))


def _sheet_names(workbook: CalamineWorkbook, only: str | None, path: Path) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    if only is not None:
        return [_named(workbook.sheet_names, only, path)]
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _named(names: list[str], wanted: str, path: Path) -> str:
    from cpkit.vietnamese import fold

    found = [name for name in names if fold(name) == fold(wanted)]
    if not found:
        message = _("{file} không có trang tính “{sheet}”. Các trang tính: {names}.")
        raise Refused(message.format(file=path.name, sheet=wanted, names=", ".join(names)))
    return wanted if wanted in found else found[0]


def _sheet(workbook: CalamineWorkbook, name: str) -> Sheet:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return Sheet(name, ())
    merges = tuple(Merge(*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return Sheet(name, _filled(sheet.to_python(skip_empty_area=False)), merges)


def _filled(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows without the blank ones at the end, of which a formatted sheet can have a million."""
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    return rows


def read_text_table(path: Path, content: bytes) -> Sheet:
    """A table saved as text: UTF-8 or UTF-16, cells parted by the delimiter most used in its first lines."""
    text = _decoded(path, content)
    delimiter = max(DELIMITERS, key="".join(islice(io.StringIO(text), 20)).count)
    count: Callable[[str], int] = lambda line: line.count(delimiter)  # noqa: E731
    try:
        if text.count("\n") > MOST_ROWS or max(map(count, islice(io.StringIO(text), 20)), default=0) > MOST_COLUMNS:
            message = _("Tệp {file} quá lớn (nhiều nhất {rows} dòng, {columns} cột): hãy chia thành nhiều tệp nhỏ hơn.")
            raise Refused(message.format(file=path.name, rows=MOST_ROWS, columns=MOST_COLUMNS))
        rows = [tuple(cell.strip() for cell in row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as problem:
        message = _("Tệp {file} có ô quá dài hoặc dấu ngoặc kép chưa đóng: hãy mở bằng Excel, xem lại rồi lưu.")
        raise Refused(message.format(file=path.name)) from problem
    return Sheet(path.stem, rows)


def _decoded(path: Path, content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        message = _("{file} không phải văn bản Unicode. Mở bằng Excel và lưu lại dạng .xlsx.")
        raise Refused(message.format(file=path.name)) from None
