"""What can be said of a workbook before pyxform reads it: sheets, columns, types, names, lists, groups; all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cpkit.errors import Problem
from cpkit.language import _
from cpkit.vietnamese import fold
from cpkit.xlsform.expressions import default_problems, expression_problems, trigger_problems
from cpkit.xlsform.remedies import meant_type, unlabelled, usable_name
from cpkit.xlsform.types import BY_PHONE, FROM_FILE, KOBO, NEVER_TEXT, SELECTS, TABLE_FILE, TYPES, UNSUPPORTED, words_of
from cpkit.xlsform.workbook import Row, Sheet, Workbook, where

SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "cpkit_tables", "cpkit_indicators")
DEEPEST = 6
"""Groups and repeats one inside the other."""
MOST_QUESTIONS = 3000
MOST_NAMED = 20
"""Sheets that a sentence names."""
NAME = re.compile(r"[^\W\d][\w.\-]*")


@dataclass
class Outline:
    """The rows of the survey sheet that say something: number, type in words, name; the problems and what to note."""

    rows: list[tuple[int, list[str], str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def outline(workbook: Workbook, as_text: frozenset[str]) -> Outline:
    """The workbook looked through; `as_text` names the questions that are kept as text whatever their type."""
    found = Outline(problems=list(workbook.problems))
    survey = workbook.sheet("survey")
    found.problems += _sheet_names(workbook)
    if survey is None:
        return found
    missing = [name for name, one in (("type", survey.column("type", "command")), ("name", _name(survey))) if not one]
    if missing:
        sentence = _("thiếu cột {columns}: hàng đầu của trang survey phải có type, name, label.")
        found.problems.append(where("survey", survey.top, sentence.format(columns=", ".join(missing))))
        return found
    found.rows = list(_rows(survey))
    if not found.rows:
        sentence = _("chưa có câu hỏi nào: mỗi dòng dưới hàng tiêu đề là một câu, có type, name, label.")
        found.problems.append(where("survey", survey.top, sentence))
    if len(found.rows) > MOST_QUESTIONS:
        sentence = _("có quá nhiều câu (nhiều nhất {limit}).").format(limit=MOST_QUESTIONS)
        found.problems.append(where("survey", survey.top, sentence))
        return found
    found.problems += [*_types(found, as_text), *_names(found), *_lists(workbook, found), *_nesting(found)]
    names = _all_names(found)
    found.problems += [*_choices(workbook), *_disabled(survey), *_searches(survey), *expression_problems(survey, names)]
    found.problems += [*trigger_problems(survey, names), *unlabelled(survey, found.rows)]
    found.problems += default_problems(survey)
    strangers = sorted(as_text - {name for _row, _words, name in found.rows})
    if strangers:
        sentence = _("Không có câu nào tên là {names} (--as-text).").format(names=", ".join(strangers))
        found.problems.append(Problem("", sentence))
    return found


def _all_names(found: Outline) -> frozenset[str]:
    """The names that an expression may use; "or other" and a counted repeat bring a question of their own."""
    named = {name for _row, _words, name in found.rows if name}
    others = {f"{name}_other" for _row, words, name in found.rows if words[-1:] == ["or_other"]}
    by_phone = {words[0] for _row, words, name in found.rows if words and not name}
    return frozenset(named | others | by_phone)


def _name(sheet: Sheet) -> str:
    return sheet.column("name", "tag", "value")


def _rows(survey: Sheet) -> Iterator[tuple[int, list[str], str]]:
    kind, name = survey.column("type", "command"), _name(survey)
    for row in survey.filled:
        yield row.number, words_of(row.cells.get(kind, "")), row.cells.get(name, "")


def _sheet_names(workbook: Workbook) -> Iterator[Problem]:
    names = [sheet.name for sheet in workbook.sheets]
    if workbook.sheet("survey") is None:
        sentence = _(
            "Không có trang tên survey (trang chứa các câu hỏi). Các trang trong tệp: {names}. Hãy đổi tên trang."
        )
        shown = ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")
        yield Problem("", sentence.format(names=shown or "–"))
    for name in names:
        for known in SHEETS:
            near = fold(name).replace(" ", "").replace("_", "").rstrip("s")
            if name.casefold() != known and near == known.replace("_", "").rstrip("s"):
                sentence = _("Trang “{name}” phải tên là {known}: hãy đổi tên trang.")
                yield Problem(name, sentence.format(name=name, known=known))


def _types(found: Outline, as_text: frozenset[str]) -> Iterator[Problem]:
    for number, words, name in found.rows:
        kind = words[0] if words else ""
        if not kind:
            yield where("survey", number, _("thiếu kiểu câu hỏi ở cột type."))
        elif kind in UNSUPPORTED and (name not in as_text or kind in NEVER_TEXT):
            yield where("survey", number, _refusal(kind, name))
        elif kind in KOBO:
            sentence = _("“{kind}” là kiểu riêng của Kobo: hãy hỏi từng câu bằng {instead}, trong một begin_group.")
            yield where("survey", number, sentence.format(kind=kind, instead=KOBO[kind]))
        elif kind not in TYPES and kind not in UNSUPPORTED and kind not in BY_PHONE and kind != TABLE_FILE:
            sentence = _("không có kiểu câu hỏi “{kind}”. Các kiểu dùng được: {known}.")
            if meant := meant_type(words):
                sentence = _("không có kiểu câu hỏi “{kind}”: hãy ghi {meant}.")
            known = ", ".join(_shown_types())
            yield where("survey", number, sentence.format(kind=" ".join(words), meant=meant, known=known))


def _shown_types() -> list[str]:
    return sorted(set(TYPES) - {"string", "int", "trigger", "datetime", "date_time"} | {"dateTime"})


def _refusal(kind: str, name: str) -> str:
    if kind in NEVER_TEXT:
        sentence = _("cpkit chưa dùng được kiểu “{kind}”: hãy lưu danh sách thành tệp .csv và dùng csv-external.")
        return sentence.format(kind=kind)
    sentence = _("cpkit không ghi được kiểu “{kind}” (vị trí, ảnh, âm thanh, tệp, mã vạch): hãy bỏ câu này, hoặc thêm "
                 "--as-text {name} để ghi bằng chữ.")  # fmt: skip
    return sentence.format(kind=kind, name=name or "?")


def _names(found: Outline) -> Iterator[Problem]:
    """A question, group or repeat needs a name that becomes an XML element's name."""
    for number, words, name in found.rows:
        if not words or words[0] in ("end_group", "end_repeat") or words[0] in BY_PHONE:
            continue
        if not name and words[0] not in ("note", "begin_group"):
            yield where("survey", number, _("thiếu tên ở cột name."))
        elif name and not NAME.fullmatch(name):
            sentence = _("tên “{name}” không dùng được: chỉ gồm chữ, số, gạch dưới, bắt đầu bằng chữ, như {usable}.")
            yield where("survey", number, sentence.format(name=name, usable=usable_name(name) or "cau_1"))


