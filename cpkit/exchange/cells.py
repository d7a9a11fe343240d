"""What one cell says: marks, births, and answers of the registration form read as the form reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from unicodedata import is_normalized

from cpkit.exchange.reading import Cell
from cpkit.forms import Field, Form
from cpkit.forms.reading import AnswerError, Context, Resolver, read_value, says_unknown
from cpkit.language import _
from cpkit.register.ages import CHILDHOOD_ENDS
from cpkit.vietnamese import PartialDate, fold, show_date

UNKNOWN_HEADS = frozenset("?kKcCuU")
"""How the words for "not known" begin."""
NUMBER = re.compile(r"[0-9]{12}")
MARKS = frozenset({"x", "xx", "v", "c", "co", "1", "+", "*", "yes", "dung", "true", "✓", "✔", "√", "☑", "☒", "●"})
NO_MARKS = frozenset({"", "0", "o", "-", "--", "khong", "ko", "k", "no", "chua", "false", "☐", "○", "/"})
BLANKS = frozenset({"-", "--", "–", "—", "...", "…", ".", "/", "_", "?", "khong co", "chua co", "0"})
"""Texts that stand for "nothing known" in a column of answers."""
LONGEST_BLANK = max(map(len, BLANKS))
REPETITIVE = frozenset({"sex", "ethnic", "poverty", "hamlet"})
"""Fields whose few different cells are read once each."""
NAMES = frozenset({"name", "mother", "father"})
LONGEST_PLAIN = 60


def mark_of(cell: Cell) -> bool | str:
    """True for a mark (x, v, 1 …), False for none, else the text that stands where a mark was expected."""
    if isinstance(cell, (date, datetime)):
        return show_date(cell)
    if isinstance(cell, (bool, int, float)):
        return bool(cell) if cell in (0, 1) else f"{cell:g}"
    text = fold(str(cell))
    return True if text in MARKS else False if text in NO_MARKS else " ".join(str(cell).split())


def is_blank(cell: Cell) -> bool:
    """Whether a cell of an answer says nothing: empty, a dash, dots."""
    if not isinstance(cell, str) or (len(cell) > LONGEST_BLANK and not cell.isspace()):
        return False
    return not cell.strip() or fold(cell) in BLANKS


def is_plain(text: str) -> bool:
    """Whether a name is sure to be read as it stands: letters at its head, nothing invisible, NFC, tidy spaces.

    A way past the form's reading for nearly every name of a long list; what is not plain goes the form's way.
    """
    if not text[:1].isalpha() or len(text) > LONGEST_PLAIN or "  " in text or text[-1] == " ":
        return False
    return text.isprintable() and is_normalized("NFC", text)


@dataclass
class Answers:
    """Reads cells as answers of `form`; `on` is the date of the list, `today` the day no birth may lie after."""

    form: Form
    on: date
    today: date
    resolver: Resolver | None = None
    fields: dict[str, Field] = field(init=False)
    _context: Context = field(init=False)
    _read: dict[tuple[str, str], Any] = field(default_factory=dict)
    _births: dict[str | date, PartialDate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fields = {asked.key: asked for asked in self.form.questions()}
        self._context = Context(self.form, self.today, self.resolver)

    def read(self, key: str, cell: Cell) -> Any:
        """The answer of field `key`; None for "không rõ" where that is lawful. AnswerError with the sentence."""
        if not isinstance(cell, str):
            return read_value(self.fields[key], cell, self._context)
        if key in REPETITIVE:
            if (key, cell) not in self._read:
                self._read[key, cell] = self._answer(key, cell)
            return self._read[key, cell]
        plain = key in NAMES and cell[:1] not in UNKNOWN_HEADS and is_plain(cell)
        return cell if plain or (key == "id_number" and NUMBER.fullmatch(cell)) else self._answer(key, cell)

    def _answer(self, key: str, cell: str) -> Any:
        asked = self.fields[key]
        return None if asked.unknown and says_unknown(cell) else read_value(asked, cell, self._context)

    def birth(self, cell: Cell) -> PartialDate:
        """A birth cell; an estimate in years of age counts from the date of the list. AnswerError with the sentence."""
        if not isinstance(cell, (str, date)):
            return self._birth(cell)
        if cell not in self._births:
            self._births[cell] = self._birth(cell)
        return self._births[cell]

    def _birth(self, cell: Cell) -> PartialDate:
        found: PartialDate = read_value(self.fields["birth_date"], cell, self._context)
        if found.precision == "age":
            found = read_value(self.fields["birth_date"], cell, Context(self.form, self.on))
        return found

    def age(self, cell: Cell) -> PartialDate:
        """A year of birth from an age on the date of the list. AnswerError from 16 years on (Luật Trẻ em Đ1)."""
        if isinstance(cell, str):
            cell = fold(cell).removesuffix("tuoi").removesuffix("t").strip()
        years = read_value(self.fields["age"], cell, self._context)
        if not 0 <= years < CHILDHOOD_ENDS:
            raise AnswerError(_("{years} tuổi; sổ chỉ ghi trẻ em dưới 16 tuổi (Luật Trẻ em Đ1).").format(years=years))
        return PartialDate(self.on.year - years, precision="age")


def birth_from_parts(parts: dict[str, Cell]) -> PartialDate | None:
    """A birth written in three columns; None where all are blank. AnswerError or BadDate with the sentence."""
    numbers = {name: _whole(cell) for name, cell in parts.items() if not is_blank(cell)}
    if not numbers:
        return None
    if "year" not in numbers:
        raise AnswerError(_("thiếu năm sinh."))
    day = numbers.get("day") if numbers.get("month") else None
    return PartialDate(numbers["year"], numbers.get("month") or None, day or None)


def _whole(cell: Cell) -> int:
    try:
        return int(float(str(cell).strip()))
    except ValueError:
        raise AnswerError(_("“{text}” không phải là số.").format(text=str(cell)[:20])) from None
