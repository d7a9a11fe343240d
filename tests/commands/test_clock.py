"""`cpkit clock START AMOUNT`: the officer's plain question, until when? Without any store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run


def test_the_answer_as_json(run: Run, home: Path) -> None:
    result = run("clock", "2025-04-29 08:00", "2wd", "--json")
    assert result.exit_code == 0
    assert result.json == {
        "due": "2025-05-06T23:59:59+07:00",
        "skipped": [
            {"date": "2025-04-30", "reason": "Ngày Chiến thắng"},
            {"date": "2025-05-01", "reason": "Ngày Quốc tế Lao động"},
            {"date": "2025-05-02", "reason": "Nghỉ hoán đổi, làm bù 26/04/2025"},
            {"date": "2025-05-03", "reason": "Thứ Bảy"},
            {"date": "2025-05-04", "reason": "Chủ nhật"},
        ],
        "provisional": False,
    }
    assert not home.exists()


def test_hours_end_at_their_moment(run: Run) -> None:
    result = run("clock", "24/01/2025 16:55", "12h", "--json")
    assert result.json == {"due": "2025-01-25T04:55:00+07:00", "skipped": [], "provisional": False}


def test_the_answer_in_words_names_what_was_skipped_and_the_articles(run: Run) -> None:
    result = run("clock", "24/01/2025", "16:55", "5wd")
    assert result.stdout.splitlines() == [
        "5 ngày làm việc kể từ 24/01/2025: hạn cuối: hết ngày 07/02/2025 (Thứ Sáu)",
        "  không tính 25/01/2025 (Thứ Bảy)",
        "  không tính 26/01/2025 (Chủ nhật)",
        "  không tính 27/01/2025 - 01/02/2025 (Tết Nguyên đán)",
        "  không tính 02/02/2025 (Chủ nhật)",
        "Cách tính: Bộ luật Dân sự 2015 Đ147.2, Đ148.1.",
        "Dùng cho: Người có thẩm quyền quyết định chấm dứt việc chăm sóc ở cơ sở trợ giúp",
        "xã hội (NĐ56 Đ48.3).",
        "Dùng cho: Xây dựng và trình kế hoạch hỗ trợ, can thiệp (NĐ56 Đ28.1).",
    ]


def test_a_date_alone_will_do_for_days_but_not_for_hours(run: Run) -> None:
    assert run("clock", "24/01/2025", "5wd").exit_code == 0
    result = run("clock", "24/01/2025", "12h")
    assert result.exit_code == 1
    assert result.stderr == "“24/01/2025” chưa có giờ: hãy ghi như 07/02/2025 16:55.\n"


def test_a_year_not_announced_is_said(run: Run) -> None:
    result = run("clock", "31/12/2026", "5wd")
    assert "chưa được công bố" in result.stderr
    assert run("clock", "31/12/2026", "5wd", "--json").json["provisional"] is True


def test_it_counts_from_now(run: Run) -> None:
    assert run("clock", "now", "12h").exit_code == 0
    assert run("clock", "bây giờ", "3m").exit_code == 0


@pytest.mark.parametrize(
    ("words", "exit_code", "sentence"),
    [
        (("31/02/2025", "5wd"), 1, "Ngày 31/02/2025 không có thật: tháng 2 năm 2025 chỉ có 28 ngày."),
        (("31/02/2025 10:00", "12h"), 1, "Ngày 31/02/2025 không có thật: tháng 2 năm 2025 chỉ có 28 ngày."),
        (("24/01/2025", "5x"), 2, "“5x” không phải là thời hạn"),
        (("5wd",), 2, "Hãy ghi cả lúc bắt đầu và thời hạn"),
    ],
)
def test_bad_input_is_one_plain_sentence(run: Run, words: tuple[str, ...], exit_code: int, sentence: str) -> None:
    result = run("clock", *words)
    assert result.exit_code == exit_code
    assert result.stderr.startswith(sentence)
    assert result.stdout == ""
