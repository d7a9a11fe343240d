"""Workbooks that are wrong: each a plain sentence with sheet and row, all at once, in bounded time and memory."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cpkit.errors import Refused
from cpkit.xlsform import workbook
from cpkit.xlsform.reading import read_form
from tests.xlsform.books import CHOICES, book, survey
from tests.xlsform.test_reading import refusal

GAPS = (
    "saveto dataset sheet_name header other missing column columns value sheet q name type accepted rejected candidates"
)
"""The gaps in pyxform's sentences."""
HEAD = ("type", "name", "label", "relevant", "calculation", "constraint")


def test_everything_wrong_is_named_at_once_with_sheet_and_row(tmp_path: Path) -> None:
    rows = (
        ("text", "ten", "Tên"),
        ("txt", "a", "A"),
        ("select_one mau", "b", "B"),
        ("text", "1c", "C"),
        ("text", "", "D"),
    )
    choices = (*CHOICES, ("boi", "biet", "Lặp"), ("boi", "", "Thiếu mã"))
    text = refusal(survey(tmp_path / "a.xlsx", *rows, choices=choices))
    for line in (
        "Trang survey, dòng 3: không có kiểu câu hỏi “txt”. Các kiểu dùng được: acknowledge, begin_group",
        "Trang survey, dòng 4: không có danh sách “mau” ở trang choices. Các danh sách đang có: boi.",
        "Trang survey, dòng 5: tên “1c” không dùng được",
        "Trang survey, dòng 6: thiếu tên ở cột name.",
        "Trang choices, dòng 4: danh sách boi đã có mã “biet” ở dòng 2",
        "Trang choices, dòng 5: lựa chọn thiếu mã ở cột name.",
    ):
        assert line in text


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    text = refusal(
        survey(tmp_path / "a.xlsx", ("text", "ten", "Tên", "Tên nữa"), head=("type", "name", "label", "Label"))
    )
    assert "Trang survey, dòng 1: có hai cột cùng tên “label”: hãy bỏ bớt một cột." in text


def test_a_column_with_text_and_no_name_is_refused(tmp_path: Path) -> None:
    text = refusal(survey(tmp_path / "a.xlsx", ("text", "ten", "Tên", "gì đây")))
    assert "Trang survey, dòng 1: cột D có chữ nhưng không có tên cột" in text


@pytest.mark.parametrize(("name", "known"), [("Surveys", "survey"), ("choice", "choices"), ("setting", "settings")])
def test_a_sheet_with_nearly_the_right_name_is_named(tmp_path: Path, name: str, known: str) -> None:
    sheets: dict[str, Any] = {"survey": [("type", "name", "label"), ("text", "a", "A")]}
    sheets.pop(known, None)
    path = book(tmp_path / "a.xlsx", **sheets, **{name: [("type", "name", "label"), ("text", "a", "A")]})
    assert f"Trang “{name}” phải tên là {known}" in refusal(path)


def test_without_a_survey_sheet_the_sheets_there_are_named(tmp_path: Path) -> None:
    assert "Các trang trong tệp: Danh sách trẻ" in refusal(
        book(tmp_path / "a.xlsx", **{"Danh sách trẻ": [("Họ tên",), ("Mai",)]})
    )


def test_blank_rows_do_not_shift_the_numbers_of_rows(tmp_path: Path) -> None:
    rows = ((), ("text", "ten", "Tên"), (), (), ("integer", "tuoi", "Tuổi", "${khong_co} > 1"))
    text = refusal(survey(tmp_path / "a.xlsx", *rows, head=HEAD))
    assert "Trang survey, dòng 6" in text and "khong_co" in text
    path = survey(tmp_path / "b.xlsx", (), ("text", "ten", "Tên"))
    assert [asked.name for asked in read_form(path).form.questions()] == ["ten"]


def test_a_group_without_its_end_is_named_by_its_row(tmp_path: Path) -> None:
    text = refusal(survey(tmp_path / "a.xlsx", ("begin_repeat", "lan", "Lần"), ("text", "a", "A")))
    assert "Trang survey, dòng 2: begin repeat “lan” chưa có end repeat" in text
    text = refusal(survey(tmp_path / "b.xlsx", ("begin_group", "g", "G"), ("text", "a", "A"), ("end_repeat",)))
    assert "Trang survey, dòng 4: end repeat không khớp: begin group “g” ở dòng 2 phải đóng bằng end group." in text


def test_groups_inside_each_other_have_a_limit(tmp_path: Path) -> None:
    rows = [("begin_repeat", f"r{n}", "R") for n in range(40)] + [("text", "a", "A")] + [("end_repeat",)] * 40
    assert "Trang survey, dòng 8: nhóm, phần lặp lồng nhau quá 6 tầng." in refusal(survey(tmp_path / "a.xlsx", *rows))


