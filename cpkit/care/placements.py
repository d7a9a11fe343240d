"""A placement from the need to its end: steps recorded in the order of the law, the carer chosen, the care ended.

What stands in the way of a step is refused with its article, or forced with a written reason that stays with the step.
Each function writes in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import msgspec

from cpkit.care.records import FORMS, TABLE, CareStep, Placement
from cpkit.care.steps import CareRule, care_process, lacking, unmet_demands
from cpkit.cases.steps import refuse_future
from cpkit.errors import Refused
from cpkit.language import _
from cpkit.times import VIETNAM, now, today
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from cpkit.store import Document, Store


@dataclass(frozen=True)
class CareTaken:
    """A step that was recorded, and what it was forced past."""

    step: CareRule
    forced_past: tuple[str, ...] = ()


def read_placement(store: Store, placement_id: int) -> Placement:
    """The placement with this id; Refused when there is none."""
    document = store.table(TABLE).get(doc_id=placement_id)
    if document is None:
        raise Refused(_("Không có lần chăm sóc thay thế nào mang mã này."))
    return msgspec.convert(document, Placement)


def open_placement(store: Store, placement_id: int) -> Placement:
    """The same, still open; Refused when it ended or was taken back: an ended one is never changed."""
    placement = read_placement(store, placement_id)
    if placement.cancelled is not None:
        raise Refused(_("Lần chăm sóc thay thế này đã hủy: {reason}").format(reason=placement.cancelled.reason))
    if placement.closed is not None:
        sentence = _("Lần chăm sóc thay thế này đã kết thúc ngày {date}, không sửa nữa. Cần người mới: care need.")
        raise Refused(sentence.format(date=show_date(placement.closed)))
    return placement


def begin(
    store: Store, child: int, day: date, *, facility: str | None = None, case: int | None = None,
    previous: int | None = None,
) -> int:  # fmt: skip
    """Open a placement for a child in need since `day`; Refused while another one of the child is open."""
    from cpkit.store.identifiers import show_id

    refuse_future(at_day(day))
    ours = [each.doc_id for each in store.find(TABLE, "child", child) if each.get("open")]
    if ours:
        named = show_id(TABLE, ours[0])
        raise Refused(_("Trẻ này đang có {id} chưa kết thúc: ghi tiếp vào đó (care show {id}).").format(id=named))
    document = Placement(child=child, opened=day, facility=facility, case=case, previous=previous)
    made: int = store.table(TABLE).insert({**msgspec.to_builtins(document), "open": True})
    return made


def record_step(
    store: Store, placement_id: int, step: CareRule, at: datetime, *, note: str | None = None,
    not_done: str | None = None, force: str | None = None, also: Sequence[str] = (), number: str | None = None,
    signer: str | None = None,
) -> CareTaken:  # fmt: skip
    """Record a step; `also` are further obstacles, `force` the written reason for going past all of them.

    Refused: in the future, before the need was assessed, out of order without `force`, on a placement that ended.
    """
    with store.write("care step"):
        placement = open_placement(store, placement_id)
        refuse_future(at)
        _check_day(step, placement, at.date())
        hindered = [*obstacles(store, placement_id, placement, step, at.date()), *also]
        if hindered and not force:
            raise Refused(" ".join([*hindered, _("Nếu vẫn phải ghi, nêu lý do bằng --force.")]))
        record = CareStep(step=step.id, at=at, note=note, not_done=not_done, forced=force if hindered else None)
        record.number, record.signer, record.carer = number, signer, placement.carer
        placement.steps.append(record)
        save(store, placement_id, placement)
    return CareTaken(step, tuple(hindered))


def take_step(
    store: Store, placement_id: int, step: str, day: date, *, note: str | None = None, not_done: str | None = None,
    force: str | None = None,
) -> CareTaken:  # fmt: skip
    """Record a step that no form records, or that a step was not taken and why (`not_done`).

    Refused for a step with a form, for the choice and the ending, which have commands of their own.
    """
    taken = care_process().step(step)
    if not_done is None and taken.form is not None:
        sentence = _("Bước “{step}” ghi bằng biểu mẫu: cpkit care fill {form}.")
        raise Refused(sentence.format(step=taken.title, form=taken.form))
    if taken.role in ("need", "choice", "verification", "decision", "handover", "ending"):
        raise Refused(_("Bước “{step}” không ghi bằng care step; xem: cpkit care --help.").format(step=taken.title))
    return record_step(store, placement_id, taken, at_day(day), note=note, not_done=not_done, force=force)


def obstacles(store: Store, placement_id: int, placement: Placement, step: CareRule, day: date) -> list[str]:
    """Why the step may not be taken on `day`: what comes before it, what the child's situation asks besides."""
    found = []
    missing = lacking(step, placement, day, standing(store, placement, day))
    if missing:
        sentence = _("Chưa ghi được “{step}” ({article}): trước đó còn thiếu {missing}.")
        named = care_process().titles(missing)
        found.append(sentence.format(step=step.title, article=step.article, missing=named))
    for demand, times in unmet_demands(step, placement, day, marks(store, placement_id, placement)):
        sentence = _("“{step}” cần có “{needed}” trước đó ({article}).")
        if demand.times > 1:
            sentence = _("“{step}” cần {times} lần “{needed}” trước đó ({article}), mới có {found}.")
        needed = care_process().step(demand.step).title
        shown = {"needed": needed, "times": demand.times, "article": demand.article, "found": times}
        found.append(sentence.format(step=step.title, **shown))
    return found


