"""Printed forms: answers in words, blanks as dotted lines, nothing of the template left.

Every document is read again with python-docx, as Word would read it.
"""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document

from cpkit.errors import Refused
from cpkit.forms import load
from cpkit.printing import Letterhead, Printed, print_form
from cpkit.printing.agencies import agencies_on
from tests.conftest import Run
from tests.printing.words import heads, text_of

TEMPLATES = sorted(path.stem for path in (Path(__file__).parents[2] / "templates").glob("*.docx"))
WARD = Letterhead(unit="Phường Điện Biên Phủ", officer="Lò Thị Cán Bộ", sign="UBND")
REPORT = {
    "kind": "bao_luc",
    "source": "dien_thoai",
    "received_at": "2025-11-05T08:30:00+07:00",
    "child_name": "Lò Thị <Thử> & Bạn",
    "birth_date": "2018-11-26",
    "sex": "nu",
    "state": "Dòng một\nDòng hai",
}


def printed(answers: dict[str, Any], letterhead: Letterhead = WARD, home: Path | None = None) -> Printed:
    return print_form(load("mau_01"), answers, letterhead=letterhead, dated=date(2025, 11, 6), home=home)


@pytest.fixture
def own(tmp_path: Path) -> Any:
    """Writes a ward's own template of Mẫu 01 with these paragraphs; its home."""

    def write(*paragraphs: str) -> Path:
        document = Document()
        for each in paragraphs:
            document.add_paragraph(each)
        (tmp_path / "templates").mkdir(exist_ok=True)
        document.save(str(tmp_path / "templates" / "mau_01.docx"))
        return tmp_path

    return write


@pytest.mark.parametrize("form", TEMPLATES)
def test_an_empty_form_has_dotted_lines_and_no_tag(form: str) -> None:
    """NĐ56, Phụ lục: what nobody knows yet stays a line of dots to write on."""
    done = print_form(load(form), {}, letterhead=Letterhead())
    text = text_of(done.content)
    assert not re.search(r"\{\{|\}\}|\{%|None|Undefined", text)
    assert "......" in text
    assert done.blanks


@pytest.mark.parametrize("form", TEMPLATES)
def test_a_template_is_what_its_layout_says(form: str) -> None:
    from tools.templates import Writer

    assert (Path(__file__).parents[2] / "templates" / f"{form}.docx").read_bytes() == Writer(form).bytes()


def test_answers_stand_as_vietnamese_people_write_them() -> None:
    text = text_of(printed(REPORT).content)
    assert "Thời gian (mấy giờ) 08 giờ 30 Ngày 05 tháng 11 năm 2025" in text
    assert "Ngày tháng năm sinh (5): 26/11/2018" in text
    assert "Điện Biên Phủ, ngày 06 tháng 11 năm 2025" in text
    assert "ỦY BAN NHÂN DÂN\nPHƯỜNG ĐIỆN BIÊN PHỦ" in text
    assert "TIẾP NHẬN THÔNG TIN TRẺ EM BỊ XÂM HẠI" in text
    assert "Nữ x Không biết ...." in text


def test_a_document_is_vietnamese_whatever_the_screen_speaks() -> None:
    from cpkit.language import current_language, set_language

    set_language("en")
    try:
        assert "Điện thoại" in text_of(printed(REPORT).content)
        assert current_language() == "en"
    finally:
        set_language("vi")


def test_signs_of_xml_and_lines_are_kept() -> None:
    text = text_of(printed(REPORT | {"note": "{{ 7 * 7 }} \x0b]]>"}).content)
    assert "Lò Thị <Thử> & Bạn" in text
    assert "Dòng một\nDòng hai" in text
    assert "{{ 7 * 7 }} ]]>" in text


