"""In a real terminal: what an answer sets off is offered, kept as changed, worked out anew; rows are chosen from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.xlsform.books import survey

pytest.importorskip("pexpect")

from tests.forms.test_prompts import DOWN, Terminal

HEAD = ("type", "name", "label", "trigger", "calculation", "required", "hint")
QUESTIONS = (
    ("text", "nha", "Nhà của ai"),
    ("note", "nhac", "Hỏi nhà ${nha}", "", "", "", "Đọc to cho ${nha} nghe"),
    ("integer", "gia", "Giá"),
    ("integer", "gia_moi", "Giá đề nghị", "${gia}", "${gia} * 2"),
    ("begin_repeat", "con", "Con của ${nha}"),
    ("text", "ten", "Tên"),
    ("text", "goi", "Tên gọi", "${ten}", "concat('bé ', ${ten})"),
    ("end_repeat",),
    ("select_one ${ten}", "chon", "Chọn con", "", "", "yes"),
)


def test_an_answer_set_off_is_offered_and_rows_are_chosen_from(run: Any, practice: Path, tmp_path: Path) -> None:
    assert run("form", "add", survey(tmp_path / "thu.xlsx", *QUESTIONS, head=HEAD)).exit_code == 0
    screen = Terminal("form", "fill", "thu")
    screen.answer("Nhà của ai:", "Lò")
    screen.sees("Hỏi nhà Lò")
    screen.sees("Đọc to cho Lò nghe")
    screen.answer("Giá:", "5")
    screen.answer("Giá đề nghị:")
    screen.answer("Con của Lò: đã có 0 dòng", DOWN)
    screen.answer("Tên:", "Mai")
    screen.answer("Tên gọi:", " Tí")
    screen.answer("Con của Lò: đã có 1 dòng", DOWN)
    screen.answer("Tên:", "Nam")
    screen.answer("Tên gọi:")
    screen.answer("Con của Lò: đã có 2 dòng")
    screen.answer("Chọn con *", DOWN)
    screen.answer("Ghi lại?", DOWN)
    screen.answer("Sửa câu nào?", DOWN)
    screen.answer("Giá:", "\x7f9")
    screen.sees("Giá đề nghị: 18")
    screen.answer("Ghi lại?")
    assert screen.ends() == 0
    (filled,) = run("form", "answers", "thu", "--json").json
    assert filled["answers"] == {
        "nha": "Lò", "gia": 9, "gia_moi": 18, "chon": "Nam",
        "con": [{"ten": "Mai", "goi": "bé Mai Tí"}, {"ten": "Nam", "goi": "bé Nam"}],
    }  # fmt: skip


def test_who_has_no_row_to_choose_is_told_and_goes_on_to_add_one(run: Any, practice: Path, tmp_path: Path) -> None:
    run("form", "add", survey(tmp_path / "thu.xlsx", *QUESTIONS, head=HEAD))
    screen = Terminal("form", "fill", "thu", "--set", "nha=Lò", "--set", "gia=1", "--set", "gia_moi=1")
    screen.answer("Con của Lò: đã có 0 dòng")
    screen.sees("Chọn con *: (chưa có gì để chọn)")
    screen.sees("! Chọn con: chưa được ghi.")
    screen.answer("Ghi lại?")
    screen.sees("Sửa câu nào?")
