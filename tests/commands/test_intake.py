"""`cpkit intake`: reports with and without a case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cpkit.times import now
from cpkit.vietnamese import show_moment
from tests.printing.words import text_of

Run = Callable[..., Any]


@pytest.fixture
def intake(practice: Path, run: Run) -> str:
    return str(add(run).json["id"])


def add(run: Run, *more: object) -> Any:
    report = ("--received-at", "24/01/2025 16:55", "--source", "dien_thoai", "--kind", "bao_luc")
    return run("intake", "add", *report, *more, "--json")


def test_adding_says_until_when_somebody_has_to_look(run: Run, practice: Path) -> None:
    received = ("--received-at", show_moment(now()), "--source", "truc_tiep", "--kind", "bao_luc")
    added = run("intake", "add", *received)
    assert added.exit_code == 0
    assert "chưa mở ca" in added.stdout and "Đ26.3" in added.stdout
    assert all(len(line) <= 80 for line in added.stdout.splitlines())


def test_a_report_that_waits_is_listed_shown_and_due(run: Run, intake: str) -> None:
    (listed,) = run("intake", "list", "--waiting", "--json").json
    assert (listed["id"], listed["state"], listed["case"]) == (intake, "waiting", None)
    assert run("intake", "show", intake, "--json").json["state"] == "waiting"
    (due,) = run("due", "--json").json
    assert (due["case"], due["intake"], due["step"]) == (None, intake, "danh_gia_ban_dau")
    assert intake in run("due").stdout


def test_from_report_to_case_and_a_second_report_to_the_same(run: Run, intake: str) -> None:
    opened = run("case", "open", "--intake", intake, "--json").json
    assert opened["intake"] == intake
    second = add(run, "--unit", "Mường Phăng").json["id"]
    assert run("intake", "join", second, opened["id"]).exit_code == 0
    assert run("case", "show", opened["id"], "--json").json["intakes"] == [intake, second]
    assert second in run("case", "show", opened["id"]).stdout


def test_opening_on_a_report_takes_no_other_answers(run: Run, intake: str) -> None:
    refused = run("case", "open", "--intake", intake, "--kind", "bao_luc")
    assert refused.exit_code == 2


def test_transfer_and_close(run: Run, intake: str) -> None:
    moved = run("intake", "transfer", intake, "--to", "Mường Phăng", "--number", "15/UBND")
    assert moved.exit_code == 0 and "Mường Phăng" in moved.stderr
    shown = run("intake", "show", intake)
    assert "15/UBND" in shown.stdout and "Mường Phăng" in shown.stdout
    other = add(run).json["id"]
    assert run("intake", "close", other, "--outcome", "chi_cung_cap_thong_tin").exit_code == 2
    assert run("intake", "close", other, "--outcome", "sai_dia_ban", "--reason", "Nhầm số").exit_code == 0
    assert {each["state"] for each in run("intake", "list", "--json").json} == {"transferred", "closed"}
    assert "Nhầm số" in run("intake", "show", other).stdout
    assert all(len(line) <= 80 for line in run("intake", "list").stdout.splitlines())


def test_what_was_told_is_shown_only_as_confidential(run: Run, practice: Path) -> None:
    """NĐ56 Đ24."""
    intake = add(run, "--child-name", "Lò Văn Tóng").json["id"]
    assert "Lò Văn Tóng" not in run("intake", "show", intake).stdout + run("intake", "list").stdout
    assert run("intake", "list", "--json").json[0]["child_name"] is None
    assert "Lò Văn Tóng" in run("intake", "show", intake, "--confidential").stdout


def test_cancelling(run: Run, intake: str) -> None:
    assert run("intake", "cancel", intake, "--reason", "Ghi trùng").exit_code == 0
    assert "Ghi trùng" in run("intake", "show", intake).stdout
    assert run("case", "open", "--intake", intake).exit_code == 1


def test_a_report_of_another_commune_says_how_it_is_handed_on(run: Run, practice: Path) -> None:
    """NĐ56 Đ26.1: the commune of the incident deals with it; one of our own needs no such word."""
    report = ("--received-at", "24/01/2025 16:55", "--source", "tong_dai_111", "--kind", "bao_luc")
    other = " ".join(run("intake", "add", *report, "--unit", "Mường Phăng").stdout.split())
    assert "Xảy ra ở Xã Mường Phăng" in other and "cpkit intake transfer TB-" in other
    ours = run("intake", "add", *report).stdout
    assert "transfer TB-" not in ours and "cpkit case open --intake TB-" in ours


def test_a_report_that_never_becomes_a_case_is_printed(run: Run, practice: Path, tmp_path: Path) -> None:
    """NĐ56 Đ25.1: each report is put down by Mẫu 01, dated the day it came; no name in the file's name."""
    intake = str(add(run, "--child-name", "Lò Thị Thử").json["id"])
    closed = run("intake", "close", intake, "--outcome", "chi_cung_cap_thong_tin", "--reason", "Hỏi mức trợ cấp")
    assert closed.exit_code == 0
    out = tmp_path / "tiep-nhan.docx"
    printed = run("intake", "print", intake, "--out", out, "--unit", "Him Lam")
    assert printed.exit_code == 0, printed.stderr
    text = text_of(out.read_bytes())
    assert "PHƯỜNG HIM LAM" in text and "Him Lam, ngày 24 tháng 01 năm 2025" in text
    assert "Họ và tên trẻ em (5): Lò Thị Thử" in text
    assert "Họ và tên mẹ" in printed.stderr
    assert run("intake", "print", intake, "--out", out).exit_code == 1, "a file that is there stays"


def test_the_number_stays_with_the_report_when_it_becomes_a_case(run: Run, intake: str, tmp_path: Path) -> None:
    """NĐ 30/2020: one number a document, printed alone or in its case's dossier."""
    alone, again, dossier = (tmp_path / f"{name}.docx" for name in ("rieng", "lai", "trong-ca"))
    assert "05/" in run("intake", "print", intake, "--number", "5", "--out", alone).stderr
    case = run("case", "open", "--intake", intake, "--json").json["id"]
    assert run("intake", "print", intake, "--out", again).exit_code == 0
    assert run("case", "print", case, "mau_01", "--out", dossier).exit_code == 0
    assert all("05/" in text_of(path.read_bytes()) for path in (alone, again, dossier))
    assert again.read_bytes() == dossier.read_bytes()
