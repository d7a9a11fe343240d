"""Ages on the cut-off date, without parsing a date for every child."""

from __future__ import annotations

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from cpkit.register.ages import certainly_grown, possibly_child
from cpkit.reports.ages import Ages
from cpkit.vietnamese import PartialDate

CUTOFF = Ages(date(2025, 11, 14))


def test_a_child_leaves_on_the_16th_birthday() -> None:
    """Luật Trẻ em Đ1: a child is a person under 16."""
    assert CUTOFF.age("2009-11-15") == 15
    assert CUTOFF.age("2009-11-14") == 16


def test_seven_is_the_seventh_birthday_itself() -> None:
    assert CUTOFF.age("2018-11-14") == 7
    assert CUTOFF.age("2018-11-15") == 6


def test_a_birth_known_in_part_counts_with_its_last_day_until_certainly_16() -> None:
    """As Bộ luật Tố tụng hình sự 2015 Đ417.2: the last day of the month, of the year."""
    assert CUTOFF.age("2009") == 15 and CUTOFF.may_be_grown("2009")
    assert CUTOFF.age("2009-11") == 15 and CUTOFF.may_be_grown("2009-11")
    assert CUTOFF.age("2008") == 16
    assert not CUTOFF.may_be_grown("2010")
    assert CUTOFF.age("2009", "age") == 14, "an estimate is right within one year"


def test_who_is_not_born_yet_has_no_age() -> None:
    assert CUTOFF.age("2025-11-15") == -1
    assert CUTOFF.age("2026") == -1
    assert CUTOFF.age("2025") == 0, "may be born already"


births = st.dates(date(2000, 1, 1), date(2030, 12, 31))
days = st.dates(date(2015, 1, 1), date(2030, 12, 31))


@given(births, days, st.sampled_from([("day", 10), ("month", 7), ("year", 4), ("age", 4)]))
@example(date(2008, 2, 29), date(2025, 2, 28), ("day", 10))
@example(date(2008, 2, 29), date(2024, 2, 28), ("day", 10))
@example(date(2008, 2, 29), date(2024, 2, 29), ("day", 10))
def test_it_is_the_age_of_partial_dates(birth: date, day: date, known: tuple[str, int]) -> None:
    precision, length = known
    text, ages = birth.isoformat()[:length], Ages(day)
    partial = PartialDate.parse_iso(text, precision)
    youngest, oldest = partial.age_on(day)
    assert (0 <= ages.age(text, precision) < 16) == possibly_child(partial, day)
    assert (ages.age(text, precision) == 16) == certainly_grown(partial, day)
    if partial.earliest <= day:
        assert ages.age(text, precision) == min(16, max(youngest, 0))
        assert ages.may_be_grown(text, precision) == (oldest >= 16)
