"""The exit codes that scripts rely on: 0 done, 1 refused, 2 wrong usage, 3 locked, 4 damaged or newer, 130 interrupted.

Whatever the code, an officer reads a sentence and no traceback, and what was refused changed nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cpkit.store import open_store
from tests.conftest import Run
from tests.store.real import PASSPHRASE, make_real_store

CHILD = ("register", "--name", "Lò Thị Mai", "--birth-date", "26/11/2018", "--sex", "nu", "--mother", "Quàng Thị Hoa")
CASE = ("case", "open", "--received-at", "24/01/2025 16:55", "--source", "dien_thoai", "--kind", "bao_luc")
LOG = ("log", "--child", "1", "--service", "y_te", "--date", "12/11/2025")
ENGLISH = re.compile(r"\b(Error|Usage|No such|Permission denied|invalid|Exception)\b")


@pytest.fixture
def ward(practice: Path, run: Run) -> Path:
    """A practice store with one child and one case."""
    assert run(*CHILD).exit_code == 0
    assert run(*CASE).exit_code == 0
    return practice


DONE: list[tuple[str, ...]] = [
    (),
    ("--version",),
    ("child", "list"),
    ("child", "find", "nobody"),
    ("child", "show", "te 1"),
    ("child", "history", "1"),
    ("child", "edit", "1", "--hamlet", "Bản Kéo"),
    ("child", "group", "1", "add", "4.2"),
    LOG,
    ("log", "list", "--child", "1"),
    ("case", "list"),
    ("case", "show", "1"),
    ("case", "step", "1", "danh_gia_ban_dau", "--at", "24/01/2025 20:00"),
    ("activity", "add", "hop_ban", "--date", "10/03/2025", "--title", "Họp quý I"),
    ("org", "add", "--kind", "ban_bvte", "--name", "Ban Bảo vệ trẻ em"),
    ("worker", "add", "--name", "Lò Văn Kiên", "--role", "cong_tac_vien"),
    ("household", "add", "--hamlet", "Bản Kéo", "--count", "120"),
    ("event", "add", "--kind", "thien_tai", "--title", "Lũ quét", "--date", "25/07/2025", "--hit", "1"),
    ("due",),
    ("clock", "24/01/2025", "5wd"),
    ("report", "--year", "2025", "--json"),
    ("report", "tasks", "--year", "2025"),
    ("report", "plan", "--year", "2026"),
    ("undo", "--yes"),
    ("verify",),
    ("doctor",),
    ("plugins", "list"),
    ("form", "list"),
]

REFUSED: list[tuple[str, ...]] = [
    CHILD,
    ("register", "--name", "=cmd()", "--birth-year", "2018", "--sex", "nu"),
    ("register", "--name", "Lò\x07Mai", "--birth-year", "2018", "--sex", "nu"),
    ("register", "--name", "Lò Mai", "--birth-date", "31/02/2018", "--sex", "nu"),
    ("register", "--name", "Lò Mai", "--birth-date", "26/11/2099", "--sex", "nu"),
    ("register", "--name", "Lò Mai", "--birth-date", "26/11/2001", "--sex", "nu"),
    ("register", "--name", "Lò Mai", "--birth-year", "2018", "--sex", "khac"),
    ("register", "--from", "khong-co.xlsx"),
    ("child", "show", "TE-99999"),
    ("child", "show", "khong phai ma"),
    ("child", "edit", "1", "--birth-date", "29/02/2019"),
    ("child", "group", "1", "add", "99"),
    ("child", "group", "1", "end", "4"),
    (*CASE[:2], "99", *CASE[2:]),
    ("case", "open", "--received-at", "24/01/2099 16:55", "--source", "dien_thoai", "--kind", "bao_luc"),
    ("case", "step", "1", "phe_duyet", "--at", "25/01/2025 08:00"),
    ("case", "show", "CA-99"),
    ("log", "--child", "9", "--service", "y_te", "--date", "12/11/2025"),
    ("log", "--child", "1", "--service", "khong_co", "--date", "12/11/2025"),
    ("log", "show", "7"),
    ("activity", "add", "khong_co", "--date", "10/03/2025", "--title", "Họp"),
    ("org", "show", "3"),
    ("clock", "31/02/2025", "5wd"),
    ("report", "--from", "31/02/2025", "--to", "01/03/2025"),
    ("report", "--year", "2025", "--out", "khong/co/bao-cao.xlsx"),
    ("backup", "--out", "khong/co/ban-sao.cpkit"),
    ("restore", "khong-co.cpkit"),
    ("init", "--unit", "03127", "--officer", "Lò Thị Hoa", "--practice"),
]

MISUSED: list[tuple[str, ...]] = [
    ("khong-co-lenh",),
    ("child", "khong-co-lenh"),
    ("child", "list", "--khong-co"),
    ("child", "list", "--under", "ba"),
    ("register",),
    ("register", "--name", "Lò Mai"),
    ("register", "--from", "a.xlsx", "--name", "Lò Mai"),
    ("child", "edit", "1"),
    ("case", "open"),
    ("case", "step", "1", "dong"),
    ("case", "cancel", "1"),
    ("log",),
    ("log", "--child", "1"),
    ("activity", "add"),
    ("org", "add"),
    ("worker", "add"),
    ("household", "add"),
    ("event", "add"),
    ("undo",),
    ("clock", "24/01/2025", "5 tuan"),
    ("report",),
    ("report", "plan"),
    ("report", "--year", "hai nghin"),
    ("report", "--year", "2025", "--out", "bao-cao.doc"),
    ("form", "show", "khong_co"),
    ("officer", "hand-over"),
]


def shown(result: Any) -> str:
    return str(result.stdout + result.stderr)


def files(home: Path) -> dict[str, str]:
    """Every file of the store's folder with its fingerprint."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in home.iterdir() if path.is_file()}


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The officer stands in an empty folder."""
    (tmp_path / "ban").mkdir()
    monkeypatch.chdir(tmp_path / "ban")
    return tmp_path / "ban"


def test_what_is_done_is_0(ward: Path, run: Run) -> None:
    for words in DONE:
        done = run(*words)
        assert (done.exit_code, "Traceback" in done.stderr) == (0, False), (words, done)


@pytest.mark.parametrize(("code", "lines"), [(1, REFUSED), (2, MISUSED)], ids=["refused", "misused"])
def test_what_is_not_done_says_why_and_writes_nothing(
    ward: Path, run: Run, desk: Path, code: int, lines: list[tuple[str, ...]]
) -> None:
    head = run("verify", "--json").json["head"]
    for words in lines:
        result = run(*words)
        assert result.exit_code == code, (words, result)
        assert result.stdout == "" and len(result.stderr.strip()) > 10, (words, result)
        assert not ENGLISH.search(result.stderr), (words, result.stderr)
    assert run("verify", "--json").json["head"] == head
    assert list(desk.iterdir()) == []


@pytest.mark.parametrize("words", [CHILD, CASE, LOG, ("child", "list"), ("report", "--year", "2025"), ("verify",)])
def test_without_a_store_a_script_is_told_of_init(home: Path, run: Run, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert (result.exit_code, "cpkit init" in result.stderr, home.exists()) == (2, True, False)


@pytest.mark.parametrize("words", [CHILD, CASE, LOG, ("child", "list"), ("undo",), ("report", "--year", "2025")])
@pytest.mark.parametrize("passphrase", [None, "sai mật khẩu rồi"])
def test_locked_or_a_wrong_passphrase_is_3_in_one_sentence(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], passphrase: str | None
) -> None:
    make_real_store(home)
    before = files(home)
    if passphrase:
        monkeypatch.setenv("CPKIT_PASSPHRASE", passphrase)
    result = run(*words)
    assert (result.exit_code, result.stdout) == (3, "")
    assert len(result.stderr.strip().splitlines()) == 1
    assert files(home) == before


@pytest.mark.parametrize("words", [CHILD, CASE, LOG, ("child", "list"), ("report", "--year", "2025"), ("verify",)])
@pytest.mark.parametrize("trouble", ["damaged", "newer"])
def test_a_damaged_or_newer_store_is_4_and_untouched(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], trouble: str
) -> None:
    make_real_store(home)
    monkeypatch.setenv("CPKIT_PASSPHRASE", PASSPHRASE)
    if trouble == "newer":
        with open_store(home) as store, store.engine.writing() as connection:
            connection.execute("UPDATE facts SET value = 99 WHERE name = 'schema_version'")
    else:
        database = home / "store.db"
        content = bytearray(database.read_bytes())
        content[100] ^= 1
        database.write_bytes(content)
    before = files(home)
    result = run(*words)
    assert (result.exit_code, result.stdout, "Traceback" in result.stderr) == (4, "", False)
    assert files(home) == before


@pytest.mark.skipif(sys.platform == "win32", reason="sends a Unix signal")
def test_an_interrupted_import_is_130_and_leaves_nothing(ward: Path, run: Run, desk: Path) -> None:
    with xlsxwriter.Workbook(desk / "danh-sach.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ("Họ và tên", "Ngày sinh", "Giới tính", "Họ tên mẹ"))
        for row in range(1, 8001):
            sheet.write_row(row, 0, (f"Lò Thị {chr(97 + row % 26)}{row:x}", 2018, "Nữ", f"Quàng Thị {row:x}"))
    head = run("verify", "--json").json["head"]
    command = [sys.executable, "-m", "cpkit", "register", "--from", "danh-sach.xlsx", "--json"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env=dict(os.environ)
    )
    assert process.stderr is not None
    process.stderr.readline()  # the store is open: a practice store says so
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (130, b"")
    assert b"Traceback" not in stderr
    assert run("verify", "--json").json["head"] == head
