"""The sheets of a form's file as rows of text with their row numbers, read within bounds.

A workbook is unpacked only after its unpacked size is known, macros are never run (a workbook with macros is refused),
and of a formula only the value that Excel kept counts.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from cpkit.errors import Problem, Refused, system_reason
from cpkit.exchange.reading import TEXT_TABLES, read_sheets
from cpkit.forms.bounds import MOST_PARTS, sheet_parts
from cpkit.language import _
from cpkit.vietnamese import nfc

LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 120_000_000
"""Bytes of a whole workbook once it is unpacked; 10,000 choices come to about 3 million."""
LARGEST_TEXT = 5_000_000
"""Bytes of a form written as text; 10,000 choices come to about half a million."""
MOST_ROWS = 30_000
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000
"""Cells of a sheet in which something stands."""
LONGEST_CELL = 20_000
ENDINGS = (".xlsx", ".xls", ".csv", ".md")
TEXTS = (".csv", ".md")
MACROS = (".xlsm", ".xlsb", ".xltm", ".xlam")


_CONTROL = dict.fromkeys([
    *range(9), 11, 12, *range(14, 32), 127, 0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060,
    *range(0x2066, 0x206A), 0xFEFF,
])  # fmt: skip
"""Signs that no cell means: an XForm cannot hold them, nobody sees them, or they turn the line around."""
_CELL_WITH_FORMULA = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f\b')


@dataclass(frozen=True)
class Row:
    """One row below the headings: its number in the file, and the text of its cells by column."""

    number: int
    cells: dict[str, str]

    def __bool__(self) -> bool:
        return bool(self.cells)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its headings in order ("" where a column has none), its rows, blank ones too.

    `top` is the row of the headings in the file.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    top: int = 1

    @property
    def filled(self) -> Iterator[Row]:
        """The rows in which something stands."""
        yield from (row for row in self.rows if row)

    def column(self, *names: str) -> str:
        """The heading that is one of `names`, case and spaces aside; "" when none is."""
        return next((heading for heading in self.headings if snake(heading) in names), "")


@dataclass(frozen=True)
class Workbook:
    """A form's file: its name, its bytes, its sheets, and what was wrong with single cells or headings."""

    path: Path
    content: bytes
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, spaces and case aside; None when there is none."""
        return next((sheet for sheet in self.sheets if sheet.name.strip().casefold() == name), None)


def snake(heading: str) -> str:
    """A heading as XLSForm compares it: `List Name` is `list_name`."""
    return "_".join(heading.split()).lower()


def read_workbook(path: Path) -> Workbook:
    """The file read into sheets of text; Refused when it is no such file, too large, or holds macros."""
    _check_path(path)
    ending = path.suffix.lower()
    if ending in MACROS:
        sentence = _("Tệp {name} có macro; cpkit không bao giờ chạy macro. Hãy lưu lại dạng .xlsx rồi nạp.")
        raise Refused(sentence.format(name=path.name))
    if ending not in ENDINGS:
        sentence = _("Tệp {name}: biểu mẫu phải là tệp {endings}.")
        raise Refused(sentence.format(name=path.name, endings=", ".join(ENDINGS)))
    content = _bytes(path)
    if ending in TEXTS and (len(content) > LARGEST_TEXT or content.count(b"\n") > 2 * MOST_ROWS):
        sentence = _("Tệp {name} quá lớn cho một biểu mẫu (nhiều nhất {limit} MB).")
        raise Refused(sentence.format(name=path.name, limit=LARGEST_TEXT // 1_000_000))
    formulas = _look_inside(path, content) if content.startswith(b"PK") else {}
    grids = _markdown(path, content) if ending == ".md" else _grids(path, stacked=ending == ".csv")
    problems: list[Problem] = []
    sheets = tuple(_sheet(name, rows, formulas.get(name, frozenset()), problems) for name, rows in grids)
    return Workbook(path, content, sheets, tuple(problems))


def where(sheet: str, row: int, sentence: str) -> Problem:
    """A problem with its place in the workbook."""
    return Problem(f"{sheet}!{row}", _("Trang {sheet}, dòng {row}: {text}").format(sheet=sheet, row=row, text=sentence))


def _check_path(path: Path) -> None:
    """Refused for a folder, and for what Excel keeps beside a file that is open."""
    if path.is_dir():
        raise Refused(_("{name} là thư mục, không phải tệp.").format(name=path.name))
    if path.name.startswith("~$"):
        sentence = _("{name} là tệp tạm của Excel khi tệp đang mở; hãy chọn tệp {other}.")
        raise Refused(sentence.format(name=path.name, other=path.name.removeprefix("~$")))
    if not path.suffix and not path.exists():
        raise Refused(_("Không tìm thấy tệp {name}; hãy ghi cả đuôi tệp, như {name}.xlsx.").format(name=path.name))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            sentence = _("Tệp {name} quá lớn cho một biểu mẫu (nhiều nhất {limit} MB).")
            raise Refused(sentence.format(name=path.name, limit=LARGEST_FILE // 1_000_000))
        return path.read_bytes()
    except OSError as problem:
        sentence = _("Không đọc được {file}: {reason}.")
        raise Refused(sentence.format(file=path.name, reason=system_reason(problem))) from problem


def _look_inside(path: Path, content: bytes) -> dict[str, frozenset[tuple[int, int]]]:
    """The cells with formulas of each sheet; Refused for a workbook too large once unpacked, or with macros."""
    import io

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_size(path, packed)
            if any(name.lower().endswith("vbaproject.bin") for name in packed.namelist()):
                raise Refused(_("Tệp {name} có macro: hãy lưu lại dạng .xlsx không macro.").format(name=path.name))
            return dict(_formulas(packed))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as problem:
        sentence = _("Tệp {name} hỏng hoặc không phải là sổ Excel: hãy mở bằng Excel và lưu lại dạng .xlsx.")
        raise Refused(sentence.format(name=path.name)) from problem


def _check_size(path: Path, packed: zipfile.ZipFile) -> None:
    """Refused where the parts come to too much; a part that is longer than it says is cut by the reader itself."""
    if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED or len(packed.infolist()) > MOST_PARTS:
        sentence = _("Tệp {name} nở ra quá lớn khi mở: không phải là một biểu mẫu. Không đọc tệp này.")
        raise Refused(sentence.format(name=path.name))


def _formulas(packed: zipfile.ZipFile) -> Iterator[tuple[str, frozenset[tuple[int, int]]]]:
    """Row and column, from 0, of the cells with a formula, by the sheet's name."""
    for name, part in sheet_parts(packed):
        content = packed.read(part)
        if content.count(b"<v>") + content.count(b"<is>") > MOST_CELLS:
            sentence = _("quá lớn cho một biểu mẫu (nhiều nhất {rows} dòng, {columns} cột).")
            problem = where(name, 1, sentence.format(rows=MOST_ROWS, columns=MOST_COLUMNS))
            raise Refused(problem.message, ())
        if b"<f" in content:
            found = islice(_CELL_WITH_FORMULA.finditer(content), MOST_ROWS)
            yield name, frozenset((int(cell[2]) - 1, _column(cell[1].decode())) for cell in found)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


