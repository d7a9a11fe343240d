"""Bare `cpkit` in a real terminal: greeting, what is due, the menu."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import OFFICER, UNIT_NAME, Run

pexpect = pytest.importorskip("pexpect", reason="there is no pexpect for Windows")

UP, DOWN, ENTER, CTRL_C = "\x1b[A", "\x1b[B", "\r", "\x03"


@pytest.fixture
def terminal(practice: Path) -> Iterator[Any]:
    """`cpkit` alone, running in a terminal of 24 lines and 80 columns."""
    environment = {**os.environ, "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "cpkit"]
    spawned = pexpect.spawn(command[0], command[1:], env=environment, encoding="utf-8", timeout=30, dimensions=(24, 80))
    yield spawned
    spawned.close(force=True)


def _until(terminal: Any, text: str) -> str:
    """What was shown up to `text`, without the terminal's control sequences."""
    terminal.expect_exact(text)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.before + terminal.after)


def test_it_greets_the_officer_and_says_what_is_due(terminal: Any) -> None:
    greeting = _until(terminal, "Bạn muốn làm gì?")
    assert "KHO THỰC HÀNH" in greeting
    assert f"Chào {OFFICER} – {UNIT_NAME}" in greeting
    assert "Không có việc nào đến hạn." in greeting


def test_the_menu_names_the_main_jobs(terminal: Any) -> None:
    shown = _until(terminal, "Thoát")
    jobs = ("Tìm một em", "Đăng ký một em", "Nhập danh sách Excel", "Nhận tin báo, mở ca", "Lập báo cáo năm", "Sao lưu")
    assert all(job in shown for job in jobs)


def test_leaving_is_exit_0(terminal: Any) -> None:
    _until(terminal, "Thoát")
    terminal.send(UP + ENTER)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0


def test_ctrl_c_is_130(terminal: Any) -> None:
    _until(terminal, "Thoát")
    terminal.send(CTRL_C)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130


def test_what_a_job_refuses_is_said_and_the_menu_comes_back(terminal: Any) -> None:
    _until(terminal, "Thoát")
    terminal.send(DOWN * 2 + ENTER)
    _until(terminal, "Tệp Excel:")
    terminal.send("khong-co.xlsx" + ENTER)
    refusal = _until(terminal, "Bạn muốn làm gì?")
    assert "khong-co.xlsx" in refusal
    assert "Traceback" not in refusal and "ngoài dự kiến" not in refusal


def test_ctrl_c_in_a_job_leads_back_to_the_menu(terminal: Any) -> None:
    _until(terminal, "Thoát")
    terminal.send(ENTER)
    _until(terminal, "Tên, hoặc một phần của tên:")
    terminal.send(CTRL_C)
    _until(terminal, "Đã dừng.")
    _until(terminal, "Bạn muốn làm gì?")


def test_without_a_terminal_it_prints_help(installed: Run) -> None:
    assert installed().stdout.startswith("Cách dùng: cpkit")
