"""Which definition the sums are made by: the one most units used, so that one unit that differs is the one left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cpkit.reports.periods import Period
from cpkit.reports.report import Design
from cpkit.reports.tally import (
    IndicatorWords,
    TableWords,
    TallyFile,
    Words,
    indicator_words,
    meaning,
    table_words,
    version,
)


@dataclass(frozen=True)
class Meanings:
    """The definitions the sums are made by, in the order of the report, in the office's words where it has them."""

    indicators: tuple[IndicatorWords, ...]
    tables: tuple[TableWords, ...]
    same: frozenset[str]
    """The versions of definitions that mean the same as these; of a table one may have rows beside those of another."""
    foreign: tuple[str, ...]
    """Indicators that this computer itself would count by another definition."""


def agreed_meanings(tally: TallyFile, design: Design, period: Period) -> Meanings:
    """The definitions most parts use; of equally many the office's own, then always the same one."""
    own = {words.id: words for words in map(indicator_words, design.indicators)}
    figures = _chosen(_used(tally.indicators, (part.figures.values() for part in tally.parts)), own)
    specs = {spec.id: spec for spec in design.tables if spec.adds_up}
    layouts = {id: words for id, spec in specs.items() if (words := table_words(spec, period))}
    tables = _chosen(_used(tally.tables, (part.tables.values() for part in tally.parts)), layouts)
    same = _same(figures, tally.indicators) | _same(tables, tally.tables)
    foreign = tuple(one.id for one in figures if one.id in own and meaning(own[one.id]) != meaning(one))
    return Meanings(tuple(figures), tuple(tables), same, foreign)


def _same(chosen: Sequence[Words], definitions: Mapping[str, Words]) -> frozenset[str]:
    """The versions whose figures or cells may be added to those of the definition chosen."""
    ours = {words.id: words for words in chosen}
    return frozenset(mark for mark, words in definitions.items() if _alike(ours[words.id], words))


def _alike(ours: Words, theirs: Words) -> bool:
    if meaning(ours) != meaning(theirs):
        return False
    if isinstance(ours, IndicatorWords) or isinstance(theirs, IndicatorWords):
        return True
    here, there = ({id for id, _title in words.rows} for words in (ours, theirs))
    return here <= there or there <= here


def _used(definitions: Mapping[str, Words], parts: Iterable[Iterable[object]]) -> list[tuple[Words, int]]:
    """Every definition with how many parts use it."""
    counts = Counter(one.version for part in parts for one in part)  # type: ignore[attr-defined]
    return [(words, counts[mark]) for mark, words in definitions.items()]


def _chosen(used: Sequence[tuple[Words, int]], own: Mapping[str, Words]) -> list[Words]:
    """One definition for each id: first those known here, in their order, then others by sheet and id."""
    by_id: defaultdict[str, list[tuple[Words, int]]] = defaultdict(list)
    for words, count in used:
        by_id[words.id].append((words, count))
    others: list[str] = sorted((id for id in by_id if id not in own), key=lambda id: (_sheet(by_id[id][0][0]), id))
    order = [*(id for id in own if id in by_id), *others]
    return [_most_used(by_id[id], own.get(id)) for id in order]


def _sheet(words: Words) -> str:
    """Tables of one sheet stand together."""
    return "" if isinstance(words, IndicatorWords) else words.sheet


def _most_used(used: Sequence[tuple[Words, int]], own: Words | None) -> Words:
    """The definition of the meaning most use; in the words of this computer when it means the same."""
    counts: Counter[str] = Counter()
    for words, count in used:
        counts[meaning(words)] += count
    ours = meaning(own) if own else ""
    best = max(counts, key=lambda mark: (counts[mark], mark == ours, mark))
    if own and best == ours:
        return own
    return min((words for words, _count in used if meaning(words) == best), key=version)
