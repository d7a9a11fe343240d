"""The internal workbook: the records behind every figure, marked MẬT."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from cpkit.reports import evidence, records_workbook
from cpkit.reports.dossier import Dossier
from cpkit.reports.records import NamedChildRecord
from cpkit.reports.report import Design, build_report, designed
from cpkit.store.identifiers import show_id
from tests.reports.ward import YEAR, Ward, member


def opened(ward: Ward, *, confidential: bool = False, design: Design | None = None) -> Any:
    design = design or designed(YEAR.cutoff)
    gathered = Dossier(design.indicators, YEAR, confidential=confidential)
    settings = ward.store.settings
    report = build_report(ward.store, settings, YEAR, design, observe=gathered, child_type=NamedChildRecord)
    return openpyxl.load_workbook(io.BytesIO(records_workbook.encode(report, gathered)))


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


class TestLinks:
    """Every figure leads to its records by a link inside the workbook."""

    def summary(self, book: Any) -> dict[str, dict[str, Any]]:
        """The cells of the first sheet by indicator and head."""
        rows = list(book["Chỉ tiêu"].iter_rows())
        head = next(place for place, row in enumerate(rows) if row[0].value == "Mã")
        heads = [cell.value for cell in rows[head]]
        return {str(row[0].value): dict(zip(heads, row, strict=True)) for row in rows[head + 1 :] if row[1].value}

    def target(self, book: Any, cell: Any) -> Any:
        """The cell that a link leads to."""
        sheet, _mark, place = cell.hyperlink.location.rpartition("!")
        return book[sheet.strip("'")][place]

    def beside(self, cell: Any, column: int) -> Any:
        return cell.parent.cell(cell.row, column).value

    def test_numerator_missing_and_whole_lead_to_their_records(self, ward: Ward) -> None:
        helped, missing = ward.child(groups=[member(4)]), ward.child(groups=[member(1)])
        ward.helped(helped)
        book = opened(ward)
        line = self.summary(book)["a2"]
        assert (line["Tử số"].value, line["Mẫu số"].value, line["Còn thiếu"].value) == (1, 2, 1)
        part, lacking = self.target(book, line["Tử số"]), self.target(book, line["Còn thiếu"])
        assert (part.value, self.beside(part, 2)) == ("Tử số", show_id("TE", helped))
        assert (lacking.value, self.beside(lacking, 2)) == ("Còn thiếu", show_id("TE", missing))
        last = lacking.parent.max_column
        assert self.beside(lacking, last) == "Chưa có hỗ trợ, can thiệp nào trong kỳ"
        whole = self.target(book, line["Mẫu số"])
        assert (whole.parent.title, whole.value) == ("Trẻ em", "a2")

    def test_definition_and_basis_stand_beside_the_figure_and_on_its_sheet(self, ward: Ward) -> None:
        ward.child()
        book = opened(ward)
        line = self.summary(book)["a1"]
        assert line["Cách tính"].value.startswith("Tử số: trẻ em thuộc") and "NĐ56 Đ3-16" in line["Căn cứ"].value
        texts = [str(row[0].value) for row in book["Chỉ tiêu a1"].iter_rows(max_row=12)]
        assert any(text.startswith("Cách tính: Tử số") for text in texts)
        back = next(row[0] for row in book["Chỉ tiêu a1"].iter_rows(max_row=12) if "Về tờ" in str(row[0].value))
        assert self.target(book, back).parent.title == "Chỉ tiêu"

    def test_no_link_leads_nowhere(self, ward: Ward) -> None:
        ward.child(risks=[], groups=[member(4)])
        ward.child(died="2025-01-01")
        ward.activity("tham_van", counts={"nu:7-10": 3})
        book = opened(ward)
        links = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        assert len(links) > 60
        for cell in links:
            assert self.target(book, cell) is not None

    def test_an_indicator_without_a_count_has_no_link(self, ward: Ward) -> None:
        design = designed(YEAR.cutoff)
        indicators = tuple(replace(one, share=None) if one.id == "c8" else one for one in design.indicators)
        book = opened(ward, design=replace(design, indicators=indicators))
        assert self.summary(book)["c8"]["Tử số"].hyperlink is None and "Chỉ tiêu c8" not in book.sheetnames

    def test_of_many_records_only_so_many_are_listed_and_the_rest_is_linked(
        self, ward: Ward, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cpkit.reports.dossier.SECTION", 3)
        for _number in range(5):
            ward.child(groups=[member(4)])
        ward.child()
        book = opened(ward)
        assert self.summary(book)["a2"]["Còn thiếu"].value == 5
        texts = [row[0] for row in book["Chỉ tiêu a2"].iter_rows()]
        rest = next(cell for cell in texts if str(cell.value).startswith("Còn 2 hồ sơ “Còn thiếu” nữa"))
        assert self.target(book, rest).value == "a2"
        idle = [str(row[0].value) for row in book["Chỉ tiêu a1"].iter_rows()]
        assert any(text.startswith("1 hồ sơ khác ngoài tử số") for text in idle), "nothing is asked of that child"

    def test_what_is_left_out_stands_with_its_reason(self, ward: Ward) -> None:
        child = ward.child(died="2025-01-01")
        rows = list(opened(ward)["Không tính"].iter_rows(values_only=True))
        line = next(row for row in rows if row[0] == show_id("TE", child))
        assert line[2:] == ("mất ngày 01/01/2025", "1 trẻ em tử vong trong kỳ: không tính.")
