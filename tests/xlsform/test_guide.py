"""The officers' page about forms of their own: what it shows works as it stands, and it names all there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from cpkit.forms.functions import FUNCTIONS
from cpkit.xlsform.counting import INDICATOR_COLUMNS, TABLE_COLUMNS
from cpkit.xlsform.leftovers import OWN_COLUMNS
from cpkit.xlsform.types import BY_PHONE, TYPES, UNSUPPORTED
from tests.xlsform.books import Rows, book

GUIDE = (Path(__file__).parents[2] / "docs" / "bieu-mau-rieng.md").read_text(encoding="utf-8")
OLD_SPELLINGS = {"string", "int", "trigger", "datetime", "date_time"}


def table(sheet: str) -> Rows:
    """The table that stands under **Trang `sheet`**."""
    after = GUIDE.split(f"**Trang `{sheet}`**", 1)[1]
    block = after.split("\n\n")[1]
    lines = [line for line in block.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    return [row for row in cells if not set("".join(row)) <= {"-"}]


def test_the_form_of_the_page_is_added_filled_in_and_counted_as_it_stands(
    run: Any, practice: Path, tmp_path: Path
) -> None:
    names = ("survey", "choices", "settings", "cpkit_tables", "cpkit_indicators")
    added = run("form", "add", book(tmp_path / "khao-sat.xlsx", **{name: table(name) for name in names}))
    assert added.exit_code == 0, added.stderr
    child = run("register", "--name", "Lò Thị Mai", "--birth-date", "1/2/2018", "--sex", "nu", "--json").json["id"]
    said = ("ngay=1/5/2025", "boi=biet", "met=25", 'lop=[{"ten_lop": "Hè"}]')
    filled = run("form", "fill", "duoi_nuoc", "--for", child, *(part for one in said for part in ("--set", one)))
    assert filled.exit_code == 0, filled.stderr
    report = run("report", "--year", "2025", "--exact", "--format", "json").json
    figure = next(one for one in report["indicators"] if one["id"] == "ty_le_boi")
    assert (figure["numerator"], figure["denominator"]) == (1, 1)


def test_every_type_that_can_be_asked_and_cannot_is_named() -> None:
    words = set(re.findall(r"[\w-]+", GUIDE))
    assert set(TYPES) - OLD_SPELLINGS - words == set()
    assert UNSUPPORTED - words == set()
    assert set(BY_PHONE) - words == set()


def test_just_the_functions_there_are_are_named() -> None:
    listed = GUIDE.split("<!-- functions -->")[1].split("<!-- /functions -->")[0]
    assert set(re.findall(r"`([^`]+)`", listed)) == set(FUNCTIONS)


def test_every_column_of_cpkits_own_is_named() -> None:
    words = set(re.findall(r"[\w-]+", GUIDE))
    own = {*TABLE_COLUMNS, *INDICATOR_COLUMNS, *OWN_COLUMNS} - {"option", "aliases"}
    assert own - words == set()
