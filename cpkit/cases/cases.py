"""A case from its opening to its closing: steps recorded in the order of the law, taken back, reopened, edited.

Every rule is checked before anything is written; each function writes in one transaction. Times are moments on
Vietnam's clock. A case keeps its episodes: reopening begins a new one and never rewrites the old.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from cpkit.cases.due import earliest_closing
from cpkit.cases.records import CaseRecord, Episode, StepRecord
from cpkit.cases.steps import FIRST, USUAL_OUTCOME, Outcome, Step, missing_before, process, refuse_future
from cpkit.cases.ways import Obstacle, next_command, refusal
from cpkit.errors import Refused
from cpkit.language import _
from cpkit.times import now
from cpkit.vietnamese import show_date, show_moment

if TYPE_CHECKING:
    from cpkit.store import Store

TABLE = "cases"
EDITABLE = ("child", "unit", "carer_unit")
"""What is changed on the case itself; all else is changed in its intake (`intakes.edit_intake`)."""


@dataclass(frozen=True)
class StepTaken:
    """A step that was recorded: which, whether it closed the episode, and what it was forced past."""

    step: Step
    closed: bool
    forced_past: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What a paper says of its step: its number, who signed, the last day it gives, the body that requires so long; of
    a review, what it concluded."""

    number: str | None = None
    signer: str | None = None
    until: date | None = None
    required_by: str | None = None
    concluded: str | None = None


def read_case(store: Store, case_id: int) -> CaseRecord:
    """The case with this id; Refused when there is none."""
    document = store.table(TABLE).get(doc_id=case_id)
    if document is None:
        raise Refused(_("Không có ca nào mang mã này."))
    return msgspec.convert(document, CaseRecord)


def record_step(
    store: Store,
    case_id: int,
    step: str,
    at: datetime,
    *,
    note: str | None = None,
    not_done: str | None = None,
    force: str | None = None,
    outcome: str | None = None,
    decision: Decision | None = None,
    also: Sequence[Obstacle] = (),
) -> StepTaken:
    """Record that `step` was taken at `at`, or, with `not_done`, that it will not be and why.

    `force` is the written reason for a step out of order; `outcome` says how the closing step ends the case; `decision`
    is the paper the step was taken by; `also` are further obstacles, which stand in the way like an order broken.
    Refused: in the future, before the receipt, out of order without `force` (with the command that comes first), on a
    case that is not open.
    """
    with store.write("case step"):
        case = read_case(store, case_id)
        episode = open_episode(case)
        taken = process().step(step)
        ending = _ending(taken, outcome)
        _check_time(taken, episode, at)
        _check_answerable(taken, episode, at, not_done)
        obstacles = [*_obstacles(case_id, taken, ending, episode, at), *_too_long(taken, episode, at, decision)]
        obstacles += [*also, *_left_open(store, case_id, ending)]
        if obstacles and not force:
            raise refusal(obstacles)
        forced = force if obstacles else None
        paper = decision or Decision()
        record = StepRecord(step=taken.id, at=at, note=note, not_done=not_done, forced=forced)
        record.number, record.signer = paper.number, paper.signer
        record.until, record.required_by = paper.until, paper.required_by
        record.concluded = paper.concluded
        episode.steps.append(record)
        if ending:
            episode.closed, episode.outcome = at.date(), ending.id
        save_case(store, case_id, case)
    return StepTaken(taken, ending is not None, tuple(each.sentence for each in obstacles))


def cancel_case(store: Store, case_id: int, reason: str) -> None:
    """Take a case back as entered in error; it stays readable, with the reason. Refused when it was already."""
    with store.write("cancel case"):
        case = read_case(store, case_id)
        if case.cancelled is not None:
            raise Refused(_("Ca này đã hủy ngày {date}.").format(date=show_date(case.cancelled.on)))
        changes = {"cancelled": {"on": now().date().isoformat(), "reason": reason}, "open": None}
        store.table(TABLE).update(changes, doc_ids=[case_id])


def reopen_case(store: Store, case_id: int, at: datetime, reason: str) -> None:
    """Begin a new episode at `at`, when new information came; the closed one stays as it was.

    Refused when the case is open or taken back, or `at` lies in the future or before the last closing.
    """
    refuse_future(at)
    with store.write("reopen case"):
        case = read_case(store, case_id)
        if case.cancelled is not None or case.episode is not None:
            raise Refused(_("Chỉ mở lại được ca đã kết thúc."))
        closed = max(record.at for record in case.episodes[-1].steps)
        if at < closed:
            raise Refused(_("Không mở lại ca trước lúc ca kết thúc ({at}).").format(at=show_moment(closed)))
        first = StepRecord(step=FIRST, at=at, note=reason)
        case.episodes.append(Episode(opened=at.date(), reason=reason, steps=[first]))
        save_case(store, case_id, case)


