"""A tally: the counts of a ward's report without names, to be added up by the office above.

It holds figures and cells of tables, never a row of the store: no child's name or id, no free text a ward typed. The
counts are exact, for masked ones cannot be added up; so it states its confidentiality and to whom it may be given
(NĐ56 Đ24.3), and only what is made of it is masked. Each figure and table names its definition by a fingerprint, so
that two definitions never add up in silence. A digest shows that a file was changed since; it proves no sender.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec

from cpkit import __version__
from cpkit.errors import Problem, Refused, system_reason
from cpkit.language import _
from cpkit.reports.folds import Column, Row, Table, TableSpec
from cpkit.reports.frame import Frame
from cpkit.reports.indicators import Figure, Indicator, Measure, Share, Tally
from cpkit.reports.periods import Period

if TYPE_CHECKING:
    from cpkit.reports.counting import Counted
    from cpkit.reports.report import Design, Report

Words = TypeVar("Words", "IndicatorWords", "TableWords")
FORMAT = 1
SUFFIX = ".tally"
CODE = re.compile(r"[\w.:/|+<>=-]{1,60}", re.ASCII)
"""What the id of a row or column looks like in a tally; anything else might be a name, and is counted as `OTHER`."""
OTHER = "other"

Cells = tuple[int, ...]


class IndicatorWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An indicator as the ward counted it; `counted` is False for one that has no figure yet."""

    id: str
    over: str
    measure: Measure
    absent: Literal["none", "insufficient"]
    title: dict[str, str]
    short: dict[str, str]
    definition: dict[str, str]
    basis: str
    parameters: str
    counted: bool


class ColumnWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column of a table."""

    id: str
    title: str
    kind: Literal["count", "money"] = "count"
    group: str = ""


class TableWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table before anything is counted in it: the rows and columns that are always there."""

    id: str
    title: str
    heading: str
    over: tuple[str, ...]
    notes: tuple[str, ...]
    columns: tuple[ColumnWords, ...]
    rows: tuple[tuple[str, str], ...]
    totals: tuple[tuple[str, str], ...]
    masking: bool
    sheet: str = ""
    """The sheet of the workbook it shares with other tables; "" for one of its own."""
    definition: str = ""
    """What it counts and on what conditions, where it is declared."""


class FigureCounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An indicator of one unit: both ends of its part, its whole, and why the ends differ."""

    version: str
    numerator: int | None = None
    denominator: int | None = None
    high: int | None = None
    untold: int = 0
    heads: int = 0


class TableCounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A table of one unit: cells by row in the order of `columns`; rows of zeros are left out."""

    version: str
    columns: tuple[str, ...]
    rows: dict[str, Cells]
    totals: dict[str, Cells]
    more_columns: tuple[ColumnWords, ...] = ()
    """Columns beyond the definition's."""
    more_rows: tuple[tuple[str, str], ...] = ()
    """Rows beyond the definition's, with their titles."""


class Dates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The period of a tally."""

    start: date
    end: date
    cutoff: date
    due: date | None
    title: str
    slug: str

    @property
    def days(self) -> tuple[date, date, date]:
        """What must be the same for figures to add up: first day, last day, cut-off."""
        return self.start, self.end, self.cutoff

    def period(self) -> Period:
        """As the report knows it."""
        return Period(self.start, self.end, self.cutoff, self.due, self.title, self.slug)


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one unit sent; `store` tells two stores apart and leads to neither."""

    unit: str
    unit_name: str
    store: str
    practice: bool
    made_at: datetime
    program: str
    ledger: tuple[int, str]
    plan: str
    period: Dates
    figures: dict[str, FigureCounts]
    tables: dict[str, TableCounts]
    excluded: dict[str, int]
    broken: tuple[str, ...]
    differences: tuple[str, ...]
    """The checks of the ward's own report that did not agree."""


class TallyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of tallies: one part for the tally of a ward, several once they are merged."""

    cpkit: Literal["tally"]
    format: int
    confidentiality: dict[str, str]
    indicators: dict[str, IndicatorWords]
    """Definitions by fingerprint."""
    tables: dict[str, TableWords]
    parts: tuple[Part, ...]
    digest: str = ""


class _Opening(msgspec.Struct):
    """What every format of the file begins with."""

    cpkit: Literal["tally"]
    format: int


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(TallyFile)
_OPENING = msgspec.json.Decoder(_Opening)


def make_tally(report: Report, design: Design, *, store: str, made_at: datetime) -> TallyFile:
    """The tally of a ward's exact report; `store` is the id its store was given at random."""
    assert report.counted is not None and report.exact, "a tally is made from an exact report with its counts"
    indicators = {words.id: words for words in map(indicator_words, design.indicators)}
    specs = {spec.id: spec for spec in design.tables if spec.adds_up}
    layouts = {id: layout for id, spec in specs.items() if (layout := table_words(spec, report.period))}
    tables = {
        table.id: _table_counts(table, layouts[table.id])
        for table in report.tables
        if _is_coded(table, layouts.get(table.id))
    }
    part = Part(
        report.unit, report.unit_name, sha256(store.encode()).hexdigest()[:16], report.practice, made_at, __version__,
        report.head or (0, ""), report.plan.id, _dates(report.period), _figures(report, report.counted, indicators),
        tables, {key: n for key, n in sorted(report.counted.excluded.items()) if n},
        tuple(sorted(report.counted.broken)), tuple(check.text for check in report.checks if not check.ok),
    )  # fmt: skip
    words = report.plan.confidentiality
    confidentiality = {"level": words.level["vi"], "recipients": words.recipients["vi"]}
    return sealed(tally_file(confidentiality, by_version(indicators.values()), by_version(layouts.values()), [part]))


