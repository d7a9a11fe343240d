"""Whatever becomes of a form, no answer is lost: drawn forms, drawn answers, drawn changes, by the real commands.

After each change every answer given so far is shown by `form entry show`, stands exactly once in each file of `form
answers --out`, in a column that says its question as it was asked, beside its version; and a table of the report counts
each filled form once.
"""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cpkit.forms import ward
from cpkit.testing import isolate, make_practice, run_here
from tests.xlsform.books import book

TYPES = ("text", "integer", "date", "select_one", "select_multiple")
PLACES = ("", "nhom", "lap", "khac")
"""Outside any group, in a group, in a repeat, in another repeat."""
HEAD = ("type", "name", "label")
YEARS = ("--year", "2026")
DAY = "2026-03-05"


@dataclass
class Question:
    """One question as it is drawn now."""

    name: str
    type: str
    label: str
    place: str = ""
    options: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    """One answer that was given: to which version, which question in which words, and how it reads."""

    entry: str
    version: str
    label: str
    name: str
    shown: str


class Changes(RuleBasedStateMachine):
    """A ward's form that changes, with all that was ever answered to it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="cpkit-loss-"))
        self.patch = pytest.MonkeyPatch()
        self.home = make_practice(isolate(self.folder, self.patch))
        self.questions: list[Question] = []
        self.title, self.number, self.removed = "Phiếu", 0, False
        self.answers: list[Answer] = []
        self.entries: list[str] = []

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.folder, ignore_errors=True)

    def said(self, *arguments: object) -> Any:
        done = run_here(*arguments)
        assert done.exit_code == 0, (arguments, done.stderr or done.stdout)
        return done

    def fresh(self) -> int:
        self.number += 1
        return self.number

    # Drawing.
    def options(self) -> list[str]:
        return [f"o{self.fresh()}" for _ in range(3)]

    @initialize(kinds=st.lists(st.tuples(st.sampled_from(TYPES), st.sampled_from(PLACES)), min_size=2, max_size=5))
    def draw(self, kinds: list[tuple[str, str]]) -> None:
        for kind, place in kinds:
            self.questions.append(Question(f"q{self.fresh()}", kind, f"Câu {self.fresh()}", place, self.options()))
        self.add()
        self.fill()

    def rows(self) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = [("date", "ngay", "Ngày ghi"), ("select_one loai", "loai", "Loại phiếu")]
        for place in PLACES:
            asked = [one for one in self.questions if one.place == place]
            kind = {"": "", "nhom": "group"}.get(place, "repeat")
            lines = [(self.type_of(one), one.name, one.label) for one in asked]
            if asked and kind:
                lines = [(f"begin_{kind}", place, f"Phần {place}"), *lines, (f"end_{kind}", "", "")]
            rows += lines
        return rows

    def type_of(self, one: Question) -> str:
        return f"{one.type} l_{one.name}" if one.type.startswith("select") else one.type

    def add(self) -> None:
        lists = [("list_name", "name", "label"), ("loai", "a", "Loại A"), ("loai", "b", "Loại B")]
        lists += [(f"l_{one.name}", option, f"Chọn {option}") for one in self.questions for option in one.options]
        told = (("form_id", "form_title", "version", "date"), ("thu", self.title, "1", "ngay"))
        path = book(self.folder / "thu.xlsx", survey=[HEAD, *self.rows()], choices=lists, settings=told)
        self.said("form", "add", path)
        self.removed = False

    # Answering.
    def given(self, one: Question) -> tuple[object, str]:
        """An answer that nobody gave before, and how it reads."""
        number = self.fresh()
        if one.type == "text":
            return f"chữ {number}.", f"chữ {number}."
        if one.type == "integer":
            return 1_000_000 + number, str(1_000_000 + number)
        if one.type == "date":
            day = date(2000, 1, 1) + timedelta(days=number)
            return day.isoformat(), day.strftime("%d/%m/%Y")
        chosen = one.options[: 1 if one.type == "select_one" else 2]
        return chosen if len(chosen) > 1 else chosen[0], "; ".join(f"Chọn {option}" for option in chosen)

    @precondition(lambda self: not self.removed)
    @rule()
    def fill(self) -> None:
        answers: dict[str, Any] = {"ngay": DAY, "loai": "a" if self.fresh() % 2 else "b"}
        told: list[tuple[Question, str]] = []
        for one in self.questions:
            raw, shown = self.given(one)
            told.append((one, shown))
            if one.place in ("", "nhom"):
                answers[one.name] = raw
            else:
                answers.setdefault(one.place, [{}])[0][one.name] = raw
        path = self.folder / "tra-loi.json"
        path.write_text(json.dumps(answers), encoding="utf-8")
        done = self.said("form", "fill", "thu", "--answers", path, "--json").json
        self.entries.append(done["id"])
        (kept,) = [one for one in self.listed() if one["id"] == done["id"]]
        self.answers += [Answer(done["id"], kept["form_version"], one.label, one.name, shown) for one, shown in told]

    def listed(self) -> list[dict[str, Any]]:
        return self.said("form", "answers", "thu", "--json").json  # type: ignore[no-any-return]

    # Changing.
    @rule(at=st.integers(0, 9))
    def rename(self, at: int) -> None:
        one = self.questions[at % len(self.questions)]
        one.name = f"q{self.fresh()}"
        self.add()

    @rule(at=st.integers(0, 9))
    def reword(self, at: int) -> None:
        self.questions[at % len(self.questions)].label = f"Câu {self.fresh()}"
        self.add()

    @precondition(lambda self: len(self.questions) > 1)
    @rule(at=st.integers(0, 9))
    def delete(self, at: int) -> None:
        del self.questions[at % len(self.questions)]
        self.add()

    @rule(kind=st.sampled_from(TYPES), place=st.sampled_from(PLACES))
    def another(self, kind: str, place: str) -> None:
        self.questions.append(Question(f"q{self.fresh()}", kind, f"Câu {self.fresh()}", place, self.options()))
        self.add()

    @rule(at=st.integers(0, 9), kind=st.sampled_from(TYPES))
    def retype(self, at: int, kind: str) -> None:
        self.questions[at % len(self.questions)].type = kind
        self.add()

    @rule(at=st.integers(0, 9), place=st.sampled_from(PLACES))
    def move(self, at: int, place: str) -> None:
        self.questions[at % len(self.questions)].place = place
        self.add()

    @rule()
    def reorder(self) -> None:
        self.questions.reverse()
        self.add()

    @rule(at=st.integers(0, 9))
    def other_options(self, at: int) -> None:
        self.questions[at % len(self.questions)].options = self.options()
        self.add()

    @rule(at=st.integers(0, 9))
    def same_label_twice(self, at: int) -> None:
        one = self.questions[at % len(self.questions)]
        self.questions.append(Question(f"q{self.fresh()}", one.type, one.label, one.place, self.options()))
        self.add()

    @rule()
    def retitle(self) -> None:
        self.title = f"Phiếu {self.fresh()}"
        self.add()

    @precondition(lambda self: not self.removed)
    @rule()
    def remove(self) -> None:
        self.said("form", "remove", "thu")
        self.removed = True

    # What happens to the computer.
    @rule()
    def lose_the_folder(self) -> None:
        shutil.rmtree(self.home / "forms", ignore_errors=True)
        self.said("form", "answers", "thu", "--json")
        self.removed = False

    @rule()
    def begin_the_form_anew_where_the_folder_is_lost(self) -> None:
        shutil.rmtree(self.home / "forms", ignore_errors=True)
        self.add()

    @rule(at=st.integers(0, 9), broken=st.booleans())
    def edit_a_file_by_hand(self, at: int, broken: bool) -> None:
        """Only older versions: the newest is what one fills in."""
        paths = sorted((self.home / "forms" / "thu").glob("[0-9]*.json"))[:-1]
        if paths:
            path = paths[at % len(paths)]
            path.write_text("{" if broken else path.read_text("utf-8").replace("Câu", "Hỏi"), encoding="utf-8")
            ward._decoded.cache_clear()

    @rule()
    def lose_the_index(self) -> None:
        if not self.removed:  # a form whose index is lost is no longer marked as removed
            (self.home / "forms" / "thu" / "form.json").write_text("{", encoding="utf-8")

    @rule()
    def restore_to_an_empty_computer(self) -> None:
        backup = self.folder / "sao.cpkit"
        backup.unlink(missing_ok=True)
        self.said("backup", "--out", backup)
        home = self.folder / f"may{self.fresh()}"
        self.said("restore", backup, "--home", home)
        self.home = home
        self.patch.setenv("CPKIT_HOME", str(home))
        self.removed = False

    @rule()
    def hand_the_store_over(self) -> None:
        self.said("officer", "hand-over", "--to", f"Cán bộ {self.fresh()}")

    # What holds.
    @invariant()
    def nothing_is_lost(self) -> None:
        assert sorted(one["id"] for one in self.listed()) == sorted(self.entries)
        self.each_is_shown()
        self.each_stands_once_in_the_workbook()
        self.each_stands_once_in_the_text()
        self.each_is_counted_once()

    def of(self, entry: str) -> list[Answer]:
        return [one for one in self.answers if one.entry == entry]

    def each_is_shown(self) -> None:
        for entry in self.entries:
            shown = " ".join(self.said("form", "entry", "show", entry).stdout.split())
            for one in self.of(entry):
                assert f"{one.label}: {_dotted(one.shown)}" in shown or _dotted(one.shown) in shown

    def each_stands_once_in_the_workbook(self) -> None:
        out = self.folder / "ra.xlsx"
        out.unlink(missing_ok=True)
        self.said("form", "answers", "thu", "--out", out)
        cells: dict[str, list[tuple[str, str]]] = {}
        for sheet in openpyxl.load_workbook(out):
            head, *lines = sheet.iter_rows(values_only=True)
            assert len(set(head)) == len(head), "each column has a heading of its own"
            for line in lines:
                cells.setdefault(str(line[0]), []).extend(zip(map(str, head), map(str, line), strict=True))
        for entry in self.entries:
            for one in self.of(entry):
                (heading,) = [heading for heading, cell in cells[entry] if cell == one.shown]
                assert one.label in heading
                assert ("Phiên bản mẫu", one.version) in cells[entry]

    def each_stands_once_in_the_text(self) -> None:
        out = self.folder / "ra.csv"
        out.unlink(missing_ok=True)
        self.said("form", "answers", "thu", "--out", out)
        head, *lines = list(csv.reader(out.read_text("utf-8-sig").splitlines(), delimiter=";"))
        assert len(set(head)) == len(head)
        rows = {line[0]: list(zip(head, line, strict=True)) for line in lines}
        for entry in self.entries:
            for one in self.of(entry):
                places = [(heading, cell) for heading, cell in rows[entry] if _says(cell, one)]
                assert len(places) == 1, (one, rows[entry])
                assert one.label in places[0][0] + places[0][1]

    def each_is_counted_once(self) -> None:
        if not self.removed:
            counted = self.said("report", "table", "new", "--over", "entries:thu", "--rows", "loai", *YEARS, "--json")
            assert counted.json["totals"][0]["values"]["total"] == len(self.entries)


def _says(cell: str, one: Answer) -> bool:
    return cell == one.shown or f"{one.label}: {one.shown}" in cell or f"{one.label}: {_dotted(one.shown)}" in cell


def _dotted(text: str) -> str:
    return f"{int(text):,}".replace(",", ".") if text.isdecimal() else text


def test_no_change_of_a_form_loses_an_answer() -> None:
    run_state_machine_as_test(
        Changes,
        settings=settings(
            max_examples=5, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
