"""Which field each column of an officer's list holds: told from its heading, or chosen by the officer.

Choices (`--column "HEADING=field"`, a saved mapping) go before what the headings say; a column that neither places is
returned as unplaced, for the officer to decide. What a heading may say is data in `words.py`, in the code lists of
groups and risks, and in the headings that the registration form lists for its fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from cpkit.codes import CodeList, code_list
from cpkit.errors import Refused
from cpkit.exchange import words
from cpkit.exchange.headings import Heading, Table, heading_text
from cpkit.exchange.reading import Sheet
from cpkit.language import _
from cpkit.vietnamese import fold

FORM = "dang_ky"
SINGLE = frozenset({"sex", "ethnic", "id_number", "hamlet", "father", "mother", "carer", "poverty", "phone", "age"})
"""Fields that one column only can hold; a second one is the officer's to decide."""
SEX_MARKS = ("sex:nam", "sex:nu")
VALUES = {
    "birth": ("nam", "nu", "day", "month", "year"),
    "sex": ("nam", "nu"),
    "poverty": ("ngheo", "can_ngheo"),
}


@dataclass(frozen=True)
class Column:
    """A column with its 0-based place, its heading and the field it holds ("" when nobody knows, "-" when left out)."""

    index: int
    heading: Heading
    field: str = ""

    @property
    def title(self) -> str:
        """How an officer calls the column: its heading, or its letter in Excel where it has none."""
        return heading_text(self.heading) or _("cột {letter}").format(letter=column_letter(self.index))


@dataclass(frozen=True)
class Placement:
    """The columns with their fields, and those that nothing places."""

    columns: tuple[Column, ...]
    unplaced: tuple[Column, ...]


def column_letter(index: int) -> str:
    """Excel's letter of the 0-based column: 0 -> A, 26 -> AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place(sheet: Sheet, table: Table, chosen: Mapping[str, str], optional: Mapping[str, str]) -> Placement:
    """Every column that holds something, placed.

    `chosen` are the officer's headings (or column letters) with fields: Refused when the sheet lacks one of them.
    `optional` is a saved mapping: headings that this sheet lacks are passed over.
    """
    filled = [Column(index, heading) for index, heading in enumerate(table.headings) if _holds(sheet, table, index)]
    decided = _decided(filled, optional, strict=False) | _decided(filled, chosen, strict=True)
    others = decided.pop("*", None)
    columns = [replace(column, field=decided.get(column.title, recognise(column.heading) or "")) for column in filled]
    columns = _settled(sheet, table, columns, frozenset(decided))
    if others is not None:
        columns = [column if column.field else replace(column, field=others) for column in columns]
    return Placement(tuple(columns), tuple(column for column in columns if not column.field))


def _holds(sheet: Sheet, table: Table, index: int) -> bool:
    return any(index < len(row) and row[index] != "" for row in sheet.rows[table.first_row :])


def _decided(columns: Sequence[Column], choices: Mapping[str, str], *, strict: bool) -> dict[str, str]:
    """The chosen fields by the titles of this sheet's columns; "*" stays for every column that nothing places."""
    found: dict[str, str] = {}
    for heading, field in choices.items():
        check_field(field)
        named = [column for column in columns if heading == "*" or _is_named(column, heading)]
        if strict and not named:
            names = "; ".join(column.title for column in columns)
            message = _("Danh sách không có cột “{heading}”. Các cột: {names}.")
            raise Refused(message.format(heading=heading, names=names))
        found |= {"*": field} if heading == "*" else {column.title: field for column in named}
    return found


def _is_named(column: Column, heading: str) -> bool:
    said = (heading_text(column.heading), " ".join(column.heading), *column.heading[-1:])
    return fold(heading) in set(map(fold, said)) - {""} or heading.strip().upper() == column_letter(column.index)


