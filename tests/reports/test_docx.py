"""The letter in Word: laid out as NĐ 30/2020 asks, read again by another library, the same bytes every time."""

from __future__ import annotations

import io
import shutil
import subprocess
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from cpkit.reports import docx as writer
from cpkit.reports.folds import Check
from cpkit.reports.report import Report
from cpkit.reports.table_sentences import TOLD, is_empty
from tests.reports.ward import Ward, member, risk

NAME = "Vừ Thị Mỷ Chớ"


@pytest.fixture
def report(ward: Ward) -> Report:
    """A small ward with something in every table, its small counts hidden."""
    for number in range(8):
        groups = [member(4)] if number < 2 else []
        child = ward.child(
            f"20{10 + number}-05-05", name=NAME, hamlet="Bản <Ten> & \x07", groups=groups, risks=[risk()]
        )
        ward.helped(child, amount=1_250_000, fund="ngan_sach_xa")
        ward.activity("tham_van", child)
    ward.case(None)
    return ward.report(exact=False)


def opened(report: Report) -> Any:
    return Document(io.BytesIO(writer.encode(report)))


def texts(document: Any) -> list[str]:
    """Every paragraph in the order of the document, those of tables too, as a reader sees it."""
    found = document.element.body.iter(qn("w:p"))
    return ["".join(one.text or "" for one in each.iter(qn("w:t"))) for each in found]


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    first = writer.encode(report)
    time.sleep(2.1)  # a zip entry's time has a step of two seconds
    assert writer.encode(report) == first


def test_the_heading_is_that_of_decree_30_of_2020(report: Report) -> None:
    """NĐ 30/2020 Đ8.2: issuing body, number, motto, place and date, type, subject, addressees, signer, recipients."""
    shown = texts(opened(report))
    order = [
        "ỦY BAN NHÂN DÂN", "PHƯỜNG ĐIỆN BIÊN PHỦ", "Số:        /BC-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "Điện Biên Phủ, ngày      tháng      năm 2025", "BÁO CÁO",
        "Kết quả thực hiện các mục tiêu về bảo vệ trẻ em và thúc đẩy quyền tham gia của trẻ em - năm 2025", "Kính gửi:",
        "- Ủy ban nhân dân tỉnh Điện Biên;", "- Sở Y tế tỉnh Điện Biên.", "I. ĐẶC ĐIỂM TÌNH HÌNH",
        "II. KẾT QUẢ THỰC HIỆN CÁC MỤC TIÊU", "III. KẾT QUẢ HOẠT ĐỘNG", "IV. ĐÁNH GIÁ",
        "V. PHƯƠNG HƯỚNG, NHIỆM VỤ VÀ KIẾN NGHỊ", "Nơi nhận:", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH",
        "PHỤ LỤC",
    ]  # fmt: skip
    places = [shown.index(words) for words in order]
    assert places == sorted(places)


def test_a_unit_nobody_knows_leaves_the_addressee_open(report: Report) -> None:
    assert "Kính gửi: " + "." * 40 in texts(opened(replace(report, unit="34:00000")))


def test_before_july_2025_the_letter_goes_to_the_district(report: Report) -> None:
    """Units of the old regime lay in a district; nobody is written to who was not there."""
    assert "Kính gửi: Ủy ban nhân dân thành phố Điện Biên Phủ" in texts(opened(replace(report, unit="63:03127")))


def test_paper_margins_and_letters_are_those_of_decree_30_of_2020(report: Report) -> None:
    """Phụ lục I: A4, 20-25 mm above and below, 30-35 left, 15-20 right, Times New Roman 13-14."""
    document = opened(report)
    for section in document.sections:
        assert sorted((round(section.page_width.mm), round(section.page_height.mm))) == [210, 297]
        sides = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
        assert [round(side.mm) for side in sides] == [20, 20, 30, 15]
    body = document.styles["Body Text"]
    assert (body.font.name, body.font.size.pt) == ("Times New Roman", 14)
    fonts = {fonts.get(qn("w:ascii")) for fonts in document.styles.element.iter(qn("w:rFonts"))}
    used = {document.styles[paragraph.style.name].font.name for paragraph in document.paragraphs}
    assert "Times New Roman" in fonts and used <= {"Times New Roman", None}


