"""From what was given for one field (typed, a cell, JSON) to its value, or to the sentence that says what is wrong.

Values: str, int, float, date, time, datetime (Vietnam's clock), `PartialDate` (appearance partial), bool (acknowledge),
a code, a list of codes, or a record's number where a resolver is at hand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from cpkit.errors import CpkitError
from cpkit.forms.choices import Choices, choices_of
from cpkit.forms.model import Field, Form
from cpkit.language import _
from cpkit.times import to_vietnam
from cpkit.vietnamese import (
    PartialDate,
    fold,
    nfc,
    read_date,
    read_moment,
    read_number,
    read_partial_date,
    read_personal_number,
)

UNKNOWN_WORDS = frozenset({"?", "??", "???", "khong biet", "khong ro", "chua ro", "chua biet", "unknown"})
LONGEST_NAME = 200
LONGEST_TEXT = 20_000
SHORT_LIST = 12
"""Up to so many choices, an error names them all; above, those that look like the answer."""
_CLOCK = re.compile(r"(\d{1,2})\s*(?:giờ|[:hgHG])\s*(\d{2})?(?::(\d{2}))?\s*(?:phút|ph)?")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

Resolver = Callable[[str, str], int]
"""From a table and what was typed to the record's number; raises a CpkitError that says why there is none."""


class AnswerError(ValueError):
    """What was given cannot be an answer of this field; the message is the sentence for the officer."""


@dataclass
class Context:
    """What reading needs to know beside the field; `warnings` collects what is odd but kept."""

    form: Form
    today: date
    resolver: Resolver | None = None
    warnings: list[str] = field(default_factory=list)

    def choices(self, asked: Field) -> Choices:
        """The list of choices of a field, made once a form."""
        cache = _choices_by_form.setdefault(id(self.form), (self.form, {}))[1]
        if asked.list_name not in cache:
            cache[asked.list_name] = choices_of(self.form, asked)
        return cache[asked.list_name]


_choices_by_form: dict[int, tuple[Form, dict[str, Choices]]] = {}


def is_empty(raw: object) -> bool:
    """Whether nothing was given: None, blank text, an empty list."""
    if isinstance(raw, str):
        return not raw or raw.isspace()
    return raw is None or (isinstance(raw, (list, tuple)) and not raw)


def says_unknown(raw: object) -> bool:
    """Whether the answer is "không biết", "?" or the like."""
    return isinstance(raw, str) and len(raw) < 20 and fold(raw) in UNKNOWN_WORDS


def read_value(asked: Field, raw: object, context: Context) -> Any:
    """The value of `asked` in `raw`, which is not empty; AnswerError says what is wrong."""
    reader = _BY_APPEARANCE.get(_special(asked)) or _BY_KIND.get(asked.kind, _read_text)
    try:
        return reader(asked, raw, context)
    except AnswerError:
        raise
    except (CpkitError, ValueError) as problem:
        raise AnswerError(str(problem)) from problem


