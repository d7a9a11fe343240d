"""A handed-out list as people fill it: rows within rows, columns called alike, sheets and columns of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.xlsform.books import survey

HEAD = ("type", "name", "label", "required", "relevant", "unknown")
QUESTIONS = (
    ("begin_group", "cha", "Cha"),
    ("text", "ten_cha", "Họ tên", "yes"),
    ("end_group",),
    ("begin_group", "me", "Mẹ"),
    ("text", "ten_me", "Họ tên"),
    ("integer", "tuoi", "Tuổi", "yes", "${ten_me} != ''", "yes"),
    ("end_group",),
    ("text", "sdt_1", "Số điện thoại"),
    ("text", "sdt_2", "Số điện thoại"),
    ("begin_repeat", "con", "Phiếu thử"),
    ("text", "ten_con", "Tên con"),
    ("begin_repeat", "lop", "Phiếu thử"),
    ("text", "mon", "Môn"),
    ("date", "ngay", "Ngày"),
    ("end_repeat",),
    ("end_repeat",),
)
FIRST, ROWS, INNER = "Phiếu thử", "Phiếu thử (2)", "Phiếu thử (3)"


@pytest.fixture
def sheet(run: Any, practice: Path, tmp_path: Path) -> Path:
    assert run("form", "add", survey(tmp_path / "t.xlsx", *QUESTIONS, head=HEAD)).exit_code == 0
    assert run("form", "template", "thu", "--out", tmp_path / "phat.xlsx").exit_code == 0
    return tmp_path / "phat.xlsx"


def fill(path: Path, name: str, *rows: tuple[Any, ...]) -> None:
    book = openpyxl.load_workbook(path)
    for number, row in enumerate(rows, 4):
        for at, cell in enumerate(row, 1):
            book[name].cell(number, at, cell)
    book.save(path)


def test_no_two_columns_or_sheets_are_called_alike(sheet: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    assert book.sheetnames[:3] == [FIRST, ROWS, INNER]
    assert [cell.value for cell in book[FIRST][3]] == [
        "Cha: Họ tên *", "Mẹ: Họ tên", "Tuổi", "Số điện thoại (sdt_1)", "Số điện thoại (sdt_2)",
    ]  # fmt: skip
    assert [cell.value for cell in book[INNER][3]] == [f"Dòng ở trang {ROWS} *", "Môn", "Ngày"]
    guidance = {row[0].value: (row[1].value, row[2].value) for row in book["Hướng dẫn"].iter_rows(min_row=4)}
    assert guidance["Tuổi"] == ("có, khi câu này được hỏi", "số nguyên; không biết thì ghi “không biết”")
    assert guidance[f"{INNER}: Ngày"][1] == "ngày/tháng/năm, ví dụ 26/11/2018"


def test_rows_within_rows_come_back(run: Any, sheet: Path) -> None:
    fill(sheet, FIRST, ("Lò Văn A", "Cà Thị B", 30, "01", "02"), ("Vừ A C",))
    fill(sheet, ROWS, (4, "Mai"), (5, "Nam"), (4, "Lan"))
    fill(sheet, INNER, (6, "Toán", "1/9/2025"), (4, "Văn"), (6, "Sử"))
    done = run("form", "answers", "thu", "--import", sheet)
    assert done.exit_code == 0, done.stderr
    first, second = (one["answers"] for one in run("form", "answers", "thu", "--json").json)
    assert (first["ten_cha"], first["ten_me"], first["sdt_1"], first["sdt_2"]) == ("Lò Văn A", "Cà Thị B", "01", "02")
    assert [(row["ten_con"], [one["mon"] for one in row["lop"]]) for row in first["con"]] == [
        ("Mai", ["Văn"]), ("Lan", ["Toán", "Sử"]),
    ]  # fmt: skip
    assert [row["ten_con"] for row in second["con"]] == ["Nam"]


def test_all_that_is_wrong_is_said_at_once_with_its_sheet_and_row(run: Any, sheet: Path) -> None:
    fill(sheet, FIRST, ("Lò Văn A",), ("", "Cà Thị B", "x"))
    fill(sheet, ROWS, (4, "Mai"), (9, "Nam"))
    fill(sheet, INNER, (4, "Toán", "30/2/2025"), (7, "Văn"))
    done = run("form", "answers", "thu", "--import", sheet)
    assert done.exit_code == 1
    for told in (
        "Dòng 5: Họ tên: chưa được ghi.",
        "Dòng 5: Tuổi: phải là một số, không phải “x”.",
        f"Trang “{INNER}”, dòng 4: Ngày",
        f"Trang “{ROWS}”, dòng 5: cột “Dòng trong danh sách” ghi “9”; hãy ghi số dòng của phiếu ở trang đầu: 4, 5.",
        f"Trang “{INNER}”, dòng 5: cột “Dòng ở trang {ROWS}” ghi “7”; hãy ghi số dòng ở trang “{ROWS}”: 4.",
    ):
        assert told in done.stderr, done.stderr
    assert run("form", "answers", "thu", "--json").json == []


def test_what_nobody_asked_for_is_named(run: Any, sheet: Path) -> None:
    fill(sheet, FIRST, ("Lò Văn A",))
    book = openpyxl.load_workbook(sheet)
    book[FIRST]["F3"], book[FIRST]["F4"] = "Ghi chú thêm", "nhà xa"
    book.create_sheet("Nháp")["A1"] = "cộng: 5"
    book.save(sheet)
    done = run("form", "answers", "thu", "--import", sheet)
    assert done.exit_code == 0
    assert "các cột này không có trong biểu mẫu, không nhận: Ghi chú thêm" in done.stderr
    assert "không nhận: Nháp" in done.stderr


def test_a_sheet_of_rows_by_another_name_is_not_passed_over(run: Any, sheet: Path) -> None:
    fill(sheet, FIRST, ("Lò Văn A",))
    fill(sheet, ROWS, (4, "Mai"))
    book = openpyxl.load_workbook(sheet)
    book[ROWS].title = "Các con"
    book.save(sheet)
    done = run("form", "answers", "thu", "--import", sheet)
    assert done.exit_code == 1 and "Trang “Các con” không đúng tên" in done.stderr and ROWS in done.stderr


def test_the_file_excel_keeps_while_a_list_is_open_and_a_folder_are_told(run: Any, sheet: Path) -> None:
    lock = sheet.with_name("~$phat.xlsx")
    lock.write_bytes(b"\x0cOfficer" + bytes(150))
    assert "hãy chọn tệp phat.xlsx" in run("form", "answers", "thu", "--import", lock).stderr
    assert "là thư mục" in run("form", "answers", "thu", "--import", sheet.parent).stderr


def test_a_list_is_an_excel_file(run: Any, sheet: Path) -> None:
    done = run("form", "template", "thu", "--out", sheet.with_suffix(".docx"))
    assert done.exit_code == 2 and ".xlsx" in done.stderr
