"""The records of alternative care as typed structs; documents in the store are plain dicts with the same fields."""

from __future__ import annotations

from datetime import date

import msgspec

from cpkit.cases.records import Cancellation, StepRecord

TABLE, CARERS, FORMS = "placements", "carers", "placement_forms"


class CareStep(StepRecord, kw_only=True, gc=False):
    """One step taken in a placement; `carer` is whom it was taken with. A step known by its day alone is at 0:00."""

    carer: int | None = None


class Placement(msgspec.Struct, kw_only=True, gc=False):
    """A child's alternative care with one carer, from the need (Mẫu 10) on.

    `carer` None while none is chosen; `facility` names the facility a child comes from (NĐ56 Đ45); `previous` is the
    placement this one follows; `case` the protection case it belongs to; `ends` the last day of the care decided.
    """

    child: int
    opened: date
    closed: date | None = None
    outcome: str | None = None
    reason: str | None = None
    carer: int | None = None
    facility: str | None = None
    case: int | None = None
    previous: int | None = None
    steps: list[CareStep] = []
    cancelled: Cancellation | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is neither ended nor taken back."""
        return self.closed is None and self.cancelled is None

    def taken(self, step: str) -> list[CareStep]:
        """The records of a step that was really taken, oldest first."""
        return sorted((each for each in self.steps if each.step == step and each.done), key=lambda each: each.at)


class Relation(msgspec.Struct, kw_only=True):
    """A carer who is a relative of a child (Luật Trẻ em Đ65.4), and how: "bà ngoại"."""

    child: int
    relation: str


class Verified(msgspec.Struct, kw_only=True):
    """The newest verification of a carer (Mẫu 11): its day, whether fit, why not."""

    on: date
    fit: bool
    reason: str | None = None


class Carer(msgspec.Struct, kw_only=True):
    """What the rules read of a carer; the document holds every answer of Mẫu 08 besides."""

    name: str
    birth_date: str | None = None
    sex: str | None = None
    nationality: str | None = None
    visa_until: date | None = None
    resident_since: date | None = None
    wanted_sex: str | None = None
    unit: str | None = None
    applied: date = msgspec.field(name="date")
    relatives: list[Relation] = []
    notice_only: bool = False
    verified: list[Verified] = []
    cancelled: Cancellation | None = None

    def relation_to(self, child: int) -> str | None:
        """How the carer is related to the child; None for somebody not related."""
        return next((each.relation for each in self.relatives if each.child == child), None)

    def verified_by(self, day: date) -> Verified | None:
        """The newest verification made by `day`."""
        found = [each for each in self.verified if each.on <= day]
        return max(found, key=lambda each: each.on, default=None)

    @property
    def foreign(self) -> bool:
        """Whether the carer is no citizen of Viet Nam."""
        return (self.nationality or "viet_nam") != "viet_nam"
