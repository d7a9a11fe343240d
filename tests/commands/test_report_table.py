"""`cpkit report table`: an officer's own tables, on the screen, in files, kept by name and in the report."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from cpkit.store import Store
from tests.conftest import Run
from tests.forms.own import OwnPlugin, own_plugin
from tests.reports.ward import Ward, member

BY_HAMLET = ("--over", "children", "--rows", "hamlet", "--columns", "sex", "--where", "group=4", "--year", 2025)


pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def ward(store: Store) -> Ward:
    """Children of two hamlets, some disabled; three cases."""
    filled = Ward(store)
    for number in range(6):
        groups = [member(4)] if number % 2 else []
        filled.child(hamlet="Tổ 9" if number < 4 else "Tổ 10", sex="nam" if number < 2 else "nu", groups=groups)
    for _number in range(3):
        filled.case(filled.child(hamlet="Tổ 10"))
    return filled


def test_it_is_shown_in_eighty_columns_with_its_conditions(ward: Ward, run: Run) -> None:
    result = run("report", "table", "new", "Khuyết tật theo tổ", *BY_HAMLET)
    assert result.exit_code == 0 and "Khuyết tật theo tổ – Năm 2025" in result.stdout
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line.split() for line in lines if line.startswith("Tổ 9")] == [["Tổ", "9", "1", "1", "0", "2"]]
    assert "Chỉ tính" in result.stdout and "Khuyết tật" in result.stdout


def test_as_json_it_holds_every_cell_with_its_period(ward: Ward, run: Run) -> None:
    found = run("report", "table", "new", *BY_HAMLET, "--json").json
    assert (
        found["period"]["from"] == "2024-11-15" and found["title"] == "Số trẻ em theo thôn, bản, tổ dân phố × giới tính"
    )
    assert {row["id"]: row["values"]["total"] for row in found["rows"]} == {"Tổ 9": 2, "Tổ 10": 1}


def test_it_goes_to_a_workbook_to_csv_and_to_json(ward: Ward, run: Run, folder: Path) -> None:
    for ending in ("xlsx", "csv", "json"):
        assert run("report", "table", "new", "Theo tổ", *BY_HAMLET, "--out", f"bieu.{ending}").exit_code == 0
    sheet = openpyxl.load_workbook(folder / "bieu.xlsx").active
    assert sheet is not None
    assert ["Tổ 9", 1, 1, 0, 2] in [[cell.value for cell in row][:5] for row in sheet.iter_rows()]
    text = (folder / "bieu.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf") and "Tổ 9;1;1;0;2" in text.decode("utf-8-sig")
    assert json.loads((folder / "bieu.json").read_text(encoding="utf-8"))["totals"][0]["values"]["total"] == 3
    wrong = run("report", "table", "new", *BY_HAMLET, "--out", "bieu.pdf")
    assert wrong.exit_code == 2 and ".xlsx" in wrong.stderr


def test_kept_by_name_it_has_a_sheet_in_the_report_until_it_is_removed(ward: Ward, run: Run, folder: Path) -> None:
    kept = run("report", "table", "new", "Khuyết tật theo tổ", *BY_HAMLET, "--save")
    assert "Đã lưu" in kept.stderr
    (listed,) = run("report", "table", "list", "--json").json
    assert (listed["name"], listed["over"], listed["where"]) == ("Khuyết tật theo tổ", "children", ["group=4"])
    last = run("report", "--year", 2025, "--json").json["tables"][-1]
    assert (last["id"], last["totals"][0]["values"]["total"]) == ("own_khuyet_tat_theo_to", 3)
    run("report", "--year", 2025, "--out", "bao-cao.xlsx")
    sheets = openpyxl.load_workbook(folder / "bao-cao.xlsx").worksheets
    assert any("Khuyết tật theo tổ" in str(sheet.cell(row, 1).value) for sheet in sheets for row in (1, 2, 3))
    again = run("report", "table", "show", "khuyet tat theo to", "--year", 2024, "--json").json
    assert again["period"]["title"] == "Năm 2024"
    assert run("report", "table", "remove", "Khuyết tật theo tổ").exit_code == 0
    assert run("report", "table", "list", "--json").json == []
    assert '"own_' not in run("report", "--year", 2025, "--json").stdout
    gone = run("report", "table", "show", "Khuyết tật theo tổ", "--year", 2025)
    assert gone.exit_code == 1 and "Đang có: –" in gone.stderr


def test_saving_again_under_a_name_replaces_the_table(ward: Ward, run: Run) -> None:
    run("report", "table", "new", *BY_HAMLET, "--save", "Theo tổ")
    run("report", "table", "new", "Theo tổ", "--over", "children", "--rows", "sex", "--year", 2025, "--save")
    (listed,) = run("report", "table", "list", "--json").json
    assert listed["rows"] == ["sex"]
    assert "thay" in run("report", "table", "new", "theo to", *BY_HAMLET, "--save").stderr.lower()


def test_small_counts_of_cases_are_masked_unless_exact(ward: Ward, run: Run) -> None:
    """As the report does (NĐ56 Đ24, Đ33)."""
    cases = ("report", "table", "new", "--over", "cases", "--rows", "kind", "--year", 2025, "--json")
    assert run(*cases).json["totals"][0]["values"]["total"] == "<5"
    assert run(*cases, "--exact").json["totals"][0]["values"]["total"] == 3


def test_by_hamlet_confidential_groups_are_masked_too(ward: Ward, run: Run) -> None:
    ward.child(hamlet="Tổ 9", groups=[member(5)])
    by_hamlet = ("report", "table", "new", "--over", "children", "--rows", "hamlet", "--year", 2025, "--json")
    assert run(*by_hamlet, "--where", "group=5").json["totals"][0]["values"]["total"] == "<5"
    assert run(*by_hamlet, "--where", "group=4").json["totals"][0]["values"]["total"] == 3


def test_a_field_that_is_not_there_is_answered_with_near_names(ward: Ward, run: Run) -> None:
    result = run(
        "report", "table", "new", "--over", "children", "--rows", "hamlett", "--where", "sex=x", "--year", 2025
    )
    assert result.exit_code == 1
    assert "hamlet (Thôn, bản, tổ dân phố)" in result.stderr and "nam (Nam)" in result.stderr


def test_without_a_terminal_what_is_missing_is_named(ward: Ward, run: Run) -> None:
    result = run("report", "table", "new", "--year", 2025)
    assert result.exit_code == 2 and "--over" in result.stderr and "--rows" in result.stderr
    assert "--save" in run("report", "table", "new", *BY_HAMLET, "--save").stderr


def test_the_fields_of_a_kind_are_listed(run: Run) -> None:
    names = [one["name"] for one in run("report", "table", "fields", "children", "--json").json]
    assert {"sex", "age", "hamlet", "group", "helped", "poverty"} <= set(names)
    shown = run("report", "table", "fields", "activities")
    assert max(map(len, shown.stdout.splitlines())) <= 80 and "heads" in shown.stdout


def test_a_table_of_a_wards_own_form(ward: Ward, run: Run, plugin: OwnPlugin, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, swims in enumerate(("biet", "khong", "khong")):
        day = f"--set=date={number + 1}/2/2025"
        assert run("form", "fill", "khao_sat", "--for", f"TE {number + 1}", day, f"--set=swims={swims}").exit_code == 0
    found = run(
        "report", "table", "new", "--over", "entries:khao_sat", "--rows", "swims", "--columns", "child.sex",
        "--measure", "count", "--measure", "children", "--year", 2025, "--json",
    ).json  # fmt: skip
    assert found["rows"][1]["values"]["m1:nam"] == 1 and found["rows"][1]["values"]["m2:total"] == 2


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnPlugin]:
    """A ward's own forms."""
    with own_plugin(tmp_path / "phuong", monkeypatch) as found:
        yield found


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pexpect for Windows")
def test_in_a_terminal_what_to_count_is_asked_from_what_there_is(ward: Ward) -> None:
    import pexpect

    environment = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    words = ["-m", "cpkit", "report", "table", "new", "--year", "2025"]
    screen = pexpect.spawn(
        sys.executable, words, env=environment, encoding="utf-8", timeout=60, dimensions=(40, 80)
    )  # fmt: skip
    for question in ("Đếm gì?", "Các dòng là gì?", "Các cột là gì?", "Tính gì?"):
        screen.expect_exact(question)
        time.sleep(0.3)
        screen.send("\r")
    screen.expect_exact("Số trẻ em theo giới tính")
    screen.expect(r"Nữ\s+7")
    screen.expect(pexpect.EOF)
    screen.close()
    assert screen.exitstatus == 0


def test_money_says_its_unit_once(ward: Ward, run: Run) -> None:
    """The question of the form is “Số tiền (đồng)” already."""
    asked = ("--over", "interventions", "--rows", "service", "--measure", "sum:amount", "--year", "2025")
    given = run("report", "table", "new", *asked, "--json").json
    assert [column["title"] for column in given["columns"]] == ["Số tiền (đồng)"]
