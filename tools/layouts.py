"""The layouts of the printed forms: a readable text, one line a paragraph, and how it is read.

[c b 14] text           a paragraph: c centred, r right, j justified, n not indented, b bold, i italic, a size,
                        u a rule below as long as the line, h a rule of less than half of it
**bold**  __italic__    inside a paragraph
{name:20}               an answer; left empty it prints 20 dots; {name:3(1)3} prints ...(1)...
{name:>}                dots to the end of the line; {name:>+2} and two dotted lines more
{name:=words}           left empty it prints the words; {name:0} prints nothing
&name                   in a table: every choice of that question, each with its box
@landscape @pagebreak @space @tight @small      the page; tight: less air, smaller letters in tables; small: in lines
@columns 40 60 … @next … @end       two columns without lines
@table 10 90 … @end                 a table; cells apart by |, paragraphs of a cell by \\\\, ! begins a heading row,
                                    < joins a cell to the one before it, ^ to the one above
@if … @endif, @for x in y … @endfor paragraphs or rows that depend on an answer
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.text_width import dots, width

FOLDER = Path(__file__).parent / "layouts"
SIZE = 13.0
INDENT = 28.35
"""Points: one centimetre (NĐ 30/2020, Phụ lục I)."""
MARKS = ("landscape", "pagebreak", "space", "tight", "small")
_STYLE = re.compile(r"\[([a-z0-9 ]+)\] ?")
_ANSWER = re.compile(r"(?<![{%])\{(?![{%])(?P<name>[^{}]+?)(?::(?P<blank>[^{}]*))?\}(?![}%])")
_BOX = re.compile(r"(?<=\)) }} ")
_CELLS = re.compile(r"(?<= )\|(?= |$)|^\|")
_MARKS = re.compile(r"(\*\*.+?\*\*|__.+?__)")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its words with marks and tags, and its style."""

    text: str
    style: frozenset[str] = frozenset()
    size: float = SIZE

    def runs(self) -> Iterator[tuple[str, bool, bool]]:
        """The pieces with whether each is bold and italic."""
        for piece in filter(None, _MARKS.split(self.text)):
            marked = _MARKS.fullmatch(piece) is not None
            inner = piece[2:-2] if marked else piece
            yield (
                inner,
                "b" in self.style or (marked and piece[0] == "*"),
                "i" in self.style or (marked and piece[0] == "_"),
            )


@dataclass(frozen=True)
class Row:
    """One row of a table, or the tag that rules the rows after it."""

    cells: tuple[str, ...]
    heading: bool = False
    tag: str = ""


@dataclass
class Table:
    """A table with lines: the share of each column in hundredths."""

    shares: tuple[int, ...]
    rows: list[Row] = field(default_factory=list)


@dataclass
class Columns:
    """Paragraphs side by side, without lines."""

    shares: tuple[int, ...]
    sides: list[list[Paragraph]] = field(default_factory=lambda: [[]])


@dataclass(frozen=True)
class Mark:
    """A word about the page: landscape, pagebreak, space, tight, small."""

    word: str


Block = Paragraph | Table | Columns | Mark


def read(name: str) -> list[Block]:
    """The blocks of the layout of form `name`."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    found: list[Block] = []
    inside: Table | Columns | None = None
    for line in filter(None, map(str.rstrip, lines)):
        word, _space, rest = line.partition(" ")
        if word == "#":
            continue
        if word in ("@table", "@columns"):
            inside = (Table if word == "@table" else Columns)(tuple(map(int, rest.split())))
            found.append(inside)
        elif word == "@end":
            inside = None
        else:
            _add(found, inside, line)
    return found


def _add(found: list[Block], inside: Table | Columns | None, line: str) -> None:
    if isinstance(inside, Table):
        inside.rows.append(_row(line))
    elif isinstance(inside, Columns):
        if line == "@next":
            inside.sides.append([])
        else:
            inside.sides[-1].append(paragraph(line))
    else:
        found.append(Mark(line[1:]) if line[1:] in MARKS else paragraph(line))


def paragraph(line: str) -> Paragraph:
    """One line as a paragraph; a tag stands alone in its own."""
    if line == "@space":
        return Paragraph("", frozenset("n"))
    if line.startswith("@"):
        return Paragraph(_tag("p", line), frozenset("n"))
    style = _STYLE.match(line)
    words = style.group(1).split() if style else []
    size = next((float(word) for word in words if word.isdigit()), SIZE)
    return Paragraph(line[style.end() :] if style else line, frozenset(words), size)


def _row(line: str) -> Row:
    if line.startswith("@"):
        return Row((), tag=_tag("tr", line))
    heading = line.startswith("!")
    return Row(tuple(cell.strip() for cell in _CELLS.split(line.removeprefix("!"))), heading)


def _tag(kind: str, line: str) -> str:
    """`@if x` as docxtpl wants it: {%p if x %}."""
    return f"{{%{kind} {line[1:]} %}}"


def with_tags(text: str, size: float, room: float, *, indent: float = 0, bold: bool = False) -> str:
    """`text` with every {answer} as a Jinja tag; `room` is the width of the line in points."""

    def tag(found: re.Match[str]) -> str:
        name, blank = found["name"], found["blank"]
        if blank is None:
            return f"{{{{ {name} }}}}"
        return f'{{{{ {name} or "{_blank(text, found, size, room, indent, bold)}" }}}}'

    return _BOX.sub(" }}\u00a0", _ANSWER.sub(tag, text))


def _blank(text: str, found: re.Match[str], size: float, room: float, indent: float, bold: bool) -> str:
    """What stands where the answer is left empty."""
    blank = found["blank"]
    if blank.startswith("="):
        return blank[1:]
    fill, _plus, more = blank.partition("+")
    short = re.sub(r"\d+(?![\d)])", lambda each: "." * int(each[0]), fill.removesuffix(">"))
    if not fill.endswith(">"):
        return short
    before, after = plain(text[: found.start()]) + short, plain(text[found.end() :])
    used = _reached(before, size, room, indent, bold) + width(after, size, bold=bold)
    lines = [short + dots(room - used - size, size)] + [dots(room - size / 2, size)] * int(more or 0)
    return "\\n".join(lines)


def _reached(text: str, size: float, room: float, indent: float, bold: bool) -> float:
    """Where the last line of `text` ends, its words wrapped as Word wraps them."""
    at, space = indent, width(" ", size)
    for word in text.split(" "):
        wide = width(word, size, bold=bold)
        at = at + wide + space if at + wide <= room else wide + space
    return at - space


def plain(text: str) -> str:
    """`text` as it stands with every answer left empty."""
    bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text).replace("**", "").replace("__", "")
    return _ANSWER.sub(lambda each: _short(each["blank"] or ""), bare)


def _short(blank: str) -> str:
    if blank.startswith("="):
        return blank[1:]
    return re.sub(r"\d+(?![\d)])", lambda each: "." * int(each[0]), blank.split(">")[0].split("+")[0])
