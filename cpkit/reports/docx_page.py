"""The Word document while it is being written: A4, margins, styles and page numbers of NĐ 30/2020 (Phụ lục I)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from cpkit.language import _

FONT = "Times New Roman"
PAPER = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
"""Millimetres (NĐ 30/2020: 20-25, 20-25, 30-35, 15-20)."""
SIZE, TABLE_SIZE, NOTE_SIZE = 14, 10, 11
INDENT = 12.7
"""Millimetres before the first line of a paragraph."""
STYLES: dict[str, dict[str, Any]] = {
    "Body Text": {"align": "JUSTIFY", "indent": INDENT, "before": 3, "after": 3},
    "Title": {"align": "CENTER", "bold": True, "before": 14, "after": 0, "next": True},
    "Subtitle": {"align": "CENTER", "bold": True, "after": 4, "next": True},
    "Heading 1": {"bold": True, "indent": INDENT, "before": 8, "after": 4, "next": True},
    "Heading 2": {"bold": True, "indent": INDENT, "before": 4, "after": 4, "next": True},
    "Caption": {"align": "CENTER", "bold": True, "size": 13, "before": 12, "after": 4, "next": True},
    "CPKit Meta": {"align": "CENTER", "italic": True, "size": 12, "after": 6},
    "CPKit To": {"align": "CENTER", "before": 6, "after": 3, "next": True},
    "CPKit To List": {"left": 65, "after": 3, "next": True},
    "CPKit Head": {"align": "CENTER", "bold": True, "size": TABLE_SIZE, "after": 0},
    "CPKit Cell": {"size": TABLE_SIZE, "after": 0},
    "CPKit Note": {"align": "JUSTIFY", "size": NOTE_SIZE, "before": 2, "after": 2},
}
"""How each style looks; those of Word's own names are Word's own styles, so its outline and its menus know them."""


class Page:
    """The document and what is written into it next."""

    def __init__(self, title: str, foot: str, made: date) -> None:
        from docx import Document

        self.document: Any = Document()
        self._set_styles()
        section = self.document.sections[0]
        self._set_paper(section, PAPER)
        section.different_first_page_header_footer = True
        for footer in (section.footer, section.first_page_footer):
            self._set_foot(footer, foot)
        self._number(section.header)
        facts = self.document.core_properties
        facts.author, facts.title, facts.comments, facts.language = "", title, "", "vi-VN"
        facts.created = facts.modified = datetime.combine(made, time())

    def paragraph(self, text: str, style: str, *, rule: float = 0) -> Any:
        """A paragraph in one of the styles; `rule`: a line below, as a share of the width."""
        written = self.document.add_paragraph(readable(text), style)
        if rule:
            self._rule(self.document.add_paragraph(style="CPKit Cell"), self.room, rule)
        return written

    def letterhead(self, unit: str, number: str, signed: str) -> None:
        """Issuing body and number on the left, motto, place and date on the right (NĐ 30/2020 Đ8.2)."""
        left, right = self.columns(42, 58)
        self.centred(left, _("ỦY BAN NHÂN DÂN"), bold=True, size=12)
        self.centred(left, unit.upper(), bold=True, size=12, rule=0.4)
        self.centred(left, number, size=13)
        self.centred(right, _("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), bold=True, size=12)
        self.centred(right, _("Độc lập - Tự do - Hạnh phúc"), bold=True, size=13, rule=0.62)
        self.centred(right, signed, italic=True, size=13)

    def encode(self, *, practice: bool) -> bytes:
        """The document as bytes; the same document always gives the same ones."""
        from io import BytesIO

        from cpkit.printing.package import mark_practice, with_fixed_dates

        made = BytesIO()
        self.document.save(made)
        content = made.getvalue()
        return with_fixed_dates(mark_practice(content) if practice else content)

    def dotted_line(self) -> None:
        """An empty line for the officer to write on: dots up to the margin, which give way to what is typed."""
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
        from docx.shared import Mm

        line = self.document.add_paragraph("\t", "Body Text")
        line.paragraph_format.tab_stops.add_tab_stop(Mm(self.room), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)

    def columns(self, *shares: int) -> list[Any]:
        """Cells side by side without borders, each a share of the width in percent."""
        from docx.enum.table import WD_TABLE_ALIGNMENT

        table = self.document.add_table(1, len(shares))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        self.set_widths(table, [share / 100 for share in shares])
        keep_whole(table.rows[0])
        return list(table.rows[0].cells)

    def set_widths(self, table: Any, shares: list[float]) -> None:
        """Give the columns their shares of the width of the text."""
        from docx.shared import Mm

        for column, share in zip(table.columns, shares, strict=True):
            for one in (column, *column.cells):
                one.width = Mm(self.room * share)

    def centred(
        self, cell: Any, text: str, *, size: int, bold: bool = False, italic: bool = False, rule: float = 0
    ) -> None:
        """A centred line in a cell, with a line below where `rule` gives its share of the width."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        line = self.written(cell, text, size=size, bold=bold, italic=italic)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if rule:
            self._rule(cell.add_paragraph(style="CPKit Cell"), cell.width.mm, rule)

    def written(self, cell: Any, text: str, *, size: int, bold: bool = False, italic: bool = False) -> Any:
        """A line in a cell; the first one takes the empty paragraph every cell has."""
        from docx.shared import Pt

        first = cell.paragraphs[0]
        line = first if len(cell.paragraphs) == 1 and not first.text and not first.runs else cell.add_paragraph()
        line.style = self.document.styles["CPKit Cell"]
        run = line.add_run(readable(text))
        run.bold, run.italic, run.font.size = bold or None, italic or None, Pt(size)
        return line

    def keep_last_with_next(self) -> None:
        """Let no page begin with what follows alone."""
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True

    def new_section(self) -> None:
        """Go on on pages that lie on their side."""
        from docx.enum.section import WD_SECTION

        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self._make_small(self.document.paragraphs[-1])
        section.different_first_page_header_footer = False
        self._set_paper(section, (PAPER[1], PAPER[0]))

    @staticmethod
    def _make_small(paragraph: Any) -> None:
        """Let the empty paragraph that ends a section take no room: it would begin a page of its own."""
        from docx.shared import Pt

        form = paragraph.paragraph_format
        form.line_spacing, form.space_before, form.space_after = Pt(1), Pt(0), Pt(0)

    def _set_paper(self, section: Any, paper: tuple[int, int]) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Mm

        section.page_width, section.page_height = (Mm(each) for each in paper)
        section.orientation = WD_ORIENT.LANDSCAPE if paper[0] > paper[1] else WD_ORIENT.PORTRAIT
        section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
        section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
        section.header_distance = section.footer_distance = Mm(10)
        self.room = paper[0] - LEFT - RIGHT

    def _set_styles(self) -> None:
        from docx.enum.style import WD_STYLE_TYPE
        from docx.shared import Pt

        styles = self.document.styles
        normal = styles["Normal"]
        _set_font(normal, SIZE)
        normal.paragraph_format.space_after = Pt(0)
        normal.element.rPr.append(element("w:lang", {"w:val": "vi-VN"}))
        for name, look in STYLES.items():
            known = name in [style.name for style in styles]
            _set_style(styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), look, normal)

    def _set_foot(self, footer: Any, text: str) -> None:
        from docx.shared import Pt

        line = footer.paragraphs[0]
        line.style = self.document.styles["CPKit Cell"]
        run = line.add_run(readable(text))
        run.italic, run.font.size = True, Pt(9)

    def _number(self, header: Any) -> None:
        """The page's number in the middle of the top margin, from the second page on (NĐ 30/2020, Phụ lục I)."""
        from docx.shared import Pt

        line = header.paragraphs[0]
        line.style = self.document.styles["CPKit Head"]
        run = line.add_run()
        run.bold, run.font.size = False, Pt(13)
        code = element("w:instrText", {})
        code.text = "PAGE"
        for part in (element("w:fldChar", {"w:fldCharType": "begin"}), code,
                     element("w:fldChar", {"w:fldCharType": "end"})):  # fmt: skip
            run._r.append(part)

    def _rule(self, paragraph: Any, room: float, share: float) -> None:
        """A thin line in the middle, as long as `share` of `room` (millimetres)."""
        from docx.shared import Mm, Pt

        form = paragraph.paragraph_format
        form.left_indent = form.right_indent = Mm(room * (1 - share) / 2)
        form.line_spacing, form.space_before, form.space_after = Pt(3), Pt(3), Pt(4)
        border = element("w:pBdr", {})
        border.append(element("w:top", {"w:val": "single", "w:sz": "6", "w:space": "1", "w:color": "000000"}))
        paragraph._p.get_or_add_pPr().insert_element_before(
            border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )


