"""Headings as officers write them, and the field each one means."""

from __future__ import annotations

import pytest

from cpkit.errors import Refused
from cpkit.exchange.columns import check_field, column_letter, place, recognise
from cpkit.exchange.headings import find_table
from cpkit.exchange.lists import Choices, parse_choice, read_mapping, write_mapping
from cpkit.exchange.reading import Cell
from tests.exchange.sheets import CHILD, HEADING, sheet

SAID = {
    "-": ["STT", "TT", "Số TT", "Lý do không nhận"],
    "name": [
        "Họ và tên",
        "HỌ VÀ TÊN TRẺ EM",
        "Họ tên",
        "Họ và tên trẻ (ghi theo giấy khai sinh)",
        "Tên trẻ",
        "Họ, chữ đệm và tên",
    ],
    "birth": [
        "Ngày sinh",
        "Năm sinh",
        "Ngày, tháng, năm sinh",
        "Ngày/tháng/năm sinh",
        "NTNS",
        "Sinh ngày",
        "Ngày sinh (dd/mm/yyyy)",
    ],
    "age": ["Tuổi"],
    "sex": ["Giới tính", "Giới", "Nam/Nữ", "Giới tính (Nam/Nữ)"],
    "sex:nu": ["Nữ"],
    "ethnic": ["Dân tộc", "Thành phần dân tộc"],
    "id_number": ["Mã định danh cá nhân", "Số CCCD/ĐDCN", "Số định danh", "Căn cước", "Số CMND/CCCD"],
    "hamlet": ["Thôn, bản", "Tổ dân phố", "Bản", "Tổ/bản", "Địa chỉ (tổ, bản)", "Thôn/Xóm", "TDP"],
    "place": ["Nơi ở", "Địa chỉ", "Chỗ ở hiện nay", "Địa chỉ thường trú", "Hộ khẩu thường trú"],
    "mother": ["Họ tên mẹ", "Mẹ", "Họ và tên mẹ", "Họ tên mẹ (hoặc người nuôi)", "Tên mẹ đẻ"],
    "father": ["Họ tên cha", "Bố", "Họ và tên bố", "Tên cha"],
    "carer": ["Người chăm sóc", "Họ tên người nuôi dưỡng", "Người giám hộ"],
    "phone": ["Số điện thoại", "SĐT cha mẹ", "Điện thoại liên hệ"],
    "poverty:ngheo": ["Hộ nghèo", "Thuộc hộ nghèo"],
    "poverty:can_ngheo": ["Hộ cận nghèo", "Cận nghèo"],
    "poverty": ["Hộ nghèo, cận nghèo", "Hộ nghèo/cận nghèo", "Diện hộ"],
    "groups": ["Hoàn cảnh đặc biệt", "Nhóm HCĐB", "Đối tượng"],
    "groups:1": ["Mồ côi cả cha và mẹ", "Trẻ em mồ côi cả cha và mẹ", "1. Trẻ em mồ côi cả cha và mẹ"],
    "groups:4": ["Khuyết tật", "Trẻ khuyết tật", "TE khuyết tật"],
    "groups:13": ["Bệnh hiểm nghèo (hộ nghèo, cận nghèo)"],
    "risks:mo_coi_cha_hoac_me": ["Mồ côi cha hoặc mẹ"],
    "risks:bo_hoc": ["Bỏ học"],
    "note": ["Ghi chú", "Ghi chú (nếu có)"],
}


@pytest.mark.parametrize(("field", "heading"), [(field, text) for field, texts in SAID.items() for text in texts])
def test_a_heading_means_its_field(field: str, heading: str) -> None:
    assert recognise((heading,)) == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        (("Ngày, tháng, năm sinh", "Nam"), "birth:nam"),
        (("Ngày sinh", "Nữ"), "birth:nu"),
        (("Ngày, tháng, năm sinh", "Năm"), "birth"),
        (("Thông tin mẹ", "Họ và tên"), "mother"),
        (("Cha", "Họ tên"), "father"),
        (("Thông tin cha mẹ", "Họ tên cha"), "father"),
        (("Trẻ em có hoàn cảnh đặc biệt", "4"), "groups:4"),
        (("Khuyết tật", "Đặc biệt nặng"), "groups:4.1"),
        (("Khuyết tật", "Nặng"), "groups:4.2"),
        (("Trẻ em có nguy cơ", "2"), "risks:bo_hoc"),
        (("Hoàn cảnh đặc biệt", "Ghi chú"), "note"),
    ],
)
def test_the_part_above_a_heading_counts(heading: tuple[str, ...], field: str) -> None:
    assert recognise(heading) == field


@pytest.mark.parametrize(
    "heading",
    [
        ("Lớp",),
        ("Trường",),
        ("Nơi sinh",),
        ("Năm sinh của mẹ",),
        ("Mẹ", "Năm sinh"),
        ("Họ tên cha, mẹ",),
        ("Họ tên chủ hộ",),
        ("Nghề nghiệp của cha",),
        ("Số CCCD của mẹ",),
        ("Số thẻ BHYT",),
        ("Tiếng dân tộc",),
    ],
)
def test_what_is_not_known_is_left_to_the_officer(heading: tuple[str, ...]) -> None:
    assert recognise(heading) is None


