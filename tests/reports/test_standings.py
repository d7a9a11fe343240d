"""How every record counted, kept short."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cpkit.reports.indicators import Share
from cpkit.reports.standings import Kind, from_ranges, to_ranges


@given(st.sets(st.integers(1, 10**9) | st.integers(20_000_000, 20_000_050)))
def test_ids_come_back_from_their_ranges_in_order(ids: set[int]) -> None:
    assert list(from_ranges(to_ranges(ids))) == sorted(ids)


def test_neighbours_share_one_range() -> None:
    assert to_ranges([5, 3, 4, 9, 9]) == "3-5 9"
    assert to_ranges([]) == ""


def test_a_way_of_standing_says_the_share_in_each_indicator() -> None:
    kind = Kind(("a1", "a2"), {"20": "3-4", "13": "7"})
    assert dict(kind.standing()) == {
        3: {"a1": Share.PART, "a2": Share.OUT},
        4: {"a1": Share.PART, "a2": Share.OUT},
        7: {"a1": Share.WHOLE, "a2": Share.UNTOLD},
    }
