"""A table of the report as data: what is counted, by which fields, under which conditions, and what is added up.

One TOML file (or one saved table of a ward) says it; `cpkit.reports.cross` counts it. The words of the file are those
of an officer's command line, so a table that was tried with `cpkit report table new` can be kept as a file as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.plugins.compiled import read_toml

Words: TypeAlias = dict[str, str]
When = Literal["period", "during", "cutoff"]
"""Which dated facts count: begun in the period; true on some day of it; true on the cut-off date."""
MeasureKind = Literal["count", "sum", "distinct", "children"]

KINDS = {
    "children": "child",
    "cases": "case",
    "intakes": "receipt",
    "proceedings": "proceeding",
    "interventions": "intervention",
    "activities": "activity",
    "organisations": "organisation",
    "workers": "worker",
    "households": "household",
    "events": "event",
}
"""What a table may count besides the entries of a form, each with the kind of subject the count feeds."""
ENTRIES = "entries:"

EXPRESSION = "${"
"""What makes a condition an ODK expression of a form's answers: it names them as an XLSForm does."""
OPERATORS = ("!=", "<=", ">=", "=", "<", ">")
_CONDITION = re.compile(r"\s*([\w./-]+?)\s*(!=|<=|>=|=|<|>)\s*(.*?)\s*", re.DOTALL)


class Condition(msgspec.Struct, frozen=True):
    """`field op values`: with = any of the values, with != none of them; no value stands for "no answer"."""

    field: str
    op: str
    values: tuple[str, ...]


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is added up: `count` of records, `sum` of a number, `distinct` values of a field, different `children`.

    `where` narrows this measure alone ("of which …"); `title` heads its column.
    """

    measure: MeasureKind = "count"
    field: str = ""
    title: Words = {}
    where: tuple[str, ...] = ()


class Declared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One declared table, as `docs/plugins.md` describes it.

    `over` is a key of `KINDS` or `entries:FORM`, and may name a repeat of the form (`entries:FORM/REPEAT`): each of its
    rows is then one thing counted. `rows` and `columns` name fields, one inside the other where there are several.
    """

    id: str
    title: Words
    over: str
    rows: str | tuple[str, ...]
    columns: str | tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = (Measure(),)
    bands: tuple[str, ...] = ()
    when: When = "period"
    basis: str = ""
    notes: tuple[Words, ...] = ()
    sheet: Words = {}
    """The sheet of the workbook it shares with other tables; without one it has a sheet of its own."""

    @property
    def row_fields(self) -> tuple[str, ...]:
        """The fields of the rows, outermost first."""
        return _several(self.rows)

    @property
    def column_fields(self) -> tuple[str, ...]:
        """The fields of the columns, outermost first."""
        return _several(self.columns)

    @property
    def form(self) -> tuple[str, str]:
        """The form whose entries are counted and the repeat in it, each "" where there is none."""
        name, _slash, repeat = self.over.removeprefix(ENTRIES).partition("/") if self.of_entries else ("", "", "")
        return name, repeat

    @property
    def of_entries(self) -> bool:
        """Whether entries of a form are counted."""
        return self.over.startswith(ENTRIES)

    @property
    def subject(self) -> str:
        """The kind of subject the count feeds to the table."""
        return "entry" if self.of_entries else KINDS[self.over.partition("/")[0]]


def read_declared(path: Path) -> Declared:
    """The table in a TOML file; Refused with the place of the mistake when the file is none."""
    try:
        return read_toml(path, Declared)
    except (OSError, ValueError) as problem:
        sentence = _("Không đọc được biểu {name}: {problem}")
        raise Refused(sentence.format(name=path.name, problem=problem)) from problem


def read_condition(text: str) -> Condition:
    """`sex=nu`, `kind=a,b`, `age>=6`, `note!=` (has an answer), an ODK expression; Refused when it is none of these."""
    if EXPRESSION in text:
        return Condition(text.strip(), "=", ("yes",))
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise Refused(_("Điều kiện “{text}”: hãy ghi như group=4, age>=6, kind=a,b hoặc note!=.").format(text=text))
    field, op, values = found.groups()
    parts = tuple(part.strip() for part in re.split("[,;]", values) if part.strip())
    if len(parts) > 1 and op not in ("=", "!="):
        raise Refused(_("Điều kiện “{text}”: chỉ so với một giá trị.").format(text=text))
    if not parts and op not in ("=", "!="):
        raise Refused(_("Điều kiện “{text}” chưa có giá trị.").format(text=text))
    return Condition(field, op, parts)


def read_measure(text: str) -> Measure:
    """`count`, `children`, `sum:amount`, `distinct:schools`; Refused when it is none of these."""
    name, _colon, field = text.strip().partition(":")
    kinds: dict[str, MeasureKind] = {"count": "count", "children": "children", "sum": "sum", "distinct": "distinct"}
    if name not in kinds or (name in ("sum", "distinct")) != bool(field):
        sentence = _("“{text}”: hãy ghi count, children, sum:TRƯỜNG hoặc distinct:TRƯỜNG.")
        raise Refused(sentence.format(text=text))
    return Measure(measure=kinds[name], field=field.strip())


def read_bands(texts: Sequence[str]) -> tuple[tuple[str, int, int], ...]:
    """Bands of whole numbers as (text, first, last): "0-5", "16-" (and more) or "7"; Refused when they overlap."""
    bands = [_band(text) for text in texts]
    for (_text, _first, last), (text, first, _last) in pairwise(bands):
        if first <= last:
            raise Refused(_("Khoảng {text} chồng lên khoảng trước nó.").format(text=text))
    return tuple(bands)


def _band(text: str) -> tuple[str, int, int]:
    found = re.fullmatch(r"\s*(\d{1,9})\s*(?:(-|–)\s*(\d{1,9})?)?\s*", text)
    first, last = (int(found[1]), int(found[3] or 10**9 if found[2] else found[1])) if found else (1, 0)
    if first > last:
        raise Refused(_("“{text}” không phải là khoảng tuổi: hãy ghi như 0-5, 6-10, 11-15.").format(text=text))
    return text.strip(), first, last


def _several(names: str | tuple[str, ...]) -> tuple[str, ...]:
    return ((names,) if names else ()) if isinstance(names, str) else names