def _lists(workbook: Workbook, found: Outline) -> Iterator[Problem]:
    """Every list that a question names is on a sheet, or a file beside the workbook."""
    lists = {
        sheet: set(_column(workbook, sheet, "list_name", "list name")) for sheet in ("choices", "external_choices")
    }
    for number, words, _question in found.rows:
        if not words or words[0] not in SELECTS:
            continue
        sheet = "external_choices" if words[0] == "select_one_external" else "choices"
        name = words[1] if len(words) > 1 else ""
        if not name:
            yield where("survey", number, _("thiếu tên danh sách: hãy ghi như select_one ten_danh_sach."))
        elif name.startswith("${"):
            yield from _row_choice(found, number, words)
        elif words[0] in FROM_FILE:
            if not name.lower().endswith(".csv"):
                yield where("survey", number, _("tệp danh sách phải là .csv, không phải “{name}”.").format(name=name))
        elif name not in lists[sheet]:
            sentence = _("không có danh sách “{name}” ở trang {sheet}. Các danh sách đang có: {known}.")
            known = ", ".join(sorted(lists[sheet])) or "–"
            yield where("survey", number, sentence.format(name=name, sheet=sheet, known=known))


def _row_choice(found: Outline, number: int, words: list[str]) -> Iterator[Problem]:
    """A question that chooses among the rows of a repeat, by the question named; a repeat's first text may be meant."""
    named = words[1][2:-1].strip() if words[1].endswith("}") else ""
    first = _first_in_repeat(found, named)
    if words[0] != "select_one" or words[2:]:
        sentence = _(
            "từ các dòng của phần lặp chỉ chọn được một: select_one {name}; hoặc hỏi có/không trong từng dòng."
        )
        yield where("survey", number, sentence.format(name=words[1]))
    elif named not in {name for _row, _words, name in found.rows if name}:
        yield where("survey", number, _("không có câu nào tên là {name}.").format(name=named or words[1]))
    elif first == "":
        sentence = _("phần lặp {name} không có câu bằng chữ: hãy ghi tên câu dùng làm lựa chọn, như ${{ho_ten}}.")
        yield where("survey", number, sentence.format(name=named))
    else:
        words[1] = f"${{{first or named}}}"


