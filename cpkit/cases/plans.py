"""The plan on its way: submitted with its dossier, approved or sent back by the chairman, delivered (NĐ56 Đ28)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from cpkit.cases.cases import Decision, StepTaken, open_episode, read_case, record_step, save_case
from cpkit.cases.dossier import obstacles
from cpkit.cases.numbers import keep, paper_now
from cpkit.cases.records import Delivery
from cpkit.cases.steps import Step, in_force, missing_before, process, refuse_future
from cpkit.cases.ways import next_command
from cpkit.errors import Misused, Refused
from cpkit.language import _
from cpkit.store.identifiers import show_id
from cpkit.times import end_of, now
from cpkit.vietnamese import fold, show_date

if TYPE_CHECKING:
    from cpkit.cases.records import CaseRecord, StepRecord
    from cpkit.store import Store


def submit(store: Store, case_id: int, at: datetime, *, force: str | None = None) -> StepTaken:
    """Record that the plan was laid before the chairman (NĐ56 Đ28.1).

    Refused when the dossier is incomplete or the step comes out of order, unless `force` gives the reason.
    """
    with store.write("submit plan"):
        open_episode(read_case(store, case_id))
        return record_step(store, case_id, _role("submission").id, at, force=force, also=obstacles(store, case_id))


def approve(store: Store, case_id: int, day: date, *, number: str, signer: str, force: str | None = None) -> StepTaken:
    """Record the chairman's decision (NĐ56 Đ28.4): its number, day and signer; the day counts to its end.

    An approval noted before without number and signer is completed. Refused when the signer is the officer who keeps
    the store: the law wants the chairman of the People's Committee.
    """
    if fold(signer) == fold(store.settings.officer):
        sentence = _("Kế hoạch do Chủ tịch Ủy ban nhân dân cấp xã phê duyệt (NĐ56 Đ28.4), không do cán bộ tự ký.")
        raise Refused(sentence)
    if day > now().date():
        raise Refused(_("Ngày quyết định (NĐ56 Đ28.4) ở sau hôm nay: chỉ ghi việc đã xảy ra."))
    moment = min(end_of(day), now())
    decision = Decision(number=number, signer=signer)
    with store.write("approve plan"):
        keep(store, paper_now(store, case_id, _role("approval").form or ""), day, number)
        before = _take_back_unsigned(store, case_id)
        at, note, reason = (before.at, before.note, before.forced) if before else (moment, None, None)
        step, at = _role("approval").id, at if at.date() == day else moment
        return record_step(store, case_id, step, at, decision=decision, force=force or reason, note=note)


def unsigned_approval(case: CaseRecord) -> StepRecord | None:
    """The approval of the present plan where it was noted without number and signer (NĐ56 Đ28.4), else None."""
    episode, step = case.episode, process().of_role("approval")
    if episode is None or step is None:
        return None
    last = next((each for each in reversed(in_force(episode.steps)) if each.step == step.id), None)
    return last if last is not None and last.done and not (last.number and last.signer) else None


def lacking_decision(case: CaseRecord) -> str | None:
    """What an approval noted without its decision lacks, in a sentence; None where nothing does (NĐ56 Đ28.4)."""
    noted = unsigned_approval(case)
    if noted is None:
        return None
    sentence = _(
        "Phê duyệt ghi ngày {date} còn thiếu số, ngày và người ký quyết định (NĐ56 Đ28.4): ghi bằng cpkit case approve."
    )
    return sentence.format(date=show_date(noted.at.date()))


def _take_back_unsigned(store: Store, case_id: int) -> StepRecord | None:
    """Make room for the decision: an approval noted without number and signer is this one, not another."""
    case = read_case(store, case_id)
    noted = unsigned_approval(case)
    if noted is None or case.episode is None:
        return None
    case.episode.steps.remove(noted)
    save_case(store, case_id, case)
    return noted


def reject(store: Store, case_id: int, at: datetime, reason: str) -> StepTaken:
    """Record that the chairman sent the plan back, and why; it has to be submitted again (NĐ56 Đ28.4).

    Refused when no plan lies before the chairman.
    """
    with store.write("reject plan"):
        steps = open_episode(read_case(store, case_id)).steps
        if not missing_before([_role("approval").id], steps, now()):
            sentence = _("Kế hoạch này đã được phê duyệt; muốn điều chỉnh thì trình kế hoạch mới (NĐ56 Đ29.1a).")
            raise Refused(
                sentence, hints=(f"case fill {show_id('cases', case_id)} {_role('submission').form} --again",)
            )
        return record_step(store, case_id, _role("rejection").id, at, note=reason)


def deliver(store: Store, case_id: int, to: str, at: datetime, note: str | None = None) -> None:
    """Record that decision and plan went to somebody (NĐ56 Đ28.5): who carries it out, parents or carers.

    Refused before the approval and in the future.
    """
    with store.write("deliver plan"):
        case = read_case(store, case_id)
        episode = open_episode(case)
        refuse_future(at)
        if missing_before([_role("approval").id], episode.steps, end_of(at.date())):  # a decision has no hour
            sentence = _("Chưa có quyết định phê duyệt lúc đó để gửi (NĐ56 Đ28.5).")
            first = next_command(case_id, [_role("approval").id], episode.steps, end_of(at.date()))
            raise Refused(sentence, hints=first)
        episode.deliveries.append(Delivery(to=to, at=at, note=note))
        save_case(store, case_id, case)


def _role(role: str) -> Step:
    step = process().of_role(role)
    if step is None:
        raise Misused(_("Không có tiện ích nào mang bước này."))
    return step
