"""Filled forms as a list: out to Excel or CSV in the words an officer reads, in from the Excel list handed out.

A column stands for each question of the form as it is today; answers to questions it no longer has stand behind them,
under the names they were given with. In Excel the rows of a repeat lie on a sheet of their own, as in the handed-out
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
from cpkit.forms.entries import NOTHING, Resolve, Subject
from cpkit.forms.model import REPEAT, Field, Form, flat
from cpkit.forms.showing import show_answer
from cpkit.language import _
from cpkit.store.identifiers import show_id
from cpkit.times import today

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

    from cpkit.store import Document, Store

ABOUT = "ghi_cho"
"""The column of the handed-out list that says whom a row is about."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int | float


@dataclass
class Read:
    """What a filled list holds: forms ready to be stored, and the rows that were stored before just so."""

    ready: list[tuple[Checked, Subject | None]] = field(default_factory=list)
    known: list[int] = field(default_factory=list)


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
    from cpkit.forms.sheet import read_filled

    read, problems = Read(), list[Problem]()
    listed = [] if again else entries.listed(store, form.id)
    stored = {_same(one["subject"], one["answers"]) for one in listed}
    for row in read_filled(handed_out(form), path):
        given = dict(row.answers)
        named = given.pop(ABOUT, None)
        checked = check(form, given, today=today(), resolver=resolve)
        found = [problem.message for problem in checked.problems]
        subject = None
        try:
            subject = entries.subject_of(store, form, about or (str(named) if named else None), resolve)
        except CpkitError as problem:
            found.append(str(problem))
        problems += [Problem(str(row.row), _("Dòng {row}: {text}").format(row=row.row, text=text)) for text in found]
        if not found:
            _keep(read, row.row, checked, subject, stored)
    if problems:
        sentence = _("Tệp {name} có chỗ chưa đúng, chưa ghi phiếu nào.")
        raise Refused(sentence.format(name=path.name), tuple(problems))
    return read


def _keep(read: Read, row: int, checked: Checked, subject: Subject | None, stored: set[bytes]) -> None:
    about = {"table": subject.table, "id": subject.id} if subject else None
    if _same(about, entries.kept_answers(checked)) in stored:
        read.known.append(row)
    else:
        read.ready.append((checked, subject))


def _same(about: Mapping[str, Any] | None, answers: Mapping[str, Any]) -> bytes:
    """What tells one filled form from another."""
    return msgspec.json.encode([about, dict(answers)], order="sorted")


def to_csv(form: Form | None, found: Sequence[Document], *, confidential: bool = False) -> bytes:
    """The filled forms as a CSV file that Excel in Vietnamese reads; the rows of a repeat in one cell."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    columns = Columns(form, found, confidential=confidential)
    writer.writerow([_plain(title) for title in columns.titles(repeats=True)])
    for document in found:
        writer.writerow([_plain(cell) for cell in columns.cells(document, repeats=True)])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def to_xlsx(form: Form | None, found: Sequence[Document], *, confidential: bool = False) -> bytes:
    """The filled forms as a workbook: a sheet of the forms, and one for each repeat."""
    import xlsxwriter

    from cpkit.forms.sheet import CREATED, sheet_name

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    book.set_properties({"author": "cpkit", "created": CREATED})
    columns = Columns(form, found, confidential=confidential)
    title = sheet_name(form.text) if form else _("Phiếu")
    _write_sheet(book, title, columns.titles(), [columns.cells(one) for one in found])
    for repeat in columns.repeats:
        titles = [_("Mã phiếu"), *(asked.text for asked in columns.inside(repeat))]
        _write_sheet(book, sheet_name(repeat.text), titles, columns.rows(repeat, found))
    book.close()
    return content.getvalue()


class Columns:
    """The columns of a list of filled forms: id, days, whom it is about, its questions, and those no longer asked."""

    def __init__(self, form: Form | None, found: Sequence[Document], *, confidential: bool) -> None:
        self.form, self.confidential = form, confidential
        asked = [one for one in form.questions() if one.kind != "note" and self._shown(one)] if form else []
        self.questions = [one for one in asked if one.kind != REPEAT]
        self.repeats = [one for one in asked if one.kind == REPEAT]
        strays = (key for one in found for key, _answer in entries.strays(form, one["answers"]))
        self.strays = list(dict.fromkeys(strays))

    def _shown(self, asked: Field) -> bool:
        return self.confidential or not asked.secret

    def titles(self, *, repeats: bool = False) -> list[str]:
        """The heading of each column."""
        fixed = [_("Mã phiếu"), _("Ngày"), _("Đến ngày"), _("Ghi cho"), _("Phiên bản mẫu")]
        asked = [*self.questions, *(self.repeats if repeats else ())]
        old = [_("{name} (câu của bản cũ)").format(name=name) for name in self.strays]
        return [*fixed, *(one.text for one in asked), *old]

    def cells(self, document: Document, *, repeats: bool = False) -> list[Cell]:
        """One filled form, a cell for each column."""
        about, answers = document["subject"], document["answers"]
        fixed = [
            show_id(entries.TABLE, document.doc_id), *entries.days_shown(document),
            show_id(about["table"], about["id"]) if about else "", document["form_version"],
        ]  # fmt: skip
        asked = [self._cell(one, answers.get(one.key)) for one in [*self.questions, *(self.repeats if repeats else ())]]
        return [*fixed, *asked, *(_as_text(answers.get(name)) for name in self.strays)]

    def inside(self, repeat: Field) -> list[Field]:
        """The questions of a repeat."""
        return [one for one in flat(repeat.fields) if one.kind != "note" and self._shown(one)]

    def rows(self, repeat: Field, found: Sequence[Document]) -> Iterator[list[Cell]]:
        """The rows of a repeat in all the filled forms, each with the id of its form."""
        for document in found:
            for row in document["answers"].get(repeat.key) or ():
                cells = [self._cell(one, row.get(one.key)) for one in self.inside(repeat)]
                yield [show_id(entries.TABLE, document.doc_id), *cells]

    def _cell(self, asked: Field, value: Any) -> Cell:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and not asked.reference:
            return value
        try:
            return show_answer(self.form, asked, value) if self.form else _as_text(value)
        except (KeyError, TypeError, ValueError):  # an answer of another version of the form
            return _as_text(value)


def _as_text(value: Any) -> str:
    """An answer without its question: as it is stored."""
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _plain(cell: Cell) -> Cell:
    """A text that Excel takes for no formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _write_sheet(book: Workbook, title: str, titles: Sequence[str], rows: Sequence[Any] | Iterator[Any]) -> None:
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#D9E2F3"})
    sheet = book.add_worksheet(title)
    for at, text in enumerate(titles):
        sheet.write_string(0, at, text, head)
        sheet.set_column(at, at, 18)
    for number, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, at, cell)
            else:
                sheet.write_number(number, at, cell)
    sheet.freeze_panes(1, 1)
