"""Dates as officers write them, and dates known only in part.

Many birth dates are known to the month, to the year, or as an estimated age; all of them are `PartialDate`. Reading
accepts dd/mm/yyyy in its many hands and ISO; every refusal is a full sentence for the officer.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import msgspec

from cpkit.language import _
from cpkit.times import days_in, to_vietnam
from cpkit.vietnamese.text import fold

PRECISIONS = ("day", "month", "year", "age")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_FIRST_SERIAL, _LAST_SERIAL, _SERIAL_ZERO = 20000, 80000, date(1899, 12, 30)
# 16:55, 16:55:30, 16h55, 16h, 9 gio 30 phut - standing apart from the digits of the date.
_TIME = re.compile(
    r"(?<![\d/.-])(\d{1,2})(?:[:h](\d{2})(?::(\d{2}))?| ?(?:gio|h)(?: ?(\d{1,2})(?: ?phut)?(?![/.-]))?)(?![\d/])"
)


class BadDate(ValueError):
    """A date or time that cannot be; its message is the sentence for the officer."""


class PartialDate(msgspec.Struct, frozen=True):
    """A date known to the day, the month or the year, or a year estimated from an age (right within one year)."""

    year: int
    month: int | None = None
    day: int | None = None
    precision: str = ""

    def __post_init__(self) -> None:
        known = "day" if self.day else "month" if self.month else "year"
        if self.day and not self.month:
            raise BadDate(_("Ngày này thiếu tháng: hãy ghi đủ ngày/tháng/năm, hoặc chỉ ghi năm."))
        if self.precision != "age" or known != "year":
            msgspec.structs.force_setattr(self, "precision", known)
        _real(self.year, self.month, self.day)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The fully known date `day`."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse_iso(cls, text: str, precision: str | None = None) -> PartialDate:
        """The date stored as "2018-11-26", "2018-11" or "2018" (with precision "age": an estimate). Raises BadDate."""
        if not re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", text, re.ASCII):
            raise _unreadable(text)
        parts: list[int | None] = [int(part) for part in text.split("-")]
        year, month, day = [*parts, None, None][:3]
        return cls(year or 0, month, day, precision or "")

    @property
    def iso(self) -> str:
        """What is stored: "2018-11-26", "2018-11" or "2018" (the precision is stored beside it)."""
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    @property
    def earliest(self) -> date:
        """The first day it can be."""
        return date(self.year - (self.precision == "age"), self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can be."""
        year, month = self.year + (self.precision == "age"), self.month or 12
        return date(year, month, self.day or days_in(year, month))

    def agrees(self, other: PartialDate) -> bool:
        """Whether both can be the same day: 2018 and 26/11/2018 agree; an estimated year agrees within one year."""
        if "age" in (self.precision, other.precision):
            return abs(self.year - other.year) <= 1
        return self.earliest <= other.latest and other.earliest <= self.latest

    def age_on(self, day: date) -> tuple[int, int]:
        """The least and the greatest age in full years on `day`; equal when the date is known to the day."""
        oldest = years_between(self.earliest, day)
        return max(years_between(self.latest, day), min(oldest, 0)), oldest

    def __lt__(self, other: PartialDate) -> bool:
        return (self.earliest, self.latest, self.precision) < (other.earliest, other.latest, other.precision)

    def __le__(self, other: PartialDate) -> bool:
        return self == other or self < other


def years_between(birth: date, day: date) -> int:
    """Full years of age on `day`; the birthday itself counts ("từ đủ").

    Who was born on 29/02 completes a year on 28/02 where there is no 29/02: a term whose last month lacks the
    corresponding day ends on the last day of that month (Bộ luật Dân sự Đ148.3, by analogy for years, Đ148.4).
    """
    last = days_in(day.year, birth.month)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, min(birth.day, last)))


