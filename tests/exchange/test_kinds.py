"""Which rows are children: none is lost, and no total, signature or repeated heading becomes one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from cpkit.exchange.reading import Cell
from tests.exchange.sheets import entries, sheet

HEADING = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Họ tên mẹ")
MAI = (1, "Lò Thị Mai", "26/11/2018", "Nữ", "Quàng Thị Hoa")
NAM = (2, "Tống Văn Nam", "01/02/2019", "Nam", "Cà Thị Dợ")


def names(*rows: Sequence[Cell]) -> list[str | None]:
    """The children found below the heading; None for one without a name."""
    return [entry.answers.get("name") for entry in entries(sheet(HEADING, *rows))]


FEET: list[tuple[Cell, ...]] = [
    ("", "Tổng cộng: 2 trẻ em"),
    ("Tổng cộng", "", 2, "", ""),
    ("", "Cộng", "", 2),
    ("Tổng số: 02 trẻ",),
    ("", "", "", "", "Điện Biên Phủ, ngày 10 tháng 11 năm 2025"),
    ("", "", "Ngày      tháng     năm 2025"),
    ("", "NGƯỜI LẬP BIỂU", "", "", "CHỦ TỊCH"),
    ("TM. ỦY BAN NHÂN DÂN",),
    ("", "Người lập", "KT. CHỦ TỊCH", "", ""),
    ("(Danh sách này có 2 trẻ em)",),
]


@pytest.mark.parametrize("foot", FEET)
def test_the_foot_is_no_child(foot: tuple[Cell, ...]) -> None:
    assert names(MAI, NAM, foot) == ["Lò Thị Mai", "Tống Văn Nam"]


def test_who_signs_below_is_no_child() -> None:
    signed = ("", "Nguyễn Thị Lan", "", "", "Trần Văn Bình")
    assert names(MAI, NAM, ("", "NGƯỜI LẬP BIỂU", "", "", "CHỦ TỊCH"), (), (), signed) == ["Lò Thị Mai", "Tống Văn Nam"]


def test_a_total_between_two_hamlets_ends_nothing() -> None:
    assert names(("BẢN KÉO",), MAI, ("", "Cộng bản Kéo: 1"), ("BẢN MỚ",), NAM) == ["Lò Thị Mai", "Tống Văn Nam"]


def test_a_heading_repeated_on_the_next_page_is_no_child() -> None:
    assert names(MAI, HEADING, NAM) == ["Lò Thị Mai", "Tống Văn Nam"]


def test_blank_rows_and_prepared_numbers_are_no_children() -> None:
    assert names(MAI, (), (None or "",), NAM, (3,), (4, "", "", "", "")) == ["Lò Thị Mai", "Tống Văn Nam"]


def test_a_row_without_a_name_is_a_child_to_be_refused() -> None:
    assert names(MAI, (2, "", "26/11/2018", "Nữ", ""), NAM) == ["Lò Thị Mai", None, "Tống Văn Nam"]
    assert names(MAI, (2, "", "ngày 26 tháng 11 năm 2018", "Nữ", "Cà Thị Dợ"), NAM)[1] is None


def test_a_row_with_only_a_name_is_a_child_to_be_refused() -> None:
    assert names(MAI, (2, "Hạng A Páo"), NAM) == ["Lò Thị Mai", "Hạng A Páo", "Tống Văn Nam"]
    assert names(MAI, NAM, (3, "Hạng A Páo", "", "Nam", "")) == ["Lò Thị Mai", "Tống Văn Nam", "Hạng A Páo"]


def test_a_surname_like_a_total_is_a_surname() -> None:
    rows = [(1, "Tống Thị Hoa", "", "Nữ", ""), (2, "Công Thị Nga", "", "Nữ", ""), MAI]
    assert names(*rows) == ["Tống Thị Hoa", "Công Thị Nga", "Lò Thị Mai"]


def test_a_ward_between_hamlets_is_passed_over() -> None:
    found = entries(sheet((*HEADING,), ("XÃ THANH MINH",), ("BẢN KÉO",), MAI))
    assert [(entry.answers["name"], entry.hamlet) for entry in found] == [("Lò Thị Mai", "Bản Kéo")]


def test_a_count_beside_a_hamlet_or_a_total_is_no_birth() -> None:
    found = entries(sheet(HEADING, ("", "BẢN KÉO", 14), MAI, ("", "Cộng bản Kéo", 14), NAM))
    assert [(entry.answers["name"], entry.hamlet) for entry in found] == [
        ("Lò Thị Mai", "Bản Kéo"),
        ("Tống Văn Nam", "Bản Kéo"),
    ]


def test_several_tables_one_below_the_other_are_one_list() -> None:
    signed = ("", "NGƯỜI LẬP BIỂU", "", "", "CHỦ TỊCH")
    title = ("DANH SÁCH TRẺ EM BẢN MỚ",)
    assert names(MAI, ("", "Tổng cộng: 1"), signed, (), title, HEADING, NAM) == ["Lò Thị Mai", "Tống Văn Nam"]


def test_a_nameless_child_is_not_taken_for_a_hamlet() -> None:
    heading = ("STT", "Họ và tên", "Ngày sinh", "Nơi ở", "Số định danh")
    found = entries(sheet(heading, (1, "", date(2018, 11, 26), "Bản Kéo", ""), (2, "", "", "Bản Kéo", 11318000001.0)))
    assert [entry.row for entry in found] == [2, 3]


def test_a_hamlet_named_in_its_column_is_known_in_a_heading_row() -> None:
    heading = ("STT", "Họ và tên", "Ngày sinh", "Nơi ở")
    page = sheet(heading, ("", "HUỔI PHẠ"), (1, "Lò Thị Mai", 2018, ""), (2, "Lò Văn Nam", 2018, "Huổi Phạ"))
    assert [entry.answers["hamlet"] for entry in entries(page)] == ["Huổi Phạ", "Huổi Phạ"]
