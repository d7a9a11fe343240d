"""What a terminal can ask: a line of text, a line of a list; "<" and "‹" go back. Only this module prompts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from shutil import get_terminal_size
from textwrap import fill
from typing import Any

from cpkit.errors import Misused
from cpkit.language import _
from cpkit.vietnamese import fold

BACK_SIGN = "<"
LONG_LIST = 9
"""From so many choices on, typing searches the list."""


class GoBackError(Exception):
    """The officer wants the question before this one."""


def at_terminal() -> bool:
    """Whether somebody can be asked: stdin and stdout are both a terminal."""
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty())


class _Searchable(str):
    """A line of a list that is found by its text without tones too: the list is searched by what `lower` returns."""

    def lower(self) -> str:
        """The text in small letters, and once more folded."""
        return f"{super().lower()} {fold(self)}"


def select(
    message: str,
    items: Sequence[tuple[Any, str]],
    *,
    default: Any = None,
    back: bool | str = False,
    search: bool = False,
) -> Any:
    """The value of the line chosen; GoBackError where the officer goes back, by a line that `back` may name."""
    import questionary

    long = search or len(items) > LONG_LIST
    shown = [questionary.Choice(_Searchable(text), value=at) for at, (_value, text) in enumerate(items)]
    start = next((line for line, (value, _text) in zip(shown, items, strict=True) if value == default), shown[0])
    if back:
        named = back if isinstance(back, str) else _("‹ quay lại câu trước")
        shown.append(questionary.Choice(_Searchable(named), value=-1))
    hint = _("(gõ không dấu để tìm, mũi tên để chọn)") if long else _("(mũi tên để chọn, Enter)")
    question = questionary.select(
        message, shown, default=start, use_search_filter=long, use_jk_keys=False, instruction=hint, qmark="?"
    )
    at = int(_asked(question))
    if at < 0:
        raise GoBackError
    return items[at][0]


def ask_line(message: str, default: str, complaint: Callable[[str], str | bool]) -> str:
    """The line typed, once nothing is wrong with it; what is wrong is told whole, and the question asked again."""
    import questionary

    asked = message if message.rstrip(" *").endswith("?") else message + ":"
    while True:
        default = str(_asked(questionary.text(asked, default=default, qmark="?"))).strip()
        if default == BACK_SIGN:
            raise GoBackError
        said = complaint(default)
        if not isinstance(said, str):
            return default
        tell("  ! " + said)


def _asked(question: Any) -> Any:
    """Ask; a Windows window that cannot prompt counts as no terminal."""
    try:
        return question.unsafe_ask()
    except Exception as error:
        if type(error).__name__ != "NoConsoleScreenBufferError":
            raise
        raise Misused(_("Cửa sổ này không hỏi được; hãy dùng các tùy chọn của lệnh.")) from error


def tell(text: str, *, bold: bool = False) -> None:
    """Print a sentence, broken between words at the edge of the window."""
    import questionary

    width = max(40, get_terminal_size().columns - 1)
    indent = " " * (len(text) - len(text.lstrip()))
    broken = [fill(line, width, subsequent_indent=indent) for line in text.splitlines()]
    questionary.print("\n".join(broken), style="bold" if bold else "")
