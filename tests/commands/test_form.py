"""`cpkit form`: the forms there are, and the Excel list to hand out. No store is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from python_calamine import CalamineWorkbook

from tests.xlsform.books import survey


def test_the_forms_are_listed(run: Any, home: Path) -> None:
    found = {form["id"]: form for form in run("form", "list", "--json").json}
    assert found["mau_01"]["citation"] == "NĐ56 Đ25, Mẫu số 01"
    assert found["dang_ky"]["title"] == "Đăng ký trẻ em"
    assert "dang_ky" in run("form", "list").stdout
    assert not home.exists(), "listing forms makes no store"


def test_a_form_shows_its_questions(run: Any) -> None:
    text = run("form", "show", "mau_01").stdout
    assert "A.1. Nguồn nhận thông tin" in text
    assert "received_at *: Thời gian tiếp nhận" in text
    shown = run("form", "show", "dang_ky", "--json").json
    sex = next(field for field in shown["fields"] if field["name"] == "sex")
    assert [choice["name"] for choice in sex["choices"]] == ["nam", "nu", "unknown"]
    trainings = run("form", "show", "can_bo", "--json").json["fields"][-1]
    assert [field["name"] for field in trainings["fields"]] == ["date", "title"]


def test_an_unknown_form_is_wrong_usage_naming_those_there_are(run: Any) -> None:
    result = run("form", "show", "mau_99")
    assert result.exit_code == 2
    assert "dang_ky" in result.stderr


def test_the_list_to_hand_out_is_written_once(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "ds.xlsx"
    assert run("form", "template", "dang_ky", "--out", out).exit_code == 0
    assert CalamineWorkbook.from_path(str(out)).sheet_names == ["Đăng ký trẻ em", "Hướng dẫn", "Danh mục"]
    out.write_bytes(b"da ghi tay")
    refused = run("form", "template", "dang_ky", "--out", out)
    assert (refused.exit_code, out.read_bytes()) == (1, b"da ghi tay")
    assert run("form", "template", "dang_ky", "--out", out, "--force").exit_code == 0
    assert run("form", "template", "dang_ky", "--out", tmp_path / "khong" / "x.xlsx").exit_code == 1
    assert run("form", "template", "dang_ky").exit_code == 2


def test_every_command_has_an_example(run: Any) -> None:
    for action in ("list", "show", "template"):
        assert f"cpkit form {action}" in run("form", action, "--help").stdout


def test_a_filled_list_is_brought_into_the_register(run: Any, practice: Path, tmp_path: Path) -> None:
    out = tmp_path / "ds.xlsx"
    run("form", "template", "dang_ky", "--out", out)
    book = openpyxl.load_workbook(out)
    page = book.worksheets[0]
    columns = {str(cell.value).rstrip(" *"): cell.column for cell in page[3]}
    first = {"Họ và tên": "Lò Thị Mai", "Ngày sinh": "26/11/2018", "Giới tính": "Nữ", "Dân tộc": "Thái"}
    second = {"Họ và tên": "Vừ A Páo", "Tuổi ước lượng": "7", "Giới tính": "Nam", "Nhóm hoàn cảnh đặc biệt": "4.2; 5"}
    for at, row in enumerate((first, second), 4):
        for heading, value in row.items():
            page.cell(at, columns[heading], value)
    book.save(out)
    assert [entry["row"] for entry in run("register", "--from", out, "--json").json["registered"]] == [4, 5]
    children = {child["name"]: child for child in run("child", "list", "--confidential", "--json").json}
    assert (children["Lò Thị Mai"]["birth"], children["Lò Thị Mai"]["ethnic"]) == ("2018-11-26", "03")
    assert [group["group"] for group in children["Vừ A Páo"]["groups"]] == [4, 5]


def test_the_wards_own_forms_stand_first_and_one_removed_is_named_with_its_answers(
    run: Any, practice: Path, tmp_path: Path
) -> None:
    path = survey(tmp_path / "t.xlsx", ("select_one boi", "boi", "Biết bơi chưa?"), ("decimal", "so", "Bao nhiêu km?"))
    run("form", "add", path)
    listed = run("form", "list").stdout
    assert listed.index("Biểu mẫu riêng") < listed.index("thu ") < listed.index("Biểu mẫu có sẵn")
    shown = run("form", "show", "thu").stdout
    assert "boi: Biết bơi chưa? biet (Biết bơi)" in shown and "so: Bao nhiêu km?\n" in shown
    run("form", "fill", "thu", "--set", "so=1,5")
    run("form", "answers", "thu", "--out", tmp_path / "a.csv")
    assert ";1,5" in (tmp_path / "a.csv").read_text("utf-8-sig"), "a decimal comma, as Excel in Vietnamese reads it"
    run("form", "remove", "thu")
    assert "Đã bỏ, phiếu đã ghi vẫn xem được (cpkit form answers MÃ): thu." in run("form", "list").stdout
    told = run("form", "fill", "thu")
    assert told.exit_code == 2 and "đã bỏ ngày" in told.stderr and "cpkit form answers thu" in told.stderr
