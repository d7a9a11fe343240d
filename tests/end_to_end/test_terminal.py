"""The installed command in a real terminal of 80 columns: what an officer sees, types and gets."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cpkit.forms import load
from cpkit.practice.ward_list import write_ward_list
from cpkit.store import open_store
from tests.conftest import UNIT, Run
from tests.exchange.sheets import CHILD, HEADING, workbook
from tests.store.real import PASSPHRASE, in_clear, make_real_store

pexpect = pytest.importorskip("pexpect", reason="there is no pexpect for Windows")

UP, DOWN, ENTER, CTRL_C, CLEAR = "\x1b[A", "\x1b[B", "\r", "\x03", "\x15"
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\r")
SETTLE = 0.05
"""Seconds between a question's last letter and the moment it takes keys."""


class Screen:
    """One run of `cpkit` in a terminal."""

    def __init__(self, *words: object) -> None:
        environment = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
        self.child = pexpect.spawn(
            sys.executable, ["-m", "cpkit", *map(str, words)], env=environment, encoding="utf-8", timeout=30,
            dimensions=(40, 80),
        )  # fmt: skip
        self.seen = ""

    def sees(self, text: str) -> str:
        """Wait for `text`; everything shown so far."""
        self.child.expect_exact(text)
        self.seen += CONTROL.sub("", self.child.before + self.child.after)
        return self.seen

    def answers(self, question: str, typed: str = "", end: str = ENTER) -> None:
        """Wait for `question`, then type."""
        self.sees(question)
        time.sleep(SETTLE)
        self.child.send(typed + end)

    def ends(self) -> int:
        """Wait for the end; the exit code."""
        self.child.expect(pexpect.EOF)
        self.seen += CONTROL.sub("", self.child.before)
        self.child.close()
        return int(self.child.exitstatus)


Open = Callable[..., Screen]


@pytest.fixture
def terminal() -> Iterator[Open]:
    """Open a screen: `terminal("child", "list")`; what still runs at the end is closed."""
    opened: list[Screen] = []

    def run_in_terminal(*words: object) -> Screen:
        opened.append(Screen(*words))
        return opened[-1]

    yield run_in_terminal
    for screen in opened:
        screen.child.close(force=True)
        assert "Traceback" not in screen.seen


def children(run: Run) -> list[Any]:
    return list(run("child", "list", "--json").json)


def test_whoever_starts_is_led_through_init(terminal: Open, home: Path) -> None:
    screen = terminal("child", "list")
    screen.answers("Lập kho nào?")
    screen.answers("Xã, phường (mã hoặc tên)", "03127")
    screen.answers("Họ tên người giữ kho", "Lò Thị Hoa")
    screen.answers("Mật khẩu mới", "ngắn")
    screen.answers("ít nhất 8 ký tự", CLEAR + PASSPHRASE)
    screen.answers("Gõ lại mật khẩu mới", "một câu khác")
    screen.answers("không giống nhau", CLEAR + PASSPHRASE)
    screen.answers("Đã chép khóa khôi phục ra giấy?", UP)
    screen.sees("Không có trẻ nào.")
    assert screen.ends() == 0
    key = re.findall(r"(?:[0-9A-Z]{5}-){7}[0-9A-Z]{5}", screen.seen)
    assert len(key) == 1, "the recovery key is shown once"
    assert "lập từ Phường Him Lam" in screen.seen and PASSPHRASE not in screen.seen
    with open_store(home, passphrase=PASSPHRASE) as store:
        assert (store.settings.unit, store.settings.officer) == ("34:03127", "Lò Thị Hoa")


def test_the_passphrase_is_asked_until_the_store_is_unlocked(terminal: Open, home: Path) -> None:
    make_real_store(home)
    screen = terminal("child", "list")
    for _try in range(3):
        screen.answers("Mật khẩu của kho", "sai mật khẩu")
        screen.sees("Mật khẩu không đúng.")
    assert screen.ends() == 3
    screen = terminal("unlock")
    screen.answers("Mật khẩu của kho", PASSPHRASE)
    screen.sees("Kho mở đến")
    assert screen.ends() == 0
    screen = terminal("child", "list")
    screen.sees("1 trẻ.")
    assert screen.ends() == 0 and "Mật khẩu" not in screen.seen


