"""`cpkit number`, `case print --number` and the number that `case approve` offers."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.printing.words import text_of


@pytest.fixture
def case(run: Run, practice: Path) -> str:
    """A case of a made-up child, by its report of 15/11/2025."""
    report = ("--received-at", "15/11/2025 08:30", "--source", "dien_thoai", "--kind", "bao_luc")
    return str(run("case", "open", *report, "--child-name", "Lò Thị Thử", "--json").json["id"])


@pytest.fixture
def show(run: Run, case: str, tmp_path: Path) -> Any:
    """Prints a form of the case, dated in 2025; its words."""

    def printed(form: str, *words: str) -> str:
        out = tmp_path / f"{form}.docx"
        done = run("case", "print", case, form, "--out", out, "--date", "20/11/2025", "--force", *words)
        assert done.exit_code == 0, done.stderr
        return text_of(out.read_bytes())

    return printed


def series(run: Run, kind: str) -> Any:
    return next(each for each in run("number", "list", "--year", "2025", "--json").json if each["kind"] == kind)


def test_the_next_number_of_the_year_and_the_same_when_printed_again(run: Run, show: Any, case: str) -> None:
    """NĐ 30/2020: "Số: 01/QĐ-UBND"."""
    assert "Số: ....../QĐ-UBND" in show("mau_05")
    assert "Số: 01/QĐ-UBND" in show("mau_05", "--number")
    assert "Số: 02/QĐ-UBND" in show("mau_07", "--number")
    assert "Số: 01/QĐ-UBND" in show("mau_05", "--number")
    assert "Số: 01/QĐ-UBND" in show("mau_05")
    given = series(run, "QĐ")["given"]
    assert [(each["number"], each["form"], each["record"]) for each in given] == [
        ("01/QĐ-UBND", "mau_05", case),
        ("02/QĐ-UBND", "mau_07", case),
    ]


def test_the_number_of_the_office_and_the_series_goes_on_after_it(run: Run, show: Any) -> None:
    assert "Số: 25/QĐ-UBND" in show("mau_05", "--number", "25")
    assert "Số: 26/QĐ-UBND" in show("mau_07", "--number")


def test_the_offices_book_goes_on(run: Run, show: Any) -> None:
    done = run("number", "set", "qd", "24", "--year", "2025")
    assert done.exit_code == 0 and "25" in done.stderr
    assert "Số: 25/QĐ-UBND" in show("mau_05", "--number")
    assert "25/QĐ-UBND" in run("number", "list", "--year", "2025").stdout
    lower = run("number", "set", "QĐ", "3", "--year", "2025")
    assert (lower.exit_code, "25" in lower.stderr) == (1, True)


def test_a_number_another_document_has_is_refused_and_nothing_printed(
    run: Run, show: Any, case: str, tmp_path: Path
) -> None:
    show("mau_05", "--number", "25")
    out = tmp_path / "x.docx"
    done = run("case", "print", case, "mau_07", "--number", "25", "--date", "20/11/2025", "--out", out)
    assert (done.exit_code, "26/QĐ-UBND" in done.stderr, out.exists()) == (1, True, False)


def test_a_template_that_is_wrong_takes_no_number(run: Run, home: Path, case: str, tmp_path: Path) -> None:
    (home / "templates").mkdir()
    (home / "templates" / "mau_05.docx").write_bytes(b"no document")
    assert run("case", "print", case, "mau_05", "--number", "--out", tmp_path / "x.docx").exit_code == 1
    assert series(run, "QĐ")["last"] == 0


def test_a_file_that_is_there_takes_no_number(run: Run, case: str, tmp_path: Path) -> None:
    out = tmp_path / "x.docx"
    out.write_bytes(b"kept")
    assert run("case", "print", case, "mau_05", "--date", "20/11/2025", "--out", out, "--number").exit_code == 1
    assert (out.read_bytes(), series(run, "QĐ")["last"]) == (b"kept", 0)


def test_a_whole_dossier_takes_a_number_for_each_form_that_has_one(run: Run, case: str, tmp_path: Path) -> None:
    done = run("case", "print", case, "--all", "--out", tmp_path / "hs", "--date", "20/11/2025", "--number")
    assert done.exit_code == 0, done.stderr
    assert "Số: 01/BC-UBND" in text_of((tmp_path / "hs" / f"{case}-mau_01.docx").read_bytes())


def test_a_number_that_was_typed_into_the_form_stays(run: Run, case: str, show: Any) -> None:
    run("case", "edit", case, "--report-number", "7")
    assert "Số: 07/BC-UBND" in show("mau_01", "--number")
    assert series(run, "BC")["next"] == 8


@pytest.mark.parametrize("words", [("mau_02", "--number"), ("mau_05", "--number", "x"), ("--all", "--number", "5")])
def test_called_wrongly(run: Run, case: str, words: tuple[str, ...]) -> None:
    assert run("case", "print", case, *words).exit_code == 2


def test_an_unknown_kind(run: Run, practice: Path) -> None:
    done = run("number", "set", "KH", "1")
    assert (done.exit_code, "QĐ" in done.stderr) == (2, True)


def test_without_a_terminal_an_approval_names_its_option(run: Run, case: str) -> None:
    done = run("case", "approve", case, "--date", "21/11/2025", "--signer", "Lò Văn Chủ", "--force", "Thử")
    assert (done.exit_code, "--number" in done.stderr) == (2, True)


def test_in_a_terminal_an_approval_offers_the_next_number(run: Run, case: str, practice: Path) -> None:
    """NĐ56 Đ28.4: the decision's number; Enter takes the one that follows the office's book."""
    pexpect = pytest.importorskip("pexpect", reason="there is no pexpect for Windows")
    run("number", "set", "QĐ", "24", "--year", "2025")
    environment = {**os.environ, "CPKIT_HOME": str(practice), "TERM": "xterm"}
    words = ["-m", "cpkit", "case", "approve", case, "--date", "21/11/2025", "--signer", "Lò Văn Chủ", "--force", "Thử"]
    officer = pexpect.spawn(sys.executable, words, env=environment, encoding="utf-8", timeout=30, dimensions=(24, 80))
    officer.expect("25/QĐ-UBND")
    officer.send("\r")
    officer.expect(pexpect.EOF)
    officer.close()
    assert officer.exitstatus == 0
    assert series(run, "QĐ")["given"][0]["number"] == "25/QĐ-UBND"
