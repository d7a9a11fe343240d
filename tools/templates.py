"""Make the Word templates of the printed forms (templates/*.docx) from their layouts (tools/layouts/*.txt).

python tools/templates.py           write every template
python tools/templates.py --check   exit 1 when a template is not what its layout says
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from cpkit.forms.choices import choices_of
from cpkit.forms.loading import load
from cpkit.printing.package import with_fixed_dates
from tools.layouts import FOLDER, INDENT, SIZE, Columns, Mark, Paragraph, Row, Table, paragraph, plain, read, with_tags
from tools.text_width import width

TEMPLATES = Path(__file__).parents[1] / "templates"
FONT = "Times New Roman"
MADE = datetime(2017, 7, 1)
"""A date for the file's properties that never changes: the day the decree came into force."""
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
PAPER = (210, 297)
CELL = 11.0
"""Points a cell's borders and margins take."""
CELL_SIZE, TIGHT_CELL_SIZE, SMALL_CELL_SIZE = 12.0, 11.0, 10.0
HALF = 0.4
"""How much of its line a short rule takes: from a third to a half (NĐ 30/2020, Phụ lục I)."""
ALIGNED = {"c": WD_ALIGN_PARAGRAPH.CENTER, "r": WD_ALIGN_PARAGRAPH.RIGHT, "j": WD_ALIGN_PARAGRAPH.JUSTIFY}


class Writer:
    """Writes one layout into a new document."""

    def __init__(self, name: str) -> None:
        self.form = load(name)
        self.document: Any = Document()
        self.room, self.new_page, self.tight, self.small = 0.0, False, False, False
        self._set_up()
        for block in read(name):
            self._write(block)

    def bytes(self) -> bytes:
        """The document as a file, the same whenever it is made."""
        buffer = BytesIO()
        self.document.save(buffer)
        return with_fixed_dates(buffer.getvalue())

    def _set_up(self) -> None:
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(SIZE)
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            normal.element.rPr.rFonts.set(qn(script), FONT)
        normal.element.rPr.append(_element("w:lang", {"w:val": "vi-VN"}))
        normal.paragraph_format.space_after = Pt(6)
        facts = self.document.core_properties
        facts.author, facts.title, facts.comments = "", self.form.title["vi"], ""
        facts.created = facts.modified = MADE
        self._set_page(PAPER)
        self._number_pages()

    def _set_page(self, paper: tuple[int, int]) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = (Mm(each) for each in paper)
        section.orientation = WD_ORIENT.LANDSCAPE if paper[0] > paper[1] else WD_ORIENT.PORTRAIT
        section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
        section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
        section.header_distance = Mm(10)
        self.room = Mm(paper[0] - LEFT - RIGHT).pt

    def _number_pages(self) -> None:
        """The number in the middle of the top margin, from the second page on (NĐ 30/2020, Phụ lục I)."""
        section = self.document.sections[0]
        section.different_first_page_header_footer = True
        head = section.header.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = head.add_run()
        run.font.size = Pt(SIZE)
        run._r.append(_element("w:fldChar", {"w:fldCharType": "begin"}))
        code = _element("w:instrText", {})
        code.text = "PAGE"
        run._r.append(code)
        run._r.append(_element("w:fldChar", {"w:fldCharType": "end"}))

    def _write(self, block: object) -> None:
        if isinstance(block, Paragraph):
            block = self._sized(block)
            written = self.document.add_paragraph()
            written.paragraph_format.page_break_before = self.new_page or None
            self.new_page = False
            self._fill(written, block, self.room)
            self._rule_under(self.document, block, self.room)
        elif isinstance(block, Columns):
            self._columns(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Mark):
            self._mark(block.word)

    def _sized(self, source: Paragraph) -> Paragraph:
        return replace(source, size=CELL_SIZE) if self.small and source.size == SIZE else source

    def _mark(self, word: str) -> None:
        if word == "landscape":
            self._set_page((PAPER[1], PAPER[0]))
        elif word == "pagebreak":
            self.new_page = True
        elif word in ("tight", "small"):
            self.tight, self.small = True, word == "small"
        else:
            self.document.add_paragraph()

    def _fill(self, target: Any, source: Paragraph, room: float, *, cell: bool = False) -> None:
        style = source.style
        aligned = next((ALIGNED[each] for each in "crj" if each in style), None)
        indented = not cell and not style & {"c", "r", "n"}
        target.alignment = aligned
        target.paragraph_format.first_line_indent = Pt(INDENT) if indented else None
        self._space(target, source, cell=cell)
        if self.small:
            _size_of_mark(target, source.size)
        indent = INDENT if indented else 0
        made = with_tags(source.text, source.size, room, indent=indent, bold="b" in style or "**" in source.text)
        for text, bold, italic in Paragraph(made, style, source.size).runs():
            run = target.add_run(text)
            run.bold, run.italic, run.font.size = bold or None, italic or None, Pt(source.size)

    def _rule_under(self, container: Any, source: Paragraph, room: float) -> None:
        """The rule of NĐ 30/2020 under a line: as long as its words (u) or a part of them (h)."""
        if not source.style & {"u", "h"}:
            return
        words = width(plain(source.text), source.size, bold=True)
        side = Pt(max(0.0, room - min(words, room) * (1 if "u" in source.style else HALF)) / 2)
        rule = container.add_paragraph()
        form = rule.paragraph_format
        form.left_indent = form.right_indent = side
        form.space_after, form.line_spacing_rule, form.line_spacing = Pt(4), WD_LINE_SPACING.EXACTLY, Pt(2)
        border = _element("w:pBdr", {})
        border.append(_element("w:top", {"w:val": "single", "w:sz": "6", "w:space": "1", "w:color": "000000"}))
        rule._p.get_or_add_pPr().insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")

    def _space(self, target: Any, source: Paragraph, *, cell: bool) -> None:
        """Less of it in cells and notes, more around a title; a heading stays with what follows."""
        form = target.paragraph_format
        if cell or source.size < CELL_SIZE:
            form.space_after = Pt(2 if source.size >= CELL_SIZE and not self.small else 0)
        elif {"c", "b"} <= source.style:
            form.space_before = Pt(0 if self.tight else 4)
        if self.tight and not cell and source.size >= CELL_SIZE:
            form.space_after = Pt(1 if self.small else 2)
        if "b" in source.style and not cell:
            form.keep_with_next = True

    def _columns(self, block: Columns) -> None:
        for before in reversed(self.document.paragraphs):
            before.paragraph_format.keep_with_next = True  # no page of signatures alone
            if not before.text.startswith("{%p"):
                break
        table = self._grid(1, block.shares)
        _keep_whole(table.rows[0])
        for cell, side, share in zip(table.rows[0].cells, block.sides, block.shares, strict=True):
            self._fill_cell(cell, side, self.room * share / 100 - CELL)
        self._gap()

    def _gap(self) -> None:
        """The paragraph that Word wants after a table: a line of air, on a tight page next to none."""
        form = self.document.add_paragraph().paragraph_format
        form.space_after = Pt(0)
        if self.tight:
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1 if self.small else 4)

    def _fill_cell(self, cell: Any, paragraphs: list[Paragraph], room: float) -> None:
        for number, source in enumerate(map(self._sized, paragraphs)):
            target = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            self._fill(target, source, room, cell=True)
            self._rule_under(cell, source, room)

    def _grid(self, rows: int, shares: tuple[int, ...]) -> Any:
        table = self.document.add_table(rows, len(shares))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, share in zip(table.columns, shares, strict=True):
            for cell in (column, *column.cells):
                cell.width = Pt(self.room * share / 100)
        return table

    def _table(self, block: Table) -> None:
        table = self._grid(len(block.rows), block.shares)
        table.style = "Table Grid"
        for number, row in enumerate(block.rows):
            self._row(table, number, row, block.shares)
        self._gap()

    def _row(self, table: Any, number: int, row: Row, shares: tuple[int, ...]) -> None:
        if row.tag:
            table.cell(number, 0).paragraphs[0].add_run(row.tag)
            return
        _keep_whole(table.rows[number])
        if row.heading:
            table.rows[number]._tr.get_or_add_trPr().append(_element("w:tblHeader", {}))
        for place, text in enumerate(row.cells):
            here = table.cell(number, place)
            if row.heading:
                here.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            if text == "<":
                table.cell(number, place - 1).merge(here)
            elif text == "^":
                table.cell(number - 1, place).merge(here)
            else:
                room = self.room * _share(row, place, shares) / 100 - CELL
                self._fill_cell(here, [*self._paragraphs(text, heading=row.heading)], room)

    def _paragraphs(self, text: str, *, heading: bool) -> Iterator[Paragraph]:
        for line in text.split("\\\\"):
            made = paragraph(line.strip())
            style = made.style | ({"c", "b"} if heading else set())
            for each in self._choices(made.text):
                yield Paragraph(each, style, self._cell_size() if made.size == SIZE else made.size)

    def _cell_size(self) -> float:
        return SMALL_CELL_SIZE if self.small else TIGHT_CELL_SIZE if self.tight else CELL_SIZE

    def _choices(self, text: str) -> list[str]:
        """`&name` as one line a choice, each with its box; any other text as it is."""
        if not text.startswith("&"):
            return [text]
        items = choices_of(self.form, self.form.field(text[1:])).items
        return [f'{{{text[1:]}.tick("{choice.name}")}} {_level(choice.label["vi"])}' for choice in items]