def test_a_child_is_asked_about_and_what_was_typed_survives_ctrl_c(
    terminal: Open, practice: Path, run: Run, tmp_path: Path
) -> None:
    screen = terminal("register", "--mother", "Quàng Thị Hoa", "--hamlet", "Bản Kéo")
    screen.answers("Họ và tên *:", "Tráng A Xính")
    screen.answers("Ngày sinh:", "31/02/2018")
    screen.answers("không có thật", CLEAR + "26/11/2018")
    screen.answers("Giới tính *", "")
    screen.answers("Dân tộc", CTRL_C, end="")
    screen.sees("Đã giữ lại phần đã gõ")
    assert (screen.ends(), children(run)) == (130, [])
    assert in_clear(tmp_path, name="Tráng A Xính") == []

    screen = terminal("register")
    screen.answers("Có phiếu đang gõ dở")
    screen.answers("Dân tộc", "hmong")
    for question in ("Số định danh", "Họ tên cha", "Người chăm sóc", "Số điện thoại", "Địa chỉ", "Mã hộ", "Hộ nghèo",
                     "Nhóm hoàn cảnh", "Nguy cơ", "Ghi chú"):  # fmt: skip
        screen.answers(question)
    screen.sees("Họ và tên: Tráng A Xính")
    screen.answers("Ghi lại?")
    screen.sees("Đã ghi vào sổ, mã TE-")
    assert screen.ends() == 0
    (child,) = children(run)
    told = ("name", "birth", "sex", "ethnic", "mother", "hamlet")
    assert [child[key] for key in told] == [
        "Tráng A Xính", "2018-11-26", "nam", "08", "Quàng Thị Hoa", "Bản Kéo",
    ]  # fmt: skip


def test_a_case_is_opened_on_the_whole_of_mau_01(terminal: Open, practice: Path, run: Run) -> None:
    """NĐ56 Mẫu số 01: every question is put; the informant stays unnamed, sex and birth unknown."""
    questions = [asked for asked in load("mau_01").questions() if asked.kind not in ("note", "calculate", "hidden")]
    screen = terminal("case", "open")
    put = []
    for asked in questions:
        shown = asked.text[:40]  # a long question is wrapped by the terminal
        if screen.child.expect_exact([shown, "Ghi lại?"]) == 1:
            break
        put.append(asked.key)
        time.sleep(SETTLE)
        screen.child.send(ENTER)
    else:
        screen.sees("Ghi lại?")
    time.sleep(SETTLE)
    screen.child.send(ENTER)
    screen.sees("12 giờ từ bước")
    assert screen.ends() == 0
    assert {"kind", "source", "received_at", "child_name", "sex", "state", "informant_name", "done_before"} <= set(put)
    (case,) = run("case", "list", "--json", "--confidential").json
    assert (case["child"], case["child_name"], case["kind"]) == (None, None, "bao_luc")


def test_a_list_is_talked_over_before_it_is_written(terminal: Open, practice: Path, run: Run, tmp_path: Path) -> None:
    path = workbook(tmp_path / "ds.xlsx", ("DANH SÁCH NĂM 2025",), (*HEADING, "Màu áo"), (*CHILD, "đỏ"))
    screen = terminal("register", "--from", path)
    screen.answers("Cột “Màu áo” ghi gì?")
    screen.answers("Ngày của danh sách", CTRL_C, end="")
    assert (screen.ends(), children(run)) == (130, [])

    screen = terminal("register", "--from", path, "--save-mapping", tmp_path / "ghep.json")
    screen.answers("Cột “Màu áo” ghi gì?")
    screen.answers("Ngày của danh sách", CLEAR + "10/11/2099")
    screen.answers("ở sau hôm nay", CLEAR + "10/11/2025")
    screen.sees("Đã ghi 1 trẻ vào sổ theo ngày 10/11/2025.")
    assert screen.ends() == 0
    assert children(run)[0]["registered_on"] == "2025-11-10"
    assert run("register", "--from", path, "--mapping", tmp_path / "ghep.json", "--json").exit_code == 1


def test_the_menu_takes_an_officer_from_a_list_to_the_years_report(
    terminal: Open, practice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    count = write_ward_list(tmp_path / "danh-sach.xlsx", unit=UNIT)
    screen = terminal()
    screen.answers("Thoát", DOWN * 2)
    screen.answers("Tệp Excel:", f'"{tmp_path / "danh-sach.xlsx"}"')
    screen.answers("Ngày của danh sách")
    screen.sees(f"Đã ghi {count} trẻ vào sổ")
    screen.answers("Thoát", DOWN * 6)
    screen.answers("Năm:", CLEAR + "2025")
    screen.answers("Ghi vào tệp:", CLEAR + "bao-cao-2025.xlsx")
    screen.sees("tất cả đều khớp")
    screen.answers("Thoát", UP)
    assert screen.ends() == 0
    assert (tmp_path / "bao-cao-2025.xlsx").stat().st_size > 10_000


def test_undo_asks_first_and_enter_is_no(terminal: Open, practice: Path, run: Run) -> None:
    run("register", "--name", "Lò Thị Mai", "--birth-year", "2018", "--sex", "nu")
    screen = terminal("undo")
    screen.answers("Hoàn tác việc này?")
    assert (screen.ends(), len(children(run))) == (0, 1)
    screen = terminal("undo")
    screen.answers("Hoàn tác việc này?", UP)
    assert (screen.ends(), children(run)) == (0, [])


def test_nothing_is_coloured_where_colour_is_not_wanted(terminal: Open, practice: Path, run: Run) -> None:
    run("case", "open", "--received-at", "24/01/2025 16:55", "--source", "khac", "--kind", "bao_luc")
    screen = terminal("due")
    screen.child.expect(pexpect.EOF)
    assert "\x1b[3" not in screen.child.before and "Hạn 25/01/2025 04:55" in screen.child.before
