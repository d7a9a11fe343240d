"""Indicators declared as data: of the filled forms of the period, those of the whole and those of the part.

A ward's own form so reaches the figures of the report without programming. Conditions are written as those of a
declared table (`cpkit.reports.declared`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from cpkit.errors import Problem, Refused
from cpkit.forms import load
from cpkit.language import _
from cpkit.plugins.compiled import read_toml
from cpkit.reports.conditions import Test, test_of, words_of
from cpkit.reports.declared import ENTRIES, Condition, Declared, Words, read_condition
from cpkit.reports.facet_kinds import kind_of
from cpkit.reports.facets import Facet
from cpkit.reports.indicators import Aim, Indicator, Measure, Share

Asked = list[tuple[Condition, Facet]]


class DeclaredIndicator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One declared indicator: `over` is `entries:FORM`; a form that meets all of `whole` is in the whole, and one that
    meets all of `part` too is in the part."""

    id: str
    title: Words
    over: str
    part: tuple[str, ...]
    whole: tuple[str, ...] = ()
    measure: Measure = "percent"
    short: Words = {}
    definition: Words = {}
    basis: str = ""
    absent: Literal["none", "insufficient"] = "none"
    aim: Aim = "more"


def indicator_of_file(path: Path) -> Indicator:
    """The indicator in a TOML file; Refused with everything wrong in it."""
    try:
        declared = read_toml(path, DeclaredIndicator)
    except (OSError, ValueError) as problem:
        sentence = _("Không đọc được chỉ tiêu {name}: {problem}")
        raise Refused(sentence.format(name=path.name, problem=problem)) from problem
    return indicator_of(declared)


def indicator_of(declared: DeclaredIndicator) -> Indicator:
    """The declared indicator as one of the report; Refused with everything wrong in it."""
    form = declared.over.removeprefix(ENTRIES)
    if form == declared.over or "/" in form:
        raise Refused(_("Chỉ tiêu “{id}”: over phải là entries:BIỂU-MẪU.").format(id=declared.id))
    facets = kind_of(Declared(id=declared.id, title={}, over=declared.over, rows=())).facets
    problems: list[Problem] = []
    whole, part = (_asked(texts, facets.find, problems) for texts in (declared.whole, declared.part))
    if problems:
        raise Refused(_("Chỉ tiêu “{id}” chưa đúng.").format(id=declared.id), tuple(problems))
    unmet = [(test_of(condition, facet), words_of(condition, facet)) for condition, facet in part]
    return Indicator(
        declared.id, "filled", declared.title, declared.short or declared.title,
        declared.definition or {"vi": _told(declared.measure, whole, part)},
        declared.basis or _("Biểu mẫu {title}").format(title=load(form).text), declared.measure,
        _share(form, _tests(whole), _tests(part)), absent=declared.absent, filled=f"{form}/",
        parameters="; ".join((*declared.whole, "/", *declared.part)),
        lacking=lambda entry, _period: [words for test, words in unmet if not test(entry)], aim=declared.aim,
    )  # fmt: skip


def _asked(texts: Iterable[str], find: Callable[[str], Facet], problems: list[Problem]) -> Asked:
    found: Asked = []
    for text in texts:
        try:
            condition = read_condition(text)
            facet = find(condition.field)
            if facet.about is not None:
                raise Refused(_("“{name}”: chỉ tiêu chỉ hỏi được câu của phiếu.").format(name=facet.name))
            test_of(condition, facet)
            found.append((condition, facet))
        except Refused as problem:
            problems.append(Problem(text, str(problem)))
    return found


def _told(measure: Measure, whole: Asked, part: Asked) -> str:
    """How the indicator is counted, in the words of its conditions."""
    met, among = ("; ".join(words_of(condition, facet) for condition, facet in asked) for asked in (part, whole))
    if measure == "count":
        return _("Số phiếu trong kỳ có: {part}.").format(part="; ".join(filter(None, (among, met))))
    if not among:
        return _("Số phiếu có: {part}; trên mọi phiếu trong kỳ.").format(part=met)
    return _("Số phiếu có: {part}; trên số phiếu trong kỳ có: {whole}.").format(part=met, whole=among)


def _tests(asked: Asked) -> list[Test]:
    return [test_of(condition, facet) for condition, facet in asked]


def _share(form: str, whole: Sequence[Test], part: Sequence[Test]) -> Callable[[Any], Share]:
    def share(entry: Any) -> Share:
        if entry.record.form != form or not all(test(entry) for test in whole):
            return Share.OUT
        return Share.PART if all(test(entry) for test in part) else Share.WHOLE

    return share