def test_calculations_that_go_round_are_found_when_the_form_is_added(tmp_path: Path) -> None:
    rows = (
        ("calculate", "a", "", "", "${b} + 1"),
        ("calculate", "b", "", "", "${c} + 1"),
        ("calculate", "c", "", "", "${a}"),
    )
    text = refusal(survey(tmp_path / "a.xlsx", *rows, head=HEAD))
    assert "Trang survey, dòng 2: phép tính hoặc điều kiện tham chiếu vòng quanh nhau: a → b → c → a." in text
    others = (("text", "a", "A", "${b} = 1"), ("text", "b", "B", "${a} = 1"))
    assert "a → b → a" in refusal(survey(tmp_path / "b.xlsx", *others, head=HEAD))
    group = (("begin_group", "g", "G", "${trong} = 1"), ("text", "trong", "T"), ("end_group",))
    assert "g → trong → g" in refusal(survey(tmp_path / "c.xlsx", *group, head=HEAD))


def test_an_unknown_function_is_refused_with_its_name_and_row(tmp_path: Path) -> None:
    path = survey(
        tmp_path / "a.xlsx", ("text", "ten", "Tên"), ("calculate", "c", "", "", "tinh_tuoi(${ten})"), head=HEAD
    )
    text = refusal(path)
    assert "Trang survey, dòng 3" in text and "không có hàm nào tên là tinh_tuoi()" in text


def test_wrong_expressions_are_all_named_at_once(tmp_path: Path) -> None:
    rows = (
        ("text", "ten", "Tên", "${khong_co} = 1"),
        ("calculate", "tuoi", "", "", "tinh_tuoi(${ten})"),
        ("integer", "n", "N", "", "", "1 +"),
    )
    text = refusal(survey(tmp_path / "a.xlsx", *rows, head=HEAD))
    assert "dòng 2: cột relevant, “${khong_co} = 1”: không có câu nào tên là khong_co." in text
    assert "dòng 3: cột calculation, “tinh_tuoi(${ten})”: không có hàm nào tên là tinh_tuoi()." in text
    assert "dòng 4: cột constraint, “1 +”: biểu thức bị thiếu phần cuối." in text


@pytest.mark.parametrize("expression", ["${ten", "1 +", "${ten} = 'a", "(((", "regex(., '(a+)+$')", "a" * 21000])
def test_an_expression_that_is_none_or_explodes_is_refused(tmp_path: Path, expression: str) -> None:
    path = survey(tmp_path / "a.xlsx", ("text", "ten", "Tên", "", "", expression), head=HEAD)
    assert "Trang survey, dòng 2" in refusal(path)


def test_a_text_that_doubles_with_each_calculation_is_cut_off(tmp_path: Path) -> None:
    from cpkit.forms.checking import check
    from tests.xlsform.test_reading import TODAY

    rows: list[tuple[str, ...]] = [("text", "c0", "C")]
    rows += [("calculate", f"c{n}", "", "", f"concat(${{c{n - 1}}}, ${{c{n - 1}}})") for n in range(1, 60)]
    form = read_form(survey(tmp_path / "a.xlsx", *rows, head=HEAD)).form
    with pytest.raises(Refused, match="dài quá"):
        check(form, {"c0": "trẻ em"}, today=TODAY)


def test_a_repeat_that_wants_a_billion_rows_is_a_problem_not_a_wait(tmp_path: Path) -> None:
    from tests.xlsform.test_reading import messages

    rows = (("begin_repeat", "r", "Lần", "1000000000"), ("text", "a", "A"), ("end_repeat",))
    form = read_form(survey(tmp_path / "a.xlsx", *rows, head=("type", "name", "label", "repeat_count"))).form
    assert "quá nhiều dòng" in messages(form, r=[{"a": "x"}])


def test_a_workbook_with_macros_is_never_opened(tmp_path: Path) -> None:
    path = survey(tmp_path / "a.xlsx", ("text", "a", "A"))
    named = path.rename(tmp_path / "a.xlsm")
    assert "macro" in refusal(named)
    hidden = survey(tmp_path / "b.xlsx", ("text", "a", "A"))
    with zipfile.ZipFile(hidden, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"Sub AutoOpen()")
    assert "macro" in refusal(hidden)


