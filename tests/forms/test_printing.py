"""Printed forms: the Gazette's words in their order, blanks as dotted lines, nothing of the template left.

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
from tests.plugins.decree56.gazette_02_07 import FORMS_02_07
from tests.plugins.decree56.gazette_08_16 import FORMS_08_16

TEMPLATES = sorted(path.stem for path in (Path(__file__).parents[2] / "templates").glob("*.docx"))
GAZETTE = FORMS_02_07 | FORMS_08_16
WITH_DISTRICTS = date(2024, 5, 1)
"""A day of the forms' own time: districts are gone since 01/07/2025, and a form of today names none."""
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
MAU_01 = """
    TÊN CƠ QUAN TIẾP NHẬN THÔNG TIN | Số: | /BC- | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM | Độc lập - Tự do - Hạnh phúc
    | ngày | tháng | năm 20 | BÁO CÁO | TIẾP NHẬN THÔNG TIN TRẺ EM | A. Thông tin chung | 1. Nguồn nhận thông tin
    | Thông qua (điện thoại/gặp trực tiếp/người khác báo): | Thời gian (mấy giờ) | Ngày | tháng | năm
    | 2. Thông tin về trẻ em | Họ và tên trẻ em (5) | Ngày tháng năm sinh (5) | hoặc ước lượng tuổi
    | Giới tính (5): Nam | Nữ | Không biết | Địa điểm xảy ra vụ việc | Tình trạng hiện tại của trẻ em: (6)
    | Phỏng đoán hậu quả có thể sẽ xảy ra cho trẻ em nếu không có được hỗ trợ, can thiệp? | Họ và tên cha: (5) | Tuổi
    | Nghề nghiệp | Họ và tên mẹ: (5) | Tuổi | Nghề nghiệp | Hoàn cảnh gia đình: (5)
    | Hiện tại ai là người chăm sóc trẻ em (nếu biết)
    | Những hành động hỗ trợ, can thiệp đã được thực hiện đối với trẻ em trước khi nhận được thông tin:
    | 3. Thông tin về người cung cấp thông tin (nếu đồng ý cung cấp) | Họ và tên | Số điện thoại
    | Địa chỉ | Ghi chú thêm
    | Cán bộ tiếp nhận thông tin | (Ký, ghi rõ họ và tên) | Ghi chú: | (1) Tên cơ quan tiếp nhận thông tin.
    | (2) Chữ viết tắt tên cơ quan tiếp nhận thông tin. | (3) Địa danh. | (4) Trẻ em thuộc đối tượng: bị xâm hại
    | (5) Cán bộ ghi thông tin nếu biết hoặc được cung cấp. | (6) Thông tin về thể chất, tinh thần của trẻ em.
"""


def text_of(content: bytes) -> str:
    """The words of a document in their order, tables among them."""
    body = Document(BytesIO(content)).element.body
    paragraphs = [element for element in body.iter() if element.tag.endswith("}p")]
    return "\n".join("".join(_pieces(paragraph)) for paragraph in paragraphs).replace("\u00a0", " ")


def _pieces(paragraph: Any) -> list[str]:
    signs = {"br": "\n", "tab": "\t"}
    kinds = ((each.tag.split("}")[-1], each.text) for each in paragraph.iter())
    return [text or "" if kind == "t" else signs.get(kind, "") for kind, text in kinds]


def printed(answers: dict[str, Any], letterhead: Letterhead = WARD, home: Path | None = None) -> Printed:
    return print_form(load("mau_01"), answers, letterhead=letterhead, dated=date(2025, 11, 6), home=home)


def heads(content: bytes) -> list[str]:
    """The words in the head of each kind of page."""
    section = Document(BytesIO(content)).sections[0]
    return [
        "".join(paragraph.text for paragraph in head.paragraphs) for head in (section.first_page_header, section.header)
    ]


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


def test_mau_01_has_every_label_of_the_gazette_in_order() -> None:
    text = " ".join(text_of(print_form(load("mau_01"), {}, letterhead=Letterhead()).content).split())
    at = 0
    for label in (" ".join(each.split()) for each in MAU_01.split("|")):
        found = text.find(label, at)
        assert found >= 0, label
        at = found + len(label)


@pytest.mark.parametrize("form", sorted(GAZETTE.keys() & set(TEMPLATES)))
def test_every_label_of_the_gazette_is_printed(form: str) -> None:
    """NĐ56, Phụ lục: labels that the Gazette has in its order (`tests/plugins/decree56`), capitals and blanks aside."""
    content = print_form(load(form), {}, letterhead=Letterhead(), dated=WITH_DISTRICTS).content
    text = _plain(text_of(content))
    assert [label for label in GAZETTE[form] if _plain(label) not in text] == []


def _plain(text: str) -> str:
    return re.sub(r"[\W_]|\.", "", text.casefold())


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
