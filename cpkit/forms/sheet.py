"""The door of Excel: a list to hand out for a form, and the answers of a filled one.

The list has a title, a row of headings (frozen), drop-down lists and a note for every column; beside it lie a sheet for
each repeat, the guidance and the lists of choices. Every cell is text, so that dates stay as they are typed and a
personal number keeps its zeros; nothing written here ever becomes a formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cpkit.errors import Refused
from cpkit.forms.headings import Headings, headings_of
from cpkit.forms.model import REPEAT, Choice, Field, Form, flat, walk
from cpkit.forms.standing import open_choices
from cpkit.language import _

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

CREATED = datetime(2025, 1, 1)
"""Written as the day of making, so that the same form gives the same bytes."""
HEADING_ROW = 2
"""Counted from 0: a title and a line of guidance stand above the headings."""
PREPARED_ROWS = 2000
LONGEST_NOTE = 250
"""Excel shows at most 255 characters beside a cell."""


@dataclass
class FilledRow:
    """One filled row: its number in Excel and its answers by field key, as they stand in the cells."""

    row: int
    answers: dict[str, Any] = field(default_factory=dict)


def write_template(form: Form, path: Path) -> None:
    """Write the empty list of `form` to `path` (.xlsx); Refused when the file cannot be written."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": form.text, "author": "cpkit", "created": CREATED})
    _Template(form, book).write()
    try:
        book.close()
    except FileCreateError as problem:
        sentence = _("Không ghi được tệp {name}. Nếu tệp đang mở trong Excel, hãy đóng lại rồi làm lại.")
        raise Refused(sentence.format(name=path.name)) from problem


def read_filled(form: Form, path: Path) -> list[FilledRow]:
    """The rows of a filled list, blank ones left out; Refused when the file is no workbook or has no such headings."""
    sheets = list(_sheets(path))
    headings = headings_of(form)
    for name, rows in sheets:
        top = headings.row_of(rows)
        if top is not None and name != _guidance_title():
            columns = headings.columns(rows[top])
            filled = _filled(rows, top, columns)
            _add_repeats(form, filled, dict(sheets))
            return filled
    wanted = ", ".join(asked.text for asked in headings.fields if asked.required is True)
    sentence = _("Tệp {name} không có hàng tiêu đề của phiếu “{title}”; cần có các cột: {columns}.")
    raise Refused(sentence.format(name=path.name, title=form.text, columns=wanted))