Grid = Sequence[Sequence[Any]]


def _grids(path: Path, *, stacked: bool) -> Iterator[tuple[str, Grid]]:
    for sheet in read_sheets(path):
        if stacked and _is_survey_alone(sheet.rows):
            yield "survey", sheet.rows
        elif stacked and path.suffix.lower() in TEXT_TABLES:
            yield from _unstacked(sheet.rows)
        else:
            yield sheet.name, sheet.rows


def _is_survey_alone(rows: Grid) -> bool:
    """Whether a text table is the questions alone: its headings begin in the first column."""
    heads = next(([snake(cell_text(cell)) for cell in row] for row in rows if any(map(cell_text, row))), [])
    return bool(heads) and heads[0] in ("type", "name", "label") and {"type", "name"} <= set(heads)


def _unstacked(rows: Grid) -> Iterator[tuple[str, Grid]]:
    """The sheets of a form written as one table: a sheet's name alone in the first column, its rows below and beside.

    Rows keep their numbers in the file: above each sheet stand blank rows in place of the others.
    """
    found: dict[str, list[Sequence[Any]]] = {}
    name = ""
    for at, row in enumerate(rows):
        first = str(row[0]).strip() if row else ""
        if first:
            name = first
            found.setdefault(name, []).extend([()] * (at + 1 - len(found.get(name, ()))))
            found[name][-1] = tuple(row[1:])
        elif name:
            found[name].append(tuple(row[1:]))
    yield from found.items()


