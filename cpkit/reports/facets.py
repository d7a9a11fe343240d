"""Facets: the fields a declared table can be laid out by, each read from one thing counted.

A facet knows the places a thing takes ("nam", "y_te", "2025-03"), their titles and their order. Most are questions of a
form; `cpkit.reports.facet_kinds` adds those that are found out otherwise (a child's age, an organisation at work).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from cpkit.errors import Refused
from cpkit.forms.choices import Choices, choices_of
from cpkit.forms.model import GROUP, REPEAT, Field, Form
from cpkit.language import _
from cpkit.reports.declared import EXPRESSION
from cpkit.vietnamese import fold

Read = Callable[[Any], Any]
Sort = Literal["code", "number", "day", "yes", "record", "text"]

UNKNOWN = "unknown"
OTHER = "other"
"""The place of a number outside every band."""
MOST_SHOWN = 25
"""A list of up to so many answers is shown whole, also the answers nobody gave."""
PRIVATE = ("name", "personal_number", "multiline")
"""Appearances of questions whose answers tell who somebody is, or what was written about somebody."""
PRIVATE_TABLES = ("children", "cases")
PARTS = ("year", "half", "quarter", "month")


@dataclass(frozen=True)
class Facet:
    """One field: its title, how it is read from a thing counted, and what the answers are.

    `several`: a thing may take several places. `optional`: a thing without an answer is left out of the table, where it
    would else stand as "Chưa rõ". `secret`: the answer is confidential, so its table is masked. `private`: it would
    tell who somebody is; a table may ask only whether there is an answer. `needs` is the field of the document to be
    decoded beyond those every report reads, `about` what must be remembered of each child for it.
    """

    name: str
    title: str
    read: Read
    sort: Sort = "text"
    known: tuple[tuple[str, str], ...] = ()
    label: Callable[[str], str] = str
    order: Callable[[str], Any] = str
    several: bool = False
    optional: bool = False
    money: bool = False
    secret: bool = False
    private: bool = False
    reference: str = ""
    needs: str = ""
    about: Read | None = None
    find: Callable[[str], str | None] | None = None
    """The place that an officer's word for it means; None for a word that means none."""
    near: Callable[[str], Sequence[str]] = lambda _text: ()

    def places(self, thing: Any) -> tuple[str, ...]:
        """The places `thing` takes; `UNKNOWN` where there is no answer, none where such things are left out."""
        value = self.read(thing)
        if value is None or value == "" or value == []:
            return () if self.optional else (UNKNOWN,)
        if isinstance(value, (list, tuple, set, frozenset)):
            return tuple(dict.fromkeys(self.place(one) for one in value))
        return (self.place(value),)

    def place(self, value: Any) -> str:
        """One answer as a place."""
        if self.sort == "yes":
            return "yes" if value else "no"
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value)

    def number(self, thing: Any) -> float | None:
        """The answer as a number; None where there is none."""
        value = self.read(thing)
        return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None

    def titles(self, seen: Iterable[str]) -> list[tuple[str, str]]:
        """The places to show with their titles: the known ones, then others that were seen, what is unknown last."""
        known = [id for id, _title in self.known]
        others = sorted({one for one in seen if one not in known}, key=lambda one: (one == UNKNOWN, self.order(one)))
        return [*self.known, *((id, self.name_of(id)) for id in others)]

    def name_of(self, place: str) -> str:
        """The title of one place."""
        return dict(self.known).get(place) or (_("Chưa rõ") if place == UNKNOWN else self.label(place))


def of_question(form: Form, asked: Field, read: Read) -> Facet:
    """The facet of one question, whose stored answer `read` gives."""
    private = asked.reference in PRIVATE_TABLES or any(map(asked.looks, PRIVATE))
    plain = Facet(
        asked.key, asked.text, read, several=asked.many, secret=asked.secret, private=private,
        reference=asked.reference,
    )  # fmt: skip
    if asked.list_name and not asked.rows_of:
        return _of_choices(plain, choices_of(form, asked), finer=asked.choice_filter.startswith("parent = ${"))
    if asked.reference:
        return _of_records(plain)
    if asked.kind == "acknowledge":
        return yes_or_no(plain)
    if asked.kind in ("integer", "decimal", "range"):
        return replace(plain, sort="number", order=_by_number, money=asked.looks("money"))
    if asked.kind in ("date", "dateTime"):
        return of_day(replace(plain, read=lambda thing: _day(read(thing))))
    if asked.looks("unit"):
        from cpkit.places import unit_name

        return replace(plain, label=unit_name)
    return replace(plain, order=_by_text)


