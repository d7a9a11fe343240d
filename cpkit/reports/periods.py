"""The three dates of a report, which are three different things: the period, the cut-off and the due date.

A year is the plan's: 15/11 of the year before to 14/11, due "trước ngày 20/11" (plan 2021-2025, part V), so its last
day is 19/11. Halves, quarters and months are those of NĐ 09/2019 Đ12. All can be set apart from each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from cpkit.errors import Misused, Refused
from cpkit.language import _
from cpkit.times import days_in
from cpkit.vietnamese import show_date

_FIRST_DAY, _LAST_DAY = 15, 14
QUARTERS = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Period:
    """What is counted: facts of `start` to `end`, children as they are on `cutoff`; `due`: the last day to send it."""

    start: date
    end: date
    cutoff: date
    due: date | None
    title: str
    slug: str

    @cached_property
    def first(self) -> str:
        """`start` as ISO text, to compare with the store's dates."""
        return self.start.isoformat()

    @property
    def last_day(self) -> date:
        """The last day whose facts count: the end of the period, or the cut-off when that comes first."""
        return min(self.end, self.cutoff)

    @cached_property
    def last(self) -> str:
        """`last_day` as ISO text."""
        return self.last_day.isoformat()

    @cached_property
    def day(self) -> str:
        """The cut-off as ISO text."""
        return self.cutoff.isoformat()

    def has(self, day: str) -> bool:
        """Whether a fact of `day` (ISO date or moment) falls into the period."""
        return self.first <= day[:10] <= self.last

    @property
    def part_of_year(self) -> bool:
        """Whether it is too short to be held against what a plan sets for a year: a quarter, a month, some days."""
        return (self.end - self.start).days + 1 < 365

    @property
    def subject(self) -> str:
        """The title inside a sentence: "năm 2025", "quý I năm 2025"."""
        return self.title[:1].lower() + self.title[1:]

    @property
    def due_words(self) -> str:
        """The due date in the words of the plan, with the last day."""
        if self.due is None:
            return _("không quy định")
        before = show_date(self.due + timedelta(days=1))
        return _("trước ngày {day} (hạn cuối {last})").format(day=before, last=show_date(self.due))


def year_period(year: int) -> Period:
    """15/11 of the year before to 14/11, due by 19/11."""
    end = date(year, 11, _LAST_DAY)
    title, slug = _("Năm {year}").format(year=year), str(year)
    return Period(date(year - 1, 11, _FIRST_DAY), end, end, date(year, 11, 19), title, slug)


def half_period(year: int, half: int) -> Period:
    """15/12 to 14/6, or 15/6 to 14/12 (NĐ 09/2019 Đ12)."""
    _check(half, 2, "--half")
    first, last = ((year - 1, 12), (year, 6)) if half == 1 else ((year, 6), (year, 12))
    title = _("6 tháng đầu năm {year}") if half == 1 else _("6 tháng cuối năm {year}")
    return _standard(first, last, title.format(year=year), f"{year}-6t{half}")


def quarter_period(year: int, quarter: int) -> Period:
    """From the 15th of the month before the quarter to the 14th of its last month (NĐ 09/2019 Đ12)."""
    _check(quarter, 4, "--quarter")
    title = _("Quý {quarter} năm {year}").format(quarter=QUARTERS[quarter - 1], year=year)
    return _standard(_month_before(year, quarter * 3 - 2), (year, quarter * 3), title, f"{year}-q{quarter}")


def month_period(year: int, month: int) -> Period:
    """From the 15th of the month before to the 14th (NĐ 09/2019 Đ12)."""
    _check(month, 12, "--month")
    title = _("Tháng {month} năm {year}").format(month=month, year=year)
    return _standard(_month_before(year, month), (year, month), title, f"{year}-{month:02}")


PARTS = {"half": half_period, "quarter": quarter_period, "month": month_period}
"""The parts of a year by the name of their option: year and number to period."""


MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
"""How many months each part of a year has."""


