"""Lists of choices outside the choices sheet: in a CSV file beside the workbook, on the external_choices sheet.

A file is read once, when its form is added, and its rows are kept with that version of the form: a file that changes or
goes later changes nothing of what was filled in.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cpkit.errors import Problem, Refused
from cpkit.exchange.reading import read_sheets
from cpkit.forms.model import Choice
from cpkit.language import _
from cpkit.xlsform.expressions import COLUMNS
from cpkit.xlsform.labels import labels_in
from cpkit.xlsform.workbook import Sheet, Workbook, cell_text, snake, where

LARGEST_LIST = 5_000_000
"""Bytes of one file of choices."""
MOST_CHOICES = 50_000
"""Rows of all files of a form together: they are kept with each version of it."""
_MOST_NAMED = 5
_ASKED = re.compile(r"\b(pulldata|instance)\(\s*(?:'([^']*)'|\"([^\"]*)\")")
Lists = dict[str, tuple[Choice, ...]]


@dataclass
class Files:
    """The lists that lie in files beside one workbook, by the name that expressions call them by."""

    folder: Path
    lists: Lists = field(default_factory=dict)
    tables: dict[str, None] = field(default_factory=dict)
    """The lists that expressions look into, in their order."""
    _columns: dict[str, tuple[str, str]] = field(default_factory=dict)

    def choices(self, file: str, value: str = "name", label: str = "label") -> str:
        """Read the file for a question that chooses from it; the list's name. Refused with all that is wrong."""
        stem = name = Path(file).stem
        if self._columns.get(stem, (value, label)) != (value, label):
            name = f"{stem}_{value}_{label}"
        if self._columns.get(name) != (value, label):
            self.lists.pop(name, None)  # read before for expressions alone
            self.lists[name] = self._bounded(_checked(file, _rows(self.folder, file), value, label))
            self._columns[name] = (value, label)
        return name

    def table(self, name: str) -> str:
        """Read `name`.csv for expressions that look into it; Refused where there is none or it is too large."""
        self.tables[name] = None
        if name not in self.lists:
            rows = _rows(self.folder, f"{name}.csv")
            self.lists[name] = self._bounded([_choice(row, "name", "label") for row in rows])
        return name

    def _bounded(self, read: list[Choice]) -> tuple[Choice, ...]:
        if len(read) + sum(map(len, self.lists.values())) > MOST_CHOICES:
            sentence = _("các tệp danh sách có quá nhiều dòng (nhiều nhất {limit} dòng cho một biểu mẫu).")
            raise Refused(sentence.format(limit=MOST_CHOICES))
        return tuple(read)


def looked_into(workbook: Workbook, files: Files, known: set[str]) -> Iterator[Problem]:
    """Read the files that expressions call for through pulldata(); what they call for and is nowhere, with its row."""
    survey = workbook.sheet("survey")
    columns = [one for one in survey.headings if snake(one) in (*COLUMNS, "default")] if survey else []
    for row in survey.filled if survey else ():
        called = {found for column in columns for found in _ASKED.findall(row.cells.get(column, ""))}
        for function, single, double in sorted(called):
            name = (single or double).removesuffix(".csv")
            if name in known or (name in files.lists and function == "instance"):
                continue
            try:
                _look_into(files, function, name)
            except Refused as problem:
                yield where("survey", row.number, str(problem))


def _look_into(files: Files, function: str, name: str) -> None:
    if function == "instance":
        sentence = _("không có danh sách “{name}” mà instance() gọi: hãy thêm một dòng csv-external tên {name}.")
        raise Refused(sentence.format(name=name))
    files.table(name)


def _rows(folder: Path, file: str) -> list[dict[str, str]]:
    """The rows of a CSV file by heading, without blank ones; "" stands for the number of the row."""
    path = folder / file
    if Path(file).name != file:
        raise Refused(_("tệp danh sách “{name}” phải nằm cạnh biểu mẫu: chỉ ghi tên tệp.").format(name=file))
    if not path.is_file():
        raise Refused(_("không thấy tệp danh sách {name}: hãy để tệp cạnh biểu mẫu.").format(name=file))
    if path.stat().st_size > LARGEST_LIST:
        sentence = _("tệp danh sách {name} quá lớn (nhiều nhất {limit} MB).")
        raise Refused(sentence.format(name=file, limit=LARGEST_LIST // 1_000_000))
    try:
        (sheet,) = read_sheets(path)
    except csv.Error as problem:
        raise Refused(_("tệp danh sách {name} có ô quá dài.").format(name=file)) from problem
    headings = list(map(cell_text, sheet.rows[0]))
    rows = [dict(zip(headings, map(cell_text, row), strict=False)) for row in sheet.rows[1:]]
    return [{**row, "": str(at)} for at, row in enumerate(rows, 2) if any(row.values())]


def _checked(file: str, rows: list[dict[str, str]], value: str, label: str) -> list[Choice]:
    """The rows as choices; Refused naming the columns there are not, the rows without a code or with one twice."""
    found = {heading.split("::")[0] for heading in rows[0]} if rows else {value, label}
    missing = [name for name in (value, label) if name not in found]
    if missing:
        sentence = _("tệp danh sách {name} thiếu cột {columns}. Các cột đang có: {known}.")
        known = ", ".join(heading for heading in rows[0] if heading)
        raise Refused(sentence.format(name=file, columns=", ".join(missing), known=known))
    wrong = list(_wrong(rows, value))
    if wrong or not rows:
        told = " ".join(wrong[:_MOST_NAMED]) or _("không có dòng nào.")
        raise Refused(_("tệp danh sách {name}: {text}").format(name=file, text=told))
    return [_choice(row, value, label) for row in rows]


def _wrong(rows: list[dict[str, str]], value: str) -> Iterator[str]:
    seen: dict[str, str] = {}
    for row in rows:
        code = row.get(value, "")
        if not code:
            yield _("dòng {row} thiếu mã ở cột {column}.").format(row=row[""], column=value)
        elif code in seen:
            yield _("dòng {row}: mã “{code}” đã có ở dòng {other}.").format(row=row[""], code=code, other=seen[code])
        seen.setdefault(code, row[""])


def sheet_choices(workbook: Workbook, name: str) -> Lists:
    """The lists on a sheet of choices, each by its name."""
    sheet = workbook.sheet(name)
    return {listed: tuple(choices) for listed, choices in _listed(sheet).items()} if sheet else {}


def _listed(sheet: Sheet) -> dict[str, list[Choice]]:
    found: dict[str, list[Choice]] = {}
    listed, code = sheet.column("list_name", "list name"), sheet.column("name", "value")
    for row in sheet.filled if listed and code else ():
        cells = dict(row.cells)
        found.setdefault(cells.pop(listed, ""), []).append(_choice(cells, code, "label"))
    return found


def _choice(row: dict[str, str], value: str, label: str) -> Choice:
    """A row as a choice: its other columns are what filters and expressions ask about."""
    own = {name for name, mine in (("name", value), ("label", label)) if name == mine}
    columns = {key: text for key, text in row.items() if text and key and key not in own and "::" not in key}
    return Choice(name=row.get(value, ""), label=labels_in(row, label) or {"vi": row.get(value, "")}, columns=columns)
