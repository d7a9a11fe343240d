"""Lay every printed form, empty and filled in, beside its page of the Gazette, to look at.

    python tools/beside_gazette.py GAZETTE.pdf FOLDER [FORM …]

GAZETTE.pdf is Công báo 363+364 of 22-5-2017 (NĐ 56/2017/NĐ-CP). Writes FOLDER/FORM.png: the Gazette's pages, the empty
form, the form filled in with made-up answers, from left to right. Needs LibreOffice, pdftoppm and ImageMagick.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from cpkit.forms import load
from cpkit.forms.choices import choices_of
from cpkit.forms.model import REPEAT, Field, Form
from cpkit.printing import Letterhead, print_form
from cpkit.printing.pdf import to_pdf

PAGES = {
    "mau_01": (29, 30), "mau_02": (31, 31), "mau_03": (32, 35), "mau_04": (36, 36), "mau_05": (37, 37),
    "mau_06": (38, 39), "mau_07": (40, 40), "mau_08": (41, 41), "mau_09": (42, 42), "mau_10": (43, 44),
    "mau_11": (45, 47), "mau_12": (48, 50), "mau_13": (51, 51), "mau_14": (52, 52), "mau_15": (53, 53),
    "mau_16": (54, 55),
}  # fmt: skip
"""The pages that the Gazette prints on its own sheets; the minutes of the meeting have none."""
TURNED = ("mau_02", "mau_09", "mau_14")
"""Printed across the page, which the Gazette turns."""
COVER = 1
"""Pages of the file before the Gazette's page 1 are missing: its page 2 is the first."""
RESOLUTION, HEIGHT = "80", "1000"
OF_ITS_TIME = date(2024, 5, 1)
WARD = Letterhead(unit="Phường Điện Biên Phủ", officer="Lò Thị Cán Bộ", sign="UBND")
WORDS = "Nội dung ghi ở đây dài vừa một dòng để xem chỗ xuống dòng"


def filled(form: Form) -> dict[str, Any]:
    """Made-up answers to every question."""
    return {asked.key: _answer(form, asked) for asked in form.questions()}


def _answer(form: Form, asked: Field) -> Any:
    if asked.kind == REPEAT:
        row = {inner.key: _answer(form, inner) for inner in asked.fields}
        return [row, row]
    if asked.list_name:
        names = [choice.name for choice in choices_of(form, asked).items]
        return names[:2] if asked.many else next(iter(names), None)
    simple = {
        "date": "2024-03-05",
        "dateTime": "2024-03-05T08:30:00+07:00",
        "integer": 12,
        "decimal": 12,
        "calculate": 2,
    }
    if asked.kind in simple or asked.kind != "text":
        return simple.get(asked.kind)
    words = "Lò Văn Thử" if asked.looks("name") or "name" in asked.name else WORDS
    return [words, words] if asked.many else words


def pages(pdf: Path, stem: Path, first: int | None = None, last: int | None = None) -> list[Path]:
    """The pages of `pdf` as pictures beside `stem`."""
    span = ["-f", str(first), "-l", str(last)] if first else []
    subprocess.run(["pdftoppm", "-r", RESOLUTION, *span, "-png", str(pdf), str(stem)], check=True)
    return sorted(stem.parent.glob(f"{stem.name}-*.png"))


def beside(gazette: Path, name: str, out: Path) -> None:
    """One form: the Gazette's pages, the empty form, the filled one."""
    form = load(name)
    with tempfile.TemporaryDirectory() as made:
        folder, found = Path(made), []
        if name in PAGES:
            first, last = (page - COVER for page in PAGES[name])
            found = pages(gazette, folder / "gazette", first, last)
            if name in TURNED:
                subprocess.run(["mogrify", "-rotate", "90", *map(str, found)], check=True)
        for kind, answers in (("empty", {}), ("filled", filled(form))):
            letterhead = WARD if answers else Letterhead()
            document = print_form(form, answers, letterhead=letterhead, dated=OF_ITS_TIME).content
            (folder / f"{kind}.pdf").write_bytes(to_pdf(document))
            found += pages(folder / f"{kind}.pdf", folder / kind)
        sizes = ["-resize", f"x{HEIGHT}", "-bordercolor", "gray", "-border", "1", "+append"]
        subprocess.run(["convert", *map(str, found), *sizes, str(out / f"{name}.png")], check=True)


def main(arguments: list[str]) -> None:
    """Lay the forms named, or all, beside the Gazette."""
    if len(arguments) < 2:
        raise SystemExit(__doc__)
    gazette, out = Path(arguments[0]), Path(arguments[1])
    out.mkdir(parents=True, exist_ok=True)
    names: Iterable[str] = arguments[2:] or [*PAGES, "bien_ban_hop"]
    for name in names:
        beside(gazette, name, out)
        print(out / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
