"""Filled forms as a list: out to Excel or CSV in the words an officer reads, in from the Excel list handed out.

A column stands for each question of the form as it is today. Behind them stand the questions of older versions that are
gone, renamed or of another type since, each under the version it was asked in, and answers to what no version knows,
under the names they were given with. An answer is told by the version it was given to, so an option that was taken away
keeps its words, and no answer moves to another column; a question that had other words before says so in its heading.

In Excel the rows of a repeat lie on a sheet of their own, as in the handed-out
list, whose first column says whom a row is about where the form is about somebody.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from cpkit.errors import CpkitError, Problem, Refused
from cpkit.forms import entries
from cpkit.forms.checking import Checked, check
from cpkit.forms.copies import Given
from cpkit.forms.entries import NOTHING, Resolve, Subject
from cpkit.forms.entries_columns import Cell, Columns
from cpkit.forms.model import Field, Form
from cpkit.forms.unknown import with_unknown
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

    from cpkit.store import Document, Store

MOST_TOLD = 300
"""Problems that are told of one list; in one that is wrong in every row nobody reads more."""
ABOUT = "ghi_cho"
"""The column of the handed-out list that says whom a row is about."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds."""


@dataclass
class Read:
    """What a filled list holds: forms ready to be stored, and the rows that were stored before just so.

    `submissions` are the ids that a phone gave to the ready ones, in their order; none for a list filled in Excel.
    """

    ready: list[tuple[Checked, Subject | None]] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    submissions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def handed_out(form: Form) -> Form:
    """The form as its Excel list asks it: with a column that says whom a row is about, where it is about somebody."""
    about = [name for name in form.attaches if name != NOTHING]
    if not about or form.command:
        return form
    label = {"vi": "Ghi cho (mã)", "en": "About (id)"}
    hint = {"vi": "Mã của trẻ, hộ, ca… như TE-KM-00042-H.", "en": "The id of the child, household, case…"}
    column = Field(
        type="text", name=ABOUT, key=ABOUT, label=label, hint=hint, required=NOTHING not in form.attaches,
        aliases=("Ghi cho", "Mã"),
    )  # fmt: skip
    return msgspec.structs.replace(form, fields=(column, *form.fields))


def read_list(
    store: Store, form: Form, path: Path, resolve: Resolve, *, about: str | None = None, again: bool = False
) -> Read:
    """The rows of a filled Excel list; Refused with every row that is wrong, so that all or none are stored.

    `about` names the record that all rows are about. A row that says just what a stored entry says is known already and
    left out, unless `again`.
    """
    from cpkit.forms.sheet_reading import read_list_file

    read, problems = Read(), list[Problem]()
    listed = [] if again else entries.listed(store, form.id)
    stored = {_same(one["subject"], with_unknown(one["answers"], one.get("unknown", ()))) for one in listed}
    filled = read_list_file(handed_out(form), path)
    read.notes += filled.notes
    for row in filled.rows:
        given = dict(row.answers)
        named = given.pop(ABOUT, None)
        checked = check(form, given, today=today(), resolver=resolve)
        found, subject = list(checked.problems), None
        try:
            subject = entries.subject_of(store, form, about or (str(named) if named else None), resolve)
        except CpkitError as problem:
            found.append(Problem("", str(problem)))
        problems += [Problem(str(row.row), row.where(each)) for each in found]
        if len(problems) > MOST_TOLD:
            problems.append(Problem("", _("Các dòng sau chưa xem: hãy sửa những chỗ trên rồi nhận lại.")))
            break
        if not found:
            _keep(read, row.row, checked, subject, stored)
    problems += [Problem("", text) for text in filled.problems]
    if problems:
        sentence = _("Tệp {name} có chỗ chưa đúng, chưa ghi phiếu nào.")
        raise Refused(sentence.format(name=path.name), tuple(problems))
    return read


def _keep(read: Read, row: int, checked: Checked, subject: Subject | None, stored: set[bytes]) -> None:
    about = {"table": subject.table, "id": subject.id} if subject else None
    if _same(about, with_unknown(entries.kept_answers(checked), checked.unknown)) in stored:
        read.known.append(row)
    else:
        read.ready.append((checked, subject))


def _same(about: Mapping[str, Any] | None, answers: Mapping[str, Any]) -> bytes:
    """What tells one filled form from another."""
    return msgspec.json.encode([about, dict(answers)], order="sorted")


def to_csv(form: Form | None, found: Sequence[Document], given: Given, *, confidential: bool = False) -> bytes:
    """The filled forms as a CSV file that Excel in Vietnamese reads; the rows of a repeat in one cell."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    columns = Columns(form, found, given, confidential=confidential)
    writer.writerow([_plain(title) for title in columns.titles(repeats=True)])
    for document in found:
        writer.writerow([_plain(cell) for cell in columns.cells(document, repeats=True)])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def to_json(form: Form | None, found: Sequence[Document], given: Given, *, confidential: bool = False) -> bytes:
    """The filled forms as JSON: each with its form's version, answers by the names of the questions, as stored."""
    return msgspec.json.format(
        msgspec.json.encode([entries.outward(one, given, confidential=confidential) for one in found])
    )


def to_xlsx(form: Form | None, found: Sequence[Document], given: Given, *, confidential: bool = False) -> bytes:
    """The filled forms as a workbook: a sheet of the forms, and one for each repeat."""
    import xlsxwriter

    from cpkit.forms.sheet import CREATED, sheet_name

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    book.set_properties({"author": "cpkit", "created": CREATED})
    columns = Columns(form, found, given, confidential=confidential)
    title = sheet_name(form.text) if form else _("Phiếu")
    _write_sheet(book, title, columns.titles(), [columns.cells(one) for one in found])
    for repeat in columns.repeats:
        inside = columns.inside(repeat)
        _write_sheet(book, _free_name(book, repeat.title), inside.titles, columns.rows(repeat, inside, found))
    book.close()
    return content.getvalue()


def _plain(cell: Cell) -> Cell:
    """A text that Excel takes for no formula, a number with the decimal comma that it takes for one."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _free_name(book: Workbook, title: str) -> str:
    """A sheet's name that no sheet of the workbook has yet: Excel cuts long ones, and knows no capitals."""
    from cpkit.forms.sheet import sheet_name

    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    names = (sheet_name(title), *(sheet_name(title)[:27] + f" ({number})" for number in range(2, 1000)))
    return next(name for name in names if name.casefold() not in taken)


def _fitting(text: str) -> str:
    """A text that a cell holds; of one that is too long what fits, and where the rest is."""
    if len(text) <= LONGEST_CELL:
        return text
    rest = _(" … (còn nữa: ghi ra .csv để đọc hết)")
    return text[: LONGEST_CELL - len(rest)] + rest


def _write_sheet(book: Workbook, title: str, titles: Sequence[str], rows: Sequence[Any] | Iterator[Any]) -> None:
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#D9E2F3"})
    sheet = book.add_worksheet(title)
    for at, text in enumerate(titles):
        sheet.write_string(0, at, text, head)
        sheet.set_column(at, at, 18)
    for number, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, at, _fitting(cell))
            else:
                sheet.write_number(number, at, cell)
    sheet.freeze_panes(1, 1)
