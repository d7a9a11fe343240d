"""Filled forms as a list: out to Excel or CSV in the words an officer reads, in from the Excel list handed out.

A column stands for each question of the form as it is today. Behind them stand the questions of older versions that are
gone, renamed or of another type since, each under the version it was asked in, and answers to what no version knows,
under the names they were given with. An answer is told by the version it was given to, so an option that was taken away
keeps its words, and no answer moves to another column.

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
        titles = [_("Mã phiếu"), *(one.title for one in columns.inside(repeat))]
        _write_sheet(book, _free_name(book, repeat.title), titles, columns.rows(repeat, found))
    book.close()
    return content.getvalue()


class Columns:
    """The columns of a list of filled forms: id, days, whom it is about, its questions, and those no longer asked."""

    def __init__(self, form: Form | None, found: Sequence[Document], *, confidential: bool) -> None:
        self.form, self.confidential = form, confidential
        self.given = {one.doc_id: entries.form_given(one) or form for one in found}
        self.versions = list({one.version: one for one in self.given.values() if one}.values())[::-1]
        asked = list(self._asked([(form, tuple(form.questions()))] if form else [], self._of_versions()))
        self.questions = [one for one in asked if one.asked.kind != REPEAT]
        self.repeats = [one for one in asked if one.asked.kind == REPEAT]
        answered = {key for one in found for key in one["answers"]}
        self.questions = [one for one in self.questions if one.now or one.asked.key in answered]
        self.repeats = [one for one in self.repeats if one.now or one.asked.key in answered]
        strays = (key for one in found for key, _answer in entries.strays(self.given[one.doc_id], one["answers"]))
        self.strays = list(dict.fromkeys(strays))

    def _of_versions(self) -> list[tuple[Form, tuple[Field, ...]]]:
        return [(one, tuple(one.questions())) for one in self.versions]

    def _asked(
        self, now: list[tuple[Form, tuple[Field, ...]]], before: list[tuple[Form, tuple[Field, ...]]]
    ) -> Iterator[Column]:
        """Each question once a kind: those asked now, then those of older versions, the newest first."""
        seen: set[tuple[str, str]] = set()
        for present, (form, fields) in [*((True, one) for one in now), *((False, one) for one in before)]:
            for asked in fields:
                if asked.kind != "note" and (asked.key, asked.kind) not in seen and self._shown(asked):
                    seen.add((asked.key, asked.kind))
                    yield Column(asked, form, present)

    def _shown(self, asked: Field) -> bool:
        return self.confidential or not asked.secret

    def titles(self, *, repeats: bool = False) -> list[str]:
        """The heading of each column."""
        fixed = [_("Mã phiếu"), _("Ngày"), _("Đến ngày"), _("Ghi cho"), _("Phiên bản mẫu")]
        asked = [*self.questions, *(self.repeats if repeats else ())]
        old = [_("{name} (câu của bản cũ)").format(name=name) for name in self.strays]
        return [*fixed, *(one.title for one in asked), *old]

    def cells(self, document: Document, *, repeats: bool = False) -> list[Cell]:
        """One filled form, a cell for each column."""
        about, answers = document["subject"], document["answers"]
        fixed = [
            show_id(entries.TABLE, document.doc_id), *entries.days_shown(document),
            show_id(about["table"], about["id"]) if about else "", document["form_version"],
        ]  # fmt: skip
        given = self.given[document.doc_id]
        known = {asked.key: asked for asked in given.questions()} if given else {}
        columns = [*self.questions, *(self.repeats if repeats else ())]
        asked = [_cell(given, known.get(one.asked.key), one.asked, answers.get(one.asked.key)) for one in columns]
        return [*fixed, *asked, *(_as_text(answers.get(name)) for name in self.strays)]

    def inside(self, repeat: Column) -> list[Column]:
        """The questions of a repeat, also those of its older versions."""
        now = [(repeat.form, tuple(flat(repeat.asked.fields)))] if repeat.now else []
        before = [(form, tuple(flat(_repeat_of(form, repeat.asked.key)))) for form in self.versions]
        return list(self._asked(now, before))

    def rows(self, repeat: Column, found: Sequence[Document]) -> Iterator[list[Cell]]:
        """The rows of a repeat in all the filled forms, each with the id of its form."""
        columns = self.inside(repeat)
        for document in found:
            given = self.given[document.doc_id]
            known = {one.key: one for one in flat(_repeat_of(given, repeat.asked.key))} if given else {}
            for row in document["answers"].get(repeat.asked.key) or () if known else ():
                cells = [_cell(given, known.get(one.asked.key), one.asked, row.get(one.asked.key)) for one in columns]
                yield [show_id(entries.TABLE, document.doc_id), *cells]


@dataclass(frozen=True)
class Column:
    """One question of the list: in the form as it is `now`, or in an older version of it."""

    asked: Field
    form: Form
    now: bool

    @property
    def title(self) -> str:
        """Its heading; of a question no longer asked with the version that asked it last."""
        if self.now:
            return self.asked.text
        return _("{label} (câu của bản {version})").format(label=self.asked.text, version=self.form.version)


def _repeat_of(form: Form, key: str) -> tuple[Field, ...]:
    """The questions of the form's repeat of that key; none where it has no such repeat."""
    return next((one.fields for one in form.questions() if one.key == key and one.kind == REPEAT), ())


def _cell(form: Form | None, asked: Field | None, column: Field, value: Any) -> Cell:
    """An answer as its own version tells it; "" where that version asked something of another type here."""
    if form is None or asked is None or asked.kind != column.kind:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not asked.reference:
        return value
    try:
        return show_answer(form, asked, value)
    except (KeyError, TypeError, ValueError):  # an answer of a version of the form that nobody kept
        return _as_text(value)


def _as_text(value: Any) -> str:
    """An answer without its question: as it is stored."""
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _plain(cell: Cell) -> Cell:
    """A text that Excel takes for no formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _free_name(book: Workbook, title: str) -> str:
    """A sheet's name that no sheet of the workbook has yet: Excel cuts long ones, and knows no capitals."""
    from cpkit.forms.sheet import sheet_name

    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    names = (sheet_name(title), *(sheet_name(title)[:27] + f" ({number})" for number in range(2, 1000)))
    return next(name for name in names if name.casefold() not in taken)


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
