"""A filled list read back: its rows with those of their repeats, what belongs nowhere, what nobody asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cpkit.errors import Problem, Refused
from cpkit.forms.bounds import check_bounds
from cpkit.forms.headings import Headings, headings_of
from cpkit.forms.model import Field, Form
from cpkit.forms.sheet_names import (
    ROW,
    RepeatSheet,
    guidance_title,
    headings,
    lists_title,
    main_sheet,
    repeat_sheets,
    row_field,
)
from cpkit.language import _
from cpkit.vietnamese import fold

Rows = Sequence[Sequence[Any]]
_IN_ROWS = re.compile(r"(.*)\[(\d+)\]")


@dataclass
class FilledRow:
    """One filled row: its number in Excel and its answers by field key, as they stand in the cells.

    `places` says of each row of a repeat, by its name ("children[2]"), on which sheet and row it stands.
    """

    row: int
    answers: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)

    def where(self, problem: Problem) -> str:
        """What is wrong, with its place: the row of the list, of an answer in a repeat the sheet and row there."""
        found = _IN_ROWS.match(problem.field)
        while found and found[0] not in self.places:
            found = _IN_ROWS.match(found[1])
        if not found:
            return _("Dòng {row}: {text}").format(row=self.row, text=problem.message)
        sheet, row = self.places[found[0]]
        return _("Trang “{sheet}”, dòng {row}: {text}").format(sheet=sheet, row=row, text=problem.message)


@dataclass
class Filled:
    """What a filled list holds: its rows, what is wrong with it as a whole, and what of it nobody asked for."""

    rows: list[FilledRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_filled(form: Form, path: Path) -> list[FilledRow]:
    """The rows of a filled list, blank ones left out; Refused for what `read_list_file` finds wrong."""
    filled = read_list_file(form, path)
    if filled.problems:
        raise Refused(filled.problems[0], tuple(Problem("", text) for text in filled.problems[1:]))
    return filled.rows


def read_list_file(form: Form, path: Path) -> Filled:
    """All that a filled list holds; Refused when the file is no workbook or has no such headings."""
    sheets = dict(_sheets(path))
    known = headings_of(form)
    for name, rows in sheets.items():
        top = known.row_of(rows)
        if top is not None and fold(name) not in _others():
            return _read(form, sheets, name, top, known)
    raise Refused(_no_headings(form, path, known.fields))


def _no_headings(form: Form, path: Path, fields: tuple[Field, ...]) -> str:
    """What is looked for: the required columns, else all of them."""
    titles = headings(form.fields)
    wanted = [asked for asked in fields if asked.required is True] or [one for one in fields if one.kind != "hidden"]
    sentence = _("Tệp {name} không có hàng tiêu đề của phiếu “{title}”; cần có các cột: {columns}.")
    return sentence.format(name=path.name, title=form.text, columns=", ".join(titles[one.key] for one in wanted))


def _read(form: Form, sheets: Mapping[str, Rows], name: str, top: int, known: Headings) -> Filled:
    rows = sheets[name]
    filled = Filled([FilledRow(number, answers) for number, answers in _cells(rows, top, known.columns(rows[top]))])
    filled.notes += _strange_columns(name, rows, top, known)
    owners = {main_sheet(form): {one.row: (one, one.answers, "") for one in filled.rows}}
    taken = {fold(name), *_others()}
    for sheet in repeat_sheets(form):
        found = next((each for each in sheets if fold(each) == fold(sheet.name)), None)
        owners[sheet.name] = _add_rows(sheet, sheets.get(found or "", ()), owners[sheet.parent], filled)
        taken.add(fold(sheet.name))
    strange = [each for each in sheets if fold(each) not in taken and any(map(any, sheets[each]))]
    renamed = [each for each in strange if _is_of_rows(sheets[each])]
    filled.problems += _renamed(form, renamed)
    if others := [each for each in strange if each not in renamed]:
        sentence = _("Các trang này không phải trang của mẫu đã phát, không nhận: {sheets}.")
        filled.notes.append(sentence.format(sheets=", ".join(others)))
    return filled


def _is_of_rows(rows: Rows) -> bool:
    """Whether a sheet has the column that says to which row its rows belong."""
    known = Headings([row_field()])
    return any(
        known.find(cell) or str(cell).startswith(("Dòng ở trang", "Row on sheet"))
        for row in rows[:5]
        for cell in row[:1]
    )


def _renamed(form: Form, names: list[str]) -> Iterator[str]:
    """Sheets of rows that go by another name: their rows would be lost."""
    for name in names:
        sentence = _(
            "Trang “{sheet}” không đúng tên nên chưa nhận được; các trang của mẫu: {names}. Hãy đặt lại tên trang."
        )
        yield sentence.format(sheet=name, names=", ".join(one.name for one in repeat_sheets(form)))


Owners = dict[int, tuple[FilledRow, dict[str, Any], str]]
"""The rows of a sheet by their number: the row of the list they belong to, their answers, their name."""


def _add_rows(sheet: RepeatSheet, rows: Rows, parents: Owners, filled: Filled) -> Owners:
    """Give the rows of a repeat's sheet to the rows they name; those that name none are problems."""
    known = Headings(sheet.fields, headings(sheet.repeat.fields))
    top = known.row_of(rows)
    found: Owners = {}
    if top is None:
        return found
    filled.notes += _strange_columns(sheet.name, rows, top, known)
    for number, answers in _cells(rows, top, known.columns(rows[top])):
        named = answers.pop(ROW, None)
        owner = next(iter(parents.values())) if named is None and len(parents) == 1 else parents.get(_whole(named))
        if owner is None:
            filled.problems.append(_without_owner(sheet, number, named, parents))
            continue
        record, scope, at = owner
        scope.setdefault(sheet.repeat.key, []).append(answers)
        name = f"{at}{sheet.repeat.key}[{len(scope[sheet.repeat.key])}]"
        record.places[name] = (sheet.name, number)
        found[number] = (record, answers, f"{name}.")
    return found


