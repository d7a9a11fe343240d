"""The figures of several years side by side, each held against the target of its own year, and what was sent then.

Every year is counted anew from the records, so that all years are counted alike; where a report of a year was frozen
and said otherwise, that is told and not hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cpkit.errors import Misused
from cpkit.language import _
from cpkit.reports.frozen import FrozenFigure, FrozenReport, frozen_figure
from cpkit.reports.indicators import Figure, Indicator
from cpkit.reports.periods import Period, year_period
from cpkit.reports.report import Report
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from cpkit.reports.plans import Plan

MOST_YEARS = 12


@dataclass(frozen=True)
class Otherwise:
    """A figure that was sent as another: the year, the indicator, what was sent."""

    year: int
    indicator: str
    sent: FrozenFigure


@dataclass(frozen=True)
class Series:
    """The reports of the years, the first year first, and where a frozen report says otherwise."""

    reports: tuple[Report, ...]
    otherwise: tuple[Otherwise, ...] = ()

    @property
    def years(self) -> list[int]:
        """The years."""
        return [report.period.end.year for report in self.reports]

    @property
    def indicators(self) -> list[Indicator]:
        """The indicators that have a figure, in the order of the plan."""
        return [figure.indicator for figure in self.reports[-1].figures if figure.indicator.share is not None]

    def figures(self, id: str) -> list[Figure]:
        """The figures of one indicator by year."""
        return [report.figure(id) for report in self.reports]


def read_years(text: str) -> range:
    """The years of "2021-2025" or "2025". Raises Misused for anything else, the wrong way round, or too many."""
    found = [int(year) for year in re.findall(r"\d{4}", text)]
    if not 1 <= len(found) <= 2 or not re.fullmatch(r"\s*\d{4}(\s*[-–]\s*\d{4})?\s*", text):
        raise Misused(_("--years “{text}”: hãy ghi như --years 2021-2025.").format(text=text[:20]))
    first, last = found[0], found[-1]
    if last < first or last - first >= MOST_YEARS:
        raise Misused(
            _("--years {text}: từ năm trước đến năm sau, nhiều nhất {n} năm.").format(text=text, n=MOST_YEARS)
        )
    return range(first, last + 1)


def plan_years(plan: Plan, today: date) -> range:
    """The years of a plan up to the present one."""
    return range(plan.valid_from.year, max(plan.valid_from.year, min(plan.valid_to.year, today.year)) + 1)


def year_periods(years: Iterable[int]) -> list[Period]:
    """The plan's year (15/11 to 14/11) of each."""
    return [year_period(year) for year in years]


def series(reports: Sequence[Report], frozen: Iterable[FrozenReport]) -> Series:
    """The reports side by side; of several frozen reports of a year the last one is what was sent."""
    sent = {(one.period["start"], one.period["end"]): one for one in frozen}
    return Series(tuple(reports), tuple(one for report in reports for one in _otherwise(report, sent)))


def _otherwise(report: Report, sent: dict[tuple[str | None, str | None], FrozenReport]) -> list[Otherwise]:
    kept = sent.get((report.period.first, report.period.end.isoformat()))
    if kept is None:
        return []
    return [
        Otherwise(report.period.end.year, figure.indicator.id, kept.figures[figure.indicator.id])
        for figure in report.figures
        if _differs(frozen_figure(figure), kept.figures.get(figure.indicator.id))
    ]


def _differs(now: FrozenFigure, sent: FrozenFigure | None) -> bool:
    return sent is not None and (now.numerator, now.denominator) != (sent.numerator, sent.denominator)


def span_words(made: Series) -> str:
    """From which day to which the years go."""
    first, last = made.reports[0].period, made.reports[-1].period
    sentence = _("Mỗi năm tính từ 15/11 năm trước đến 14/11; từ {start} đến {end}.")
    return sentence.format(start=show_date(first.start), end=show_date(last.end))
