"""Lists that officers keep, as rows of cells: interventions line by line, and who attended an activity.

A list names each child by id, or by name with birth or mother. The heading may stand below title rows. Nothing is
written here: every row comes back with what it says or with all that is wrong in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cpkit.cases.interventions import FORM, Prepared, Register, prepare
from cpkit.cases.people import ChildFinder
from cpkit.errors import Problem, Refused
from cpkit.forms import load
from cpkit.language import _
from cpkit.times import today
from cpkit.vietnamese import fold

if TYPE_CHECKING:
    from cpkit.store import Store

Row = Sequence[Any]

HIGHEST_HEADING = 30
"""A heading further down is not looked for."""
PERSON = {
    "name": ("ho va ten", "ho ten", "ho va ten tre", "ho ten tre", "ho va ten tre em", "ten tre", "ho ten tre em"),
    "birth": (
        "ngay sinh",
        "nam sinh",
        "ngay thang nam sinh",
        "ngay, thang, nam sinh",
        "sinh ngay",
        "ngay/thang/nam sinh",
    ),
    "mother": ("me", "ho ten me", "ho va ten me", "ten me", "con ba", "ho ten cha, me"),
}
IGNORED = ("stt", "tt", "so tt", "so thu tu", "")
MAIN = ("service", "kind", "date")
"""A row without any of these is no intervention: a subtotal, a signature, a remark."""


@dataclass(frozen=True)
class Refusal:
    """A row of the sheet (Excel's number) with everything wrong in it."""

    row: int
    errors: tuple[Problem, ...]


@dataclass
class Read:
    """What a list says: the rows ready to be stored, those refused, those passed over, the columns not understood."""

    ready: list[tuple[int, Prepared]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    passed_over: list[int] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)

    @property
    def repeated(self) -> list[tuple[int, Prepared]]:
        """The ready rows that look like a record already kept."""
        return [(row, record) for row, record in self.ready if record.alike]


def read_interventions(store: Store, rows: Sequence[Row]) -> Read:
    """Read a list of interventions, one child and one service a row. Refused when it has no heading to go by."""
    heading, columns = _heading(rows, _intervention_columns(), {"child", "name"}, set(MAIN))
    read = Read(unknown_columns=_unknown(rows[heading], columns))
    finder, register = ChildFinder(store, today()), Register(store)
    for number, row in enumerate(rows[heading + 1 :], heading + 2):
        answers = _answers(row, columns)
        if not any(answers.get(key) for key in MAIN):
            read.passed_over += [number] if answers else []
            continue
        try:
            read.ready.append((number, _prepared(finder, register, answers)))
        except Refused as refusal:
            read.refused.append(Refusal(number, refusal.problems or (Problem("", str(refusal)),)))
    return read


def read_attendance(store: Store, rows: Sequence[Row]) -> list[int]:
    """The children a list of attendance names, each once, by id or by name.

    A list without a heading holds ids only, one a cell. Refused with every row that names nobody.
    """
    try:
        heading, columns = _heading(rows, _person_columns(), {"child", "name"}, None)
    except Refused:
        return _ids(store, rows)
    finder, found, problems = ChildFinder(store, today()), dict[int, None](), list[Problem]()
    for number, row in enumerate(rows[heading + 1 :], heading + 2):
        answers = _answers(row, columns)
        if not answers.get("child") and not answers.get("name"):
            continue
        try:
            found[_child(finder, answers)] = None
        except Refused as refusal:
            problems.append(_at_row(number, refusal))
    return _all_or_none(found, problems)


def _ids(store: Store, rows: Sequence[Row]) -> list[int]:
    found, problems = dict[int, None](), list[Problem]()
    for number, row in enumerate(rows, 1):
        for text in (piece for cell in row for piece in re.split(r"[,;\s]+", _text(cell)) if piece):
            try:
                found[store.read_id("children", text)] = None
            except Refused as refusal:
                problems.append(_at_row(number, refusal))
    return _all_or_none(found, problems)


def _all_or_none(found: Mapping[int, None], problems: list[Problem]) -> list[int]:
    if problems:
        raise Refused(_("Danh sách có dòng không tìm được trẻ."), tuple(problems))
    if not found:
        raise Refused(_("Danh sách không có trẻ nào."))
    return list(found)


def _at_row(number: int, refusal: Refused) -> Problem:
    return Problem("attended", _("Dòng {row}: {message}").format(row=number, message=refusal))


def _heading(
    rows: Sequence[Row], names: Mapping[str, str], one_of: set[str], and_one_of: set[str] | None
) -> tuple[int, dict[int, str]]:
    """The heading row's index and the field of each of its columns."""
    for index, row in enumerate(rows[:HIGHEST_HEADING]):
        columns = {at: names[_key(cell)] for at, cell in enumerate(row) if _key(cell) in names}
        fields = set(columns.values())
        if fields & one_of and (and_one_of is None or fields & and_one_of):
            return index, columns
    raise Refused(_("Không thấy dòng tiêu đề: cần cột mã trẻ hoặc họ tên trẻ, cột dịch vụ và cột ngày."))


def _person_columns() -> dict[str, str]:
    questions = {question.key: question for question in load(FORM).questions()}
    child = questions["children"]
    ids = [*child.aliases, *child.label.values(), "Mã số", "Mã trẻ em", "ID"]
    columns = {_key(text): "child" for text in ids}
    return columns | {text: name for name, texts in PERSON.items() for text in texts}


def _intervention_columns() -> dict[str, str]:
    columns = {
        _key(text): question.key
        for question in load(FORM).questions()
        if question.key != "children"
        for text in (question.key, *question.aliases, *question.label.values())
    }
    return columns | _person_columns()


def _unknown(row: Row, columns: Mapping[int, str]) -> list[str]:
    return [_text(cell) for at, cell in enumerate(row) if at not in columns and _key(cell) not in IGNORED]


def _answers(row: Row, columns: Mapping[int, str]) -> dict[str, Any]:
    """The cells of a row by field; empty cells left out. Two columns of one field: the first that holds something."""
    answers: dict[str, Any] = {}
    for at, name in columns.items():
        cell = row[at] if at < len(row) else ""
        if _text(cell):
            answers.setdefault(name, cell)
    return answers


def _prepared(finder: ChildFinder, register: Register, answers: Mapping[str, Any]) -> Prepared:
    """The record a row means; Refused with everything wrong in the row, whoever the child may be."""
    problems: list[Problem] = []
    children: list[int] = []
    try:
        children = [_child(finder, answers)]
    except Refused as refusal:
        problems.append(Problem("child", str(refusal)))
    left = {key: value for key, value in answers.items() if key not in ("child", *PERSON)}
    try:
        return prepare(register.store, left | {"children": children}, register)
    except Refused as refusal:
        problems += [problem for problem in refusal.problems if problem.field != "children"]
        raise Refused(str(refusal), tuple(problems)) from refusal


def _child(finder: ChildFinder, answers: Mapping[str, Any]) -> int:
    asked = {"id": "child", "name": "name", "birth": "birth", "mother": "mother"}
    return finder.find(**{ours: answers.get(theirs) for ours, theirs in asked.items()})


def _key(cell: Any) -> str:
    return re.sub(r"\s*\(.*?\)\s*", " ", fold(_text(cell))).strip(" *:.") if isinstance(cell, str) else ""


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
