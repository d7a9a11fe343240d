"""The list to hand out, and the filled one coming back. Read with two other libraries than the one that writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from cpkit.errors import Refused
from cpkit.forms import check, forms, load
from cpkit.forms.headings import headings_of
from cpkit.forms.sheet import read_filled, write_template

TODAY = date(2025, 11, 15)
FORM_IDS = [form.id for form in forms()]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "mau.xlsx"
    write_template(load("dang_ky"), path)
    return path


def fill(path: Path, sheet: str, *rows: dict[str, object]) -> Path:
    """Write rows (by heading) under the headings, as an officer would; headings stand in row 3."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    columns = {str(cell.value).rstrip(" *"): cell.column for cell in page[3]}
    for at, row in enumerate(rows, 4):
        for heading, value in row.items():
            page.cell(at, columns[heading], value)
    book.save(path)
    return path


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_the_same_form_gives_the_same_bytes(form_id: str, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_template(load(form_id), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_every_question_has_its_column_and_its_guidance(form_id: str, tmp_path: Path) -> None:
    form, path = load(form_id), tmp_path / "mau.xlsx"
    write_template(form, path)
    book = CalamineWorkbook.from_path(str(path))
    written = [str(cell).rstrip(" *") for cell in book.get_sheet_by_index(0).to_python(skip_empty_area=False)[2]]
    known = headings_of(form)
    asked = [each for each in known.fields if each.kind != "hidden"]
    assert len(written) == len(asked) and all(asked[at].text in text for at, text in enumerate(written))
    assert [known.find(text) for text in written] == asked, "no two columns are called alike"
    guided = [row[0] for row in book.get_sheet_by_name("Hướng dẫn").to_python()]
    assert set(written) <= set(guided)


def test_required_columns_carry_a_star_and_the_headings_stay_in_sight(template: Path) -> None:
    page = openpyxl.load_workbook(template).worksheets[0]
    starred = [cell.value for cell in page[3] if str(cell.value).endswith(" *")]
    assert starred == ["Họ và tên *", "Giới tính *"]
    assert page.freeze_panes == "B4"


def test_choices_are_offered_in_the_cells(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    sources = {
        str(rule.formula1).split("$")[1]: rule
        for rule in book.worksheets[0].data_validations.dataValidation
        if rule.type == "list"
    }
    assert len(sources) == 3
    lists = {cell.value: cell.column_letter for cell in book["Danh mục"][1]}
    sex = [cell.value for cell in book["Danh mục"][lists["Giới tính"]] if cell.value]
    assert sex == ["Giới tính", "Nam", "Nữ", "Không biết"]
    assert len([cell for cell in book["Danh mục"][lists["Dân tộc"]] if cell.value]) > 54


def test_no_cell_is_a_formula(template: Path) -> None:
    for page in openpyxl.load_workbook(template).worksheets:
        assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_a_filled_list_comes_back_with_its_row_numbers(template: Path) -> None:
    fill(
        template,
        "Đăng ký trẻ em",
        {
            "Họ và tên": "Lò Thị Mai",
            "Ngày sinh": "26/11/2018",
            "Giới tính": "Nữ",
            "Số định danh cá nhân": "011318000001",
        },
        {},
        {
            "Họ và tên": "Vừ A Páo",
            "Ngày sinh": "2015",
            "Giới tính": "Nam",
            "Dân tộc": "Mông",
            "Hộ nghèo, cận nghèo": "Hộ nghèo",
        },
    )
    rows = read_filled(load("dang_ky"), template)
    assert [row.row for row in rows] == [4, 6]
    first, second = (check(load("dang_ky"), row.answers, today=TODAY).require() for row in rows)
    assert (first["name"], first["sex"], first["id_number"]) == ("Lò Thị Mai", "nu", "011318000001")
    assert (second["birth_date"].iso, second["poverty"]) == ("2015", "ngheo")


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_every_choice_offered_is_read_back_as_itself(form_id: str, tmp_path: Path) -> None:
    from cpkit.forms.choices import choices_of

    form = load(form_id)
    for asked in form.questions():
        if asked.list_name:
            choices = choices_of(form, asked)
            lost = [choice.name for choice in choices.items if choices.find(choice.short_text) not in (choice, None)]
            assert lost == [], asked.name
            assert all(choices.find(choice.short_text) for choice in choices.items), asked.name


def test_rows_of_a_repeat_come_from_their_own_sheet(tmp_path: Path) -> None:
    form, path = load("can_bo"), tmp_path / "mau.xlsx"
    write_template(form, path)
    fill(path, "Người làm công tác bảo vệ trẻ e", {"Họ và tên": "Lò Văn Kiên", "Vai trò": "Cộng tác viên"})
    fill(
        path,
        "Đã được tập huấn",
        {"Dòng trong danh sách": "4", "Ngày tập huấn": "12/05/2025", "Tên lớp": "Quản lý ca"},
        {"Dòng trong danh sách": 4, "Ngày tập huấn": "13/06/2025"},
    )
    (row,) = read_filled(form, path)
    values = check(form, row.answers, today=TODAY).require()
    assert [training["date"] for training in values["trainings"]] == [date(2025, 5, 12), date(2025, 6, 13)]


def test_a_row_of_a_repeat_that_belongs_nowhere_is_refused(tmp_path: Path) -> None:
    form, path = load("can_bo"), tmp_path / "mau.xlsx"
    write_template(form, path)
    fill(path, "Đã được tập huấn", {"Dòng trong danh sách": "99", "Ngày tập huấn": "12/05/2025"})
    with pytest.raises(Refused, match="dòng 4"):
        read_filled(form, path)


def test_the_refusal_says_which_rows_there_are(tmp_path: Path) -> None:
    """Who numbers the records 1, 2, 3 must learn that the Excel row is meant."""
    form, path = load("can_bo"), tmp_path / "mau.xlsx"
    write_template(form, path)
    people: list[dict[str, object]] = [
        {"Họ và tên": name, "Vai trò": "Cộng tác viên"} for name in ("Lò Văn Kiên", "Lò Thị Mẫu")
    ]
    fill(path, "Người làm công tác bảo vệ trẻ e", *people)
    fill(path, "Đã được tập huấn", {"Dòng trong danh sách": 1, "Ngày tập huấn": "12/05/2025"})
    with pytest.raises(Refused, match=r"ghi “1”.*: 4, 5"):
        read_filled(form, path)
    guidance = openpyxl.load_workbook(path)["Hướng dẫn"]
    assert "Đã được tập huấn: Dòng trong danh sách" in [row[0].value for row in guidance.iter_rows()]


def test_rows_without_a_number_belong_to_the_only_record(tmp_path: Path) -> None:
    form, path = load("can_bo"), tmp_path / "mau.xlsx"
    write_template(form, path)
    fill(path, "Người làm công tác bảo vệ trẻ e", {"Họ và tên": "Lò Văn Kiên", "Vai trò": "Cộng tác viên"})
    fill(path, "Đã được tập huấn", {"Ngày tập huấn": "12/05/2025"})
    (row,) = read_filled(form, path)
    assert len(row.answers["trainings"]) == 1


@pytest.mark.parametrize("content", [b"", b"khong phai excel", b"PK\x03\x04hong", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_workbook_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused, match=r"x\.xlsx"):
        read_filled(load("dang_ky"), path)


def test_a_missing_file_and_a_sheet_without_headings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Không tìm thấy"):
        read_filled(load("dang_ky"), tmp_path / "khong.xlsx")
    book = openpyxl.Workbook()
    book.active["A1"] = "gì đó"
    book.save(tmp_path / "la.xlsx")
    with pytest.raises(Refused, match="Họ và tên, Giới tính"):
        read_filled(load("dang_ky"), tmp_path / "la.xlsx")


def test_a_folder_that_is_not_there_is_a_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Không có thư mục"):
        write_template(load("dang_ky"), tmp_path / "khong" / "mau.xlsx")


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Họ và tên trẻ em", "name"),
        ("HỌ VÀ TÊN TRẺ EM *", "name"),
        ("Ngày, tháng, năm sinh", "birth_date"),
        ("Mã định danh cá nhân", "id_number"),
        ("Số CCCD/ĐDCN", "id_number"),
        ("Nơi ở", "hamlet"),
        ("Địa chỉ (tổ, bản)", "hamlet"),
        ("Hộ nghèo", "poverty"),
        ("Họ tên cha", "father"),
        ("Giới tính:", "sex"),
        ("birth_date", "birth_date"),
        ("Date of birth", "birth_date"),
    ],
)
def test_headings_as_wards_write_them_are_known(heading: str, key: str) -> None:
    found = headings_of(load("dang_ky")).find(heading)
    assert found is not None
    assert found.key == key


def test_no_heading_of_a_form_means_two_questions() -> None:
    from cpkit.forms.headings import _key

    for form in forms():
        seen: dict[str, str] = {}
        for asked in headings_of(form).fields:
            for text in (asked.text, *asked.aliases):
                assert seen.setdefault(_key(text), asked.key) == asked.key, (form.id, text)