def on_calendar(period: Period, kind: str, year: int, part: int = 1) -> Period:
    """`period` from the first to the last day of its calendar months instead, with no due date; `kind` of `MONTHS`."""
    last = part * MONTHS[kind]
    start, end = date(year, last - MONTHS[kind] + 1, 1), date(year, last, days_in(year, last))
    title = _("{title} (theo năm dương lịch)").format(title=period.title)
    return Period(start, end, end, None, title, f"{period.slug}-dl")


def refuse_future(period: Period, today: date) -> None:
    """Raise Refused for a period that has not begun: nothing of it can have been recorded."""
    if period.start > today:
        sentence = _("{title} bắt đầu ngày {start}, chưa đến: chưa có gì để báo cáo.")
        raise Refused(sentence.format(title=period.title, start=show_date(period.start)))


def days_period(start: date, end: date) -> Period:
    """Any days, both ends counted. Raises Misused when they are the wrong way round."""
    if end < start:
        sentence = _("Ngày kết thúc {end} ở trước ngày bắt đầu {start}.")
        raise Misused(sentence.format(end=show_date(end), start=show_date(start)))
    title = _("Từ {start} đến {end}").format(start=show_date(start), end=show_date(end))
    return Period(start, end, end, None, title, f"{start:%Y%m%d}-{end:%Y%m%d}")


_SLUG = re.compile(r"(?P<year>\d{4})(?:-6t(?P<half>[12])|-q(?P<quarter>[1-4])|-(?P<month>\d\d))?(?P<calendar>-dl)?")


def titled_here(period: Period) -> Period:
    """A period that came in a file with its title in the language of now, where it is one of those above."""
    found = _SLUG.fullmatch(period.slug)
    if found is None:
        same = days_period(period.start, period.end)
    else:
        year, kind = int(found["year"]), next((one for one in PARTS if found[one]), "year")
        part = int(found[kind])
        same = year_period(year) if kind == "year" else PARTS[kind](year, part)
        same = on_calendar(same, kind, year, 1 if kind == "year" else part) if found["calendar"] else same
    alike = (same.start, same.end, same.slug) == (period.start, period.end, period.slug)
    return replace(period, title=same.title) if alike else period


def with_dates(period: Period, cutoff: date | None = None, due: date | None = None) -> Period:
    """`period` with another cut-off or due date. Raises Misused for a cut-off before the period begins."""
    if cutoff is not None and cutoff < period.start:
        sentence = _("Ngày chốt số liệu {cutoff} ở trước ngày bắt đầu kỳ {start}.")
        raise Misused(sentence.format(cutoff=show_date(cutoff), start=show_date(period.start)))
    return replace(period, cutoff=cutoff or period.cutoff, due=due or period.due)


def read_part(text: str, year: int | None, option: str) -> tuple[int, int]:
    """Year and number of "2/2025", "2025-2", or "2" beside `--year`. Raises Misused naming `option`."""
    numbers = [int(piece) for piece in re.findall(r"\d+", text)]
    years = [number for number in numbers if number >= 1000] or ([year] if year else [])
    parts = [number for number in numbers if number < 1000]
    if len(years) != 1 or len(parts) != 1 or len(numbers) > 2:
        sentence = _("{option} chưa rõ: hãy ghi như {option} 1/2025, hoặc --year 2025 {option} 1.")
        raise Misused(sentence.format(option=option))
    return years[0], parts[0]


def _standard(first: tuple[int, int], last: tuple[int, int], title: str, slug: str) -> Period:
    end = date(*last, _LAST_DAY)
    return Period(date(*first, _FIRST_DAY), end, end, None, title, slug)


def _month_before(year: int, month: int) -> tuple[int, int]:
    return (year, month - 1) if month > 1 else (year - 1, 12)


def _check(number: int, most: int, option: str) -> None:
    if not 1 <= number <= most:
        raise Misused(_("{option} chỉ từ 1 đến {most}.").format(option=option, most=most))
