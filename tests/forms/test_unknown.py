"""“Không biết” is an answer: it is kept, told, written out and stands when the rest is corrected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cpkit.forms.unknown import with_unknown
from tests.xlsform.books import survey

HEAD = ("type", "name", "label", "required", "unknown")
QUESTIONS = (
    ("integer", "tuoi", "Tuổi", "yes", "yes"),
    ("select_one boi", "boi", "Biết bơi", "yes", "yes"),
    ("select_multiple boi", "nha", "Trong nhà ai biết bơi?", "yes", "yes"),
    ("date", "ngay", "Ngày", "", "yes"),
    ("begin_repeat", "con", "Con"),
    ("integer", "tuoi_con", "Tuổi con", "yes", "yes"),
    ("end_repeat",),
    ("text", "ghi_chu", "Ghi chú"),
)
NAMES = ["tuoi", "boi", "nha", "ngay", "con[2].tuoi_con"]


@pytest.fixture
def filled(run: Any, practice: Path, tmp_path: Path) -> str:
    assert run("form", "add", survey(tmp_path / "t.xlsx", *QUESTIONS, head=HEAD)).exit_code == 0
    said = [part for key in ("tuoi", "boi", "nha", "ngay") for part in ("--set", f"{key}=không biết")]
    rows = ("--set", 'con=[{"tuoi_con": 7}, {"tuoi_con": "không biết"}]')
    return str(run("form", "fill", "thu", *said, *rows, "--json").json["id"])


def test_it_is_kept_beside_the_answers_and_shown(run: Any, filled: str) -> None:
    assert run("form", "entry", "show", filled, "--json").json["unknown"] == NAMES
    shown = run("form", "entry", "show", filled).stdout
    for line in ("Tuổi: không biết", "Biết bơi: không biết", "Trong nhà ai biết bơi? không biết", "Ngày: không biết",
                 "Con, dòng 2: Tuổi con: không biết"):  # fmt: skip
        assert line in shown


def test_a_correction_of_something_else_leaves_it(run: Any, filled: str) -> None:
    done = run("form", "entry", "edit", filled, "--set", "ghi_chu=Đã hỏi bà")
    assert done.exit_code == 0, done.stderr
    told = run("form", "entry", "show", filled, "--json").json
    assert (told["unknown"], told["answers"]["ghi_chu"]) == (NAMES, "Đã hỏi bà")
    run("form", "entry", "edit", filled, "--set", "tuoi=40")
    told = run("form", "entry", "show", filled, "--json").json
    assert (told["unknown"], told["answers"]["tuoi"]) == (NAMES[1:], 40)


def test_it_stands_in_the_list_of_answers(run: Any, filled: str, tmp_path: Path) -> None:
    run("form", "answers", "thu", "--out", tmp_path / "a.xlsx")
    first, second = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    row = dict(zip((cell.value for cell in first[1]), (cell.value for cell in first[2]), strict=True))
    assert {row[name] for name in ("Tuổi", "Biết bơi", "Trong nhà ai biết bơi?")} == {"không biết"}
    assert [cell.value for cell in second["B"]] == ["Tuổi con", 7, "không biết"]


def test_a_name_whose_row_is_gone_is_left_out() -> None:
    assert with_unknown({"con": [{"tuoi": 7}]}, ["con[2].tuoi", "lop[1].mon", "tuoi"]) == {
        "con": [{"tuoi": 7}],
        "tuoi": "không biết",
    }
