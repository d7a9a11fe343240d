"""Bringing in an Excel list of 20,000 children against reading the sheet and inserting the same rows."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.timing import Ratio, compare, process
from benchmarks.wards import UNIT, make_home
from cpkit.practice.children import make_children

ROWS = 20_000
HEADINGS = (
    "STT",
    "Họ và tên trẻ em",
    "Ngày sinh",
    "Giới tính",
    "Mã định danh cá nhân",
    "Nơi ở",
    "Họ tên cha",
    "Họ tên mẹ",
)
READ_AND_INSERT = """
import random, sys
from pathlib import Path
from python_calamine import CalamineWorkbook
from cpkit.practice.children import make_children
from cpkit.store.opening import open_store
list(CalamineWorkbook.from_path(sys.argv[2]).get_sheet_by_index(0).iter_rows())
with open_store(Path(sys.argv[1])) as store, store.write("benchmark"):
    store.table("children").insert_multiple(make_children(random.Random(58), int(sys.argv[3]), "34:03127"))
"""


def measure() -> list[Ratio]:
    """The whole process `cpkit register --from`, at most 3 times the reading and the inserting alone."""
    with TemporaryDirectory() as folder:
        sheet = _write_list(Path(folder) / "list.xlsx")
        importing = _in_new_ward(Path(folder) / "a", lambda home: _import_command(home, sheet))
        inserting = _in_new_ward(Path(folder) / "b", lambda home: _floor_command(home, sheet))
        return [compare("register --from 20,000 rows : read + insert", importing, inserting, bound=3, runs=3)]


def _write_list(path: Path) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for row, child in enumerate(make_children(random.Random(58), ROWS, UNIT), start=1):
            sexes = {"nam": "Nam", "nu": "Nữ"}
            cells = (child["name"], child["birth"], sexes[child["sex"]], child["id_number"], child["hamlet"])
            sheet.write_row(row, 0, (row, *cells, child["father"], child["mother"]))
    return path


def _in_new_ward(folder: Path, command: Callable[[Path], list[str]]) -> Callable[[], object]:
    """A run of `command` in a ward that is still empty; making the ward is not part of either side's work."""
    homes = iter([make_home(folder / str(number), children=0) for number in range(4)])
    return lambda: process(command(next(homes)))()


def _import_command(home: Path, sheet: Path) -> list[str]:
    options = ["--from", str(sheet), "--as-of", "10/11/2025", "--json"]
    return [sys.executable, "-m", "cpkit", "--home", str(home), "register", *options]


def _floor_command(home: Path, sheet: Path) -> list[str]:
    return [sys.executable, "-c", READ_AND_INSERT, str(home), str(sheet), str(ROWS)]
