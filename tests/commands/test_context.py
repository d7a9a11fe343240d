"""In a terminal a locked store asks its passphrase, and a missing one is made first."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from cpkit.commands.context import Session, current_session, with_session, with_store
from cpkit.store import Store, open_store
from tests.conftest import Run
from tests.store.real import PASSPHRASE, make_real_store

pexpect = pytest.importorskip("pexpect", reason="there is no pexpect for Windows")

Terminal = Callable[..., Any]


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    """Start `cpkit` in a terminal of 80 × 24."""
    started = []

    def start(*words: str) -> Any:
        command = ["-m", "cpkit", *words]
        environment = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
        child = pexpect.spawn(
            sys.executable, command, env=environment, encoding="utf-8", timeout=30, dimensions=(24, 80)
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)


def finished(child: Any) -> int:
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus)


class TestLocked:
    @pytest.fixture(autouse=True)
    def real(self, home: Path) -> None:
        make_real_store(home)

    def test_the_passphrase_is_asked_and_not_shown(self, terminal: Terminal) -> None:
        child = terminal("officer", "show")
        child.expect("Mật khẩu của kho")
        child.sendline(PASSPHRASE)
        child.expect("Lò Thị Hoa")
        assert PASSPHRASE not in child.before
        assert finished(child) == 0

    def test_there_are_three_tries(self, terminal: Terminal) -> None:
        child = terminal("officer", "show")
        for _ in range(2):
            child.expect("Mật khẩu của kho")
            child.sendline("sai rồi")
            child.expect("Mật khẩu không đúng")
        child.expect("Mật khẩu của kho")
        child.sendline(PASSPHRASE)
        child.expect("Lò Thị Hoa")
        assert finished(child) == 0

    def test_a_third_wrong_one_is_3(self, terminal: Terminal) -> None:
        child = terminal("unlock")
        for _ in range(3):
            child.expect("Mật khẩu của kho")
            child.sendline("sai rồi")
        assert finished(child) == 3

    def test_ctrl_c_is_130(self, terminal: Terminal) -> None:
        child = terminal("officer", "show")
        child.expect("Mật khẩu của kho")
        child.sendcontrol("c")
        assert finished(child) == 130

    def test_the_recovery_key_is_asked_when_no_value_follows(self, terminal: Terminal) -> None:
        child = terminal("unlock", "--recovery-key")
        child.expect("Khóa khôi phục")
        child.sendline("chưa nhớ")
        child.expect("40 chữ và số")
        child.expect("Khóa khôi phục")
        child.sendcontrol("c")
        assert finished(child) == 130


class TestNoStore:
    def test_a_terminal_is_led_through_making_a_practice_store(self, terminal: Terminal, home: Path) -> None:
        child = terminal("officer", "show")
        child.expect("Lập kho nào")
        child.send("\x1b[B")
        child.sendline("")
        child.expect("Xã, phường")
        child.sendline("dien bien phu")
        child.expect("Họ tên người giữ kho")
        child.sendline("Lò Thị Hoa")
        child.expect("Đã lập kho")
        assert finished(child) == 0
        with open_store(home) as store:
            assert (store.settings.practice, store.settings.unit) == (True, "34:03127")

    def test_a_terminal_is_led_through_making_a_real_one(self, terminal: Terminal, home: Path) -> None:
        child = terminal("init", "--unit", "03127", "--officer", "Lò Thị Hoa")
        child.expect("Mật khẩu mới")
        child.sendline(PASSPHRASE)
        child.expect("Gõ lại")
        child.sendline(PASSPHRASE)
        child.expect("KHÓA KHÔI PHỤC")
        child.expect("ra giấy")
        child.send("\x1b[A")
        child.sendline("")
        assert finished(child) == 0
        open_store(home, passphrase=PASSPHRASE).close()


class TestSession:
    def test_the_store_is_opened_once_and_closed_at_the_end(self, practice: Path) -> None:
        seen: list[Store] = []

        @click.command()
        @with_store
        def command(store: Store) -> None:
            seen.extend([store, current_session().store()])
            assert len(store.table("children")) == 0

        assert command.main([], standalone_mode=False) is None
        assert seen[0] is seen[1]
        assert seen[0].engine.connection is None

    def test_options_stand_above_the_decorator(self, practice: Path) -> None:
        @click.command()
        @click.option("--number", type=int)
        @with_session
        def command(session: Session, number: int) -> tuple[Path, int]:
            return session.home, number

        assert command.main(["--number", "3"], standalone_mode=False) == (practice, 3)

    def test_a_practice_store_is_announced_on_stderr(self, run: Run, practice: Path) -> None:
        done = run("officer", "show", "--json")
        assert "KHO THỰC HÀNH" in done.stderr
        assert "THỰC HÀNH" not in done.stdout
