"""A plain Word template made of the form itself, for a form that nobody drew one for: its questions in their order.

Groups are headings, choices are boxes to tick, the rows of a repeat a table. A ward may write it out, change it in Word
and keep it as its own template.
"""

from __future__ import annotations

import io
from typing import Any

from cpkit.forms.choices import choices_of
from cpkit.forms.model import GROUP, REPEAT, SILENT, Field, Form, flat
from cpkit.printing.values import variable

DOTS = "." * 60
MOST_BOXES = 12
"""Up to so many choices are printed as boxes; of a longer list only what was chosen."""


def plain_template(form: Form) -> bytes:
    """The template as a Word file, in Vietnamese as every document."""
    import docx
    from docx.shared import Mm, Pt

    document = docx.Document()
    document.sections[0].page_width, document.sections[0].page_height = Mm(210), Mm(297)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    title = (form.title.get("vi") or form.text).upper()
    _centred(document, '{{ doc.unit or "……………………" }}', bold=False)
    _centred(document, title, bold=True)
    _centred(document, '{{ doc.place or "…………" }}, {{ doc.date or "ngày ….. tháng ….. năm …….." }}', bold=False)
    _write(document, form, form.fields)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _centred(document: Any, text: str, *, bold: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = bold


def _write(document: Any, form: Form, fields: tuple[Field, ...]) -> None:
    for asked in fields:
        if asked.kind == GROUP:
            if asked.label:
                document.add_paragraph().add_run(_label(asked)).bold = True
            _write(document, form, asked.fields)
        elif asked.kind == REPEAT:
            _write_rows(document, form, asked)
        elif asked.kind == "note":
            document.add_paragraph().add_run(_label(asked)).italic = True
        elif asked.kind not in SILENT:
            label = _label(asked)
            colon = "" if label.endswith(("?", ":", ".")) else ":"
            document.add_paragraph(f"{label}{colon} {_place(form, asked)}")


def _place(form: Form, asked: Field) -> str:
    """Where the answer is printed: boxes for a short list, else the answer itself or dots."""
    name = variable(asked.key)
    choices = choices_of(form, asked).items if asked.list_name else ()
    if choices and len(choices) <= MOST_BOXES:
        boxes = [f'{{{{ {name}.tick("{one.name}") }}}} {one.label.get("vi") or one.text}' for one in choices]
        return "   ".join(boxes)
    return f'{{{{ {name} or "{DOTS}" }}}}'


def _write_rows(document: Any, form: Form, repeat: Field) -> None:
    """A table with a row for each row of the repeat, and empty ones for what is added by hand."""
    asked = [one for one in flat(repeat.fields) if one.kind not in SILENT and one.kind != REPEAT]
    document.add_paragraph().add_run(_label(repeat)).bold = True
    if not asked:
        return
    table = document.add_table(rows=4, cols=len(asked))
    table.style = "Table Grid"
    name = variable(repeat.key)
    table.cell(1, 0).text = f"{{%tr for row in {name}|rows(3) %}}"
    table.cell(3, 0).text = "{%tr endfor %}"
    for at, one in enumerate(asked):
        table.cell(0, at).text = _label(one)
        table.cell(2, at).text = f'{{{{ row.{variable(one.key)} or "" }}}}'


def _label(asked: Field) -> str:
    """The label without what Jinja would take for a tag."""
    text = asked.label.get("vi") or asked.text
    return text.replace("{", "(").replace("}", ")").replace("$(", "(")