class _Template:
    """One workbook while it is written."""

    def __init__(self, form: Form, book: Workbook) -> None:
        self.form = form
        self.book = book
        base = {"font_name": "Times New Roman", "font_size": 12}
        self.text = book.add_format({**base, "num_format": "@"})
        self.wrapped = book.add_format({**base, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({**base, "bold": True, "font_size": 14})
        self.plain = book.add_format({**base, "italic": True})
        head = {**base, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1}
        self.head = book.add_format({**head, "bg_color": "#D9E2F3"})
        self.required = book.add_format({**head, "bg_color": "#F8CBAD"})
        self.lists: dict[str, str] = {}

    def write(self) -> None:
        """All sheets, the list first."""
        questions = [asked for asked in headings_of(self.form).fields if asked.kind != "hidden"]
        repeats = [asked for asked in self.form.questions() if asked.kind == REPEAT]
        main = self.book.add_worksheet(sheet_name(self.form.text))
        sheets = [self.book.add_worksheet(sheet_name(asked.text)) for asked in repeats]
        guidance = self.book.add_worksheet(_guidance_title())
        self._write_lists([*questions, *(inner for asked in repeats for inner in flat(asked.fields))])
        self._write_list(main, self.form.text, questions)
        for sheet, asked in zip(sheets, repeats, strict=True):
            self._write_list(sheet, asked.text, [_row_field(), *flat(asked.fields)])
        self._write_guidance(guidance, questions, repeats)
        self.book.get_worksheet_by_name(_lists_title()).hide()
        main.activate()

    def _write_list(self, sheet: Worksheet, title: str, questions: list[Field]) -> None:
        sheet.write_string(0, 0, title.upper(), self.title)
        sheet.write_string(1, 0, _("Cột có dấu * phải ghi. Cách ghi từng cột: xem trang Hướng dẫn."), self.plain)
        for at, asked in enumerate(questions):
            starred = asked.required is True
            heading = f"{asked.text} *" if starred else asked.text
            sheet.write_string(HEADING_ROW, at, heading, self.required if starred else self.head)
            sheet.set_column(at, at, _width(asked), self.text)
            validation = self._validation(asked)
            if validation:
                sheet.data_validation(HEADING_ROW + 1, at, HEADING_ROW + PREPARED_ROWS, at, validation)
        sheet.set_row(HEADING_ROW, 36)
        sheet.freeze_panes(HEADING_ROW + 1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADING_ROW)
        sheet.set_footer("&C&P/&N")

    def _validation(self, asked: Field) -> dict[str, Any]:
        note = (asked.hint_text or asked.text)[:LONGEST_NOTE]
        shown = {"input_title": asked.text[:32], "input_message": note}
        if asked.key in self.lists and not asked.many:
            return shown | {
                "validate": "list",
                "source": self.lists[asked.key],
                "error_type": "warning",
                "error_title": asked.text[:32],
                "error_message": _("Không có trong danh sách. Vẫn ghi như vậy?"),
            }
        return {"validate": "any", **shown} if asked.hint_text else {}

    def _write_lists(self, questions: list[Field]) -> None:
        """One column a list of choices; `lists` gets the range of each question's own."""
        from xlsxwriter.utility import xl_col_to_name

        sheet = self.book.add_worksheet(_lists_title())
        for at, asked in enumerate(asked for asked in questions if asked.list_name and not asked.rows_of):
            choices = _lasting_choices(self.form, asked)
            sheet.write_string(0, at, asked.text, self.head)
            sheet.set_column(at, at, 30, self.text)
            for row, choice in enumerate(choices, 1):
                sheet.write_string(row, at, choice.short_text, self.text)
            column = xl_col_to_name(at)
            self.lists[asked.key] = f"='{_lists_title()}'!${column}$2:${column}${len(choices) + 1}"

    def _write_guidance(self, sheet: Worksheet, questions: list[Field], repeats: list[Field]) -> None:
        sheet.write_string(0, 0, _("Hướng dẫn ghi: {title}").format(title=self.form.text), self.title)
        mark = _("Biểu mẫu {id}, phiên bản {version}. {citation}")
        about = mark.format(id=self.form.id, version=self.form.version, citation=self.form.citation)
        sheet.write_string(1, 0, about, self.plain)
        for at, (heading, width) in enumerate(
            ((_("Cột"), 30), (_("Bắt buộc"), 12), (_("Cách ghi"), 60), (_("Các giá trị"), 70))
        ):
            sheet.write_string(HEADING_ROW, at, heading, self.head)
            sheet.set_column(at, at, width)
        lines = [*questions, *(inner for asked in repeats for inner in (_row_field(), *flat(asked.fields)))]
        for row, asked in enumerate(lines, HEADING_ROW + 1):
            cells = (asked.text, _("có") if asked.required is True else "", asked.hint_text, self._values(asked))
            for at, cell in enumerate(cells):
                sheet.write_string(row, at, cell, self.wrapped)
        sheet.freeze_panes(HEADING_ROW + 1, 0)

    def _values(self, asked: Field) -> str:
        if not asked.list_name:
            return ""
        if asked.rows_of:
            told = next(one.text for _path, one in walk(self.form.fields) if one.name == asked.rows_of)
            return _("Ghi đúng như đã ghi ở cột “{column}”.").format(column=told)
        choices = _lasting_choices(self.form, asked)
        return "; ".join(
            choice.short_text
            if choice.name.isdecimal() is False and not asked.many
            else f"{choice.name} {choice.short_text}"
            for choice in choices
        )


def _lasting_choices(form: Form, asked: Field) -> tuple[Choice, ...]:
    """The choices that do not hang on other answers."""
    if "${" in asked.choice_filter:
        asked = Field(type=asked.type, name=asked.name, key=asked.key)
    return open_choices(form, asked, {}, (asked.key,), date.today())


def _width(asked: Field) -> int:
    if asked.looks("name") or asked.looks("multiline") or asked.many:
        return 26
    return 14 if asked.kind in ("integer", "decimal", "date") else 20


def _filled(rows: list[list[Any]], top: int, columns: dict[int, Field]) -> list[FilledRow]:
    filled = [
        FilledRow(number, {asked.key: row[at] for at, asked in columns.items() if at < len(row) and row[at] != ""})
        for number, row in enumerate(rows[top + 1 :], top + 2)
    ]
    return [row for row in filled if row.answers]


def _add_repeats(form: Form, filled: list[FilledRow], sheets: dict[str, list[list[Any]]]) -> None:
    by_row = {row.row: row for row in filled}
    for repeat in form.questions():
        rows = sheets.get(sheet_name(repeat.text)) if repeat.kind == REPEAT else None
        headings = Headings([_row_field(), *flat(repeat.fields)])
        top = headings.row_of(rows) if rows else None
        if rows is None or top is None:
            continue
        for line in _filled(rows, top, headings.columns(rows[top])):
            named = line.answers.pop("dong", None)
            owner = filled[0] if named is None and len(filled) == 1 else by_row.get(_whole(named))
            if owner is None:
                raise Refused(_without_owner(repeat, line.row, named, filled))
            owner.answers.setdefault(repeat.key, []).append(line.answers)


def _without_owner(repeat: Field, row: int, named: object, filled: list[FilledRow]) -> str:
    """What to write instead: the rows of the first sheet that are filled."""
    sentence = _("Trang “{sheet}”, dòng {row}: cột “{column}” {given}; hãy ghi số dòng của phiếu ở trang đầu: {rows}.")
    written = f"{named:g}" if isinstance(named, float) else str(named)[:20]
    given = _("để trống") if named is None else _("ghi “{value}”").format(value=written)
    rows = ", ".join(str(one.row) for one in filled[:5]) or "–"
    names = {"sheet": sheet_name(repeat.text), "column": _row_field().text, "rows": rows}
    return sentence.format(row=row, given=given, **names)


def _whole(cell: object) -> int:
    try:
        return int(float(str(cell)))
    except ValueError:
        return 0


def _sheets(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    """Every sheet's name and cells, row 1 first; Refused when the file is no workbook that can be read."""
    import python_calamine

    if not path.is_file():
        raise Refused(_("Không tìm thấy tệp {name}.").format(name=path.name))
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except PermissionError as problem:
        raise Refused(_("Không mở được tệp {name}; hãy đóng tệp trong Excel.").format(name=path.name)) from problem
    except python_calamine.PasswordError as problem:
        raise Refused(_("Tệp {name} có mật khẩu; hãy bỏ mật khẩu rồi làm lại.").format(name=path.name)) from problem
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        raise Refused(_("Tệp {name} không phải là tệp Excel đọc được.").format(name=path.name)) from problem


def sheet_name(title: str) -> str:
    """A title as Excel allows it for a sheet: at most 31 characters, none of []:*?/\\."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31].strip()


def _guidance_title() -> str:
    return _("Hướng dẫn")


def _lists_title() -> str:
    return _("Danh mục")


def _row_field() -> Field:
    """The first column of a sheet of rows: to which record they belong."""
    label = {"vi": "Dòng trong danh sách", "en": "Row in the list"}
    hint = {"vi": "Số dòng Excel của bản ghi ở trang đầu.", "en": "The Excel row of the record on the first sheet."}
    return Field(type="integer", name="dong", key="dong", label=label, hint=hint, required=True)
