"""Choices from the rows of a repeat (`select_one ${name}`), as xlsform.org has it: a household's own members."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cpkit.forms.model import Form
from cpkit.times import today
from cpkit.xlsform.reading import read_form
from cpkit.xlsform.writing import to_xform, to_xlsform
from tests.xlsform.books import survey
from tests.xlsform.test_reading import filled, messages, refusal

HEAD = ("type", "name", "label", "choice_filter", "required", "relevant", "calculation")
QUESTIONS = (
    ("begin_repeat", "nguoi", "Thành viên"),
    ("text", "ten", "Họ tên"),
    ("integer", "tuoi", "Tuổi"),
    ("select_one ${ten}", "me", "Mẹ"),
    ("end_repeat",),
    ("select_one ${ten}", "chu_ho", "Chủ hộ", "${tuoi} >= 18", "yes"),
    ("select one ${ ten }", "di_hoc", "Ai đi học"),
    ("text", "ghi", "Ghi chú về chủ hộ", "", "", "${chu_ho} = 'Lò Văn Nam'"),
)
MEMBERS = [
    {"ten": "Lò Văn Nam", "tuoi": 40},
    {"ten": "Lò Thị Mai", "tuoi": 7},
    {"ten": "Vừ A", "tuoi": 19},
    {"tuoi": 3},
]


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return read_form(survey(tmp_path / "thu.xlsx", *QUESTIONS, head=HEAD)).form


def test_an_answer_is_a_row_as_it_was_written(form: Form) -> None:
    checked = filled(form, nguoi=MEMBERS, chu_ho="lo van nam", di_hoc="Vu  A", ghi="x")
    assert checked.problems == ()
    assert checked.values["chu_ho"] == "Lò Văn Nam"
    assert checked.values["di_hoc"] == "Vừ A"
    assert checked.values["ghi"] == "x", "conditions see the answer as the row has it"


def test_a_value_that_is_no_row_or_that_the_filter_leaves_out_is_refused(form: Form) -> None:
    assert "Chủ hộ: “Ông Khác” không phải là dòng nào đã ghi. Các dòng: Lò Văn Nam; Lò Thị Mai; Vừ A." in messages(
        form, nguoi=MEMBERS, chu_ho="Ông Khác"
    )
    assert "Chủ hộ: Lò Thị Mai không dùng được ở đây." in messages(form, nguoi=MEMBERS, chu_ho="Lò Thị Mai")
    assert "Chủ hộ: “Mai” không chọn được: phần lặp chưa có dòng nào." in messages(form, chu_ho="Mai")


def test_a_row_may_choose_among_the_rows_it_is_one_of(form: Form) -> None:
    rows = [{"ten": "Vừ A", "tuoi": 30}, {"ten": "Vừ B", "tuoi": 3, "me": "vừ a"}]
    assert filled(form, nguoi=rows, chu_ho="Vừ A").values["nguoi"][1]["me"] == "Vừ A"
    rows[1]["me"] = "Vừ C"
    assert "Mẹ, dòng 2: “Vừ C” không phải là dòng nào" in messages(form, nguoi=rows, chu_ho="Vừ A")


def test_rows_of_a_repeat_inside_another_are_those_of_the_same_row(tmp_path: Path) -> None:
    rows = (
        ("begin_repeat", "ho", "Hộ"),
        ("begin_repeat", "nguoi", "Người"),
        ("text", "ho_dem", "Họ đệm"),
        ("text", "ten_goi", "Tên"),
        ("calculate", "ten", "", "", "", "", "concat(${ho_dem}, ' ', ${ten_goi})"),
        ("end_repeat",),
        ("select_one ${ten}", "chu_ho", "Chủ hộ"),
        ("end_repeat",),
    )
    form = read_form(survey(tmp_path / "a.xlsx", *rows, head=HEAD)).form
    homes = [
        {"nguoi": [{"ho_dem": "Lò", "ten_goi": "A"}], "chu_ho": "Lò A"},
        {"nguoi": [{"ho_dem": "Vừ", "ten_goi": "B"}], "chu_ho": "Lò A"},
    ]
    assert messages(form, ho=homes) == "Chủ hộ, dòng 2: “Lò A” không phải là dòng nào đã ghi. Các dòng: Vừ B."


def test_the_repeat_itself_means_its_first_text(tmp_path: Path) -> None:
    rows = (*QUESTIONS[:3], ("end_repeat",), ("select_one ${nguoi}", "chu_ho", "Chủ hộ"))
    form = read_form(survey(tmp_path / "a.xlsx", *rows, head=HEAD)).form
    assert filled(form, nguoi=MEMBERS, chu_ho="vu a").values["chu_ho"] == "Vừ A"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("select_one ${khong_co}", "a", "A"), "không có câu nào tên là khong_co."),
        (("select_one ${x}", "a", "A"), "x không nằm trong phần lặp nào"),
        (("select_multiple ${ten}", "a", "A"), "chỉ chọn được một: select_one ${ten}; hoặc hỏi có/không"),
        (("select_one ${ten} or_other", "a", "A"), "chỉ chọn được một"),
        (("select_one ${so}", "a", "A"), "phần lặp so không có câu bằng chữ"),
        (("select_one ${ten}", "a", "A", "${khong_co} = 1"), "không có câu nào tên là khong_co"),
    ],
)
def test_what_is_no_row_to_choose_is_refused_with_its_row(tmp_path: Path, row: Any, said: str) -> None:
    rows = (*QUESTIONS[:3], ("end_repeat",), ("text", "x", "X"), ("begin_repeat", "so", "Số"), ("integer", "n", "N"),
            ("end_repeat",), row)  # fmt: skip
    text = refusal(survey(tmp_path / "a.xlsx", *rows, head=HEAD))
    assert "Trang survey, dòng 10: " in text and said in text


def test_a_filter_cannot_ask_about_the_row_of_another_repeat(tmp_path: Path) -> None:
    rows = (*QUESTIONS[:3], ("end_repeat",), ("begin_repeat", "viec", "Việc"), ("integer", "tu", "Từ tuổi"),
            ("select_one ${ten}", "ai", "Ai làm", "${tuoi} > ${tu}"), ("end_repeat",))  # fmt: skip
    assert "dòng 8: choice_filter không gọi được tu của chính dòng này" in refusal(
        survey(tmp_path / "a.xlsx", *rows, head=HEAD)
    )


def test_the_list_handed_out_takes_the_names_that_stand_in_its_rows(
    run: Any, practice: Path, form: Form, tmp_path: Path
) -> None:
    assert run("form", "add", tmp_path / "thu.xlsx").exit_code == 0
    out = tmp_path / "phat.xlsx"
    assert run("form", "template", "thu", "--out", out).exit_code == 0
    made = openpyxl.load_workbook(out)
    main, members = made["Phiếu thử"], made["Thành viên"]
    for row, (name, age) in enumerate((("Lò Văn Nam", 40), ("Lò Thị Mai", 7)), 4):
        for column, value in enumerate((4, name, age), 1):
            members.cell(row, column, str(value))
    columns = {str(cell.value).rstrip(" *"): cell.column for cell in main[3]}
    main.cell(4, columns["Chủ hộ"], "lò văn nam")
    main.cell(4, columns["Ai đi học"], "Lò Thị Mai")
    made.save(out)
    taken = run("form", "answers", "thu", "--import", out)
    assert taken.exit_code == 0, taken.stderr
    (one,) = run("form", "answers", "thu", "--json").json
    assert (one["answers"]["chu_ho"], one["answers"]["di_hoc"]) == ("Lò Văn Nam", "Lò Thị Mai")
    assert "Chủ hộ: Lò Văn Nam" in run("form", "entry", "show", "1").stdout
    assert "một trong các dòng đã ghi ở “Họ tên”" in run("form", "show", "thu").stdout


def test_it_goes_out_as_pyxform_has_it_and_comes_back(form: Form, tmp_path: Path) -> None:
    (tmp_path / "lai.xlsx").write_bytes(to_xlsform(form))
    back = read_form(tmp_path / "lai.xlsx").form
    assert back.field("chu_ho").type == "select_one ${ten}"
    assert messages(back, nguoi=MEMBERS, chu_ho="Vừ A") == ""
    assert b'nodeset="/data/nguoi[ ./tuoi' in to_xform(form)


def test_it_is_printed_in_words(run: Any, practice: Path, form: Form, tmp_path: Path) -> None:
    run("form", "add", tmp_path / "thu.xlsx")
    answers = '{"nguoi": [{"ten": "Vừ A", "tuoi": 40}], "chu_ho": "vu a"}'
    (tmp_path / "a.json").write_text(answers, encoding="utf-8")
    printed = run("form", "print", "thu", "--answers", tmp_path / "a.json", "--out", tmp_path / "in.docx")
    assert printed.exit_code == 0, printed.stderr


def test_it_is_counted_by_what_was_chosen(run: Any, practice: Path, form: Form, tmp_path: Path) -> None:
    run("form", "add", tmp_path / "thu.xlsx")
    rows = '[{"ten": "Vừ A", "tuoi": 40}]'
    assert run("form", "fill", "thu", "--set", f"nguoi={rows}", "--set", "chu_ho=vu a").exit_code == 0
    day = f"{today():%d/%m/%Y}"
    counted = run("report", "table", "new", "--over", "entries:thu", "--rows", "chu_ho", "--from", day, "--to", day)
    assert [line.split() for line in counted.stdout.splitlines() if line.startswith("Vừ A")] == [["Vừ", "A", "1"]]