def left_out(design: Design) -> list[TableSpec]:
    """The tables of the report that no tally takes: their rows are the ward's own."""
    return [spec for spec in design.tables if not spec.adds_up]


def tally_file(
    confidentiality: Mapping[str, str], indicators: Mapping[str, IndicatorWords], tables: Mapping[str, TableWords],
    parts: Sequence[Part],
) -> TallyFile:  # fmt: skip
    """The file of these parts: in the order of their units, with the definitions they use and no others."""
    used = {counts.version for part in parts for counts in part.figures.values()}
    used |= {counts.version for part in parts for counts in part.tables.values()}
    figures = {mark: words for mark, words in indicators.items() if mark in used}
    layouts = {mark: words for mark, words in tables.items() if mark in used}
    ordered = tuple(sorted(parts, key=lambda part: part.unit))
    return TallyFile("tally", FORMAT, dict(confidentiality), figures, layouts, ordered)


def sealed(tally: TallyFile) -> TallyFile:
    """The tally with its digest, as it is written."""
    return tally if tally.digest else msgspec.structs.replace(tally, digest=_digest(tally))


def by_version(definitions: Iterable[Words]) -> dict[str, Words]:
    """Definitions by their fingerprints, as a file keeps them."""
    return {version(words): words for words in definitions}


def encode_tally(tally: TallyFile) -> bytes:
    """The file as text a person can read: one line a row of a table; the same tally always gives the same bytes."""
    text = msgspec.json.format(_ENCODER.encode(sealed(tally)), indent=1).decode()
    return re.sub(r"\[\n\s*([^\[\]{}\n]*(?:\n[^\[\]{}\n]*)*)\n\s*\]", _on_one_line, text).encode() + b"\n"


def read_tallies(paths: Sequence[Path]) -> list[TallyFile]:
    """The tallies in these files. Raises Refused naming every file that cannot be read, or was changed."""
    found, problems = [], []
    for path in paths:
        try:
            found.append(read_tally(path))
        except Refused as refusal:
            problems.append(Problem(path.name, str(refusal)))
    if problems:
        raise Refused(_("Có tệp số liệu không dùng được; chưa cộng gì."), tuple(problems))
    return found


def read_tally(path: Path) -> TallyFile:
    """The tally in the file at `path`. Raises Refused: no tally, another format, changed since it was made."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(
            _("{name}: không đọc được ({reason}).").format(name=path.name, reason=system_reason(error))
        ) from error
    try:
        opening = _OPENING.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(_("{name}: không phải là tệp số liệu của cpkit.").format(name=path.name)) from error
    if opening.format != FORMAT:
        sentence = _("{name}: định dạng {theirs}, cpkit này đọc định dạng {ours}; hãy dùng cùng một phiên bản cpkit.")
        raise Refused(sentence.format(name=path.name, theirs=opening.format, ours=FORMAT))
    return _checked(content, path.name)


def _checked(content: bytes, name: str) -> TallyFile:
    """The tally of this content, exactly as it was made: its digest and its fingerprints hold."""
    changed = _("{name}: đã bị sửa hoặc bị hỏng sau khi lập; hãy xin đơn vị gửi lại tệp gốc.").format(name=name)
    try:
        tally = _DECODER.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(changed) from error
    if _digest(tally) != tally.digest or not _consistent(tally):
        raise Refused(changed)
    return tally


def _consistent(tally: TallyFile) -> bool:
    """Whether every definition bears its own fingerprint and every part's definitions are there."""
    named = all(version(words) == mark for mark, words in tally.indicators.items())
    laid = all(version(words) == mark for mark, words in tally.tables.items())
    known = all(one.version in tally.indicators for part in tally.parts for one in part.figures.values())
    held = all(one.version in tally.tables for part in tally.parts for one in part.tables.values())
    return named and laid and known and held and len({part.unit for part in tally.parts}) == len(tally.parts)


def version(words: IndicatorWords | TableWords) -> str:
    """The fingerprint of a definition as a file keeps it, words and all."""
    return _fingerprint(words)


