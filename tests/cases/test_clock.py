"""The clock: hand-computed deadlines, each with the article that says so.

Civil Code (Bộ luật Dân sự 2015): Đ147.1 hours from the moment; Đ147.2 the first day is not counted; Đ148.3 months end
on the same day number or the month's last; Đ148.5 a last day off moves to the next working day; Đ148.6 at 24 o'clock.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.calendar import is_working_day
from cpkit.cases.clock import Amount, deadline, deadlines, due
from cpkit.cases.steps import process
from cpkit.errors import Misused
from cpkit.times import VIETNAM
from cpkit.vietnamese import read_moment

moments = st.datetimes(datetime(2017, 7, 1), datetime(2026, 6, 30)).map(lambda moment: moment.replace(tzinfo=VIETNAM))


@pytest.mark.parametrize(
    ("start", "amount", "end", "article"),
    [
        ("24/01/2025 16:55", "12h", "25/01/2025 04:55", "NĐ56 Đ31.2, Đ147.1: nights and weekends run"),
        ("28/01/2025 23:30", "12h", "29/01/2025 11:30", "NĐ56 Đ31.2: over New Year's night"),
        ("28/02/2024 20:00", "12h", "29/02/2024 08:00", "NĐ56 Đ31.2: leap day"),
        ("31/12/2025 18:00", "12h", "01/01/2026 06:00", "NĐ56 Đ32.2: over the year's end"),
        ("24/01/2025 16:55", "5wd", "07/02/2025 23:59", "NĐ56 Đ28.1: Friday before Tết 2025"),
        ("19/01/2023 09:00", "5wd", "02/02/2023 23:59", "NĐ56 Đ28.1: Thursday before Tết 2023"),
        ("13/02/2026 16:55", "5wd", "27/02/2026 23:59", "NĐ56 Đ28.1: Friday before Tết 2026"),
        ("28/04/2023 08:00", "2wd", "05/05/2023 23:59", "NĐ56 Đ28.4: 29/4-3/5/2023"),
        ("25/04/2025 08:00", "2wd", "28/04/2025 23:59", "NĐ56 Đ28.4: worked Saturday 26/4/2025"),
        ("29/04/2025 08:00", "2wd", "06/05/2025 23:59", "NĐ56 Đ28.4: 30/4, 1/5 and moved 2/5/2025"),
        ("31/08/2023 16:00", "2wd", "06/09/2023 23:59", "NĐ56 Đ28.4: 1-4/9/2023"),
        ("29/08/2025 16:55", "5wd", "09/09/2025 23:59", "NĐ56 Đ28.1: 1-2/9/2025"),
        ("28/08/2026 16:55", "2wd", "04/09/2026 23:59", "NĐ56 Đ28.4: moved 31/8/2026, 1-2/9"),
        ("21/08/2026 09:00", "2wd", "24/08/2026 23:59", "NĐ56 Đ28.4: worked Saturday 22/8/2026"),
        ("31/12/2025 10:00", "5wd", "09/01/2026 23:59", "NĐ56 Đ28.1: moved 2/1/2026"),
        ("08/01/2026 10:00", "2wd", "10/01/2026 23:59", "NĐ56 Đ28.4: worked Saturday 10/1/2026"),
        ("20/11/2026 10:00", "2wd", "25/11/2026 23:59", "NĐ56 Đ28.4: 24/11 is a holiday from 2026"),
        ("21/11/2025 10:00", "2wd", "25/11/2025 23:59", "NĐ56 Đ28.4: 24/11 is none in 2025"),
        ("04/04/2025 16:55", "2wd", "09/04/2025 23:59", "NĐ56 Đ28.4: 7/4/2025 is the Hùng Kings' day (10/3 lunar)"),
        ("24/04/2026 16:55", "2wd", "29/04/2026 23:59", "NĐ56 Đ28.4: 26/4/2026, a Sunday, is made up for on the 27th"),
        ("24/04/2026 16:55", "5wd", "06/05/2026 23:59", "NĐ56 Đ28.1: 27/4, 30/4 and 1/5/2026"),
        ("13/02/2026 16:55", "2wd", "24/02/2026 23:59", "NĐ56 Đ28.4: Tết 2026, 16-20/2"),
        ("07/06/2025 10:00", "5wd", "13/06/2025 23:59", "Đ147.2: from a Saturday, counting begins on Monday"),
        ("10/01/2025 08:00", "15d", "03/02/2025 23:59", "Đ148.5: the 25th is in the Tết rest"),
        ("03/03/2025 08:00", "15d", "18/03/2025 23:59", "Đ148.1: an ordinary term"),
        ("01/03/2025 08:00", "15d", "17/03/2025 23:59", "Đ148.5: from Sunday to Monday"),
        ("11/04/2025 08:00", "15d", "26/04/2025 23:59", "Đ148.5: ends on a worked Saturday"),
        ("14/02/2024 08:00", "15d", "29/02/2024 23:59", "NĐ56 Đ32.3, Đ148.1: ends on the leap day"),
        ("29/02/2024 08:00", "1m", "29/03/2024 23:59", "NĐ56 Đ43.2, Đ148.3: the same day number"),
        ("31/03/2025 08:00", "1m", "05/05/2025 23:59", "Đ148.3, Đ148.5: 30/4 is off, and all to 4/5/2025"),
        ("31/08/2025 08:00", "6m", "02/03/2026 23:59", "NĐ56 Đ43.2, Đ148.3, Đ148.5: 28/2/2026 is a Saturday"),
        ("30/11/2024 08:00", "3m", "28/02/2025 23:59", "Mẫu 06, Đ148.3: no 30 February"),
        ("30/11/2023 08:00", "3m", "29/02/2024 23:59", "Mẫu 06, Đ148.3: leap year"),
        ("31/01/2025 08:00", "1m", "28/02/2025 23:59", "NĐ56 Đ43.2, Đ148.3"),
        ("29/10/2024 08:00", "3m", "03/02/2025 23:59", "Mẫu 06, Đ148.5: 29/1/2025 is Tết"),
        ("02/06/2025 08:00", "3m", "03/09/2025 23:59", "Mẫu 06, Đ148.5: 2/9 is a holiday"),
        ("15/01/2025 08:00", "6m", "15/07/2025 23:59", "NĐ56 Đ43.2"),
        ("02/06/2025 08:00", "15wd", "23/06/2025 23:59", "NĐ56 Đ42.7"),
    ],
)
def test_deadlines_computed_by_hand(start: str, amount: str, end: str, article: str) -> None:
    found = due(read_moment(start), Amount.parse(amount))
    expected = read_moment(end)
    assert found.due == (expected if amount.endswith("h") else expected.replace(second=59)), article


def test_the_days_skipped_are_named() -> None:
    found = due(read_moment("29/04/2025 08:00"), Amount.parse("2wd"))
    assert [(day.date.isoformat(), day.reason) for day in found.skipped] == [
        ("2025-04-30", "Ngày Chiến thắng"),
        ("2025-05-01", "Ngày Quốc tế Lao động"),
        ("2025-05-02", "Nghỉ hoán đổi, làm bù 26/04/2025"),
        ("2025-05-03", "Thứ Bảy"),
        ("2025-05-04", "Chủ nhật"),
    ]


def test_a_term_in_days_skips_only_where_it_ends() -> None:
    found = due(read_moment("01/03/2025 08:00"), Amount.parse("15d"))
    assert [day.date for day in found.skipped] == [date(2025, 3, 16)]


def test_a_year_not_announced_makes_the_deadline_provisional() -> None:
    assert not due(read_moment("23/12/2026 08:00"), Amount.parse("5wd")).provisional
    assert due(read_moment("30/12/2026 08:00"), Amount.parse("5wd")).provisional
    assert due(read_moment("30/11/2026 08:00"), Amount.parse("3m")).provisional
    assert not due(read_moment("31/12/2026 20:00"), Amount.parse("12h")).provisional


def test_a_longest_duration_ends_even_on_a_day_off() -> None:
    """NĐ56 Đ32.3: separation lasts 15 days at most; a Sunday does not lengthen it."""
    found = deadline("ket_thuc_cach_ly").due(read_moment("01/03/2025 08:00"))
    assert found.due == datetime(2025, 3, 16, 23, 59, 59, tzinfo=VIETNAM)
    assert found.skipped == ()


def test_a_start_told_in_another_zone_is_counted_on_vietnam_s_clock() -> None:
    assert due(read_moment("2025-03-03T20:00:00+00:00"), Amount.parse("15d")).due.date() == date(2025, 3, 19)


@given(moments, st.integers(1, 60), st.sampled_from(("d", "wd", "m")))
def test_every_term_in_days_ends_with_a_working_day(start: datetime, number: int, unit: str) -> None:
    """Đ148.5 and Đ148.6."""
    found = due(start, Amount.parse(f"{number}{unit}"))
    assert is_working_day(found.due.date())
    assert found.due.timetz().replace(tzinfo=None) == time(23, 59, 59)
    assert all(not is_working_day(day.date) for day in found.skipped)


@given(moments, st.integers(1, 30), st.sampled_from(("h", "d", "wd", "m")))
def test_a_longer_term_never_ends_earlier(start: datetime, number: int, unit: str) -> None:
    shorter, longer = (due(start, Amount.parse(f"{count}{unit}")).due for count in (number, number + 1))
    assert start < shorter <= longer


@given(moments, st.integers(1, 500))
def test_hours_run_without_a_break(start: datetime, number: int) -> None:
    assert due(start, Amount(number, "h")) == (start + timedelta(hours=number), (), False)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("12h", 12, "h"),
        ("5wd", 5, "wd"),
        ("15d", 15, "d"),
        ("3m", 3, "m"),
        ("5 ngày làm việc", 5, "wd"),
        ("12 giờ", 12, "h"),
    ],
)
def test_a_term_is_read_from_its_sign_or_its_words(text: str, number: int, unit: str) -> None:
    amount = Amount.parse(text)
    assert (amount.number, amount.unit) == (number, unit)
    assert Amount.parse(amount.text) == amount


@pytest.mark.parametrize("text", ["", "12", "h", "0d", "-1d", "5x", "1.5h", "99999d"])
def test_other_amounts_are_refused(text: str) -> None:
    with pytest.raises(Misused, match="không phải là thời hạn"):
        Amount.parse(text)


@pytest.mark.parametrize(
    ("rule", "amount", "citation"),
    [
        ("bien_phap_khan_cap", "12h", "NĐ56 Đ26.3, Đ31.2"),
        ("cach_ly", "12h", "NĐ56 Đ26.3, Đ32.2"),
        ("trinh_ke_hoach", "5wd", "NĐ56 Đ28.1"),
        ("phe_duyet", "2wd", "NĐ56 Đ28.4"),
        ("ket_thuc_cach_ly", "15d", "NĐ56 Đ32.3"),
        ("theo_doi", "3m", "NĐ56 Mẫu 06"),
        ("giao_nhan_cham_soc_thay_the", "15wd", "NĐ56 Đ42.7"),
        ("theo_doi_cham_soc_thay_the_1", "1m", "NĐ56 Đ43.2"),
        ("theo_doi_cham_soc_thay_the_3", "3m", "NĐ56 Đ43.2"),
        ("bao_cao_cham_soc_thay_the", "6m", "NĐ56 Đ43.2, Luật Trẻ em Đ68.2"),
        ("thong_bao_cham_soc_thay_the", "6m", "Luật Trẻ em Đ64.1b"),
        ("tham_dinh_chuyen_cham_soc_thay_the", "10wd", "NĐ56 Đ45.2"),
        ("quyet_dinh_chuyen_cham_soc_thay_the", "15wd", "NĐ56 Đ45.4"),
        ("cham_dut_o_co_so_cham_soc_thay_the", "5wd", "NĐ56 Đ48.3"),
    ],
)
def test_the_deadlines_of_the_decree(rule: str, amount: str, citation: str) -> None:
    found = deadline(rule)
    assert (found.amount, found.citation) == (amount, citation)
    assert found.consequence["vi"].endswith(".")
    assert set(found.label) == set(found.consequence) == {"vi", "en"}


def test_the_decree_s_deadlines_begin_with_the_decree() -> None:
    """NĐ56 Đ57: in force from 01/07/2017."""
    assert not [rule for rule in deadlines(date(2017, 6, 30)) if rule.citation.startswith("NĐ56")]
    assert len(deadlines(date(2017, 7, 1))) == len(deadlines())


def test_the_case_s_deadlines_name_steps_of_the_case() -> None:
    steps = {step.id for step in process().steps}
    for rule in deadlines():
        if "cham_soc_thay_the" not in rule.id:
            assert {rule.step, rule.anchor, *rule.anchors} <= steps, rule.id


def test_an_unknown_rule_is_named() -> None:
    with pytest.raises(Misused, match="khong_co"):
        deadline("khong_co")
