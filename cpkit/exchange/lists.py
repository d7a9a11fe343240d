"""An officer's list, opened step by step: the sheet, its encoding, its heading, its columns, its date.

Each step returns what it found and leaves the decision to the command: several lists in one workbook, an old encoding,
columns that nothing places, the date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import msgspec

from cpkit.errors import Refused, system_reason
from cpkit.exchange.columns import Column, Placement, check_field, place, recognise
from cpkit.exchange.headings import Heading, Table, find_table, heading_text
from cpkit.exchange.kinds import Sorted, Sorter
from cpkit.exchange.legacy import decode_sheet, find_legacy
from cpkit.exchange.listdate import ListDate, find_list_date
from cpkit.exchange.reading import Sheet, read_sheets
from cpkit.language import _
from cpkit.vietnamese import fold
from cpkit.vietnamese.legacy import DECODERS, Legacy


@dataclass(frozen=True)
class Choices:
    """What the officer decided about columns: by options (must exist in the sheet), and by a saved mapping."""

    columns: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OpenList:
    """A sheet with the table found in it, the old encoding it is in (`found`) and the one it was decoded from."""

    sheet: Sheet
    table: Table
    found: Legacy | None = None
    applied: Legacy | None = None


@dataclass(frozen=True)
class SortedList:
    """A list with its columns placed and its rows sorted; `date` is what the sheet says of its own date."""

    columns: tuple[Column, ...]
    rows: tuple[Sorted, ...]
    date: ListDate | None
    applied: Legacy | None


def open_lists(path: Path, choices: Choices, only: str | None = None) -> list[OpenList]:
    """Every sheet of the file that holds a list of children. Refused when none does, or the file cannot be read."""
    sheets = read_sheets(path, only)
    found = [opened for sheet in sheets if (opened := _open(sheet, choices))]
    if not found:
        message = _("Không tìm thấy dòng tiêu đề trong {file}: cần một cột “Họ và tên” và các cột khác trên cùng dòng.")
        raise Refused(message.format(file=path.name))
    return found


def _open(sheet: Sheet, choices: Choices) -> OpenList | None:
    """The sheet with its table; a heading typed in an old font is looked for in Unicode, then decoded."""
    table = _table(sheet, choices)
    if table:
        return OpenList(sheet, table, find_legacy(sheet))
    for legacy in DECODERS:
        table = _table(decode_sheet(sheet, legacy), choices)
        if table:
            return OpenList(sheet, table, legacy)
    return None


def _table(sheet: Sheet, choices: Choices) -> Table | None:
    named = {fold(heading): field for heading, field in {**choices.mapping, **choices.columns}.items()}

    def known(heading: Heading) -> str | None:
        return named.get(fold(heading_text(heading))) or recognise(heading)

    return find_table(sheet, known)


def decoded(opened: OpenList, legacy: Legacy, choices: Choices) -> OpenList:
    """The list read in Unicode out of `legacy`; headings that are Unicode already stay as they are."""
    unicode_heading = _table(opened.sheet, choices) is not None
    sheet = decode_sheet(opened.sheet, legacy, opened.table.first_row if unicode_heading else 0)
    table = _table(sheet, choices) or opened.table
    return replace(opened, sheet=sheet, table=table, applied=legacy)


def placed(opened: OpenList, choices: Choices) -> Placement:
    """The columns of the list with their fields. Refused when a chosen column is not there."""
    return place(opened.sheet, opened.table, choices.columns, choices.mapping)


def sort_rows(opened: OpenList, columns: Sequence[Column], today: date) -> SortedList:
    """The rows of the list by kind, and its date. Refused when no column holds the child's name."""
    if not columns:
        raise Refused(_("Dưới dòng tiêu đề của danh sách chưa có dòng nào."))
    if not any(column.field == "name" for column in columns):
        raise Refused(_('Danh sách không có cột họ và tên của trẻ: dùng --column "TIÊU ĐỀ=name" để chỉ ra.'))
    sheet = carry_down(opened.sheet, opened.table, columns)
    sorter = Sorter(sheet, opened.table, columns)
    rows = tuple(sorter.rows())
    day = find_list_date(opened.sheet, opened.table, sorter.last_child, today)
    return SortedList(tuple(columns), rows, day, opened.applied)


def carry_down(sheet: Sheet, table: Table, columns: Sequence[Column]) -> Sheet:
    """The sheet with cells merged over several rows (a hamlet, the parents of siblings) filled in each of them."""
    own = {column.index for column in columns if column.field.partition(":")[0] in ("name", "birth", "id_number", "-")}
    below = [merge for merge in sheet.merges if merge.top >= table.first_row and merge.left not in own]
    tall = [merge for merge in below if merge.left == merge.right and merge.bottom > merge.top]
    if not tall:
        return sheet
    rows = [list(row) for row in sheet.rows]
    for merge in tall:
        for row in rows[merge.top + 1 : merge.bottom + 1]:
            row[merge.left] = rows[merge.top][merge.left]
    return replace(sheet, rows=rows)


class _Mapping(msgspec.Struct):
    columns: dict[str, str]


def read_mapping(path: Path) -> dict[str, str]:
    """The headings and fields of a saved mapping. Refused when the file is not one."""
    try:
        columns = msgspec.json.decode(path.read_bytes(), type=_Mapping).columns
    except OSError as error:
        message = _("Không đọc được tệp ghép cột {file}: {reason}.")
        raise Refused(message.format(file=path.name, reason=system_reason(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused(_("{file} không phải tệp ghép cột đã lưu bằng --save-mapping.").format(file=path.name)) from None
    for column_field in columns.values():
        check_field(column_field)
    return columns


def write_mapping(path: Path, columns: Sequence[Column]) -> None:
    """Save which heading holds which field, as JSON a person can read and change."""
    mapping = _Mapping({column.title: column.field for column in columns if column.field})
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(mapping), indent=2) + b"\n")
    except OSError as error:
        message = _("Không ghi được tệp ghép cột {file}: {reason}.")
        raise Refused(message.format(file=path.name, reason=system_reason(error))) from None


def parse_choice(text: str) -> tuple[str, str]:
    """ "TIÊU ĐỀ=field" of the option `--column` as heading and field. Refused when it has no "=" or no such field."""
    heading, sign, column_field = text.rpartition("=")
    if not sign or not heading.strip():
        raise Refused(_('“{text}” phải có dạng "TIÊU ĐỀ=trường", ví dụ "Tên bố=father".').format(text=text))
    check_field(column_field.strip())
    return heading.strip(), column_field.strip()
