"""Where a workbook is wrong, the answer says what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.xlsform.books import survey


def told(run: Any, path: Path) -> str:
    return " ".join(run("form", "add", path, "--check").stderr.split())


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        (("ngày", "n", "Ngày"), "dòng 2: không có kiểu câu hỏi “ngày”: hãy ghi date."),
        (("chọn một boi", "n", "N"), "không có kiểu câu hỏi “chọn một boi”: hãy ghi select_one."),
        (("Số lẻ", "n", "N"), "hãy ghi decimal."),
        (("text", "biết bơi", "N"), "tên “biết bơi” không dùng được"),
        (("text", "biết bơi", "N"), "như biet_boi."),
        (("text", "2025", "N"), "như p_2025."),
        (("text", "n", ""), "dòng 2: câu “n” thiếu nhãn (câu hỏi) ở cột label."),
    ],
)
def test_a_question(run: Any, practice: Path, tmp_path: Path, row: tuple[str, ...], answer: str) -> None:
    assert answer in told(run, survey(tmp_path / "t.xlsx", row))


def test_an_end_of_another_kind_names_the_begin_it_should_close(run: Any, practice: Path, tmp_path: Path) -> None:
    rows = (("begin_repeat", "lop", "Lớp"), ("text", "t", "Tên"), ("end_group", "", ""))
    answer = told(run, survey(tmp_path / "t.xlsx", *rows))
    assert "dòng 4: end group không khớp: begin repeat “lop” ở dòng 2 phải đóng bằng end repeat." in answer


def test_an_id_that_is_none(run: Any, practice: Path, tmp_path: Path) -> None:
    settings = (("form_id",), ("Khảo sát 2025",))
    assert "như khao_sat_2025." in told(run, survey(tmp_path / "t.xlsx", ("text", "t", "T"), settings=settings))


def test_old_spellings_of_a_choice_are_taken(run: Any, practice: Path, tmp_path: Path) -> None:
    rows = (("select one boi", "a", "A"), ("select multiple boi", "b", "B"))
    assert run("form", "add", survey(tmp_path / "t.xlsx", *rows), "--check").exit_code == 0


def test_required_is_read_as_people_write_it(run: Any, practice: Path, tmp_path: Path) -> None:
    rows = [("text", f"c{at}", "Câu", said) for at, said in enumerate(("Yes", "có", "x", "Bắt buộc", "không", ""))]
    head = ("type", "name", "label", "required")
    assert run("form", "add", survey(tmp_path / "t.xlsx", *rows, head=head)).exit_code == 0
    shown = run("form", "show", "thu", "--json").json["fields"]
    assert [asked["required"] for asked in shown] == [True] * 4 + [False] * 2


def test_what_is_no_workbook_at_all(run: Any, practice: Path, tmp_path: Path) -> None:
    path = survey(tmp_path / "t.xlsx", ("text", "t", "T"))
    lock = path.with_name("~$t.xlsx")
    lock.write_bytes(bytes(165))
    assert "hãy chọn tệp t.xlsx" in told(run, lock)
    assert "là thư mục" in told(run, tmp_path)
    assert "như t.xlsx" in told(run, tmp_path / "t")
