"""What each row below the heading is: a child, a heading row of a hamlet, the heading again, a blank row, or the foot.

The foot is what stands below the last child: totals, the date, who signs. A row is never dropped for missing answers:
one that looks like a child's is a child's, and is refused by name later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from cpkit.exchange import words
from cpkit.exchange.columns import Column
from cpkit.exchange.dittos import is_ditto
from cpkit.exchange.hamlets import bare_name, is_hamlet, is_unit
from cpkit.exchange.headings import Table, clean_heading, merged_across
from cpkit.exchange.reading import Cell, Row, Sheet
from cpkit.vietnamese import fold

BIRTHS = ("birth", "id_number")
"""Fields whose presence beside a name tells that a row is a child's."""
LARGEST_COUNT = 1000
"""A smaller number in a column of births counts children; the least birth is a year."""
REPEATED = ("hamlet", "ethnic", "poverty", "address")
"""Fields that a list prepared in advance holds without any child."""

_TOTAL = re.compile(r"(?:tong (?:cong|so)|tong$|tong ?:|cong(?: don)?(?: ?:|$| \d| (?:thon|ban|to|khu|xom)\b))")
_SIGNATURE = re.compile(
    r"(?:nguoi (?:lap|tong hop|bao cao|ghi|ky)|lap bieu|chu tich|pho chu tich|t/?m\.? |kt\.? |k/t|xac nhan|noi nhan"
    r"|thu truong|can bo |cong chuc|truong (?:thon|ban|phong|tram|ban)|danh sach (?:nay|co|gom)|ghi chu ?:|\(ky)"
)
_DATED = re.compile(r"ngay\s*[\d.…_ ]*\s*thang\s*[\d.…_ ]*\s*nam")


class Kind(Enum):
    """The kinds of rows."""

    CHILD = "child"
    HAMLET = "hamlet"
    SKIPPED = "skipped"
    FOOT = "foot"


@dataclass(frozen=True)
class Sorted:
    """A row with its Excel number and its kind; `text` is what a heading row of a hamlet says."""

    number: int
    cells: Row
    kind: Kind
    text: str = ""


