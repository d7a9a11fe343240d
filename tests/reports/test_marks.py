"""Sets of ids that cost a byte for each record."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cpkit.reports.marks import PER_MARK, IdSet

ids = st.builds(lambda mark, counter: mark * PER_MARK + counter, st.integers(0, 600), st.integers(1, 40_000))


@given(st.lists(ids), st.lists(ids))
def test_it_is_a_set(added: list[int], asked: list[int]) -> None:
    marks, plain = IdSet(added), set(added)
    assert len(marks) == len(plain)
    assert all((id in marks) == (id in plain) for id in added + asked)


@given(st.lists(st.lists(ids), max_size=4))
def test_sets_unite(parts: list[list[int]]) -> None:
    together = IdSet().unite(map(IdSet, parts))
    assert len(together) == len({id for part in parts for id in part})
    assert all(id in together for part in parts for id in part)


def test_an_id_never_seen_is_not_in_it() -> None:
    assert 5 not in IdSet()
    assert PER_MARK * 3 + 5 not in IdSet([5])
