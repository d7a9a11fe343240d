"""The steps of a placement as data: order, forms, articles, what each needs; the ways it ends; the order of carers.

They come from plugins (hook `care_steps`); the core knows no decree by name. Days count, not hours: what happened on
the same day counts as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

import msgspec

from cpkit.care.records import CareStep, Placement
from cpkit.cases.steps import Named
from cpkit.errors import Refused
from cpkit.language import _
from cpkit.vietnamese import fold


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """What else a step needs where one of the marks `where` holds: `step` taken `times`, by `article`."""

    step: str
    where: tuple[str, ...]
    article: str
    times: int = 1


class CareRule(Named, frozen=True, kw_only=True):
    """One step of a placement (the fields are told in the data file)."""

    order: int
    form: str | None = None
    when: str | None = None
    needs_answers: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    beside: bool = False
    ends: bool = False
    role: str | None = None
    at_age: int | None = None
    ahead_days: int = 90
    demands: tuple[Demand, ...] = ()


class Ending(Named, frozen=True, kw_only=True):
    """One way a placement ends: by the decision of Mẫu 16 or without it; `before_handover` only while nobody has the
    child; `abuse`: the carer harmed the child."""

    by_decision: bool = False
    before_handover: bool = False
    abuse: bool = False


class CareProcess(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All steps in order, all endings, the tiers of carers from the first to the last choice."""

    steps: tuple[CareRule, ...] = ()
    outcomes: tuple[Ending, ...] = ()
    tiers: tuple[Named, ...] = ()

    def of_role(self, role: str) -> CareRule:
        """The step that does this. Raises StopIteration when the data bring none."""
        return next(step for step in self.steps if step.role == role)

    def step(self, text: str) -> CareRule:
        """The step with this id or name, typed loosely; Refused names all of them when there is none."""
        found = _pick(self.steps, text)
        if not isinstance(found, CareRule):
            known = ", ".join(step.id for step in self.steps)
            raise Refused(_("Không có bước “{text}”. Các bước: {known}.").format(text=text, known=known))
        return found

    def outcome(self, text: str) -> Ending:
        """The ending with this id or name, typed loosely; Refused names all of them when there is none."""
        found = _pick(self.outcomes, text)
        if not isinstance(found, Ending):
            known = ", ".join(each.id for each in self.outcomes)
            raise Refused(_("Không có kết quả “{text}”. Các kết quả: {known}.").format(text=text, known=known))
        return found

    def titles(self, ids: Iterable[str]) -> str:
        """The steps with these ids in words, each with its article."""
        wanted = set(ids)
        return "; ".join(f"{step.title} ({step.article})" for step in self.steps if step.id in wanted)


@cache
def care_process() -> CareProcess:
    """What all plugins bring, read once."""
    from cpkit.plugins.compiled import read_toml
    from cpkit.plugins.manager import collect_files_named, first_of

    parts = collect_files_named("care_steps", lambda path: read_toml(path, CareProcess))
    steps = first_of(
        ((plugin, step) for plugin, part in parts for step in part.steps),
        lambda step: [step.id, *([f"role {step.role}"] if step.role else [])],
    )
    outcomes = first_of(((plugin, each) for plugin, part in parts for each in part.outcomes), lambda each: [each.id])
    tiers = first_of(((plugin, tier) for plugin, part in parts for tier in part.tiers), lambda tier: [tier.id])
    return CareProcess(tuple(sorted(steps, key=lambda step: step.order)), tuple(outcomes), tuple(tiers))


def lacking(step: CareRule, placement: Placement, day: date, standing: set[str]) -> list[str]:
    """Those of the step's needs that were not met by `day`; `standing` are steps that stand besides those recorded."""
    met = standing | {record.step for record in placement.steps if record.at.date() <= day}
    return [need for need in step.needs if need not in met]


def unmet_demands(step: CareRule, placement: Placement, day: date, marks: set[str]) -> list[tuple[Demand, int]]:
    """The demands that hold by `marks` and are not met, each with how often its step was taken so far.

    A contact with another carer counts for nothing, nor does a reason why a step was not taken: going past a demand
    takes a reason of its own. One demand is named once, whatever holds.
    """
    found: dict[str, tuple[Demand, int]] = {}
    for demand in step.demands:
        taken = [each for each in placement.taken(demand.step) if each.at.date() <= day]
        times = len([each for each in taken if each.carer in (None, placement.carer)])
        if marks & set(demand.where) and times < demand.times:
            found.setdefault(demand.step, (demand, times))
    return list(found.values())


def next_step(placement: Placement, standing: set[str]) -> CareRule | None:
    """The step of the main line that comes next; None once there is none left or the placement ended."""
    if not placement.is_open:
        return None
    done = standing | {record.step for record in placement.steps}
    return next((step for step in care_process().steps if not step.beside and step.id not in done), None)


def done_steps(placement: Placement) -> list[CareStep]:
    """The records in the order of time."""
    return sorted(placement.steps, key=lambda record: record.at)


def _pick(things: Sequence[Named], text: str) -> Named | None:
    key = fold(text.replace("_", " ").replace("-", " "))
    return next((each for each in things if key in [each.id.replace("_", " "), *map(fold, each.label.values())]), None)
