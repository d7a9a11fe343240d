"""The date of a list: what its title or its foot says ("Tính đến ngày …", "ngày 10 tháng 11 năm 2025", "NĂM 2025")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cpkit.exchange.headings import Table
from cpkit.exchange.reading import Row, Sheet
from cpkit.vietnamese import fold

_UNTIL = re.compile(r"den (?:het )?(?:ngay )?(\d{1,2})\s*(?:/|-|\.|thang)\s*(\d{1,2})\s*(?:/|-|\.|nam)\s*(\d{4})")
_WRITTEN = re.compile(r"ngay\s*(\d{1,2})\s*(?:/|-|\.|thang)\s*(\d{1,2})\s*(?:/|-|\.|nam)\s*(\d{4})")
_YEAR = re.compile(r"\bnam (20\d\d)\b(?! ?[-/] ?\d)")
_ORDER = re.compile(r"(?:quyet dinh|ke hoach|nghi dinh|thong tu|cong van|nghi quyet)")
"""A date beside these words is that of another paper."""


@dataclass(frozen=True)
class ListDate:
    """A date found in a sheet, and the text it stands in."""

    day: date
    source: str


def find_list_date(sheet: Sheet, table: Table, last_child: int, today: date) -> ListDate | None:
    """The date a list was made: "đến ngày …" before the signature's date before a date in the title, else a year's end.

    Of a year alone the last day counts, or today in the running year; "2021-2025" is no year. Dates after today are
    not believed.
    """
    foot = list(_texts(sheet.rows[last_child + 1 :]))
    titles = list(_texts(sheet.rows[: table.top]))
    for pattern, texts in ((_UNTIL, titles + foot), (_WRITTEN, foot[::-1]), (_WRITTEN, titles)):
        found = _first(pattern, texts, today)
        if found:
            return found
    return _year(titles + foot, today)


def _texts(rows: Iterable[Row]) -> Iterator[str]:
    return (cell for row in rows for cell in row if isinstance(cell, str) and cell)


def _first(pattern: re.Pattern[str], texts: Iterable[str], today: date) -> ListDate | None:
    for text in texts:
        folded = fold(text)
        match = None if _ORDER.search(folded) else pattern.search(folded)
        day = _real_date(*map(int, match.groups())) if match else None
        if day and day <= today:
            return ListDate(day, " ".join(text.split()))
    return None


def _real_date(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(texts: Iterable[str], today: date) -> ListDate | None:
    for text in texts:
        match = None if _ORDER.search(fold(text)) else _YEAR.search(fold(text))
        if match and int(match[1]) <= today.year:
            return ListDate(min(date(int(match[1]), 12, 31), today), " ".join(text.split()))
    return None
