"""What a row of a list says of a child, in all the ways officers write it."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Any

import pytest

from cpkit.exchange.reading import Cell, Sheet
from cpkit.exchange.rows import Entry
from tests.exchange.sheets import entries, sheet

HEADING = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số định danh", "Nơi ở", "Họ tên cha", "Họ tên mẹ")


def row(**changed: Cell) -> tuple[Cell, ...]:
    """A row of `HEADING` with some cells changed."""
    cells: dict[str, Cell] = {
        "number": 1,
        "name": "Lò Thị Mai",
        "birth": "26/11/2018",
        "sex": "Nữ",
        "ethnic": "Thái",
        "id_number": "",
        "hamlet": "Bản Kéo",
        "father": "Lò Văn Ninh",
        "mother": "Quàng Thị Hoa",
    }
    return tuple((cells | changed).values())


def one(**changed: Cell) -> Entry:
    """The only child of a list, with some cells changed."""
    return entries(sheet(HEADING, row(**changed)))[0]


def answer(name: str, cell: Cell) -> Any:
    """What the list says in one field; the row is without fault."""
    entry = one(**{name: cell})
    assert entry.problems == []
    return entry.answers.get(name)


def fault(name: str, cell: Cell) -> str:
    """The one sentence that refuses a cell."""
    problems = one(**{name: cell}).problems
    assert [problem.field for problem in problems] == [name]
    return problems[0].message


@pytest.mark.parametrize(
    ("cell", "iso", "precision"),
    [
        ("26/11/2018", "2018-11-26", "day"),
        ("6/11/18", "2018-11-06", "day"),
        ("26-11-2018", "2018-11-26", "day"),
        ("26.11.2018", "2018-11-26", "day"),
        (date(2018, 11, 26), "2018-11-26", "day"),
        (datetime(2018, 11, 26, 0, 0), "2018-11-26", "day"),
        (43430.0, "2018-11-26", "day"),
        ("tháng 1/2013", "2013-01", "month"),
        ("01/2013", "2013-01", "month"),
        (2018.0, "2018", "year"),
        ("2018", "2018", "year"),
        ("khoảng năm 2018", "2018", "age"),
        ("7 tuổi", "2018", "age"),
    ],
)
def test_a_birth_is_read_as_exactly_as_it_stands(cell: Cell, iso: str, precision: str) -> None:
    birth = answer("birth", cell)
    assert (birth.iso, birth.precision) == (iso, precision)


@pytest.mark.parametrize("cell", ["31/02/2014", "12/13/2015", "hôm qua", "01/01/2027", 99.5, True])
def test_births_that_cannot_be(cell: Cell) -> None:
    assert fault("birth", cell)


@pytest.mark.parametrize("cell", [11225044637.0, "11225044637", "011225044637", "0112 2504 4637", "'011225044637"])
def test_a_personal_number_gets_back_its_leading_zero(cell: Cell) -> None:
    entry = one(id_number=cell)
    if cell == "11225044637":  # typed as text, the zero was never there
        assert entry.problems
    else:
        assert entry.answers["id_number"] == "011225044637"


def test_a_personal_number_that_is_none_is_refused() -> None:
    assert "12 chữ số" in fault("id_number", "0112")
    assert "rút gọn" in fault("id_number", "1.12E+10")


@pytest.mark.parametrize("cell", ["Mông", "H'Mông", "HMÔNG", "mong", "08"])
def test_spellings_of_an_ethnic_group(cell: str) -> None:
    assert answer("ethnic", cell) == "08"


@pytest.mark.parametrize(
    ("cell", "sex"), [("Nữ", "nu"), ("nu", "nu"), ("Gái", "nu"), ("NAM", "nam"), ("Không rõ", "unknown")]
)
def test_a_sex_is_read_however_it_is_written(cell: str, sex: str) -> None:
    assert answer("sex", cell) == sex


@pytest.mark.parametrize("cell", ["-", "...", "?", "không rõ", "Chưa rõ", " "])
def test_what_is_not_known_is_null(cell: str) -> None:
    assert answer("father", cell) is None


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_decomposed_letters_are_composed(form: str) -> None:
    entry = one(name=unicodedata.normalize(form, "Nguyễn  Thị Hằng "))  # type: ignore[arg-type]
    assert entry.answers["name"] == "Nguyễn Thị Hằng"


@pytest.mark.parametrize("mark", ['"', "-nt-", "nt", "“", "Như trên", " NT "])
def test_a_ditto_mark_repeats_the_row_above(mark: str) -> None:
    page = sheet(HEADING, row(), row(name="Lò Văn Nam", ethnic=mark, hamlet=mark, mother=mark))
    second = entries(page)[1]
    assert [second.answers[key] for key in ("ethnic", "hamlet", "mother")] == ["03", "Bản Kéo", "Quàng Thị Hoa"]
    assert second.cells[6] == "Bản Kéo"


def test_a_ditto_mark_goes_on_through_rows_that_are_refused() -> None:
    page = sheet(HEADING, row(), row(name="", hamlet='"'), row(hamlet='"'))
    assert [entry.answers["hamlet"] for entry in entries(page)] == ["Bản Kéo"] * 3


def hamlets(page: Sheet, known: tuple[str, ...] = ()) -> list[str | None]:
    return [entry.answers.get("hamlet") for entry in entries(page, hamlets=known)]


@pytest.mark.parametrize(
    "heading", ["BẢN KÉO", "1. Bản Kéo", "II. BẢN KÉO", "* Bản Kéo", "Bản Kéo (14 trẻ)", "Bản Kéo: 14 trẻ"]
)
def test_a_heading_row_gives_its_hamlet_to_the_rows_below(heading: str) -> None:
    assert hamlets(sheet(HEADING, (heading,), row(hamlet=""))) == ["Bản Kéo"]
    assert hamlets(sheet(HEADING, ("", heading), row(hamlet='"'))) == ["Bản Kéo"]


def test_a_number_may_stand_before_the_hamlet_of_a_heading_row() -> None:
    page = sheet(HEADING, ("I", "Bản Kéo"), row(hamlet=""), ("II", "Tổ dân phố 1"), row(hamlet=""))
    assert hamlets(page) == ["Bản Kéo", "Tổ dân phố 1"]


def test_a_heading_row_merged_across_needs_no_word_for_hamlet() -> None:
    page = sheet(HEADING, ("HUỔI PHẠ",) + ("",) * 8, row(hamlet=""), merges=[(1, 0, 1, 8)])
    assert hamlets(page) == ["Huổi Phạ"]


def test_one_hamlet_has_one_spelling() -> None:
    page = sheet(HEADING, ("TỔ DÂN PHỐ 1",), row(hamlet=""), row(hamlet="tổ dân phố 1"), row(hamlet="Tổ dân phố 1"))
    assert hamlets(page) == ["tổ dân phố 1"] * 3
    assert hamlets(page, known=("Tổ dân phố 1",)) == ["Tổ dân phố 1"] * 3
    assert hamlets(sheet(HEADING, ("TỔ DÂN PHỐ 1",), row(hamlet=""))) == ["Tổ dân phố 1"]


SPLIT = ("STT", "Họ và tên", "Ngày, tháng, năm sinh > Nam", "Ngày, tháng, năm sinh > Nữ")


def test_the_column_of_a_birth_tells_the_sex() -> None:
    boy, girl = entries(sheet(SPLIT, (1, "Lò Văn Nam", "26/11/2018", ""), (2, "Lò Thị Mai", "", 2018)))
    assert (boy.answers["sex"], girl.answers["sex"]) == ("nam", "nu")
    assert girl.answers["birth"].iso == "2018"


def test_a_birth_in_both_columns_is_refused() -> None:
    entry = entries(sheet(SPLIT, (1, "Lò Văn Nam", "26/11/2018", "26/11/2018")))[0]
    assert "cả hai cột" in entry.problems[0].message


def test_a_birth_in_three_columns() -> None:
    heading = ("Họ và tên", "Ngày sinh", "Tháng sinh", "Năm sinh", "Giới tính")
    page = sheet(heading, ("A Sì", 26, 11, 2018, "Nam"), ("A Nà", "", 11, 2018, "Nữ"), ("A Mí", "", "", 2018, "Nữ"))
    assert [entry.answers["birth"].iso for entry in entries(page)] == ["2018-11-26", "2018-11", "2018"]
    bad = entries(sheet(heading, ("A Sì", 31, 2, 2018, "Nam"), ("A Nà", 1, 1, "", "Nữ")))
    assert [entry.problems[0].field for entry in bad] == ["birth", "birth"]


def test_an_age_counts_from_the_date_of_the_list() -> None:
    page = sheet(("Họ và tên", "Tuổi", "Giới tính"), ("A Sì", 7, "Nam"), ("A Nà", "7 tuổi", "Nữ"), ("A Mí", 16, "Nữ"))
    seven, written, grown = entries(page, on=date(2024, 1, 1))
    assert seven.answers["birth"].iso == written.answers["birth"].iso == "2017"
    assert seven.answers["birth"].precision == "age"
    assert "dưới 16 tuổi" in grown.problems[0].message


GROUPS = ("Họ và tên", "Hộ nghèo", "Hộ cận nghèo", "Mồ côi cả cha và mẹ", "Khuyết tật", "Mồ côi cha hoặc mẹ")


def marked(*cells: Cell) -> dict[str, Any]:
    """The answers of a row with these cells under `GROUPS`."""
    return entries(sheet(GROUPS, ("A Sì", *cells), ("A Nà", *["x"] * 5)))[0].answers


@pytest.mark.parametrize("mark", ["x", "X", "v", "✓", 1, 1.0, True, "có"])
def test_any_mark_under_a_group_puts_the_child_into_it(mark: Cell) -> None:
    answers = marked(mark, "", mark, "", mark)
    assert answers["poverty"] == "ngheo"
    assert answers["groups"] == [
        {"group": 1, "sub": None, "from": None, "to": None, "evidence": None, "decision": None}
    ]
    assert answers["risks"] == [{"risk": "mo_coi_cha_hoac_me", "from": None, "to": None}]


@pytest.mark.parametrize("mark", ["", "0", 0, "không", "-"])
def test_marks_that_are_none(mark: Cell) -> None:
    answers = marked(mark, mark, mark, mark, mark)
    assert answers["poverty"] == "khong"
    assert "groups" not in answers


def test_near_poor_is_not_poor() -> None:
    assert marked("", "x", "", "", "")["poverty"] == "can_ngheo"


def test_a_text_below_a_group_is_its_sub_group_or_the_evidence() -> None:
    assert marked("", "", "", "nặng", "")["groups"][0]["sub"] == 2
    evidence = marked("", "", "", "GXN số 12/2025", "")["groups"][0]
    assert (evidence["sub"], evidence["evidence"]) == (None, "GXN số 12/2025")


def test_groups_written_in_one_column() -> None:
    page = sheet(("Họ và tên", "Giới tính", "Hoàn cảnh đặc biệt"), ("A Sì", "Nam", "Khuyết tật; 13.1"))
    groups = entries(page)[0].answers["groups"]
    assert [(entry["group"], entry["sub"]) for entry in groups] == [(4, None), (13, 1)]


def test_a_name_in_two_columns_is_one_name() -> None:
    page = sheet(("Họ và đệm", "Tên", "Giới tính"), ("Lò Thị", "Mai", "Nữ"))
    assert entries(page)[0].answers["name"] == "Lò Thị Mai"
    merged = sheet(("Họ và tên", "", "Giới tính"), ("Lò Thị", "Mai", "Nữ"), merges=[(0, 0, 0, 1)])
    assert entries(merged)[0].answers["name"] == "Lò Thị Mai"


@pytest.mark.parametrize(
    ("cell", "sentence"), [("=cmd()", "dấu ="), ("Lò\x07Mai", "ký tự"), ("123", "chữ cái"), ("Lò\nMai", "xuống dòng")]
)
def test_names_that_cannot_be(cell: str, sentence: str) -> None:
    assert sentence in fault("name", cell)


def test_every_fault_of_a_row_is_named() -> None:
    entry = one(name="=1", birth="31/02/2018", sex="x", ethnic="Marsian", id_number="1", mother="@")
    assert sorted(problem.field for problem in entry.problems) == [
        "birth",
        "ethnic",
        "id_number",
        "mother",
        "name",
        "sex",
    ]


def test_cells_merged_over_several_rows_speak_for_each() -> None:
    heading = ("Họ và tên", "Ngày sinh", "Giới tính", "Nơi ở", "Họ tên mẹ")
    rows = [("A Sì", 2018, "Nam", "Bản Kéo", "Ly Thị Dợ"), ("A Nà", 2019, "Nữ", "", ""), ("A Mí", 2020, "Nữ", "", "")]
    found = entries(sheet(heading, *rows, merges=[(1, 3, 3, 3), (1, 4, 2, 4)]))
    assert [entry.answers.get("hamlet") for entry in found] == ["Bản Kéo"] * 3
    assert [entry.answers.get("mother") for entry in found] == ["Ly Thị Dợ", "Ly Thị Dợ", None]


def test_columns_headed_only_nam_and_nu_hold_marks_or_births() -> None:
    births = entries(sheet(("Họ và tên", "Nam", "Nữ"), ("A Sì", "26/11/2018", ""), ("A Nà", "", 2019)))
    assert [(entry.answers["sex"], entry.answers["birth"].iso) for entry in births] == [
        ("nam", "2018-11-26"),
        ("nu", "2019"),
    ]
    marks = entries(sheet(("Họ và tên", "Năm sinh", "Nam", "Nữ"), ("A Sì", 2018, "x", ""), ("A Nà", 2019, "", "x")))
    assert [entry.answers["sex"] for entry in marks] == ["nam", "nu"]


def test_sexes_marked_below_one_heading() -> None:
    heading = ("Họ và tên", "Năm sinh", "Giới tính > Nam", "Giới tính > Nữ")
    found = entries(sheet(heading, ("A Sì", 2018, "x", ""), ("A Nà", 2019, "", "x"), ("A Mí", 2019, "x", "x")))
    assert [entry.answers["sex"] for entry in found][:2] == ["nam", "nu"]
    assert found[2].problems[0].field == "sex"
