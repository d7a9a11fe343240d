"""Dated spells of two records of one child: what both tell becomes one, what one alone tells is kept."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.register.memberships import membership
from cpkit.register.spells import FOREVER, Told, unite_groups, unite_risks, unite_stays


def stay(start: str | None, to: str | None = None, reason: str | None = None) -> dict[str, Any]:
    return {"from": start, "to": to, "reason": reason}


def group(code: str, start: str | None, to: str | None = None, **said: Any) -> dict[str, Any]:
    return membership(code, start, **said) | {"to": to}


def test_the_same_stay_told_twice_is_one_stay() -> None:
    both = unite_stays(Told([stay("2021-01-05")], "2021-01-05"), Told([stay("2021-01-05")], "2025-03-01"))
    assert both.spells == [stay("2021-01-05")]
    assert not both.doubtful


def test_a_stay_begun_nobody_knows_when_takes_the_day_the_other_knows() -> None:
    both = unite_stays(Told([stay(None)], "2022-01-01"), Told([stay("2021-01-05")], "2021-01-05"))
    assert both.spells == [stay("2021-01-05")]


def test_a_day_after_the_older_record_was_made_is_not_the_beginning() -> None:
    both = unite_stays(Told([stay(None)], "2020-01-01"), Told([stay("2021-01-05")], "2021-01-05"))
    assert both.spells == [stay(None)]


def test_who_left_and_was_registered_again_came_back_on_that_day() -> None:
    left = stay("2021-01-05", "2024-08-31", "Theo bố mẹ đi Hà Nội")
    both = unite_stays(Told([stay(None)], "2025-03-01"), Told([left], "2021-01-05"))
    assert both.spells == [left, stay("2025-03-01")]
    assert both.doubtful


def test_the_record_kept_says_whether_the_child_still_lives_here() -> None:
    ours, theirs = [stay("2021-01-05")], [stay("2021-01-05", "2025-08-31")]
    here = unite_stays(Told(ours, "2021-01-05"), Told(theirs, "2021-01-05"))
    gone = unite_stays(Told(theirs, "2021-01-05"), Told(ours, "2021-01-05"))
    assert here.spells == ours
    assert gone.spells == theirs
    assert here.doubtful
    assert gone.doubtful


def test_why_the_child_left_is_not_said_of_a_stay_that_lasts() -> None:
    ours, theirs = stay("2021-01-05"), stay("2021-01-05", "2025-08-31", "Theo bố mẹ đi Hà Nội")
    assert unite_stays(Told([ours], None), Told([theirs], None)).spells == [ours]
    known = group("4.2", "2021-01-05", "2025-08-31", evidence="Giấy xác nhận", decision="QĐ thôi hưởng")
    (lasting,) = unite_groups(Told([group("4", "2021-01-05")], None), Told([known], None)).spells
    assert (lasting["sub"], lasting["evidence"], lasting["decision"]) == (2, "Giấy xác nhận", None)
    (ended,) = unite_groups(Told([known | {"decision": None}], None), Told([known], None)).spells
    assert ended == known


def test_an_interruption_only_one_record_tells_is_kept() -> None:
    parts = [stay("2020-01-01", "2021-06-30"), stay("2022-09-01")]
    for ours, theirs in ((parts, [stay("2020-05-01")]), ([stay("2020-05-01")], parts)):
        both = unite_stays(Told(ours, "2020-01-01"), Told(theirs, "2020-01-01"))
        assert both.spells == parts


def test_a_group_without_sub_group_takes_the_one_the_other_knows() -> None:
    known = group("4.2", "2024-05-01", evidence="Giấy xác nhận khuyết tật")
    both = unite_groups(Told([group("4", "2023-01-01")], "2023-01-01"), Told([known], "2025-01-01"))
    assert both.spells == [known | {"from": "2023-01-01"}]
    assert not both.doubtful


def test_groups_of_their_own_stand_beside_each_other() -> None:
    both = unite_groups(Told([group("4.2", "2024-05-01")], None), Told([group("13", None)], None))
    assert both.spells == [group("13", None), group("4.2", "2024-05-01")]


def test_two_sub_groups_that_cannot_hold_together_are_left_to_the_officer() -> None:
    """Mức độ khuyết tật (NĐ56 Đ6) là một trong ba; xâm hại tình dục (Đ13) có thể nhiều loại cùng lúc."""
    ours, theirs = [group("4.2", "2024-01-01")], [group("4.1", "2024-01-01")]
    both = unite_groups(Told(ours, None), Told(theirs, None))
    assert both.spells == ours
    assert both.doubtful
    together = unite_groups(Told([group("11.1", None)], None), Told([group("11.2", None)], None))
    assert together.spells == [group("11.1", None), group("11.2", None)]
    unknown = unite_groups(Told([group("11", None)], None), Told([group("11.2", None)], None))
    assert unknown.spells == [group("11.2", None)]


def test_each_risk_by_itself() -> None:
    one, two = {"risk": "a", "from": None, "to": None}, {"risk": "b", "from": None, "to": None}
    assert unite_risks(Told([one], None), Told([one, two], None)).spells == [one, two]


DAYS = st.integers(0, 60).map(lambda number: (date(2025, 1, 1) + timedelta(days=number)).isoformat())


@st.composite
def apart(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Stays of one record, none touching another, the last perhaps still so."""
    days = sorted(draw(st.lists(DAYS, unique=True, max_size=6)))
    ends = [*days, *([] if len(days) % 2 == 0 else [None])]
    return [stay(str(ends[place]), ends[place + 1]) for place in range(0, len(ends), 2)]


def covered(stays: list[dict[str, Any]]) -> set[str]:
    days = [(date(2025, 1, 1) + timedelta(days=number)).isoformat() for number in range(70)]
    return {day for day in days for one in stays if (one["from"] or "") <= day <= (one["to"] or FOREVER)}


@given(apart(), apart())
def test_no_day_is_told_twice_and_none_is_made_up(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    both = unite_stays(Told(ours, "2025-01-01"), Told(theirs, "2025-01-01")).spells
    for one, following in pairwise(both):
        assert (one["to"] or FOREVER) < following["from"]
    assert all((one["from"] or "") <= (one["to"] or FOREVER) for one in both)
    assert covered(both) <= covered(ours) | covered(theirs)


@given(apart())
def test_uniting_a_record_with_itself_changes_nothing(stays: list[dict[str, Any]]) -> None:
    assert unite_stays(Told(stays, "2025-01-01"), Told(stays, "2025-01-01")).spells == stays


@pytest.mark.parametrize("side", [0, 1])
@given(stays=apart())
def test_what_only_one_record_tells_is_all_kept(stays: list[dict[str, Any]], side: int) -> None:
    sides = (stays, []) if side == 0 else ([], stays)
    assert unite_stays(*(Told(each, "2025-01-01") for each in sides)).spells == stays
