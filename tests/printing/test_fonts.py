"""A font that the computer lacks is named, and so is one whose Vietnamese letters come from another."""

from __future__ import annotations

import shutil
import zlib
from io import BytesIO

import pytest
from docx import Document

from cpkit.forms import load
from cpkit.printing import Letterhead, print_form
from cpkit.printing.fonts import font_warnings, fonts_of_document, fonts_of_pdf
from cpkit.printing.pdf import to_pdf


def pdf(**fonts: str) -> bytes:
    """The fonts of a PDF as LibreOffice writes them, each with the signs it draws."""
    made = b"%PDF-1.6\n"
    for number, (name, signs) in enumerate(fonts.items()):
        rows = "\n".join(f"<{place:02X}> <{ord(sign):04X}>" for place, sign in enumerate(signs, 1))
        stream = zlib.compress(f"{len(signs)} beginbfchar\n{rows}\nendbfchar\n".encode())
        table, font = 10 * number + 1, 10 * number + 2
        made += b"%d 0 obj\n<</Length %d/Filter/FlateDecode>>\nstream\n%b\nendstream\nendobj\n" % (
            table, len(stream), stream,
        )  # fmt: skip
        made += b"%d 0 obj\n<</Type/Font/Subtype/TrueType/BaseFont/BAAAAA+%b\n/ToUnicode %d 0 R\n>>\nendobj\n" % (
            font, name.replace("_", "-").encode(), table,
        )  # fmt: skip
    return made


@pytest.fixture
def document() -> bytes:
    return print_form(load("mau_02"), {}, letterhead=Letterhead()).content


def test_the_shipped_templates_are_in_times_new_roman(document: bytes) -> None:
    """NĐ 30/2020, Phụ lục I."""
    assert fonts_of_document(document) == {"Times New Roman"}


def test_a_font_of_the_wards_own_template_counts(document: bytes) -> None:
    changed, made = Document(BytesIO(document)), BytesIO()
    changed.add_paragraph().add_run("Phường").font.name = "Arial"
    changed.save(made)
    assert fonts_of_document(made.getvalue()) == {"Times New Roman", "Arial"}


def test_the_styles_of_one_font_are_one(document: bytes) -> None:
    made = pdf(TimesNewRomanPSMT="trẻ", **{"TimesNewRomanPS_BoldMT": "ơư"})
    assert fonts_of_pdf(made) == {"TimesNewRoman": set("trẻơư")}
    assert font_warnings(document, made) == ()


def test_a_font_that_was_replaced_is_named_with_the_one_used(document: bytes) -> None:
    (said,) = font_warnings(document, pdf(LiberationSerif="trẻ em", OpenSymbol="☐"))
    assert "không có phông Times New Roman" in said and "Liberation Serif" in said


def test_letters_from_a_third_font_are_named(document: bytes) -> None:
    """The old Liberation Serif lacks 92 of the Vietnamese letters."""
    said = font_warnings(document, pdf(LiberationSerif="tr em", DejaVuSans="ơưẻ☐"))
    assert len(said) == 2
    assert "Liberation Serif thiếu chữ ơ ư ẻ;" in said[1]
    assert "DejaVu Sans" in said[1]


def test_a_pdf_that_does_not_tell_its_fonts_is_left_in_peace(document: bytes) -> None:
    assert font_warnings(document, b"%PDF-1.7 all in streams") == ()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice here")
def test_a_real_pdf_tells_its_fonts_and_every_letter_of_the_page(document: bytes) -> None:
    used = fonts_of_pdf(to_pdf(document))
    letters = set().union(*used.values())
    assert used
    assert set("ĐÁNH GIÁ NGUY CƠ BAN ĐẦU").issubset(letters)
    assert set("tổn hại nghiêm trọng, đe dọa tính mạng").issubset(letters)
