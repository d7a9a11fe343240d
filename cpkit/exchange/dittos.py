"""Ditto marks: `"`, `-nt-`, "như trên" stand for what the same column says in the row above."""

from __future__ import annotations

from cpkit.exchange.reading import Cell
from cpkit.vietnamese import nfc

LONGEST = 12
DITTOS = frozenset(
    {'"', '""', "''", "“", "”", "“”", "″", "〃", ",,", "//", '-"-', '- " -', "-“-", "-”-"}
    | {"nt", "-nt-", "nt-", "-nt", "- nt -", "n.t", "n.t.", "(nt)", "_nt_", "như trên", "nhu tren", "-như trên-"}
)
"""Every way of writing it, in small letters."""


def is_ditto(cell: Cell) -> bool:
    """Whether a cell is a ditto mark."""
    return isinstance(cell, str) and 0 < len(cell) <= LONGEST and nfc(cell.strip()).casefold() in DITTOS
