"""Every error that reaches an officer, with the exit code it ends in.

A message is one plain sentence in the officer's language: what is wrong, where, what to do.
"""

from __future__ import annotations

import errno
from typing import NamedTuple

from cpkit.language import _


class Problem(NamedTuple):
    """One thing wrong with what was entered: the field's name ("" for the whole entry) and the sentence."""

    field: str
    message: str


class CpkitError(Exception):
    """A refusal that an officer can read; `exit_code` is the process's answer to a script."""

    exit_code = 1


class Refused(CpkitError):
    """Bad data or a broken rule; `problems` names every one of them, `hints` the commands (without `cpkit`) to type
    next. Exit code 1."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = (), hints: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems
        self.hints = hints


class Misused(CpkitError):
    """The command lacks something it needs or was called wrongly. Exit code 2."""

    exit_code = 2


class Locked(CpkitError):
    """The store is locked, or the passphrase is wrong. Exit code 3."""

    exit_code = 3


class Damaged(CpkitError):
    """The store is damaged, or newer than this cpkit; it was left untouched. Exit code 4."""

    exit_code = 4


def system_reason(error: OSError) -> str:
    """Why the system refused a file or folder, in the officer's words: the end of a sentence."""
    reasons = {
        errno.ENOENT: _("không có tệp hoặc thư mục này"),
        errno.EACCES: _("không có quyền, hoặc chương trình khác đang giữ tệp"),
        errno.EPERM: _("không có quyền"),
        errno.ENOSPC: _("ổ đĩa đã đầy"),
        errno.EDQUOT: _("đã hết phần ổ đĩa được dùng"),
        errno.EROFS: _("ổ đĩa chỉ cho đọc"),
        errno.EISDIR: _("đây là một thư mục"),
        errno.ENOTDIR: _("trên đường dẫn có chỗ không phải là thư mục"),
        errno.EEXIST: _("đã có tệp mang tên này"),
        errno.ENAMETOOLONG: _("tên quá dài"),
        errno.EIO: _("ổ đĩa báo lỗi đọc, ghi"),
    }
    return reasons.get(error.errno or 0, error.strerror or str(error))
