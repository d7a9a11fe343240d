"""What indicators and tables look at: one subject at a time, seen as it was in the period and on the cut-off date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cpkit.cases.records import CaseRecord, Episode
from cpkit.cases.records import Proceeding as ProceedingRecord
from cpkit.reports.marks import Marks
from cpkit.reports.periods import Period
from cpkit.reports.records import (
    ActivityRecord,
    ChildRecord,
    EntryRecord,
    EventRecord,
    HouseholdRecord,
    InterventionRecord,
    Membership,
    OrganisationRecord,
    WorkerRecord,
    holds_on,
)

EMERGENCY_STEPS = ("bien_phap_khan_cap", "cach_ly")
"""Emergency measures (NĐ56 Đ26.3, Đ31.2) and separation (Đ32.2)."""

BANDS = (("0-6", 0, 6), ("7-10", 7, 10), ("11-15", 11, 15))
"""The age bands of heads counted without names: name, first and last full year."""
_BAND_OF = [name for name, first, last in BANDS for _age in range(first, last + 1)]


class Child:
    """A child living in the unit on the cut-off date and under 16 on it (Luật Trẻ em Đ1)."""

    __slots__ = ("age", "groups", "id", "marks", "record", "risks", "sex")

    def __init__(self, id: int, record: ChildRecord, age: int | None, day: str, marks: Marks) -> None:
        self.id = id
        self.record = record
        self.age = age
        """Full years on the cut-off date, None when no birth is known."""
        self.sex = record.sex if record.sex in ("nam", "nu") else "unknown"
        self.groups: Sequence[Membership] = (
            [one for one in record.groups if holds_on(one.start, one.to, day)] if record.groups else ()
        )
        self.risks = [one for one in record.risks if holds_on(one.start, one.to, day)] if record.risks else ()
        self.marks = marks

    def has(self, mark: str) -> bool:
        """Whether the child was marked in the period: "helped", "planned", "kind:dien_dan", "topic:…"."""
        return self.id in self.marks[mark]

    def has_any(self, marks: tuple[str, ...]) -> bool:
        """Whether the child carries one of `marks`."""
        return self.id in self.marks.any_of(marks)

    @property
    def cell(self) -> str:
        """Sex and age band, as heads are counted: "nu:7-10"."""
        return f"{self.sex}:{_BAND_OF[self.age] if self.age is not None else '?'}"


@dataclass
class Case:
    """A case with what the report found beside it."""

    id: int
    record: CaseRecord
    source: str | None
    abuse: bool
    under_16: bool | None = None
    """Whether the child was under 16 when the report was received; None when no birth is known."""
    served: str | None = None
    """The first day of a service to the child since then, ISO."""

    @property
    def received(self) -> str:
        """The day the report was received, ISO."""
        return self.record.received_at.date().isoformat()

    @property
    def first(self) -> Episode | None:
        """The episode that the report opened."""
        return self.record.episodes[0] if self.record.episodes else None

    def step(self, *names: str, until: datetime | None = None) -> datetime | None:
        """When the first of these steps was really taken in the first episode, at `until` at the latest."""
        steps = self.first.steps if self.first else []
        times = [one.at for one in steps if one.step in names and one.done]
        return min((time for time in times if until is None or time <= until), default=None)

    @property
    def urgent(self) -> bool:
        """Whether the 12 hours ran: said to be urgent, or, where nobody said, emergency measures were taken."""
        if self.record.urgent is None:
            return self.step(*EMERGENCY_STEPS) is not None
        return self.record.urgent

    def outcome(self, until: date) -> str | None:
        """How the first episode ended, if it was closed by `until`."""
        first = self.first
        return first.outcome if first and first.closed and first.closed <= until else None


@dataclass
class Proceeding:
    """A line of what the law did about a case."""

    case: Case
    record: ProceedingRecord

    @property
    def day(self) -> str:
        """Its day, ISO."""
        return self.record.on.isoformat()


@dataclass
class Victim:
    """A child whose abuse was detected in the period, with all its cases of the period."""

    cutoff: datetime
    cases: list[Case] = field(default_factory=list)


@dataclass
class HitChild:
    """A child hit by disasters of the period (`weight` children, where only numbers are known)."""

    kinds: frozenset[str]
    relieved: bool
    weight: int = 1
    id: int | None = None
    event: int | None = None
    """The event that counts them, where only numbers are known."""


@dataclass
class Organisation:
    """A board, group, school or service point on the cut-off date."""

    id: int
    record: OrganisationRecord
    reached: bool
    day: str

    @property
    def active(self) -> bool:
        """Whether it exists and works on the cut-off date; an unknown beginning counts as before it was recorded."""
        return holds_on(self.record.active_from, self.record.active_to, self.day)

    @property
    def effective(self) -> bool:
        """Whether it was judged effective: only with a date of the judgement."""
        return self.record.effective_from is not None and holds_on(
            self.record.effective_from, self.record.effective_to, self.day
        )

    @property
    def able(self) -> bool:
        """Whether it was judged able to run cases (quản lý trường hợp): only with a date of the judgement."""
        return self.record.able_from is not None and holds_on(self.record.able_from, self.record.able_to, self.day)


@dataclass
class Worker:
    """A worker in office on the cut-off date; `trained` holds the days of all trainings, ISO."""

    id: int
    record: WorkerRecord
    trained: list[str]
    active: bool


@dataclass
class Household:
    """A household, or `weight` households of a hamlet; `reached`: by communication products in the period."""

    id: int | None
    weight: int
    reached: bool
    record: HouseholdRecord | None = None
    """None for households that only activities tell of."""


@dataclass
class Unit:
    """The unit itself: what it has of boards, networks and models, and the cases of the period."""

    organisations: list[Organisation]
    workers: list[Worker]
    cases: list[Case]
    period: Period
    cutoff: datetime

    def of_kinds(self, *kinds: str) -> list[Organisation]:
        """Its organisations of these kinds, active or not."""
        return [one for one in self.organisations if one.record.kind in kinds]


@dataclass
class Intervention:
    """An intervention of the period."""

    id: int
    record: InterventionRecord


@dataclass
class Activity:
    """An activity of the period."""

    id: int
    record: ActivityRecord


@dataclass
class Event:
    """A disaster or epidemic of the period."""

    id: int
    record: EventRecord


@dataclass
class Entry:
    """A filled form that was not cancelled; `answers` by the names of its questions."""

    id: int
    record: EntryRecord
    answers: Mapping[str, Any]

    @property
    def child(self) -> int | None:
        """The child it is about, if it is about one."""
        about = self.record.subject
        return about.id if about and about.table == "children" else None


@dataclass
class Filled(Entry):
    """A filled form that an indicator counts; `weight` 0 where an earlier one of the period names the same thing."""

    weight: int = 1


@dataclass
class Unnamed:
    """Heads an activity counted without names, as far as they bear on an indicator."""

    id: int
    """The activity's id."""
    weight: int


@dataclass
class LeftOut:
    """A record of the kind `over` that is left out, or counted with a doubt, and why: a key of `Counted.excluded`."""

    over: str
    id: int
    record: Any
    reason: str
