"""The door of Excel: a list to hand out for a form, and the answers of a filled one.

The list has a title, a row of headings (frozen), drop-down lists and a note for every column; beside it lie a sheet for
each repeat, the guidance and the lists of choices. Every cell is text, so that dates stay as they are typed and a
personal number keeps its zeros; nothing written here ever becomes a formula.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cpkit.errors import Refused
from cpkit.forms.guidance import way_in_a_cell
from cpkit.forms.model import Choice, Field, Form, walk
from cpkit.forms.sheet_names import (
    RepeatSheet,
    asked_of,
    guidance_title,
    headings,
    lists_title,
    main_sheet,
    repeat_sheets,
    sheet_name,
)
from cpkit.forms.sheet_reading import FilledRow, read_filled
from cpkit.forms.standing import open_choices
from cpkit.language import _

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["CREATED", "FilledRow", "read_filled", "sheet_name", "write_template"]

CREATED = datetime(2025, 1, 1)
"""Written as the day of making, so that the same form gives the same bytes."""
HEADING_ROW = 2
"""Counted from 0: a title and a line of guidance stand above the headings."""
PREPARED_ROWS = 2000
LONGEST_NOTE = 250
"""Excel shows at most 255 characters beside a cell."""


def write_template(form: Form, path: Path) -> None:
    """Write the empty list of `form` to `path` (.xlsx); Refused when the file cannot be written."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    if not path.parent.is_dir():
        raise Refused(_("Không có thư mục {folder}.").format(folder=path.parent))

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
        self.lists: dict[int, str] = {}

    def write(self) -> None:
        """All sheets, the list first."""
        repeats = repeat_sheets(self.form)
        questions = list(asked_of(self.form.fields))
        main = self.book.add_worksheet(main_sheet(self.form))
        sheets = [self.book.add_worksheet(one.name) for one in repeats]
        guidance = self.book.add_worksheet(guidance_title())
        self._write_lists([*questions, *(inner for one in repeats for inner in one.fields)])
        self._write_list(main, self.form.text, questions, headings(self.form.fields))
        for sheet, one in zip(sheets, repeats, strict=True):
            self._write_list(sheet, one.repeat.text, list(one.fields), headings(one.repeat.fields))
        self._write_guidance(guidance, questions, repeats)
        self.book.get_worksheet_by_name(lists_title()).hide()
        main.activate()

    def _write_list(self, sheet: Worksheet, title: str, questions: list[Field], titles: dict[str, str]) -> None:
        sheet.write_string(0, 0, title.upper(), self.title)
        sheet.write_string(1, 0, _("Cột có dấu * phải ghi. Cách ghi từng cột: xem trang Hướng dẫn."), self.plain)
        for at, asked in enumerate(questions):
            starred, heading = _starred(asked), titles.get(asked.key, asked.text)
            heading = f"{heading} *" if starred else heading
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
        way = way_in_a_cell(asked)
        note = (way or asked.text)[:LONGEST_NOTE]
        shown = {"input_title": asked.text[:32], "input_message": note}
        if id(asked) in self.lists and not asked.many:
            return shown | {
                "validate": "list",
                "source": self.lists[id(asked)],
                "error_type": "warning",
                "error_title": asked.text[:32],
                "error_message": _("Không có trong danh sách. Vẫn ghi như vậy?"),
            }
        return {"validate": "any", **shown} if way else {}

    def _write_lists(self, questions: list[Field]) -> None:
        """One column a list of choices; `lists` gets the range of each question's own."""
        from xlsxwriter.utility import xl_col_to_name

        sheet = self.book.add_worksheet(lists_title())
        for at, asked in enumerate(asked for asked in questions if asked.list_name and not asked.rows_of):
            choices = _lasting_choices(self.form, asked)
            sheet.write_string(0, at, asked.text, self.head)
            sheet.set_column(at, at, 30, self.text)
            for row, choice in enumerate(choices, 1):
                sheet.write_string(row, at, choice.short_text, self.text)
            column = xl_col_to_name(at)
            self.lists[id(asked)] = f"='{lists_title()}'!${column}$2:${column}${len(choices) + 1}"

    def _write_guidance(self, sheet: Worksheet, questions: list[Field], repeats: list[RepeatSheet]) -> None:
        sheet.write_string(0, 0, _("Hướng dẫn ghi: {title}").format(title=self.form.text), self.title)
        mark = _("Biểu mẫu {id}, phiên bản {version}. {citation}")
        about = mark.format(id=self.form.id, version=self.form.version, citation=self.form.citation)
        sheet.write_string(1, 0, about, self.plain)
        for at, (heading, width) in enumerate(
            ((_("Cột"), 30), (_("Bắt buộc"), 12), (_("Cách ghi"), 60), (_("Các giá trị"), 70))
        ):
            sheet.write_string(HEADING_ROW, at, heading, self.head)
            sheet.set_column(at, at, width)
        titles = headings(self.form.fields)
        lines = [(titles[asked.key], asked) for asked in questions]
        for one in repeats:
            titles = headings(one.repeat.fields)
            lines += [(f"{one.name}: {titles.get(asked.key, asked.text)}", asked) for asked in one.fields]
        for row, (title, asked) in enumerate(lines, HEADING_ROW + 1):
            cells = (title, _needed(asked), way_in_a_cell(asked), self._values(asked))
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


def _starred(asked: Field) -> bool:
    """Whether the column must be filled in every row: not where the question is asked on a condition."""
    return asked.required is True and not asked.relevant


def _needed(asked: Field) -> str:
    if asked.required is not True:
        return ""
    return _("có, khi câu này được hỏi") if asked.relevant else _("có")


def _lasting_choices(form: Form, asked: Field) -> tuple[Choice, ...]:
    """The choices that do not hang on other answers."""
    if "${" in asked.choice_filter:
        asked = Field(type=asked.type, name=asked.name, key=asked.key)
    return open_choices(form, asked, {}, (asked.key,), date.today())


def _width(asked: Field) -> int:
    if asked.looks("name") or asked.looks("multiline") or asked.many:
        return 26
    return 14 if asked.kind in ("integer", "decimal", "date") else 20
