"""The records of casework as typed structs, for fast decoding and for rules that read them.

Documents in the store are plain dicts; `store.rows(table, type=…)` decodes straight into these and ignores
fields they do not name. Ids of other records are the store's ints; dates ISO; moments carry +07:00.
"""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime

import msgspec


class StepRecord(msgspec.Struct, kw_only=True):
    """One step taken: when; `not_done` gives the reason it was left out, `forced` why it came out of order."""

    step: str
    at: datetime
    note: str | None = None
    not_done: str | None = None
    forced: str | None = None

    @property
    def done(self) -> bool:
        """Whether the step was really taken, not only answered with a reason."""
        return self.not_done is None


class Episode(msgspec.Struct, kw_only=True):
    """One opening to one closing of a case; `closed` None while it is open."""

    opened: Day
    closed: Day | None = None
    outcome: str | None = None
    reason: str | None = None
    steps: list[StepRecord] = []


class Cancellation(msgspec.Struct, kw_only=True):
    """A record taken back: the day and the written reason; the record itself stays."""

    on: Day
    reason: str


class CaseRecord(msgspec.Struct, kw_only=True):
    """A case: the intake that began it, the child (perhaps not yet registered), and its episodes."""

    intake: int | None = None
    child: int | None = None
    child_name: str | None = None
    kind: str
    environment: str | None = None
    received_at: datetime
    urgent: bool = False
    unit: str | None = None
    incident_unit: str | None = None
    episodes: list[Episode] = []
    cancelled: Cancellation | None = None

    @property
    def episode(self) -> Episode | None:
        """The episode that is open now, or None."""
        last = self.episodes[-1] if self.episodes else None
        return last if last is not None and last.closed is None and self.cancelled is None else None


class IntakeRecord(msgspec.Struct, kw_only=True):
    """A report received (Mẫu số 01, NĐ56 Đ25.1): it may name no child and may lead to no case."""

    received_at: datetime
    source: str
    kind: str
    unit: str | None = None
    child: int | None = None
    case: int | None = None
    cancelled: Cancellation | None = None


class InterventionRecord(msgspec.Struct, kw_only=True, gc=False):
    """A service given to one or more children; `amount` in đồng for all of them together."""

    children: tuple[int, ...]
    service: str
    kind: str | None = None
    date: Day
    to: Day | None = None
    provider: str | None = None
    amount: int | None = None
    fund: str | None = None
    case: int | None = None
    cancelled: Cancellation | None = None


class ActivityRecord(msgspec.Struct, kw_only=True):
    """Something done with or for many; children attended by id, or counted by sex and age band ("nu:7-10")."""

    kind: str
    date: Day
    to: Day | None = None
    title: str = ""
    topics: tuple[str, ...] = ()
    attended: tuple[int, ...] = ()
    counts: dict[str, int] = {}
    households: int | None = None
    households_new: int | None = None
    schools: tuple[int, ...] = ()
    workers: tuple[int, ...] = ()
    amount: int | None = None
    fund: str | None = None
    cancelled: Cancellation | None = None
