"""Workbooks made by another library than the one that reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

Rows = Sequence[Sequence[Any]]

HEAD = ("type", "name", "label")
CHOICES: Rows = (
    ("list_name", "name", "label"),
    ("boi", "biet", "Biết bơi"),
    ("boi", "khong", "Không biết bơi"),
)


def book(path: Path, **sheets: Rows) -> Path:
    """A workbook with these sheets at `path`."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path


def survey(path: Path, *rows: Sequence[Any], head: Sequence[str] = HEAD, **sheets: Rows) -> Path:
    """A form with these questions, the list `boi` and the id `thu`, unless other sheets are given."""
    settings = (("form_id", "form_title", "version"), ("thu", "Phiếu thử", "1"))
    return book(path, **{"survey": [head, *rows], "choices": CHOICES, "settings": settings, **sheets})
