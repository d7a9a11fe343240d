"""Whether a form is sound before anybody fills it in: its types, names, lists and expressions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cpkit.errors import Misused, Problem
from cpkit.forms.choices import choices_of
from cpkit.forms.instance import engine_of
from cpkit.forms.model import GROUP, KINDS, REPEAT, SELECTS, SUBJECTS, Field, Form, flat, walk
from cpkit.forms.xpath import ExpressionError
from cpkit.language import _

NAME = re.compile(r"[^\W\d][\w.\-]*")
"""A question's name becomes an XML element's name, as in ODK."""

EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count")


def examine(form: Form) -> list[Problem]:
    """Everything wrong with the form itself; the field of a problem is the question's path."""
    return [
        Problem("/".join(path), sentence)
        for path, asked in walk(form.fields)
        for sentence in (*_shape(form, asked), *_expressions(form, asked, path), *_rows(form, asked, path))
    ] + [
        *(Problem(name, _("Có hai câu cùng tên {name}.").format(name=name)) for name in _repeated(form.fields)),
        *_settings(form),
    ]


def _settings(form: Form) -> Iterator[Problem]:
    """What is wrong with what the form says of itself: what it is about, which questions date it."""
    for name in form.attaches:
        if name not in SUBJECTS:
            sentence = _("Phiếu không thể gắn với “{name}”; chỉ gắn với: {names}.")
            yield Problem("attaches", sentence.format(name=name, names=", ".join(SUBJECTS)))
    kinds = {asked.key: asked.kind for asked in form.questions()}
    for setting, key in (("date", form.date), ("until", form.until)):
        if key and kinds.get(key) not in ("date", "dateTime"):
            yield Problem(setting, _("“{name}” không phải là câu hỏi ngày của phiếu.").format(name=key))


def _shape(form: Form, asked: Field) -> Iterator[str]:
    if asked.kind not in KINDS:
        yield _("Không có kiểu câu hỏi {kind}.").format(kind=asked.kind)
    if not NAME.fullmatch(asked.name):
        yield _("Tên “{name}” không dùng được: chỉ gồm chữ, số, gạch dưới, bắt đầu bằng chữ.").format(name=asked.name)
    if asked.fields and asked.kind not in (GROUP, REPEAT):
        yield _("Chỉ nhóm và phần lặp mới chứa câu hỏi.")
    if asked.kind == "calculate" and not asked.calculation:
        yield _("Câu tính toán chưa có phép tính.")
    if asked.kind in SELECTS:
        yield from _list(form, asked)


def _list(form: Form, asked: Field) -> Iterator[str]:
    if asked.rows_of:
        return
    try:
        items = choices_of(form, asked).items
    except (KeyError, Misused):
        yield _("Không có danh sách lựa chọn tên {name}.").format(name=asked.list_name)
        return
    for name, count in Counter(choice.name for choice in items).items():
        if count > 1:
            yield _("Danh sách {list} có hai lựa chọn cùng mã {name}.").format(list=asked.list_name, name=name)
        if " " in name and asked.many:  # several answers are kept apart by spaces
            yield _("Mã lựa chọn “{name}” không được có dấu cách.").format(name=name)


def _expressions(form: Form, asked: Field, path: tuple[str, ...]) -> Iterator[str]:
    texts = [getattr(asked, attribute) for attribute in EXPRESSIONS]
    for text in [*texts, asked.required if isinstance(asked.required, str) else ""]:
        try:
            if text:
                engine_of(form).compiled(text, path)
        except ExpressionError as problem:
            shown = text if len(text) <= 80 else text[:79] + "…"
            yield _("Biểu thức “{text}”: {problem}").format(text=shown, problem=problem)


def _rows(form: Form, asked: Field, path: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with a question that chooses among rows: no such question in a repeat, a filter of its own row."""
    engine = engine_of(form)
    try:
        repeat = engine.repeat_of(engine.target(asked.rows_of, path)) if asked.rows_of else ()
        if repeat is None:
            yield _("{name} không nằm trong phần lặp nào, nên không có dòng để chọn.").format(name=asked.rows_of)
        used = engine.targets(asked.choice_filter, path) if repeat and asked.choice_filter else []
    except ExpressionError as problem:
        yield str(problem)
        return
    for target in used:
        own = engine.repeat_around(target, path)
        if own and own != (repeat or ())[: len(own)]:
            sentence = _("choice_filter không gọi được {name} của chính dòng này: chỉ gọi câu của dòng được chọn.")
            yield sentence.format(name=target[-1])


def _repeated(fields: tuple[Field, ...]) -> Iterator[str]:
    yield from (key for key, count in Counter(asked.key for asked in flat(fields)).items() if count > 1)
    for asked in flat(fields):
        yield from _repeated(asked.fields)