def meaning(words: IndicatorWords | TableWords) -> str:
    """The fingerprint of what is counted and how: only figures and tables of one meaning add up.

    Titles may be worded anew, or in another language; of a table only its subjects, columns and totals are compared.
    """
    if isinstance(words, IndicatorWords):
        parts = (words.id, words.over, words.measure, words.absent, words.definition.get("vi"), words.basis)
        return _fingerprint((*parts, words.parameters, words.counted))
    columns = [(column.id, column.kind) for column in words.columns]
    return _fingerprint(
        (words.id, words.over, columns, [id for id, _title in words.totals], words.masking, words.definition)
    )


def table_words(spec: TableSpec, period: Period) -> TableWords | None:
    """A table's layout: what it comes to when nothing is counted; None for one that fails."""
    empty = spec.make(Frame(period, frozenset())).table()
    if empty is None:
        return None
    nothing = _("Chưa có số liệu trong kỳ.")  # true of the layout, not of what is counted in it
    notes = tuple(note for note in empty.notes if note != nothing)
    return TableWords(
        spec.id, empty.title, empty.heading, spec.over, notes, tuple(map(_column_words, empty.columns)),
        tuple((row.id, row.title) for row in empty.rows), tuple((row.id, row.title) for row in empty.totals),
        bool(empty.masking), empty.sheet, spec.definition,
    )  # fmt: skip


def indicator_words(indicator: Indicator) -> IndicatorWords:
    """An indicator as a tally defines it: its words, and what its function reads from data."""
    heads = indicator.heads
    bands = [sorted(heads.bands), sorted(heads.kinds), sorted(heads.topics)] if heads else []
    parameters = indicator.parameters + (msgspec.json.encode(bands).decode() if bands else "")
    return IndicatorWords(
        indicator.id, indicator.over, indicator.measure, indicator.absent, dict(indicator.title),
        dict(indicator.short), dict(indicator.definition), indicator.basis, parameters, indicator.share is not None,
    )  # fmt: skip


def _figures(report: Report, counted: Counted, words: Mapping[str, IndicatorWords]) -> dict[str, FigureCounts]:
    return {
        one.indicator.id: _figure_counts(one, counted.tallies[one.indicator.id], words[one.indicator.id])
        for one in report.figures
    }


def _figure_counts(figure: Figure, tally: Tally, words: IndicatorWords) -> FigureCounts:
    """The ends of a figure: they add up, for no child lives in two wards on the cut-off date."""
    return FigureCounts(
        version(words), figure.numerator, figure.denominator, figure.high, tally.shares[Share.UNTOLD],
        tally.heads,
    )  # fmt: skip


def _table_counts(table: Table, words: TableWords) -> TableCounts:
    """The cells of a table; what its definition does not know stands with its title, if its id is a code."""
    known_columns = {column.id for column in words.columns}
    known_rows = {id for id, _title in words.rows}
    rows = dict(_coded(table.rows))
    more = {row.id: row.title for row in table.rows if row.id in rows and row.id not in known_rows}
    if OTHER in rows and OTHER not in known_rows:
        more[OTHER] = _("Khác")
    extra = tuple(_column_words(column) for column in table.columns if column.id not in known_columns)
    return TableCounts(
        version(words), tuple(column.id for column in table.columns), rows,
        {row.id: _cells(row) for row in table.totals}, extra, tuple(sorted(more.items())),
    )  # fmt: skip


def _is_coded(table: Table, words: TableWords | None) -> bool:
    """Whether a table is one that adds up, and its columns and constant rows are codes as it promises."""
    if words is None:
        return False
    return all(CODE.fullmatch(id) for id in (*(one.id for one in table.columns), *(id for id, _title in words.rows)))


def _coded(rows: Iterable[Row]) -> Iterator[tuple[str, Cells]]:
    """Rows with something in them, by id; those whose id is no code are added up into one."""
    others: Cells = ()
    for row in rows:
        cells = _cells(row)
        if not any(cells):
            continue
        if CODE.fullmatch(row.id):
            yield row.id, cells
        else:
            others = tuple(map(sum, zip(others or [0] * len(cells), cells, strict=True)))
    if others:
        yield OTHER, others


def _cells(row: Row) -> Cells:
    """The counts of a row; where nothing could be counted there is nothing to add up."""
    return tuple(cell if isinstance(cell, int) else 0 for cell in row.cells)


def _column_words(column: Column) -> ColumnWords:
    return ColumnWords(column.id, column.title, column.kind, column.group)


def _dates(period: Period) -> Dates:
    return Dates(period.start, period.end, period.cutoff, period.due, period.title, period.slug)


def _fingerprint(parts: Any) -> str:
    return sha256(_ENCODER.encode(parts)).hexdigest()[:16]


def _digest(tally: TallyFile) -> str:
    return sha256(_ENCODER.encode(msgspec.structs.replace(tally, digest=""))).hexdigest()


def _on_one_line(found: re.Match[str]) -> str:
    return "[" + re.sub(r"\n\s*", " ", found[1]) + "]"
