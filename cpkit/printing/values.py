"""What a template sees of the answers: each one in words, with the parts of a date, the boxes of a choice.

A document is Vietnamese whatever language the screen speaks. An answer that is empty is false in a template, so
`{{ child_name or "......" }}` prints the dots of a form that is filled by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from cpkit.codes import code_list
from cpkit.forms.choices import CODE_PREFIX, choices_of
from cpkit.forms.guidance import UNKNOWN
from cpkit.forms.model import REPEAT, SILENT, Field, Form, flat
from cpkit.forms.showing import show_answer
from cpkit.language import current_language, set_language
from cpkit.vietnamese import PartialDate

TICKED, EMPTY_BOX, CROSS = "☒", "☐", "x"
MARKED = "yes"
"""The code under which the box of a question that is only marked is ticked."""
_UNREADABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))
"""Signs that a Word document cannot hold."""


class Answer(str):
    """One answer in words; `codes` are the codes chosen, `when` the date or moment."""

    codes: tuple[str, ...]
    when: date | PartialDate | None
    printed: str
    """As the forms word it, where a code list says so: "bị xâm hại" of "Bạo lực trẻ em"."""

    def __new__(cls, text: str = "", codes: tuple[str, ...] = (), when: date | PartialDate | None = None) -> Answer:
        """`text` without the signs that XML forbids."""
        made = super().__new__(cls, text.translate(_UNREADABLE))
        made.codes, made.when, made.printed = codes, when, str(made)
        return made

    @property
    def day(self) -> Answer:
        """The day of the month, below 10 with a zero (NĐ 30/2020, Phụ lục I)."""
        return self._part("day", 10)

    @property
    def month(self) -> Answer:
        """The month; January and February with a zero (NĐ 30/2020, Phụ lục I)."""
        return self._part("month", 3)

    @property
    def year(self) -> Answer:
        """The year in four digits."""
        return self._part("year", 0)

    @property
    def time(self) -> Answer:
        """The time of day of a moment: "08 giờ 30"."""
        return Answer(f"{self.when:%H giờ %M}") if isinstance(self.when, datetime) else Answer()

    @property
    def date(self) -> Answer:
        """The day of a moment: 15/11/2025."""
        return Answer(f"{self.when:%d/%m/%Y}", when=self.when) if isinstance(self.when, date) else Answer(self)

    @property
    def bare(self) -> Answer:
        """A document's number without its sign, in two digits at least: "05" of "5/QĐ-UBND" (NĐ 30/2020)."""
        number = self.split("/")[0].strip()
        return Answer(number.zfill(2) if number.isdecimal() else number)

    def tick(self, code: str) -> str:
        """A box, crossed where `code` was chosen."""
        return TICKED if code in self.codes else EMPTY_BOX

    def has(self, code: str) -> bool:
        """Whether `code` was chosen."""
        return code in self.codes

    def shows(self, code: str) -> bool:
        """Whether a list of what may be chosen shows `code`: a form still empty shows all of them."""
        return not self.codes or code in self.codes

    def cross(self, code: str) -> Answer:
        """An x where `code` was chosen, else empty."""
        return Answer(CROSS if code in self.codes else "")

    def rank(self, code: str) -> str:
        """The place of `code` in the order it was put in, from 1; "" where it was not chosen."""
        return str(self.codes.index(code) + 1) if code in self.codes else ""

    @property
    def beside(self) -> Answer:
        """What is said beside a list of choices: that nobody knows."""
        return Answer("" if self.codes else self)

    def _part(self, name: str, zero_below: int) -> Answer:
        value = getattr(self.when, name, None)
        if value is None:
            return Answer()
        return Answer(f"{value:02d}" if value < zero_below else str(value))


class Record:
    """A group of answers that a template names with a dot: a row of a repeat, the heading of the document."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.__dict__.update(answers)


class Rows(list[Any]):
    """The rows of a repeat, or the lines of a question with several answers; `blank` is an empty one."""

    def __init__(self, rows: list[Any], blank: Any) -> None:
        super().__init__(rows)
        self.blank = blank

    def __str__(self) -> str:
        return "; ".join(str(row) for row in self if isinstance(row, str))


def rows(found: Rows, least: int) -> list[Any]:
    """The template's filter: the rows, and empty ones up to `least`, for what is added by hand."""
    return [*found, *[found.blank] * (least - len(found))]


def among(found: Rows, name: str, *codes: str) -> list[Any]:
    """The template's filter: the rows whose answer `name` is one of `codes`."""
    return [row for row in found if set(getattr(row, name).codes) & set(codes)]


def besides(found: Rows, name: str, *codes: str) -> list[Any]:
    """The template's filter: the rows that `among` leaves."""
    return [row for row in found if not set(getattr(row, name).codes) & set(codes)]


def variable(key: str) -> str:
    """The name of an answer in a template: `group/name` becomes `group__name`."""
    return key.replace("/", "__")


def printed_fields(form: Form) -> dict[str, Field]:
    """Every question a template may name."""
    silent = SILENT - {"calculate"}
    return {variable(asked.key): asked for asked in form.questions() if asked.kind not in silent}


def template_values(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Every question of the form with its answer in words."""
    with _in_vietnamese():
        return {name: _value(form, asked, answers.get(asked.key)) for name, asked in printed_fields(form).items()}


def _value(form: Form, asked: Field, value: Any) -> Any:
    if asked.kind == REPEAT:
        return Rows([_record(form, asked, row) for row in value or []], _record(form, asked, {}))
    if asked.many and not asked.list_name:
        return Rows([_answer(form, asked, [one]) for one in value or []], Answer())
    return _answer(form, asked, value)


def _record(form: Form, repeat: Field, row: Mapping[str, Any]) -> Record:
    return Record({variable(asked.key): _value(form, asked, row.get(asked.key)) for asked in flat(repeat.fields)})


def _answer(form: Form, asked: Field, value: Any) -> Answer:
    if value is None or value == "" or value == []:
        return Answer()
    if value == UNKNOWN and asked.unknown:
        return Answer(UNKNOWN)
    if asked.list_name:
        return _chosen(form, asked, value if isinstance(value, list) else [value])
    if asked.kind == "acknowledge":
        return Answer(show_answer(form, asked, value), (MARKED,) if value is True else ())
    return Answer(show_answer(form, asked, value), when=_when(asked, value))


def _chosen(form: Form, asked: Field, codes: list[Any]) -> Answer:
    choices = choices_of(form, asked).by_name
    texts = [choices[str(code)].text if str(code) in choices else str(code) for code in codes]
    made = Answer("; ".join(texts), tuple(map(str, codes)))
    made.printed = "; ".join(_worded(asked, str(code)) or text for code, text in zip(codes, texts, strict=True))
    return made


def _worded(asked: Field, code: str) -> str:
    if not asked.list_name.startswith(CODE_PREFIX):
        return ""
    found = code_list(asked.list_name.removeprefix(CODE_PREFIX)).get(code)
    return str(found.extra.get("printed", "")) if found else ""


def _when(asked: Field, value: Any) -> date | PartialDate | None:
    if asked.kind not in ("date", "dateTime") or isinstance(value, (date, PartialDate)):
        return value if isinstance(value, (date, PartialDate)) else None
    if asked.looks("partial"):
        return PartialDate.parse_iso(str(value))
    return datetime.fromisoformat(value) if asked.kind == "dateTime" else date.fromisoformat(value)


@contextmanager
def _in_vietnamese() -> Iterator[None]:
    spoken = current_language()
    set_language("vi")
    try:
        yield
    finally:
        set_language(spoken)
