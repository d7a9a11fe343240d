"""The README's first ten minutes, command by command, by somebody who has only the README and an Excel list."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from cpkit.practice.ward_list import write_ward_list
from tests.conftest import UNIT
from tests.store.real import PASSPHRASE, in_clear

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
CHAPTER = "## Mười phút đầu"
BY_HAND = ("python3 -m venv", ".venv/bin/pip", "make ")
"""Lines that install: the wheel's own test does that."""
EXAMPLE_ID = re.compile(r"\b(TE)-KM-\d{5}-[A-Z]\b")
CHILD = "Lò Văn Thử"

Type = Callable[[str], str]


def commands() -> list[str]:
    """The lines of the chapter's code blocks, as one would type them."""
    chapter = README.read_text(encoding="utf-8").partition(CHAPTER)[2].partition("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", chapter, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.strip()]
    return [line for line in lines if not line.startswith(BY_HAND)]


def program() -> list[str]:
    """The installed `cpkit` beside this Python, else the module."""
    beside = shutil.which("cpkit", path=str(Path(sys.executable).parent))
    return [beside] if beside else [sys.executable, "-m", "cpkit"]


@pytest.fixture
def type_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Type:
    """Type one line of the README in the officer's folder; every one of them must end well."""
    desk = tmp_path / "ban-lam-viec"
    desk.mkdir()
    shutil.copytree(ROOT / "examples", desk / "examples")
    monkeypatch.chdir(desk)
    monkeypatch.setenv("CPKIT_PASSPHRASE", PASSPHRASE)
    ids: dict[str, str] = {}

    def enter(line: str) -> str:
        word, *rest = shlex.split(EXAMPLE_ID.sub(lambda found: ids["TE"], line), comments=True)
        assert word == "cpkit", line
        done = subprocess.run([*program(), *rest], capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        assert max(map(len, done.stdout.splitlines()), default=0) <= 80 or "KHÔI PHỤC" in done.stdout, line
        if found := re.search(r"\bTE-[A-Z]{2}-\d{5}-[A-Z]\b", done.stdout):
            ids["TE"] = found[0]
        if rest == ["unlock"]:  # from here on the session is enough
            del os.environ["CPKIT_PASSPHRASE"]
        return done.stdout

    return enter


@pytest.mark.skipif(sys.platform == "win32", reason="the session of an unlocked store is kept otherwise on Windows")
def test_a_new_user_with_only_the_readme_reaches_the_report_of_2025(type_in: Type, home: Path, tmp_path: Path) -> None:
    lines = commands()
    jobs = (
        "init",
        "unlock",
        "register --from",
        "register --name",
        "child find",
        "case open",
        "due",
        "log",
        "report",
        "form",
    )
    assert [job for job in jobs if not any(line.startswith(f"cpkit {job}") for line in lines)] == []
    write_ward_list(Path("danh-sach.xlsx"), unit=UNIT)

    shown = {line: type_in(line) for line in lines}

    assert "KHÓA KHÔI PHỤC" in shown[lines[0]]
    said = {job: next(shown[line] for line in lines if line.startswith(f"cpkit {job}")) for job in jobs}
    assert CHILD in said["child find"]
    assert "Hạn 10/11/2025 20:30" in said["case open"]
    assert "HT-" in said["log"]
    assert "tất cả đều khớp" in said["report"]
    told = texts(Path("bao-cao-2025.xlsx"))
    assert {"a1", "a2", "b1", "c1", "c8"} <= told
    assert "Bơi được bao xa" in " ".join(texts(Path("phat-di.xlsx")))
    names = {child["name"] for child in json.loads(type_in("cpkit child list --json"))}
    assert len(names) > 20 and told.isdisjoint(names)
    assert in_clear(home, tmp_path / "machine", name=CHILD) == []


def texts(path: Path) -> set[str]:
    """What stands in the cells of a workbook."""
    sheets = openpyxl.load_workbook(path).worksheets
    return {str(cell.value) for sheet in sheets for row in sheet for cell in row if cell.value is not None}
