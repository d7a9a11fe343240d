"""When a household is to be visited next: by its last visit, the risk seen then, and the schedule of that day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from cpkit.store import Store

FORM = "vang_gia"


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days until the next visit by risk, from a day on."""

    valid_from: date
    citation: str
    days: dict[str, int]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    schedules: tuple[Schedule, ...]


@dataclass(frozen=True)
class Due:
    """A household that is to be visited: its id, when, its last visit and the risk seen then (None: never visited)."""

    household: int
    on: date
    last: date | None
    risk: str | None


@cache
def schedules() -> tuple[Schedule, ...]:
    """Every schedule, the latest first."""
    path = Path(__file__).parent / "schedule.toml"
    found = msgspec.toml.decode(path.read_bytes(), type=_File).schedules
    return tuple(sorted(found, key=lambda one: one.valid_from, reverse=True))


def next_visit(visit: Mapping[str, Any]) -> date:
    """The day of the next visit after this one (an entry): by the schedule, or earlier where it was agreed so."""
    scheduled, agreed = _scheduled(visit), visit["answers"].get("hen_lai")
    return min(scheduled, date.fromisoformat(agreed)) if agreed else scheduled


def late_appointment(visit: Mapping[str, Any]) -> str:
    """What is odd about the day agreed for the next visit; "" where nothing is."""
    agreed, scheduled = visit["answers"].get("hen_lai"), _scheduled(visit)
    if not agreed or date.fromisoformat(agreed) <= scheduled:
        return ""
    return f"Hẹn lại muộn hơn lịch vãng gia (chậm nhất {show_date(scheduled)})."


def due(store: Store, until: date) -> list[Due]:
    """The households to be visited until a day, those never visited first, then by day.

    A household counted with others of its hamlet, or cancelled, is not visited.
    """
    last = _last_visits(store)
    found = []
    for household, record in store.rows("households"):
        if not record.get("head") or record.get("cancelled"):
            continue
        visit = last.get(household)
        on = next_visit(visit) if visit else date.min
        if on <= until:
            day, risk = (date.fromisoformat(visit["on"]), visit["answers"]["nguy_co"]) if visit else (None, None)
            found.append(Due(household, on, day, risk))
    return sorted(found, key=lambda one: (one.on, one.household))


def _scheduled(visit: Mapping[str, Any]) -> date:
    day = date.fromisoformat(visit["on"])
    rule = next((one for one in schedules() if one.valid_from <= day), schedules()[-1])
    return day + timedelta(days=rule.days[visit["answers"]["nguy_co"]])


def _last_visits(store: Store) -> dict[int, Mapping[str, Any]]:
    """The latest visit of each household."""
    from cpkit.forms import entries

    return {visit["subject"]["id"]: visit for visit in entries.listed(store, FORM)}