def test_a_decision_filled_in_is_a_document_without_the_forms_notes() -> None:
    """NĐ56, Mẫu số 07, with nothing left to write by hand: no dots, no notes, a deputy signs for the Chairman."""
    answers = {
        "number": "25", "place": "Điện Biên Phủ", "date": "2025-11-16", "worker": "Lò Thị Cán Bộ",
        "child_name": "Lò Văn Thử", "birth_date": "2018", "child_address": "Bản Mẫu", "carer_name": "Lò Văn Bố",
        "carer_address": "Bản Mẫu", "duration": 15, "duration_unit": "ngay", "from": "2025-11-16",
        "receiver_name": "Lò Thị Bà", "receiver_address": "Bản Khác", "signer_title": "pho_chu_tich",
        "signer": "Lò Thị Phó",
    }  # fmt: skip
    done = print_form(load("mau_07"), answers, letterhead=WARD, dated=date(2025, 11, 16))
    text = text_of(done.content)
    assert "Tạm thời cách ly Lò Văn Thử, sinh năm 2018, hiện trú tại Bản Mẫu" in text
    assert "trong thời hạn 15 ngày kể từ ngày 16 tháng 11 năm 2025." in text
    assert "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH" in text
    assert "- Sở Y tế (để b/c);" in text
    assert (done.blanks, "Ghi chú" in text, "..." in text) == ((), False, False)
    assert any("Luật 72/2025/QH15" in name for name in done.unverified)


def test_the_level_chosen_has_its_box_crossed() -> None:
    text = text_of(print_form(load("mau_02"), {"harm_level": "cao"}, letterhead=WARD).content)
    assert "☒ Cao (trẻ em bị tổn hại nghiêm trọng, đe dọa tính mạng)" in text
    assert "☐ Trung bình (trẻ em bị tổn hại, nhưng không nghiêm trọng)" in text


def test_several_answers_of_one_question_are_lines() -> None:
    text = text_of(
        print_form(load("mau_03"), {"child_opinion": ["Muốn ở với bà", "Muốn đi học"]}, letterhead=WARD).content
    )
    assert "- Muốn ở với bà\n- Muốn đi học\n" in text


def test_the_activities_of_a_plan_are_rows_with_their_budget() -> None:
    rows = [{"title": "Khám sức khỏe", "responsible": "Trạm y tế", "start": "2025-11-20", "budget": 1500000}]
    answers = {"goals": ["phuc_hoi"], "activities": rows, "budget_total": 1500000}
    document = Document(BytesIO(print_form(load("mau_04"), answers, letterhead=WARD).content))
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["1", "Khám sức khỏe", "Trạm y tế", "............", "20/11/2025"] in cells
    assert ["", "Tổng cộng", "", "1.500.000 đ"] in cells


def test_what_is_left_empty_is_named() -> None:
    blanks = printed(REPORT).blanks
    assert "Họ và tên mẹ" in blanks
    assert "Họ và tên trẻ em" not in blanks


