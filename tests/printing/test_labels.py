"""Every label of the Gazette's forms stands on the printed page, in the Gazette's order (NĐ56, Phụ lục).

`gazette/` holds each form as the Gazette prints it, line by line, its known misprints mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cpkit.forms import load
from cpkit.printing import Letterhead, print_form
from tests.printing.words import text_of

GAZETTE = Path(__file__).parent / "gazette"
FORMS = sorted(path.stem for path in GAZETTE.glob("*.txt"))
OF_ITS_TIME = date(2024, 5, 1)
"""A day when the districts and offices that the forms name were still there."""


def labels(form: str) -> Iterator[str]:
    """What stands between the blanks of each line."""
    for line in (GAZETTE / f"{form}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield from filter(_letters, line.split("…"))


def first_out_of_order(form: str, text: str) -> str | None:
    """The first label that does not follow those before it; None when all do."""
    page, at = _letters(text), 0
    for label in labels(form):
        found = page.find(_letters(label), at)
        if found < 0:
            return label
        at = found + len(_letters(label))
    return None


def _letters(text: str) -> str:
    """Letters and digits alone: capitals, dots, boxes and spaces aside."""
    return re.sub(r"[\W_]", "", text.casefold())


def blank(form: str) -> str:
    return text_of(print_form(load(form), {}, letterhead=Letterhead(), dated=OF_ITS_TIME).content)


def test_there_is_a_page_of_every_form_of_the_decree() -> None:
    assert ["bien_ban_hop", *(f"mau_{number:02}" for number in range(1, 17))] == FORMS


@pytest.mark.parametrize("form", FORMS)
def test_every_label_of_the_gazette_in_its_order(form: str) -> None:
    assert first_out_of_order(form, blank(form)) is None


def test_two_lines_changed_about_are_found() -> None:
    """The comparison sees an order, not only words."""
    lines = blank("mau_05").splitlines()
    first, second = (next(n for n, line in enumerate(lines) if line.startswith(f"Điều {each}.")) for each in (1, 2))
    lines[first], lines[second] = lines[second], lines[first]
    assert "Điều 2." in str(first_out_of_order("mau_05", "\n".join(lines)))
    assert first_out_of_order("mau_05", "\n".join(line for line in lines if "Nơi nhận" not in line)) is not None


@pytest.mark.parametrize("form", ["mau_05", "mau_07", "mau_12", "mau_16"])
def test_the_misprint_of_the_gazette_is_mended(form: str) -> None:
    """ "ỦY BAN NHÂN XÃ" of Mẫu số 05 and 07 lacks DÂN."""
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ/PHƯỜNG/THỊ TRẤN" in blank(form)


def test_a_form_of_today_names_no_district_in_the_gazettes_line() -> None:
    """The district level is gone since 01/07/2025: of Mẫu số 10 that blank alone is missing."""
    text = text_of(print_form(load("mau_10"), {}, letterhead=Letterhead(), dated=date(2026, 1, 5)).content)
    assert first_out_of_order("mau_10", text.replace("tỉnh/thành phố", "Quận/huyện tỉnh/thành phố")) == (
        "- Phòng LĐTBXH huyện (để b/c);"
    )
