"""Single answers that changed, taken over into a form that stands already: only what depends on them is done anew.

So the next question comes as fast after the last answer as after the first. Where rows come or go, a group or a repeat
is turned on or off, or the form sets something off, all is read anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cpkit.errors import Refused
from cpkit.forms.checking import Checking, Spot, name_of
from cpkit.forms.model import GROUP, REPEAT, Field, Form, flat, walk
from cpkit.forms.xpath import ExpressionError
from cpkit.language import _

Places = dict[tuple[str, ...], Field]


def places_of(form: Form) -> Places | None:
    """Every question by the keys that lead to it; None for a form whose answers cannot be followed one by one."""
    if form.has_row_choices or any(asked.trigger for _path, asked in walk(form.fields)):
        return None
    return dict(_by_keys(form.fields, ()))


def follow(work: Checking, places: Places, answers: Mapping[str, Any], spots: list[Spot]) -> bool:
    """Take over the answers at `spots`, and what depends on them; False where all has to be read anew.

    Refused when the form's expressions cannot be worked out.
    """
    asked = {spot: places.get(tuple(part for part in spot if isinstance(part, str))) for spot in spots}
    changed = {spot: one for spot, one in asked.items() if one is not None and one.kind != REPEAT}
    if len(changed) < len(spots) or any(_hidden(work, spot) for spot in spots):
        return False
    for spot, one in changed.items():
        _read_again(work, spot, one, answers)
    if not work.form.has_logic:
        return True
    changed |= _followed(work, [spot for spot, one in changed.items() if not one.computed])
    if any(one.kind in (GROUP, REPEAT) for one in changed.values()):
        return False
    for spot, one in changed.items():
        if not _hidden(work, spot):
            _refresh(work, spot, one, answers)
    return True


def _hidden(work: Checking, spot: Spot) -> bool:
    """Whether it lies in a row of a repeat that does not apply: the form then has no such row."""
    return any(spot[:length] in work.skipped for length in range(1, len(spot), 2))


def _followed(work: Checking, spots: list[Spot]) -> dict[Spot, Field]:
    """What came out otherwise because of the answers at `spots`."""
    paths = {work.instance.put(spot, work.scope(spot)[str(spot[-1])]) for spot in spots}
    try:
        return work.instance.follow(paths)
    except ExpressionError as problem:
        sentence = _("Phiếu “{title}” bị sai: {problem}")
        raise Refused(sentence.format(title=work.form.text, problem=problem)) from None


def _refresh(work: Checking, spot: Spot, asked: Field, answers: Mapping[str, Any]) -> None:
    """One question after others changed: computed, or asked, or no longer asked."""
    skipped = spot in work.skipped
    work.skipped.discard(spot)
    if asked.computed:
        work.scope(spot)[asked.key] = work.instance.calculated(spot, asked)
    elif not work.instance.applies(spot):
        _read_again(work, spot, asked, answers)
        work.skip(spot, asked, work.scope(spot))
    elif skipped:
        _read_again(work, spot, asked, answers)


def _read_again(work: Checking, spot: Spot, asked: Field, answers: Mapping[str, Any]) -> None:
    """The answer at `spot` as it is given now, in place of what was found of it before."""
    name = name_of(spot)
    work.problems[:] = [one for one in work.problems if one.field != name]
    work.warnings[:] = [one for one in work.warnings if one.field != name]
    work.unknown[:] = [one for one in work.unknown if one != spot]
    work.bad.discard(spot)
    given: Any = answers
    for part in spot[:-1]:
        given = given[part - 1] if isinstance(part, int) else given[part]
    work.scope(spot)[asked.key] = work.read(asked, given, spot)


def _by_keys(fields: tuple[Field, ...], at: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Field]]:
    for asked in flat(fields):
        yield (*at, asked.key), asked
        yield from _by_keys(asked.fields, (*at, asked.key))