def test_pages_are_numbered_above_from_the_second_on(report: Report) -> None:
    """Phụ lục I: in the middle of the top margin, not on the first page."""
    letter, annex = opened(report).sections
    assert letter.different_first_page_header_footer and not annex.different_first_page_header_footer
    codes = [code.text for code in letter.header._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE"] and annex.header.is_linked_to_previous
    assert not list(letter.first_page_header._element.iter(qn("w:instrText")))


def test_headings_are_words_own_so_that_its_outline_knows_them(report: Report) -> None:
    named = {(paragraph.style.name, paragraph.text) for paragraph in opened(report).paragraphs}
    assert ("Heading 1", "IV. ĐÁNH GIÁ") in named and ("Heading 2", "1. Ưu điểm") in named
    assert ("Title", "BÁO CÁO") in named


def test_every_figure_is_said_in_a_sentence_of_its_section(report: Report) -> None:
    shown = [text.replace("\N{NO-BREAK SPACE}", " ") for text in texts(opened(report))]
    first = shown.index("a) Các mục tiêu về bảo vệ trẻ em")
    second = next(place for place, text in enumerate(shown) if text.startswith("b) Các mục tiêu"))
    told = "\n".join(shown[first:second])
    assert "Có 2 trẻ em có hoàn cảnh đặc biệt trong tổng số 8 trẻ em trên địa bàn, chiếm 25 %" in told
    assert "chưa đạt, cao hơn 23,9 điểm phần trăm" in told


def test_a_number_and_its_percent_sign_stay_on_one_line(report: Report) -> None:
    assert not [text for text in texts(opened(report)) if " %" in text]


def test_the_level_of_confidentiality_and_the_recipients_are_stated(report: Report) -> None:
    """NĐ56 Đ24.3, on the first page, among the recipients and at the foot of every page."""
    document = opened(report)
    shown = "\n".join(texts(document))
    assert "Mức độ bảo mật (NĐ 56/2017/NĐ-CP Điều 24 khoản 3): Hạn chế" in shown
    assert "- Phạm vi cung cấp: Ủy ban nhân dân và cơ quan quản lý nhà nước về trẻ em cấp trên" in shown
    for footer in (document.sections[0].footer, document.sections[0].first_page_footer):
        assert "Mức độ bảo mật: Hạn chế" in footer.paragraphs[0].text


def test_the_annex_has_every_table_with_heads_that_repeat(report: Report) -> None:
    document = opened(report)
    captions = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Caption"]
    titles = {f"Biểu {number}. {table.title}": table for number, table in enumerate(report.tables, 1)}
    assert captions[1:11] == list(titles)[:10], "the program's own tables, whatever is in them"
    left_out = [title for title in titles if title not in captions]
    shown = texts(document)
    assert all(f"- {title}" in shown and is_empty(titles[title]) for title in left_out)
    annex = [table for table in document.tables if table.style.name == "Table Grid"]
    assert len(annex) == len(captions)
    for table in annex:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_the_tables_hold_the_numbers_of_the_report(report: Report) -> None:
    annex = [table for table in opened(report).tables if table.style.name == "Table Grid"]
    figures = {row.cells[0].text: [cell.text for cell in row.cells] for row in annex[0].rows}
    a1 = [text.replace("\N{NO-BREAK SPACE}", " ") for text in figures["a1"]]
    assert a1[2:] == ["< 1,1 %", "2", "8", "25,00 %", "+23,90", "Chưa đạt"]
    kept = [table for table in report.tables if table.id in TOLD or not is_empty(table)]
    for table, written in zip(kept, annex[1:], strict=True):
        grouped = any(column.group for column in table.columns)
        assert len(written.rows) == len(table.rows) + len(table.totals) + 1 + grouped, table.id
    ages = [[cell.text for cell in row.cells] for row in annex[1].rows]
    assert ages[-1] == ["Tổng số", "0", "8", "0", "8"]


def test_columns_of_a_group_stand_under_one_head(report: Report) -> None:
    written = [table for table in opened(report).tables if table.style.name == "Table Grid"][4]
    above, below = ([cell.text for cell in row.cells] for row in written.rows[:2])
    assert above[1:4] == ["Nam"] * 3 and below[1:4] == ["Kinh", "Dân tộc khác", "Chưa rõ dân tộc"]
    assert above[0] == below[0] and above[-1] == below[-1] == "Tổng số"


def test_small_counts_of_cases_are_hidden_everywhere(report: Report) -> None:
    shown = "\n".join(texts(opened(report)))
    assert "Trong kỳ đã tiếp nhận dưới 5 tin báo" in shown and "“<5”: số từ 1 đến 4 được che" in shown
    assert "tiếp nhận 1 tin báo" not in shown


def test_no_name_is_in_the_file_and_odd_signs_break_nothing(report: Report) -> None:
    parts = zipfile.ZipFile(io.BytesIO(writer.encode(report)))
    for name in parts.namelist():
        assert NAME.encode() not in parts.read(name), name
    shown = texts(opened(report))
    assert "Bản <Ten> & " in shown


def test_a_practice_store_is_marked_on_every_page(report: Report) -> None:
    section = opened(report).sections[0]
    for header in (section.header, section.first_page_header):
        assert "THỰC HÀNH" in header.paragraphs[0].text
    assert "THỰC HÀNH" not in opened(replace(report, practice=False)).sections[0].header.paragraphs[0].text


def test_what_does_not_add_up_is_in_the_letter_and_in_the_annex(report: Report) -> None:
    shown = texts(opened(replace(report, checks=(Check("Bảng thử", 3, 4),))))
    assert "- Bảng thử: 3 ≠ 4, lệch 1." in shown and "- Đối chiếu: 1 phép kiểm tra, CÓ CHÊNH LỆCH." in shown


def test_the_officer_has_lines_to_write_on(report: Report) -> None:
    lines = [paragraph for paragraph in opened(report).paragraphs if paragraph.text == "\t"]
    assert len(lines) == 9
    stops = [stop for line in lines for stop in line.paragraph_format.tab_stops]
    assert len(stops) == 9 and {stop.leader.name for stop in stops} == {"DOTS"}


def test_every_part_of_the_file_is_well_formed(report: Report) -> None:
    parts = zipfile.ZipFile(io.BytesIO(writer.encode(report)))
    for name in parts.namelist():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(parts.read(name))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_it_opens_and_prints_on_a4_without_an_empty_page(report: Report, tmp_path: Path) -> None:
    from cpkit.printing.pdf import to_pdf

    (tmp_path / "bao-cao.pdf").write_bytes(to_pdf(writer.encode(report)))
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine")
    command = ["pdftotext", "-layout", str(tmp_path / "bao-cao.pdf"), "-"]
    pages = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\f")[:-1]
    assert len(pages) >= 5 and all(len(page.split()) > 40 for page in pages)
