"""Cases as a report sees them: reports received, cases with the source and the age they began with, and victims.

Cases of a ward are few (tens a year), so unlike children and interventions they are held together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from cpkit.cases.records import CaseRecord, IntakeRecord
from cpkit.register.ages import CHILDHOOD_ENDS
from cpkit.reports.ages import Ages
from cpkit.reports.frame import Frame
from cpkit.reports.records import Source
from cpkit.reports.subjects import EMERGENCY_STEPS, Case, Victim


class Answers(msgspec.Struct, gc=False):
    """What Mẫu 01 says of where it happened, and of the age of a child that is not in the register: a partial ISO
    birth, or an estimated age."""

    birth_date: str | None = None
    age: int | None = None
    environment: str | None = None


class Intake(IntakeRecord, kw_only=True):
    """A report received, with what it says of the child's age."""

    answers: Answers = msgspec.field(default_factory=Answers)


PLAN_STEPS = ("phe_duyet", *EMERGENCY_STEPS)
"""Steps by which a child is helped under the decree: the plan is approved (NĐ56 Đ28.4), or an emergency measure taken
(Đ26.3, Đ32.2)."""

NO_VICTIM = ("xac_minh_khong_co", "chuyen_dia_ban")
"""Outcomes after which the ward has no victim to answer for: nothing had happened, or another commune took the case."""


@dataclass
class Receipt:
    """One report received in the period; what kind, where and through what; `id` in the store's `table`."""

    day: str
    kind: str
    environment: str | None
    source: str | None
    id: int
    table: str = "intakes"


@dataclass
class Casework:
    """All cases and intakes that were not taken back."""

    cases: list[Case]
    intakes: dict[int, Intake]

    def children(self) -> set[int]:
        """The registered children that cases are about."""
        return {case.record.child for case in self.cases if case.record.child is not None}

    def receipts(self) -> Iterator[Receipt]:
        """Every report received: each intake, and each case without one."""
        by_id = {case.id: case for case in self.cases}
        by_intake = {case.record.intake: case for case in self.cases if case.record.intake is not None}
        for id, intake in self.intakes.items():
            case = by_intake.get(id) or by_id.get(intake.case or 0)
            environment = case.record.environment if case else intake.answers.environment
            yield Receipt(intake.received_at.date().isoformat(), intake.kind, environment, intake.source, id)
        for case in self.cases:
            if case.record.intake not in self.intakes:
                yield Receipt(case.received, case.record.kind, case.record.environment, case.source, case.id, "cases")


def read_casework(source: Source, frame: Frame) -> Casework:
    """Read intakes and cases; mark as "planned" the children helped under the decree in the period."""
    rows = source.rows("intakes", Intake)
    intakes = {id: intake for id, intake in rows if intake.cancelled is None}
    cases = [
        _case(id, record, intakes, frame)
        for id, record in source.rows("cases", CaseRecord)
        if record.cancelled is None and record.received_at <= frame.cutoff
    ]
    for case in cases:
        if case.record.child is not None and _planned(case.record, frame):
            frame.marks["planned"].add(case.record.child)
    return Casework(cases, intakes)


def settle_ages(casework: Casework, births: Mapping[int, tuple[str | None, str | None]]) -> None:
    """Say of each case whether its child was under 16 when the report came: by the register, else by Mẫu 01."""
    for case in casework.cases:
        birth, precision = births.get(case.record.child or 0, (None, None))
        intake = casework.intakes.get(case.record.intake or 0)
        if birth is None and intake is not None:
            birth, precision = intake.answers.birth_date, None
            if birth is None and intake.answers.age is not None:
                case.under_16 = intake.answers.age < CHILDHOOD_ENDS
        if birth is not None:
            case.under_16 = Ages(case.record.received_at.date()).age(birth, precision) < CHILDHOOD_ENDS


def victims(cases: Iterable[Case], frame: Frame) -> tuple[list[Victim], list[Case], list[Case]]:
    """The victims detected in the period, one for each child, and the cases left out: aged 16, no victim."""
    found: dict[object, Victim] = {}
    grown: list[Case] = []
    unfounded: list[Case] = []
    for case in cases:
        if not (case.abuse and frame.period.has(case.received)):
            continue
        if case.under_16 is False:
            grown.append(case)
        elif case.outcome(frame.period.cutoff) in NO_VICTIM:
            unfounded.append(case)
        else:
            key = case.record.child or ("case", case.id)
            found.setdefault(key, Victim(frame.cutoff)).cases.append(case)
    return list(found.values()), grown, unfounded


def _case(id: int, record: CaseRecord, intakes: Mapping[int, Intake], frame: Frame) -> Case:
    intake = intakes.get(record.intake or 0)
    return Case(id, record, intake.source if intake else None, record.kind in frame.abuse)


def _planned(record: CaseRecord, frame: Frame) -> bool:
    return any(
        step.step in PLAN_STEPS and step.done and frame.period.has(step.at.date().isoformat())
        for episode in record.episodes
        for step in episode.steps
    )
