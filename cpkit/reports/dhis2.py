"""Counts for DHIS2: dataValueSets as JSON and CSV, in the codes of a small file that an office fills in once.

DHIS2 knows data elements, category option combinations, units and periods by codes of its own; none is guessed here.
What has no code is refused, all of it at once; what the records cannot tell is left out and listed, never sent as 0.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from cpkit.errors import Problem, Refused, system_reason
from cpkit.language import _
from cpkit.reports.tally import Dates, FigureCounts, Part, TableCounts, TableWords, TallyFile

UNSENT = "-"
"""What the file of codes says of a count that is not to be sent."""
PARTS = ("numerator", "denominator")
HEADS = (
    "dataelement", "period", "orgunit", "categoryoptioncombo", "attributeoptioncombo", "value", "storedby",
    "lastupdated", "comment", "followup",
)  # fmt: skip
"""The columns of DHIS2's CSV; it reads them by their order."""


class TableCodes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The codes of one table: a data element a column, a category option combination a row (or a cell "row/column")."""

    columns: dict[str, str] = {}
    cells: dict[str, str] = {}


class Codes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of codes; `combo`: the category option combination of figures, "" to send none; `unsent`: ids of
    indicators and tables that are not sent at all.
    """

    data_set: str = ""
    combo: str = ""
    attribute_combo: str = ""
    unsent: tuple[str, ...] = ()
    org_units: dict[str, str] = {}
    indicators: dict[str, dict[str, str]] = {}
    tables: dict[str, TableCodes] = {}


@dataclass(frozen=True)
class Value:
    """One value of a dataValueSet."""

    element: str
    period: str
    unit: str
    combo: str
    value: int
    comment: str = ""


@dataclass(frozen=True)
class ValueSet:
    """What is sent, and what could not be: a sentence each."""

    codes: Codes
    values: tuple[Value, ...]
    left_out: tuple[str, ...]


def read_codes(path: Path) -> Codes:
    """The codes in the file at `path`. Raises Refused, naming the file."""
    try:
        codes = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8-sig")), Codes)
    except OSError as error:
        sentence = _("{name}: không đọc được ({reason}).")
        raise Refused(sentence.format(name=path.name, reason=system_reason(error))) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Refused(_("Tệp mã DHIS2 {name} có lỗi: {error}").format(name=path.name, error=error)) from error
    combos = {name: "" for name in ("combo", "attribute_combo") if getattr(codes, name) == UNSENT}
    return msgspec.structs.replace(codes, **combos)


def value_set(tally: TallyFile, codes: Codes) -> ValueSet:
    """The values of every unit of `tally`. Raises Refused naming every code that is missing, and a nameless period."""
    problems: dict[str, Problem] = {}
    values: list[Value] = []
    left_out: list[str] = []
    period = period_code(tally.parts[0].period)
    if not codes.data_set:
        problems["data_set"] = Problem("data_set", _("data_set: chưa có mã bộ số liệu (dataSet)."))
    for part in tally.parts:
        unit = codes.org_units.get(part.unit, "")
        if unit == UNSENT:
            continue
        if not unit:
            text = _("org_units: chưa có mã của {name} ({key}).").format(name=part.unit_name, key=part.unit)
            problems[part.unit] = Problem(part.unit, text)
        writer = _Writer(codes, part, period, unit, problems)
        values += writer.values(tally)
        left_out += writer.left_out
    if problems:
        sentence = _("Chưa đủ mã DHIS2: hãy điền vào tệp mã, ghi “-” ở chỗ không gửi.")
        raise Refused(sentence, tuple(problems.values()))
    return ValueSet(codes, tuple(values), tuple(left_out))