def _size_of_mark(target: Any, size: float) -> None:
    """The size of the paragraph's own mark, which makes the height of an empty line."""
    mark = _element("w:rPr", {})
    mark.append(_element("w:sz", {"w:val": f"{size * 2:.0f}"}))
    target._p.get_or_add_pPr().append(mark)


def _level(label: str) -> str:
    """A choice with its level in bold, as the Gazette sets it: **Cao** (trẻ em …)."""
    word, bracket, rest = label.partition(" (")
    return f"**{word}**{bracket}{rest}" if bracket else label


def _keep_whole(row: Any) -> None:
    """Let no page end within the row."""
    row._tr.get_or_add_trPr().append(_element("w:cantSplit", {}))


def _element(name: str, attributes: dict[str, str]) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made


def _share(row: Row, place: int, shares: tuple[int, ...]) -> int:
    """How much of the table's width a cell has, with those joined to it."""
    end = place + 1
    while end < len(row.cells) and row.cells[end] == "<":
        end += 1
    return sum(shares[place:end])


def names() -> list[str]:
    """The forms that have a layout."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def main() -> int:
    """Write or check every template."""
    stale = []
    for name in names():
        path, made = TEMPLATES / f"{name}.docx", Writer(name).bytes()
        if "--check" not in sys.argv:
            path.write_bytes(made)
        elif not path.exists() or path.read_bytes() != made:
            stale.append(f"{path.name} is not up to date: run tools/templates.py")
    print("\n".join(stale) or "The templates are up to date.")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
