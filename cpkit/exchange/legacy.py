"""A list typed in an old font (TCVN3, VNI): found by column, shown before it is applied, decoded into Unicode.

A cell with a letter that the old encoding cannot hold (a title typed later in Unicode) is left as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from cpkit.exchange.reading import Cell, Sheet
from cpkit.vietnamese import capitalise_name, guess_legacy
from cpkit.vietnamese.legacy import DECODERS, Legacy

LAST_OLD_LETTER = "\u00ff"
HEAD = 2_000
"""So many rows are enough to tell an encoding."""
SHOWN = 6
FEW = 20
"""So few different texts in a column that a guess over them says little; the sheet's encoding is theirs."""


def find_legacy(sheet: Sheet) -> Legacy | None:
    """The old encoding that columns of the sheet are in; None when all can be read as they stand."""
    found = Counter(legacy for column in range(_width(sheet)) if (legacy := guess_legacy(_old_texts(sheet, column))))
    return found.most_common(1)[0][0] if found else None


def decode_sheet(sheet: Sheet, legacy: Legacy, first_row: int = 0) -> Sheet:
    """The sheet in Unicode: every column that is in the old encoding, from `first_row` on every cell that can be."""
    columns = [column for column in range(_width(sheet)) if _is_old(sheet, column, legacy)]
    decode = DECODERS[legacy]
    rows = list(sheet.rows[:first_row])
    for row in sheet.rows[first_row:]:
        cells = list(row)
        for column in columns:
            if column < len(cells) and _can_be_old(cells[column]):
                cells[column] = decode(str(cells[column]))
        rows.append(cells)
    return replace(sheet, rows=rows)


def preview(sheet: Sheet, decoded: Sheet) -> list[tuple[str, str]]:
    """A few cells as they stand and as they will be read, the longest different ones of the sheet's head."""
    pairs = {
        str(old): str(new)
        for old_row, new_row in zip(sheet.rows[:200], decoded.rows[:200], strict=False)
        for old, new in zip(old_row, new_row, strict=False)
        if old != new
    }
    return sorted(pairs.items(), key=lambda pair: -len(pair[0]))[:SHOWN]


def capitals(name: str) -> str:
    """A person's name after TCVN3, whose accented capitals are lost: "NGUYễN ánh" -> "Nguyễn Ánh"."""
    return capitalise_name(" ".join(word.upper() if _is_shouted(word) else word for word in name.split()))


def _is_shouted(word: str) -> bool:
    plain = [letter for letter in word if letter.isascii() and letter.isalpha()]
    return len(plain) > 1 and all(letter.isupper() for letter in plain)


def _width(sheet: Sheet) -> int:
    return max((len(row) for row in sheet.rows), default=0)


def _is_old(sheet: Sheet, column: int, legacy: Legacy) -> bool:
    """Whether a column is in the old encoding: its old texts read as such, or cannot tell."""
    texts = list(_old_texts(sheet, column))
    guess = guess_legacy(texts)
    return guess == legacy or (bool(texts) and guess is None and len(set(texts)) < FEW)


def _old_texts(sheet: Sheet, column: int) -> Iterator[str]:
    """The texts of a column's head that an old encoding could hold."""
    for row in sheet.rows[:HEAD]:
        if column < len(row) and _can_be_old(row[column]):
            yield str(row[column])


def _can_be_old(cell: Cell) -> bool:
    """Whether a cell is a text beyond ASCII whose letters all exist in a font of one byte a letter."""
    return isinstance(cell, str) and not cell.isascii() and max(cell) <= LAST_OLD_LETTER
