"""Which children a report counts: living in the unit and under 16 on the cut-off date; and why others are left out."""

from __future__ import annotations

from collections import Counter

from cpkit.register.ages import CHILDHOOD_ENDS
from cpkit.reports.ages import earliest
from cpkit.reports.frame import Frame
from cpkit.reports.records import ChildRecord, Stay, holds_on
from cpkit.reports.subjects import Child


class Residents:
    """Judges children one by one and counts, by reason, those left out and those counted with a doubt."""

    def __init__(self, frame: Frame, excluded: Counter[str]) -> None:
        self.frame = frame
        self.excluded = excluded
        self.reasons: list[str] = []
        """Why the child judged last was left out, or what is doubtful about it."""
        self.stay: Stay | None = None
        """Its stay in the unit on the cut-off date; None when no stay at all is on record."""
        self._day = frame.period.day

    def living(self, child: Child) -> bool:
        """Whether the child lives in the unit and is under 16 on the cut-off date.

        Only leaving inside the period is counted as a reason: who left before it is history.
        """
        self.reasons.clear()
        record = child.record
        reason = self._reason(record, child.age)
        if reason:
            self._note(reason)
            return False
        if child.age is None:
            self._note("no_birth")
        elif len(record.birth or "") < 10 and self.frame.ages.may_be_grown(record.birth or "", record.birth_precision):
            self._note("maybe_grown")
        return True

    def note_starts(self, child: Child) -> None:
        """Count residences and memberships whose beginning nobody knows: they are taken as older than the record."""
        if self.stay is None or self.stay.start is None:
            self._note("open_residence")
        for one in child.groups:
            if one.start is None:
                self._note("open_membership")
        for spell in child.risks:
            if spell.start is None:
                self._note("open_risk")

    def _note(self, reason: str) -> None:
        self.excluded[reason] += 1
        self.reasons.append(reason)

    def _reason(self, record: ChildRecord, age: int | None) -> str | None:
        period, day = self.frame.period, self._day
        if record.unit is not None and record.unit not in self.frame.units:
            return "other_unit"
        if age is not None and not 0 <= age < CHILDHOOD_ENDS:
            return self._by_age(record)
        if record.died is not None and record.died <= day:
            return "died" if record.died >= period.first else "gone"
        self.stay = None
        for stay in record.residence:
            if holds_on(stay.start, stay.to, day):
                self.stay = stay
                return None
        return ("moved" if self._left_in_period(record.residence) else "gone") if record.residence else None

    def _by_age(self, record: ChildRecord) -> str:
        birth, precision = record.birth or "", record.birth_precision
        if earliest(birth, precision) > self.frame.period.day:
            return "unborn"
        return "grown" if self.frame.ages_before.age(birth, precision) < CHILDHOOD_ENDS else "gone"

    def _left_in_period(self, stays: list[Stay]) -> bool:
        return max((stay.to or "" for stay in stays if stay.to and stay.to < self.frame.period.day), default="") >= (
            self.frame.period.first
        )
