"""The steps of a case as data: their order, forms, articles, and what each needs before it.

The steps come from plugins (hook `case_steps`); the core knows no decree by name. A step "stands" once
recorded, also when it is recorded as not done with its reason: a reason given is an answer, silence is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import msgspec

from cpkit.errors import Refused
from cpkit.language import _, label
from cpkit.vietnamese import fold

if TYPE_CHECKING:
    from cpkit.cases.records import StepRecord

FIRST = "tiep_nhan"
"""The step every case begins with: it is recorded at the moment of receipt."""

USUAL_OUTCOME = "an_toan"
"""The outcome of a case that went its whole way (NĐ56 Đ30.1b)."""


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """What steps and outcomes share: an id, a name, the article, and the steps needed before."""

    id: str
    label: dict[str, str]
    article: str
    needs: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name in the officer's language."""
        return label(self.label)


class Step(Named, frozen=True, kw_only=True):
    """One step: `form` is its official form, `beside` runs beside the main line, `ends` closes the episode."""

    order: int
    form: str | None = None
    beside: bool = False
    ends: bool = False


class Outcome(Named, frozen=True, kw_only=True):
    """One way an episode ends; its `needs` replaces what the closing step would need.

    `waits`: only once the time has passed that a rule of the clock sets before the closing.
    """

    waits: bool = False


class Process(msgspec.Struct, frozen=True):
    """All steps, in order, and all outcomes."""

    steps: tuple[Step, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    def step(self, text: str) -> Step:
        """The step with this id or name, typed loosely; Refused names all of them when there is none."""
        found = _pick(self.steps, text)
        if found is None:
            raise Refused(_("Không có bước “{text}”. Các bước: {known}.").format(text=text, known=_ids(self.steps)))
        return found

    def outcome(self, text: str) -> Outcome:
        """The outcome with this id or name, typed loosely; Refused names all of them when there is none."""
        found = _pick(self.outcomes, text)
        if found is None:
            known = _ids(self.outcomes)
            raise Refused(_("Không có kết quả “{text}”. Các kết quả: {known}.").format(text=text, known=known))
        return found

    def titles(self, ids: Sequence[str]) -> list[str]:
        """The names of these steps, in the process's order; an unknown id stands for itself."""
        known = {step.id: step.title for step in self.steps}
        return [known.get(id, id) for id in ids]


_Thing = TypeVar("_Thing", bound=Named)


def _pick(things: Sequence[_Thing], text: str) -> _Thing | None:
    key = fold(text.replace("_", " ").replace("-", " "))
    for thing in things:
        names = [thing.id.replace("_", " "), *map(fold, thing.label.values())]
        if key in names:
            return thing
    return None


def _ids(things: Sequence[Named]) -> str:
    return ", ".join(thing.id for thing in things)


@cache
def process() -> Process:
    """The steps and outcomes all plugins bring, read once."""
    from cpkit.plugins.manager import collect_files

    parts = collect_files("case_steps", lambda path: msgspec.toml.decode(path.read_bytes(), type=Process))
    steps = sorted((step for part in parts for step in part.steps), key=lambda step: step.order)
    return Process(tuple(steps), tuple(outcome for part in parts for outcome in part.outcomes))


def missing_before(needs: Sequence[str], taken: Sequence[StepRecord], moment: datetime) -> list[str]:
    """Those of `needs` that do not stand at `moment`; `taken` are the steps of the episode so far."""
    standing = {record.step for record in taken if record.at <= moment}
    return [need for need in needs if need not in standing]


def next_step(taken: Sequence[StepRecord]) -> Step | None:
    """The step of the main line that follows the last one taken; None after the last."""
    line = [step for step in process().steps if not step.beside]
    orders = {step.id: step.order for step in line}
    reached = max(((record.at, orders[record.step]) for record in taken if record.step in orders), default=None)
    return next((step for step in line if reached is None or step.order > reached[1]), None)
