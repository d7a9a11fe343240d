"""Programme facts that no child's record holds: organisations, workers, households, and what reached them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cpkit.reports.frame import Frame
from cpkit.reports.records import (
    ActivityRecord,
    HouseholdRecord,
    OrganisationRecord,
    Source,
    WorkerRecord,
    holds_on,
)
from cpkit.reports.subjects import Case, Household, Organisation, Unit, Worker


@dataclass
class Reach:
    """What the activities of the period reached beyond children, and trainings of workers since ever."""

    schools: set[int] = field(default_factory=set)
    new_households: int = 0
    """Households reached for the first time in the year."""
    most_households: int = 0
    """The largest number one activity reached, where none says how many were new."""
    trained: dict[int, list[str]] = field(default_factory=dict)

    def add(self, activity: ActivityRecord) -> None:
        """Take one activity of the period."""
        self.schools.update(activity.schools)
        if activity.households_new is not None:
            self.new_households += activity.households_new
        elif activity.households is not None:
            self.most_households = max(self.most_households, activity.households)

    def train(self, activity: ActivityRecord) -> None:
        """Note the workers a training names."""
        for worker in activity.workers:
            self.trained.setdefault(worker, []).append(activity.date)

    @property
    def households(self) -> int:
        """Households that activities certainly reached."""
        return max(self.new_households, self.most_households)


def read_programme(source: Source, frame: Frame, reach: Reach, cases: Sequence[Case]) -> dict[str, Sequence[Any]]:
    """The subjects "organisation", "worker", "household" and the one "unit"."""
    organisations = [
        Organisation(id, record, id in reach.schools, frame.period.day)
        for id, record in source.rows("organisations", OrganisationRecord)
        if record.cancelled is None
    ]
    workers = [
        _worker(id, record, reach, frame)
        for id, record in source.rows("workers", WorkerRecord)
        if record.cancelled is None
    ]
    unit = Unit(organisations, workers, list(cases), frame.period, frame.cutoff)
    return {
        "organisation": organisations,
        "worker": workers,
        "household": list(_households(source, frame, reach)),
        "unit": [unit],
    }


def _worker(id: int, record: WorkerRecord, reach: Reach, frame: Frame) -> Worker:
    day = frame.period.day
    days = [one.date for one in record.trainings if one.date] + reach.trained.get(id, [])
    return Worker(id, record, [one for one in days if one <= day], holds_on(record.start, record.to, day))


def _households(source: Source, frame: Frame, reach: Reach) -> Iterator[Household]:
    """Households by records, then what activities reached beyond them, taken from those no record says were reached.

    The same household may be reached on its record and by an activity: of both numbers the larger counts.
    """
    reached = unreached = 0
    for id, record in _of_the_year(source, frame.period.cutoff.year):
        hit = record.reached_on is not None and frame.period.has(record.reached_on)
        weight = 1 if record.count is None else record.count
        reached, unreached = reached + weight * hit, unreached + weight * (not hit)
        yield Household(id, weight, hit, record)
    beyond = min(unreached, max(0, reach.households - reached))
    if beyond:
        yield from (Household(None, beyond, True), Household(None, -beyond, False))


def _of_the_year(source: Source, year: int) -> Iterator[tuple[int, HouseholdRecord]]:
    """Households without a year, and of each hamlet's yearly counts those of the last year up to `year`."""
    rows = [(id, row) for id, row in source.rows("households", HouseholdRecord) if row.cancelled is None]
    chosen: dict[str | None, int] = {}
    for _id, row in rows:
        if row.year is not None and row.year <= year:
            chosen[row.hamlet] = max(row.year, chosen.get(row.hamlet, 0))
    for id, row in rows:
        if row.year is None or row.year == chosen.get(row.hamlet):
            yield id, row
