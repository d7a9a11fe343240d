"""Lists that officers keep: interventions a row, and who attended an activity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cpkit.cases.interventions import log
from cpkit.cases.lists import Read, read_attendance, read_interventions
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.store.identifiers import show_id

HEADING = [
    "STT",
    "Mã trẻ",
    "Họ và tên trẻ",
    "Ngày sinh",
    "Họ tên mẹ",
    "Dịch vụ",
    "Ngày hỗ trợ",
    "Số tiền (đ)",
    "Ghi chú",
]


def row(**cells: Any) -> list[Any]:
    names = ["tt", "id", "name", "birth", "mother", "service", "date", "amount", "note"]
    return [cells.get(name, "") for name in names]


def read(store: Store, *rows: list[Any]) -> Read:
    return read_interventions(store, [["DANH SÁCH HỖ TRỢ NĂM 2025"], [], HEADING, *rows])


def errors(found: Read) -> dict[int, set[str]]:
    return {refusal.row: {error.field for error in refusal.errors} for refusal in found.refused}


def test_a_row_names_its_child_by_id_or_by_name(store: Store, child: int) -> None:
    found = read(
        store,
        row(tt=1, id=show_id("children", child), service="BHYT", date=date(2025, 2, 1), amount=500000.0),
        row(tt=2, name="LÒ THỊ PÂNG", service="giao_duc", date="05/09/2025"),
    )
    assert [number for number, _record in found.ready] == [4, 5]
    first, second = (record.values for _number, record in found.ready)
    assert (first["children"], first["kind"], first["amount"], first["date"]) == (
        [child],
        "y_te.bhyt",
        500_000,
        "2025-02-01",
    )
    assert (second["children"], second["service"]) == ([child], "giao_duc")
    assert not found.refused and not found.passed_over and not found.unknown_columns


def test_namesakes_are_told_apart_by_birth_or_mother_and_never_guessed(
    store: Store, register: Callable[..., int]
) -> None:
    elder = register("Lò Thị Hoa", "2015-03-02", mother="Lường Thị Ón")
    younger = register("Lò Thị Hoa", "2019", mother="Cà Thị Ban")
    given = {"name": "Lò Thị Hoa", "service": "y_te", "date": "01/02/2025"}
    found = read(store, row(**given), row(**given, birth="2/3/2015"), row(**given, mother="ca thi ban"))
    assert [record.values["children"] for _number, record in found.ready] == [[elder], [younger]]
    (refusal,) = found.refused
    message = refusal.errors[0].message
    assert refusal.row == 4
    assert show_id("children", elder) in message and "mẹ Cà Thị Ban" in message


def test_a_child_whose_birth_contradicts_is_not_taken(store: Store, child: int) -> None:
    found = read(store, row(name="Lò Thị Pâng", birth="2011", service="y_te", date="01/02/2025"))
    assert errors(found) == {4: {"child"}}
    assert show_id("children", child) in found.refused[0].errors[0].message


def test_each_row_says_everything_that_is_wrong_in_it(store: Store, child: int) -> None:
    found = read(
        store,
        row(name="Không Có Ai", service="bay", date="31/02/2025", amount=-5),
        row(id="TE9999", service="y_te", date="01/02/2025"),
        row(name="Lò Thị Pâng", service="y_te", date="01/02/2010"),
    )
    assert errors(found) == {4: {"child", "service", "date", "amount"}, 5: {"child"}, 6: {"date"}}
    assert found.ready == []


def test_subtotals_and_signatures_are_passed_over_and_named(store: Store, child: int) -> None:
    found = read(
        store,
        row(name="Lò Thị Pâng", service="y_te", date="01/02/2025"),
        row(),
        row(tt="Tổng cộng", amount=500000.0),
        row(note="Người lập"),
    )
    assert len(found.ready) == 1 and found.refused == []
    assert found.passed_over == [6, 7]


def test_a_column_that_means_nothing_is_named(store: Store, child: int) -> None:
    found = read_interventions(
        store, [["Mã", "Dịch vụ", "Ngày", "Chữ ký"], [str(child % 10_000_000), "y_te", "1/2/2025", ""]]
    )
    assert len(found.ready) == 1
    assert found.unknown_columns == ["Chữ ký"]


def test_a_list_without_its_heading_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="dòng tiêu đề"):
        read_interventions(store, [["a", "b"], ["c", "d"]])


def test_rows_kept_before_are_found_when_the_list_comes_again(store: Store, child: int) -> None:
    rows = [row(name="Lò Thị Pâng", service="y_te", date=f"0{day}/02/2025") for day in (1, 2)]
    log(store, [record for _number, record in read(store, rows[0]).ready])
    assert [number for number, _record in read(store, *rows).repeated] == [4]


def test_attendance_by_name_below_title_rows(store: Store, register: Callable[..., int]) -> None:
    children = [register("Lò Thị Hoa", "2015"), register("Vàng A Dế", "2014")]
    rows: list[list[Any]] = [
        ["DANH SÁCH THAM GIA"],
        ["TT", "Họ và tên", "Năm sinh"],
        [1, "Lò Thị Hoa", 2015.0],
        [2, "Vàng A Dế", ""],
        ["", "", ""],
    ]
    assert read_attendance(store, [*rows, [3, "Lò Thị Hoa", 2015.0]]) == children


def test_attendance_by_bare_ids(store: Store, register: Callable[..., int]) -> None:
    children = [register("Lò Thị Hoa"), register("Vàng A Dế")]
    shown = [show_id("children", child) for child in children]
    assert read_attendance(store, [[shown[0]], [shown[1]]]) == children
    assert read_attendance(store, [[", ".join(shown)]]) == children


def test_attendance_names_every_row_nobody_is_found_for(store: Store, register: Callable[..., int]) -> None:
    register("Lò Thị Hoa")
    rows = [["Họ và tên"], ["Lò Thị Hoa"], ["Ai Đó"], ["Người Khác"]]
    with pytest.raises(Refused) as refusal:
        read_attendance(store, rows)
    assert [problem.message.split(":")[0] for problem in refusal.value.problems] == ["Dòng 3", "Dòng 4"]


def test_an_empty_attendance_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="không có trẻ nào"):
        read_attendance(store, [["Họ và tên"], [""]])
