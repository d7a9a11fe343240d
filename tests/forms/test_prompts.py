"""A form asked in a real terminal, with the real prompting library, as an officer would answer it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pexpect = pytest.importorskip("pexpect")

ENTER, DOWN, CTRL_C = "\r", "\x1b[B", "\x03"


class Terminal:
    """`cpkit` in a terminal; `answer` waits for a question before it types."""

    def __init__(self, *arguments: str, columns: int = 100) -> None:
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "cpkit", *arguments],
            encoding="utf-8",
            timeout=30,
            dimensions=(40, columns),
            env={**os.environ, "COLUMNS": str(columns), "TERM": "xterm"},
        )

    def answer(self, question: str, typed: str = "", end: str = ENTER) -> None:
        """Wait for `question`, type, press Enter."""
        self.child.expect_exact(question)
        self.child.expect(r"\x1b\[\?25h|\x1b\[0m\x1b\[\?7h|\x1b\[\?2004h|\S")
        self.child.send(typed + end)

    def sees(self, text: str) -> None:
        """Wait until the screen shows `text`."""
        self.child.expect_exact(text)

    def ends(self) -> int:
        """The exit code."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return int(self.child.exitstatus)


@pytest.fixture
def terminal(practice: Path) -> Iterator[type[Terminal]]:
    yield Terminal


def workers(run: Any) -> Any:
    return run("worker", "list", "--json").json


def test_what_is_missing_is_asked_and_what_was_given_is_not(terminal: Any, run: Any) -> None:
    screen = terminal("worker", "add", "--name", "Lò Văn Kiên", "--hamlet", "Bản Kéo")
    screen.answer("Vai trò *", DOWN)
    screen.answer("Từ ngày:", "1/2/2024")
    screen.answer("Đến ngày:")
    screen.answer("Đã được tập huấn: đã có 0 dòng", DOWN)
    screen.answer("Ngày tập huấn *:", "12/05/2025")
    screen.answer("Tên lớp:", "Quản lý ca")
    screen.answer("Đã được tập huấn: đã có 1 dòng")
    screen.sees("Họ và tên: Lò Văn Kiên")
    screen.answer("Ghi lại?")
    screen.sees("Đã ghi người làm công tác NL-")
    assert screen.ends() == 0
    (worker,) = workers(run)
    assert (worker["role"], worker["from"]) == ("cong_tac_vien", "2024-02-01")
    assert worker["trainings"] == [{"date": "2025-05-12", "title": "Quản lý ca"}]


def test_a_wrong_answer_is_told_at_once_and_can_be_typed_again(terminal: Any, run: Any) -> None:
    screen = terminal("worker", "add", "--name", "Lò Văn Kiên", "--role", "khac", "--hamlet", "")
    screen.ends()
    assert len(workers(run)) == 1, "nothing required was missing, so nothing was asked"
    screen = terminal("worker", "add", "--role", "khac", "--hamlet", "")
    screen.answer("Họ và tên *:", "=cmd()")
    screen.sees("không được bắt đầu bằng dấu =")
    screen.child.send("\x15Vừ A Páo" + ENTER)
    screen.answer("Từ ngày:", "31/02/2024")
    screen.sees("không có thật")
    screen.child.send("\x15" + ENTER)
    screen.answer("Đến ngày:")
    screen.answer("Đã được tập huấn: đã có 0 dòng")
    screen.answer("Ghi lại?")
    assert screen.ends() == 0
    assert "Vừ A Páo" in [worker["name"] for worker in workers(run)]


def test_ctrl_c_keeps_what_was_typed_and_offers_it_the_next_time(terminal: Any, run: Any) -> None:
    screen = terminal("worker", "add")
    screen.answer("Họ và tên *:", "Lò Văn Kiên")
    screen.answer("Vai trò *", CTRL_C, end="")
    screen.sees("Đã giữ lại phần đã gõ")
    assert screen.ends() == 130
    assert workers(run) == []
    screen = terminal("worker", "add")
    screen.answer("Có phiếu đang gõ dở")
    screen.answer("Vai trò *")
    for question in ("Tổ dân phố, bản:", "Từ ngày:", "Đến ngày:", "Đã được tập huấn: đã có 0 dòng"):
        screen.answer(question)
    screen.sees("Họ và tên: Lò Văn Kiên")
    screen.answer("Ghi lại?")
    assert screen.ends() == 0
    assert [worker["name"] for worker in workers(run)] == ["Lò Văn Kiên"]
    screen = terminal("worker", "add")
    screen.answer("Họ và tên *:", CTRL_C, end="")
    assert screen.ends() == 130, "the draft is gone once its answers were kept"


