"""A form out as XLSForm, for Kobo and ODK, and as the XForm that phones load; any form, built-in ones too.

What XLSForm has no column for stands in columns of cpkit's own, which pyxform lets pass, so the workbook comes back in
as the same form. A code list becomes a list of choices; a form about somebody gets the question that asks for the id.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from cpkit.errors import Refused
from cpkit.forms.choices import choices_of
from cpkit.forms.entries_file import handed_out
from cpkit.forms.instance import Path, engine_of
from cpkit.forms.model import GROUP, REPEAT, Choice, Field, Form, Labels, walk
from cpkit.language import _
from cpkit.xlsform.saving import SAVE_IF, SAVE_TO
from cpkit.xlsform.types import TABLE_FILE

LANGUAGES = {"vi": "Tiếng Việt (vi)", "en": "English (en)"}
Rows = list[dict[str, str]]

_REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_ENDS = {GROUP: "end_group", REPEAT: "end_repeat"}


def to_sheets(form: Form) -> dict[str, Rows]:
    """The sheets of the XLSForm, each a list of rows by heading."""
    given = handed_out(form)
    languages = _languages(given)
    named = {asked.name for asked in given.fields}  # a file that a question is called like needs no row of its own
    tables = [{"type": TABLE_FILE, "name": one} for one in form.tables if one not in named]
    survey = [*_survey(given, given.fields, languages, ()), *tables]
    return {"survey": survey, "choices": list(_choices(given, languages)), "settings": [_settings(form)]}


def to_xlsform(form: Form) -> bytes:
    """The form as an XLSForm workbook; Refused where pyxform would not take it."""
    import xlsxwriter

    from cpkit.forms.sheet import CREATED

    sheets, content = to_sheets(form), io.BytesIO()
    _convert(form, sheets)
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    book.set_properties({"title": form.text, "author": "cpkit", "created": CREATED})
    head, text = book.add_format({"bold": True, "bg_color": "#D9E2F3"}), book.add_format({"num_format": "@"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, heading in enumerate(_headings(rows)):
            sheet.write_string(0, at, heading, head)
            sheet.set_column(at, at, 24, text)
            for number, row in enumerate(rows, 1):
                if row.get(heading):
                    sheet.write_string(number, at, row[heading], text)
        sheet.freeze_panes(1, 0)
    book.close()
    return content.getvalue()


def to_files(form: Form) -> dict[str, bytes]:
    """The files that a phone needs beside the form, by name: lists in CSV that expressions look into."""
    return {f"{name}.csv": _table(form.choices[name]) for name in form.tables}


def _table(choices: tuple[Choice, ...]) -> bytes:
    headings = list(dict.fromkeys(["name", "label", *(column for choice in choices for column in choice.columns)]))
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, restval="")
    writer.writeheader()
    writer.writerows({"name": choice.name, "label": choice.text, **choice.columns} for choice in choices)
    return text.getvalue().encode("utf-8")


def to_xform(form: Form) -> bytes:
    """The form as the XForm (XML) that ODK and Kobo load."""
    return _convert(form, to_sheets(form)).encode("utf-8")


def _convert(form: Form, sheets: dict[str, Rows]) -> str:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    given: dict[str, Any] = {name: [dict(row) for row in rows] for name, rows in sheets.items() if rows}
    given |= {f"{name}_header": [dict.fromkeys(_headings(rows))] for name, rows in sheets.items() if rows}
    try:
        return str(convert(given, warnings=[], pretty_print=True).xform)
    except PyXFormError as problem:
        sentence = _("Biểu mẫu “{title}” không ghi thành XLSForm được: {problem}")
        raise Refused(sentence.format(title=form.text, problem=problem)) from problem


def _headings(rows: Rows) -> list[str]:
    return list(dict.fromkeys(heading for row in rows for heading in row))


def _languages(form: Form) -> list[str]:
    """The languages that every label is written in: Vietnamese first; a label without one repeats its first."""
    labels = [asked.label for _path, asked in walk(form.fields)]
    labels += [choice.label for choices in form.choices.values() for choice in choices]
    return list(dict.fromkeys(["vi", *(language for label in labels for language in label)]))


def _survey(form: Form, fields: tuple[Field, ...], languages: list[str], path: Path) -> Iterator[dict[str, str]]:
    for asked in fields:
        here = (*path, asked.name)
        row = _question(form, asked, languages)
        yield {heading: _named_plainly(form, text, here) if "${" in text else text for heading, text in row.items()}
        if asked.kind in _ENDS:
            yield from _survey(form, asked.fields, languages, here)
            yield {"type": _ENDS[asked.kind], "name": asked.name}


def _named_plainly(form: Form, text: str, path: Path) -> str:
    """An expression in which a name that several questions have is a path: XLSForm's ${name} has to be the only one."""
    names = [name for name in set(_REFERENCE.findall(text)) if _uses(form, name) > 1]
    for name in names:
        text = text.replace(f"${{{name}}}", engine_of(form).way(name, path))
    return text


