"""What pyxform says of a workbook, in Vietnamese with a remedy; what is not known is quoted, with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cpkit.errors import Problem
from cpkit.language import _
from cpkit.xlsform.workbook import where

_PLACE = re.compile(r"\[row : (?P<row>\d+)\]\s*")
_SHEET = re.compile(r"On the '(?P<sheet>\w+)' sheet")
Words = dict[str, Any]


def translated(message: str, tops: dict[str, int]) -> Problem:
    """pyxform's sentence as a problem with sheet and row; `tops` says in which row each sheet has its headings."""
    place, sheet = _PLACE.search(message), _SHEET.search(message)
    name = sheet["sheet"] if sheet else "survey"
    sentence = _sentence(message, sheet=name)
    if place is None:
        return Problem("", sentence)
    return where(name, int(place["row"]) + tops.get(name, 1) - 1, sentence)


def _sentence(message: str, sheet: str) -> str:
    plain = _PLACE.sub("", message).strip()
    for pattern, say in _known():
        found = pattern.search(plain)
        if found:
            return say({"sheet": sheet, **found.groupdict()})
    return _("pyxform không nhận dòng này: “{message}”").format(message=" ".join(plain.split())[:300])


def _known() -> list[tuple[re.Pattern[str], Callable[[Words], str]]]:
    """Every sentence of pyxform that is known, the most telling first."""
    free = [(re.compile(pattern, re.DOTALL), _format(text)) for pattern, text in _free().items()]
    return [*free, *_coded()]


def _format(text: str) -> Callable[[Words], str]:
    return lambda words: text.format(**words)


def _coded() -> list[tuple[re.Pattern[str], Callable[[Words], str]]]:
    """pyxform's own list of errors: each sentence a pattern, its gaps named."""
    from pyxform.errors import ErrorCode

    say = _by_code()
    return [(_pattern(code.value.msg), _format(say[code.name])) for code in ErrorCode if code.name in say]


def _pattern(template: str) -> re.Pattern[str]:
    """A sentence with {gaps} as a pattern that finds them; the place before it was taken off."""
    text = re.sub(r"^\[row : (?:\{row\}|\d+)\] ", "", template).replace("{{", "\0").replace("}}", "\1")
    seen: set[str] = set()

    def gap(found: re.Match[str]) -> str:
        name = found[1]
        known = name in seen
        seen.add(name)
        return f"(?P={name})" if known else f"(?P<{name}>.*?)"

    return re.compile(re.sub(r"\\\{(\w+)\\\}", gap, re.escape(text)).replace("\0", r"\{").replace("\1", r"\}") + "$",
                      re.DOTALL)  # fmt: skip


