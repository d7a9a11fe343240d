"""Lists of choices outside the choices sheet: in a CSV file beside the workbook, on the external_choices sheet."""

from __future__ import annotations

from pathlib import Path

from cpkit.errors import Refused
from cpkit.exchange.reading import read_sheets
from cpkit.forms.model import Choice
from cpkit.language import _
from cpkit.xlsform.workbook import LARGEST_FILE, Workbook

MOST_CHOICES = 50_000


def file_choices(path: Path, value: str | None = None, label: str | None = None) -> tuple[Choice, ...]:
    """The choices in a CSV file: its columns `name` and `label`, or those that the parameters name; Refused without."""
    if not path.is_file():
        sentence = _("không thấy tệp danh sách {name}: hãy để tệp cạnh biểu mẫu.")
        raise Refused(sentence.format(name=path.name))
    if path.stat().st_size > LARGEST_FILE:
        raise Refused(_("Tệp {name} quá lớn.").format(name=path.name))
    (sheet,) = read_sheets(path)
    headings = [str(cell).strip() for cell in sheet.rows[0]]
    code, shown = value or "name", label or "label"
    missing = [name for name in (code, shown) if name not in headings]
    if missing:
        sentence = _("tệp danh sách {name} thiếu cột {columns}.")
        raise Refused(sentence.format(name=path.name, columns=", ".join(missing)))
    rows = [dict(zip(headings, map(str, row), strict=False)) for row in sheet.rows[1:]]
    return _checked(path.name, tuple(_made(row, code, shown) for row in rows if row.get(code)))


def sheet_choices(workbook: Workbook, name: str) -> dict[str, tuple[Choice, ...]]:
    """The lists on a sheet of choices, each by its name."""
    sheet = workbook.sheet(name)
    found: dict[str, list[Choice]] = {}
    listed = sheet.column("list_name", "list name") if sheet else ""
    code = sheet.column("name", "value") if sheet else ""
    for row in sheet.filled if sheet and listed and code else ():
        cells = dict(row.cells)
        found.setdefault(cells.pop(listed, ""), []).append(_made(cells, code, "label"))
    return {name: tuple(choices) for name, choices in found.items()}


def _made(row: dict[str, str], code: str, shown: str) -> Choice:
    columns = {key: text for key, text in row.items() if key and key not in ("name", "label") and text}
    return Choice(name=row.get(code, ""), label={"vi": row.get(shown) or row.get(code, "")}, columns=columns)


def _checked(name: str, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    if len(choices) > MOST_CHOICES:
        raise Refused(_("tệp danh sách {name} quá dài (nhiều nhất {limit}).").format(name=name, limit=MOST_CHOICES))
    return choices
