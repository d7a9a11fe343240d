"""Merging tallies: a union of what units sent, in which the newest of a unit wins.

A merged tally is a set of parts, so merging is associative, free of order and idempotent by its making: a city's merged
tally and the tally of one of its wards can be merged again, and nothing is counted twice. What cannot stand side by
side is refused before anything is added up, all of it at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from cpkit.errors import Problem, Refused
from cpkit.language import _
from cpkit.places import is_unit, predecessors, unit
from cpkit.reports.tally import Part, TallyFile, tally_file
from cpkit.vietnamese import show_date


@dataclass(frozen=True)
class Repeat:
    """A unit that sent more than once: when, from how many stores; `same` when all were one and the same tally."""

    unit: str
    unit_name: str
    made: tuple[datetime, ...]
    stores: int

    @property
    def same(self) -> bool:
        """Whether the tally that counts was only sent again."""
        return len(self.made) == 1


def merge(files: Sequence[TallyFile]) -> TallyFile:
    """The tally of all these. Raises Refused, naming everything that cannot be added up."""
    sent = [part for file in files for part in file.parts]
    problems = tuple(_problems(sent))
    if problems:
        raise Refused(_("Các tệp số liệu này không cộng với nhau được; chưa cộng gì."), problems)
    newest: dict[str, Part] = {}
    for part in sent:
        held = newest.get(part.unit)
        if held is None or (held != part and _age(held) < _age(part)):
            newest[part.unit] = part
    indicators = {mark: words for file in files for mark, words in file.indicators.items()}
    tables = {mark: words for file in files for mark, words in file.tables.items()}
    confidentiality = min((file.confidentiality for file in files), key=lambda words: sorted(words.items()))
    return tally_file(confidentiality, indicators, tables, list(newest.values()))


def repeats(files: Sequence[TallyFile]) -> tuple[Repeat, ...]:
    """The units that sent more than once, in the order of their keys; the last of `made` is the one that counts."""
    by_unit: defaultdict[str, list[Part]] = defaultdict(list)
    for file in files:
        for part in file.parts:
            by_unit[part.unit].append(part)
    return tuple(
        Repeat(key, max(parts, key=_age).unit_name, tuple(_moments(parts)), len({part.store for part in parts}))
        for key, parts in sorted(by_unit.items())
        if len(parts) > 1
    )


def _moments(parts: Sequence[Part]) -> list[datetime]:
    """When the different ones among them were made, oldest first."""
    different = {msgspec.json.encode(part, order="deterministic"): part for part in parts}
    return [part.made_at for part in sorted(different.values(), key=_age)]


def _age(part: Part) -> tuple[datetime, int, bytes]:
    """What makes one tally of a unit newer than another; its bytes decide between two of the same moment."""
    return part.made_at, part.ledger[0], msgspec.json.encode(part, order="deterministic")


def _problems(parts: Sequence[Part]) -> Iterator[Problem]:
    yield from _practice(parts)
    yield from _periods(parts)
    units = {part.unit: part for part in parts}
    for part in units.values():
        yield from _unknown(part)
    for key, part in units.items():
        yield from _overlaps(part, units) if is_unit(key) else ()


def _practice(parts: Sequence[Part]) -> Iterator[Problem]:
    """Made-up figures beside real ones."""
    if len({part.practice for part in parts}) > 1:
        names = ", ".join(sorted({part.unit_name for part in parts if part.practice}))
        yield Problem("practice", _("Số liệu thực hành không cộng với số liệu thật: {names}.").format(names=names))


def _periods(parts: Sequence[Part]) -> Iterator[Problem]:
    """Tallies of different days, each period with its units."""
    by_days: defaultdict[tuple[date, date, date], set[str]] = defaultdict(set)
    for part in parts:
        by_days[part.period.days].add(part.unit_name)
    if len(by_days) < 2:
        return
    sentence = _("Kỳ khác nhau: {start} đến {end}, chốt {cutoff}: {names}.")
    for days, names in sorted(by_days.items()):
        start, end, cutoff = map(show_date, days)
        text = sentence.format(start=start, end=end, cutoff=cutoff, names=", ".join(sorted(names)))
        yield Problem("period", text)


def _unknown(part: Part) -> Iterator[Problem]:
    """A unit that nobody knows, or that had ended before the period began."""
    if not is_unit(part.unit):
        sentence = _("{name}: không có đơn vị hành chính nào mang mã {key}.")
        yield Problem(part.unit, sentence.format(name=part.unit_name, key=part.unit))
        return
    ended = unit(part.unit).valid_to
    if ended is not None and ended < part.period.start:
        sentence = _("{name} ({key}) chỉ có đến ngày {ended}, trước kỳ báo cáo.")
        text = sentence.format(name=part.unit_name, key=part.unit, ended=show_date(ended))
        yield Problem(part.unit, text)


def _overlaps(part: Part, units: dict[str, Part]) -> Iterator[Problem]:
    """A unit beside one it was made of: it counts the other's facts of the same days as its own."""
    for before in predecessors(part.unit):
        if before.key in units and units[before.key].period.days == part.period.days:
            sentence = _(
                "{name} ({key}) đã gồm số liệu của {before} ({before_key}) trong cùng kỳ: chỉ gửi một trong hai."
            )
            text = sentence.format(
                name=part.unit_name, key=part.unit, before=units[before.key].unit_name, before_key=before.key
            )
            yield Problem(part.unit, text)
