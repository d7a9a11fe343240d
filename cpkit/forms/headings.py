"""Which field a heading of a sheet means, and where the headings are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cpkit.forms.model import Field, Form, blanked
from cpkit.forms.sheet_names import headings
from cpkit.vietnamese import fold, nfc

SEARCHED_ROWS = 30
"""Headings are looked for in so many rows from the top."""


class Headings:
    """The headings that some fields are known by: labels in every language, names and aliases, tones aside."""

    def __init__(self, fields: Iterable[Field], titles: Mapping[str, str] | None = None) -> None:
        """`titles` are the headings as they were written for this form, by key: they go before all others."""
        self.fields = tuple(fields)
        self._known: dict[str, Field] = {}
        for asked in self.fields:
            if titles and asked.key in titles:
                self._known.setdefault(_key(titles[asked.key]), asked)
        for asked in self.fields:
            blank = map(blanked, asked.label.values())
            for text in (asked.key, asked.name, *asked.label.values(), *blank, *asked.aliases):
                self._known.setdefault(_key(text), asked)

    def find(self, heading: object) -> Field | None:
        """The field that `heading` means; None when it means none of them."""
        return self._known.get(_key(str(heading))) if heading not in (None, "") else None

    def columns(self, row: Sequence[object]) -> dict[int, Field]:
        """The column of each field that a row of headings names, the first of each field."""
        found: dict[int, Field] = {}
        for at, cell in enumerate(row):
            asked = self.find(cell) if isinstance(cell, str) else None
            if asked and asked not in found.values():
                found[at] = asked
        return found

    def row_of(self, rows: Sequence[Sequence[Any]]) -> int | None:
        """Where in `rows` the headings are: the row that names most fields; None when no row names two or them all."""
        counts = [len(self.columns(row)) for row in rows[:SEARCHED_ROWS]]
        most = max(counts, default=0)
        enough = most >= min(2, len(self.fields))
        return counts.index(most) if most and enough else None


def headings_of(form: Form) -> Headings:
    """The headings of a form's questions outside repeats."""
    silent = ("note", "begin_repeat")
    asked = (asked for asked in form.questions() if not asked.computed and asked.kind not in silent)
    return Headings(asked, headings(form.fields))


def _key(heading: str) -> str:
    """A heading as it is compared: folded, without the star of a required column and other signs at its ends."""
    return fold(re.sub(r"[\s*:.]+$|^[\s*]+", "", nfc(heading)))
