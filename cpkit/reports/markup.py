"""Pieces of HTML and SVG: every text that is put into one is escaped, what is already one is left as it is."""

from __future__ import annotations

from html import escape


class Markup(str):
    """A finished piece of HTML."""

    __slots__ = ()


EMPTY = frozenset({"meta", "br"})
"""Elements without an end."""


def tag(name: str, /, *contents: str | None, **attributes: str | float | None) -> Markup:
    """An element with its contents; `class_` and `for_` lose their underscore, other ones become hyphens.

    An attribute or a piece of contents that is None is left out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in EMPTY:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{together(*contents)}</{name}>")


def together(*pieces: str | None) -> Markup:
    """Pieces one after the other, texts escaped and without the signs that no page can hold."""
    from cpkit.printing.values import Answer

    return Markup(
        "".join(
            piece if isinstance(piece, Markup) else escape(Answer(piece).replace(" %", "\N{NO-BREAK SPACE}%"))
            for piece in pieces
            if piece is not None
        )
    )