def test_the_same_answers_make_the_same_bytes() -> None:
    content = printed(REPORT).content
    assert content == printed(REPORT).content
    assert {entry.date_time for entry in ZipFile(BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_practice_store_marks_every_page() -> None:
    done = printed(REPORT, letterhead=Letterhead(unit="Phường Điện Biên Phủ", practice=True))
    assert all("THỰC HÀNH" in head for head in heads(done.content))
    assert not any("THỰC HÀNH" in head for head in heads(printed(REPORT).content))


def test_the_name_of_a_child_is_not_in_the_properties() -> None:
    facts = Document(BytesIO(printed(REPORT).content)).core_properties
    assert (facts.author, facts.title) == ("", "Báo cáo tiếp nhận thông tin trẻ em")


def test_agencies_by_the_date_of_the_document() -> None:
    """The district level is gone since 01/07/2025; children are the work of Health, no more of Labour, since 2025."""
    before = {each.name: each.text for each in agencies_on(date(2024, 5, 1))}
    after = {each.name: each.text for each in agencies_on(date(2025, 11, 6))}
    assert (before["district_agency"], before["province_agency"]) == ("Phòng LĐTBXH", "Sở LĐTBXH")
    assert (after["district_agency"], after["province_agency"]) == ("", "Sở Y tế")
    assert "19 tháng 6 năm 2015" in before["law_local_government"]
    assert "2025" in after["law_local_government"]


def test_no_form_of_today_names_what_is_gone() -> None:
    """Labour until 2025, districts until 30/06/2025."""
    texts = [text_of(print_form(load(form), {}, letterhead=Letterhead()).content) for form in TEMPLATES]
    assert not [text for text in texts if re.search(r"LĐTBXH|\b[Hh]uyện|19 tháng 6 năm 2015", text)]


def test_rows_of_a_list_and_the_choice_in_its_column() -> None:
    child = {"name": "Lò Văn Thử", "birth_date": "2018", "planned": "con_nuoi"}
    content = print_form(load("mau_14"), {"children": [child]}, letterhead=WARD).content
    rows = [[cell.text for cell in row.cells] for row in Document(BytesIO(content)).tables[0].rows]
    assert rows[2][:3] == ["1", "Lò Văn Thử", "năm 2018"]
    assert rows[2][8:11] == ["", "", "x"]
    assert len(rows) == 2 + 10


def test_a_wards_own_template_goes_first(own: Any) -> None:
    home = own("Trẻ: {{ child_name }}, {{ birth_date.year }}", "Mẹ: {{ mother_name }}")
    done = printed(REPORT, home=home)
    assert text_of(done.content).startswith("Trẻ: Lò Thị <Thử> & Bạn, 2018\nMẹ: ......")
    assert "Họ và tên mẹ" in done.blanks
    assert "Tình trạng hiện tại của trẻ em" in done.left_out


@pytest.mark.parametrize(
    ("paragraph", "said"),
    [
        ("{{ ten_tre }}", "ten_tre"),
        ("{{ doc.nobody }}", "nobody"),
        ("{{ child_name.years }}", "years"),
        ("{{ child_name", "mau_01.docx"),
        ("{{ ''.__class__.__mro__ }}", "__class__"),
        ("{{ child_name.__init__.__globals__ }}", "__"),
        ("{% include '/etc/passwd' %}", "mau_01.docx"),
    ],
)
def test_what_is_wrong_in_a_template_is_named_and_nothing_printed(own: Any, paragraph: str, said: str) -> None:
    with pytest.raises(Refused, match=r"mau_01\.docx") as refusal:
        printed(REPORT, home=own(paragraph))
    assert said in str(refusal.value)


def test_everything_wrong_in_a_template_is_named_at_once_even_where_it_would_not_be_printed(own: Any) -> None:
    home = own("{{ ten_tre }} {{ doc.nobody }}", "{% if mother_name %}{{ child_name.years }}{% endif %}")
    with pytest.raises(Refused, match=r"ten_tre, doc\.nobody, child_name\.years"):
        printed(REPORT, home=home)


def test_a_wrong_column_of_a_list_is_named_though_the_list_is_empty(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{% for row in activities|rows(3) %}{{ row.titel }} {{ row.title }}{% endfor %}")
    (tmp_path / "templates").mkdir()
    document.save(str(tmp_path / "templates" / "mau_04.docx"))
    with pytest.raises(Refused, match=r"mau_04\.docx .*: row\.titel\."):
        print_form(load("mau_04"), {}, letterhead=WARD, home=tmp_path)


@pytest.mark.parametrize(
    ("paragraphs", "said"),
    [
        (("Trẻ: {{ child_name",), "“Trẻ: {{ child_name”"),
        (("{{ child_name + }}",), "“{{ child_name + }}”"),
        (("{% if child_name %}", "Trẻ"), "1 chỗ mở {% if %} mà 0 chỗ đóng {% endif %}"),
    ],
)
def test_a_tag_written_wrongly_is_quoted(own: Any, paragraphs: tuple[str, ...], said: str) -> None:
    with pytest.raises(Refused) as refusal:
        printed(REPORT, home=own(*paragraphs))
    assert said in str(refusal.value)


def test_a_file_that_is_no_word_document_is_refused(own: Any) -> None:
    home = own("x")
    (home / "templates" / "mau_01.docx").write_bytes(b"PK no")
    with pytest.raises(Refused, match="không phải là tài liệu Word"):
        printed(REPORT, home=home)


def test_form_print_blank(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "trong.docx"
    assert run("form", "print", "mau_01", "--blank", "--out", out).exit_code == 0
    assert "Họ và tên trẻ em (5): ......" in text_of(out.read_bytes())
    again = run("form", "print", "mau_01", "--blank", "--out", out)
    assert again.exit_code == 1
    assert "--force" in again.stderr
    assert [path.name for path in tmp_path.glob("*.docx*")] == ["trong.docx"]


def test_form_print_with_answers_names_what_is_blank(run: Run, tmp_path: Path) -> None:
    import json

    answers, out = tmp_path / "a.json", tmp_path / "a.docx"
    answers.write_text(json.dumps(REPORT), encoding="utf-8")
    done = run("form", "print", "mau_01", "--answers", answers, "--out", out, "--date", "6/11/2025")
    assert done.exit_code == 0, done.stderr
    assert "Họ và tên mẹ" in done.stderr


def test_a_ward_takes_the_template_changes_it_and_it_is_used(run: Run, home: Path, tmp_path: Path) -> None:
    assert run("form", "print", "mau_01", "--template").exit_code == 0
    own = home / "templates" / "mau_01.docx"
    document = Document(str(own))
    document.add_paragraph("Mẫu của phường: {{ child_name }}")
    document.save(str(own))
    assert run("form", "print", "mau_01", "--blank", "--out", tmp_path / "a.docx").exit_code == 0
    assert "Mẫu của phường: ....." in text_of((tmp_path / "a.docx").read_bytes())


@pytest.mark.parametrize("words", [(), ("--blank", "--answers", "a.json"), ("--blank", "--out", "a.txt")])
def test_form_print_called_wrongly(run: Run, words: tuple[str, ...]) -> None:
    assert run("form", "print", "mau_01", *words).exit_code == 2


def test_a_form_without_a_template_is_refused_by_name(run: Run, tmp_path: Path) -> None:
    done = run("form", "print", "dang_ky", "--blank", "--out", tmp_path / "a.docx")
    assert (done.exit_code, "dang_ky" in done.stderr) == (2, True)


PLAN = {
    "goals": ["phuc_hoi"],
    "worker": "Lò Thị Cán Bộ",
    "activities": [
        {"title": "Khám sức khỏe", "responsible": "Trạm y tế", "start": "2025-11-20"},
        {"title": "Tư vấn tâm lý", "start": "2025-11-22", "cooperating": "Trường học"},
    ],
}


def blanks_of(form: str, answers: dict[str, Any]) -> tuple[str, ...]:
    return print_form(load(form), answers, letterhead=WARD, dated=date(2025, 11, 20)).blanks


def test_empty_cells_of_a_table_are_named_with_their_rows() -> None:
    blanks = blanks_of("mau_04", PLAN)
    assert "Các hoạt động, phân công và thời gian, dòng 2: Cán bộ thực hiện" in blanks
    assert "Các hoạt động, phân công và thời gian, dòng 1: Cán bộ phối hợp" in blanks
    assert not [each for each in blanks if "Tên hoạt động" in each]


def test_a_repeat_without_a_row_and_lines_without_a_word_are_named() -> None:
    blanks = blanks_of("mau_04", PLAN | {"activities": []})
    assert "Các hoạt động, phân công và thời gian: chưa có dòng nào" in blanks
    assert "Mục tiêu khác" in blanks
    assert "Mục tiêu khác" not in blanks_of("mau_04", PLAN | {"goals_more": ["Cháu đi học lại"]})


def test_a_signer_who_is_not_known_is_named_and_one_who_is_is_not() -> None:
    assert "Chủ tịch Ủy ban nhân dân" in blanks_of("mau_04", PLAN)
    assert "Chủ tịch Ủy ban nhân dân" not in blanks_of("mau_04", PLAN | {"signer": "Lò Văn Chủ"})
    assert "Người làm công tác bảo vệ trẻ em cấp xã" not in blanks_of("mau_04", PLAN)


def test_a_choice_without_a_box_crossed_is_named() -> None:
    assert "1.1. Mức độ tổn hại của trẻ em" in blanks_of("mau_02", {"assessed_on": "2025-11-20"})
    assert "1.1. Mức độ tổn hại của trẻ em" not in blanks_of("mau_02", {"harm_level": "cao"})


def test_a_decision_that_waits_for_its_signature_alone_needs_no_notes() -> None:
    """The Gazette's notes say what to write on the dots; the Chairman signs without them."""
    answers = {"number": "25", "child_name": "Lò Văn Thử", "worker": "Lò Thị Cán Bộ", "date": "2025-11-20"}
    done = print_form(load("mau_05"), answers, letterhead=WARD, dated=date(2025, 11, 20))
    assert done.blanks == ("Chủ tịch Ủy ban nhân dân (họ và tên người ký)",)
    assert "Ghi chú" not in text_of(done.content)


def test_a_unit_has_capitals_in_a_heading_and_a_small_kind_within_a_sentence() -> None:
    """NĐ 30/2020, Phụ lục II, in the minutes of Mẫu 12."""
    ward = Letterhead(unit="Phường Mường Thanh", officer="Lò Thị Cán Bộ", sign="UBND")
    done = print_form(load("mau_12"), {"name": "Lò Văn Nhận"}, letterhead=ward)
    text = text_of(done.content)
    assert "PHƯỜNG MƯỜNG THANH" in text and "Đại diện Ủy ban nhân dân phường Mường Thanh" in text
