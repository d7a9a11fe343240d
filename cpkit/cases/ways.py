"""The way on where a step is refused: what stands in its way, and the command that takes it out of the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from cpkit.cases.steps import missing_before, process
from cpkit.errors import Refused
from cpkit.language import _
from cpkit.store.identifiers import show_id

if TYPE_CHECKING:
    from cpkit.cases.records import StepRecord
    from cpkit.cases.steps import Step

OF_ROLE = {"submission": "submit", "approval": "approve", "rejection": "reject", "police": "police"}
"""The commands of their own that some steps have, by what the step does."""


class Obstacle(NamedTuple):
    """What stands in the way of a step, in a sentence, and the commands (without `cpkit`) that change that."""

    sentence: str
    commands: tuple[str, ...] = ()


def refusal(obstacles: Iterable[Obstacle]) -> Refused:
    """The refusal of a step: every obstacle, that a reason gets past them, and what to type instead."""
    found = [*obstacles]
    sentences = [each.sentence for each in found]
    message = " ".join([*sentences, _("Nếu vẫn phải ghi, nêu lý do bằng --force.")])
    return Refused(message, hints=tuple(dict.fromkeys(command for each in found for command in each.commands)))


def next_command(case_id: int, needs: Sequence[str], taken: Sequence[StepRecord], at: datetime) -> tuple[str, ...]:
    """The command of the first step that can be taken of those that `needs` wait for; none where all stand."""
    for need in missing_before(needs, taken, at):
        step = process().step(need)
        return next_command(case_id, step.needs, taken, at) or (command_of(case_id, step),)
    return ()


def command_of(case_id: int, step: Step) -> str:
    """The command that records a step of a case."""
    case = show_id("cases", case_id)
    if step.role in OF_ROLE:
        return f"case {OF_ROLE[step.role]} {case}"
    first = next((each for each in process().steps if step.form and each.form == step.form), None)
    return f"case fill {case} {step.form}" if first == step else f"case step {case} {step.id}"


def of_role(case_id: int, role: str) -> tuple[str, ...]:
    """The command of the step that does this; none where no plugin brings one."""
    step = process().of_role(role)
    return (command_of(case_id, step),) if step is not None else ()
