"""How old a child is on the cut-off date, found by comparing ISO strings (no date is parsed for a row).

A birth known only in part counts with the last day it can be, so a child stays a child until certainly 16 - as
Bộ luật Tố tụng hình sự 2015 Đ417.2 fixes the birth of young persons, and as the register admits them. How many
children could be older than counted is said on the report. A child is under 16 (Luật Trẻ em Đ1): it leaves on its
16th birthday; "từ đủ 7 tuổi" is the 7th birthday itself.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta

from cpkit.register.ages import CHILDHOOD_ENDS
from cpkit.times import days_in
from cpkit.vietnamese import years_between


class Ages:
    """Ages in full years on one day."""

    def __init__(self, day: date) -> None:
        self.day = day.isoformat()
        # Ascending birthdays: who was born on or before `born_by[n]` (counted from the end) has completed those years.
        self._completed = [_born_by(day, years).isoformat() for years in range(CHILDHOOD_ENDS, -1, -1)]

    def age(self, birth: str, precision: str | None = None) -> int:
        """Full years, at most 16; a birth known in part counts with its last possible day. -1: not yet born."""
        years = self._full_years(latest(birth, precision))
        return years if years >= 0 or earliest(birth, precision) > self.day else 0

    def may_be_grown(self, birth: str, precision: str | None = None) -> bool:
        """Whether someone counted as under 16 could be 16 already, the birth being known only in part."""
        return self._full_years(earliest(birth, precision)) >= CHILDHOOD_ENDS

    def _full_years(self, birth: str) -> int:
        return CHILDHOOD_ENDS - bisect_left(self._completed, birth)


def latest(birth: str, precision: str | None = None) -> str:
    """The last day a partial birth can be."""
    if len(birth) == 10:
        return birth
    if precision == "age":
        return f"{int(birth[:4]) + 1}-12-31"
    if len(birth) == 4:
        return birth + "-12-31"
    return f"{birth}-{days_in(int(birth[:4]), int(birth[5:])):02}"


def earliest(birth: str, precision: str | None = None) -> str:
    """The first day a partial birth can be."""
    if len(birth) == 10:
        return birth
    if precision == "age":
        return f"{int(birth[:4]) - 1}-01-01"
    return birth + ("-01" if len(birth) == 7 else "-01-01")


def _born_by(day: date, years: int) -> date:
    """The last birthday on which one has completed `years` on `day`, by the rule of `years_between`."""
    born = date(day.year - years, day.month, min(day.day, 28)) + timedelta(days=day.day - min(day.day, 28))
    while years_between(born, day) >= years and born <= day:
        born += timedelta(days=1)
    while years_between(born, day) < years or born > day:
        born -= timedelta(days=1)
    return born