def _first_in_repeat(found: Outline, name: str) -> str | None:
    """The first question of text in the repeat of that name, "" without one; None where it is no repeat."""
    kinds = [(words[0] if words else "", named) for _row, words, named in found.rows]
    if ("begin_repeat", name) not in kinds:
        return None
    inside = kinds[kinds.index(("begin_repeat", name)) + 1 :]
    ends = [at for at, (kind, _named) in enumerate(inside) if kind in ("end_repeat", "begin_repeat")]
    return next((named for kind, named in inside[: ends[0] if ends else None] if kind in ("text", "calculate")), "")


def _column(workbook: Workbook, sheet: str, *names: str) -> list[str]:
    found = workbook.sheet(sheet)
    heading = found.column(*names) if found else ""
    return [row.cells[heading] for row in found.filled if heading in row.cells] if found and heading else []


def _nesting(found: Outline) -> Iterator[Problem]:
    """Every begin has its end, of the same kind, not too deep."""
    opened: list[tuple[int, str, str]] = []
    for number, words, name in found.rows:
        kind = words[0] if words else ""
        if kind in ("begin_group", "begin_repeat"):
            opened.append((number, kind.removeprefix("begin_"), name))
            if len(opened) == DEEPEST + 1:
                yield where("survey", number, _("nhóm, phần lặp lồng nhau quá {limit} tầng.").format(limit=DEEPEST))
        elif kind in ("end_group", "end_repeat"):
            shut = kind.removeprefix("end_")
            if opened and opened[-1][1] != shut:
                begun, begin, name = opened[-1]
                sentence = _("end {kind} không khớp: begin {begin} “{name}” ở dòng {row} phải đóng bằng end {begin}.")
                yield where("survey", number, sentence.format(kind=shut, begin=begin, name=name, row=begun))
                return
            if not opened:
                yield where("survey", number, _("end {kind} thừa: không có begin {kind} ở trước.").format(kind=shut))
                return
            opened.pop()
    for number, kind, name in opened:
        sentence = _("begin {kind} “{name}” chưa có end {kind}: hãy thêm một dòng end {kind} sau câu cuối.")
        yield where("survey", number, sentence.format(kind=kind, name=name))


def _choices(workbook: Workbook) -> Iterator[Problem]:
    """Each choice has a list and a code, and no code stands twice in a list."""
    sheet = workbook.sheet("choices")
    if sheet is None or not sheet.headings:
        return
    columns = {"list_name": sheet.column("list_name", "list name"), "name": _name(sheet)}
    missing = [name for name, heading in columns.items() if not heading]
    if missing:
        sentence = _("thiếu cột {columns}: trang choices cần list_name, name, label.")
        yield where("choices", sheet.top, sentence.format(columns=", ".join(missing)))
        return
    seen: dict[tuple[str, str], int] = {}
    for row in sheet.filled:
        yield from _choice(row, row.cells.get(columns["list_name"], ""), row.cells.get(columns["name"], ""), seen)


def _choice(row: Row, listed: str, name: str, seen: dict[tuple[str, str], int]) -> Iterator[Problem]:
    if not listed:
        yield where("choices", row.number, _("thiếu tên danh sách ở cột list_name."))
    elif not name:
        yield where("choices", row.number, _("lựa chọn thiếu mã ở cột name."))
    elif (listed, name) in seen:
        sentence = _("danh sách {list} đã có mã “{name}” ở dòng {row}: mỗi lựa chọn cần một mã riêng.")
        yield where("choices", row.number, sentence.format(list=listed, name=name, row=seen[listed, name]))
    else:
        seen[listed, name] = row.number


def _searches(survey: Sheet) -> Iterator[Problem]:
    """The search() of old forms, which takes choices from a file: its list would hold one choice only."""
    column = survey.column("appearance")
    for row in survey.filled if column else ():
        if re.search(r"\bsearch\(", row.cells.get(column, "")):
            sentence = _("cột appearance: thay search() bằng kiểu select_one_from_file tệp.csv và cột choice_filter.")
            yield where("survey", row.number, sentence)


def _disabled(survey: Sheet) -> Iterator[Problem]:
    column = survey.column("disabled")
    for row in survey.filled:
        if column and row.cells.get(column):
            yield where("survey", row.number, _("cpkit chưa dùng được cột disabled: hãy xóa ô này, hoặc xóa cả dòng."))