def _by_code() -> dict[str, str]:
    save_to = _("cột save_to chưa đúng: ")
    entity = _("trang entities chưa đúng: ")
    limits = _("cột parameters chưa đúng: ")
    return {
        "ENTITY_001": save_to + _("cần thêm trang entities với một dòng list_name là children."),
        "ENTITY_002": save_to + _("“{saveto}” đã dùng ở dòng {other_row}, hãy bỏ một chỗ."),
        "ENTITY_003": save_to + _("không dùng được cho nhóm và phần lặp."),
        "ENTITY_004": save_to + _("không có danh sách “{dataset}” ở trang entities."),
        "ENTITY_005": entity + _("danh sách “{dataset}” thiếu cột label hoặc entity_id."),
        "ENTITY_006": entity + _("danh sách “{dataset}” thiếu cột update_if."),
        "ENTITY_007": entity + _("danh sách “{dataset}” thiếu cột entity_id."),
        "ENTITY_008": save_to + _("có nhiều danh sách, hãy ghi như danh_sách#tên."),
        "ENTITY_013": save_to + _("chỉ được có một dấu #."),
        "HEADER_001": _("trang {sheet_name} không có hàng tiêu đề đúng: hàng đầu tiên phải là tên các cột."),
        "HEADER_002": _("trang {sheet_name}: hai cột {other} và {header} là một; hãy bỏ một cột."),
        "HEADER_003": _("trang {sheet_name} thiếu cột {missing}: hãy thêm cột ấy vào hàng tiêu đề."),
        "HEADER_004": _("tên cột “{column}” của trang choices không được có dấu cách."),
        "HEADER_005": _("trang entities có cột không dùng được: {columns}; hãy xóa các cột ấy."),
        "NAMES_001": _("tên “{value}” đã dùng trong cùng một nhóm: hãy đặt tên khác."),
        "NAMES_003": _("phần lặp không được tên là “{value}”: hãy đặt tên khác."),
        "NAMES_004": _("hai phần lặp cùng tên “{value}”: hãy đặt tên khác."),
        "NAMES_005": _("tên “meta” dành riêng cho biểu mẫu: hãy đặt tên khác."),
        "NAMES_006": _("lựa chọn thiếu mã ở cột name."),
        "NAMES_007": _("mã ở cột name trùng với một lựa chọn khác của danh sách: mỗi lựa chọn cần một mã riêng."),
        "NAMES_008": _("cột {column} chỉ gồm chữ, số, gạch dưới và bắt đầu bằng chữ."),
        "NAMES_009": _("tên “{name}” chỉ gồm chữ, số, gạch dưới và bắt đầu bằng chữ."),
        "NAMES_013": _("không có trang {sheet}; có phải là: {candidates}? Hãy sửa tên trang."),
        "PYREF_001": _("cột {column}: chỗ gọi câu hỏi phải viết như ${{ten_cau}}."),
        "PYREF_003": _("cột {column}: không có câu nào tên là “{q}”; hãy sửa tên trong ${{…}}."),
        "PYREF_004": _("cột {column}: có nhiều câu cùng tên “{q}”; câu được gọi phải có tên riêng."),
        "RANGE_001": limits + _("“{name}” phải là một số."),
        "RANGE_002": limits + _("“{name}” không được bằng 0."),
        "RANGE_003": limits + _("“{name}” lớn hơn khoảng từ start đến end."),
        "SURVEY_001": _("end {type} thừa: không có begin {type} ở trước."),
        "SURVEY_002": _("begin {type} “{name}” chưa có end {type}: hãy thêm một dòng end {type} sau câu cuối."),
        "SURVEY_004": limits + _("hãy ghi như start=1 end=10 step=1."),
        "SURVEY_005": limits + _("không có “{rejected}”; chỉ dùng được: {accepted}."),
    }  # fmt: skip


def _free() -> dict[str, str]:
    """Sentences that pyxform keeps in no list."""
    return {
        r"List name not in (?:external )?choices sheet: (?P<list>\S+)": _(
            "không có danh sách “{list}” ở trang choices: hãy thêm danh sách, hoặc sửa tên ở cột type."
        ),
        r"Unknown question type '(?P<type>[^']*)'": _("không có kiểu câu hỏi “{type}”."),
        r"Question with no type": _("có chữ nhưng thiếu kiểu câu hỏi ở cột type."),
        r"Question or group with no name": _("thiếu tên ở cột name."),
        r"Missing calculation": _("câu calculate thiếu biểu thức ở cột calculation."),
        r"Duplicate column header: (?P<column>.+)": _("có hai cột cùng tên “{column}”: hãy bỏ bớt một cột."),
        r"You must have a sheet named '(?P<name>\w+)'": _("Không có trang {name}: hãy đặt tên trang là {name}."),
        r"There should be a choices sheet": _("thiếu trang choices với các cột list_name, name, label."),
        r"Please ensure that the choices sheet": _("trang choices cần các cột list_name, name, label."),
        r"has no label": _("thiếu nhãn ở cột label."),
        r"Cannot have the same (?:reference|name)": _("hai câu cùng tên: hãy đặt tên khác."),
    }
