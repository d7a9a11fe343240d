"""An Excel list of newcomers as a ward keeps one: titles above, ditto marks, x-marks, a signature below.

It is there to try `cpkit register --from` on.
"""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path
from typing import Any

from cpkit.practice.children import make_children

ROWS = 24
TITLES = ("ỦY BAN NHÂN DÂN PHƯỜNG (THỰC HÀNH)", "DANH SÁCH TRẺ EM MỚI ĐẾN NĂM 2025", "")
HEADINGS = ("STT", "Họ và tên trẻ em", "Ngày sinh", "Giới tính", "Dân tộc", "Mã định danh cá nhân", "Nơi ở",
            "Họ tên cha", "Họ tên mẹ", "Hộ nghèo", "Khuyết tật")  # fmt: skip
SIGNATURE = "Điện Biên Phủ, ngày 10 tháng 11 năm 2025"


def write_ward_list(path: Path, *, unit: str, seed: int = 57) -> int:
    """Write the list to `path` and return how many children stand in it. The same seed writes the same bytes."""
    import xlsxwriter

    drawn = make_children(random.Random(seed), ROWS * 2, unit)
    children = [child for child in drawn if child["birth"] >= "2010"][:ROWS]
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"created": datetime(2025, 11, 10)})
        sheet = workbook.add_worksheet("Danh sách")
        for row, line in enumerate([*((title,) for title in TITLES), HEADINGS, *_lines(children)]):
            sheet.write_row(row, 0, line)
        sheet.write(len(TITLES) + 2 + len(children), 1, f"Tổng cộng: {len(children)} trẻ em")
        sheet.write(len(TITLES) + 4 + len(children), 6, SIGNATURE)
        sheet.set_column(1, 8, 20)
    return len(children)


def _lines(children: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    from cpkit.codes import code_list

    ethnic = code_list("ethnic_groups")
    hamlets = ["", *(child["hamlet"] for child in children)]
    return [
        (
            number,
            child["name"],
            child["birth"],
            {"nam": "Nam", "nu": "Nữ"}[child["sex"]],
            _label(ethnic.get(child["ethnic"])),
            child["id_number"],
            '"' if child["hamlet"] == hamlets[number - 1] else child["hamlet"],
            child["father"],
            child["mother"],
            "x" if child["poverty"] == "ngheo" else None,
            "x" if number % 9 == 0 else None,
        )
        for number, child in enumerate(children, start=1)
    ]


def _label(code: Any) -> str:
    return code.label["vi"] if code else ""
