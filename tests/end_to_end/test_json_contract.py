"""The JSON that scripts of others read: keys, types and words, as they were promised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from cpkit.exchange.reading import Cell
from tests.conftest import Run
from tests.exchange.sheets import workbook

ID = re.compile(r"(TE|TB|CA|HT|HD)-[A-HJ-NP-Z]{2}-\d{5}-[A-Z]")
MAI = ("--name", "Lò Thị Mai", "--birth-date", "26/11/2018", "--sex", "nu", "--mother", "Quàng Thị Hoa")
INDICATORS = ["a1", "a2", "a3", "a4", "a4b", "a5", "b1", "b2", "b3", "c1", "c2", "c2b", "c3", "c4", "c5", "c6", "c7",
              "c7b", "c8"]  # fmt: skip
CITY_WIDE = {"c1", "c2", "c2b", "c3", "c4", "c5"}

pytestmark = pytest.mark.usefixtures("practice")


def answer(run: Run, *words: object, code: int = 0) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == code, result
    return result.json


def test_register_one(run: Run) -> None:
    first = answer(run, "register", *MAI)
    assert set(first) == {"id", "look_alikes"} and first["look_alikes"] == []
    assert ID.fullmatch(first["id"]) and first["id"].startswith("TE-")
    alike = answer(run, "register", *MAI[:-2])
    assert [one["id"] for one in alike["look_alikes"]] == [first["id"]]


def test_the_same_child_prints_nothing_on_stdout_and_names_the_id(run: Run) -> None:
    first = answer(run, "register", *MAI)["id"]
    again = run("register", *MAI, "--json")
    assert (again.exit_code, again.stdout, first in again.stderr) == (1, "", True)


def test_register_a_list(run: Run, tmp_path: Path) -> None:
    known = answer(run, "register", *MAI)["id"]
    heading = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Họ tên mẹ")
    rows: list[Sequence[Cell]] = [
        (1, "Lò Văn Một", date(2019, 1, 2), "Nam", "Cà Thị Ơn"),
        (2, "Lò Văn Một", 2019, "Nam", "Cà Thị Ơn"),
        (3, "Lò Thị Mai", 2018, "Nữ", "Quàng Thị Hoa"),
        (4, "", "31/02/2019", "Nam", ""),
    ]
    path = workbook(tmp_path / "ds.xlsx", ("DANH SÁCH TRẺ EM",), heading, *rows)
    told = answer(run, "register", "--from", path)
    assert set(told) == {"registered", "refused", "possible_duplicates"}
    (registered,) = told["registered"]
    assert set(registered) == {"row", "id"} and registered["row"] == 3 and ID.fullmatch(registered["id"])
    assert told["possible_duplicates"] == [{"row": 4, "of": {"row": 3}}, {"row": 5, "of": known}]
    (refused,) = told["refused"]
    assert set(refused) == {"row", "errors"} and refused["row"] == 6
    assert all(set(error) == {"field", "message"} for error in refused["errors"])
    assert {error["field"] for error in refused["errors"]} == {"name", "birth"}
    again = answer(run, "register", "--from", path, code=1)
    assert (again["registered"], len(again["possible_duplicates"])) == ([], 3)


CHILD = {"id", "name", "birth", "birth_precision", "sex", "ethnic", "id_number", "hamlet", "unit", "mother", "father",
         "poor", "groups"}  # fmt: skip


@pytest.mark.parametrize(
    ("told", "birth", "precision"),
    [
        (("--birth-date", "26/11/2018"), "2018-11-26", "day"),
        (("--birth-date", "11/2018"), "2018-11", "month"),
        (("--birth-year", "2018"), "2018", "year"),
        (("--age", "7", "--as-of", "01/11/2025"), "2018", "age"),
    ],
)
def test_a_child_as_scripts_see_it(run: Run, told: tuple[str, ...], birth: str, precision: str) -> None:
    answer(run, "register", "--name", "Lò Thị Mai", "--sex", "unknown", *told)
    (child,) = answer(run, "child", "list")
    assert set(child) >= CHILD
    assert (child["birth"], child["birth_precision"], child["sex"]) == (birth, precision, "unknown")
    missing = ("ethnic", "id_number", "hamlet", "mother", "father", "poor")
    assert [child[key] for key in missing] == [None] * len(missing)
    assert (child["unit"], child["groups"]) == ("34:03127", [])


def test_what_is_known_of_a_child(run: Run) -> None:
    more = ("--ethnic", "Thái", "--id-number", "011318000001", "--hamlet", "Bản Kéo", "--poverty", "can_ngheo")
    child = answer(run, "register", *MAI, *more, "--group", "4.2")["id"]
    answer(run, "child", "group", child, "add", "13", "--from", "01/09/2025")
    (shown,) = answer(run, "child", "list")
    assert (shown["ethnic"], shown["id_number"], shown["hamlet"]) == ("03", "011318000001", "Bản Kéo")
    assert shown["poor"] is False, "near poor is not poor"
    keys = ("group", "sub", "from", "to")
    assert [[group[key] for key in keys] for group in shown["groups"]] == [
        [4, 2, None, None],
        [13, None, "2025-09-01", None],
    ]
    answer(run, "child", "edit", child, "--poverty", "ngheo")
    assert answer(run, "child", "show", child)["poor"] is True
    assert answer(run, "child", "find", "mai")[0].keys() == shown.keys()


def test_lists_of_people_sort_by_given_name_in_vietnamese_order(run: Run) -> None:
    names = ["Lò Thị Ánh", "Cà Văn Ân", "Vì Văn Dũng", "Lò Đức Đạt", "Lò Thị Ơn", "Hạng A Páo", "Lò Thị Ý"]
    for name in reversed(names):
        answer(run, "register", "--name", name, "--birth-year", "2018", "--sex", "unknown")
    assert [child["name"] for child in answer(run, "child", "list")] == names


def test_case_and_log_and_activity_tell_their_ids(run: Run) -> None:
    child = answer(run, "register", *MAI)["id"]
    receipt = ("--received-at", "2025-01-24T16:55:00+07:00", "--source", "dien_thoai", "--kind", "bao_luc")
    opened = answer(run, "case", "open", child, *receipt)
    assert opened.keys() >= {"id", "intake", "clock"}
    assert ID.fullmatch(opened["id"]) and ID.fullmatch(opened["intake"])
    first = opened["clock"][0]
    assert first["due"] == "2025-01-25T04:55:00+07:00" and "NĐ56" in first["citation"]
    done = ("--service", "y_te", "--date", "24/01/2025", "--provider", "Trạm y tế", "--amount", "500.000")
    logged = answer(run, "log", "--child", child, *done, "--case", opened["id"])
    assert set(logged) == {"id"} and ID.fullmatch(logged["id"])
    (record,) = answer(run, "log", "list", "--confidential")
    assert record["children"] == [child] and record["case"] == opened["id"]
    assert (record["date"], record["service"], record["amount"]) == ("2025-01-24", "y_te", 500000)
    held = answer(run, "activity", "add", "dien_dan", "--date", "1/6/2025", "--title", "Diễn đàn", "--attended", child)
    assert set(held) == {"id"} and ID.fullmatch(held["id"])


def test_the_report(run: Run) -> None:
    answer(run, "register", *MAI)
    result = run("report", "--year", 2025, "--format", "json")
    assert result.json == answer(run, "report", "--year", 2025)
    report = result.json
    assert set(report) >= {"unit", "period", "indicators", "tables", "reconciled"}
    assert (report["unit"], report["reconciled"]) == ("34:03127", True)
    dates = {key: report["period"][key] for key in ("from", "to", "cutoff", "due")}
    assert dates == {"from": "2024-11-15", "to": "2025-11-14", "cutoff": "2025-11-14", "due": "2025-11-19"}
    assert [one["id"] for one in report["indicators"]] == INDICATORS
    assert report["tables"] and all(isinstance(table, dict) for table in report["tables"])


def test_every_indicator_of_the_report(run: Run) -> None:
    answer(run, "register", *MAI)
    indicators = {one["id"]: one for one in answer(run, "report", "--year", 2025)["indicators"]}
    for id, one in indicators.items():
        assert set(one) >= {"id", "title", "measure", "numerator", "denominator", "value", "target", "met"}
        assert one["measure"] in ("percent", "count") and one["met"] in (True, False, None)
        if one["target"] is not None:
            assert set(one["target"]) == {"op", "low", "high"}
            assert one["target"]["op"] in ("<", ">=", "=", "range")
        if one["denominator"] == 0:
            assert (one["value"], one["met"]) == (None, None), id
    assert all(indicators[id]["met"] is None for id in CITY_WIDE)
    assert indicators["c8"]["target"] is None
    assert indicators["a1"]["target"] == {"op": "<", "low": None, "high": 1.1}
    assert indicators["a4"]["target"] == {"op": "range", "low": 0.4, "high": 0.7}
    assert (indicators["a1"]["numerator"], indicators["a1"]["denominator"], indicators["a1"]["value"]) == (0, 1, 0)


def test_due_clock_and_the_tools(run: Run) -> None:
    run("case", "open", "--received-at", "24/01/2025 16:55", "--source", "khac", "--kind", "bao_luc")
    (first, *_rest) = answer(run, "due")
    assert first.keys() >= {"case", "child", "step", "due", "remaining", "overdue", "provisional", "citation"}
    assert datetime.fromisoformat(first["due"]).utcoffset() is not None
    clock = answer(run, "clock", "24/01/2025", "5wd")
    assert clock["due"].startswith("2025-02-07") and clock["provisional"] is False
    assert all(set(skipped) == {"date", "reason"} for skipped in clock["skipped"])
    assert answer(run, "verify")["ok"] is True
    assert answer(run, "doctor")["store"]["exists"] is True
    plugins = {one["name"]: one for one in answer(run, "plugins", "list")}
    assert {"decree56", "plan_2021_2025", "dien_bien"} <= set(plugins)
    assert answer(run, "undo", "--yes").keys() >= {"action", "documents"}


def test_stdout_is_one_document_and_messages_go_to_stderr(installed: Run) -> None:
    result = installed("child", "list", "--json")
    assert result.json == []
    assert "KHO THỰC HÀNH" in result.stderr and "KHO THỰC HÀNH" not in result.stdout
