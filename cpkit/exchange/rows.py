"""From the rows of a list to the answers of one child each, with every fault named.

Ditto marks are resolved, heading rows of hamlets are carried down, and the columns of one fact (a birth under Nam or
Nữ, marks under groups, day and month and year apart) are put together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from cpkit.codes import code_list
from cpkit.errors import Problem
from cpkit.exchange import words
from cpkit.exchange.cells import Answers, birth_from_parts, is_blank, mark_of
from cpkit.exchange.columns import Column, sub_code
from cpkit.exchange.dittos import LONGEST, is_ditto
from cpkit.exchange.hamlets import Spelling, bare_name
from cpkit.exchange.kinds import Kind, Sorted
from cpkit.exchange.legacy import capitals
from cpkit.exchange.reading import Cell
from cpkit.forms.reading import AnswerError
from cpkit.language import _
from cpkit.register.children import EMPTY
from cpkit.register.memberships import membership, risk_spell

PEOPLE = frozenset({"name", "mother", "father", "carer"})
NEVER_DITTO = frozenset({"name", "id_number", words.SKIP})


@dataclass(slots=True)
class Entry:
    """One child of the list: Excel's row, the cells with ditto marks resolved, the answers, what is wrong with them.

    `hamlet` is that of the heading row above; `pieces` collects what several columns say together.
    """

    row: int
    cells: list[Cell]
    hamlet: str | None
    answers: dict[str, Any] = field(default_factory=dict)
    pieces: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


Take = Callable[[Entry, Cell], None]


class RowReader:
    """Reads the sorted rows of one table; `capitalise` gives names the capitals that TCVN3 lacks."""

    def __init__(
        self, columns: Sequence[Column], answers: Answers, *, hamlets: Iterable[str] = (), capitalise: bool = False
    ) -> None:
        self._columns = [column for column in columns if column.field not in ("", words.SKIP)]
        self._answers = answers
        self._capitalise = capitalise
        self._spelling = Spelling(hamlets)
        self._takers = [(column, self._taker(column)) for column in self._columns]
        self._dittoed = [column.index for column in self._columns if column.field not in NEVER_DITTO]
        self._hamlet_column = next((column.index for column in columns if column.field == "hamlet"), None)
        self._width = max((column.index for column in columns), default=-1) + 1
        self._fields = {column.field for column in columns}
        self._labels = {asked.key: asked.text for asked in answers.form.questions()} | {"birth": _("Ngày sinh")}

    def learn_hamlets(self, rows: Iterable[Sorted]) -> None:
        """Take the spellings of hamlets from their column before any row is read."""
        if self._hamlet_column is not None:
            at = self._hamlet_column
            cells = (row.cells[at] for row in rows if row.kind is Kind.CHILD and at < len(row.cells))
            for name in dict.fromkeys(cell for cell in cells if isinstance(cell, str) and not is_ditto(cell)):
                self._spelling.learn(name)

    def entries(self, rows: Iterable[Sorted]) -> Iterator[Entry]:
        """The children of the list in order."""
        above: list[Cell] = [""] * self._width
        hamlet: str | None = None
        for row in rows:
            if row.kind is Kind.HAMLET:
                hamlet = self._spelling.of(bare_name(row.text))
                if self._hamlet_column is not None:
                    above[self._hamlet_column] = hamlet
            elif row.kind is Kind.CHILD:
                cells = [*row.cells[: self._width], *[""] * (self._width - len(row.cells))]
                entry = Entry(row.number, cells, hamlet)
                self._resolve_dittos(entry, above)
                self._read(entry)
                above = entry.cells
                yield entry

    def _resolve_dittos(self, entry: Entry, above: Sequence[Cell]) -> None:
        for column in self._dittoed:
            cell = entry.cells[column]
            if type(cell) is str and len(cell) <= LONGEST and is_ditto(cell):
                entry.cells[column] = above[column]

    def _read(self, entry: Entry) -> None:
        for column, take in self._takers:
            cell = entry.cells[column.index]
            if cell == "" or is_blank(cell):
                continue
            try:
                take(entry, cell)
            except ValueError as fault:
                self._blame(entry, column.field.partition(":")[0], str(fault))
        self._complete(entry)

    def _blame(self, entry: Entry, name: str, sentence: str) -> None:
        name = "birth" if name == "age" else name
        label = self._labels.get(name, "")
        entry.problems.append(Problem(name, f"{label}: {sentence}" if label else sentence))

    def _complete(self, entry: Entry) -> None:
        """What several columns say together, and what blank columns say."""
        answers = entry.answers
        if "name" in entry.pieces:
            self._try(entry, "name", lambda: self._person("name", " ".join(entry.pieces["name"])))
        if "birth" in entry.pieces:
            self._try(entry, "birth", lambda: birth_from_parts(entry.pieces["birth"]))
        if "age" in entry.pieces:
            answers.setdefault("birth", entry.pieces["age"])
        if "poverty:ngheo" in self._fields:
            answers.setdefault("poverty", "khong")
        if entry.hamlet and "hamlet" not in answers:
            answers["hamlet"] = entry.hamlet

    def _try(self, entry: Entry, name: str, read: Callable[[], Any]) -> None:
        try:
            entry.answers[name] = read()
        except ValueError as fault:
            self._blame(entry, name, str(fault))

    def _taker(self, column: Column) -> Take:
        name, _sign, value = column.field.partition(":")
        special: dict[str, Take] = {
            "name": self._take_name,
            "birth": partial(self._take_birth, value),
            "age": self._take_age,
            "hamlet": self._take_hamlet,
            "note": partial(self._take_note, column),
            "groups": partial(self._take_group, value) if value else self._take_groups,
            "risks": partial(self._take_risk, value) if value else self._take_risks,
        }
        if name in special:
            return special[name]
        return partial(self._take_marked, name, value) if value else partial(self._take_answer, name)

    def _take_answer(self, name: str, entry: Entry, cell: Cell) -> None:
        value = self._person(name, cell) if name in PEOPLE else self._answers.read(name, cell)
        if name not in EMPTY:
            entry.answers.setdefault("extra", {})[name] = value
        elif name == "sex" and entry.answers.setdefault("sex", value) != value:
            raise AnswerError(_("ghi “{sex}” nhưng ngày sinh ở cột của giới kia.").format(sex=cell))
        else:
            entry.answers[name] = value

    def _person(self, name: str, cell: Cell) -> Any:
        value = self._answers.read(name, cell)
        return capitals(value) if self._capitalise and value else value

    def _take_name(self, entry: Entry, cell: Cell) -> None:
        text = f"{cell:g}" if isinstance(cell, float) else str(cell)
        entry.pieces.setdefault("name", []).append(text.strip())

    def _take_birth(self, value: str, entry: Entry, cell: Cell) -> None:
        if value in ("day", "month", "year"):
            entry.pieces.setdefault("birth", {})[value] = cell
            return
        if value:
            self._take_sex_of_column(value, entry)
        if "birth" not in entry.answers:
            entry.answers["birth"] = self._answers.birth(cell)

    def _take_sex_of_column(self, sex: str, entry: Entry) -> None:
        if entry.answers.setdefault("sex", sex) != sex:
            raise AnswerError(_("ngày sinh có ở cả hai cột Nam và Nữ, hoặc khác với cột giới tính."))

    def _take_age(self, entry: Entry, cell: Cell) -> None:
        if "birth" not in entry.answers and not any(problem.field == "birth" for problem in entry.problems):
            entry.pieces["age"] = self._answers.age(cell)

    def _take_hamlet(self, entry: Entry, cell: Cell) -> None:
        value = self._answers.read("hamlet", cell)
        entry.answers["hamlet"] = self._spelling.of(value) if value else None

    def _take_note(self, column: Column, entry: Entry, cell: Cell) -> None:
        value = self._answers.read("note", cell)
        said = value if "ghi chú" in column.title.casefold() else f"{column.title}: {value}"
        entry.answers["note"] = "; ".join(filter(None, [entry.answers.get("note"), said]))

    def _take_marked(self, name: str, value: str, entry: Entry, cell: Cell) -> None:
        mark = mark_of(cell)
        if isinstance(mark, str):
            self._take_answer(name, entry, cell)
        elif mark:
            self._take_answer(name, entry, value)

    def _take_group(self, code: str, entry: Entry, cell: Cell) -> None:
        """A mark under a group; a text there is its sub-group ("nặng"), else the evidence."""
        mark = mark_of(cell)
        if mark is False:
            return
        sub = sub_code(code_list("groups"), code, mark) if isinstance(mark, str) else None
        evidence = mark if isinstance(mark, str) and sub is None else None
        self._add_group(entry, membership(sub or code, None, evidence))

    def _take_groups(self, entry: Entry, cell: Cell) -> None:
        for code in self._answers.read("groups", cell):
            self._add_group(entry, membership(code, None))

    def _add_group(self, entry: Entry, new: dict[str, Any]) -> None:
        """One membership a group; a sub-group tells more than the group alone."""
        groups = entry.answers.setdefault("groups", [])
        same = [one for one in groups if one["group"] == new["group"] and None in (one["sub"], new["sub"])]
        if not same:
            groups.append(new)
        for present in same:
            present |= {key: value for key, value in new.items() if value is not None}

    def _take_risk(self, code: str, entry: Entry, cell: Cell) -> None:
        if mark_of(cell) is not False:
            entry.answers.setdefault("risks", []).append(risk_spell(code))

    def _take_risks(self, entry: Entry, cell: Cell) -> None:
        for code in self._answers.read("risks", cell):
            entry.answers.setdefault("risks", []).append(risk_spell(code))