def read_partial_date(value: str | float | date, *, today: date) -> PartialDate:
    """A birth date as it stands in a list: full, month or year only, "khoảng năm 2018", "7 tuổi", a date cell.

    Two-digit years are of this century unless that lies after `today`. Raises BadDate: unreal, unreadable or after
    `today`.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        found = PartialDate.of(value)
    elif isinstance(value, (int, float)):
        found = _from_number(value)
    else:
        found = _from_text(value, today)
    return _not_after(found, today)


def read_date(text: str | date) -> date:
    """A full date: dd/mm/yyyy (also dd-mm-yy, dd.mm.yyyy, "ngày … tháng … năm …") or ISO. Raises BadDate."""
    if isinstance(text, date):
        return text.date() if isinstance(text, datetime) else text
    found = _from_text(text, date(2069, 12, 31))
    if found.precision != "day":
        raise BadDate(_("“{text}” chưa đủ ngày, tháng, năm.").format(text=text.strip()[:20]))
    return found.earliest


def read_moment(text: str | datetime) -> datetime:
    """A date with its time, on Vietnam's clock unless it names an offset: "07/02/2025 16:55", "16h55 7/2/2025", ISO.

    Raises BadDate, also when the time is missing.
    """
    if isinstance(text, datetime):
        return to_vietnam(text)
    clean = " ".join(re.sub(r"\b(?:ngay|luc)\b", " ", fold(text)).split())
    if re.match(r"\d{4}-\d{1,2}-\d{1,2}[t ]\d", clean):
        return _iso_moment(text.strip())
    time = _TIME.search(clean)
    if time is None:
        raise BadDate(_("“{text}” chưa có giờ: hãy ghi như 07/02/2025 16:55.").format(text=text.strip()[:20]))
    day = read_date((clean[: time.start()] + " " + clean[time.end() :]).strip(" ,;-"))
    return _at(day, time)


def show_date(day: date) -> str:
    """26/11/2018."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def show_moment(moment: datetime) -> str:
    """26/11/2018 16:55, on Vietnam's clock."""
    local = to_vietnam(moment)
    return f"{show_date(local)} {local:%H:%M}"


def show_partial(partial: PartialDate) -> str:
    """26/11/2018, "tháng 11/2018", "năm 2018" or "khoảng năm 2018", as much as is known."""
    shapes = {
        "day": "{day:02}/{month:02}/{year}",
        "month": _("tháng {month}/{year}"),
        "year": _("năm {year}"),
        "age": _("khoảng năm {year}"),
    }
    return shapes[partial.precision].format(year=partial.year, month=partial.month, day=partial.day)


