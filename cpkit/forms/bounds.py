"""Whether a workbook can be read within bounds, told before it is: what it unpacks to, how far its cells reach.

What reads workbooks lays each sheet out from its first cell to its last and copies a text into every cell that names
it, so a small file can ask for more memory than there is, and then the whole program ends. Nothing is laid out here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from cpkit.errors import Refused
from cpkit.language import _

LARGEST_UNPACKED = 250_000_000
"""Bytes of all parts; 100,000 children with 30 columns come to about 180 million."""
MOST_PARTS = 2000
MOST_CELLS = 6_000_000
"""Cells of a sheet from its first to its last, empty ones too."""
MOST_TEXTS = 1_500_000
"""Different texts of a workbook; a list of 100,000 children has less than a million."""
MOST_TEXT = 150_000_000
"""Bytes of text in the cells of one sheet, each text counted as often as it stands there."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_PLACE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]*)([0-9]+)""")
_CELLS = (b"<c ", b"<c>", b"<c/", b":c ", b":c>", b":c/")
"""How a cell begins, as it is written by all that write workbooks."""
_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_PREFIXED_END = re.compile(rb"</[\w.-]+:si\s*>")
_NAMED_TEXT = re.compile(
    rb"""\st\s*=\s*["']s["'][^>]*>(?:(?!</?(?:[\w.-]+:)?[cv][\s>]).)*<(?:[\w.-]+:)?v[^>]*>\s*(\d+)""", re.DOTALL
)


def check_bounds(name: str, content: bytes) -> None:
    """Refused for a workbook that would fill the memory; what is no workbook at all is left to its reader."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
                raise Refused(_("Tệp {name} nở ra quá lớn khi mở. Không đọc tệp này.").format(name=name))
            texts: list[int] = []
            for part in sorted(parts, key=lambda one: not one.filename.endswith("sharedStrings.xml")):
                _check_part(name, packed, part.filename, texts)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError):
        return


def _check_part(name: str, packed: zipfile.ZipFile, place: str, texts: list[int]) -> None:
    part = packed.read(place)
    if part.find(b"sst", 0, 2000) > 0 and not texts:
        _refuse_many(name, part.count(b"</si>"))
        texts += map(len, part.split(b"</si>") if b"</si>" in part else _PREFIXED_END.split(part))
    if b"sheetData" not in part:
        return
    _refuse_many(name, part.count(b"<mergeCell ") * 10)
    if _extent(part) > MOST_CELLS:
        sheet = next((sheet for sheet, one in sheet_parts(packed) if one == place), place)
        sentence = _("Tệp {name}, trang {sheet}: có ô nằm quá xa; hãy xóa các dòng, cột trống ở cuối trang.")
        raise Refused(sentence.format(name=name, sheet=sheet))
    if texts and max(texts) * part.count(b"<") > MOST_TEXT and sum(_lengths(part, texts)) > MOST_TEXT:
        raise Refused(_("Tệp {name} nở ra quá lớn khi mở. Không đọc tệp này.").format(name=name))


def _refuse_many(name: str, count: int) -> None:
    if count > MOST_TEXTS:
        raise Refused(_("Tệp {name} nở ra quá lớn khi mở. Không đọc tệp này.").format(name=name))


def _extent(part: bytes) -> int:
    """The cells of a sheet from its first to its last; beyond what Excel knows counts as too many."""
    columns, rows, placed = set[bytes](), set[bytes](), 0
    for found in _PLACE.finditer(part):
        letters = found[1]
        columns.add(letters)
        rows.add(found[2])
        placed += bool(letters)
    last_column = max(map(_number, columns), default=0)
    last_row = max((int(row[:9]) if len(row) < 10 else LAST_ROW + 1 for row in rows), default=0)
    if last_row > LAST_ROW or last_column > LAST_COLUMN:
        return MOST_CELLS + 1
    if sum(map(part.count, _CELLS)) <= placed:
        return last_row * last_column
    return (last_row + sum(1 for _row in _ROW.finditer(part))) * max(last_column, _widest(part))


def _widest(part: bytes) -> int:
    """The most cells that stand in one row of a sheet whose cells do not say where they lie."""
    starts = [found.start() for found in _ROW.finditer(part)]
    ends = [*starts[1:], len(part)]
    return max((sum(1 for _cell in _CELL.finditer(part, *span)) for span in zip(starts, ends, strict=False)), default=0)


def _number(letters: bytes) -> int:
    """The column of its letters, from 1."""
    number = 0
    for letter in letters.upper()[:5]:
        number = number * 26 + letter - 64
    return number


def _lengths(part: bytes, texts: list[int]) -> Iterator[int]:
    """The length of each text that a cell of the sheet names."""
    for found in _NAMED_TEXT.finditer(part):
        at = int(found[1][:9])
        yield texts[at] if at < len(texts) else 0


def sheet_parts(packed: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the part it lies in."""
    from lxml import etree

    names = set(packed.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        links = etree.fromstring(packed.read("xl/_rels/workbook.xml.rels"), parser)
        book = etree.fromstring(packed.read("xl/workbook.xml"), parser)
    except etree.XMLSyntaxError:
        return
    targets = {link.get("Id"): str(link.get("Target")).removeprefix("/xl/") for link in links}
    for sheet in book.iter("{*}sheet"):
        linked = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), None)
        if (part := f"xl/{targets.get(linked)}") in names:
            yield str(sheet.get("name")), part
