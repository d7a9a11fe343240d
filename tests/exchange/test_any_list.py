"""Whatever stands in the cells: nothing crashes, and no row that names a child with a birth is lost."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpkit.exchange.columns import place, recognise
from cpkit.exchange.headings import find_table
from cpkit.exchange.legacy import decode_sheet, find_legacy
from cpkit.exchange.reading import Cell, read_sheets
from cpkit.exchange.refused import write_refused
from tests.exchange.sheets import entries, sheet

HEADING = (
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Dân tộc",
    "Số định danh",
    "Nơi ở",
    "Hộ nghèo",
    "Khuyết tật",
    "Ghi chú",
)
WORDS = [
    '"',
    "nt",
    "x",
    "-",
    "Tổng cộng",
    "BẢN KÉO",
    "II",
    "NGƯỜI LẬP BIỂU",
    "31/02/2018",
    "Nữ",
    "=1+1",
    "không rõ",
    "7 tuổi",
]
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.just(""),
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.floats(),
    st.integers(-(10**15), 10**15),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)
ROWS = st.lists(st.lists(CELLS, max_size=len(HEADING) + 2), max_size=6)


@given(ROWS)
def test_any_cells_are_read_or_refused(rows: list[list[Cell]]) -> None:
    for entry in entries(sheet(HEADING, *rows)):
        assert all(problem.message and problem.field for problem in entry.problems)
        assert entry.row > 1


@given(ROWS)
def test_any_cells_can_be_looked_at_for_an_old_font(rows: list[list[Cell]]) -> None:
    page = sheet(HEADING, *rows)
    find_legacy(page)
    for legacy in ("tcvn3", "vni"):
        decode_sheet(page, legacy)


@given(
    ROWS, st.dates(date(2012, 1, 1), date(2025, 1, 1)), st.sampled_from(["Lò Thị Mai", "Tống Văn An", "Công Thị Hà"])
)
def test_a_sound_row_is_read_whatever_stands_around_it(rows: list[list[Cell]], birth: date, name: str) -> None:
    sound: tuple[Any, ...] = (7, name, birth, "Nữ", "Thái", "", "Bản Mớ", "", "", "")
    found = [entry for entry in entries(sheet(HEADING, *rows, sound)) if entry.row == len(rows) + 2]
    assert [entry.answers["name"] for entry in found] == [name]
    assert found[0].answers["birth"].earliest == birth
    assert not found[0].problems


@given(st.datetimes(datetime(2000, 1, 1), datetime(2025, 1, 1)), st.sampled_from([time(), time(7, 30)]))
def test_a_birth_reads_the_same_in_every_form(moment: datetime, hour: time) -> None:
    day = moment.date()
    forms: list[Cell] = [
        day,
        datetime.combine(day, hour),
        float((day - date(1899, 12, 30)) / timedelta(days=1)),
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        day.isoformat(),
    ]
    rows = [(1, "A Sì", form, "Nam") for form in forms]
    assert {entry.answers["birth"].earliest for entry in entries(sheet(HEADING, *rows))} == {day}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_any_refused_row_can_be_written_back(tmp_path: Path, rows: list[list[Cell]]) -> None:
    page = sheet(HEADING, *rows)
    table = find_table(page, recognise)
    assert table is not None
    columns = place(page, table, {}, {}).columns
    found = entries(page)
    write_refused(tmp_path / "tra-lai.xlsx", columns, found)
    assert len(read_sheets(tmp_path / "tra-lai.xlsx")[0].rows) >= 1 + bool(found)
