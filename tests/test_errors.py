"""What the system refuses is said in the officer's words."""

from __future__ import annotations

import errno
import os

import pytest

from cpkit.errors import system_reason


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "ổ đĩa đã đầy"), (errno.EACCES, "không có quyền"), (errno.EROFS, "chỉ cho đọc")],
)
def test_the_usual_reasons_are_vietnamese(number: int, words: str) -> None:
    assert words in system_reason(OSError(number, os.strerror(number)))


def test_another_reason_is_told_as_the_system_tells_it() -> None:
    assert system_reason(OSError(errno.EMFILE, "Too many open files")) == "Too many open files"
    assert system_reason(OSError("chưa rõ")) == "chưa rõ"
