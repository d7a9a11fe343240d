"""How wide a text is in Times New Roman, so that the dotted lines of a form end where its line ends."""

from __future__ import annotations

import unicodedata

_BY_WIDTH = {
    250: " .,",
    278: ":;/ijlt\\",
    333: "()-!fIr[]",
    389: "sJ",
    444: "aceztyz?",
    500: "0123456789bdghknopquvxy_*$…",
    556: "FPS",
    564: "+=<>",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYw",
    778: "m&",
    833: "%",
    889: "M",
    944: "W",
}
WIDTHS = {letter: width for width, letters in _BY_WIDTH.items() for letter in letters}
"""Thousandths of the font's size, of Times' metrics; a letter with marks is as wide as without them."""
BOLD = 1.06
"""Bold letters are wider by about so much."""
DOT = 250


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of `text` in points at `size` points."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    total = sum(WIDTHS.get(letter, 600) for letter in plain if not unicodedata.combining(letter))
    return total * size / 1000 * (BOLD if bold else 1)


def dots(points: float, size: float) -> str:
    """As many dots as fit into `points`."""
    return "." * max(3, int(points * 1000 / DOT / size))