class Sorter:
    """Tells the kinds of the rows of one table."""

    def __init__(self, sheet: Sheet, table: Table, columns: Sequence[Column]) -> None:
        self._rows = sheet.rows
        self._first = table.first_row
        self._across = merged_across(sheet.merges)
        self._names = [column.index for column in columns if column.field == "name"]
        self._proofs = [column.index for column in columns if column.field.partition(":")[0] in BIRTHS]
        self._ages = [column.index for column in columns if column.field == "age"]
        self._weighty = [column.index for column in columns if _is_weighty(column.field)]
        self._numbering = [column.index for column in columns if column.field == words.SKIP]
        heading_rows = sheet.rows[table.top : table.last_heading + 1]
        self._heading_cells = {fold(clean_heading(cell)) for row in heading_rows for cell in row if cell != ""}
        self._hamlets = self._known_hamlets(columns)
        self.last_child = self._last_child()

    def rows(self) -> Iterator[Sorted]:
        """Every row below the heading, sorted."""
        closed = False
        for index in range(self._first, len(self._rows)):
            cells = self._rows[index]
            if self._has(cells, self._names) and self._is_proved(cells) and not self._is_repeated_or_total(cells):
                yield Sorted(index + 1, cells, Kind.CHILD)
                continue
            kind, text = self._slowly(index, cells)
            closed = closed or (kind is Kind.FOOT and index > self.last_child)
            yield Sorted(index + 1, cells, Kind.FOOT if closed else kind, text)

    def _known_hamlets(self, columns: Sequence[Column]) -> frozenset[str]:
        """The hamlets that the column of hamlets names."""
        places = [column.index for column in columns if column.field == "hamlet"]
        rows = self._rows[self._first :]
        names = {row[at] for at in places for row in rows if at < len(row) and isinstance(row[at], str)}
        return frozenset(fold(str(name)) for name in names if not is_ditto(name)) - {""}

    def _has(self, cells: Row, columns: Sequence[int]) -> bool:
        return any(column < len(cells) and cells[column] != "" for column in columns)

    def _is_proved(self, cells: Row) -> bool:
        """Whether an age, a birth or a personal number stands in its column; a count of children is none of them."""
        found = [cells[column] for column in self._proofs if column < len(cells) and cells[column] != ""]
        return any(_is_evidence(cell) for cell in found) or self._has(cells, self._ages)

    def _is_repeated_or_total(self, cells: Row) -> bool:
        name = str(cells[self._names[0]])[:24]
        if name[:1] not in "TtCcHh(":
            return False
        folded = fold(name)
        return folded in self._heading_cells or bool(_TOTAL.match(folded))

    def _last_child(self) -> int:
        """The 0-based row of the last sure child: named, and with a birth, a personal number or a running number."""
        for index in range(len(self._rows) - 1, self._first - 1, -1):
            cells = self._rows[index]
            named = self._has(cells, self._names) and not self._is_repeated_or_total(cells)
            if named and (self._is_proved(cells) or any(_is_number(cells, at) for at in self._numbering)):
                return index
        return self._first - 1

    def _slowly(self, index: int, cells: Row) -> tuple[Kind, str]:
        said = [(column, cell) for column, cell in enumerate(cells) if cell != "" and str(cell).strip()]
        texts = [fold(cell) for _column, cell in said if isinstance(cell, str)]
        if not said or (len(texts) == len(said) and self._heading_cells.issuperset(texts)):
            return Kind.SKIPPED, ""
        if any(_TOTAL.match(text) for text in texts[:1]) or (index > self.last_child and any(map(_is_foot, texts))):
            return Kind.FOOT, ""
        if self._is_between_tables(cells, texts):
            return Kind.SKIPPED, ""
        hamlet = None if self._is_proved(cells) else self._hamlet(index, said)
        if hamlet is not None:
            return (Kind.SKIPPED, "") if is_unit(hamlet) else (Kind.HAMLET, hamlet)
        weighty = any(column in self._weighty and not is_ditto(cell) for column, cell in said)
        return (Kind.CHILD if weighty else Kind.SKIPPED), ""

    def _is_between_tables(self, cells: Row, texts: Sequence[str]) -> bool:
        """Whether a row in the middle is the title or the signatures of a table that the sheet holds among others."""
        shouted = [fold(cell) for cell in cells if isinstance(cell, str) and cell.isupper()]
        numbered = any(_is_number(cells, column) for column in self._numbering)
        signed = any(_SIGNATURE.match(text) for text in shouted) and not numbered
        titled = any(text.startswith("danh sach") for text in texts[:1])
        return (signed or titled) and not self._is_proved(cells)

    def _hamlet(self, index: int, said: Sequence[tuple[int, Cell]]) -> str | None:
        """What a row says that only names a hamlet: one text, perhaps after a number or merged across the table."""
        texts = [(column, cell) for column, cell in said if isinstance(cell, str) and not _is_ordinal(cell)]
        if len(texts) != 1:
            return None
        column, text = texts[0]
        if is_hamlet(text) or fold(bare_name(text)) in self._hamlets:
            return text
        if len(said) > 2 or texts[0] != said[-1]:
            return None
        if index in self._across and self._across[index][0] <= column and not text.startswith("("):
            return text
        return text if column in self._numbering and len(said) == 1 else None


def _is_weighty(field: str) -> bool:
    """Whether a filled cell of the field speaks of one particular child."""
    return bool(field) and field != words.SKIP and field.partition(":")[0] not in REPEATED


def _is_evidence(cell: Cell) -> bool:
    """Whether a cell can be a birth or a personal number: a date, a text with figures, a number from a year on."""
    if isinstance(cell, str):
        return any(map(str.isdigit, cell))
    return not isinstance(cell, (int, float)) or cell >= LARGEST_COUNT


def _is_foot(text: str) -> bool:
    return bool(_SIGNATURE.match(text) or _DATED.search(text))


def _is_ordinal(text: str) -> bool:
    """Whether a text only counts: I, II, 3, a."""
    return bool(re.fullmatch(r"\s*(?:[IVXLC]{1,5}|\d{1,3}|[A-Za-z])\s*[.)]?\s*", text))


def _is_number(cells: Row, column: int) -> bool:
    cell = cells[column] if column < len(cells) else ""
    return isinstance(cell, (int, float)) or (isinstance(cell, str) and cell.strip().isdigit())
