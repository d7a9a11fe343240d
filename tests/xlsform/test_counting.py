"""A form's answers reach the ward's report without code: its workbook declares tables and indicators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.xlsform.books import Rows, survey

QUESTIONS = (
    ("date", "ngay", "Ngày khảo sát"),
    ("select_one boi", "boi", "Biết bơi"),
    ("integer", "met", "Bơi được (mét)"),
    ("begin_repeat", "chi", "Chi phí"),
    ("integer", "tien", "Số tiền"),
    ("end_repeat",),
)
SETTINGS = (("form_id", "form_title", "version", "date"), ("thu", "Phiếu thử", "1", "ngay"))
TABLES: Rows = (
    ("id", "title", "repeat", "rows", "columns", "where", "measures"),
    ("boi_theo_thang", "Biết bơi theo tháng", "", "boi", "month", "", "count; sum:met"),
    ("chi_phi", "Chi phí", "chi", "boi", "", "", "sum:tien"),
)
INDICATORS: Rows = (
    ("id", "title", "numerator", "denominator"),
    ("biet_boi", "Tỷ lệ trẻ biết bơi 25 m", "boi=biet; met>=25", "boi!="),
)


def workbook(folder: Path, tables: Rows = TABLES, indicators: Rows = INDICATORS, *questions: Any) -> Path:
    path = folder / "thu.xlsx"
    asked = questions or QUESTIONS
    return survey(path, *asked, settings=SETTINGS, cpkit_tables=tables, cpkit_indicators=indicators)


def fill(run: Any, **answers: str) -> None:
    done = run("form", "fill", "thu", *(part for key, said in answers.items() for part in ("--set", f"{key}={said}")))
    assert done.exit_code == 0, done.stderr


@pytest.fixture
def filled(run: Any, practice: Path, tmp_path: Path) -> None:
    added = run("form", "add", workbook(tmp_path))
    assert added.exit_code == 0, added.stderr
    fill(run, ngay="1/5/2025", boi="biet", met="50", chi='[{"tien": 100}, {"tien": 20}]')
    fill(run, ngay="2/5/2025", boi="biet", met="10")
    fill(run, ngay="3/6/2025", boi="khong", chi='[{"tien": 7}]')
    fill(run, ngay="3/6/2024", boi="biet", met="90")
    fill(run, ngay="4/6/2025", met="30")


def test_the_tables_and_the_indicator_of_a_form_stand_in_the_yearly_report(run: Any, filled: None) -> None:
    report = run("report", "--year", "2025", "--exact", "--format", "json").json
    figure = next(one for one in report["indicators"] if one["id"] == "biet_boi")
    assert (figure["numerator"], figure["denominator"]) == (1, 3)
    ids = [table["id"] for table in report["tables"]]
    assert {"boi_theo_thang", "chi_phi"} <= set(ids)


@pytest.mark.parametrize(
    ("numerator", "denominator", "share"),
    [
        ("${boi} = 'biet' and ${met} >= 25", "${boi} != ''", (1, 3)),
        ("${met} >= 25; boi=biet", "", (1, 4)),
        ("sum(${tien}) > 100", "${boi} = 'biet' or ${boi} = 'khong'", (1, 3)),
        ("${ngay} < today()", "", (0, 4)),
    ],
)
def test_numerator_and_denominator_may_be_odk_expressions(
    run: Any, filled: None, tmp_path: Path, numerator: str, denominator: str, share: tuple[int, int]
) -> None:
    rows = (INDICATORS[0], ("biet_boi", "Tỷ lệ", numerator, denominator))
    added = run("form", "add", workbook(tmp_path, TABLES, rows))
    assert added.exit_code == 0, added.stderr
    report = run("report", "--year", "2025", "--exact", "--format", "json").json
    figure = next(one for one in report["indicators"] if one["id"] == "biet_boi")
    assert (figure["numerator"], figure["denominator"]) == share


def test_a_table_may_be_narrowed_and_laid_out_by_an_expression(run: Any, filled: None, tmp_path: Path) -> None:
    tables = (TABLES[0], ("xa", "Bơi xa", "", "${met} >= 25", "", "${boi} = 'biet'", "count"))
    assert run("form", "add", workbook(tmp_path, tables)).exit_code == 0
    report = run("report", "--year", "2025", "--exact", "--format", "json").json
    table = next(one for one in report["tables"] if one["id"] == "xa")
    assert {row["title"]: row["values"]["total"] for row in table["rows"]} == {"Có": 1, "Không": 1}


def test_they_stand_in_the_workbook_that_is_sent(run: Any, filled: None, tmp_path: Path) -> None:
    out = tmp_path / "bao-cao.xlsx"
    made = run("report", "--year", "2025", "--exact", "--out", out)
    assert made.exit_code == 0, made.stderr
    cells = [cell.value for sheet in openpyxl.load_workbook(out) for row in sheet for cell in row]
    assert "Tỷ lệ trẻ biết bơi 25 m" in cells
    assert any("Chi phí" in str(cell) for cell in cells)
    assert 127 in cells, "100 + 20 + 7"


def test_the_figure_opens_to_its_records(run: Any, filled: None) -> None:
    told = run("report", "why", "biet_boi", "--year", "2025")
    assert told.exit_code == 0, told.stderr
    assert told.stdout.count("PH-") >= 1
    words = " ".join(told.stdout.split())
    assert (
        "Số phiếu có: Biết bơi: Biết bơi; Bơi được (mét) >= 25; trên số phiếu trong kỳ có: Biết bơi: có ghi." in words
    )
    assert "Căn cứ: Biểu mẫu Phiếu thử" in words


@pytest.mark.parametrize(
    ("tables", "indicators", "said"),
    [
        ((("id", "title", "rows"), ("x", "X", "mau_toc")), INDICATORS, "Trang cpkit_tables, dòng 2"),
        ((("id", "title", "rows"), ("X y", "X", "boi")), INDICATORS, "mã (id) “X y”"),
        ((("id", "rows", "dong"), ("x", "boi", "1")), INDICATORS, "không có cột dong"),
        ((("id", "rows", "measures"), ("x", "boi", "trung_binh:met")), INDICATORS, "Trang cpkit_tables, dòng 2"),
        (TABLES, (("id", "numerator"), ("i", "mau_toc=den")), "Trang cpkit_indicators, dòng 2"),
        (TABLES, (("id", "numerator"), ("i", "")), "tử số"),
        (TABLES, (("id", "numerator"), ("i", "${toc} = 'den'")), "không có câu nào tên là toc"),
        (TABLES, (("id", "numerator"), ("i", "${met} >=")), "Trang cpkit_indicators, dòng 2"),
        ((("id", "rows", "repeat", "where"), ("x", "tien", "chi", "${tien} > 1")), INDICATORS, "chỉ dùng được khi đếm"),
        (TABLES, (("id", "numerator"), ("a1", "boi=biet")), "mã (id) “a1” đã có"),
        (TABLES, (("id", "numerator"), ("boi_theo_thang", "boi=biet")), "đã có"),
    ],
)
def test_a_table_that_cannot_be_counted_is_refused_with_its_row(
    run: Any, tmp_path: Path, tables: Rows, indicators: Rows, said: str
) -> None:
    refused = run("form", "add", workbook(tmp_path, tables, indicators))
    assert refused.exit_code == 1
    assert said in refused.stderr


def test_a_removed_form_counts_no_more(run: Any, filled: None) -> None:
    run("form", "remove", "thu")
    report = run("report", "--year", "2025", "--format", "json").json
    assert "biet_boi" not in [one["id"] for one in report["indicators"]]
