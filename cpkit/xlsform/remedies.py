"""What to write instead: the type, the name or the id that was meant, said where one cannot be used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cpkit.errors import Problem
from cpkit.language import _
from cpkit.vietnamese import fold
from cpkit.xlsform.types import SELECTS
from cpkit.xlsform.workbook import Sheet, snake, where

_MEANT = (
    ("chon nhieu", "select_multiple"), ("chon", "select_one"), ("ngay gio", "dateTime"), ("ngay", "date"),
    ("gio", "time"), ("so le", "decimal"), ("so thap phan", "decimal"), ("so", "integer"), ("ghi chu", "note"),
    ("chu", "text"), ("van ban", "text"), ("nhom", "begin_group"), ("het nhom", "end_group"), ("lap", "begin_repeat"),
    ("phan lap", "begin_repeat"), ("number", "integer"), ("string", "text"), ("select", "select_one"),
    ("multiple", "select_multiple"), ("checkbox", "select_multiple"), ("tinh", "calculate"),
)  # fmt: skip
"""How a type is called by who does not know XLSForm, folded; the first that the words begin with."""
_LABELLED = frozenset({"text", "string", "integer", "int", "decimal", "range", "date", "time", "datetime", "dateTime",
                       "note", "acknowledge", *SELECTS})  # fmt: skip
_LABELS = ("label", "caption", "hint", "guidance_hint", "media", "image", "audio", "video", "big_image")


def meant_type(words: Sequence[str]) -> str:
    """The type that these words hardly anything else can mean; "" where nobody can tell."""
    written = fold(" ".join(words))
    return next((kind for text, kind in _MEANT if written == text or written.startswith(f"{text} ")), "")


def usable_name(text: str) -> str:
    """`text` as a name: without tones, a letter first, signs and spaces as underscores."""
    name = re.sub(r"\W+", "_", fold(text), flags=re.ASCII).strip("_")
    return name if not name or name[0].isalpha() else f"p_{name}"


def unlabelled(survey: Sheet, rows: Sequence[tuple[int, list[str], str]]) -> Iterator[Problem]:
    """Questions without anything to read."""
    columns = [one for one in survey.headings if snake(one).split(":")[0] in _LABELS]
    said = {row.number for row in survey.filled if any(row.cells.get(one) for one in columns)}
    for number, words, name in rows:
        if words and words[0] in _LABELLED and number not in said and not _computed(survey, number):
            yield where("survey", number, _("câu “{name}” thiếu nhãn (câu hỏi) ở cột label.").format(name=name))


def _computed(survey: Sheet, number: int) -> bool:
    column = survey.column("calculation", "calculate")
    return any(row.number == number and row.cells.get(column) for row in survey.filled)
