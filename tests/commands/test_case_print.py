"""`cpkit case print`: the forms of a case as Word documents, with what was recorded."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from cpkit.cases.intakes import open_case
from cpkit.cases.plans import approve, submit
from cpkit.forms import load
from cpkit.printing import Letterhead, print_form
from cpkit.printing.papers import paper
from cpkit.store import Store
from cpkit.times import VIETNAM
from tests.conftest import Run
from tests.printing.words import heads, text_of


@pytest.fixture
def case(run: Run, practice: Path) -> str:
    """A case of a made-up child, by its report of 15/11/2025."""
    report = ("--received-at", "15/11/2025 08:30", "--source", "dien_thoai", "--kind", "bao_luc")
    opened = run("case", "open", *report, "--child-name", "Lò Thị Thử", "--sex", "nu", "--json")
    assert opened.exit_code == 0, opened.stderr
    return str(opened.json["id"])


def test_the_report_is_printed_with_unit_officer_and_answers(run: Run, case: str, tmp_path: Path) -> None:
    out = tmp_path / "tiep-nhan.docx"
    done = run("case", "print", case, "mau_01", "--out", out, "--date", "16/11/2025")
    assert done.exit_code == 0, done.stderr
    text = text_of(out.read_bytes())
    assert "PHƯỜNG ĐIỆN BIÊN PHỦ" in text
    assert "Điện Biên Phủ, ngày 16 tháng 11 năm 2025" in text
    assert "Họ và tên trẻ em (5): Lò Thị Thử" in text
    assert text.count("Cán bộ thử") == 1
    assert "Họ và tên mẹ" in done.stderr
    assert all("THỰC HÀNH" in head for head in heads(out.read_bytes()))


def test_a_form_nobody_filled_is_printed_to_be_filled_by_hand(run: Run, case: str, tmp_path: Path) -> None:
    out = tmp_path / "ke-hoach.docx"
    done = run("case", "print", case, "mau_03", "--out", out)
    assert done.exit_code == 0, done.stderr
    assert "Họ và tên trẻ em: Lò Thị Thử" in text_of(out.read_bytes())
    assert "chưa ghi" in done.stderr


def test_the_whole_dossier_in_one_command_and_no_name_in_a_file_name(run: Run, case: str, tmp_path: Path) -> None:
    filled = run(
        "case", "fill", case, "mau_02", "--at", "15/11/2025 14:30", "--set", "assessed_on=15/11/2025",
        "--set", "harm_level=cao", "--set", "harm_access=cao", "--set", "ability_self=thap",
        "--set", "ability_adults=thap", "--set", "conclusion=khan_cap",
    )  # fmt: skip
    assert filled.exit_code == 0, filled.stderr
    folder = tmp_path / "ho-so"
    assert run("case", "print", case, "--all", "--out", folder).exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == [f"{case}-mau_01.docx", f"{case}-mau_02.docx"]
    text = text_of((folder / f"{case}-mau_02.docx").read_bytes())
    assert "☒ Cao (trẻ em bị tổn hại nghiêm trọng, đe dọa tính mạng)" in text
    assert "Cao: 2" in text


@pytest.mark.parametrize("words", [(), ("mau_01", "--all"), ("mau_01", "--out", "a.txt"), ("khong_co",)])
def test_called_wrongly(run: Run, case: str, words: tuple[str, ...]) -> None:
    assert run("case", "print", case, *words).exit_code == 2


def test_the_decision_recorded_gives_its_number_day_and_signer(store: Store) -> None:
    """NĐ56 Đ28.4: Mẫu 05 of an approved plan is printed as the Chairman signed it."""
    case_id = _approved_case(store)
    found = paper(store, case_id, load("mau_05"))
    assert (found.answers["number"], found.answers["date"]) == ("5/QĐ-UBND", "2025-02-10")
    text = text_of(print_form(load("mau_05"), found.answers, letterhead=Letterhead(unit="Phường Mẫu")).content)
    assert "Số: 05/QĐ-UBND" in text
    assert "ngày 10 tháng 02 năm 2025" in text
    assert "Lò Văn Chủ" in text


def _approved_case(store: Store) -> int:
    report = {"kind": "bao_luc", "source": "dien_thoai", "received_at": "2025-01-25T08:30:00+07:00"}
    case_id = open_case(store, report | {"child_name": "Lò Thị Thử", "sex": "nu"}).case
    moment = datetime(2025, 2, 8, 9, tzinfo=VIETNAM)
    submit(store, case_id, moment, force="Thử")
    approve(store, case_id, date(2025, 2, 10), number="5/QĐ-UBND", signer="Lò Văn Chủ", force="Thử")
    return case_id


@pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice here")
def test_the_whole_dossier_as_pdf_in_a_terminal(practice: Path, case: str, tmp_path: Path) -> None:
    """One command, one start of LibreOffice; what is to be said of fonts is said once."""
    pexpect = pytest.importorskip("pexpect", reason="there is no pexpect for Windows")
    folder = tmp_path / "ho-so"
    words = ["-m", "cpkit", "case", "print", case, "--all", "--number", "--pdf", "--out", str(folder)]
    environment = {**os.environ, "CPKIT_HOME": str(practice), "TERM": "xterm"}
    officer = pexpect.spawn(sys.executable, words, env=environment, encoding="utf-8", timeout=180, dimensions=(40, 80))
    officer.expect(pexpect.EOF)
    officer.close()
    assert officer.exitstatus == 0
    assert "01/BC-UBND" in officer.before
    assert officer.before.count("không có phông") <= 1
    assert sorted(path.name for path in folder.iterdir()) == [f"{case}-mau_01.docx", f"{case}-mau_01.pdf"]
    assert (folder / f"{case}-mau_01.pdf").read_bytes().startswith(b"%PDF")


def test_files_that_are_there_are_all_named_and_none_is_written(run: Run, case: str, tmp_path: Path) -> None:
    folder = tmp_path / "ho-so"
    folder.mkdir()
    (folder / f"{case}-mau_01.docx").write_bytes(b"kept")
    done = run("case", "print", case, "--all", "--out", folder)
    assert (done.exit_code, f"{case}-mau_01.docx" in done.stderr) == (1, True)
    assert (folder / f"{case}-mau_01.docx").read_bytes() == b"kept"
