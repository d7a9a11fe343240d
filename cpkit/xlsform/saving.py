"""XLSForm's save_to: which answers of a ward's form are taken over into the register of the child it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cpkit.errors import Problem
from cpkit.forms.instance import engine_of
from cpkit.forms.loading import load
from cpkit.forms.model import REPEAT, SILENT, Form, walk
from cpkit.forms.xpath import ExpressionError
from cpkit.language import _
from cpkit.vietnamese import fold
from cpkit.xlsform.workbook import Workbook, where

REGISTER = "dang_ky"
LISTS = ("children", "child", "tre_em")
"""Names of the entity list that mean the register of children."""
SAVE_TO, SAVE_IF = "cpkit_save_to", "cpkit_save_if"
"""What an export calls save_to and update_if: a phone's server makes no list of children of them."""
_NEVER = ("false()", "false", "0", "no")


def fields_of_the_register() -> list[str]:
    """The questions of the register that a form may answer: one answer each, not computed."""
    asked = load(REGISTER).questions()
    return [one.key for one in asked if one.kind != REPEAT and one.kind not in SILENT and not one.computed]


def saving_problems(form: Form, workbook: Workbook, rows: Mapping[tuple[str, ...], int]) -> Iterator[Problem]:
    """What is wrong with save_to and the entities sheet."""
    yield from _sheet_problems(workbook, form)
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


def _sheet_problems(workbook: Workbook, form: Form) -> Iterator[Problem]:
    """What the entities sheet asks for and cpkit does not do, each with what to do instead."""
    sheet = workbook.sheet("entities")
    rows = list(sheet.filled) if sheet else []
    for row in rows[1:]:
        yield where("entities", row.number, _("cpkit chỉ dùng một dòng của trang này: hãy xóa dòng thừa."))
    for row in rows[:1]:
        name = _cell(workbook, "list_name", "dataset")
        if name.casefold() not in LISTS:
            sentence = _("danh sách “{name}”: cpkit chỉ cập nhật sổ trẻ em (list_name = children).")
            yield where("entities", row.number, sentence.format(name=name))
        for column, remedy in _not_done().items():
            if _cell(workbook, column) and fold(_cell(workbook, column)) not in _NEVER:
                yield where("entities", row.number, f"{column}: {remedy}")
    yield from _condition_problems(workbook, form)


def _condition_problems(workbook: Workbook, form: Form) -> Iterator[Problem]:
    try:
        if form.save_if:
            engine_of(form).compiled(form.save_if, ())
    except ExpressionError as problem:
        sheet, column = ("entities", "update_if") if _cell(workbook, "update_if") else ("settings", SAVE_IF)
        found = workbook.sheet(sheet)
        row = next((row.number for row in found.filled), 0) if found else 0
        sentence = _("cột {column}, “{text}”: {problem}")
        yield where(sheet, row, sentence.format(column=column, text=form.save_if[:80], problem=problem))


def condition(workbook: Workbook) -> str:
    """The condition on which answers are taken over: the entity's update_if, "" where it always is."""
    return " ".join((_cell(workbook, "update_if") or _cell(workbook, SAVE_IF, sheet="settings")).split())


def unused_columns(workbook: Workbook) -> list[str]:
    """The columns of the entities sheet that are known and mean nothing here."""
    return [name for name in ("label",) if _cell(workbook, name)]


def _not_done() -> dict[str, str]:
    return {
        "create_if": _("cpkit không tự đăng ký trẻ từ phiếu. Hãy xóa ô này và đăng ký trẻ bằng cpkit register; "
                       "điều kiện để cập nhật ghi ở cột update_if."),
        "entity_id": _("trẻ được cập nhật là trẻ mà phiếu ghi cho (--for, hay cột Ghi cho của mẫu phát ra). "
                       "Hãy xóa ô này."),
        "repeat": _("cpkit chưa cập nhật trẻ theo từng dòng của phần lặp. Hãy xóa ô này, ghi mỗi trẻ một phiếu."),
    }  # fmt: skip


def _cell(workbook: Workbook, *columns: str, sheet: str = "entities") -> str:
    """What the first row of the sheet says in a column."""
    found = workbook.sheet(sheet)
    row = next(found.filled, None) if found else None
    return row.cells.get(found.column(*columns), "") if found and row else ""
