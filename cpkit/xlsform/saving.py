"""XLSForm's save_to: which answers of a ward's form are taken over into the register of the child it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cpkit.errors import Problem
from cpkit.forms.loading import load
from cpkit.forms.model import REPEAT, SILENT, Form, walk
from cpkit.language import _
from cpkit.xlsform.workbook import Workbook, where

REGISTER = "dang_ky"
LISTS = ("children", "child", "tre_em")
"""Names of the entity list that mean the register of children."""


def fields_of_the_register() -> list[str]:
    """The questions of the register that a form may answer: one answer each, not computed."""
    asked = load(REGISTER).questions()
    return [one.key for one in asked if one.kind != REPEAT and one.kind not in SILENT and not one.computed]


def saving_problems(form: Form, workbook: Workbook, rows: Mapping[tuple[str, ...], int]) -> Iterator[Problem]:
    """What is wrong with save_to and the entities sheet."""
    yield from _sheet_problems(workbook)
    known, taken = fields_of_the_register(), dict[str, int]()
    for path, asked in walk(form.fields):
        if not asked.save_to:
            continue
        number = rows.get(path, 0)
        if asked.save_to not in known:
            sentence = _("save_to “{name}” không có trong sổ trẻ em. Dùng được: {known}.")
            yield where("survey", number, sentence.format(name=asked.save_to, known=", ".join(known)))
        elif "child" not in form.attaches:
            sentence = _("save_to chỉ dùng khi biểu mẫu ghi cho trẻ: thêm attaches = child ở trang settings.")
            yield where("survey", number, sentence)
        elif asked.save_to in taken:
            sentence = _("save_to “{name}” đã dùng ở dòng {row}: hãy bỏ một chỗ.")
            yield where("survey", number, sentence.format(name=asked.save_to, row=taken[asked.save_to]))
        elif _in_repeat(form, path):
            yield where("survey", number, _("save_to không dùng được trong phần lặp."))
        taken.setdefault(asked.save_to, number)


def _in_repeat(form: Form, path: tuple[str, ...]) -> bool:
    repeats = [outer for outer, asked in walk(form.fields) if asked.kind == REPEAT]
    return any(path[: len(outer)] == outer for outer in repeats)


def _sheet_problems(workbook: Workbook) -> Iterator[Problem]:
    sheet = workbook.sheet("entities")
    listed = sheet.column("list_name", "dataset") if sheet else ""
    for row in sheet.filled if sheet else ():
        name = row.cells.get(listed, "")
        if name.casefold() not in LISTS:
            sentence = _("danh sách “{name}”: cpkit chỉ cập nhật sổ trẻ em (list_name = children).")
            yield where("entities", row.number, sentence.format(name=name))
        for column in ("create_if", "update_if"):
            if row.cells.get(sheet.column(column) if sheet else ""):
                sentence = _("cpkit chưa dùng được cột {column}: trẻ mới được đăng ký bằng cpkit register.")
                yield where("entities", row.number, sentence.format(column=column))