def check_field(field: str) -> None:
    """Refused unless `field` is one that a column can hold (see `words.py`)."""
    name, _sign, value = field.partition(":")
    if field == words.SKIP or (name in known_fields() and (not value or _is_value(name, value))):
        return
    names = ", ".join(sorted(known_fields()))
    raise Refused(_("Không có trường “{field}”. Các trường: {names}; “-” là bỏ cột.").format(field=field, names=names))


def _is_value(name: str, value: str) -> bool:
    return value in (code_list(name) if name in ("groups", "risks") else VALUES.get(name, ()))


@cache
def known_fields() -> frozenset[str]:
    """The fields a column can hold: those of every list, and those that plugins added to the registration form."""
    own = {"name", "birth", "age", "address", "note", "groups", "risks", "place"}
    return frozenset(own | SINGLE | set(_form_headings().values()))


def _settled(sheet: Sheet, table: Table, columns: list[Column], decided: frozenset[str]) -> list[Column]:
    """The columns after looking at all of them together: places, parts of a birth date, fields held twice."""
    fields = {column.field for column in columns}
    place_field = "address" if "hamlet" in fields else "hamlet"
    columns = [replace(column, field=place_field) if column.field == words.PLACE else column for column in columns]
    columns = _births_by_sex(sheet, table, _birth_parts(columns))
    seen: set[str] = set()
    for position, column in enumerate(columns):
        if column.field in seen and column.field in SINGLE and column.title not in decided:
            columns[position] = replace(column, field="")
        seen.add(column.field)
    return columns


def _birth_parts(columns: list[Column]) -> list[Column]:
    """Day, month and year of birth in three columns; "Nam" beside a month is the year, not a boy."""
    parts = {column.index: _last_words(column.heading).removesuffix(" sinh") for column in columns if _is_birth(column)}
    if "thang" not in parts.values():
        return columns
    names = {"ngay": "birth:day", "thang": "birth:month", "nam": "birth:year"}
    return [replace(column, field=names.get(parts.get(column.index, ""), column.field)) for column in columns]


def _births_by_sex(sheet: Sheet, table: Table, columns: list[Column]) -> list[Column]:
    """Columns headed only Nam and Nữ hold births where nothing else does and what stands there has figures."""
    if any(_is_birth(column) for column in columns):
        return columns
    dated = {column.index for column in columns if column.field in SEX_MARKS and _has_figures(sheet, table, column)}
    return [
        replace(column, field=column.field.replace("sex", "birth")) if column.index in dated else column
        for column in columns
    ]


def _has_figures(sheet: Sheet, table: Table, column: Column) -> bool:
    cells = (row[column.index] for row in sheet.rows[table.first_row :] if column.index < len(row))
    first = next((cell for cell in cells if cell != ""), "")
    return sum(map(str.isdigit, str(first))) > 1


def _is_birth(column: Column) -> bool:
    return column.field.startswith("birth")


def recognise(heading: Heading) -> str | None:
    """The field that a heading means, None when no rule knows it."""
    if not heading:
        return None
    readings = list(_readings(heading))
    found = (_recognised(heading, text) for text in readings)
    return next(filter(None, found), None) or next(filter(None, map(_form_headings().get, readings)), None)


def _readings(heading: Heading) -> Iterator[str]:
    """The heading as plain words, then without what stands in brackets."""
    whole = " ".join(heading)
    yield _words(whole)
    bare = re.sub(r"\([^)]*\)", " ", whole)
    if bare != whole:
        yield _words(bare)


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w ]|_", " ", fold(text)).split())


def _last_words(heading: Heading) -> str:
    return _words(heading[-1]) if heading else ""


@cache
def _recognised(heading: Heading, text: str) -> str | None:
    if text in words.NUMBERING or text == _words(words.REASONS):
        return words.SKIP
    for known in (_listed_group, _below_risks):
        if found := known(heading):
            return found
    return _of_person(heading, text) or _by_phrase(heading, text) or _listed("risks", heading)


