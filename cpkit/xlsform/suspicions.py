"""What a workbook says lawfully and its author hardly means: a label where a code belongs, a name without its ${ }."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cpkit.forms.model import SELECTS, Field, Form, walk
from cpkit.language import _
from cpkit.vietnamese import fold
from cpkit.xlsform.workbook import Workbook, where

_COLUMNS = ("relevant", "constraint", "required", "calculation", "choice_filter")
_QUOTED = r"'([^']*)'|\"([^\"]*)\""
_COMPARED = re.compile(rf"\$\{{\s*([\w.-]+)\s*\}}\s*!?=\s*(?:{_QUOTED})")
_SELECTED = re.compile(rf"selected\(\s*\$\{{\s*([\w.-]+)\s*\}}\s*,\s*(?:{_QUOTED})\s*\)")
_OWN = re.compile(rf"(?<![\w)\]])\.\s*!?=\s*(?:{_QUOTED})")
_BESIDE = re.compile(r"'[^']*'|\"[^\"]*\"|\$\{[^}]*\}|\[[^\]]*\]")
MOST_CODES = 8


def suspicions(form: Form, workbook: Workbook) -> Iterator[str]:
    """A sentence for each, with sheet and row."""
    questions = {asked.name: asked for _path, asked in walk(form.fields)}
    rows = _rows(workbook)
    for _path, asked in walk(form.fields):
        for column in _COLUMNS:
            written = getattr(asked, column)
            if isinstance(written, str) and written:
                found = [*_codes(form, asked, written, questions), *_bare(column, written, questions)]
                yield from (where("survey", rows.get(asked.name, 0), told).message for told in dict.fromkeys(found))


def _rows(workbook: Workbook) -> dict[str, int]:
    """The row of each question by its name; of two alike the first."""
    survey = workbook.sheet("survey")
    column = survey.column("name", "tag", "value") if survey else ""
    found: dict[str, int] = {}
    for row in survey.filled if survey else ():
        found.setdefault(row.cells.get(column, ""), row.number)
    return found


def _codes(form: Form, asked: Field, written: str, questions: Mapping[str, Field]) -> Iterator[str]:
    """Texts that a choice is compared with and that are no code of its list."""
    for found in (*_COMPARED.finditer(written), *_SELECTED.finditer(written)):
        yield from _code(form, questions.get(found[1]), found[2] or found[3] or "")
    for found in _OWN.finditer(written):
        yield from _code(form, asked, found[1] or found[2] or "")


def _code(form: Form, asked: Field | None, text: str) -> Iterator[str]:
    choices = form.choices.get(asked.list_name, ()) if asked is not None and asked.kind in SELECTS else ()
    codes = [one.name for one in choices]
    if asked is None or not codes or not text or text in codes or asked.or_other:
        return
    meant = next((one.name for one in choices if fold(text) in map(fold, (one.name, *one.label.values()))), "")
    if meant:
        sentence = _("“{text}” không phải mã của câu {name}: hãy ghi mã '{code}'.")
        yield sentence.format(text=text, name=asked.name, code=meant)
    else:
        sentence = _("“{text}” không phải mã của câu {name}; các mã: {codes}.")
        told = ", ".join(codes[:MOST_CODES]) + (" …" if codes[MOST_CODES:] else "")
        yield sentence.format(text=text, name=asked.name, codes=told)


def _bare(column: str, written: str, questions: Mapping[str, Field]) -> Iterator[str]:
    """Names of questions that stand without ${ }, which means no answer; a filter's names are columns of its list."""
    if column == "choice_filter":
        return
    for word in re.findall(r"(?<![\w/@.:$-])([A-Za-z_][\w.-]*)(?![\w(:/-])", _BESIDE.sub(" ", written)):
        if word in questions:
            sentence = _("“{name}” đứng một mình không phải là câu trả lời: hãy ghi ${{{name}}}.")
            yield sentence.format(name=word)
