"""Reading a printed document again as Word would read it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document


def text_of(content: bytes) -> str:
    """The words of a document in their order, tables among them."""
    body = Document(BytesIO(content)).element.body
    paragraphs = [element for element in body.iter() if element.tag.endswith("}p")]
    return "\n".join("".join(_pieces(paragraph)) for paragraph in paragraphs).replace("\u00a0", " ")


def _pieces(paragraph: Any) -> list[str]:
    signs = {"br": "\n", "tab": "\t"}
    kinds = ((each.tag.split("}")[-1], each.text) for each in paragraph.iter())
    return [text or "" if kind == "t" else signs.get(kind, "") for kind, text in kinds]


def heads(content: bytes) -> list[str]:
    """The words in the head of each kind of page."""
    section = Document(BytesIO(content)).sections[0]
    return [
        "".join(paragraph.text for paragraph in head.paragraphs) for head in (section.first_page_header, section.header)
    ]
