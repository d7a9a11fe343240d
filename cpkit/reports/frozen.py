"""Reports as they were sent: figures, cells, the records behind them, the fingerprint of the file, to whom and when.

This is the one place of `cpkit.reports` that writes to the store: a frozen report is a document of the table `reports`,
and no later change of a record changes it. What has changed since is told by `cpkit.reports.differences`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from cpkit.errors import Refused
from cpkit.language import _, current_language
from cpkit.reports.folds import Cell, Table
from cpkit.reports.indicators import Figure, Indicator, Verdict
from cpkit.reports.letter import Letter
from cpkit.reports.periods import Period, titled_here
from cpkit.reports.report import Report
from cpkit.reports.standings import Kind, Standings
from cpkit.store.identifiers import show_id
from cpkit.times import now
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from cpkit.store import Store

TABLE = "reports"


class FrozenFigure(msgspec.Struct, frozen=True):
    """A figure as it was sent; `definition` is a fingerprint of the words that define the indicator."""

    numerator: int | None
    denominator: int | None
    high: int | None
    value: str | None
    verdict: Verdict
    definition: str


class Sent(msgspec.Struct, frozen=True):
    """The file that went out: its name, its format and the SHA-256 of its bytes."""

    name: str
    format: str
    sha256: str

    @classmethod
    def of(cls, name: str, format: str, content: bytes) -> Sent:
        """The file with these bytes."""
        return cls(name, format, fingerprint(content))


class FrozenReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report as it was sent.

    `at`: when it was made, `known_at`: at which moment's knowledge, where one was asked for, `head`: the last entry of
    the ledger it was made from.
    """

    period: dict[str, str | None]
    plan: str
    exact: bool
    at: datetime
    head: tuple[int, str]
    program: str
    letter: Letter
    file: Sent
    figures: dict[str, FrozenFigure]
    cells: dict[str, dict[str, list[Cell]]]
    columns: dict[str, list[str]]
    records: dict[str, Kind]
    known_at: datetime | None = None
    language: str = "vi"

    def as_period(self) -> Period:
        """The period it reports."""
        start, end, cutoff = (date.fromisoformat(self.period[name] or "") for name in ("start", "end", "cutoff"))
        due = self.period["due"]
        title, slug = self.period["title"] or "", self.period["slug"] or ""
        return titled_here(Period(start, end, cutoff, date.fromisoformat(due) if due else None, title, slug))

    @property
    def named(self) -> str:
        """What it is called in a sentence: its number and day, as far as they are known."""
        parts = [_("báo cáo {period}").format(period=self.as_period().subject)]
        parts += [_("số {number}").format(number=self.letter.number)] if self.letter.number else []
        parts += [_("ngày {day}").format(day=show_date(self.letter.dated))] if self.letter.dated else []
        return " ".join(parts)


def freeze(store: Store, report: Report, standings: Standings, letter: Letter, file: Sent) -> int:
    """Keep a report as it is sent; its id. Refused when it amends a report of another period."""
    if letter.amends is not None:
        check_amended(read_frozen(store, letter.amends), report.period)
    document = msgspec.to_builtins(_frozen(report, standings, letter, file))
    with store.write("freeze report"):
        return int(store.table(TABLE).insert(document))


def read_frozen(store: Store, doc_id: int) -> FrozenReport:
    """The frozen report with this id; Refused when there is none."""
    found = store.table(TABLE).get(doc_id=doc_id)
    if found is None:
        raise Refused(_("Không có báo cáo đã chốt nào mang mã {id}.").format(id=show_id(TABLE, doc_id)))
    return msgspec.convert(dict(found), FrozenReport)


def frozen_reports(store: Store) -> list[tuple[int, FrozenReport]]:
    """Every frozen report, oldest first."""
    return list(store.rows(TABLE, FrozenReport))


def fingerprint(content: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def definition_of(indicator: Indicator) -> str:
    """A fingerprint of what an indicator counts, in the words of both languages: it changes when they do."""
    words = [indicator.id, indicator.over, indicator.measure, indicator.basis, *_words(indicator.definition)]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def _words(definition: Mapping[str, str]) -> list[str]:
    return [f"{language}={definition[language]}" for language in sorted(definition)]


def check_amended(before: FrozenReport, period: Period) -> None:
    """Refused when a report of `period` cannot replace `before`: it is of another one."""
    if (before.period["start"], before.period["end"]) != (period.first, period.end.isoformat()):
        sentence = _("Báo cáo được sửa đổi là của kỳ khác: {before}.")
        raise Refused(sentence.format(before=before.named))


def _frozen(report: Report, standings: Standings, letter: Letter, file: Sent) -> FrozenReport:
    from cpkit import __version__

    return FrozenReport(
        period=_period(report.period), plan=report.plan.id, exact=report.exact, at=now(), head=report.head or (0, ""),
        program=__version__, letter=letter, file=file,
        figures={figure.indicator.id: frozen_figure(figure) for figure in report.figures},
        cells={table.id: cells_of(table) for table in report.tables},
        columns={table.id: [column.id for column in table.columns] for table in report.tables},
        records=standings.kinds(), known_at=report.known_at, language=current_language(),
    )  # fmt: skip


def frozen_figure(figure: Figure) -> FrozenFigure:
    """A figure as it is kept."""
    value = None if figure.value is None else str(figure.value)
    return FrozenFigure(
        figure.numerator, figure.denominator, figure.high, value, figure.verdict, definition_of(figure.indicator)
    )


def cells_of(table: Table) -> dict[str, list[Cell]]:
    """The cells of a table by row, totals among them, as they are shown."""
    return {row.id: list(row.cells) for row in (*table.rows, *table.totals)}


def _period(period: Period) -> dict[str, str | None]:
    due = period.due.isoformat() if period.due else None
    days = {"start": period.first, "end": period.end.isoformat(), "cutoff": period.day, "due": due}
    return {**days, "title": period.title, "slug": period.slug}


def outward(doc_id: int, frozen: FrozenReport) -> dict[str, Any]:
    """A frozen report as JSON shows it, without cells and records."""
    letter = msgspec.to_builtins(frozen.letter)
    known_at = frozen.known_at.isoformat() if frozen.known_at else None
    amends = show_id(TABLE, frozen.letter.amends) if frozen.letter.amends is not None else None
    return {
        "id": show_id(TABLE, doc_id), "period": frozen.period, "plan": frozen.plan, "exact": frozen.exact,
        "made_at": frozen.at.isoformat(), "ledger": {"number": frozen.head[0], "hash": frozen.head[1]},
        "program": frozen.program, "known_at": known_at, **letter, "amends": amends,
        "file": msgspec.to_builtins(frozen.file), "figures": msgspec.to_builtins(frozen.figures),
    }  # fmt: skip