def clean_text(raw: object, *, lines: bool) -> str:
    """`raw` as NFC text without invisible signs, spaces tidied; AnswerError when it holds control characters."""
    if isinstance(raw, (bool, dict, list, tuple)):
        raise AnswerError(_("phải là chữ."))
    text = raw if isinstance(raw, str) else _shown(raw)
    text = nfc(text.translate(_INVISIBLE)).replace("\r\n", "\n")
    bad = None if text.isprintable() else next((sign for sign in text if _is_control(sign)), None)
    if bad:
        raise AnswerError(
            _("có ký tự điều khiển không đọc được ({code}), hãy gõ lại.").format(code=f"U+{ord(bad):04X}")
        )
    if not lines:
        return " ".join(text.split())
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def _is_control(sign: str) -> bool:
    return (unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") and sign not in "\n\t") or sign in _DIRECTION


def _shown(raw: object) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return raw.isoformat() if isinstance(raw, (date, time)) else str(raw)


def _read_text(asked: Field, raw: object, context: Context) -> str:
    text = clean_text(raw, lines=asked.looks("multiline"))
    if len(text) > LONGEST_TEXT:
        raise AnswerError(_("dài quá {limit} ký tự.").format(limit=LONGEST_TEXT))
    return text


def _read_name(asked: Field, raw: object, context: Context) -> str:
    if isinstance(raw, str) and any(sign in raw.strip() for sign in "\n\r\t"):
        raise AnswerError(_("có dấu xuống dòng hoặc dấu tab, họ tên phải viết trên một dòng."))
    name = clean_text(raw, lines=False)
    if name[0] in "=+-@":
        raise AnswerError(_("không được bắt đầu bằng dấu {sign}.").format(sign=name[0]))
    if not any(sign.isalpha() for sign in name):
        raise AnswerError(_("phải có chữ cái."))
    if len(name) > LONGEST_NAME:
        raise AnswerError(_("dài quá {limit} ký tự.").format(limit=LONGEST_NAME))
    if any(sign.isdigit() for sign in name):
        context.warnings.append(_("có chữ số, xin xem lại."))
    return name


def _read_number(asked: Field, raw: object, context: Context) -> float:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
        raise AnswerError(_("phải là một số."))
    try:
        number = float(raw) if not isinstance(raw, str) else float(read_number(nfc(raw).strip()))
    except (ValueError, OverflowError):
        raise AnswerError(_("phải là một số, không phải “{value}”.").format(value=_brief(raw))) from None
    if number != number or number in (float("inf"), float("-inf")):
        raise AnswerError(_("phải là một số."))
    return number


def _read_integer(asked: Field, raw: object, context: Context) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", raw):
        return int(raw)
    number = _read_number(asked, raw, context)
    if not number.is_integer():
        raise AnswerError(_("phải là số nguyên, không phải “{value}”.").format(value=_brief(raw)))
    return int(number)


def _read_money(asked: Field, raw: object, context: Context) -> int:
    amount = _read_integer(asked, raw, context)
    if amount < 0:
        raise AnswerError(_("số tiền không được âm."))
    return amount


def _read_date(asked: Field, raw: object, context: Context) -> date:
    if isinstance(raw, date):
        return read_date((raw.date() if isinstance(raw, datetime) else raw).isoformat())
    return read_date(clean_text(raw, lines=False))


def _read_partial(asked: Field, raw: object, context: Context) -> PartialDate:
    if isinstance(raw, PartialDate):
        return raw
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float, date)):
        raise AnswerError(_("phải là một ngày, ví dụ 26/11/2018, 11/2018 hoặc 2018."))
    return read_partial_date(nfc(raw).strip() if isinstance(raw, str) else raw, today=context.today)


def _read_moment(asked: Field, raw: object, context: Context) -> datetime:
    if isinstance(raw, datetime):
        return to_vietnam(raw)
    return to_vietnam(read_moment(clean_text(raw, lines=False)))


def _read_time(asked: Field, raw: object, context: Context) -> time:
    if isinstance(raw, time):
        return raw.replace(microsecond=0)
    found = _CLOCK.match(clean_text(raw, lines=False))
    try:
        hour, minute, second = (int(part or 0) for part in found.groups()) if found else (99, 0, 0)
        return time(hour, minute, second)
    except ValueError:
        raise AnswerError(_("phải là giờ và phút, ví dụ 14:30.")) from None


def _read_yes(asked: Field, raw: object, context: Context) -> bool:
    if isinstance(raw, bool):
        return raw
    word = fold(str(raw))
    if word in ("ok", "co", "yes", "true", "x", "1", "dong y", "v"):
        return True
    if word in ("khong", "no", "false", "0", "chua"):
        return False
    raise AnswerError(_("trả lời “có” hoặc “không”."))


def _read_choice(asked: Field, raw: object, context: Context) -> str:
    choices = context.choices(asked)
    text = clean_text(raw, lines=False)
    if asked.rows_of:
        return text
    choice = choices.find(text)
    if choice is None and not asked.or_other:
        raise AnswerError(_not_listed([text], choices))
    return choice.name if choice else text


def _read_choices(asked: Field, raw: object, context: Context) -> list[str]:
    choices = context.choices(asked)
    found, strange = list[str](), list[str]()
    for text in raw if isinstance(raw, (list, tuple)) else [raw]:
        read, left = choices.read_many(clean_text(text, lines=True))
        found += [choice.name for choice in read]
        strange += left
    if strange and not asked.or_other:
        raise AnswerError(_not_listed(strange, choices))
    return list(dict.fromkeys(found + strange))


def _read_reference(asked: Field, raw: object, context: Context) -> Any:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    text = clean_text(raw, lines=False)
    return context.resolver(asked.reference, text) if context.resolver else text


