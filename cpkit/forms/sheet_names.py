"""What the sheets and columns of a handed-out list are called: each name once, so no answer lands under another's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from cpkit.forms.model import GROUP, REPEAT, Field, Form, flat, spoken
from cpkit.language import _
from cpkit.vietnamese import fold

LONGEST_NAME = 31
ROW = "dong"
"""The name of the first column of a sheet of rows: to which row of which sheet they belong."""


class RepeatSheet(NamedTuple):
    """The sheet of one repeat: the keys that lead to it, its name, the name of the sheet its rows point at."""

    path: tuple[str, ...]
    repeat: Field
    name: str
    parent: str

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its columns."""
        return (row_field(self.parent if len(self.path) > 1 else ""), *asked_of(self.repeat.fields))


def sheet_name(title: str) -> str:
    """A title as Excel allows it for a sheet: at most 31 characters, none of []:*?/\\."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:LONGEST_NAME].strip()


def guidance_title() -> str:
    """The sheet that says how each column is filled."""
    return _("Hướng dẫn")


def lists_title() -> str:
    """The hidden sheet of the choices."""
    return _("Danh mục")


def asked_of(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The questions of a scope that have a column: asked, not computed, no repeat."""
    silent = ("note", "hidden", REPEAT)
    return tuple(asked for asked in flat(fields) if not asked.computed and asked.kind not in silent)


def main_sheet(form: Form) -> str:
    """The name of the first sheet."""
    return _free(spoken(form.title) or form.id, form.id, _reserved())


def repeat_sheets(form: Form) -> list[RepeatSheet]:
    """The sheets of all repeats, each behind the one it lies in."""
    first = main_sheet(form)
    return list(_sheets(form.fields, (), first, {*_reserved(), fold(first)}))


def _sheets(fields: tuple[Field, ...], path: tuple[str, ...], parent: str, taken: set[str]) -> Iterator[RepeatSheet]:
    for repeat in (asked for asked in flat(fields) if asked.kind == REPEAT):
        name = _free(repeat.text, repeat.name, taken)
        taken.add(fold(name))
        here = (*path, repeat.key)
        yield RepeatSheet(here, repeat, name, parent)
        yield from _sheets(repeat.fields, here, name, taken)


def _reserved() -> set[str]:
    """Names that no sheet of answers may have: Excel's own, and those of our other sheets in any language."""
    return {fold(name) for name in ("History", "Hướng dẫn", "Danh mục", guidance_title(), lists_title())}


def _free(title: str, name: str, taken: set[str]) -> str:
    """A sheet's name that is not taken; Excel knows no capitals."""
    wanted = sheet_name(title) or sheet_name(name)
    names = (wanted, *(f"{wanted[: LONGEST_NAME - 5]} ({number})" for number in range(2, 1000)))
    return next(one for one in names if fold(one) not in taken)


def headings(fields: tuple[Field, ...]) -> dict[str, str]:
    """The heading of each question by its key: its label, of two alike with the group before it or the name behind."""
    titles = dict(_titled(fields, ""))
    asked = [one for one in flat(fields) if one.key in titles]
    labels = {one.key: one.text for one in asked}
    alike = Counter(fold(text) for text in labels.values())
    grouped = {key: titles[key] if alike[fold(text)] > 1 else text for key, text in labels.items()}
    still = Counter(fold(text) for text in grouped.values())
    return {key: f"{text} ({key})" if still[fold(text)] > 1 else text for key, text in grouped.items()}


def _titled(fields: tuple[Field, ...], group: str) -> Iterator[tuple[str, str]]:
    """Each question with the label of its group before its own."""
    for asked in fields:
        if asked.kind == GROUP:
            yield from _titled(asked.fields, asked.text if asked.label else group)
        elif asked.kind != REPEAT:
            yield asked.key, f"{group}: {asked.text}" if group else asked.text


def row_field(parent: str = "") -> Field:
    """The first column of a sheet of rows: to which row they belong, of the first sheet or of `parent`."""
    label = {"vi": "Dòng trong danh sách", "en": "Row in the list"}
    hint = {"vi": "Số dòng Excel của bản ghi ở trang đầu.", "en": "The Excel row of the record on the first sheet."}
    if parent:
        label = {"vi": f"Dòng ở trang {parent}", "en": f"Row on sheet {parent}"}
        hint = {"vi": f"Số dòng Excel ở trang “{parent}”.", "en": f"The Excel row on the sheet “{parent}”."}
    aliases = ("Dòng trong danh sách", "Row in the list")
    return Field(type="integer", name=ROW, key=ROW, label=label, hint=hint, required=True, aliases=aliases)
