"""A form as .xls, .csv or .md: read like a workbook, and what is wrong named by the row that the officer sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from cpkit.xlsform.reading import read_form
from tests.xlsform.test_reading import messages, refusal
from tests.xlsform.test_real_forms import FORMS, NAMES, read

WRONG_ROWS = (
    "Trang survey, dòng {0}: không có kiểu câu hỏi “integr”",
    "Trang survey, dòng {1}: cột relevant, “${{khong_co}} > 1”: không có câu nào tên là khong_co.",
    "Trang survey, dòng {2}: không có danh sách “mau” ở trang choices. Các danh sách đang có: co.",
    "Trang choices, dòng {3}: danh sách co đã có mã “1” ở dòng {4}",
)


def names_all(text: str, *rows: int) -> bool:
    return all(sentence.format(*rows) in text for sentence in WRONG_ROWS)


def test_an_old_excel_file() -> None:
    assert names_all(refusal(FORMS / "sai.xls"), 4, 5, 6, 4, 2)
    form = read_form(FORMS / "dung.xls").form
    assert form.field("ngay").default == "2025-03-04", "a day that Excel keeps as a number"
    assert messages(form, co=1) == "" and messages(form, co="Không") == ""


CSV = """survey,,,,
,type,name,label,relevant
,text,ten,"Tên
đầy đủ",
,,,,
,integr,tuoi,Tuổi,
,text,lop,Lớp,${khong_co} > 1
,select_one mau,mau,Màu,
choices,,,,
,list_name,name,label,
,co,1,Có,
,co,1,Lặp,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_text_table_as_excel_shows_its_rows(tmp_path: Path, encoding: str, sign: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CSV.replace(",", sign).encode(encoding))
    assert names_all(refusal(path), 5, 6, 7, 11, 10)


def test_a_text_table_of_the_questions_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("type,name,label\ntext,ten,Tên\n\ninteger,tuoi,Tuổi\n", encoding="utf-8")
    assert [asked.name for asked in read_form(path).form.questions()] == ["ten", "tuoi"]
    path.write_text("type,name,label\ntext,ten,Tên\n\nintegr,tuoi,Tuổi\n", encoding="utf-8")
    assert "Trang survey, dòng 4: không có kiểu câu hỏi “integr”" in refusal(path)


MARKDOWN = r"""# Phiếu của chúng tôi

| survey |
|--------|----------------|------|---------------|----------|
|        | type           | name | label         | relevant |
|        | text           | ten  | Tên \| họ     |          |

Một dòng chữ ở giữa.
|        | integr         | tuoi | Tuổi          |          |
|        | text           | lop  | Lớp           | ${khong_co} > 1 |
|        | select_one mau | mau  | Màu           |          |
| choices | list_name | name | label |
|        | co | 1 | Có |
|        | co | 1 | Lặp |
"""


def test_a_table_in_markdown_by_the_lines_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(MARKDOWN, encoding="utf-8")
    assert names_all(refusal(path), 9, 10, 11, 14, 13)
    path.write_text("không có gì", encoding="utf-8")
    assert "Không có trang tên survey" in refusal(path)


def test_a_cell_behind_the_headings_is_not_dropped_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("| survey | type | name | label |\n| | text | a | A | thừa |\n", encoding="utf-8")
    assert "cột D có chữ nhưng không có tên cột" in refusal(path)


@pytest.mark.parametrize("name", NAMES)
def test_a_form_is_the_same_from_markdown_and_from_excel(tmp_path: Path, name: str) -> None:
    assert read_form(FORMS / f"{name}.md").form.fields == read(tmp_path, name).form.fields