def _listed_group(heading: Heading) -> str | None:
    """A legal group by its name, by its number below "hoàn cảnh đặc biệt", or a sub-group below its group."""
    return _listed("groups", heading) or _numbered("groups", heading, words.GROUP_PARENTS)


def _below_risks(heading: Heading) -> str | None:
    """A risk by its name or number in a column below "nguy cơ"."""
    below = any(sign in _words(" ".join(heading[:-1])) for sign in words.RISK_PARENTS)
    return _listed("risks", heading) or _numbered("risks", heading, words.RISK_PARENTS) if below else None


def _listed(name: str, heading: Heading) -> str | None:
    code = _find_code(code_list(name), heading)
    return code and f"{name}:{code}"


def _numbered(name: str, heading: Heading, signs: Sequence[str]) -> str | None:
    below = any(sign in _words(" ".join(heading[:-1])) for sign in signs)
    code = code_list(name).find(heading[-1]) if below and heading[-1].isdigit() else None
    return f"{name}:{code.code}" if code else None


def _find_code(codes: CodeList, heading: Heading) -> str | None:
    for parent in heading[-2:-1]:
        above = _code_of(codes, parent)
        found = above and sub_code(codes, above, heading[-1])
        if found:
            return found
    return _code_of(codes, heading[-1])


def _code_of(codes: CodeList, text: str) -> str | None:
    """The code that `text` names, whole or without what stands in brackets; a bare number names none."""
    for said in (text, re.sub(r"\([^)]*\)", " ", text)):
        code = codes.find(said) if re.search(r"[^\W\d]", said) else None
        if code:
            return code.code
    return None


def sub_code(codes: CodeList, parent: str, text: str) -> str | None:
    """The sub-group of `parent` whose label ends as the heading does ("nhẹ", "đặc biệt nặng")."""
    ends = [child for child in codes.children(parent) if fold(child.label["vi"]).endswith(" " + fold(text))]
    return min(ends, key=lambda child: len(child.label["vi"])).code if ends else None


def _of_person(heading: Heading, text: str) -> str | None:
    """The name of a parent or carer; None for anything else."""
    parents_said = not words.PARENTS.isdisjoint(text.split())
    if any(phrase in text for phrase in words.CARERS) and not parents_said:
        return None if "quan he" in text or "sinh" in text else "carer"
    for part in reversed(heading):
        said = _words(part).split()
        parents = {words.PERSONS[word] for word in said if word in words.PERSONS}
        if parents:
            left = set(text.split()) - words.FILLERS - set(words.PERSONS) - {"thong", "tin", "ve"}
            return parents.pop() if len(parents) == 1 and not left else None
    return None


def _by_phrase(heading: Heading, text: str) -> str | None:
    others = not words.PARENTS.isdisjoint(text.split()) or any(phrase in text for phrase in words.OTHERS)
    for rule in words.PHRASES:
        if _says(rule, text) and not (others and rule.field not in ("note", "phone")):
            return _birth_of(heading) if rule.field == "birth" else rule.field
    return None


def _says(rule: words.Phrase, text: str) -> bool:
    if rule.alone:
        return text in rule.any_of
    padded = f" {text} "
    said, not_said = ([f" {phrase} " in padded for phrase in phrases] for phrases in (rule.any_of, rule.unless))
    return any(said) and not any(not_said)


def _birth_of(heading: Heading) -> str:
    """A birth column, with the sex where the part below the first says Nam or Nữ ("Năm" is the year)."""
    last = heading[-1].casefold().strip() if len(heading) > 1 else ""
    return words.BIRTH_COLUMNS.get(last, "birth")


@cache
def _form_headings() -> dict[str, str]:
    """The headings that the registration form lists for its fields, as plain words."""
    from cpkit.forms import load

    headings = {}
    for field in load(FORM).questions():
        for said in (*field.aliases, *field.label.values()):
            headings[_words(said)] = "birth" if field.key.startswith("birth") else field.key
    return headings
