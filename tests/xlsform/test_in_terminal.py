"""A ward's form asked in a real terminal: groups, counted and nested repeats, skip logic, labels that name answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.xlsform.books import survey

pytest.importorskip("pexpect")

from tests.forms.test_prompts import CTRL_C, DOWN, Terminal

HEAD = ("type", "name", "label", "relevant", "repeat_count", "calculation")
QUESTIONS = (
    ("begin_group", "chung", "Phần chung"),
    ("text", "ten", "Tên chủ hộ"),
    ("integer", "so_con", "Số con"),
    ("end_group",),
    ("begin_repeat", "con", "Con", "", "${so_con}"),
    ("calculate", "thu_tu", "", "", "", "position(..)"),
    ("text", "ten_con", "Tên con thứ ${thu_tu} của ${ten}"),
    ("begin_repeat", "lop", "Lớp học"),
    ("text", "mon", "Môn"),
    ("end_repeat",),
    ("end_repeat",),
    ("select_one boi", "boi", "Biết bơi", "${so_con} > 1"),
    ("note", "cam_on", "Cảm ơn ${ten}"),
)


@pytest.fixture
def form(run: Any, practice: Path, tmp_path: Path) -> None:
    assert run("form", "add", survey(tmp_path / "thu.xlsx", *QUESTIONS, head=HEAD)).exit_code == 0


def test_repeats_are_asked_as_often_as_the_form_wants(form: None, run: Any) -> None:
    screen = Terminal("form", "fill", "thu")
    screen.answer("Tên chủ hộ:", "Ông Lò")
    screen.answer("Số con:", "2")
    screen.sees("Con 1/2")
    screen.answer("Tên con thứ 1 của Ông Lò:", "Mai")
    screen.answer("Lớp học: đã có 0 dòng", DOWN)
    screen.answer("Môn:", "Toán")
    screen.answer("Lớp học: đã có 1 dòng")
    screen.sees("Con 2/2")
    screen.answer("Tên con thứ 2 của Ông Lò:", "Nam")
    screen.answer("Lớp học: đã có 0 dòng")
    screen.answer("Biết bơi", DOWN)
    screen.sees("Cảm ơn Ông Lò")
    screen.answer("Ghi lại?")
    assert screen.ends() == 0
    (filled,) = run("form", "answers", "thu", "--json").json
    assert filled["answers"]["con"] == [
        {"thu_tu": 1, "ten_con": "Mai", "lop": [{"mon": "Toán"}]},
        {"thu_tu": 2, "ten_con": "Nam", "lop": []},
    ]
    assert filled["answers"]["boi"] == "biet"


def test_what_does_not_apply_is_not_asked_and_a_draft_is_offered_again(form: None, run: Any) -> None:
    screen = Terminal("form", "fill", "thu")
    screen.answer("Tên chủ hộ:", "Ông Vừ")
    screen.answer("Số con:", CTRL_C, end="")
    assert screen.ends() == 130
    screen = Terminal("form", "fill", "thu")
    screen.answer("Có phiếu đang gõ dở")
    screen.answer("Số con:", "0")
    screen.sees("Cảm ơn Ông Vừ")
    screen.answer("Ghi lại?")
    assert screen.ends() == 0
    assert run("form", "answers", "thu", "--json").json[0]["answers"] == {"ten": "Ông Vừ", "so_con": 0}