def test_of_a_formula_only_its_result_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = openpyxl.load_workbook(survey(path, ("text", "a", "A"), ("text", "b", '="B"&1')))
    made.save(path)  # a formula that Excel never computed
    assert "Trang survey, dòng 3: cột C có công thức nhưng chưa có kết quả" in refusal(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = survey(tmp_path / "a.xlsx", ("text", "a", "A"))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet9.xml", b"<c/>" * 40_000_000)
    assert path.stat().st_size < workbook.LARGEST_FILE
    assert "nở ra quá lớn" in refusal(path)


def test_a_value_written_before_anybody_answers_has_to_be_an_answer(tmp_path: Path) -> None:
    head = ("type", "name", "label", "default")
    rows = (("date", "a", "A", "31/02/2025"), ("select_one boi", "b", "B", "gioi"), ("text", "c", "C", "${b}"))
    text = refusal(survey(tmp_path / "a.xlsx", rows[0], rows[1], head=head))
    assert "Trang survey, dòng 2: giá trị ghi sẵn (default)" in text and "Trang survey, dòng 3" in text
    assert "Trang survey, dòng 3: cột default, “${b}”" in refusal(survey(tmp_path / "b.xlsx", *rows[1:], head=head))


def test_an_expression_written_before_anybody_answers_has_to_give_an_answer(tmp_path: Path) -> None:
    head = ("type", "name", "label", "default")
    rows = (("date", "a", "A", "today() - 1"), ("select_one boi", "b", "B", "if(1 = 1, 'gioi', '')"))
    text = refusal(survey(tmp_path / "a.xlsx", *rows, head=head))
    assert "Trang survey, dòng 2: giá trị ghi sẵn (default)" in text and "Trang survey, dòng 3: giá trị ghi sẵn" in text
    good = (("date", "a", "A", "date(today() - 1)"), ("select_one boi", "b", "B", "if(1 = 1, 'biet', '')"))
    assert read_form(survey(tmp_path / "b.xlsx", *good, head=head)).form.field("b").default


def test_a_day_that_excel_keeps_as_a_day_is_the_day_it_shows(tmp_path: Path) -> None:
    head = ("type", "name", "label", "default")
    form = read_form(survey(tmp_path / "a.xlsx", ("date", "a", "A", date(2025, 3, 4)), head=head)).form
    assert form.field("a").default == "2025-03-04", "not 3 April"


def test_a_cell_at_the_end_of_a_sheet_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = survey(tmp_path / "a.xlsx", ("text", "a", "A"))
    made = openpyxl.load_workbook(path)
    made["choices"].cell(1_048_576, 16_384, "x")
    made.save(path)
    assert "trang choices: có ô nằm quá xa" in refusal(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", b"<html>"])
def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert refusal(path)


def test_a_file_of_another_kind_or_none_at_all_is_refused(tmp_path: Path) -> None:
    tmp_path.joinpath("a.docx").write_bytes(b"x")
    assert ".xlsx, .xls, .csv, .md" in refusal(tmp_path / "a.docx")
    assert "a.xlsx" in refusal(tmp_path / "a.xlsx")


def test_ten_thousand_choices_are_read(tmp_path: Path) -> None:
    choices = [("list_name", "name", "label"), *(("ban", f"b{n}", f"Bản {n}") for n in range(10_000))]
    form = read_form(survey(tmp_path / "a.xlsx", ("select_one ban", "ban", "Bản"), choices=choices)).form
    assert len(form.choices["ban"]) == 10_000


def test_a_sheet_with_too_many_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 100)
    choices = [("list_name", "name", "label"), *(("ban", f"b{n}", f"Bản {n}") for n in range(200))]
    text = refusal(survey(tmp_path / "a.xlsx", ("select_one ban", "ban", "Bản"), choices=choices))
    assert "Trang choices, dòng 1: quá lớn" in text


def test_an_id_that_names_no_folder_is_refused(tmp_path: Path) -> None:
    for name in ("../../bi_mat", "con", "khảo sát", "a/b", "a" * 80):
        path = survey(tmp_path / "a.xlsx", ("text", "a", "A"), settings=(("form_id",), (name,)))
        assert "mã biểu mẫu" in refusal(path), name


def test_a_sentence_of_pyxform_that_nobody_knows_is_quoted_with_its_row() -> None:
    from cpkit.xlsform.messages import translated

    problem = translated("[row : 7] Something quite new went wrong.", {"survey": 3})
    assert problem.message == "Trang survey, dòng 9: pyxform không nhận dòng này: “Something quite new went wrong.”"


def test_every_sentence_of_pyxform_with_a_translation_is_found_again() -> None:
    from pyxform.errors import ErrorCode

    from cpkit.xlsform.messages import _by_code, translated

    for code in ErrorCode:
        gaps = dict.fromkeys(GAPS.split(), "x1")
        said = translated(code.value.format(row=5, other_row=2, **gaps), {}).message
        assert ("pyxform không nhận" in said) == (code.name not in _by_code()), code.name
