"""The one way from a store to a report: what is read, what the report is made of, and the counting.

Whatever counts a period - the report, a frozen one, a series, a tally - begins here, so that all tell the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from cpkit.errors import Misused
from cpkit.language import _, current_language
from cpkit.reports.counting import Observe
from cpkit.reports.earlier import with_year_before
from cpkit.reports.files import COMPARED, encode
from cpkit.reports.own_tables import own_specs
from cpkit.reports.own_targets import own_targets
from cpkit.reports.periods import Period
from cpkit.reports.records import ChildRecord, Source
from cpkit.reports.report import Design, Report, Settings, build_report, designed

if TYPE_CHECKING:
    from cpkit.reports.frozen import FrozenReport
    from cpkit.reports.letter import Letter
    from cpkit.reports.standings import Standings
    from cpkit.store import Store


@dataclass(frozen=True)
class View:
    """What is read, whose it is, the last entry of the ledger it was read at, and the moment it is known at, if any."""

    source: Source
    settings: Settings
    head: tuple[int, str]
    known_at: datetime | None = None


@contextmanager
def view_of(store: Store, moment: datetime | None = None) -> Iterator[View]:
    """One unchanging view of the store as it is, or as it was known at `moment`.

    Refused for a moment before the store was begun, or to come.
    """
    with store.reading():
        if moment is None:
            yield View(store, store.settings, store.head())
            return
        from cpkit.reports.known import KnownAt

        source = KnownAt(store, moment)
        yield View(source, store.settings_at(source.head[0]), source.head, source.moment)


def design_of(source: Source, period: Period) -> Design:
    """What a report of `period` is made of: what plugins bring, and the targets and tables of the ward's own."""
    return designed(period.cutoff, own_targets(source), own_specs(source))


def make_report(
    view: View, period: Period, design: Design | None = None, *, exact: bool = False, observe: Observe | None = None,
    child_type: type[ChildRecord] = ChildRecord, today: date | None = None, format: str = "",
) -> Report:  # fmt: skip
    """The report of `period` as `build_report` builds it; for a `format` that compares with the year before."""
    design = design or design_of(view.source, period)
    report = build_report(
        view.source, view.settings, period, design, exact=exact, observe=observe, child_type=child_type,
        head=view.head, today=today, known_at=view.known_at,
    )  # fmt: skip
    return with_year_before(report, view.source, view.settings, design) if format in COMPARED else report


def make_letter(
    store: Store, view: View, period: Period, letter: Letter | None, *, exact: bool, format: str = "",
    today: date | None = None,
) -> tuple[Report, Standings]:  # fmt: skip
    """The report as it goes out with `letter`, and how each record counts in it.

    Refused where it is to replace a report of another period. Made again from the same view, with the same letter and
    day, it is the same to the byte.
    """
    from cpkit.reports.amending import amendment
    from cpkit.reports.frozen import check_amended, read_frozen
    from cpkit.reports.standings import Standings

    before = None if letter is None or letter.amends is None else read_frozen(store, letter.amends)
    if before is not None:
        check_amended(before, period)
    design = design_of(view.source, period)
    standings = Standings(design.indicators)
    report = make_report(view, period, design, exact=exact, observe=standings, today=today, format=format)
    report = replace(report, letter=letter)
    if before is not None and letter is not None:
        report = replace(report, amendment=amendment(before, report, letter.note))
    return report, standings


def made_again(store: Store, kept: FrozenReport) -> bytes:
    """The file of a frozen report, from what the ledger held when it was made. Misused in another language than its."""
    if kept.language != current_language():
        sentence = _("Báo cáo này được lập bằng ngôn ngữ khác; hãy gõ: cpkit --lang {language} report check …")
        raise Misused(sentence.format(language=kept.language))
    from cpkit.reports.known import KnownAt

    with store.reading():
        settings = store.settings_at(kept.head[0])
        view = View(KnownAt(store, kept.known_at or kept.at), settings, kept.head, kept.known_at)
        report, _standings = make_letter(
            store, view, kept.as_period(), kept.letter, exact=kept.exact, format=kept.file.format, today=kept.at.date()
        )
    return encode(report, kept.file.format)
