"""The heading is found under titles, in one row or several, merged or not."""

from __future__ import annotations

from cpkit.exchange.columns import recognise
from cpkit.exchange.headings import Table, find_table, heading_text
from cpkit.exchange.reading import Sheet
from tests.exchange.sheets import CHILD, HEADING, sheet

TITLES = [("ỦY BAN NHÂN DÂN PHƯỜNG",), ("DANH SÁCH TRẺ EM NĂM 2025",), ()]


def found(page: Sheet) -> Table:
    table = find_table(page, recognise)
    assert table is not None
    return table


def texts(page: Sheet) -> list[str]:
    return [heading_text(heading) for heading in found(page).headings]


def test_the_heading_is_found_below_titles() -> None:
    table = found(sheet(*TITLES, HEADING, CHILD))
    assert (table.top, table.last_heading, table.first_row) == (3, 3, 4)


def test_a_sheet_without_a_column_for_the_name_has_no_table() -> None:
    assert find_table(sheet(("Dân tộc", "Ngày sinh", "Giới tính")), recognise) is None
    assert find_table(sheet(("Tổng hợp",), ("Bản Kéo", 14)), recognise) is None


def test_a_merged_heading_gives_its_text_to_each_of_its_columns() -> None:
    page = sheet(
        ("STT", "Họ và tên", "Ngày, tháng, năm sinh", "", "Dân tộc"),
        ("", "", "Nam", "Nữ", ""),
        (1, "Lò Thị Mai", "", "26/11/2018", "Thái"),
        merges=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 1, 4)],
    )
    assert texts(page) == [
        "STT",
        "Họ và tên",
        "Ngày, tháng, năm sinh > Nam",
        "Ngày, tháng, năm sinh > Nữ",
        "Dân tộc",
    ]
    assert found(page).first_row == 2


def test_a_heading_of_two_rows_needs_no_merged_cells() -> None:
    page = sheet(
        ("STT", "Họ và tên", "Ngày sinh", "", "Dân tộc"),
        ("", "", "Nam", "Nữ", ""),
        (1, "Lò Thị Mai", "", "26/11/2018", "Thái"),
    )
    assert texts(page)[2:4] == ["Ngày sinh > Nam", "Ngày sinh > Nữ"]


def test_a_row_that_groups_the_columns_above_the_heading_belongs_to_it() -> None:
    page = sheet(
        ("Thông tin trẻ", "", "", "Cha", "Mẹ"),
        ("Họ và tên", "Ngày sinh", "Giới tính", "Họ và tên", "Họ và tên"),
        ("Lò Thị Mai", "26/11/2018", "Nữ", "Lò Văn Ninh", "Quàng Thị Hoa"),
        merges=[(0, 0, 0, 2), (0, 3, 0, 4)],
    )
    assert found(page).first_row == 2
    page = sheet(*page.rows, merges=[(0, 0, 0, 1), (0, 2, 0, 2), (0, 3, 0, 3)])
    assert texts(page)[4] == "Mẹ > Họ và tên"


def test_a_row_that_numbers_the_columns_is_no_child() -> None:
    for numbers in (("(1)", "(2)", "(3)", "(4)", "(5)"), (1, 2, 3, 4, 5), ("A", "B", 1, 2, 3)):
        assert found(sheet(HEADING, numbers, CHILD)).first_row == 2


def test_a_hamlet_heading_below_the_heading_is_not_part_of_it() -> None:
    assert found(sheet(HEADING, ("BẢN KÉO",), CHILD)).last_heading == 0
    assert found(sheet(HEADING, ("BẢN KÉO", "", "", "", ""), CHILD, merges=[(1, 0, 1, 4)])).last_heading == 0
