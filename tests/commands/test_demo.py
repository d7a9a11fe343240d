"""`cpkit demo`: a folder with a practice ward, a list to try and the report of 2025."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.conftest import Run


def test_it_writes_the_store_the_list_and_the_report_and_says_where(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    result = run("demo", "--children", 80, "--out", out)
    assert result.exit_code == 0
    for name in ("kho", "bao-cao-2025.xlsx", "danh-sach-moi-den.xlsx"):
        assert (out / name).exists()
        assert name in result.stdout


def test_the_report_is_marked_as_practice(run: Run, tmp_path: Path) -> None:
    run("demo", "--children", 80, "--out", tmp_path / "demo")
    workbook = openpyxl.load_workbook(tmp_path / "demo" / "bao-cao-2025.xlsx")
    for sheet in workbook:
        text = " ".join(str(cell.value) for row in sheet.iter_rows(max_row=8) for cell in row if cell.value)
        assert "THỰC HÀNH" in text + str(sheet.oddHeader.right.text) + str(sheet.oddHeader.center.text)


def test_the_list_goes_into_the_practice_register_but_for_nobody_twice(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    run("demo", "--children", 80, "--out", out)
    arguments = ("--home", out / "kho", "register", "--from", out / "danh-sach-moi-den.xlsx", "--json")
    first, second = run(*arguments), run(*arguments)
    assert (first.exit_code, len(first.json["registered"])) == (0, 24)
    assert (second.exit_code, second.json["registered"], len(second.json["possible_duplicates"])) == (1, [], 24)


def test_a_folder_with_files_in_it_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("của tôi", encoding="utf-8")
    result = run("demo", "--out", tmp_path)
    assert result.exit_code == 1
    assert "--out" in result.stderr
    assert not (tmp_path / "kho").exists()


def test_another_language_for_the_visitor(run: Run) -> None:
    assert "--children" in run("--lang", "en", "demo", "--help").stdout