def _real(year: int, month: int | None, day: int | None) -> None:
    """Raises BadDate when the calendar has no such year, month or day."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadDate(_("Năm {year} không hợp lý: hãy ghi đủ bốn chữ số của năm.").format(year=year))
    if month is not None and not 1 <= month <= 12:
        written = f"{day:02}/{month:02}/{year}" if day else f"{month:02}/{year}"
        raise BadDate(_("Ngày {date} không có thật: không có tháng {month}.").format(date=written, month=month))
    if month and day is not None and not 1 <= day <= days_in(year, month):
        sentence = _("Ngày {date} không có thật: tháng {month} năm {year} chỉ có {count} ngày.")
        count = days_in(year, month)
        raise BadDate(sentence.format(date=f"{day:02}/{month:02}/{year}", month=month, year=year, count=count))


def _unreadable(text: str) -> BadDate:
    """The refusal of a text that is no date; one without any digit is not repeated, it may be a name."""
    if any(character.isdigit() for character in text):
        sentence = _("“{text}” không đọc được thành ngày: hãy ghi ngày/tháng/năm, ví dụ 26/11/2018.")
        return BadDate(sentence.format(text=text.strip()[:20]))
    return BadDate(_("Không đọc được thành ngày: hãy ghi ngày/tháng/năm, ví dụ 26/11/2018."))


def _not_after(found: PartialDate, today: date) -> PartialDate:
    """`found`, unless it certainly lies after `today`."""
    if found.earliest > today:
        shown = show_partial(found)
        subject = _("Ngày {date}").format(date=shown) if found.precision == "day" else shown[:1].upper() + shown[1:]
        raise BadDate(_("{date} ở sau hôm nay ({today}).").format(date=subject, today=show_date(today)))
    return found


def _from_number(number: float) -> PartialDate:
    """A number cell: a year, or the serial number of a date that lost its format in the spreadsheet."""
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return PartialDate.of(_SERIAL_ZERO + timedelta(days=int(number)))
    if not 1000 <= number <= 9999 or number != int(number):
        raise _unreadable(str(number))
    return PartialDate(int(number))


def _from_text(text: str, today: date) -> PartialDate:
    """The date that `text` writes; `today` settles two-digit years and ages."""
    folded = fold(text)
    age = re.fullmatch(r"(?:khoang |uoc |~ ?)?(\d{1,2}) ?t(?:uoi)?", folded)
    if age:
        return PartialDate(today.year - int(age[1]), precision="age")
    about, folded = re.subn(r"^(?:khoang|uoc(?: tinh| chung)?|~) ?", "", folded)[::-1]
    parts = _parts(folded)
    if parts is None:
        raise _unreadable(text)
    year, month, day = _full_year(parts[0], today), int(parts[1]) or None, int(parts[2]) or None
    return PartialDate(year, month, day, precision="age" if about and not month else "")


def _parts(folded: str) -> tuple[str, str, str] | None:
    """Year, month and day (0 = not written) of a folded text, or None."""
    folded = re.sub(r"[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?$", "", folded)
    marked = re.sub(r"\b(?:ngay|thang|nam|t(?=\d))", "/", folded)
    blanked = re.sub(r"[_?…]+|\.{2,}", "0", marked)
    pieces = re.sub(r"\s*[/.\-]\s*|\s+", "/", blanked).lstrip("/").split("/")
    if re.fullmatch(r"\d{4}", pieces[0]) and len(pieces) > 1:
        pieces.reverse()
    pieces = ["0"] * (3 - len(pieces)) + [piece or "0" for piece in pieces]
    day, month, year = pieces if len(pieces) == 3 else ("", "", "")
    return (year, month, day) if _plausible(year, month, day) else None


def _plausible(year: str, month: str, day: str) -> bool:
    """Whether the pieces have the right number of digits; a two-digit year needs its day and month."""
    if not all(re.fullmatch(r"\d{1,2}", piece, re.ASCII) for piece in (month, day)):
        return False
    lengths = (2, 4) if int(month) and int(day) else (4,)
    return bool(re.fullmatch(r"\d+", year, re.ASCII)) and len(year) in lengths


def _full_year(year: str, today: date) -> int:
    """The year with its century: this one unless that lies after `today`."""
    if len(year) == 4:
        return int(year)
    guess = today.year // 100 * 100 + int(year)
    return guess if guess <= today.year else guess - 100


def _at(day: date, time: re.Match[str]) -> datetime:
    """`day` at the time that `_TIME` found. Raises BadDate for 25:00."""
    hour, minute, second = int(time[1]), int(time[2] or time[4] or 0), int(time[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise BadDate(_("Giờ {time} không có thật: một ngày từ 00:00 đến 23:59.").format(time=time[0].strip()))
    return to_vietnam(datetime(day.year, day.month, day.day, hour, minute, second))


def _iso_moment(text: str) -> datetime:
    """A moment in ISO form; the date is checked first so that its refusal names what is wrong."""
    read_date(text[:10].rstrip("Tt "))
    try:
        return to_vietnam(datetime.fromisoformat(text.replace("z", "Z")))
    except ValueError:
        sentence = _("“{text}” không đọc được thành ngày giờ: hãy ghi như 07/02/2025 16:55.")
        raise BadDate(sentence.format(text=text[:25])) from None
