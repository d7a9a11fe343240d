"""Which dated facts a declared table counts: begun in the period, true in it, or true on the cut-off date."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.reports.case_tables import movements
from cpkit.reports.declared import Declared
from cpkit.reports.facet_kinds import Kind
from cpkit.reports.periods import Period

InTime = Callable[[Any, Period], bool]


def in_time(declared: Declared, kind: Kind) -> InTime:
    """Whether a subject counts in a period; Refused for a `when` that such things do not have.

    Children, organisations, workers and households are as they are on the cut-off date whatever `when` says.
    """
    if declared.of_entries:
        return _entries(declared)
    if declared.subject == "case":
        return {"period": _received, "during": _moved, "cutoff": _open}[declared.when]
    if declared.when != "period" and kind.day is not None:
        raise Refused(
            _("“{over}” chỉ đếm được những việc bắt đầu trong kỳ (when = period).").format(over=declared.over)
        )
    return always


def always(_subject: Any, _period: Period) -> bool:
    """Things that only come into the count when they are of the period, or as they are on the cut-off date."""
    return True


def _entries(declared: Declared) -> InTime:
    from cpkit.forms import load

    lasting = bool(load(declared.form[0]).until)

    def during(entry: Any, period: Period) -> bool:
        last = entry.record.to or ("9999" if lasting else entry.record.on)
        return bool(entry.record.on <= period.last and last >= period.first)

    def on_cutoff(entry: Any, period: Period) -> bool:
        return bool(entry.record.on <= period.day and (entry.record.to is None or entry.record.to >= period.day))

    return {"period": lambda entry, period: period.has(entry.record.on), "during": during, "cutoff": on_cutoff}[
        declared.when
    ]


def _received(case: Any, period: Period) -> bool:
    return period.has(case.received)


def _moved(case: Any, period: Period) -> bool:
    return bool(movements(case, period))


def _open(case: Any, period: Period) -> bool:
    return "open_at_end" in movements(case, period)