def _markdown(path: Path, content: bytes) -> Iterator[tuple[str, Grid]]:
    """The sheets of a form written as a table in Markdown: `| survey | type | name |`, as pyxform takes it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        sentence = _("{file} không phải văn bản Unicode. Mở bằng Excel và lưu lại dạng .xlsx.")
        raise Refused(sentence.format(file=path.name)) from problem
    yield from _unstacked([_markdown_cells(line) for line in text.splitlines()])


def _markdown_cells(line: str) -> tuple[str, ...]:
    stripped = line.strip()
    if not stripped.startswith("|") or (re.fullmatch(r"[|\s:-]+", stripped) and "-" in stripped):
        return ()
    cells = re.split(r"(?<!\\)\|", stripped.strip("|") if stripped.endswith("|") else stripped[1:])
    return tuple(cell.strip().replace("\\|", "|") for cell in cells)


def _sheet(name: str, rows: Grid, formulas: frozenset[tuple[int, int]], problems: list[Problem]) -> Sheet:
    """One sheet with its headings; what is odd about headings, sizes and formulas goes to `problems`."""
    name = nfc(name).strip()
    top = next((at for at, row in enumerate(rows) if any(cell_text(cell) for cell in row)), None)
    if top is None:
        return Sheet(name, (), ())
    if len(rows) > MOST_ROWS or max(map(len, rows)) > MOST_COLUMNS:
        sentence = _("quá lớn cho một biểu mẫu (nhiều nhất {rows} dòng, {columns} cột).")
        problems.append(where(name, 1, sentence.format(rows=MOST_ROWS, columns=MOST_COLUMNS)))
        return Sheet(name, (), ())
    beyond = [""] * (max(map(len, rows[top:])) - len(rows[top]))  # a text table may have cells behind its headings
    headings = (*(re.sub(r"\s+", " ", cell_text(cell)) for cell in rows[top]), *beyond)
    _check_headings(name, top + 1, headings, rows[top + 1 :], problems)
    read = [_row(at, rows[at], headings) for at in range(top + 1, len(rows))]
    for row, column in sorted(formulas):
        if row > top and row < len(rows) and not (column < len(rows[row]) and cell_text(rows[row][column])):
            sentence = _("cột {column} có công thức nhưng chưa có kết quả: hãy gõ giá trị thay cho công thức.")
            problems.append(where(name, row + 1, sentence.format(column=_letters(column))))
    for line in read:
        if any(len(text) > LONGEST_CELL for text in line.cells.values()):
            problems.append(where(name, line.number, _("có ô dài quá {limit} ký tự.").format(limit=LONGEST_CELL)))
    return Sheet(name, headings, tuple(read), top + 1)


def _check_headings(name: str, number: int, headings: tuple[str, ...], rows: Grid, problems: list[Problem]) -> None:
    known = [heading.casefold() for heading in headings if heading]
    for heading in dict.fromkeys(one for one in known if known.count(one) > 1):
        sentence = _("có hai cột cùng tên “{column}”: hãy bỏ bớt một cột.").format(column=heading)
        problems.append(where(name, number, sentence))
    for at, heading in enumerate(headings):
        if not heading and any(at < len(row) and cell_text(row[at]) for row in rows):
            sentence = _("cột {column} có chữ nhưng không có tên cột: hãy ghi tên cột, hoặc xóa cột.")
            problems.append(where(name, number, sentence.format(column=_letters(at))))


def _row(at: int, row: Sequence[Any], headings: tuple[str, ...]) -> Row:
    texts = {heading: cell_text(cell) for heading, cell in zip(headings, row, strict=False) if heading}
    return Row(at + 1, {heading: text for heading, text in texts.items() if text})


def cell_text(cell: Any) -> str:
    """A cell as text: a whole number without ".0", a day in ISO, signs that Excel puts in for others put back."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return nfc(str(cell).translate(_CONTROL)).replace("\u00a0", " ").strip() if cell is not None else ""


def _letters(column: int) -> str:
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
