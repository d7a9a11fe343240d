"""A plain Word template made of the form itself, for a form that nobody drew one for: its questions in their order.

Groups are headings, choices are boxes to tick, the rows of a repeat a table, or blocks of lines where they have many
questions. A question still empty shows its hint. A ward may write it out, change it in Word and keep it as its own.
"""

from __future__ import annotations

import io
import re
from typing import Any

from cpkit.forms.choices import choices_of
from cpkit.forms.entries import NOTHING
from cpkit.forms.model import GROUP, REPEAT, SILENT, Choice, Field, Form, flat, walk
from cpkit.printing.values import MARKED, variable

DOTS = "." * 60
ROW_DOTS = "." * 30
MOST_BOXES = 12
"""Up to so many choices are printed as boxes; of a longer list only what was chosen."""
MOST_COLUMNS = 6
"""Rows of more questions than these are no table any more."""
EMPTY_ROWS = 3
"""Rows of a repeat there are at least, for what is added by hand."""


def plain_template(form: Form) -> bytes:
    """The template as a Word file, in Vietnamese as every document."""
    made = _Plain(form)
    made.write()
    content = io.BytesIO()
    made.document.save(content)
    return content.getvalue()


class _Plain:
    """One template while it is written."""

    def __init__(self, form: Form) -> None:
        import docx
        from docx.shared import Mm, Pt

        self.form = form
        self.document = docx.Document()
        self.document.sections[0].page_width, self.document.sections[0].page_height = Mm(210), Mm(297)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(13)
        self.outside = {asked.name: variable(asked.key) for asked in form.questions()}
        self.inside: dict[str, str] = {}
        self._below_table = False

    def write(self) -> None:
        """The heading and every question."""
        self._centred('{{ doc.unit or "……………………" }}', bold=False)
        self._centred(_clean(self.form.title.get("vi") or self.form.text).upper(), bold=True)
        self._centred('{{ doc.place or "…………" }}, {{ doc.date or "ngày ….. tháng ….. năm …….." }}', bold=False)
        if set(self.form.attaches) - {NOTHING}:
            self._paragraph().add_run(f'Ghi cho: {{{{ doc.about or "{DOTS}" }}}}')
        self._fields(self.form.fields)

    def _centred(self, text: str, *, bold: bool) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(text).bold = bold

    def _paragraph(self) -> Any:
        from docx.shared import Pt

        made = self.document.add_paragraph()
        if self._below_table:
            made.paragraph_format.space_before = Pt(8)
        self._below_table = False
        return made

    def _fields(self, fields: tuple[Field, ...]) -> None:
        for asked in fields:
            if asked.kind == GROUP:
                if asked.label:
                    self._paragraph().add_run(self._label(asked)).bold = True
                self._fields(asked.fields)
            elif asked.kind == REPEAT:
                self._repeat(asked)
            elif asked.kind == "note":
                self._paragraph().add_run(self._label(asked)).italic = True
            elif asked.kind not in SILENT:
                self._question(asked, variable(asked.key), DOTS)

    def _question(self, asked: Field, name: str, dots: str) -> None:
        """A question on a line of its own; its hint only while it is empty."""
        from docx.shared import Pt

        paragraph, label = self._paragraph(), self._label(asked)
        if asked.kind == "acknowledge":
            paragraph.add_run(f'{{{{ {name}.tick("{MARKED}") }}}} {label}')
            return
        paragraph.add_run(label)
        if hint := _clean(asked.hint.get("vi", "")):
            noted = paragraph.add_run(f"{{% if not {name} %}} ({hint.rstrip('.')}){{% endif %}}")
            noted.italic, noted.font.size = True, Pt(11)
        colon = "" if label.endswith(("?", ":", ".")) else ":"
        paragraph.add_run(f"{colon} {self._place(asked, name, dots)}")

    def _place(self, asked: Field, name: str, dots: str) -> str:
        """Where the answer is printed: boxes for a short list, numbers where it is ranked, else the answer or dots."""
        choices = self._choices(asked)
        if choices and asked.kind == "rank":
            return "   ".join(f'{{{{ {name}.rank("{one.name}") or "……" }}}} {_choice(one)}' for one in choices)
        if choices:
            boxes = "   ".join(f'{{{{ {name}.tick("{one.name}") }}}} {_choice(one)}' for one in choices)
            return f"{boxes}{{% if {name}.beside %}}   {{{{ {name}.beside }}}}{{% endif %}}"
        return f'{{{{ {name} or "{dots}" }}}}'

    def _choices(self, asked: Field) -> tuple[Choice, ...]:
        choices = choices_of(self.form, asked).items if asked.list_name else ()
        return choices if len(choices) <= MOST_BOXES else ()

    def _repeat(self, repeat: Field) -> None:
        """The rows of a repeat, and empty ones for what is added by hand."""
        asked = _questions(repeat)
        self._paragraph().add_run(self._label(repeat)).bold = True
        if len(asked) > MOST_COLUMNS:
            self._blocks(repeat, asked)
        elif asked:
            self._table(repeat, asked)

    def _table(self, repeat: Field, asked: list[Field]) -> None:
        from docx.shared import Mm

        table = self.document.add_table(rows=4, cols=len(asked))
        table.style = "Table Grid"
        table.cell(1, 0).text = f"{{%tr for row in {variable(repeat.key)}|rows({EMPTY_ROWS}) %}}"
        table.cell(3, 0).text = "{%tr endfor %}"
        table.rows[2].height = Mm(8)
        for at, one in enumerate(asked):
            table.cell(0, at).text = self._column(one)
            table.cell(2, at).text = self._cell(one, f"row.{variable(one.key)}")
        self._below_table = True

    def _column(self, asked: Field) -> str:
        """The heading of a column; of rows within the row with their questions."""
        inner = " – ".join(self._label(one) for one in _questions(asked)) if asked.kind == REPEAT else ""
        return f"{self._label(asked)} ({inner})" if inner else self._label(asked)

    def _cell(self, asked: Field, name: str, depth: int = 1) -> str:
        """An answer in a row; rows within the row one after the other."""
        if asked.kind != REPEAT:
            return f'{{{{ {name} or "" }}}}'
        each = f"row_{depth}"
        inner = " – ".join(self._cell(one, f"{each}.{variable(one.key)}", depth + 1) for one in _questions(asked))
        between = "{% if not loop.last %}; {% endif %}"
        return f"{{% for {each} in {name} %}}{inner}{between}{{% endfor %}}"

    def _blocks(self, repeat: Field, asked: list[Field]) -> None:
        self.document.add_paragraph(f"{{%p for row in {variable(repeat.key)}|rows(1) %}}")
        self._paragraph().add_run("{{ loop.index }}.")
        self.inside = {one.name: f"row.{variable(one.key)}" for one in asked}
        for one in asked:
            name = f"row.{variable(one.key)}"
            if one.kind == REPEAT:
                self._paragraph().add_run(f"{self._column(one)}: {self._cell(one, name)}")
            else:
                self._question(one, name, ROW_DOTS)
        self.inside = {}
        self.document.add_paragraph("{%p endfor %}")

    def _label(self, asked: Field) -> str:
        """The label; an answer that it names stands in it, dots where there is none."""
        pieces = re.split(r"(\$\{\s*[\w.-]+\s*\})", asked.label.get("vi") or asked.text)
        return "".join(self._named(one[2:-1].strip()) if one.startswith("${") else _clean(one) for one in pieces)

    def _named(self, name: str) -> str:
        place = self.inside.get(name) or self.outside.get(name)
        silent = any(
            asked.name == name and asked.kind in SILENT - {"calculate"} for _path, asked in walk(self.form.fields)
        )
        return "……" if place is None or silent else f'{{{{ {place} or "……" }}}}'


def _questions(repeat: Field) -> list[Field]:
    """What is asked in a row, rows within it among them."""
    return [one for one in flat(repeat.fields) if one.kind not in SILENT]


def _choice(choice: Choice) -> str:
    return _clean(choice.label.get("vi") or choice.text)


def _clean(text: str) -> str:
    """A text without what Jinja would take for a tag."""
    return text.replace("{", "(").replace("}", ")").replace("$(", "(")