def edit_case(store: Store, case_id: int, changes: Mapping[str, Any]) -> None:
    """Change what a case says of itself (`EDITABLE`); linking a child makes the name kept for it unneeded."""
    values = {key: value for key, value in changes.items() if key in EDITABLE}
    with store.write("edit case"):
        read_case(store, case_id)
        if values.get("child") is not None:
            values |= {"child_name": None} | _link_child(store, case_id, values)
        store.table(TABLE).update(values, doc_ids=[case_id])


def open_episode(case: CaseRecord) -> Episode:
    """The episode that is open now; Refused when the case was closed or taken back."""
    if case.cancelled is not None:
        raise Refused(_("Ca này đã hủy: {reason}").format(reason=case.cancelled.reason))
    if case.episode is None:
        raise Refused(_("Ca này đã kết thúc. Muốn ghi tiếp, hãy mở lại ca: cpkit case reopen."))
    return case.episode


def _link_child(store: Store, case_id: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Name the child in the case's intakes too; the residence becomes the child's unless the officer gave one."""
    child = store.table("children").get(doc_id=values["child"])
    if child is None:
        raise Refused(_("Không có trẻ nào mang mã này."))
    intakes = store.find_ids("intakes", "case", case_id)
    if intakes:
        store.table("intakes").update({"child": values["child"]}, doc_ids=intakes)
    return {} if values.get("unit") else {"unit": child.get("unit")}


def _ending(step: Step, outcome: str | None) -> Outcome | None:
    """How the closing step ends the case; None for any other step."""
    if step.ends:
        return process().outcome(outcome or USUAL_OUTCOME)
    if outcome is not None:
        raise Refused(_("Kết quả chỉ ghi ở bước kết thúc ca."))
    return None


def _check_time(step: Step, episode: Episode, at: datetime) -> None:
    refuse_future(at, step)
    received = next((record.at for record in episode.steps if record.step == FIRST), None)
    if received is not None and at < received:
        sentence = _("{step}: {at} ở trước lúc tiếp nhận thông tin ({received}); {article}.")
        raise Refused(
            sentence.format(step=step.title, at=show_moment(at), received=show_moment(received), article=step.article)
        )


def _check_answerable(step: Step, episode: Episode, at: datetime, not_done: str | None) -> None:
    """Receipt is recorded by the opening itself; it and the closing cannot be "not done"; nothing is recorded twice."""
    if step.id == FIRST:
        raise Refused(_("Lúc tiếp nhận đã ghi khi mở ca; mỗi tin báo mới là một lần mở ca khác."))
    if step.ends and not_done is not None:
        raise Refused(_("Bước kết thúc không thể ghi là không thực hiện."))
    if any(record.step == step.id and record.at == at for record in episode.steps):
        raise Refused(_("Bước “{step}” lúc {at} đã ghi rồi.").format(step=step.title, at=show_moment(at)))


def _obstacles(case_id: int, step: Step, ending: Outcome | None, episode: Episode, at: datetime) -> Iterator[Obstacle]:
    """Why the step may not be taken at `at`: what has to come before it, and what it has to wait for."""
    missing = missing_before((ending or step).needs, episode.steps, at)
    if missing:
        named = "; ".join(f"{each.title} ({each.article})" for each in process().steps if each.id in missing)
        sentence = _("Chưa ghi được “{step}” ({article}): trước đó còn thiếu {missing}.")
        sentence = sentence.format(step=step.title, article=(ending or step).article, missing=named)
        yield Obstacle(sentence, next_command(case_id, (ending or step).needs, episode.steps, at))
    held = _held_back(step, ending, episode, at)
    if held:
        yield Obstacle(held)


def _held_back(step: Step, ending: Outcome | None, episode: Episode, at: datetime) -> str | None:
    """Such as a closing before the three months of follow-up (Mẫu số 06) have passed."""
    held = earliest_closing(episode.steps, step.id) if ending is None or ending.waits else None
    if held is None or at >= held[0]:
        return None
    sentence = _("Chưa ghi được “{step}” trước khi hết ngày {date}: {rule} ({article}).")
    shown = {"step": step.title, "date": show_date(held[0].date()), "rule": held[1].title, "article": held[1].citation}
    return sentence.format(**shown)


def _too_long(step: Step, episode: Episode, at: datetime, decision: Decision | None) -> list[Obstacle]:
    """A separation renewed past its longest duration (NĐ56 Đ32.3)."""
    from cpkit.cases.separation import ROLE, too_long

    if step.role != ROLE:
        return []
    sentence = too_long(episode.steps, at, decision.required_by if decision else None)
    return [Obstacle(sentence)] if sentence else []


def _left_open(store: Store, case_id: int, ending: Outcome | None) -> list[Obstacle]:
    """What stands open in a case that is to be closed."""
    from cpkit.cases.closing import left_open

    return [] if ending is None else left_open(store, case_id, ending)


def save_case(store: Store, case_id: int, case: CaseRecord) -> None:
    """Write the episodes of a case back, and whether one of them is open."""
    changes = {"episodes": msgspec.to_builtins(case.episodes), "open": True if case.episode else None}
    store.table(TABLE).update(changes, doc_ids=[case_id])
