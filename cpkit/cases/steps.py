"""The steps of a case as data: their order, forms, articles, and what each needs before it.

The steps come from plugins (hook `case_steps`); the core knows no decree by name. A step "stands" once
recorded, also when it is recorded as not done with its reason: a reason given is an answer, silence is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import msgspec

from cpkit.errors import Refused
from cpkit.language import _, label
from cpkit.times import now
from cpkit.vietnamese import fold, show_moment

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


class Step(Named, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step: `form` is its official form, `beside` runs beside the main line, `ends` closes the episode.

    `role` is what the step does where a rule asks for it; `returns_to` names the step that taking this one undoes;
    `when` names the answer of the form that tells when it was taken.
    """

    order: int
    form: str | None = None
    beside: bool = False
    ends: bool = False
    role: str | None = None
    returns_to: str | None = None
    when: str | None = None


class Outcome(Named, frozen=True, kw_only=True):
    """One way an episode ends; its `needs` replaces what the closing step would need.

    `waits`: only once the time has passed that a rule of the clock sets before the closing, and nothing of the plan is
    open; `concludes`: what the last review, where one was filled, has to conclude.
    """

    waits: bool = False
    concludes: str | None = None


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper of the dossier for approval: the form, the article; `anew` where each plan needs its own."""

    form: str
    article: str
    anew: bool = False


class Process(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All steps, in order, all outcomes, and the papers of the dossier."""

    steps: tuple[Step, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    dossier: tuple[Paper, ...] = ()

    def of_role(self, role: str) -> Step | None:
        """The step that does this, None where no plugin brings one."""
        return next((step for step in self.steps if step.role == role), None)

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
    from cpkit.plugins.compiled import read_toml
    from cpkit.plugins.manager import collect_files_named, first_of

    parts = collect_files_named("case_steps", lambda path: read_toml(path, Process))
    steps = first_of(((plugin, step) for plugin, part in parts for step in part.steps), _taken)
    outcomes = first_of(((plugin, each) for plugin, part in parts for each in part.outcomes), lambda each: [each.id])
    dossier = tuple(paper for _plugin, part in parts for paper in part.dossier)
    return Process(tuple(sorted(steps, key=lambda step: step.order)), tuple(outcomes), dossier)


def _taken(step: Step) -> list[str]:
    """What a step alone may have: its id, and what it does where a rule asks for it."""
    return [step.id, *([f"role {step.role}"] if step.role else [])]


def missing_before(needs: Sequence[str], taken: Sequence[StepRecord], moment: datetime) -> list[str]:
    """Those of `needs` that do not stand at `moment`; `taken` are the steps of the episode so far."""
    standing = {record.step for record in in_force(record for record in taken if record.at <= moment)}
    return [need for need in needs if need not in standing]


def in_force(taken: Iterable[StepRecord]) -> list[StepRecord]:
    """The records that still stand, oldest first.

    A plan sent back was not submitted; and once a case went on from its review to another plan (NĐ56 Đ30.1c), what
    followed in the plan before stands no longer: the second plan needs its own approval, its own review.
    """
    steps = {step.id: step for step in process().steps}
    standing: list[StepRecord] = []
    for record in sorted(taken, key=lambda each: each.at):
        step = steps.get(record.step)
        if step is not None and step.returns_to:
            standing = [each for each in standing if each.step != step.returns_to]
        if step is not None and not step.beside and _reviewed_after(step, standing, steps):
            standing = [each for each in standing if not _follows(step, steps.get(each.step))]
        standing.append(record)
    return standing


def _reviewed_after(step: Step, standing: Sequence[StepRecord], steps: Mapping[str, Step]) -> bool:
    found = (steps.get(record.step) for record in standing)
    return any(each is not None and each.role == "review" and each.order > step.order for each in found)


def _follows(step: Step, other: Step | None) -> bool:
    return other is not None and not other.beside and other.order > step.order


def cycle_of(taken: Sequence[StepRecord], step: Step) -> int:
    """Which plan of the episode a record of `step` would belong to now: 1 for the first, one more after each loop."""
    steps = {each.id: each for each in process().steps}
    cycle, reviewed = 1, False
    for record in sorted(taken, key=lambda each: each.at):
        found = steps.get(record.step)
        if found is None or found.beside:
            continue
        review = next((each for each in steps.values() if each.role == "review"), None)
        if review is not None and reviewed and found.order < review.order:
            cycle, reviewed = cycle + 1, False
        reviewed = reviewed or found.role == "review"
    before_review = all(step.order < each.order for each in steps.values() if each.role == "review")
    return cycle + 1 if reviewed and before_review and not step.beside else cycle


def reached(taken: Sequence[StepRecord]) -> Step | None:
    """The step of the main line at which a case stands: the last one that was recorded and still counts."""
    line = {step.id: step for step in process().steps if not step.beside}
    standing = [(record.at, line[record.step].order, record.step) for record in in_force(taken) if record.step in line]
    return line[max(standing)[2]] if standing else None


def next_step(taken: Sequence[StepRecord]) -> Step | None:
    """The step of the main line that follows the last one taken; None after the last.

    After a review that concluded on another plan this is the submission of that plan (NĐ56 Đ30.1c).
    """
    last = reached(taken)
    if wants_another_plan(taken):
        return process().of_role("submission")
    line = (step for step in process().steps if not step.beside)
    return next((step for step in line if last is None or step.order > last.order), None)


def wants_another_plan(taken: Sequence[StepRecord]) -> bool:
    """Whether a case stands at a review that found the child not safe yet (NĐ56 Đ30.1c)."""
    last, reviews = reached(taken), [record for record in in_force(taken) if record.concluded]
    return bool(last is not None and last.role == "review" and reviews and not finds_safe(reviews[-1]))


def finds_safe(review: StepRecord) -> bool:
    """Whether a review concluded on follow-up and closing, or nobody said what it concluded (NĐ56 Đ30.1b)."""
    return review.concluded in (None, *(outcome.concludes for outcome in process().outcomes if outcome.concludes))


def refuse_future(at: datetime, step: Step | None = None) -> None:
    """Refused when `at` has not come yet: a case holds what happened, not what is meant to. `step` is named."""
    if at > now():
        sentence = _("{at} ở sau bây giờ ({now}): chỉ ghi việc đã xảy ra.")
        about = f"{step.title} ({step.article}): " if step is not None else ""
        raise Refused(about + sentence.format(at=show_moment(at), now=show_moment(now())))
