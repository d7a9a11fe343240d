"""The internal workbook: the records behind every figure, marked MẬT."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from cpkit.reports import evidence, records_workbook
from cpkit.reports.evidence import Gathering
from cpkit.reports.records import NamedChildRecord
from cpkit.reports.report import build_report, designed
from cpkit.store.identifiers import show_id
from tests.reports.ward import YEAR, Ward, member


def opened(ward: Ward, *, confidential: bool = False) -> Any:
    design = designed(YEAR.cutoff)
    gathering = Gathering(design.indicators, confidential=confidential)
    settings = ward.store.settings
    report = build_report(ward.store, settings, YEAR, design, observe=gathering, child_type=NamedChildRecord)
    return openpyxl.load_workbook(io.BytesIO(records_workbook.encode(report, gathering)))


def lines(sheet: Any) -> list[dict[str, Any]]:
    """The lines below the head, by the words of the head."""
    rows = list(sheet.iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if row[0] in ("Mã", "Ca", "Trẻ em", "Số cơ quan, tổ chức"))
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def test_every_child_stands_there_with_how_it_counts_in_each_figure(ward: Ward) -> None:
    helped = ward.child("2012-05-05", name="Lò Văn Hặc", groups=[member(4)])
    missing = ward.child("2012-05-05", name="Tòng Thị Xôm", groups=[member(1)])
    ward.helped(helped)
    ward.activity("tham_van", helped)
    ward.child(died="2025-01-01")
    book = opened(ward)
    first, second = lines(book["Trẻ em"])
    assert (first["Mã"], first["Họ và tên"]) == (show_id("TE", helped), "Lò Văn Hặc")
    assert (first["a1"], first["a2"], first["b1"]) == ("có", "có", "có")
    assert (second["Mã"], second["a1"], second["a2"], second["b1"]) == (show_id("TE", missing), "có", "chưa", "chưa")
    assert [line["Mã"][:2] for line in lines(book["Hỗ trợ, can thiệp"])] == ["HT"]
    (activity,) = lines(book["Hoạt động"])
    assert (activity["Ngày"], activity["Loại"]) == ("01/06/2025", "Tham vấn, thăm dò, lấy ý kiến trẻ em")


def test_every_sheet_is_marked_secret(ward: Ward) -> None:
    for sheet in opened(ward).worksheets:
        assert "MẬT" in [cell for row in sheet.iter_rows(max_row=3, values_only=True) for cell in row]
        assert "MẬT" in sheet.oddFooter.left.text


def test_hiv_sexual_abuse_and_persons_of_cases_stay_out_unless_asked_for(ward: Ward) -> None:
    """NĐ56 Đ24, Đ33."""
    child = ward.child(groups=[member(5), member(4), member(10) | {"sub": 2}])
    ward.case(child, kind="xam_hai_tinh_duc")
    closed = opened(ward)
    assert lines(closed["Trẻ em"])[0]["Nhóm"] == "***; 4; ***"
    assert (lines(closed["Ca"])[0]["Trẻ em"], lines(closed["Ca"])[0]["Loại"]) == ("***", "***")
    assert lines(closed["Trẻ em bị xâm hại"])[0]["Trẻ em"] == "***"
    shown = opened(ward, confidential=True)
    assert lines(shown["Trẻ em"])[0]["Nhóm"] == "5; 4; 10.2"
    assert lines(shown["Ca"])[0]["Trẻ em"] == show_id("TE", child)


def test_a_sheet_holds_so_many_lines_and_names_the_rest(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "LIMIT", 3)
    ids = [ward.child() for _number in range(5)]
    rows = list(opened(ward)["Trẻ em"].iter_rows(values_only=True))
    first, last = show_id("TE", ids[3]), show_id("TE", ids[4])
    assert rows[-1][0] == f"Còn 2 dòng không in ở đây, từ {first} đến {last}."
    assert len(lines(opened(ward)["Trẻ em"])) == 4


def test_a_name_that_looks_like_a_formula_stays_text(ward: Ward) -> None:
    ward.child(name="=HYPERLINK(1)", hamlet="@SUM(A1)")
    cells = [cell for row in opened(ward)["Trẻ em"].iter_rows() for cell in row]
    assert "=HYPERLINK(1)" in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]
