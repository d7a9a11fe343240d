"""`cpkit report`: which period, where it goes, what is put on record."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from cpkit.store import Store
from tests.conftest import Run
from tests.reports.ward import Ward, member

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def filled(store: Store) -> Ward:
    """A ward with three children and a case."""
    ward = Ward(store)
    ward.child(name="Vừ A Dính", groups=[member(4)])
    ward.child()
    ward.case(ward.child())
    return ward


def test_the_year_is_shown_in_eighty_columns_and_written_beside(filled: Ward, run: Run, folder: Path) -> None:
    result = run("report", "--year", 2025)
    assert result.exit_code == 0
    *lines, written = result.stdout.splitlines()
    assert max(map(len, lines)) <= 80 and written.startswith("Đã ghi báo cáo vào")
    assert "Chưa đạt" in result.stdout and "trước ngày 20/11/2025" in result.stdout.replace("\n  ", " ")
    assert "tất cả đều khớp" in result.stdout and "bao-cao-2025-34-03127.xlsx" in result.stdout
    assert openpyxl.load_workbook(folder / "bao-cao-2025-34-03127.xlsx").sheetnames[0] == "Tổng hợp"


def test_what_an_officer_changed_by_hand_is_not_written_over(filled: Ward, run: Run, folder: Path) -> None:
    name = folder / "bao-cao-2025-34-03127.xlsx"
    name.write_bytes(b"sua tay")
    assert run("report", "--year", 2025).exit_code == 0
    assert name.read_bytes() == b"sua tay"
    assert (folder / "bao-cao-2025-34-03127 (2).xlsx").exists()
    run("report", "--year", 2025)
    assert len(list(folder.iterdir())) == 2, "the same report again needs no third file"


def test_json_goes_to_stdout_alone(filled: Ward, run: Run, folder: Path) -> None:
    for options in (("--json",), ("--format", "json")):
        result = run("report", "--year", 2025, *options)
        assert result.json["indicators"][0]["denominator"] == 3
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("ending", ["xlsx", "docx", "html", "json", "csv"])
def test_the_ending_of_the_file_names_the_format(filled: Ward, run: Run, folder: Path, ending: str) -> None:
    assert run("report", "--year", 2025, "--out", f"b.{ending}").exit_code == 0
    start = {"html": b"<!DOCTYPE html>", "json": b"{", "csv": b"\xef\xbb\xbf"}.get(ending, b"PK")
    assert (folder / f"b.{ending}").read_bytes().startswith(start)


@pytest.mark.parametrize(("format", "start"), [("docx", b"PK"), ("html", b"<!DOCTYPE html>")])
def test_a_letter_and_a_page_go_beside_with_the_summary_on_the_screen(
    filled: Ward, run: Run, folder: Path, format: str, start: bytes
) -> None:
    result = run("report", "--year", 2025, "--format", format)
    assert result.exit_code == 0 and "Chưa đạt" in result.stdout
    assert (folder / f"bao-cao-2025-34-03127.{format}").read_bytes().startswith(start)
    run("report", "--year", 2025, "--format", format)
    assert len(list(folder.iterdir())) == 1, "the same report again is the same file"


def test_a_letter_compares_with_the_same_period_a_year_earlier(filled: Ward, run: Run, folder: Path) -> None:
    filled.helped(filled.child(groups=[member(4)]), date="2024-03-03")
    assert run("report", "--year", 2025, "--out", "b.html").exit_code == 0
    assert "so với cùng kỳ năm trước" in (folder / "b.html").read_text("utf-8")


@pytest.mark.parametrize(
    "options",
    [
        ("--out", "bao-cao.pdf"),
        ("--out", "bao-cao"),
        ("--with-records", "ho-so.csv"),
        ("--out", "bao-cao.xlsx", "--with-records", "bao-cao.xlsx"),
    ],
)
def test_a_file_that_would_not_be_what_its_name_says_is_wrong_usage(
    practice: Path, run: Run, folder: Path, options: tuple[str, ...]
) -> None:
    refused = run("report", "--year", 2025, *options)
    assert (refused.exit_code, list(folder.iterdir())) == (2, [])
    assert "tệp" in refused.stderr


def test_a_format_that_is_named_needs_no_ending(practice: Path, run: Run, folder: Path) -> None:
    assert run("report", "--year", 2025, "--format", "json", "--out", "bao-cao").exit_code == 0
    assert (folder / "bao-cao").read_bytes().startswith(b"{")


def test_a_folder_as_target_takes_the_usual_name(filled: Ward, run: Run, folder: Path) -> None:
    (folder / "gui").mkdir()
    assert run("report", "--half", "1/2025", "--format", "json", "--out", "gui").exit_code == 0
    written = json.loads((folder / "gui" / "bao-cao-2025-6t1-34-03127.json").read_text("utf-8"))
    assert written["period"]["to"] == "2025-06-14"


@pytest.mark.parametrize(
    ("options", "start", "end"),
    [
        (("--half", "2/2025"), "2025-06-15", "2025-12-14"),
        (("--year", "2025", "--quarter", "1"), "2024-12-15", "2025-03-14"),
        (("--month", "2025-03"), "2025-02-15", "2025-03-14"),
        (("--from", "01/01/2025", "--to", "2025-06-30"), "2025-01-01", "2025-06-30"),
    ],
)
def test_other_periods(filled: Ward, run: Run, options: tuple[str, ...], start: str, end: str) -> None:
    period = run("report", *options, "--json").json["period"]
    assert (period["from"], period["to"]) == (start, end)


def test_cut_off_and_due_date_can_be_set(filled: Ward, run: Run) -> None:
    period = run("report", "--year", 2025, "--cutoff", "31/10/2025", "--due", "01/12/2025", "--json").json["period"]
    assert (period["to"], period["cutoff"], period["due"]) == ("2025-11-14", "2025-10-31", "2025-12-01")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "--year"),
        (("--year", "2025", "--from", "01/01/2025", "--to", "31/01/2025"), "Chỉ chọn một kỳ"),
        (("--from", "01/01/2025"), "--from và --to"),
        (("--half", "3/2025"), "1 đến 2"),
        (("--year", "2025", "--json", "--format", "csv"), "--json"),
    ],
)
def test_a_period_that_is_not_clear_is_wrong_usage(
    filled: Ward, run: Run, options: tuple[str, ...], words: str
) -> None:
    result = run("report", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_an_impossible_date_is_refused_in_a_sentence(filled: Ward, run: Run, folder: Path) -> None:
    result = run("report", "--from", "31/02/2025", "--to", "01/03/2025")
    assert result.exit_code == 1 and "31/02/2025" in result.stderr
    result = run("report", "--year", 2025, "--out", "khong-co/b.xlsx")
    assert result.exit_code == 1 and "Không có thư mục" in result.stderr
    assert list(folder.iterdir()) == []


def test_small_counts_of_cases_are_hidden_unless_exact(filled: Ward, run: Run) -> None:
    def received(*options: str) -> object:
        tables = run("report", "--year", 2025, "--json", *options).json["tables"]
        table = next(table for table in tables if table["id"] == "cases_by_kind")
        return table["totals"][0]["values"]["received"]

    assert received() == "<5"
    assert received("--exact") == 1


def test_the_records_behind_go_to_a_file_of_their_own_and_on_record(filled: Ward, run: Run, folder: Path) -> None:
    result = run("report", "--year", 2025, "--out", "b.xlsx", "--with-records", "goc.xlsx")
    assert result.exit_code == 0 and "MẬT" in result.stderr
    children = openpyxl.load_workbook(folder / "goc.xlsx")["Trẻ em"]
    assert "Vừ A Dính" in [cell for row in children.iter_rows(values_only=True) for cell in row]
    assert "Vừ A Dính".encode() not in (folder / "b.xlsx").read_bytes()
    assert [look.action for look in filled.store.looks()] == ["report", "export records"]


def test_the_report_changes_nothing_in_the_store(filled: Ward, run: Run) -> None:
    before = filled.store.head()
    run("report", "--year", 2025)
    assert filled.store.head() == before


def test_a_practice_store_says_so(filled: Ward, run: Run) -> None:
    assert run("report", "--year", 2025).stdout.startswith("THỰC HÀNH")
    assert run("report", "--year", 2025, "--json").json["practice"] is True


def test_calendar_periods(filled: Ward, run: Run) -> None:
    period = run("report", "--calendar", "--year", 2025, "--json").json["period"]
    assert (period["from"], period["to"], period["due"]) == ("2025-01-01", "2025-12-31", None)
    period = run("report", "--calendar", "--quarter", "1/2025", "--json").json["period"]
    assert (period["from"], period["to"]) == ("2025-01-01", "2025-03-31")
    refused = run("report", "--calendar", "--from", "01/01/2025", "--to", "31/01/2025")
    assert refused.exit_code == 2 and "--calendar" in refused.stderr


def test_a_period_that_has_not_begun_is_refused(filled: Ward, run: Run, folder: Path) -> None:
    result = run("report", "--year", 2099)
    assert result.exit_code == 1 and "chưa đến" in result.stderr and list(folder.iterdir()) == []
    result = run("report", "--from", "02/01/2025", "--to", "01/01/2025")
    assert result.exit_code == 2 and "ở trước ngày bắt đầu" in result.stderr
