"""The workbook that is sent: in the form of an office, counts only, numbers stored as numbers, the same bytes again."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from cpkit.reports import xlsx
from cpkit.reports.periods import with_dates, year_period
from cpkit.reports.report import Report
from tests.reports.ward import Ward, member, risk

NAME = "Vừ Thị Mỷ Chớ"


@pytest.fixture
def report(ward: Ward) -> Report:
    """A small ward with something in every table, its small counts hidden."""
    for number in range(8):
        groups = [member(4)] if number < 2 else []
        child = ward.child(f"20{10 + number}-05-05", name=NAME, hamlet="=cmd()", groups=groups, risks=[risk()])
        ward.helped(child, amount=1_250_000, fund="ngan_sach_xa")
        ward.activity("tham_van", child)
    ward.case(None)
    ward.organisation("ban_bvte", effective_from="2024-01-01")
    return ward.report(exact=False)


def book(report: Report) -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx.encode(report)))


def texts(sheet: Any) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_same_report_gives_the_same_bytes(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    first = xlsx.encode(report)
    time.sleep(2.1)  # a zip entry's time has a step of two seconds
    assert xlsx.encode(report) == first


def test_the_letterhead_is_that_of_decree_30_of_2020(report: Report) -> None:
    """NĐ 30/2020 Đ8.2: motto, issuing body, number, place and date, type, subject, signer, recipients."""
    shown = texts(book(report)["Tổng hợp"])
    for words in (
        "ỦY BAN NHÂN DÂN", "PHƯỜNG ĐIỆN BIÊN PHỦ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nơi nhận:",
    ):  # fmt: skip
        assert words in shown
    assert any("/BC-UBND" in text for text in shown)
    assert any("năm 2025" in text and "Điện Biên Phủ" in text for text in shown)


def test_period_cut_off_and_due_date_and_the_line_of_article_24_are_printed(report: Report) -> None:
    """NĐ56 Đ24.3: level of confidentiality, and to whom the report may be given."""
    shown = "\n".join(texts(book(report)["Tổng hợp"]))
    assert "từ 15/11/2024 đến 14/11/2025. Ngày chốt số liệu: 14/11/2025" in shown
    assert "trước ngày 20/11/2025 (hạn cuối 19/11/2025)" in shown
    assert "Mức độ bảo mật" in shown and "Phạm vi cung cấp" in shown
    for sheet in book(report).worksheets[1:-2]:
        assert any("Mức độ bảo mật" in text for text in texts(sheet)), sheet.title
        assert "Mức độ bảo mật" in sheet.oddFooter.left.text


def test_figures_stand_beside_their_targets_as_numbers(report: Report) -> None:
    sheet = book(report)["Tổng hợp"]
    rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value in {"a1", "a4", "c2"}}
    a1 = rows["a1"]
    assert [cell.value for cell in a1[2:8]] == ["< 1,1 %", 2, 8, 25, 23.9, "Chưa đạt"]
    assert a1[5].number_format == '[$-42A]0.00" %"' and a1[3].number_format == "[$-42A]#,##0"
    assert rows["c2"][7].value == "Chỉ tiêu chung"


def test_every_indicator_is_defined_with_its_basis_on_a_sheet_of_its_own(report: Report) -> None:
    rows = {row[0]: row for row in book(report)["Cách tính"].iter_rows(values_only=True)}
    assert all(rows[figure.indicator.id][2:] for figure in report.figures)
    assert "14 nhóm" in rows["a1"][2] and "Luật Trẻ em Đ10" in rows["a1"][3]


def test_every_sheet_is_set_up_for_a4_with_its_head_frozen(report: Report) -> None:
    for sheet in book(report).worksheets:
        assert sheet.page_setup.paperSize == 9 and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0, "as many pages as it takes, one page wide"
        assert sheet.oddHeader.center.text.endswith("&P")
    tables = [sheet for sheet in book(report).worksheets if sheet.title.startswith("Biểu")]
    assert len(tables) == len([table for table in report.tables if not table.sheet])
    assert all(sheet.freeze_panes and sheet.print_title_rows for sheet in tables)


def test_tables_of_one_part_of_the_plan_share_a_sheet_and_keep_their_numbers(report: Report) -> None:
    shared = {table.sheet for table in report.tables if table.sheet}
    assert shared and shared <= set(book(report).sheetnames)
    for number, table in enumerate(report.tables, 1):
        if table.sheet:
            column = [cell.value for cell in book(report)[table.sheet]["A"]]
            at = column.index(f"Biểu {number}. {table.title}")
            assert column[at + 1] == table.heading
            assert [row.title for row in table.rows] == [title for title in column[at + 2 :] if title][
                : len(table.rows)
            ]


def test_the_charts_are_native(report: Report) -> None:
    """Figures beside targets on two scales, children by age and sex, the 14 groups."""
    assert len(book(report)["Tổng hợp"]._charts) == 4


def test_both_ends_of_a_range_are_drawn(report: Report) -> None:
    """Plan I.2.a: children at risk and helped, 0,4 - 0,7 %; of a target with one end the second stays empty."""
    lines = {row[0]: row[1:4] for row in book(report)["Số liệu biểu đồ"].iter_rows(values_only=True) if row[0]}
    assert lines["a4"][1:] == (0.4, 0.7)
    assert lines["a1"][1:] == (1.1, None)
    charts = book(report)["Tổng hợp"]._charts
    assert sorted(len(chart.series) for chart in charts)[-1] == 3


def test_no_name_and_no_formula_reaches_a_cell(report: Report) -> None:
    content = xlsx.encode(report)
    parts = zipfile.ZipFile(io.BytesIO(content))
    assert not any(NAME.encode() in parts.read(part) for part in parts.namelist())
    cells = [cell for sheet in book(report).worksheets for row in sheet.iter_rows() for cell in row]
    assert "=cmd()" in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_a_practice_store_is_marked_on_every_sheet(report: Report) -> None:
    for sheet in book(report).worksheets:
        assert any("THỰC HÀNH" in text for text in texts(sheet)), sheet.title
        assert "THỰC HÀNH" in sheet.oddHeader.right.text


def test_small_counts_of_cases_are_hidden_on_every_sheet(report: Report) -> None:
    """One case: neither its table nor the sheet of checks tells so."""
    opened = book(report)
    cases = next(sheet for sheet in opened.worksheets if any("Ca theo loại vụ việc" in text for text in texts(sheet)))
    assert "<5" in texts(cases) and "1" not in texts(cases)
    a3 = next(row for row in opened["Tổng hợp"].iter_rows() if row[0].value == "a3")
    assert (a3[3].value, a3[4].value) == (0, "<5")
    checks = [row for row in opened["Đối chiếu"].iter_rows(values_only=True) if "Ca theo" in str(row[0])]
    assert checks and all(row[1] == row[3] == "…" for row in checks)


def test_another_reader_reads_the_same(report: Report) -> None:
    opened = CalamineWorkbook.from_filelike(io.BytesIO(xlsx.encode(report)))
    assert opened.sheet_names[0] == "Tổng hợp"
    rows = opened.get_sheet_by_name("Biểu 1").to_python()
    assert ["Tổng số", 0.0, 8.0, 0.0, 8.0] in rows


def test_sums_are_printed_with_the_result(report: Report) -> None:
    sheet = book(report)["Đối chiếu"]
    results = [row[4] for row in sheet.iter_rows(values_only=True) if row[4] in ("Khớp", "LỆCH")]
    assert results == ["Khớp"] * len(report.checks)


def test_a_long_list_of_hamlets_and_an_empty_ward_can_be_written(ward: Ward) -> None:
    assert book(ward.report()).sheetnames[0] == "Tổng hợp"
    for number in range(300):
        ward.child(hamlet=f"Bản số {number} " + "rất dài " * 20)
    period = with_dates(year_period(2025), cutoff=date(2025, 6, 30))
    assert "Bản số 299" in str(texts(book(ward.report(period))["Biểu 3"]))
