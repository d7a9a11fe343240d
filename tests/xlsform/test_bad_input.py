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


def changed(path: Path, part: str, change: Any) -> Path:
    """The workbook with one of its parts written anew by hand."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, change(content) if name.endswith(part) else content)
    return path


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="99999999"><c r="ZZZZ99999999" t="n"><v>1</v></c></row>',
        b"<row r='1048576'><c t='n' r='XFD1048576'><v>1</v></c></row>",
        b'<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="1048576">'
        b'<x:c r="XFD1048576" t="n"><x:v>1</x:v></x:c></x:row>',
        b"<row>" + b"<c t='n'><v>1</v></c>" * 16_000 + b"</row>" + b"<row></row>" * 1000,
    ],
)
def test_cells_that_lie_too_far_apart_are_found_however_they_are_written(tmp_path: Path, row: bytes) -> None:
    path = survey(tmp_path / "a.xlsx", ("text", "a", "A"))
    changed(path, "sheet1.xml", lambda part: part.replace(b"</sheetData>", row + b"</sheetData>"))
    assert "trang survey: có ô nằm quá xa" in refusal(path)


def test_one_long_text_named_by_thousands_of_cells_is_refused(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(str(path))
    sheet = made.add_worksheet("survey")
    for number in range(6000):
        sheet.write_string(number, 0, "A" * 30_000)
    made.close()
    assert "nở ra quá lớn" in refusal(path)


def test_a_form_written_as_text_has_a_limit_and_a_table_with_an_open_quote_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"survey\n" + b"\n" * 200_000)
    assert "quá lớn cho một biểu mẫu" in refusal(path)
    path.write_bytes(b'survey\n;"' + b"a" * 200_000)
    assert "dấu ngoặc kép chưa đóng" in refusal(path)


@pytest.mark.parametrize("column", ["relevant", "calculation", "constraint"])
@pytest.mark.parametrize("expression", ["(" * 3000 + "1" + ")" * 3000, "not(" * 2000 + "1" + ")" * 2000])
def test_expressions_nested_too_deep_are_a_sentence(tmp_path: Path, column: str, expression: str) -> None:
    kind = "calculate" if column == "calculation" else "text"
    path = survey(tmp_path / "a.xlsx", (kind, "a", "A", expression), head=("type", "name", "label", column))
    text = refusal(path)
    assert "lồng nhau quá sâu" in text and len(text) < 1000


def test_of_a_workbook_that_is_wrong_in_every_row_the_first_hundred_are_told(tmp_path: Path) -> None:
    lines = refusal(survey(tmp_path / "a.xlsx", *[("txt", f"a{n}", "A") for n in range(1000)])).splitlines()
    assert len(lines) < 110 and "Còn 900 chỗ nữa chưa đúng" in lines[-1]


def test_a_survey_without_a_question_is_no_form(tmp_path: Path) -> None:
    assert "chưa có câu hỏi nào" in refusal(survey(tmp_path / "a.xlsx"))


def test_signs_that_nobody_sees_are_no_part_of_a_name(tmp_path: Path) -> None:
    path = survey(tmp_path / "a.xlsx", ("text", "a\u200bb", "A\u202eB"))
    (asked,) = read_form(path).form.questions()
    assert (asked.name, asked.text) == ("ab", "AB")


def test_thousands_of_lists_and_calculations_are_looked_through_once_each(tmp_path: Path) -> None:
    """A form has one engine: 3000 chained calculations took a minute where each look made another."""
    from cpkit.forms.instance import engine_of

    rows = [("calculate", f"q{n}", "", f"${{q{n - 1}}}+1" if n else "1") for n in range(500)]
    form = read_form(survey(tmp_path / "a.xlsx", *rows, head=("type", "name", "label", "calculation"))).form
    assert engine_of(form) is engine_of(form)


def test_a_handed_out_list_and_an_export_that_are_bombs_are_refused(run: Any, practice: Path, tmp_path: Path) -> None:
    assert run("form", "add", survey(tmp_path / "thu.xlsx", ("text", "a", "A"))).exit_code == 0
    assert run("form", "template", "thu", "--out", tmp_path / "mau.xlsx").exit_code == 0
    made = openpyxl.load_workbook(tmp_path / "mau.xlsx")
    made.worksheets[0].cell(1_048_576, 16_384, "x")
    made.save(tmp_path / "mau.xlsx")
    refused = run("form", "answers", "thu", "--import", tmp_path / "mau.xlsx")
    assert refused.exit_code == 1 and "nằm quá xa" in refused.stderr
    with zipfile.ZipFile(tmp_path / "kobo.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", b"KEY;a\n" + b"x;y\n" * 12_000_000)
    refused = run("form", "answers", "thu", "--import", tmp_path / "kobo.zip")
    assert refused.exit_code == 1 and "nở ra quá lớn" in refused.stderr


@pytest.mark.parametrize(
    "content",
    ['{"a":' + "[" * 100_000 + "]" * 100_000 + "}", '{"a":"\\ud800"}', '{"n":1e999}', "", "[]", '{"a":"x\\u0000y"}',
     '{"r":[1,2]}'],
)  # fmt: skip
def test_answers_that_are_none_are_a_sentence(run: Any, practice: Path, tmp_path: Path, content: str) -> None:
    rows = (("text", "a", "A"), ("integer", "n", "N"), ("begin_repeat", "r", "R"), ("text", "z", "Z"), ("end_repeat",))
    assert run("form", "add", survey(tmp_path / "thu.xlsx", *rows)).exit_code == 0
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    refused = run("form", "fill", "thu", "--answers", tmp_path / "a.json")
    assert refused.exit_code == 1 and 10 < len(refused.stderr) < 1000
