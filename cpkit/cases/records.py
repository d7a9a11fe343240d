"""The records of casework as typed structs, for fast decoding and for rules that read them.

Documents in the store are plain dicts; `store.rows(table, type=…)` decodes straight into these and ignores
fields they do not name. Ids of other records are the store's ints; dates ISO; moments carry +07:00.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from cpkit.times import end_of


class StepRecord(msgspec.Struct, kw_only=True, gc=False):
    """One step taken: when; `not_done` gives the reason it was left out, `forced` why it came out of order.

    `number` and `signer` are those of the decision by which it was taken, where there is one; `until` is the last day
    it gives, `required_by` the body (and its paper) that requires more than the law's longest duration. `concluded` is
    the code of what a review concluded.
    """

    step: str
    at: datetime
    note: str | None = None
    not_done: str | None = None
    forced: str | None = None
    number: str | None = None
    signer: str | None = None
    until: date | None = None
    required_by: str | None = None
    concluded: str | None = None

    @property
    def done(self) -> bool:
        """Whether the step was really taken, not only answered with a reason."""
        return self.not_done is None

    @property
    def by_day(self) -> bool:
        """Whether only its day is known, as of a decision, which counts to the end of that day."""
        return self.number is not None and self.at == end_of(self.at.date())


class Delivery(msgspec.Struct, kw_only=True):
    """Decision and plan handed or sent to somebody (NĐ56 Đ28.5): to whom, when, how."""

    to: str
    at: datetime
    note: str | None = None


class Episode(msgspec.Struct, kw_only=True, gc=False):
    """One opening to one closing of a case; `closed` None while it is open."""

    opened: date
    closed: date | None = None
    outcome: str | None = None
    reason: str | None = None
    steps: list[StepRecord] = []
    deliveries: list[Delivery] = []


class Cancellation(msgspec.Struct, kw_only=True):
    """A record taken back: the day and the written reason; the record itself stays."""

    on: date
    reason: str


class Proceeding(msgspec.Struct, kw_only=True):
    """What the law did: a code of `proceedings`, its day and result, who decided, the number of the paper."""

    kind: str
    on: date
    result: str
    body: str | None = None
    number: str | None = None
    cancelled: Cancellation | None = None

    @property
    def title(self) -> str:
        """What it is, in the officer's language; an unknown code as it is."""
        from cpkit.codes import code_text

        return code_text("proceedings", self.kind)


class CaseRecord(msgspec.Struct, kw_only=True, gc=False):
    """A case: the intake that began it, the child (perhaps not yet registered), and its episodes.

    `urgent` None: nobody has said yet. `unit` is where the child lives, `incident_unit` where it happened,
    `carer_unit` where the person lives who takes the child in (NĐ56 Đ42.7).
    """

    intake: int | None = None
    child: int | None = None
    child_name: str | None = None
    kind: str
    environment: str | None = None
    received_at: datetime
    urgent: bool | None = None
    unit: str | None = None
    incident_unit: str | None = None
    carer_unit: str | None = None
    episodes: list[Episode] = []
    proceedings: list[Proceeding] = []
    cancelled: Cancellation | None = None

    @property
    def episode(self) -> Episode | None:
        """The episode that is open now, or None."""
        last = self.episodes[-1] if self.episodes else None
        return last if last is not None and last.closed is None and self.cancelled is None else None


class IntakeEnd(msgspec.Struct, kw_only=True):
    """How a report without a case ended: a code of `intake_outcomes`, the moment, and why."""

    code: str
    at: datetime
    reason: str


class Transfer(msgspec.Struct, kw_only=True):
    """The handing over of a report to the commune of the incident (NĐ56 Đ26.1): to which unit, when, by what paper."""

    to: str
    at: datetime
    number: str | None = None
    note: str | None = None


class IntakeRecord(msgspec.Struct, kw_only=True):
    """A report received (Mẫu số 01, NĐ56 Đ25.1): it may name no child and may lead to no case."""

    received_at: datetime
    source: str
    kind: str
    unit: str | None = None
    child: int | None = None
    case: int | None = None
    outcome: IntakeEnd | None = None
    transfer: Transfer | None = None
    cancelled: Cancellation | None = None