def _uses(form: Form, name: str) -> int:
    return sum(asked.name == name for _path, asked in walk(form.fields))


def _question(form: Form, asked: Field, languages: list[str]) -> dict[str, str]:
    row = {"type": _type(form, asked), "name": asked.name}
    unlabelled = asked.kind in ("calculate", "hidden")
    row |= _translated("label", asked.label or ({} if unlabelled else {"vi": asked.name}), languages)
    row |= _translated("hint", asked.hint, languages)
    row["required"] = "yes" if asked.required is True else asked.required or ""
    row |= _translated("required_message", asked.required_message if asked.required else {}, languages)
    for column in (
        "relevant",
        "constraint",
        "calculation",
        "trigger",
        "choice_filter",
        "repeat_count",
        "parameters",
        "appearance",
    ):
        row[column] = str(getattr(asked, column))
    row |= _translated("constraint_message", asked.constraint_message if asked.constraint else {}, languages)
    row["read_only"] = "yes" if asked.computed and asked.kind != "calculate" else ""
    row["default"] = "" if asked.default is None else str(asked.default)
    row |= {"unknown": "yes" if asked.unknown else "", "secret": "yes" if asked.secret else ""}
    row |= {SAVE_TO: asked.save_to}
    row |= {"option": asked.option, "aliases": "; ".join(asked.aliases)}
    return {heading: text for heading, text in row.items() if text or heading in ("type", "name")}


def _type(form: Form, asked: Field) -> str:
    if asked.list_name in form.tables:
        return f"{asked.kind}_from_file {asked.list_name}.csv"
    if asked.rows_of:
        return asked.type
    if asked.list_name:
        rest = " or_other" if asked.or_other and not asked.choice_filter else ""
        return f"{asked.kind} {_list_name(asked.list_name)}{rest}"
    return asked.type


def _list_name(name: str) -> str:
    return re.sub(r"\W+", "_", name)


def _translated(column: str, labels: Labels, languages: list[str]) -> dict[str, str]:
    """One column a language; a text that has not the language repeats the one it has, as phones show only one."""
    if not labels:
        return {}
    first = labels.get("vi") or next(iter(labels.values()))
    return {f"{column}::{LANGUAGES.get(one, one)}": labels.get(one) or first for one in languages}


def _choices(form: Form, languages: list[str]) -> Iterator[dict[str, str]]:
    done: set[str] = set()
    for _path, asked in walk(form.fields):
        name = _list_name(asked.list_name)
        if name and name not in done and asked.list_name not in form.tables:
            done.add(name)
            yield from (_choice(name, choice, languages) for choice in choices_of(form, asked).items)
    for listed, choices in form.choices.items():  # lists that only an instance() asks about
        if _list_name(listed) not in done and listed not in form.tables:
            yield from (_choice(_list_name(listed), choice, languages) for choice in choices)


def _choice(listed: str, choice: Choice, languages: list[str]) -> dict[str, str]:
    row = {"list_name": listed, "name": choice.name, **_translated("label", choice.label, languages)}
    row |= {name: text for name, text in choice.columns.items() if text and name not in ("name", "label")}
    if choice.aliases:
        row["aliases"] = "; ".join(choice.aliases)
    return row


def _settings(form: Form) -> dict[str, str]:
    row = {"form_title": form.text, "form_id": form.id, "version": form.version}
    row["default_language"] = LANGUAGES["vi"]
    own = {"attaches": ", ".join(form.attaches), "date": form.date, "until": form.until, "citation": form.citation,
           SAVE_IF: form.save_if}  # fmt: skip
    return row | {name: text for name, text in own.items() if text}
