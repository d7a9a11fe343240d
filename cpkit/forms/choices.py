"""The choices of a field, from the form's own list or from a code list, found by code, label or alias.

What an officer types is folded (tones, case, đ and spaces do not matter) before it is compared.
"""

from __future__ import annotations

import re
from functools import cache

from cpkit.codes import Code, CodeList, code_list
from cpkit.forms.model import Choice, Field, Form
from cpkit.vietnamese import fold, loose_fold

CODE_PREFIX = "code:"
MOST_REMEMBERED = 5000
"""Texts whose choice is remembered: the rows of a list say the same few things again and again."""


class Choices:
    """One list of choices with its index by folded text; a code list answers for itself what a text means."""

    def __init__(self, items: tuple[Choice, ...], codes: CodeList | None = None) -> None:
        self.items = items
        self.by_name = {choice.name: choice for choice in items}
        self._codes = codes
        self._folded: dict[str, Choice] = {}
        self._found: dict[str, Choice | None] = {}
        if codes is not None:
            return
        for fold_key in (fold, loose_fold):
            for choice in items:
                for text in (choice.name, *choice.label.values(), *choice.short.values(), *choice.aliases):
                    self._folded.setdefault(fold_key(text), choice)

    def find(self, text: str) -> Choice | None:
        """The choice meant by `text`: its code, else its label or an alias, tones and case aside."""
        if text not in self._found:
            if len(self._found) > MOST_REMEMBERED:
                self._found.clear()
            self._found[text] = self._look_up(text)
        return self._found[text]

    def _look_up(self, text: str) -> Choice | None:
        if self._codes is not None:
            code = self._codes.find(text)
            return self.by_name[code.code] if code else None
        return self.by_name.get(text) or self._folded.get(fold(text)) or self._folded.get(loose_fold(text))

    def near(self, text: str, limit: int = 4) -> list[Choice]:
        """The choices that look like `text`, the likeliest first; empty when none does."""
        if self._codes is not None:
            return [self.by_name[code.code] for code in self._codes.near(text, limit)]
        from rapidfuzz import fuzz, process

        found = process.extract(fold(text), list(self._folded), scorer=fuzz.WRatio, limit=limit * 3, score_cutoff=75)
        return list({self._folded[key].name: self._folded[key] for key, _score, _at in found}.values())[:limit]

    def read_many(self, text: str) -> tuple[list[Choice], list[str]]:
        """The choices named in `text`, apart by semicolons, commas or spaces, and the pieces that are none.

        A label may itself hold a comma, so each piece is tried whole before it is cut further; only codes are cut at
        spaces, since a word of an unknown label may happen to be another's alias.
        """
        found, left = self._cut([text], None)
        for separator in (r"[;|\n]", r","):
            more, left = self._cut(left, separator)
            found += more
        codes = [part for part in left if all(word in self.by_name for word in part.split())]
        found += [self.by_name[word] for part in codes for word in part.split()]
        return found, [part for part in left if part not in codes]

    def _cut(self, pieces: list[str], separator: str | None) -> tuple[list[Choice], list[str]]:
        found, left = list[Choice](), list[str]()
        for part in (part for piece in pieces for part in _parts(piece, separator)):
            choice = self.find(part)
            if choice:
                found.append(choice)
            else:
                left.append(part)
        return found, left


def choices_of(form: Form, field: Field) -> Choices:
    """The list of a select field; KeyError when the form names a list that is nowhere.

    A form that was kept with its answers carries the code lists of that day under their names.
    """
    if field.rows_of:  # known only with the answers: see Checking.choices
        return Choices(())
    if field.list_name.startswith(CODE_PREFIX) and field.list_name not in form.choices:
        return _code_choices(field.list_name.removeprefix(CODE_PREFIX))
    return Choices(form.choices[field.list_name])


@cache
def _code_choices(name: str) -> Choices:
    codes = code_list(name)
    return Choices(tuple(_from_code(code) for code in codes), codes)


def _from_code(code: Code) -> Choice:
    columns = {"parent": code.parent or ""}
    return Choice(name=code.code, label=code.label, short=code.short, aliases=code.aliases, columns=columns)


def _parts(piece: str, separator: str | None) -> list[str]:
    parts = re.split(separator, piece) if separator else [piece]
    return [part.strip() for part in parts if part.strip()]