def _cells(rows: Rows, top: int, columns: Mapping[int, Field]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, row in enumerate(rows[top + 1 :], top + 2):
        answers = {asked.key: row[at] for at, asked in columns.items() if at < len(row) and row[at] != ""}
        if answers:
            yield number, answers


def _strange_columns(name: str, rows: Rows, top: int, known: Headings) -> Iterator[str]:
    """The columns with something in them that no question asked for: named, nothing is dropped silently."""
    columns = known.columns(rows[top])
    strange = [
        str(cell).strip() or _("cột không tên")
        for at, cell in enumerate(rows[top])
        if at not in columns and any(at < len(row) and str(row[at]).strip() for row in rows[top + 1 :])
    ]
    if strange:
        sentence = _("Trang “{sheet}”: các cột này không có trong biểu mẫu, không nhận: {columns}.")
        yield sentence.format(sheet=name, columns=", ".join(strange))


def _others() -> set[str]:
    return {fold(name) for name in (guidance_title(), lists_title(), "Hướng dẫn", "Danh mục", "Guidance", "Lists")}


def _without_owner(sheet: RepeatSheet, row: int, named: object, parents: Owners) -> str:
    """What to write instead: the rows of the sheet it points at that are filled."""
    sentence = _("Trang “{sheet}”, dòng {row}: cột “{column}” {given}; hãy ghi số dòng của phiếu ở trang đầu: {rows}.")
    if len(sheet.path) > 1:
        sentence = _("Trang “{sheet}”, dòng {row}: cột “{column}” {given}; hãy ghi số dòng ở trang “{parent}”: {rows}.")
    written = f"{named:g}" if isinstance(named, float) else str(named)[:20]
    given = _("để trống") if named is None else _("ghi “{value}”").format(value=written)
    rows = ", ".join(map(str, list(parents)[:5])) or "–"
    column = row_field(sheet.parent if len(sheet.path) > 1 else "").text
    return sentence.format(sheet=sheet.name, row=row, column=column, given=given, parent=sheet.parent, rows=rows)


def _whole(cell: object) -> int:
    try:
        return int(float(str(cell)))
    except (ValueError, OverflowError):
        return 0


def _sheets(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    """Every sheet's name and cells, row 1 first; Refused when the file is no workbook that can be read."""
    import python_calamine

    if path.is_dir():
        raise Refused(_("{name} là thư mục, không phải tệp.").format(name=path.name))
    if not path.is_file():
        raise Refused(_("Không tìm thấy tệp {name}.").format(name=path.name))
    if path.name.startswith("~$"):
        sentence = _("{name} là tệp tạm của Excel khi tệp đang mở; hãy chọn tệp {other}.")
        raise Refused(sentence.format(name=path.name, other=path.name.removeprefix("~$")))
    try:
        check_bounds(path.name, path.read_bytes())
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except PermissionError as problem:
        raise Refused(_("Không mở được tệp {name}; hãy đóng tệp trong Excel.").format(name=path.name)) from problem
    except python_calamine.PasswordError as problem:
        raise Refused(_("Tệp {name} có mật khẩu; hãy bỏ mật khẩu rồi làm lại.").format(name=path.name)) from problem
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        raise Refused(_("Tệp {name} không phải là tệp Excel đọc được.").format(name=path.name)) from problem
