"""Tallies to add up: from a real ward, and made-up ones of other units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from cpkit.places import unit_name
from cpkit.reports.joint import Joint, join, joint_design
from cpkit.reports.merging import merge, repeats
from cpkit.reports.periods import Period
from cpkit.reports.report import build_report, designed
from cpkit.reports.tally import IndicatorWords, Part, TableWords, TallyFile, make_tally, tally_file, version
from cpkit.times import VIETNAM
from tests.reports.ward import YEAR, Ward

MADE = datetime(2025, 11, 17, 8, tzinfo=VIETNAM)
THEN = ("63:03124", "63:03127", "63:03130", "63:03133", "63:03136", "63:03139",
        "63:03142", "63:03145", "63:03316", "63:03317", "63:03325", "63:03326")  # fmt: skip
"""The twelve units of the city, the area of the plan."""
NOW = ("34:03127", "34:03316", "34:03325", "34:03334")
"""The four units on its ground from 01/07/2025."""


def tally_of(ward: Ward, period: Period = YEAR, made_at: datetime = MADE) -> TallyFile:
    """The tally of a ward's store."""
    design = designed(period.cutoff)
    report = build_report(ward.store, ward.store.settings, period, design, exact=True, head=ward.store.head())
    return make_tally(report, design, store=ward.store.settings.store_id, made_at=made_at)


def sent_by(tally: TallyFile, unit: str, *, later: int = 0, **changes: Any) -> TallyFile:
    """The same tally as another unit sent it, `later` hours on; `changes` are fields of its part."""
    fields = {"unit": unit, "unit_name": unit_name(unit), "store": f"{unit:0>16}", **changes}
    made_at = tally.parts[0].made_at + timedelta(hours=later)
    return with_part(tally, msgspec.structs.replace(tally.parts[0], made_at=made_at, **fields))


def with_part(tally: TallyFile, part: Part) -> TallyFile:
    """The tally with `part` as its only part, sealed anew."""
    return tally_file(tally.confidentiality, tally.indicators, tally.tables, [part])


def with_figures(tally: TallyFile, unit: str, figures: Mapping[str, Mapping[str, Any]]) -> TallyFile:
    """The tally of a unit whose figures of these indicators hold other numbers."""
    part = tally.parts[0]
    changed = {id: msgspec.structs.replace(part.figures[id], **counts) for id, counts in figures.items()}
    return sent_by(tally, unit, figures={**part.figures, **changed})


def share(numerator: int, denominator: int | None) -> dict[str, Any]:
    """The counts of a figure whose both ends are the same."""
    return {"numerator": numerator, "denominator": denominator, "high": numerator, "untold": 0, "heads": 0}


def joined(*files: TallyFile, **how: Any) -> Joint:
    """The report over all these tallies."""
    design = joint_design(files[0].parts[0].period.cutoff)
    return join(merge(files), design, repeats=repeats(files), **how)


def redefined(tally: TallyFile, words: IndicatorWords | TableWords) -> TallyFile:
    """The tally with another definition of one indicator or table."""
    part = tally.parts[0]
    mark = version(words)
    if isinstance(words, IndicatorWords):
        counts = msgspec.structs.replace(part.figures[words.id], version=mark)
        changed = msgspec.structs.replace(part, figures={**part.figures, words.id: counts})
        return tally_file(tally.confidentiality, {**tally.indicators, mark: words}, tally.tables, [changed])
    cells = msgspec.structs.replace(part.tables[words.id], version=mark)
    changed = msgspec.structs.replace(part, tables={**part.tables, words.id: cells})
    return tally_file(tally.confidentiality, tally.indicators, {**tally.tables, mark: words}, [changed])