def questions(form: Form, fields: Iterable[Field], reader: Callable[[Field], Read]) -> Iterable[Facet]:
    """The facets of these questions of `form`, notes and repeats left out."""
    asked = (field for field in fields if field.kind not in (REPEAT, GROUP, "note"))
    return (of_question(form, field, reader(field)) for field in asked)


def yes_or_no(facet: Facet) -> Facet:
    """A facet that is true or not; no answer means it is not."""
    known = (("yes", _("Có")), ("no", _("Không")))
    read = facet.read
    return replace(facet, read=lambda thing: bool(read(thing)), sort="yes", known=known, find=_yes_or_no)


def of_day(facet: Facet) -> Facet:
    """A facet that is a day, ISO."""
    return replace(facet, sort="day", label=_show_day, find=_find_day)


def parts_of(day: Facet, prefix: str) -> Iterable[Facet]:
    """The year, half, quarter and month of a day: `month`, or `born.month` of a question."""
    names = {"year": _("Năm"), "half": _("Nửa năm"), "quarter": _("Quý"), "month": _("Tháng")}
    for part in PARTS:
        title = names[part] if not prefix else f"{day.title} ({names[part].lower()})"
        read, find = _part_reader(day.read, part), _part_finder(part)
        yield Facet(f"{prefix}{part}", title, read, label=_show_part, find=find, needs=day.needs)


def banded(facet: Facet, bands: Sequence[tuple[str, int, int]]) -> Facet:
    """A facet of numbers laid into bands; a number in none of them is told apart."""
    read = facet.read

    def place(thing: Any) -> str | None:
        number = read(thing)
        if number is None:
            return None
        return next((text for text, first, last in bands if first <= int(number) <= last), OTHER)

    known = tuple((text, _band_title(first, last)) for text, first, last in bands)
    return replace(facet, read=place, sort="code", known=known, label=lambda _place: _("Khác"), order=str, find=None)


def _of_choices(facet: Facet, choices: Choices, *, finer: bool) -> Facet:
    """A list of answers: of a list in two levels only those of the level that is asked for are always shown."""
    titles = {choice.name: choice.short_text for choice in choices.items}
    level = [choice.name for choice in choices.items if bool(choice.columns.get("parent")) == finer]
    known = tuple((name, titles[name]) for name in level) if len(level) <= MOST_SHOWN else ()
    places = {name: (0, place, "") for place, name in enumerate(titles)}

    def find(text: str) -> str | None:
        found = choices.find(text)
        return found.name if found else None

    return replace(
        facet, sort="code", known=known, label=lambda name: titles.get(name, name), find=find,
        order=lambda name: places.get(name, (1, 0, name)), near=lambda text: [one.name for one in choices.near(text)],
    )  # fmt: skip


def _of_records(facet: Facet) -> Facet:
    from cpkit.store.identifiers import show_id

    table = facet.reference
    return replace(facet, sort="record", label=lambda id: show_id(table, int(id)) if id.isdecimal() else id)


def _by_number(place: str) -> tuple[bool, float, str]:
    try:
        return False, float(place), ""
    except ValueError:
        return True, 0, place


def _by_text(place: str) -> Any:
    from cpkit.reports.tables import natural_key

    return natural_key(place)


def _band_title(first: int, last: int) -> str:
    if last >= 10**9:
        return _("Từ {first} trở lên").format(first=first)
    return str(first) if first == last else _("Từ {first} đến {last}").format(first=first, last=last)


def _yes_or_no(text: str) -> str | None:
    word = fold(text)
    if word in ("co", "yes", "true", "1", "x"):
        return "yes"
    return "no" if word in ("khong", "no", "false", "0", "chua") else None


def _day(value: Any) -> str | None:
    return str(value)[:10] if value else None


def _show_day(place: str) -> str:
    from cpkit.vietnamese import PartialDate, show_partial

    try:
        return show_partial(PartialDate.parse_iso(place))
    except ValueError:
        return place


