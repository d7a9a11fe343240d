"""The frame of one count: the period, whose records count, and how ages and deadlines are reckoned in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from cpkit.codes import code_list
from cpkit.reports.ages import Ages
from cpkit.reports.marks import Marks
from cpkit.reports.particulars import Particulars
from cpkit.reports.periods import Period
from cpkit.times import end_of


@dataclass
class Frame:
    """One count: its period and unit, and what passes have marked so far."""

    period: Period
    units: frozenset[str]
    """Keys of the unit and of the units it was made of: their facts are its own."""
    marks: Marks = field(default_factory=Marks)
    particulars: Particulars = field(default_factory=Particulars)
    """What is remembered of children, for tables of other things that ask for it."""

    @cached_property
    def ages(self) -> Ages:
        """Ages on the cut-off date."""
        return Ages(self.period.cutoff)

    @cached_property
    def ages_before(self) -> Ages:
        """Ages on the day before the period: who turned 16 inside it."""
        return Ages(self.period.start - timedelta(days=1))

    @cached_property
    def cutoff(self) -> datetime:
        """The last moment of the cut-off date in Vietnam: steps taken later are not known to the report."""
        return end_of(self.period.cutoff)

    @cached_property
    def abuse(self) -> frozenset[str]:
        """The kinds of case that are abuse of a child (Luật Trẻ em Đ4.5)."""
        return frozenset(code.code for code in code_list("case_kinds") if code.extra.get("abuse"))
