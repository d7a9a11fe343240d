"""A figure beside its target: values, gaps and verdicts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cpkit.reports.indicators import Indicator, Measure, Share, Tally, Target, figure
from cpkit.reports.words import gap_words, target_words, value_words, verdict_words


def indicator(measure: Measure = "percent", absent: str = "none") -> Indicator:
    words = {"vi": "Thử"}
    return Indicator("x", "child", words, words, words, "", measure, lambda _one: Share.PART, None, absent)  # type: ignore[arg-type]


def tally(part: int, whole: int, untold: int = 0) -> Tally:
    return Tally([0, whole - part - untold, part, untold])


def target(op: str, low: str | None = None, high: str | None = None, scope: str = "ward") -> Target:
    first, last = (None if end is None else Decimal(end) for end in (low, high))
    return Target(op, first, last, scope)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("part", "whole", "wanted", "met"),
    [
        (109, 10_000, target("<", high="1.1"), True),
        (110, 10_000, target("<", high="1.1"), False),
        (98, 100, target(">=", low="98"), True),
        (979, 1000, target(">=", low="98"), False),
        (3, 3, target("=", low="100", high="100"), True),
        (9_999, 10_000, target("=", low="100", high="100"), False),
        (4, 1000, target("range", "0.4", "0.7"), True),
        (39, 10_000, target("range", "0.4", "0.7"), False),
        (50, 1000, target("range", "0.4", "0.7"), True),
    ],
)
def test_a_target_is_compared_with_the_exact_fraction(part: int, whole: int, wanted: Target, met: bool) -> None:
    """Of the range 0,4 - 0,7 % only below misses: more children helped is no failure."""
    assert figure(indicator(), tally(part, whole), wanted).met is met


def test_a_value_is_rounded_after_the_verdict() -> None:
    found = figure(indicator(), tally(10_999, 1_000_000), target("<", high="1.1"))
    assert (value_words(found), found.met) == ("1,10 %", True)


def test_nothing_of_nothing_did_not_occur_and_has_no_value() -> None:
    found = figure(indicator(), Tally(), target("=", "100", "100"))
    assert (found.value, found.met, verdict_words(found.verdict)) == (None, None, "Không phát sinh")
    absent = figure(indicator(absent="insufficient"), Tally(), target("=", "100", "100"))
    assert verdict_words(absent.verdict) == "Chưa đủ dữ liệu"


def test_where_the_records_cannot_tell_there_is_no_verdict() -> None:
    assert figure(indicator(), tally(9, 10, untold=1), target("=", "100", "100")).verdict == "insufficient"
    assert figure(indicator(), tally(5, 10, untold=1), target("=", "100", "100")).verdict == "missed"
    assert figure(indicator(), tally(9, 10, untold=1), target(">=", "90")).verdict == "met"


def test_a_target_of_the_whole_city_is_not_judged_in_one_ward() -> None:
    found = figure(indicator(), tally(1, 1), target("=", "100", "100", scope="city"))
    assert (value_words(found), found.met, found.gap, found.verdict) == ("100,00 %", None, None, "city")


def test_a_count_has_no_whole() -> None:
    found = figure(indicator("count"), tally(2, 5), target(">=", "1"))
    assert (found.numerator, found.denominator, value_words(found), found.met) == (2, None, "2", True)


def test_gaps_say_how_far_and_in_which_direction() -> None:
    assert gap_words(figure(indicator(), tally(95, 100), target(">=", "98"))) == "-3,00"
    assert gap_words(figure(indicator(), tally(2, 100), target("<", high="1.1"))) == "+0,90"
    assert gap_words(figure(indicator(), tally(5, 1000), target("range", "0.4", "0.7"))) == "0,00"
    assert gap_words(figure(indicator(), Tally(), target(">=", "98"))) == "–"


def test_targets_read_as_the_plan_writes_them() -> None:
    targets = target("<", high="1.1"), target(">=", "98"), target("range", "0.4", "0.7")
    shown = [target_words(one, "percent") for one in targets]
    assert shown == ["< 1,1 %", "≥ 98 %", "0,4 - 0,7 %"]
    assert target_words(target("=", "12", "12"), "count") == "12"
    assert target_words(None, "count") == "–"


def test_heads_without_names_count_only_as_far_as_one_activity_proves_them() -> None:
    counted = tally(3, 100)
    counted.named = {"nu:7-10": 3}
    counted.add_heads({"nu:7-10": 10, "nam:7-10": 4})
    counted.add_heads({"nu:7-10": 8})
    assert counted.low == 3 + 7 + 4, "the largest activity proves 10 girls, 3 of them may be the named ones"
    assert counted.high == 3 + 22
    counted.shares[Share.WHOLE] = 2
    assert (counted.low, counted.high) == (5, 5), "never more than there are"