def standing(store: Store, placement: Placement, day: date) -> set[str]:
    """The steps that stand without a record of their own: the carer was verified as fit by `day`."""
    from cpkit.care.carers import read_carer

    if placement.carer is None:
        return set()
    verified = read_carer(store, placement.carer).verified_by(day)
    return {care_process().of_role("verification").id} if verified is not None and verified.fit else set()


def marks(store: Store, placement_id: int, placement: Placement) -> set[str]:
    """What the demands of steps ask of a placement: kinship, facility, the choices made in its newest forms."""
    found = {"tu_co_so"} if placement.facility else set()
    if placement.carer is not None and not is_relative(store, placement):
        found.add("khong_than_thich")
    for sheet in store.find(FORMS, "placement", placement_id):  # oldest first: a newer one replaces
        start = f"{sheet['form']}."
        found = {mark for mark in found if not mark.startswith(start)} | set(answer_marks(sheet))
    return found


def answer_marks(sheet: Document | dict[str, Any]) -> Iterable[str]:
    """The choices of a form as marks: "mau_16.ground=de_nghi"."""
    for key, answer in sheet["answers"].items():
        for value in answer if isinstance(answer, list) else [answer]:
            if isinstance(value, str):
                yield f"{sheet['form']}.{key}={value}"


def is_relative(store: Store, placement: Placement) -> bool:
    """Whether the chosen carer is a relative of the child."""
    from cpkit.care.carers import read_carer

    return placement.carer is not None and bool(read_carer(store, placement.carer).relation_to(placement.child))


def end(
    store: Store, placement_id: int, outcome: str, day: date, *, reason: str | None = None, by_decision: bool = False
) -> None:
    """Close a placement; an outcome that Mẫu 16 has to decide is Refused without it (NĐ56 Đ48.2)."""
    with store.write("end care"):
        placement = open_placement(store, placement_id)
        refuse_future(at_day(day))
        chosen = care_process().outcome(outcome)
        handed = placement.taken(care_process().of_role("handover").id)
        if chosen.by_decision and not by_decision:
            sentence = _("“{outcome}” phải có quyết định theo Mẫu 16 (NĐ56 Đ48.2): cpkit care end.")
            raise Refused(sentence.format(outcome=chosen.title))
        if chosen.before_handover and handed:
            raise Refused(_("Trẻ đã được giao: kết thúc bằng quyết định theo Mẫu 16 (NĐ56 Đ48.2): cpkit care end."))
        done = {record.step for record in placement.steps}
        missing = [need for need in chosen.needs if need not in done]
        if missing:
            sentence = _("Chưa kết thúc được vì “{outcome}” ({article}): còn thiếu {missing}.")
            titles = care_process().titles(missing)
            raise Refused(sentence.format(outcome=chosen.title, article=chosen.article, missing=titles))
        latest = max(record.at.date() for record in placement.steps)
        if day < latest:
            raise Refused(_("Ngày kết thúc ở trước bước đã ghi ngày {date}.").format(date=show_date(latest)))
        placement.closed, placement.outcome, placement.reason = day, chosen.id, reason
        save(store, placement_id, placement)


def cancel(store: Store, placement_id: int, reason: str) -> None:
    """Take back a placement entered in error; it stays readable. Refused once the child was handed over."""
    with store.write("cancel care"):
        placement = open_placement(store, placement_id)
        if placement.taken(care_process().of_role("handover").id):
            raise Refused(_("Trẻ đã được giao, không hủy được; kết thúc bằng quyết định theo Mẫu 16 (NĐ56 Đ48.2)."))
        changes = {"cancelled": {"on": today().isoformat(), "reason": reason}, "open": None}
        store.table(TABLE).update(changes, doc_ids=[placement_id])


def save(store: Store, placement_id: int, placement: Placement) -> None:
    """Write a placement back, and whether it is open."""
    document = msgspec.to_builtins(placement) | {"open": True if placement.is_open else None}
    store.table(TABLE).update(document, doc_ids=[placement_id])


def at_day(day: date) -> datetime:
    """The moment a step known by its day alone is kept at."""
    return datetime.combine(day, time(), VIETNAM)


def state(placement: Placement) -> str:
    """ "need" while nobody is chosen, "chosen", "decided", "in_care", "ended" or "cancelled"."""
    process = care_process()
    if not placement.is_open:
        return "cancelled" if placement.cancelled else "ended"
    for role, name in (("handover", "in_care"), ("decision", "decided")):
        if placement.taken(process.of_role(role).id):
            return name
    return "chosen" if placement.carer is not None else "need"


def _check_day(step: CareRule, placement: Placement, day: date) -> None:
    if day < placement.opened:
        sentence = _("{step}: {day} ở trước ngày đánh giá trẻ cần chăm sóc thay thế ({opened}); {article}.")
        days = {"day": show_date(day), "opened": show_date(placement.opened)}
        raise Refused(sentence.format(step=step.title, article=step.article, **days))
    same = [each for each in placement.steps if each.step == step.id and each.carer == placement.carer]
    twice = any(each.at.date() == day for each in same)
    if twice:
        raise Refused(_("Bước “{step}” ngày {day} đã ghi rồi.").format(step=step.title, day=show_date(day)))


def waited(placement: Placement) -> int:
    """Days since the need was assessed, while no carer has the child."""
    return (now().date() - placement.opened).days
