"""What is still empty in the rows of a printed form: repeats without a row, cells without an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cpkit.forms.model import REPEAT, Field
from cpkit.language import _
from cpkit.printing.values import Rows, variable


def empty_rows(fields: Mapping[str, Field], values: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """A line for each repeat of `names` without a row, and for each question that some of its rows leave empty.

    `names` are those a template prints: a repeat's rows as `activities.title`, its lines as `goals_more`. A question
    asked on a condition is not missing.
    """
    found = {name: rows for name, rows in values.items() if isinstance(rows, Rows) and not fields[name].relevant}
    printed = [name for name in dict.fromkeys(names) if name.split(".")[0] in found]
    lines = [line for name in printed for line in _line(fields, found, *name.partition(".")[::2])]
    return [*dict.fromkeys(lines)]


def _line(fields: Mapping[str, Field], found: Mapping[str, Rows], repeat: str, inner: str) -> Iterator[str]:
    label, rows = fields[repeat].label.get("vi", repeat), found[repeat]
    if not rows:
        yield _("{repeat}: chưa có dòng nào").format(repeat=label) if fields[repeat].kind == REPEAT else label
        return
    asked = _question(fields[repeat], inner)
    empty = [str(number) for number, row in enumerate(rows, 1) if not getattr(row, inner, True)]
    if asked is not None and empty:
        sentence = _("{repeat}, dòng {numbers}: {label}")
        yield sentence.format(repeat=label, numbers=", ".join(empty), label=asked.label.get("vi", inner))


def _question(repeat: Field, inner: str) -> Field | None:
    """The question of a repeat's row that is asked on no condition."""
    asked = repeat.fields if repeat.kind == REPEAT else ()
    return next((each for each in asked if variable(each.key) == inner and not each.relevant), None)
