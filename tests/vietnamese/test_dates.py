"""Dates as they are written in lists, dates known in part, ages, and the sentence for each that cannot be."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.times import VIETNAM
from cpkit.vietnamese import (
    BadDate,
    PartialDate,
    read_date,
    read_moment,
    read_partial_date,
    show_date,
    show_moment,
    show_partial,
    years_between,
)

TODAY = date(2025, 11, 14)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
births = st.dates(date(2005, 1, 1), TODAY)


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    """A birth date of any precision."""
    day, precision = draw(births), draw(st.sampled_from(("day", "month", "year", "age")))
    month = day.month if precision in ("day", "month") else None
    return PartialDate(day.year, month, day.day if precision == "day" else None, precision)


@pytest.mark.parametrize(
    ("written", "iso", "precision"),
    [
        ("26/11/2018", "2018-11-26", "day"),
        ("6/1/2018", "2018-01-06", "day"),
        ("26-11-18", "2018-11-26", "day"),
        ("26.11.2018", "2018-11-26", "day"),
        ("26 / 11 / 2018", "2018-11-26", "day"),
        ("ngày 26 tháng 11 năm 2018", "2018-11-26", "day"),
        ("26/11/2018 00:00:00", "2018-11-26", "day"),
        ("2018-11-26", "2018-11-26", "day"),
        ("2018-11-26T00:00:00", "2018-11-26", "day"),
        ("01/2013", "2013-01", "month"),
        ("tháng 1/2013", "2013-01", "month"),
        ("Tháng 01 năm 2013", "2013-01", "month"),
        ("T1/2013", "2013-01", "month"),
        ("2013-01", "2013-01", "month"),
        ("00/11/2018", "2018-11", "month"),
        ("__/11/2018", "2018-11", "month"),
        ("2018", "2018", "year"),
        ("năm 2018", "2018", "year"),
        ("0/0/2018", "2018", "year"),
        ("…/…/2018", "2018", "year"),
        ("khoảng năm 2018", "2018", "age"),
        ("khoảng 2018", "2018", "age"),
        ("7 tuổi", "2018", "age"),
        (2018, "2018", "year"),
        (2018.0, "2018", "year"),
        (43430.0, "2018-11-26", "day"),
        (date(2018, 11, 26), "2018-11-26", "day"),
        (datetime(2018, 11, 26, 8, 0), "2018-11-26", "day"),
    ],
)
def test_a_birth_date_in_its_many_hands(written: Any, iso: str, precision: str) -> None:
    found = read_partial_date(written, today=TODAY)
    assert (found.iso, found.precision) == (iso, precision)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("31/02/2020", "Ngày 31/02/2020 không có thật: tháng 2 năm 2020 chỉ có 29 ngày."),
        ("29/2/2021", "Ngày 29/02/2021 không có thật: tháng 2 năm 2021 chỉ có 28 ngày."),
        ("31/4/2019", "Ngày 31/04/2019 không có thật: tháng 4 năm 2019 chỉ có 30 ngày."),
        ("11/26/2018", "Ngày 11/26/2018 không có thật: không có tháng 26."),
        ("13/2018", "Ngày 13/2018 không có thật: không có tháng 13."),
        ("15/11/2025", "Ngày 15/11/2025 ở sau hôm nay (14/11/2025)."),
        ("12/2025", "Tháng 12/2025 ở sau hôm nay (14/11/2025)."),
        ("2026", "Năm 2026 ở sau hôm nay (14/11/2025)."),
        ("1018", "Năm 1018 không hợp lý: hãy ghi đủ bốn chữ số của năm."),
        ("5//2018", "Ngày này thiếu tháng: hãy ghi đủ ngày/tháng/năm, hoặc chỉ ghi năm."),
        ("12/18", "“12/18” không đọc được thành ngày: hãy ghi ngày/tháng/năm, ví dụ 26/11/2018."),
        ("26112018", "“26112018” không đọc được thành ngày: hãy ghi ngày/tháng/năm, ví dụ 26/11/2018."),
        ("", "Không đọc được thành ngày: hãy ghi ngày/tháng/năm, ví dụ 26/11/2018."),
    ],
)
def test_a_date_that_cannot_be_is_refused_in_a_full_sentence(written: str, sentence: str) -> None:
    with pytest.raises(BadDate) as refusal:
        read_partial_date(written, today=TODAY)
    assert str(refusal.value) == sentence


def test_a_name_in_the_wrong_column_is_not_repeated_in_the_refusal() -> None:
    with pytest.raises(BadDate) as refusal:
        read_partial_date("Lò Thị Hoa", today=TODAY)
    assert "Hoa" not in str(refusal.value)


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers()))
def test_anything_at_all_is_a_date_or_is_refused(value: Any) -> None:
    try:
        assert read_partial_date(value, today=TODAY).earliest <= TODAY
    except BadDate as refusal:
        assert str(refusal).endswith(".")


@given(partial_dates())
def test_what_is_shown_and_what_is_stored_reads_back(partial: PartialDate) -> None:
    assert read_partial_date(show_partial(partial), today=TODAY) == partial
    assert PartialDate.parse_iso(partial.iso, partial.precision) == partial


def test_what_is_shown_says_how_much_is_known() -> None:
    shown = [PartialDate(2018, 11, 6), PartialDate(2018, 11), PartialDate(2018), PartialDate(2018, precision="age")]
    assert [show_partial(each) for each in shown] == ["06/11/2018", "tháng 11/2018", "năm 2018", "khoảng năm 2018"]


@given(days)
def test_a_full_date_goes_both_ways(day: date) -> None:
    assert read_date(show_date(day)) == day == read_date(day.isoformat())
    assert PartialDate.of(day).earliest == day == PartialDate.of(day).latest


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (PartialDate(2018), PartialDate(2018, 11, 26), True),
        (PartialDate(2018, 11), PartialDate(2018, 11, 26), True),
        (PartialDate(2018, 10), PartialDate(2018, 11, 26), False),
        (PartialDate(2018, 11, 25), PartialDate(2018, 11, 26), False),
        (PartialDate(2017), PartialDate(2018, 11, 26), False),
        (PartialDate(2017, precision="age"), PartialDate(2018, 11, 26), True),
        (PartialDate(2016, precision="age"), PartialDate(2018, 11, 26), False),
    ],
)
def test_births_that_do_not_contradict_each_other_agree(one: PartialDate, other: PartialDate, agree: bool) -> None:
    assert one.agrees(other) is agree


@given(partial_dates(), partial_dates())
def test_agreeing_goes_both_ways(one: PartialDate, other: PartialDate) -> None:
    assert one.agrees(other) == other.agrees(one)
    assert one.agrees(one)


@given(births, partial_dates())
def test_a_day_agrees_with_a_partial_date_when_it_lies_in_it(day: date, partial: PartialDate) -> None:
    assert PartialDate.of(day).agrees(partial) == (partial.earliest <= day <= partial.latest)


@given(st.lists(partial_dates()))
def test_partial_dates_sort_by_their_earliest_day(partials: list[PartialDate]) -> None:
    earliest = [partial.earliest for partial in sorted(partials)]
    assert earliest == sorted(earliest)


def test_the_birthday_itself_completes_the_year() -> None:
    assert years_between(date(2018, 11, 14), date(2025, 11, 13)) == 6
    assert years_between(date(2018, 11, 14), date(2025, 11, 14)) == 7


def test_a_child_of_29_february_turns_older_on_the_last_of_february() -> None:
    """Bộ luật Dân sự Đ148.3: without a corresponding day a term ends on the last day of the month."""
    assert years_between(date(2016, 2, 29), date(2023, 2, 27)) == 6
    assert years_between(date(2016, 2, 29), date(2023, 2, 28)) == 7
    assert years_between(date(2016, 2, 29), date(2024, 2, 28)) == 7
    assert years_between(date(2016, 2, 29), date(2024, 2, 29)) == 8


def test_an_uncertain_birth_gives_an_uncertain_age() -> None:
    assert PartialDate(2018, 11, 26).age_on(TODAY) == (6, 6)
    assert PartialDate(2018).age_on(TODAY) == (6, 7)
    assert PartialDate(2009).age_on(TODAY) == (15, 16)
    assert PartialDate(2018, precision="age").age_on(TODAY) == (5, 8)
    assert PartialDate(2025).age_on(TODAY) == (0, 0)


@given(partial_dates(), births)
def test_the_true_age_lies_in_the_bounds(partial: PartialDate, birth: date) -> None:
    least, most = partial.age_on(TODAY)
    assert 0 <= least <= most
    if partial.earliest <= birth <= partial.latest:
        assert least <= years_between(birth, TODAY) <= most


@pytest.mark.parametrize(
    "written",
    [
        "07/02/2025 16:55",
        "7/2/2025 16:55:00",
        "7-2-2025 16h55",
        "16h55 07/02/2025",
        "16h55 ngày 07/02/2025",
        "16 giờ 55 phút, ngày 7 tháng 2 năm 2025",
        "lúc 16:55 ngày 7.2.2025",
        "2025-02-07 16:55",
        "2025-02-07T16:55",
        "2025-02-07T16:55:00+07:00",
        "2025-02-07T09:55:00Z",
    ],
)
def test_a_moment_in_its_many_hands(written: str) -> None:
    assert read_moment(written) == datetime(2025, 2, 7, 16, 55, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("07/02/2025", "“07/02/2025” chưa có giờ: hãy ghi như 07/02/2025 16:55."),
        ("25:10 07/02/2025", "Giờ 25:10 không có thật: một ngày từ 00:00 đến 23:59."),
        ("30/02/2025 10:00", "Ngày 30/02/2025 không có thật: tháng 2 năm 2025 chỉ có 28 ngày."),
        ("2025-02-30T10:00", "Ngày 30/02/2025 không có thật: tháng 2 năm 2025 chỉ có 28 ngày."),
        ("2025-02-07T10:99", "“2025-02-07T10:99” không đọc được thành ngày giờ: hãy ghi như 07/02/2025 16:55."),
    ],
)
def test_a_moment_that_cannot_be_is_refused(written: str, sentence: str) -> None:
    with pytest.raises(BadDate) as refusal:
        read_moment(written)
    assert str(refusal.value) == sentence


@given(
    st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    )
)
def test_a_moment_goes_both_ways(moment: datetime) -> None:
    local = moment.replace(tzinfo=VIETNAM)
    assert read_moment(show_moment(local)) == local
    assert read_moment(local.isoformat()) == local
    assert read_moment(local.astimezone(timezone(timedelta(hours=-3))).isoformat()) == local


@given(st.text(max_size=24))
def test_any_text_is_a_moment_or_is_refused(text: str) -> None:
    try:
        assert read_moment(text).tzinfo is not None
    except BadDate as refusal:
        assert str(refusal).endswith(".")