class _Writer:
    """The values of one unit; missing codes go into `problems`, each once for all units."""

    def __init__(self, codes: Codes, part: Part, period: str, unit: str, problems: dict[str, Problem]) -> None:
        self.codes, self.part, self.period, self.unit, self.problems = codes, part, period, unit, problems
        self.left_out: list[str] = []
        self.comment = _("THỰC HÀNH: số liệu không có thật") if part.practice else ""

    def values(self, tally: TallyFile) -> Iterator[Value]:
        """Figures, then cells of tables."""
        for id, counts in self.part.figures.items():
            if id not in self.codes.unsent:
                yield from self._figure(id, counts)
        for id, cells in self.part.tables.items():
            if id not in self.codes.unsent:
                yield from self._table(tally.tables[cells.version], cells)

    def _figure(self, id: str, counts: FigureCounts) -> Iterator[Value]:
        """Numerator and denominator; neither where the records leave something open."""
        codes = self.codes.indicators.get(id, {})
        ends = {part: getattr(counts, part) for part in PARTS}
        told = counts.numerator is not None and counts.numerator == counts.high
        if not told and any(codes.get(part) != UNSENT for part in PARTS):
            reason = _("chưa có số liệu") if counts.numerator is None else _("chưa kết luận được")
            sentence = _("{name}, chỉ tiêu {id}: {reason}, không gửi.")
            self.left_out.append(sentence.format(name=self.part.unit_name, id=id, reason=reason))
        for part, count in ends.items() if told else ():
            if count is not None and (element := self._code(codes.get(part, ""), f"indicators.{id}.{part}")):
                yield self._value(element, self.codes.combo, count)

    def _table(self, words: TableWords, counts: TableCounts) -> Iterator[Value]:
        """The cells that are not sums of others: DHIS2 adds up by itself."""
        codes = self.codes.tables.get(words.id)
        if codes is None:
            place = f"tables.{words.id}"
            text = _("{place}: bảng “{title}” chưa có mã; không gửi thì ghi {id} vào unsent.")
            self.problems[place] = Problem(place, text.format(place=place, title=words.title, id=words.id))
            return
        columns = [(at, id) for at, id in enumerate(counts.columns) if not _is_total(id)] or [(0, counts.columns[0])]
        for row, cells in sorted(counts.rows.items()):
            for at, column in columns:
                if cells[at]:
                    yield from self._cell(words.id, codes, row, column, cells[at])

    def _cell(self, table: str, codes: TableCodes, row: str, column: str, count: int) -> Iterator[Value]:
        element = self._code(codes.columns.get(column, ""), f'tables.{table}.columns."{column}"')
        if not element:
            return
        place = f"{row}/{column}" if f"{row}/{column}" in codes.cells else row
        combo = self._code(codes.cells.get(place, ""), f'tables.{table}.cells."{row}"')
        if combo:
            yield self._value(element, combo, count)

    def _value(self, element: str, combo: str, count: int) -> Value:
        return Value(element, self.period, self.unit, combo, count, self.comment)

    def _code(self, code: str, place: str) -> str:
        """The code, "" for what is not sent; one that is missing is a problem."""
        if not code:
            self.problems[place] = Problem(place, _("{place}: chưa có mã.").format(place=place))
        return "" if code == UNSENT else code


def period_code(dates: Dates) -> str:
    """What DHIS2 calls a period: 2025, 2025S1, 2025Q1, 202501. Raises Refused for days it has no name for.

    A year of the plan and the periods of NĐ 09/2019 bear the name of the year, half, quarter or month they report.
    """
    standard = re.fullmatch(r"(\d{4})(?:-(?:6t([12])|q([1-4])|(\d\d)))?", dates.slug)
    if standard:
        year, half, quarter, month = standard.groups()
        return year + (f"S{half}" if half else f"Q{quarter}" if quarter else month or "")
    named = _calendar_name(dates.start, dates.end)
    if named is None:
        sentence = _("DHIS2 không có tên cho kỳ “{title}”: hãy dùng năm, 6 tháng, quý hoặc tháng.")
        raise Refused(sentence.format(title=dates.title))
    return named


def _calendar_name(start: date, end: date) -> str | None:
    """The name of a whole month, quarter, half or year of the calendar; None for any other days."""
    after = end + timedelta(days=1)
    if start.day != 1 or after.day != 1:
        return None
    months = (after.year - start.year) * 12 + after.month - start.month
    if months not in (1, 3, 6, 12) or (start.month - 1) % months:
        return None
    part = (start.month - 1) // months + 1
    return {1: f"{start:%Y%m}", 3: f"{start:%Y}Q{part}", 6: f"{start:%Y}S{part}", 12: f"{start:%Y}"}[months]


