"""Lists typed in old fonts: told by column, decoded cell by cell where a cell can be old."""

from __future__ import annotations

import pytest

from cpkit.exchange.legacy import capitals, decode_sheet, find_legacy, preview
from tests.exchange.sheets import sheet

HEADING = ("STT", "Họ và tên", "Xã")
TCVN3 = [(1, "NguyÔn ThÞ H\u00ad¬ng", "Thanh Minh"), (2, "Lß V¨n ¸nh", "Thanh Minh"), (3, "Quµng V¨n Kh¸nh", "Nµ TÊu")]
VNI = [
    (1, "Nguyeãn Thò Höông", "Thanh Minh"),
    (2, "Loø Vaên AÙnh", "Thanh Minh"),
    (3, "Quaøng Vaên Khaùnh", "Naø Taáu"),
]


def test_the_encoding_is_found_in_the_columns() -> None:
    assert find_legacy(sheet(HEADING, *TCVN3)) == "tcvn3"
    assert find_legacy(sheet(HEADING, *VNI)) == "vni"
    assert find_legacy(sheet(HEADING, (1, "Nguyễn Thị Hương", "Nà Tấu"), (2, "Hòa", "Xã"))) is None


def test_the_data_are_decoded_and_unicode_cells_stay() -> None:
    page = sheet(HEADING, *TCVN3, ("", "Tổng cộng: 3", ""))
    decoded = decode_sheet(page, "tcvn3", first_row=1)
    assert [row[1] for row in decoded.rows] == [
        "Họ và tên",
        "Nguyễn Thị Hương",
        "Lò Văn ánh",
        "Quàng Văn Khánh",
        "Tổng cộng: 3",
    ]
    assert decoded.rows[0][2] == "Xã"
    assert decode_sheet(sheet(HEADING, *VNI), "vni", first_row=1).rows[2][1] == "Lò Văn Ánh"


def test_the_preview_shows_cells_before_and_after() -> None:
    page = sheet(HEADING, *TCVN3)
    assert ("Lß V¨n ¸nh", "Lò Văn ánh") in preview(page, decode_sheet(page, "tcvn3", 1))


@pytest.mark.parametrize(
    ("decoded", "name"),
    [
        ("Lò Văn ánh", "Lò Văn Ánh"),
        ("đỗ Thị ơn", "Đỗ Thị Ơn"),
        ("NGUYễN THị ánh", "Nguyễn Thị Ánh"),
        ("Vừ A Páo", "Vừ A Páo"),
    ],
)
def test_capitals_that_tcvn3_lacks_are_given_back(decoded: str, name: str) -> None:
    assert capitals(decoded) == name
