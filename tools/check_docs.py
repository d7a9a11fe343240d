"""Holds the documentation against the program.

    python tools/check_docs.py           fail when something below does not hold
    python tools/check_docs.py --write   write docs/lenh.md, the list of all commands

docs/lenh.md is what the commands themselves say; docs/plugins.md has every hook with its signature; every `cpkit …`
line in a code block of the README files and of docs/ names a command, and options, that exist.
"""

from __future__ import annotations

import inspect
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
REFERENCE = DOCS / "lenh.md"
HEAD = """# Tất cả các lệnh

Trang này do `make docs` ghi ra từ chính các lệnh; đừng sửa tay.
"""


def reference() -> str:
    """docs/lenh.md: the help of every command, in the order of `cpkit --help`."""
    parts = [HEAD]
    for path, command in commands():
        parts.append(f"{'#' * min(len(path) + 1, 4)} `{' '.join(path)}`\n\n```text\n{help_of(path, command)}\n```\n")
    return "\n".join(parts)


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its path: ("cpkit",), ("cpkit", "child"), ("cpkit", "child", "find"), …"""
    from cpkit.cli import root

    group = root()
    yield ("cpkit",), group
    context = click.Context(group, info_name="cpkit")
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        yield from _tree(("cpkit", name), command)


def _tree(path: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not command.hidden:
        yield path, command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _tree((*path, name), child)


def help_of(path: tuple[str, ...], command: click.Command) -> str:
    """What `--help` prints, 78 columns wide."""
    context = None
    for name in path[:-1]:
        context = click.Context(click.Group(name), parent=context, info_name=name)
    options = {"help_option_names": ["-h", "--help"], "terminal_width": 78, "color": False}
    with click.Context(command, parent=context, info_name=path[-1], **options) as shown:  # type: ignore[arg-type]
        return "\n".join(line.rstrip() for line in command.get_help(shown).splitlines())


def problems() -> list[str]:
    """Everything that does not hold, one line each."""
    return [*_reference_problems(), *_hook_problems(), *_example_problems()]


def _reference_problems() -> list[str]:
    fresh = REFERENCE.exists() and REFERENCE.read_text(encoding="utf-8") == reference()
    return [] if fresh else ["docs/lenh.md does not say what the commands say: run make docs"]


def _hook_problems() -> list[str]:
    from cpkit.plugins import hookspecs

    page = DOCS / "plugins.md"
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    hooks = [
        f"{name}{inspect.signature(function)}".replace("'", "")
        for name, function in inspect.getmembers(hookspecs, inspect.isfunction)
        if hasattr(function, "cpkit_spec")
    ]
    return [f"docs/plugins.md lacks the hook: {hook}" for hook in hooks if hook not in text]


def _example_problems() -> list[str]:
    known = dict(commands())
    pages = [*ROOT.glob("*.md"), *(page for page in DOCS.glob("*.md") if page != REFERENCE)]
    return [
        f"{page.relative_to(ROOT)}: {line}: {problem}"
        for page in sorted(pages)
        for line in examples(page.read_text(encoding="utf-8"))
        if (problem := _problem_of(line, known))
    ]


def examples(text: str) -> list[str]:
    """The `cpkit …` lines of the code blocks of a page; a line ending in a backslash goes on in the next one."""
    blocks = re.findall(r"```(?:sh|powershell|console|bat)\n(.*?)```", text, re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [line.removeprefix("$ ") for line in lines if line.removeprefix("$ ").startswith("cpkit ")]


def _problem_of(line: str, known: dict[tuple[str, ...], click.Command]) -> str:
    """What is wrong with an example: an unknown command or an unknown option; "" when nothing is."""
    words = [word for word in shlex.split(line, comments=True) if word not in ("…", "...")]
    path, rest = _split(words[1:], known)
    command = known[path]
    if isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        return f"no such command: {rest[0]}"
    names = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    unknown = [
        word for word in rest if word.startswith("--") and word.split("=")[0] not in names | {"--help", "--debug"}
    ]
    return f"no such option: {', '.join(unknown)}" if unknown else ""


def _split(words: list[str], known: dict[tuple[str, ...], click.Command]) -> tuple[tuple[str, ...], list[str]]:
    """The longest command that the words name, and the words after it; `--home X`, `--lang X` before it are skipped."""
    path: tuple[str, ...] = ("cpkit",)
    while words:
        if path == ("cpkit",) and words[0] in ("--home", "--lang"):
            words = words[2:]
        elif (*path, words[0]) in known:
            path, words = (*path, words[0]), words[1:]
        else:
            break
    return path, words


def main() -> int:
    """Check, or write the reference, in Vietnamese down to click's own words."""
    from cpkit.cli import speak

    speak("vi")
    if "--write" in sys.argv:
        REFERENCE.parent.mkdir(exist_ok=True)
        REFERENCE.write_text(reference(), encoding="utf-8", newline="\n")
        return 0
    found = problems()
    print("\n".join(found) or "The documentation holds.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
