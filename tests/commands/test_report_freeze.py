"""`cpkit report freeze|frozen|check|diff`: what was sent stays, and every later difference has its reason."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import docx
import openpyxl
import pytest
import time_machine
from docx.oxml.ns import qn

from cpkit.store import Store
from cpkit.times import now
from tests.conftest import Run
from tests.reports.ward import Ward, member

SEND = ("report", "freeze", "--year", 2025, "--recipient", "UBND tỉnh")


pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def child(store: Store) -> int:
    """A child in special circumstances nobody has helped yet."""
    return Ward(store).child(name="Vừ A Dính", groups=[member(4)])


def test_a_report_is_written_and_kept_with_number_day_and_recipient(child: int, run: Run, folder: Path) -> None:
    result = run(*SEND, "--number", "12/BC-UBND", "--date", "17/11/2025", "--out", "b.xlsx")
    assert result.exit_code == 0 and "Đã chốt báo cáo BC-" in result.stdout
    assert (folder / "b.xlsx").read_bytes().startswith(b"PK")
    (kept,) = run("report", "frozen", "--json").json
    assert (kept["number"], kept["dated"], kept["to"]) == ("12/BC-UBND", "2025-11-17", "UBND tỉnh")
    assert kept["figures"]["a2"] | {"definition": ""} == {
        "numerator": 0, "denominator": 1, "high": 0, "value": "0.00", "verdict": "missed", "definition": "",
    }  # fmt: skip


def test_the_file_that_was_sent_is_known_and_an_altered_one_is_named(child: int, run: Run, folder: Path) -> None:
    run(*SEND, "--out", "b.xlsx")
    assert run("report", "check", "1", "b.xlsx").exit_code == 0
    (folder / "b.xlsx").write_bytes((folder / "b.xlsx").read_bytes() + b" ")
    result = run("report", "check", "1", "b.xlsx")
    assert result.exit_code == 1 and "đã bị sửa sau khi gửi" in result.stderr


def test_a_file_alone_is_told_which_report_it_is(child: int, run: Run, folder: Path) -> None:
    run(*SEND, "--number", "12/BC-UBND", "--out", "b.xlsx")
    assert "12/BC-UBND" in run("report", "check", "b.xlsx").stdout
    (folder / "b.xlsx").write_bytes((folder / "b.xlsx").read_bytes() + b" ")
    result = run("report", "check", "b.xlsx")
    assert result.exit_code == 1 and "b.xlsx" in result.stderr


def test_the_list_says_which_report_replaces_which(child: int, run: Run) -> None:
    run(*SEND, "--out", "b.xlsx")
    assert "Thay báo cáo" not in run("report", "frozen").stdout
    run(*SEND, "--out", "c.xlsx", "--amends", "1")
    lines = run("report", "frozen").stdout.splitlines()
    assert "Thay báo cáo" in lines[0] and max(map(len, lines)) <= 80
    assert lines[-1].split()[-1] == lines[-2].split()[0]


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_the_same_records_give_the_same_file_again(child: int, run: Run, folder: Path, ending: str) -> None:
    run("report", "--year", 2025, "--out", f"a.{ending}")
    run(*SEND, "--out", f"b.{ending}")
    assert (folder / f"a.{ending}").read_bytes() == (folder / f"b.{ending}").read_bytes()


@pytest.mark.parametrize("ending", ["xlsx", "docx", "html"])
def test_the_file_is_made_again_byte_for_byte_though_records_changed_since(
    child: int, run: Run, folder: Path, store: Store, ending: str
) -> None:
    Ward(store).helped(child, date="2024-03-03")
    run(*SEND, "--out", f"b.{ending}")
    with time_machine.travel(now() + timedelta(days=40)):
        store.table("children").update({"groups": []}, doc_ids=[child])
        result = run("report", "check", "1", "--out", f"lai.{ending}")
    assert result.exit_code == 0 and "đúng từng byte" in result.stdout
    assert (folder / f"lai.{ending}").read_bytes() == (folder / f"b.{ending}").read_bytes()


def test_it_is_made_again_with_the_name_the_ward_had_when_it_was_sent(
    child: int, run: Run, store: Store, folder: Path
) -> None:
    run(*SEND, "--out", "b.xlsx")
    store.change_settings("settings", unit_name="Phường Mang Tên Khác")
    assert run("report", "check", "1", "--out", "lai.xlsx").exit_code == 0
    assert (folder / "lai.xlsx").read_bytes() == (folder / "b.xlsx").read_bytes()


def test_diff_names_the_figure_the_record_and_the_change(child: int, run: Run) -> None:
    run(*SEND, "--out", "b.json")
    assert "Không có gì đổi" in run("report", "diff").stdout
    run("log", "--child", "1", "--service", "y_te", "--date", "01/03/2025")
    lines = run("report", "diff").stdout
    assert "a2: 0,00 % (0/1) → 100,00 % (1/1)" in lines
    assert "ghi hỗ trợ, can thiệp HT-" in lines and "Vừ A Dính" not in lines
    assert max(map(len, lines.splitlines())) <= 80
    first = next(one for one in run("report", "diff", "1", "--json").json["figures"] if one["id"] == "a2")
    assert first["records"][0]["changes"][0]["action"] == "log"


def said(path: Path) -> str:
    """Every text of a written report."""
    if path.suffix == ".docx":
        body = docx.Document(str(path)).element.body
        return "\n".join("".join(each.text or "" for each in line.iter(qn("w:t"))) for line in body.iter(qn("w:p")))
    if path.suffix == ".xlsx":
        cells = (cell for row in openpyxl.load_workbook(path)["Tổng hợp"].iter_rows() for cell in row)
        return "\n".join(str(cell.value) for cell in cells if cell.value is not None)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", ["xlsx", "docx", "html"])
def test_number_day_and_recipient_stand_in_the_heading(child: int, run: Run, folder: Path, ending: str) -> None:
    """NĐ 30/2020, Phụ lục I: days below 10 and the months 1 and 2 have a 0 before them."""
    run("report", "--year", 2024, "--out", f"a.{ending}")
    sent = ("report", "freeze", "--year", 2024, "--recipient", "Sở Y tế tỉnh Điện Biên", "--number", "07")
    run(*sent, "--date", "05/02/2025", "--out", f"b.{ending}")
    before, after = said(folder / f"a.{ending}"), said(folder / f"b.{ending}")
    assert "Số: 07/BC-UBND" in after and ", ngày 05 tháng 02 năm 2025" in after and "Sở Y tế tỉnh Điện Biên" in after
    assert "07/BC-UBND" not in before and "05 tháng 02" not in before


@pytest.mark.parametrize("ending", ["xlsx", "docx", "html", "csv", "json"])
def test_an_amended_report_says_which_it_replaces_why_and_what_changed(
    child: int, run: Run, folder: Path, ending: str
) -> None:
    run(*SEND, "--number", "12/BC-UBND", "--out", "b.csv")
    run("log", "--child", "1", "--service", "y_te", "--date", "01/03/2025")
    run(*SEND, "--amends", "1", "--note", "Bổ sung hồ sơ trạm y tế", "--out", f"c.{ending}")
    text = said(folder / f"c.{ending}").replace("\N{NO-BREAK SPACE}", " ")
    assert "thay thế báo cáo năm 2025 số 12/BC-UBND." in text and "Lý do sửa đổi: Bổ sung hồ sơ trạm y tế." in text
    assert "0,00 % (0/1) → 100,00 % (1/1)" in text and "a2. " in text
    assert run("report", "frozen", "2", "--json").json["amends"].startswith("BC-")
    with time_machine.travel(now() + timedelta(days=3)):
        assert "đúng từng byte" in run("report", "check", "2").stdout


def test_a_report_in_english_is_made_again_in_english(child: int, run: Run, folder: Path) -> None:
    run("--lang", "en", *SEND, "--out", "b.docx")
    refused = run("report", "check", "1")
    assert refused.exit_code == 2 and "cpkit --lang en report check" in refused.stderr
    assert run("--lang", "en", "report", "check", "1").stdout.strip()
    run(*SEND, "--amends", "1", "--out", "c.html")
    assert "thay thế báo cáo năm 2025." in said(folder / "c.html")


def test_an_amended_report_without_a_change_says_so(child: int, run: Run, folder: Path) -> None:
    run(*SEND, "--out", "b.csv")
    run(*SEND, "--amends", "1", "--out", "c.html")
    assert "số liệu của các chỉ tiêu không đổi" in said(folder / "c.html")


def test_a_report_of_what_was_known_then_is_frozen_and_made_again(child: int, run: Run, folder: Path) -> None:
    then = now()
    with time_machine.travel(then + timedelta(days=2)):
        run("log", "--child", "1", "--service", "y_te", "--date", "01/03/2025")
        run(*SEND, "--known-at", f"{then:%d/%m/%Y}", "--out", "b.docx")
        assert run("report", "frozen", "1", "--json").json["figures"]["a2"]["numerator"] == 0
        assert "đúng từng byte" in run("report", "check", "1").stdout


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("report", "freeze", "--year", 2025), 2, "--recipient"),
        ((*SEND, "--amends", "9"), 1, "Không có mã BC-"),
        ((*SEND, "--date", "31/12/2099"), 1, "sau hôm nay"),
        ((*SEND, "--out", "b.pdf"), 1, "phải kết thúc bằng"),
        (("report", "--year", 2025, "frozen"), 2, "sau tên lệnh"),
        (("report", "diff"), 1, "Chưa chốt báo cáo nào"),
        (("report", "frozen", "TE-1"), 1, "BC"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    child: int, run: Run, words: tuple[object, ...], code: int, sentence: str
) -> None:
    result = run(*words)
    assert result.exit_code == code and sentence in result.stderr
    assert run("report", "frozen", "--json").json == []
