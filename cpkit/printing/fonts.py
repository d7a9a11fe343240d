"""Which fonts a PDF was really made with: a font that the computer lacks is replaced without a word.

A replacement may lack Vietnamese letters; those then come from a third font in the middle of a word. Read from the PDF
itself, so it holds for whatever made it; a PDF that cannot be read so says nothing.
"""

from __future__ import annotations

import re
import zlib
from io import BytesIO

from cpkit.language import _

_FONT = re.compile(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([^\s/<>\[\]()]+)[^>]*?/ToUnicode (\d+) 0 R", re.DOTALL)
_MAPPED = re.compile(r"^<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]{4,})>\s*$", re.MULTILINE)
_STYLE = re.compile(r"[-,].*$|(PSMT|PS|MT)$")
MOST_LETTERS = 12


def font_warnings(document: bytes, pdf: bytes) -> tuple[str, ...]:
    """Sentences on fonts of the Word `document` that its `pdf` was made without, and on letters of another font."""
    wanted, used = fonts_of_document(document), fonts_of_pdf(pdf)
    if not used or not wanted:
        return ()
    main = max(used, key=lambda name: len(_alphabet(used[name])))
    others = {name: _alphabet(signs) for name, signs in used.items() if name != main and not _named(name, wanted)}
    return (*_replaced(wanted, used, main), *_mixed(main, others))


def fonts_of_document(document: bytes) -> set[str]:
    """The fonts that a Word document names: of its ordinary text and of single words."""
    from docx import Document

    opened = Document(BytesIO(document))
    named = re.findall(r'<w:rFonts[^>]*w:ascii="([^"]+)"', opened.element.body.xml)
    return {*named, *filter(None, [opened.styles["Normal"].font.name])}


def fonts_of_pdf(pdf: bytes) -> dict[str, set[str]]:
    """The families of fonts in a PDF, each with the signs it draws; styles (bold, italic) of one family together."""
    found: dict[str, set[str]] = {}
    for name, number in _FONT.findall(pdf):
        family = _STYLE.sub("", _STYLE.sub("", name.decode("latin-1")))
        found.setdefault(family, set()).update(_signs(pdf, number))
    return found


def _signs(pdf: bytes, number: bytes) -> set[str]:
    """The signs of one font, from its table of Unicode."""
    stream = re.search(rb"(?<!\d)" + number + rb" 0 obj.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    try:
        table = zlib.decompress(stream[1]).decode("latin-1") if stream else ""
    except zlib.error:
        return set()
    texts = (bytes.fromhex(code).decode("utf-16-be", "ignore") for code in _MAPPED.findall(table) if len(code) % 4 == 0)
    return {sign for text in texts for sign in text}


def _alphabet(signs: set[str]) -> set[str]:
    return {sign for sign in signs if sign.isalpha()}


def _named(family: str, wanted: set[str]) -> bool:
    """Whether a font of the PDF is one that the document names: "TimesNewRoman" is "Times New Roman"."""
    plain = family.replace(" ", "").casefold()
    return any(plain.startswith(name.replace(" ", "").casefold()) for name in wanted)


def _replaced(wanted: set[str], used: dict[str, set[str]], main: str) -> list[str]:
    missing = sorted(name for name in wanted if not any(_named(family, {name}) for family in used))
    sentence = _("Máy không có phông {missing}; bản PDF dùng {used} thay.")
    return (
        [sentence.format(missing=", ".join(missing), used=_spaced(main))]
        if missing and not _named(main, wanted)
        else []
    )


def _mixed(main: str, others: dict[str, set[str]]) -> list[str]:
    mixed = {name: letters for name, letters in others.items() if letters}
    sentence = _(
        "Phông {main} thiếu chữ {letters}; bản PDF lấy từ phông {other}, chữ sẽ lẫn kiểu. Hãy cài Times New Roman, "
        "Tinos hoặc Liberation Serif 2 rồi in lại."
    )
    return [
        sentence.format(main=_spaced(main), letters=" ".join(sorted(letters)[:MOST_LETTERS]), other=_spaced(name))
        for name, letters in mixed.items()
    ]


def _spaced(family: str) -> str:
    """ "LiberationSerif" as it is called: "Liberation Serif"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", family).replace("Deja Vu", "DejaVu")
