"""`cpkit report freeze|frozen|check|diff`: what was sent stays, and every later difference has its reason."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from cpkit.store import Store
from cpkit.times import now
from tests.conftest import Run
from tests.reports.ward import Ward, member

SEND = ("report", "freeze", "--year", 2025, "--recipient", "UBND tỉnh")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The officer stands in an empty folder."""
    place = tmp_path / "cho-lam-viec"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


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


@pytest.mark.parametrize("ending", ["csv", "docx", "html"])
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


def test_an_amended_report_says_which_it_replaces(child: int, run: Run) -> None:
    run(*SEND, "--number", "12/BC-UBND", "--out", "b.json")
    run(*SEND, "--amends", "1", "--out", "c.json")
    notes = run("report", "frozen", "2", "--json").json["amends"], Path("c.json").read_text(encoding="utf-8")
    assert notes[0].startswith("BC-") and "thay thế báo cáo năm 2025 số 12/BC-UBND" in notes[1]


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