def placed(heading: tuple[str, ...], row: tuple[Cell, ...], **chosen: str) -> dict[str, str]:
    page = sheet(heading, row)
    table = find_table(page, recognise)
    assert table is not None
    return {column.title: column.field for column in place(page, table, chosen, {}).columns}


def test_where_a_child_lives_is_the_hamlet_unless_another_column_has_it() -> None:
    assert placed(("Họ và tên", "Địa chỉ"), ("A", "Bản Kéo"))["Địa chỉ"] == "hamlet"
    fields = placed(("Họ và tên", "Thôn, bản", "Địa chỉ"), ("A", "Bản Kéo", "Số 5"))
    assert (fields["Thôn, bản"], fields["Địa chỉ"]) == ("hamlet", "address")


def test_a_birth_in_three_columns() -> None:
    fields = placed(("Họ và tên", "Ngày sinh", "Tháng sinh", "Năm sinh"), ("A", 26, 11, 2018))
    assert list(fields.values()) == ["name", "birth:day", "birth:month", "birth:year"]


def test_a_second_column_of_one_field_is_left_to_the_officer() -> None:
    assert placed(("Họ và tên", "Dân tộc", "Dân tộc khác"), ("A", "Thái", "Kinh")) == {
        "Họ và tên": "name",
        "Dân tộc": "ethnic",
        "Dân tộc khác": "",
    }


def test_an_unknown_column_without_any_cell_is_not_asked_about() -> None:
    assert "Lớp" not in placed(("Họ và tên", "Lớp", "Giới tính"), ("A", "", "Nam"))


def test_a_column_without_heading_goes_by_its_letter() -> None:
    assert placed(("Họ và tên", "Giới tính", ""), ("A", "Nam", "con nuôi"))["cột C"] == ""
    assert placed(("Họ và tên", "Giới tính", ""), ("A", "Nam", "con nuôi"), C="note")["cột C"] == "note"
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_the_officer_goes_before_the_heading() -> None:
    page = sheet(HEADING, CHILD)
    table = find_table(page, recognise)
    assert table is not None
    columns = place(page, table, {"ho ten me": "carer"}, {"Giới tính": "-"}).columns
    assert [column.field for column in columns] == ["-", "name", "birth", "-", "carer"]


def test_a_star_places_every_column_that_is_left() -> None:
    page = sheet(("Họ và tên", "Lớp", "Trường"), ("A", "5A", "Tiểu học"))
    table = find_table(page, lambda heading: recognise(heading) or "x")
    assert table is not None
    assert [column.field for column in place(page, table, {"*": "note"}, {}).columns] == ["name", "note", "note"]


def test_a_column_that_is_not_there_is_refused_with_those_that_are() -> None:
    page = sheet(HEADING, CHILD)
    table = find_table(page, recognise)
    assert table is not None
    with pytest.raises(Refused, match=r"không có cột “Tên bố”. Các cột: STT; Họ và tên; Ngày sinh"):
        place(page, table, {"Tên bố": "father"}, {})
    assert place(page, table, {}, {"Tên bố": "father"}).unplaced == ()  # a mapping kept from another list


@pytest.mark.parametrize(
    "field", ["-", "name", "groups", "groups:4.2", "birth:nam", "poverty:can_ngheo", "risks:bo_hoc"]
)
def test_the_fields_a_column_can_hold(field: str) -> None:
    check_field(field)
    assert parse_choice(f"Tên = cột={field}") == ("Tên = cột", field)


@pytest.mark.parametrize("field", ["", "nmae", "groups:99", "name:4", "birth:giua"])
def test_a_field_that_is_none_is_refused(field: str) -> None:
    with pytest.raises(Refused, match="Không có trường"):
        check_field(field)


def test_a_mapping_is_saved_and_read_again(tmp_path) -> None:  # type: ignore[no-untyped-def]
    page = sheet(("Họ và tên", "Bé con nhà", "Lớp"), ("A", "Quàng Thị Hoa", "5A"))
    table = find_table(page, lambda heading: recognise(heading) or "x")
    assert table is not None
    columns = place(page, table, {"Bé con nhà": "mother", "Lớp": "-"}, {}).columns
    write_mapping(tmp_path / "ghep.json", columns)
    assert read_mapping(tmp_path / "ghep.json") == {"Họ và tên": "name", "Bé con nhà": "mother", "Lớp": "-"}
    assert Choices(mapping=read_mapping(tmp_path / "ghep.json")).mapping["Lớp"] == "-"


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b'{"columns": {"A": "nmae"}}'])
def test_a_mapping_that_is_none_is_refused(tmp_path, content: bytes) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "ghep.json").write_bytes(content)
    with pytest.raises(Refused):
        read_mapping(tmp_path / "ghep.json")
    with pytest.raises(Refused, match="Không đọc được"):
        read_mapping(tmp_path / "none.json")
