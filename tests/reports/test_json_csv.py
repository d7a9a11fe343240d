"""The report for scripts (JSON) and for other tables (CSV)."""

from __future__ import annotations

import csv
import io
import json

from cpkit.reports import csv as csv_writer
from cpkit.reports import json as json_writer
from cpkit.reports.periods import days_period
from tests.reports.ward import YEAR, Ward, member


def test_the_json_has_the_shape_scripts_rely_on(ward: Ward) -> None:
    ward.child(groups=[member(4)])
    ward.child()
    ward.child()
    document = json.loads(json_writer.encode(ward.report()))
    assert document["unit"] == "34:03127"
    dates = {"from": "2024-11-15", "to": "2025-11-14", "cutoff": "2025-11-14", "due": "2025-11-19"}
    assert dates.items() <= document["period"].items()
    assert document["reconciled"] is True
    a1 = document["indicators"][0]
    wanted = {"id": "a1", "measure": "percent", "numerator": 1, "denominator": 3, "value": 33.33, "met": False}
    assert wanted.items() <= a1.items()
    assert a1["target"] == {"op": "<", "low": None, "high": 1.1}
    assert a1["title"].startswith("Tỷ lệ trẻ em")


def test_the_indicators_come_in_the_order_of_the_plan_with_their_measures(ward: Ward) -> None:
    indicators = json_writer.as_document(ward.report())["indicators"]
    ids = "a1 a2 a3 a4 a4b a5 b1 b2 b3 c1 c2 c2b c3 c4 c5 c6 c7 c7b c8".split()  # noqa: SIM905
    assert [one["id"] for one in indicators] == ids
    assert [one["id"] for one in indicators if one["measure"] == "count"] == ["c3", "c4", "c5", "c8"]
    assert indicators[2]["target"] == {"op": "=", "low": 100, "high": 100}
    assert indicators[3]["target"] == {"op": "range", "low": 0.4, "high": 0.7}
    assert indicators[-1]["target"] is None
    assert all(one["met"] is None for one in indicators if one["id"] in ("c1", "c2", "c2b", "c3", "c4", "c5"))


def test_nothing_of_nothing_has_a_null_value(ward: Ward) -> None:
    a3 = json_writer.as_document(ward.report())["indicators"][2]
    assert (a3["numerator"], a3["denominator"], a3["value"], a3["met"], a3["verdict"]) == (0, 0, None, None, "none")


def test_tables_carry_ids_titles_columns_rows_and_totals(ward: Ward) -> None:
    ward.child(sex="nam")
    table = json_writer.as_document(ward.report())["tables"][0]
    assert (table["id"], table["title"]) == ("children_by_age", "Trẻ em theo nhóm tuổi và giới tính")
    assert [column["id"] for column in table["columns"]] == ["nam", "nu", "unknown", "total"]
    row = next(row for row in table["rows"] if row["id"] == "7-10")
    assert row["values"] == {"nam": 1, "nu": 0, "unknown": 0, "total": 1}
    assert table["totals"][0]["values"]["total"] == 1


def test_other_periods_have_no_due_date(ward: Ward) -> None:
    assert json_writer.as_document(ward.report(days_period(YEAR.start, YEAR.end)))["period"]["due"] is None


def test_the_csv_opens_in_an_excel_that_speaks_vietnamese(ward: Ward) -> None:
    """UTF-8 with BOM, semicolons, comma decimals; nothing a spreadsheet would run."""
    ward.child(groups=[member(4)], hamlet="=cmd()")
    ward.child()
    ward.child()
    content = csv_writer.encode(ward.report())
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    a1 = next(row for row in rows if row and row[0] == "a1")
    assert a1[2:8] == ["< 1,1 %", "1", "3", "33,33", "32,23", "Chưa đạt"]
    assert ["'=cmd()", "0", "1", "0", "1"] in rows
    assert ["Tổng số", "0", "3", "0", "3"] in rows
    c3 = next(row for row in rows if row and row[0] == "c3")
    assert c3[5] == "0"
