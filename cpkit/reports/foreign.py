"""Indicators and tables that are a plugin's own code: looked through before they are used, and fenced in.

A file of a plugin is read by cpkit and needs none of this. What is fenced in has a limit of time, and its failure
costs the report nothing but the figure or the table itself, which is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from cpkit.language import _
from cpkit.plugins.limits import Timed
from cpkit.reports.folds import TableSpec, guarded
from cpkit.reports.indicators import Indicator, Share

SUBJECTS = frozenset({"child", "victim", "hit", "unit", "organisation", "worker", "household", "filled"})
_NUMBERS = {"numerator": "1", "denominator": "2", "value": "50 %"}


class Judged(Timed):
    """The function of an indicator: what it answers must be a `Share`, or the figures would count something else."""

    def __call__(self, *arguments: Any) -> Share:
        """How the subject counts. Raises TypeError for an answer that is none."""
        answer = super().__call__(*arguments)
        if type(answer) is not Share:
            raise TypeError(type(answer).__name__)
        return answer


def fenced(plugin: str, thing: object) -> object:
    """An indicator or table of `plugin`, ready to be used; another thing as it is. Raises TypeError, saying what is
    wrong with it.
    """
    if not isinstance(thing, (Indicator, TableSpec)):
        return thing
    wrong = list(_faults(thing))
    if wrong:
        raise TypeError(_("{id}: phần này chưa đúng: {parts}.").format(id=thing.id, parts=", ".join(wrong)))
    if isinstance(thing, TableSpec):
        return guarded(thing, plugin)
    share = Judged(plugin, thing.share) if thing.share else None
    return replace(thing, share=share, lacking=Timed(plugin, thing.lacking) if thing.lacking else None)


def _faults(thing: Indicator | TableSpec) -> Iterator[str]:
    """The names of the parts that cannot be used."""
    tests = _of_indicator(thing) if isinstance(thing, Indicator) else _of_table(thing)
    if not (isinstance(thing.id, str) and thing.id):
        yield "id"
    for name, is_right in tests.items():
        try:
            if not is_right():
                yield name
        except Exception:  # a text where words by language belong, and the like
            yield name


def _of_indicator(thing: Indicator) -> dict[str, Callable[[], bool]]:
    return {
        "over": lambda: thing.over in SUBJECTS,
        "title": lambda: _is_label(thing.title),
        "short": lambda: _is_label(thing.short),
        "definition": lambda: _is_label(thing.definition),
        "basis": lambda: isinstance(thing.basis, str),
        "measure": lambda: thing.measure in ("percent", "count"),
        "share": lambda: thing.share is None or callable(thing.share),
        "lacking": lambda: thing.lacking is None or callable(thing.lacking),
        "absent": lambda: thing.absent in ("none", "insufficient"),
        "aim": lambda: thing.aim in ("more", "fewer"),
        "parameters": lambda: isinstance(thing.parameters, str),
        "filled": lambda: isinstance(thing.filled, str) and ("/" in thing.filled) == (thing.over == "filled"),
        "sentences": lambda: all(map(_is_sentence, thing.sentences.values())),
    }


def _of_table(thing: TableSpec) -> dict[str, Callable[[], bool]]:
    return {
        "over": lambda: isinstance(thing.over, tuple) and all(isinstance(kind, str) for kind in thing.over),
        "make": lambda: callable(thing.make),
        "reads": lambda: all(isinstance(fields, frozenset) for fields in thing.reads.values()),
        "forms": lambda: isinstance(thing.forms, frozenset),
        "about": lambda: all(map(callable, thing.about.values())),
        "definition": lambda: isinstance(thing.definition, str),
    }


def _is_label(words: Mapping[str, str]) -> bool:
    return bool(words["vi"]) and all(isinstance(text, str) for text in words.values())


def _is_sentence(words: Mapping[str, str]) -> bool:
    return _is_label(words) and all(text.format(**_NUMBERS) for text in words.values())
