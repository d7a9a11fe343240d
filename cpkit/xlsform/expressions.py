"""Every expression of the survey sheet, looked at before pyxform reads it: it would stop at the first wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cpkit.errors import Problem
from cpkit.forms.defaults import LOOKS_LIKE_EXPRESSION
from cpkit.forms.functions import FUNCTIONS
from cpkit.forms.patterns import check_pattern
from cpkit.forms.xpath import ExpressionError, translate
from cpkit.language import _
from cpkit.xlsform.workbook import Sheet, snake, where

LAST_SAVED = "last-saved#"
COLUMNS = ("relevant", "relevance", "constraint", "calculation", "calculate", "choice_filter", "repeat_count", "count")

_TRIGGER = re.compile(r"\$\{\s*([^{}]*?)\s*\}")


def expression_problems(survey: Sheet, names: frozenset[str]) -> Iterator[Problem]:
    """Expressions that are none, and those that name a question, function or pattern that cannot be; with their row."""
    columns = [heading for heading in survey.headings if snake(heading) in COLUMNS]
    for row in survey.filled:
        for column in columns:
            text = " ".join(row.cells.get(column, "").split())
            try:
                if text:
                    _look_at(text, names)
            except ExpressionError as problem:
                sentence = _("cột {column}, “{text}”: {problem}")
                shown = text if len(text) <= 80 else text[:79] + "…"
                yield where("survey", row.number, sentence.format(column=column, text=shown, problem=problem))


def trigger_problems(survey: Sheet, names: frozenset[str]) -> Iterator[Problem]:
    """Triggers that are no `${name}` of a question, or several apart by commas."""
    column = survey.column("trigger")
    for row in survey.filled:
        for part in row.cells.get(column, "").split(",") if column else ():
            named = _TRIGGER.fullmatch(part.strip())
            if part.strip() and (named is None or named[1] not in names):
                sentence = _(
                    "cột trigger, “{text}”: hãy ghi tên câu như ${{ten_cau}}; nhiều câu cách nhau bằng dấu phẩy."
                )
                yield where("survey", row.number, sentence.format(text=part.strip()[:80]))


def default_problems(survey: Sheet) -> Iterator[Problem]:
    """Defaults that are expressions: they are told before anything is answered, so they name no question."""
    column = survey.column("default")
    for row in survey.filled:
        text = " ".join(row.cells.get(column, "").split()) if column else ""
        if not LOOKS_LIKE_EXPRESSION.search(text) or LAST_SAVED in text:
            continue
        try:
            _look_at(text, frozenset())
        except ExpressionError as problem:
            sentence = _("cột default, “{text}”: {problem} Giá trị ghi sẵn không gọi câu khác: hãy dùng calculation, "
                         "thêm trigger nếu vẫn cho sửa.")  # fmt: skip
            yield where("survey", row.number, sentence.format(text=text[:80], problem=problem))


def _look_at(text: str, names: frozenset[str]) -> None:
    read = translate(text, lambda name, _rows: "a")
    strange = next((name for name in read.references if name not in names), None)
    if strange is not None and strange.startswith(LAST_SAVED):
        raise ExpressionError(_("cpkit không lấy câu trả lời của phiếu trước (last-saved): hãy hỏi lại ở phiếu này."))
    if strange is not None:
        raise ExpressionError(_("không có câu nào tên là {name}.").format(name=strange))
    unknown = next((name for name in read.functions if name not in FUNCTIONS), None)
    if unknown is not None:
        raise ExpressionError(_("không có hàm nào tên là {name}().").format(name=unknown))
    for pattern in read.patterns:
        check_pattern(pattern)
