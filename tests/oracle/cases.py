"""A case: a workbook as a table, files beside it, and the answers it is filled in with, one fill after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cpkit.forms.model import GROUP, REPEAT, Field, Form
from cpkit.xlsform.reading import read_form

SETTINGS = """
| settings |         |            |         |
|          | form_id | form_title | version |
|          | thu     | Thử        | 1       |
"""
BLANK: dict[str, Any] = {}


@dataclass(frozen=True)
class Case:
    """One XLSForm in markdown; `fills` are answers as `cpkit.forms.checking.check` takes them."""

    name: str
    workbook: str
    fills: tuple[Mapping[str, Any], ...] = (BLANK,)
    files: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    """The language the engine is asked to speak; cpkit speaks Vietnamese."""

    @property
    def mark(self) -> str:
        """What tells this case from another, so that an answer recorded for an older one is noticed."""
        said = repr((self.workbook, self.fills, sorted(self.files.items()), self.language))
        return sha256(said.encode()).hexdigest()[:16]

    def form(self) -> Form:
        """The form as cpkit reads it from the workbook."""
        return _form(self.workbook, tuple(self.files.items()))

    def requests(self) -> Iterator[dict[str, Any]]:
        """What the engine is asked, a request a fill: the form is pyxform's own reading of the workbook."""
        xform, made = _xform(self.workbook, tuple(self.files.items()))
        form = self.form()
        for fill in self.fills:
            actions = list(_actions(form.fields, fill, "/data"))
            request = {"xform": xform, "attachments": {**self.files, **made}, "actions": actions}
            yield request | ({"language": self.language} if self.language else {})


@cache
def _form(workbook: str, files: tuple[tuple[str, str], ...]) -> Form:
    with TemporaryDirectory() as folder:
        return read_form(_written(Path(folder), workbook, files)).form


@cache
def _xform(workbook: str, files: tuple[tuple[str, str], ...]) -> tuple[str, dict[str, str]]:
    from pyxform.xls2xform import convert

    with TemporaryDirectory() as folder:
        made = convert(_written(Path(folder), workbook, files), validate=False)
    return made.xform, {"itemsets.csv": made.itemsets} if made.itemsets else {}


def _written(folder: Path, workbook: str, files: tuple[tuple[str, str], ...]) -> Path:
    for name, text in files:
        folder.joinpath(name).write_text(text, encoding="utf-8")
    path = folder / "thu.md"
    path.write_text(workbook.strip() + "\n" + ("" if "| settings" in workbook else SETTINGS), encoding="utf-8")
    return path


def _actions(fields: tuple[Field, ...], answers: Mapping[str, Any], at: str) -> Iterator[dict[str, Any]]:
    """What a person does to give these answers: so many rows of a repeat, values set."""
    for asked in fields:
        here = f"{at}/{asked.name}"
        given = answers.get(asked.key or asked.name, answers.get(asked.name))
        if asked.kind == GROUP:
            inner = {name: value for name, value in answers.items() if name != asked.name}
            yield from _actions(asked.fields, {**inner, **(given or {})}, here)
        elif asked.kind == REPEAT:
            yield from _rows(asked, given or [], here)
        elif given is not None:
            yield {"set": here, "value": given}


def _rows(repeat: Field, rows: list[dict[str, Any]], here: str) -> Iterator[dict[str, Any]]:
    """A repeat that is counted has its rows by itself."""
    if not repeat.repeat_count:
        yield {"rows": here, "count": len(rows)}
    for number, row in enumerate(rows, 1):
        yield from _actions(repeat.fields, row, f"{here}[{number}]")
