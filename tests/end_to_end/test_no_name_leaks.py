"""No child's name lies in clear anywhere cpkit writes by itself: the store's folder, temp, cache, backups.

Searched in UTF-8, both UTF-16, NFD, capitals and without tones, after ordinary work and after work cut short.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.exchange.sheets import workbook
from tests.store.real import CHILD, OFFICER, PASSPHRASE, in_clear

OTHERS = [f"Tráng Thị Mỷ Linh {letter}" for letter in ("A", "Bê", "Xê")]


@pytest.fixture
def ward(home: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real store, made by the command; temporary files go to a folder that is searched."""
    (tmp_path / "temp").mkdir()
    for variable in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(variable, str(tmp_path / "temp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("CPKIT_PASSPHRASE", PASSPHRASE)
    assert run("init", "--unit", "03127", "--officer", OFFICER).exit_code == 0
    return home


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """The officer's own list: outside, with names of course."""
    folder = tmp_path / "ho-so"
    folder.mkdir()
    heading = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Họ tên mẹ")
    rows = [(number, name, 2018, "Nữ", "Quàng Thị Hoa") for number, name in enumerate((CHILD, *OTHERS), 1)]
    return workbook(folder / "danh-sach.xlsx", heading, *rows, (5, CHILD, "31/02/2018", "Nữ", ""))


def leaks(tmp_path: Path) -> list[Path]:
    folders = (tmp_path / "home", tmp_path / "temp", tmp_path / "machine")
    return [path for name in (CHILD, *OTHERS) for path in in_clear(*folders, name=name)]


def test_the_search_finds_what_is_in_clear(tmp_path: Path) -> None:
    (tmp_path / "temp").mkdir()
    for number, code in enumerate(("utf-8", "utf-16-le", "utf-16-be")):
        (tmp_path / "temp" / str(number)).write_bytes(b"..." + CHILD.encode(code))
    assert len(leaks(tmp_path)) == 3


def test_after_a_days_work(ward: Path, sheet: Path, tmp_path: Path, run: Run) -> None:
    assert run("register", "--from", sheet).exit_code == 0
    child = run("child", "find", CHILD, "--json").json[0]["id"]
    report = ("--received-at", "24/01/2025 16:55", "--source", "khac", "--kind", "bao_luc", "--child-name", OTHERS[0])
    for words in (
        ("unlock",),
        ("child", "edit", child, "--note", f"Chị của {OTHERS[1]}"),
        ("child", "show", child),
        ("child", "group", child, "add", "4.2"),
        ("case", "open", child, *report, "--state", f"{CHILD} có vết bầm"),
        ("log", "--child", child, "--service", "y_te", "--date", "12/11/2025", "--note", CHILD),
        ("activity", "add", "tham_ho", "--date", "10/03/2025", "--title", f"Thăm {CHILD}", "--attended", child),
        ("event", "add", "--kind", "thien_tai", "--title", "Lũ quét", "--date", "25/07/2025", "--hit", child),
        ("report", "--year", "2025", "--out", tmp_path / "home" / "bao-cao.xlsx"),
        ("report", "--year", "2025", "--out", tmp_path / "home" / "bao-cao.docx"),
        ("report", "--year", "2025", "--out", tmp_path / "home" / "bao-cao.html"),
        ("report", "--year", "2025", "--out", tmp_path / "home" / "bao-cao.csv"),
        ("backup", "--out", tmp_path / "home" / "ban-sao.cpkit"),
        ("restore", tmp_path / "home" / "ban-sao.cpkit", "--home", tmp_path / "home" / "phuc-hoi"),
        ("undo", "--yes"),
        ("verify",),
        ("lock",),
    ):
        assert run(*words).exit_code == 0, words
    assert leaks(tmp_path) == []
    assert not any(part in str(path) for path in tmp_path.rglob("*") for part in ("Quang", "Quàng", "Trang", "Tráng"))


def test_after_what_was_refused(ward: Path, sheet: Path, tmp_path: Path, run: Run) -> None:
    refusals = (
        ("register", "--name", CHILD, "--birth-date", "31/02/2018", "--sex", "nu"),
        ("register", "--name", CHILD, "--birth-year", "2018", "--sex", "nu", "--mother", "=cmd()"),
        ("case", "open", CHILD, "--received-at", "24/01/2025 16:55", "--source", "khac", "--kind", "bao_luc"),
        ("log", "--child", CHILD, "--service", "y_te", "--date", "12/11/2025"),
        ("register", "--from", sheet, "--as-of", "31/02/2025"),
    )
    assert [run(*words).exit_code for words in refusals] == [1] * len(refusals)
    assert run("register", "--from", sheet, "--dry-run").exit_code == 0
    assert leaks(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="sends a Unix signal")
def test_after_a_kill_in_the_middle_of_a_write(ward: Path, sheet: Path, tmp_path: Path, run: Run) -> None:
    """The journal that the kill leaves behind is encrypted as the store is."""
    dying = """
import os, signal, sys
from pathlib import Path
from cpkit.store import open_store
name = sys.stdin.read()
with open_store(Path(sys.argv[1])) as store, store.write("register"):
    for number in range(3000):
        store.table("children").insert({"name": f"{name} {number}", "note": name * 20})
    os.kill(os.getpid(), signal.SIGKILL)
"""
    command = [sys.executable, "-c", dying, str(ward)]
    died = subprocess.run(command, input=CHILD, encoding="utf-8", env=dict(os.environ), capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert [file for file in ward.iterdir() if "journal" in file.name], "the kill left no journal to search"
    assert leaks(tmp_path) == []
    assert run("register", "--from", sheet).exit_code == 0
    assert run("verify").exit_code == 0
    assert leaks(tmp_path) == []
