"""Who is in a council on a day, and a meeting as an activity of those who came."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cpkit.errors import Problem, Refused
from cpkit.forms import entries, records
from cpkit.store.identifiers import show_id
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from cpkit.store import Store

FORM, KIND = "bau_cu_hdte", "hoi_dong_tre_em"


@dataclass(frozen=True)
class Member:
    """A child elected into a council: its role, and the days on which the term begins and ends (the last included)."""

    council: int
    child: int
    role: str
    begins: date
    ends: date


def terms(store: Store) -> list[Member]:
    """Every term there ever was, in the order of the elections; a new election of a council ends the term before it."""
    elections = [one for one in entries.listed(store, FORM) if one["subject"]]
    return [member for place, one in enumerate(elections) for member in _elected(one, elections[place + 1 :])]


def members(store: Store, on: date, council: int | None = None) -> list[Member]:
    """Who is in office on a day, in one council or in all."""
    return [one for one in terms(store) if one.begins <= on <= one.ends and council in (None, one.council)]


def meet(store: Store, council: int, on: date, title: str, *, absent: Collection[int] = (), place: str = "") -> int:
    """Record a meeting: an activity of the council's members of that day but those absent; its id.

    Refused when the organisation is no council, has no members that day, or a child named absent is no member.
    """
    from cpkit.cases.activities import add_activity

    organisation = records.standing(store, "organisations", council)
    if organisation.get("kind") != KIND:
        raise Refused(f"{organisation['name']} không phải là hội đồng trẻ em.")
    present = [one.child for one in members(store, on, council)]
    problems = [Problem("absent", f"{show_id('children', one)} không phải là thành viên ngày đó.") for one in absent
                if one not in present]  # fmt: skip
    if not present:
        problems.append(Problem("date", f"Ngày {show_date(on)} hội đồng không có thành viên nào trong nhiệm kỳ."))
    if problems:
        raise Refused("Chưa ghi được kỳ họp.", tuple(problems))
    answers: dict[str, Any] = {
        "kind": KIND, "date": on, "title": title, "organiser": organisation["name"], "bodies": [council],
        "attended": [child for child in present if child not in absent],
    }  # fmt: skip
    return add_activity(store, answers | ({"place": place} if place else {})).id


def meetings(store: Store, first: date, last: date) -> list[Mapping[str, Any]]:
    """The meetings of all councils between two days, oldest first; those taken back left out."""
    from cpkit.cases.activities import listed

    return [one for one in listed(store, kind=KIND, first=first, last=last) if not one.get("cancelled")]


def _elected(election: Mapping[str, Any], later: list[Any]) -> list[Member]:
    council, begins = election["subject"]["id"], date.fromisoformat(election["on"])
    ends = date.fromisoformat(election["to"])
    again = [date.fromisoformat(one["on"]) for one in later if one["subject"]["id"] == council]
    last = min([ends, *(date.fromordinal(day.toordinal() - 1) for day in again)])
    rows = election["answers"].get("trung_cu", [])
    return [Member(council, row["tre"], row["vai_tro"], begins, last) for row in rows]
