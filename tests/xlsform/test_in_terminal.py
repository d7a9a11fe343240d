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


LISTED = (
    ("text", "ten", "Tên chủ hộ", ""),
    ("select_multiple boi", "biet", "Các con", ""),
    ("integer", "tuoi", "Tuổi", "yes"),
    ("select_one boi", "bo", "Bố", "yes"),
    ("begin_repeat", "con", "Con", ""),
    ("text", "ten_con", "Tên con", ""),
    ("begin_repeat", "lop", "Lớp học", ""),
    ("text", "mon", "Môn", ""),
    ("end_repeat",),
    ("date", "sinh", "Ngày sinh", ""),
    ("end_repeat",),
    ("text", "ghi_chu", "Ghi chú", ""),
)


@pytest.fixture
def listed(run: Any, practice: Path, tmp_path: Path) -> None:
    source = survey(tmp_path / "thu.xlsx", *LISTED, head=("type", "name", "label", "unknown"))
    assert run("form", "add", source).exit_code == 0


def test_a_row_typed_half_outlives_ctrl_c_and_rows_are_corrected_and_taken_out(listed: None, run: Any) -> None:
    screen = Terminal("form", "fill", "thu")
    screen.answer("Tên chủ hộ:", "Ông Lò")
    screen.answer("Các con")
    screen.answer("Tuổi:", "40")
    screen.answer("Bố")
    screen.answer("Con: đã có 0 dòng", DOWN)
    screen.answer("Tên con:", "Mai")
    screen.answer("Lớp học: đã có 0 dòng", DOWN)
    screen.answer("Môn:", "Toan")
    screen.answer("Lớp học: đã có 1 dòng")
    screen.answer("Ngày sinh:", CTRL_C, end="")
    assert screen.ends() == 130
    screen = Terminal("form", "fill", "thu")
    screen.answer("Có phiếu đang gõ dở")
    screen.answer("Con: đã có 1 dòng", DOWN)
    screen.answer("Tên con:", "Nam")
    screen.answer("Lớp học: đã có 0 dòng")
    screen.answer("Ngày sinh:")
    screen.answer("Con: đã có 2 dòng", DOWN * 2)
    screen.sees("dòng 1: Mai – Lớp học: 1 dòng")
    screen.answer("dòng 2: Nam")
    screen.answer("Tên con:")
    screen.answer("Lớp học: đã có 1 dòng", DOWN * 2)
    screen.answer("dòng 1: Toan")
    screen.answer("Môn:", "\x15Toán")
    screen.answer("Lớp học: đã có 1 dòng")
    screen.answer("Ngày sinh:", "2/3/2015")
    screen.answer("Con: đã có 2 dòng", DOWN * 3)
    screen.answer("dòng 2: Nam", DOWN)
    screen.answer("Con: đã có 1 dòng")
    screen.answer("Ghi chú:")
    screen.sees("Con, dòng 1")
    screen.sees("Lớp học, dòng 1: Môn: Toán")
    screen.answer("Ghi lại?")
    assert screen.ends() == 0
    (filled,) = run("form", "answers", "thu", "--json").json
    assert filled["answers"]["con"] == [{"ten_con": "Mai", "lop": [{"mon": "Toán"}], "sinh": "2015-03-02"}]


def test_going_back_over_rows_and_choices_keeps_them_and_the_last_choice_can_be_taken_away(
    listed: None, run: Any
) -> None:
    screen = Terminal("form", "fill", "thu")
    screen.answer("Tên chủ hộ:", "Ông Lò")
    screen.answer("Các con", DOWN)
    screen.answer("Các con [Biết bơi (biet)]", DOWN * 2)  # the line that takes the choice away
    screen.answer("Các con", DOWN * 2)
    screen.answer("Các con [Không biết bơi (khong)]")
    screen.answer("Tuổi:", "không biết")
    screen.answer("Bố", DOWN * 3)
    screen.answer("Con: đã có 0 dòng", DOWN)
    screen.answer("Tên con:", "Mai")
    screen.answer("Lớp học: đã có 0 dòng", DOWN)
    screen.answer("Môn:", "Toán")
    screen.answer("Lớp học: đã có 1 dòng")
    screen.answer("Ngày sinh:", "<")
    screen.answer("Lớp học: đã có 1 dòng")
    screen.answer("Ngày sinh:", "")
    screen.answer("Con: đã có 1 dòng")
    screen.answer("Ghi chú:", "<")
    screen.answer("Con: đã có 1 dòng")
    screen.answer("Ghi chú:", "")
    screen.sees("Bố: không biết")
    screen.answer("Ghi lại?")
    assert screen.ends() == 0
    (filled,) = run("form", "answers", "thu", "--json").json
    assert filled["answers"]["biet"] == ["khong"]
    assert filled["answers"]["con"] == [{"ten_con": "Mai", "lop": [{"mon": "Toán"}], "sinh": None}]


def test_a_draft_of_an_older_version_says_what_the_form_no_longer_asks(listed: None, run: Any, tmp_path: Path) -> None:
    assert run("form", "fill", "thu", "--draft", "--set", "ten=Ông Lò", "--set", "ghi_chu=Nhà sàn").exit_code == 0
    assert run("form", "add", survey(tmp_path / "thu.xlsx", ("text", "ten", "Tên chủ hộ"))).exit_code == 0
    screen = Terminal("form", "fill", "thu")
    screen.answer("Có phiếu đang gõ dở")
    screen.sees("Mẫu nay không còn câu ghi_chu; câu trả lời “Nhà sàn” không được ghi vào phiếu.")
    screen.answer("Ghi lại?")
    assert screen.ends() == 0
    assert run("form", "answers", "thu", "--json").json[0]["answers"] == {"ten": "Ông Lò"}


def test_a_row_corrected_in_a_stored_form_takes_the_place_of_the_wrong_one(listed: None, run: Any) -> None:
    rows = '[{"ten_con": "Mia"}, {"ten_con": "Nam"}, {"ten_con": "Nam"}]'
    entry = run("form", "fill", "thu", "--set", "ten=Ông Lò", "--set", f"con={rows}", "--json").json["id"]
    screen = Terminal("form", "entry", "edit", entry)
    screen.sees("Con, dòng 1: Tên con: Mia")
    screen.answer("Ghi lại?", DOWN)
    screen.answer("Sửa câu nào?", DOWN * 4)
    screen.answer("Con: đã có 3 dòng", DOWN * 2)
    screen.answer("dòng 3: Nam")
    screen.answer("Tên con:", "\x15Mai")
    screen.answer("Lớp học: đã có 0 dòng")
    screen.answer("Ngày sinh:")
    screen.answer("Con: đã có 3 dòng")
    screen.answer("Ghi lại?")
    screen.sees("Đã sửa phiếu")
    assert screen.ends() == 0
    told = run("form", "entry", "show", entry, "--json").json["answers"]["con"]
    assert [row["ten_con"] for row in told] == ["Mai", "Nam", "Nam"]