def as_json(sent: ValueSet) -> bytes:
    """The dataValueSet as DHIS2 reads it: values are texts; each bears its own unit and period."""
    values = [_as_dict(value, sent.codes) for value in sent.values]
    document = {"dataSet": sent.codes.data_set, "dataValues": values}
    if len({value.unit for value in sent.values}) == 1:
        first = sent.values[0]
        document = {"dataSet": sent.codes.data_set, "period": first.period, "orgUnit": first.unit, "dataValues": values}
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def as_csv(sent: ValueSet) -> bytes:
    """The values as DHIS2's CSV: commas, its ten columns in their order, UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADS)
    combo = sent.codes.attribute_combo
    for one in sent.values:
        writer.writerow((one.element, one.period, one.unit, one.combo, combo, one.value, "", "", one.comment, ""))
    return text.getvalue().encode("utf-8")


def template(tally: TallyFile, known: Codes) -> bytes:
    """The file of codes to fill in: every place a code is needed for, with its title; what is known already stays."""
    lines = [
        "# " + _("Mã DHIS2 của từng con số: điền mã (code) vào giữa hai dấu ngoặc kép, ghi “-” ở chỗ không gửi."),
        "# " + _("Chỉ tiêu, bảng không gửi: ghi mã vào unsent, thí dụ unsent = [\"c8\", \"activities\"]."),
        f"data_set = {_text(known.data_set)}", f"combo = {_text(known.combo)}",
        f"attribute_combo = {_text(known.attribute_combo)}", f"unsent = {_text(known.unsent)}", "", "[org_units]",
    ]  # fmt: skip
    for part in tally.parts:
        lines.append(f"{_text(part.unit)} = {_text(known.org_units.get(part.unit, ''))}  # {part.unit_name}")
    for words in sorted(tally.indicators.values(), key=lambda one: one.id):
        if words.counted and words.id not in known.unsent:
            codes = known.indicators.get(words.id, {})
            parts = PARTS if words.measure == "percent" else PARTS[:1]
            lines += ["", f"# {words.short['vi']}", f"[indicators.{words.id}]"]
            lines += [f"{part} = {_text(codes.get(part, ''))}" for part in parts]
    for layout in sorted(tally.tables.values(), key=lambda one: one.id):
        if layout.id not in known.unsent:
            lines += _table_lines(layout, tally, known.tables.get(layout.id, TableCodes()))
    return ("\n".join(lines) + "\n").encode("utf-8")


def _table_lines(words: TableWords, tally: TallyFile, codes: TableCodes) -> list[str]:
    """The lines of one table: its columns, and its rows with those that were counted beyond the constant ones."""
    columns = [one for one in words.columns if not _is_total(one.id)] or list(words.columns[:1])
    rows = dict(words.rows)
    for part in tally.parts:
        rows |= dict(part.tables[words.id].more_rows) if words.id in part.tables else {}
    lines = ["", f"# {words.title}", f"[tables.{words.id}.columns]"]
    lines += [f"{_text(one.id)} = {_text(codes.columns.get(one.id, ''))}  # {_comment(one.title)}" for one in columns]
    lines += [f"[tables.{words.id}.cells]"]
    return lines + [
        f"{_text(id)} = {_text(codes.cells.get(id, ''))}  # {_comment(title)}" for id, title in rows.items()
    ]


def _comment(title: str) -> str:
    return " ".join(title.split())


def _is_total(column: str) -> bool:
    return column == "total" or column.endswith(":total")


def _text(value: str | tuple[str, ...]) -> str:
    """A text, or a list of them, as TOML writes it."""
    return msgspec.json.encode(value).decode()


def _as_dict(value: Value, codes: Codes) -> Mapping[str, Any]:
    made: dict[str, Any] = {"dataElement": value.element, "period": value.period, "orgUnit": value.unit}
    if value.combo:
        made["categoryOptionCombo"] = value.combo
    if codes.attribute_combo:
        made["attributeOptionCombo"] = codes.attribute_combo
    made["value"] = str(value.value)
    if value.comment:
        made["comment"] = value.comment
    return made