def _find_day(text: str) -> str | None:
    from cpkit.vietnamese import BadDate, read_date

    try:
        return read_date(text).isoformat()
    except BadDate:
        return None


def _part_reader(read: Read, part: str) -> Read:
    def place(thing: Any) -> str | None:
        day = read(thing)
        return part_of(day, part) if day else None

    return place


def part_of(day: str, part: str) -> str | None:
    """The part of the calendar a day lies in: "2025", "2025-h1", "2025-q2", "2025-05"; None where it is not known."""
    year, month = day[:4], int(day[5:7] or 0)
    if part == "year":
        return year
    if not month:
        return None
    within = {"half": f"h{(month + 5) // 6}", "quarter": f"q{(month + 2) // 3}", "month": f"{month:02}"}
    return f"{year}-{within[part]}"


def _show_part(place: str) -> str:
    from cpkit.reports.periods import QUARTERS

    year, _dash, rest = place.partition("-")
    if rest.startswith("h"):
        return _("6 tháng {half} năm {year}").format(half=_("đầu") if rest == "h1" else _("cuối"), year=year)
    if rest.startswith("q"):
        return _("Quý {quarter}/{year}").format(quarter=QUARTERS[int(rest[1:]) - 1], year=year)
    return _("Tháng {month}/{year}").format(month=int(rest), year=year) if rest else year


def _part_finder(part: str) -> Callable[[str], str | None]:
    """Reads "2025", "3/2025" or "2025-03" as a place of this part of the calendar."""

    def find(text: str) -> str | None:
        import re

        numbers = [int(one) for one in re.findall(r"\d+", text)]
        years, others = [one for one in numbers if one > 1000], [one for one in numbers if one <= 1000]
        if len(years) != 1 or len(others) != (part != "year"):
            return None
        if part == "year":
            return str(years[0])
        signs = {"half": f"h{others[0]}", "quarter": f"q{others[0]}", "month": f"{others[0]:02}"}
        return f"{years[0]}-{signs[part]}"

    return find


class Facets:
    """The facets of one kind of thing, by name; what is not among them is Refused with the nearest names."""

    def __init__(
        self, found: Iterable[Facet], beside: Callable[[], Iterable[Facet]] = tuple,
        expression: Callable[[str], Facet] | None = None,
    ) -> None:  # fmt: skip
        """`beside` gives further facets, made only when a name is not among the others; `expression` the facet of an
        ODK expression."""
        self._own: dict[str, Facet] = {}
        self._beside = beside
        self._expression = expression
        for facet in found:
            self._own.setdefault(facet.name, facet)
        for facet in [one for one in self._own.values() if one.sort == "day" and one.name != "day"]:
            for part in parts_of(facet, f"{facet.name}."):
                self._own.setdefault(part.name, part)

    @cached_property
    def by_name(self) -> dict[str, Facet]:
        """Every facet by its name."""
        beside = {one.name: one for one in self._beside()}
        return {**self._own, **{name: one for name, one in beside.items() if name not in self._own}}

    def find(self, name: str) -> Facet:
        """The facet called `name`, or titled so; Refused naming the nearest when there is none."""
        if name in self._own:
            return self._own[name]
        if EXPRESSION in name:
            return self._holding(name)
        wanted = fold(name)
        by_title: Mapping[str, Facet] = {fold(one.title): one for one in reversed(self.by_name.values())}
        found = self.by_name.get(name) or by_title.get(wanted)
        if found is None:
            raise Refused(_("Không có trường “{name}”.").format(name=name) + self._near(name))
        return found

    def _holding(self, expression: str) -> Facet:
        if self._expression is None:
            sentence = _("Biểu thức “{text}” chỉ dùng được khi đếm phiếu của một biểu mẫu.")
            raise Refused(sentence.format(text=expression))
        return self._expression(expression)

    def _near(self, name: str) -> str:
        from rapidfuzz import fuzz, process

        words = {key: f"{fold(one.title)} {key}" for key, one in self.by_name.items()}
        hits = process.extract(fold(name), words, scorer=fuzz.WRatio, limit=3, score_cutoff=60)
        near = [key for _text, _score, key in hits] or [key for key in self.by_name if "." not in key]
        shown = ", ".join(f"{key} ({self.by_name[key].title})" for key in near)
        return " " + (_("Có phải là {names}?") if hits else _("Các trường: {names}.")).format(names=shown)