def _read_references(asked: Field, raw: object, context: Context) -> list[Any]:
    given: Iterable[object] = raw if isinstance(raw, (list, tuple)) else [raw]
    pieces = (piece for each in given for piece in _apart(each))
    return list(dict.fromkeys(_read_reference(asked, piece, context) for piece in pieces))


def _apart(raw: object) -> Iterator[object]:
    """The ids of one answer: apart by commas, semicolons or lines, and bare numbers by spaces; a name stays whole."""
    if not isinstance(raw, str):
        yield raw
        return
    for piece in re.split(r"[,;\n]", clean_text(raw, lines=True)):
        words = piece.split()
        yield from words if all(map(str.isdigit, words)) else [piece]


def _read_texts(asked: Field, raw: object, context: Context) -> list[str]:
    pieces = raw if isinstance(raw, (list, tuple)) else re.split(r"[;\n]", clean_text(raw, lines=True))
    texts = (clean_text(piece, lines=False) for piece in pieces)
    return list(dict.fromkeys(text for text in texts if text))


def _read_unit(asked: Field, raw: object, context: Context) -> str:
    from cpkit.places import is_unit, meant_units

    text = clean_text(raw, lines=False)
    if is_unit(text):
        return text
    found = meant_units(text, on=context.today)
    if not found:
        raise AnswerError(_("không tìm thấy xã, phường nào có mã hoặc tên “{text}”.").format(text=_brief(text)))
    if len(found) > 1:
        names = "; ".join(f"{unit.code} ({unit.full_name})" for unit in found[:SHORT_LIST])
        raise AnswerError(_("có {count} đơn vị khớp, hãy dùng mã: {names}.").format(count=len(found), names=names))
    return found[0].key


def _read_personal(asked: Field, raw: object, context: Context) -> str:
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float)):
        raise AnswerError(_("phải là dãy 12 chữ số."))
    return read_personal_number(raw.strip() if isinstance(raw, str) else raw)


def read_row(value: str, choices: Choices) -> str:
    """An answer as the row that it means is written, the rows being `choices`; AnswerError for what is none of them."""
    found = choices.find(value)
    if found is not None:
        return found.name
    names = "; ".join(choice.text for choice in choices.items[:SHORT_LIST])
    if not names:
        raise AnswerError(_("“{value}” không chọn được: phần lặp chưa có dòng nào.").format(value=_brief(value)))
    sentence = _("“{value}” không phải là dòng nào đã ghi. Các dòng: {names}.")
    raise AnswerError(sentence.format(value=_brief(value), names=names))


def _not_listed(strange: list[str], choices: Choices) -> str:
    shown = ", ".join(f"“{_brief(text)}”" for text in strange)
    near = list(choices.items) if len(choices.items) <= SHORT_LIST else choices.near(strange[0])
    if not near:
        return _("{value} không có trong danh sách.").format(value=shown)
    names = "; ".join(f"{choice.name} ({choice.short_text})" for choice in near)
    return _("{value} không có trong danh sách. Hãy chọn: {names}.").format(value=shown, names=names)


def _brief(raw: object) -> str:
    text = str(raw)
    return text if len(text) <= 40 else text[:39] + "…"


def _special(asked: Field) -> str:
    if asked.reference:
        return "references" if asked.looks("many") else "reference"
    return next((word for word in asked.appearance.split() if word in _BY_APPEARANCE), "")


def _read_result(asked: Field, raw: object, context: Context) -> Any:
    """What a calculation gave before: a number, yes or no, or text."""
    return raw if isinstance(raw, (bool, int, float)) else _read_text(asked, raw, context)


_Reader = Callable[[Field, object, Context], Any]

_BY_APPEARANCE: dict[str, _Reader] = {
    "name": _read_name,
    "partial": _read_partial,
    "money": _read_money,
    "personal_number": _read_personal,
    "reference": _read_reference,
    "references": _read_references,
    "many": _read_texts,
    "unit": _read_unit,
}

_BY_KIND: dict[str, _Reader] = {
    "integer": _read_integer,
    "decimal": _read_number,
    "range": _read_number,
    "date": _read_date,
    "time": _read_time,
    "dateTime": _read_moment,
    "select_one": _read_choice,
    "select_multiple": _read_choices,
    "rank": _read_choices,
    "acknowledge": _read_yes,
    "calculate": _read_result,
}
