"""A .docx as a file: the mark of a practice store on each page, and the same bytes for the same input."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIXED = (1980, 1, 1, 0, 0, 0)
PRACTICE_NOTE = "THỰC HÀNH – không có giá trị, không phải trẻ em có thật"


def with_fixed_dates(content: bytes) -> bytes:
    """The same package with every entry dated alike: python-docx would stamp the local time."""
    made = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(made, "w") as target:
        for name in source.namelist():
            entry = ZipInfo(name, FIXED)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            target.writestr(entry, source.read(name))
    return made.getvalue()


def mark_practice(content: bytes) -> bytes:
    """The document with the words in the head of each page that it comes from a practice store."""
    from docx import Document

    document, made = Document(BytesIO(content)), BytesIO()
    for number, section in enumerate(document.sections):
        heads = [section.header]
        heads += [section.first_page_header] if section.different_first_page_header_footer else []
        heads += [section.even_page_header] if document.settings.odd_and_even_pages_header_footer else []
        for head in heads:
            if number == 0 or not head.is_linked_to_previous:
                _write_mark(head)
    document.save(made)
    return made.getvalue()


def _write_mark(head: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    marked = head.paragraphs[0].insert_paragraph_before()
    marked.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = marked.add_run(PRACTICE_NOTE)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(11), RGBColor(0xC0, 0, 0)
