"""How commands speak: results on stdout and nothing else there; messages, warnings and progress on stderr.

A question is asked only when stdin and stdout are a terminal (the prompting library answers by itself when they are
not); otherwise the caller gets `Misused`, which names the option to give instead.
"""

from __future__ import annotations

import os
import sys
import textwrap
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Sized
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from cpkit.errors import Misused, Problem
from cpkit.language import _, cited

if TYPE_CHECKING:
    from questionary import Question

WIDTH = 80
PATIENCE = 1.0
"""Seconds of work before a progress line appears."""

Item = TypeVar("Item")
Value = TypeVar("Value")


def show(text: str = "") -> None:
    """Print a result: stdout."""
    click.echo(cited(text))


def say(text: str) -> None:
    """Print a message that is no result: stderr."""
    click.echo(cited(text), err=True)


def warn(text: str) -> None:
    """Print a warning: stderr, yellow in a terminal."""
    click.secho(_("Chú ý: {text}").format(text=cited(text)), err=True, fg="yellow")


def warn_once(text: str) -> None:
    """Print a warning that one run of the command may come to again and again: only the first time."""
    said: set[str] = click.get_current_context().find_root().meta.setdefault("cpkit.said", set())
    if text not in said:
        said.add(text)
        warn(text)


def warn_all(warnings: Iterable[Problem]) -> None:
    """Print each warning: stderr."""
    for warning in warnings:
        warn(warning.message)


def show_wrapped(text: str, indent: str = "  ") -> None:
    """Print `text` within the width of a page, every line indented."""
    show(textwrap.fill(cited(text), WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False))


def show_pair(title: str, value: object) -> None:
    """Print "title: value" within the width of a page; nothing where there is no value."""
    if value not in (None, "", []):
        text = cited(f"{title}: {value}")
        show(textwrap.fill(text, WIDTH, subsequent_indent="  ", break_long_words=False))


def emit_json(value: object) -> None:
    """Print `value` as one JSON document: stdout, UTF-8, readable; dates as ISO, structs and dataclasses as objects.

    A partial date is given as its `.iso`.
    """
    import msgspec

    document = msgspec.json.encode(value, enc_hook=_plain)
    click.echo(msgspec.json.format(document, indent=2).decode())


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    title: str | None = None,
    right: Collection[str] = (),
    whole: Collection[str] = (),
) -> None:
    """Print a table: stdout, at most 80 columns wide (long cells wrap).

    Columns named in `right` are aligned right, those in `whole` are never broken.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(title=title and Text(title), title_justify="left", box=box.SIMPLE_HEAD, show_edge=False)
    grid.padding, grid.pad_edge = (0, 1, 0, 0), False  # two spaces between columns: names need the width
    for column in columns:
        justify: Literal["left", "right"] = "right" if column in right else "left"
        grid.add_column(Text(column), justify=justify, overflow="fold", no_wrap=column in whole)
    for row in rows:
        grid.add_row(*(Text("" if cell is None else cited(str(cell))) for cell in row))
    import shutil

    width = min(WIDTH, shutil.get_terminal_size().columns)
    Console(file=sys.stdout, width=width, no_color=_colourless(), highlight=False, emoji=False).print(grid)


def progress(iterable: Iterable[Item], total: int | None = None, label: str = "") -> Iterator[Item]:
    """Yield the items, with a counting line on stderr: only in a terminal, and only once a second has gone by."""
    if not sys.stderr.isatty():
        yield from iterable
        return
    if total is None and isinstance(iterable, Sized):
        total = len(iterable)
    yield from _counted(iterable, total, label)


def interactive() -> bool:
    """Whether somebody can be asked: stdin and stdout are both a terminal."""
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty())


def ask_text(
    message: str,
    *,
    option: str,
    default: str = "",
    secret: bool = False,
    check: Callable[[str], bool | str] | None = None,
) -> str:
    """The line typed for `message`, in NFC, stripped; `check` returns True or the sentence that says what is wrong.

    `secret` hides what is typed. Raises `Misused` naming `option` when there is no terminal.
    """
    _need_terminal(option)
    import questionary

    ask = questionary.password if secret else questionary.text
    return _normal(str(_answer(ask(message, default=default, validate=check, qmark="?"), option)))


def confirm(message: str, *, option: str, default: bool = False) -> bool:
    """Yes or no. Raises `Misused` naming `option` when there is no terminal."""
    return choose(message, [(True, _("Có")), (False, _("Không"))], option=option, default=default)


def choose(message: str, choices: Sequence[tuple[Value, str]], *, option: str, default: Value | None = None) -> Value:
    """The value of one of `choices` (value, label). Raises `Misused` naming `option` when there is no terminal."""
    _need_terminal(option)
    import questionary

    items = [questionary.Choice(text, value=position) for position, (_value, text) in enumerate(choices)]
    values = [value for value, _text in choices]
    chosen = items[values.index(default)] if default in values and default is not None else None
    question = questionary.select(message, items, default=chosen, qmark="?", instruction=_("(phím mũi tên, rồi Enter)"))
    return choices[int(_answer(question, option))][0]


def _need_terminal(option: str) -> None:
    if not interactive():
        raise Misused(_("Không có màn hình để hỏi; hãy dùng {option}.").format(option=option))


def _answer(question: Question, option: str) -> Any:
    """Ask; Ctrl-C goes up as KeyboardInterrupt. A Windows window that cannot prompt counts as no terminal."""
    try:
        return question.unsafe_ask()
    except Exception as error:
        if type(error).__name__ != "NoConsoleScreenBufferError":
            raise
        raise Misused(_("Cửa sổ này không hỏi được; hãy dùng {option}.").format(option=option)) from error


def _counted(iterable: Iterable[Item], total: int | None, label: str) -> Iterator[Item]:
    started = shown = time.monotonic()
    for count, item in enumerate(iterable, 1):
        yield item
        moment = time.monotonic()
        if moment - started > PATIENCE and moment - shown > 0.1:
            shown = moment
            say_in_place(f"{label} {count}/{total}" if total else f"{label} {count}")
    if shown > started:
        say_in_place("")


def say_in_place(text: str) -> None:
    """Write `text` over the last line of stderr."""
    click.echo("\r" + text.ljust(WIDTH - 1)[: WIDTH - 1] + "\r", err=True, nl=False)


def _colourless() -> bool:
    return bool(os.environ.get("NO_COLOR"))


def _normal(text: str) -> str:
    from cpkit.vietnamese import nfc

    return nfc(text).strip()


def _plain(value: object) -> object:
    """What msgspec does not know: paths."""
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} has no JSON form")
