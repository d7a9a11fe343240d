"""`cpkit log`: what was done for whom (NĐ56 Đ18-21), one by one or from an Excel list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

Run = Callable[..., Any]

HEADING = ["STT", "Mã trẻ", "Họ và tên", "Ngày sinh", "Dịch vụ", "Ngày", "Đơn vị thực hiện", "Số tiền", "Ghi chú"]


@pytest.fixture
def children(practice: Path, run: Run) -> list[str]:
    ids = []
    for name, birth in (("Lò Thị Pâng", "26/11/2018"), ("Vàng A Dế", "03/02/2014")):
        ids.append(run("register", "--name", name, "--birth-date", birth, "--sex", "unknown", "--json").json["id"])
    return ids


def workbook(path: Path, *rows: list[Any]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate([["DANH SÁCH HỖ TRỢ"], HEADING, *rows]):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                else:
                    sheet.write(number, column, cell)
    return path


def log(run: Run, child: str, *more: object) -> str:
    words = ("--child", child, "--service", "y_te", "--date", "01/02/2025", "--json")
    return str(run("log", *words, *more).json["id"])


def test_one_line_for_many_children(run: Run, children: list[str]) -> None:
    both = [word for child in children for word in ("--child", child)]
    logged = run("log", *both, "--service", "y_te.bhyt", "--date", "01/02/2025", "--provider", "Trạm y tế", "--json")
    assert logged.exit_code == 0 and set(logged.json) == {"id"}
    (record,) = run("log", "list", "--json").json
    assert record["id"] == logged.json["id"]
    assert (record["children"], record["service"], record["kind"]) == (children, "y_te", "y_te.bhyt")


def test_a_new_record_is_said_in_one_line(run: Run, children: list[str]) -> None:
    said = run("log", "--child", "Lò Thị Pâng", "--service", "giao_duc", "--date", "5/9/2025", "--amount", "500.000")
    assert said.exit_code == 0
    assert "05/09/2025" in said.stdout and "500.000" in said.stdout


def test_what_is_missing_is_named(run: Run, children: list[str]) -> None:
    lacking = run("log", "--child", children[0])
    assert lacking.exit_code == 2
    assert "--service" in lacking.stderr and "--date" in lacking.stderr


def test_everything_wrong_at_once_and_nothing_kept(run: Run, children: list[str]) -> None:
    words = ("--child", "TE-99", "--service", "xyz", "--date", "1/1/2099", "--amount", "-5")
    refused = run("log", *words)
    assert refused.exit_code == 1
    assert len([line for line in refused.stderr.splitlines() if line.startswith("  - ")]) == 4
    assert run("log", "list", "--json").json == []


def test_a_date_before_birth_is_refused(run: Run, children: list[str]) -> None:
    refused = run("log", "--child", children[0], "--service", "y_te", "--date", "25/11/2018")
    assert refused.exit_code == 1
    assert "26/11/2018" in refused.stderr


def test_the_same_record_again_is_kept_with_a_warning(run: Run, children: list[str]) -> None:
    first = log(run, children[0])
    again = run("log", "--child", children[0], "--service", "y_te", "--date", "01/02/2025")
    assert again.exit_code == 0
    assert first in again.stderr


def test_a_record_is_shown_edited_and_cancelled(run: Run, children: list[str]) -> None:
    record = log(run, children[0], "--note", "Khám định kỳ")
    assert run("log", "edit", record).exit_code == 2
    assert run("log", "edit", record, "--amount", "200.000").exit_code == 0
    assert "200.000" in run("log", "show", record).stdout
    assert run("log", "edit", record, "--date", "31/02/2025").exit_code == 1
    assert run("log", "cancel", record).exit_code == 2
    assert run("log", "cancel", record, "--reason", "Ghi trùng").exit_code == 0
    assert run("log", "list", "--json").json == []
    assert run("log", "list", "--all", "--json").json[0]["cancelled"]["reason"] == "Ghi trùng"
    assert run("log", "edit", record, "--amount", "1").exit_code == 1


def test_listed_by_child_and_time(run: Run, children: list[str]) -> None:
    first, second = log(run, children[0]), log(run, children[1])
    assert [each["id"] for each in run("log", "list", "--child", children[1], "--json").json] == [second]
    assert [each["id"] for each in run("log", "list", "--from", "1/1/2025", "--to", "1/2/2025", "--json").json] == [
        first,
        second,
    ]
    assert run("log", "list", "--from", "2/2/2025", "--json").json == []
    log(run, f"{children[0]},{children[1]}", "--provider", "Trạm y tế phường Điện Biên Phủ", "--amount", "500.000")
    shown = run("log", "list").stdout
    assert "Lò Thị Pâng" in shown and all(len(line) <= 80 for line in shown.splitlines())


def test_the_case_it_belongs_to_is_confidential(run: Run, children: list[str], store: Any) -> None:
    """NĐ56 Đ24, Đ33: that there is a case is itself a secret of the child."""
    words = ("--received-at", "24/01/2025 16:55", "--source", "khac", "--kind", "bao_luc", "--json")
    case = run("case", "open", children[0], *words).json["id"]
    record = log(run, children[0], "--case", case)
    assert run("log", "list", "--json").json[0]["case"] is None
    assert run("log", "show", record, "--confidential", "--json").json["case"] == case
    assert case not in run("log", "show", record).stdout
    assert "log --confidential" in [look.action for look in store.looks()]
    other = run("log", "--child", children[1], "--service", "y_te", "--date", "1/2/2025", "--case", case)
    assert other.exit_code == 1


def test_a_list_from_excel_in_one_action(run: Run, children: list[str], tmp_path: Path, store: Any) -> None:
    file = workbook(
        tmp_path / "ho-tro.xlsx",
        [1, children[0], "", "", "BHYT", date(2025, 2, 1), "Trạm y tế", 500000, "Thẻ mới"],
        [2, "", "VÀNG A DẾ", "2014", "Giáo dục", "05/09/2025", "Trường Him Lam", "", ""],
        ["", "", "", "", "", "", "", "", "NGƯỜI LẬP"],
    )
    before = store.head()[0]
    logged = run("log", "--from", file, "--json")
    assert logged.exit_code == 0
    assert [row["row"] for row in logged.json["logged"]] == [3, 4]
    assert (logged.json["refused"], logged.json["passed_over"]) == ([], [5])
    assert store.head()[0] == before + 1
    amounts = [each["amount"] for each in run("log", "list", "--json").json]
    assert amounts == [500000, None]


def test_a_list_with_a_wrong_row_writes_nothing_unless_told_to(run: Run, children: list[str], tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "ho-tro.xlsx",
        [1, children[0], "", "", "BHYT", "01/02/2025", "", "", ""],
        [2, "", "Không Có Ai", "", "xyz", "31/02/2025", "", -5, ""],
    )
    refused = run("log", "--from", file, "--json")
    assert refused.exit_code == 1
    (row,) = refused.json["refused"]
    assert row["row"] == 4 and {error["field"] for error in row["errors"]} == {"child", "service", "date", "amount"}
    assert run("log", "list", "--json").json == []
    assert run("log", "--from", file).stderr.count("Dòng 4:") == 4
    assert run("log", "--from", file, "--good-rows").exit_code == 0
    assert len(run("log", "list", "--json").json) == 1


def test_the_same_list_again_is_held_back(run: Run, children: list[str], tmp_path: Path) -> None:
    file = workbook(tmp_path / "ho-tro.xlsx", [1, children[0], "", "", "BHYT", "01/02/2025", "", "", ""])
    (first,) = run("log", "--from", file, "--json").json["logged"]
    again = run("log", "--from", file, "--json")
    assert again.exit_code == 1
    assert again.json["possible_duplicates"] == [{"row": 3, "of": [first["id"]]}]
    assert run("log", "--from", file, "--anyway").exit_code == 0


def test_a_dry_run_writes_nothing(run: Run, children: list[str], tmp_path: Path) -> None:
    file = workbook(tmp_path / "ho-tro.xlsx", [1, children[0], "", "", "BHYT", "01/02/2025", "", "", ""])
    tried = run("log", "--from", file, "--dry-run")
    assert tried.exit_code == 0 and "1 dòng ghi được" in tried.stdout
    assert run("log", "list", "--json").json == []


def test_what_is_no_list_is_refused(run: Run, children: list[str], tmp_path: Path) -> None:
    text = tmp_path / "x.xlsx"
    text.write_text("không phải Excel", encoding="utf-8")
    assert run("log", "--from", text).exit_code == 1
    assert run("log", "--from", tmp_path / "khong-co.xlsx").exit_code == 1
    assert run("log", "--from", text, "--child", children[0]).exit_code == 2
    assert run("log", "--child", children[0], "list").exit_code == 2


@pytest.mark.parametrize("command", ["", "list", "show", "edit", "cancel"])
def test_every_help_has_an_example(run: Run, command: str) -> None:
    shown = run("log", *([command] if command else []), "--help")
    assert shown.exit_code == 0
    assert "Thí dụ:" in shown.stdout and f"cpkit log {command}".strip() in shown.stdout
    assert all(len(line) <= 80 for line in shown.stdout.splitlines())