def test_a_sign_goes_back_and_a_choice_is_found_by_typing_without_tones(terminal: Any, run: Any) -> None:
    screen = terminal("org", "add", "--hamlet", "", "--unit", "", "--note", "")
    screen.answer("Tên *:", "Nhầm")
    screen.answer("Loại *", "quay lai")
    screen.answer("Tên *:", "\x15Trường Tiểu học số 1")
    screen.answer("Loại *", "truong hoc")
    for state in ("Hoạt động thường xuyên", "Được đánh giá hoạt động có hiệu quả", "Đủ năng lực quản lý ca"):
        screen.answer(f"{state} từ ngày:")
        screen.answer(f"{state} đến ngày:")
    screen.answer("Ghi lại?")
    assert screen.ends() == 0
    (organisation,) = run("org", "list", "--json").json
    assert (organisation["name"], organisation["kind"]) == ("Trường Tiểu học số 1", "truong_hoc")


def test_what_is_wrong_as_a_whole_is_asked_again_and_an_answer_can_be_changed_at_the_end(
    terminal: Any, run: Any
) -> None:
    screen = terminal("household", "add", "--address", "", "--year", "", "--reached-on", "", "--note", "")
    screen.answer("Họ tên chủ hộ:")
    screen.answer("Tổ dân phố, bản:")
    screen.answer("Số hộ:")
    screen.answer("Hộ nghèo, cận nghèo")
    screen.sees("cần tên chủ hộ hoặc tên tổ dân phố, bản")
    screen.answer("Tổ dân phố, bản:", "Bản Kéo")
    screen.answer("Ghi lại?", DOWN)
    screen.answer("Sửa câu nào?", "so ho")
    screen.answer("Số hộ:", "\x15120")
    screen.answer("Ghi lại?")
    assert screen.ends() == 0
    (household,) = run("household", "list", "--json").json
    assert (household["hamlet"], household["count"]) == ("Bản Kéo", 120)


def test_an_edit_without_options_shows_the_record_and_asks_what_to_change(terminal: Any, run: Any) -> None:
    added = run("worker", "add", "--name", "Lò Văn Kiên", "--role", "khac", "--json").json["id"]
    screen = terminal("worker", "edit", added)
    screen.sees("Họ và tên: Lò Văn Kiên")
    screen.answer("Ghi lại?", DOWN)
    screen.answer("Sửa câu nào?", "ho va ten")
    screen.answer("Họ và tên *:", " Minh")
    screen.answer("Ghi lại?")
    assert screen.ends() == 0
    assert [worker["name"] for worker in workers(run)] == ["Lò Văn Kiên Minh"]


def test_without_a_terminal_nothing_is_asked_and_the_options_are_named(
    practice: Path, run: Any, installed: Any
) -> None:
    for result in (run("worker", "add"), installed("worker", "add", input="Lò Văn Kiên\n\n\n")):
        assert result.exit_code == 2
        assert "--name (Họ và tên), --role (Vai trò)" in result.stderr
    assert workers(run) == []


def test_a_sign_goes_back_within_a_row_and_rows_typed_whole_outlive_ctrl_c(terminal: Any, run: Any) -> None:
    screen = terminal("worker", "add", "--name", "Lò Văn Kiên", "--hamlet", "Bản Kéo")
    screen.answer("Vai trò *", DOWN)
    screen.answer("Từ ngày:")
    screen.answer("Đến ngày:")
    screen.answer("Đã được tập huấn: đã có 0 dòng", DOWN)
    screen.answer("Ngày tập huấn *:", "12/05/2025")
    screen.answer("Tên lớp:", "<")
    screen.sees("12/05/2025")
    screen.child.send("\x1513/05/2025" + ENTER)
    screen.answer("Tên lớp:", "Quản lý ca")
    screen.answer("Đã được tập huấn: đã có 1 dòng", DOWN)
    screen.answer("Ngày tập huấn *:", CTRL_C, end="")
    screen.sees("Đã giữ lại phần đã gõ")
    assert screen.ends() == 130
    screen = terminal("worker", "add", "--name", "Lò Văn Kiên", "--hamlet", "Bản Kéo")
    screen.answer("Có phiếu đang gõ dở")
    screen.answer("Đã được tập huấn: đã có 1 dòng")
    screen.answer("Ghi lại?")
    assert screen.ends() == 0
    (worker,) = workers(run)
    assert worker["trainings"] == [{"date": "2025-05-13", "title": "Quản lý ca"}]


def test_what_is_wrong_is_told_whole_in_a_narrow_window(terminal: Any) -> None:
    screen = terminal("case", "open", "--kind", "bao_luc", columns=70)
    screen.answer("Thông qua *")
    screen.answer("Nói rõ thêm về nguồn tin:")
    screen.answer("Thời gian tiếp nhận *:", "\x15hôm qua")
    screen.sees("chưa có giờ: hãy ghi như")
    screen.sees("07/02/2025 16:55.")
    screen.answer("Thời gian tiếp nhận *:", CTRL_C, end="")
    assert screen.ends() == 130