def readable(text: str) -> str:
    """The text without the signs that a Word document cannot hold, a number and its % on one line."""
    from cpkit.printing.values import Answer

    return str(Answer(text)).replace(" %", "\N{NO-BREAK SPACE}%")


def element(name: str, attributes: dict[str, str]) -> Any:
    """One element of the document's XML."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made


def keep_whole(row: Any) -> None:
    """Let no page end within the row."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit", {}))


def _set_font(style: Any, size: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)


def _set_style(style: Any, look: dict[str, Any], normal: Any) -> None:
    """Make a style look as the table says, whatever Word's own looked like."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    style.base_style = normal
    for own in style.element.xpath("w:pPr/w:pBdr | w:rPr/w:spacing | w:rPr/w:kern"):
        own.getparent().remove(own)
    _set_font(style, look.get("size", SIZE))
    style.font.bold, style.font.italic = look.get("bold", False), look.get("italic", False)
    form = style.paragraph_format
    form.alignment = getattr(WD_ALIGN_PARAGRAPH, look["align"]) if "align" in look else None
    form.first_line_indent = Mm(look.get("indent", 0))
    form.left_indent = Mm(look.get("left", 0))
    form.space_before, form.space_after = Pt(look.get("before", 0)), Pt(look.get("after", 0))
    form.keep_with_next = look.get("next", False)
    form.line_spacing = 1.0
