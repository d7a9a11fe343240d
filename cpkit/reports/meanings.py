"""Which definition the sums are made by: the one most units used, so that one unit that differs is the one left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cpkit.reports.periods import Period
from cpkit.reports.report import Design
from cpkit.reports.tally import IndicatorWords, TableWords, TallyFile, indicator_words, meaning, table_words, version

Words = TypeVar("Words", IndicatorWords, TableWords)


@dataclass(frozen=True)
class Meanings:
    """The definitions the sums are made by, in the order of the report, in the office's words where it has them."""

    indicators: tuple[IndicatorWords, ...]
    tables: tuple[TableWords, ...]
    marks: Mapping[str, str]
    """The meaning of each, by the id of the indicator or table."""
    foreign: tuple[str, ...]
    """Indicators that this computer itself would count by another definition."""

    def same(self, words: IndicatorWords | TableWords) -> bool:
        """Whether a unit's definition means the same; of a table one may have rows beside those of the other."""
        if meaning(words) != self.marks.get(words.id):
            return False
        if isinstance(words, IndicatorWords):
            return True
        ours = {id for table in self.tables if table.id == words.id for id, _title in table.rows}
        theirs = {id for id, _title in words.rows}
        return ours <= theirs or theirs <= ours


def agreed_meanings(tally: TallyFile, design: Design, period: Period) -> Meanings:
    """The definitions most parts use; of equally many the office's own, then always the same one."""
    own = {words.id: words for words in map(indicator_words, design.indicators)}
    figures = _chosen(_used(tally.indicators, (part.figures.values() for part in tally.parts)), own)
    specs = {spec.id: spec for spec in design.tables if spec.adds_up}
    layouts = {id: words for id, spec in specs.items() if (words := table_words(spec, period))}
    tables = _chosen(_used(tally.tables, (part.tables.values() for part in tally.parts)), layouts)
    marks = {words.id: meaning(words) for words in figures} | {words.id: meaning(words) for words in tables}
    foreign = tuple(words.id for words in figures if words.id in own and meaning(own[words.id]) != marks[words.id])
    return Meanings(tuple(figures), tuple(tables), marks, foreign)


def _used(definitions: Mapping[str, Words], parts: Iterable[Iterable[object]]) -> list[tuple[Words, int]]:
    """Every definition with how many parts use it."""
    counts = Counter(one.version for part in parts for one in part)  # type: ignore[attr-defined]
    return [(words, counts[mark]) for mark, words in definitions.items()]


def _chosen(used: Sequence[tuple[Words, int]], own: Mapping[str, Words]) -> list[Words]:
    """One definition for each id: first those known here, in their order, then others by id."""
    by_id: defaultdict[str, list[tuple[Words, int]]] = defaultdict(list)
    for words, count in used:
        by_id[words.id].append((words, count))
    order = [*(id for id in own if id in by_id), *sorted(id for id in by_id if id not in own)]
    return [_most_used(by_id[id], own.get(id)) for id in order]


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
