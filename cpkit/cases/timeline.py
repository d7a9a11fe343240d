"""Everything that happened in a case in the order of time: reports, steps, forms, deliveries, interventions.

Also what was referred and answered, what the police said, what the law did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from cpkit.cases.cases import read_case
from cpkit.cases.interventions import listed
from cpkit.cases.ordering import LAST, When, in_order, order_of, order_of_delivery
from cpkit.cases.papers import filled
from cpkit.cases.police import hand_overs, outcome_text
from cpkit.cases.referrals import agency_name, referrals
from cpkit.cases.steps import process
from cpkit.codes import code_text
from cpkit.forms import load
from cpkit.language import _
from cpkit.times import VIETNAM, end_of

if TYPE_CHECKING:
    from cpkit.cases.records import CaseRecord
    from cpkit.store import Store


@dataclass(frozen=True)
class Event:
    """One thing that happened: when (`whole_day` where only the day is known), what kind, in words; `detail` is
    confidential (NĐ56 Đ24); `order` its place among the steps."""

    at: datetime
    kind: str
    text: str
    detail: str | None = None
    whole_day: bool = False
    order: float = LAST


def timeline(store: Store, case_id: int) -> list[Event]:
    """The events of a case, oldest first; within a day what has no hour before what follows it."""
    case = read_case(store, case_id)
    events = [*_reports(store, case_id), *_steps(case), *_forms(store, case_id), *_interventions(store, case_id)]
    events += [*_police(store, case_id), *_proceedings(case), *_referrals(store, case_id)]
    return in_order(events, lambda event: When(event.at, event.whole_day, event.order))


def _reports(store: Store, case_id: int) -> Iterator[Event]:
    from cpkit.store.identifiers import show_id

    for intake in store.find("intakes", "case", case_id):
        source = code_text("sources", intake["source"])
        text = _("Tin báo {id}, {source}").format(id=show_id("intakes", intake.doc_id), source=source)
        yield Event(datetime.fromisoformat(intake["received_at"]), "intake", text, order=0)


def _steps(case: CaseRecord) -> Iterator[Event]:
    steps = {step.id: step for step in process().steps}
    for episode in case.episodes:
        for record in episode.steps:
            step = steps.get(record.step)
            title = f"{step.title} ({step.article})" if step else record.step
            text = title if record.done else _("{step}: không làm").format(step=title)
            text = _("{step} – trái thứ tự").format(step=text) if record.forced else text
            number = _("số {number}, {signer} ký").format(number=record.number, signer=record.signer)
            remarks = [record.not_done, record.forced, record.note]
            detail = " – ".join(part for part in remarks if part) or None
            text = f"{text}, {number}" if record.number else text
            order = float(step.order) if step else LAST
            yield Event(record.at, "step", text, detail, record.by_day, order)
        for sent in episode.deliveries:
            detail = " – ".join(part for part in (sent.to, sent.note) if part)
            text = _("Gửi quyết định và kế hoạch (NĐ56 Đ28.5)")
            yield Event(sent.at, "delivery", text, detail, order=order_of_delivery())
        if episode.closed and episode.outcome:
            text = _("Kết thúc: {outcome}").format(outcome=process().outcome(episode.outcome).title)
            yield Event(end_of(episode.closed), "closing", text, whole_day=True)


def _forms(store: Store, case_id: int) -> Iterator[Event]:
    for sheet in filled(store, case_id):
        said = sheet["answers"].get("date")
        day = end_of(date.fromisoformat(said)) if said and not sheet["at"] else None
        at = day or datetime.fromisoformat(sheet["at"] or sheet["filled_at"])
        order = order_of(sheet["step"])
        yield Event(at, "form", load(sheet["form"]).text, sheet.get("paper"), day is not None, order)


def _police(store: Store, case_id: int) -> Iterator[Event]:
    """The answers of the police; the hand-over itself is a step (NĐ56 Đ25.3)."""
    for each in hand_overs(store, case_id):
        if each.answered_on:
            said = (each.police, each.file_number, outcome_text(each))
            detail = " – ".join(part for part in said if part)
            yield Event(end_of(each.answered_on), "police", _("Công an trả lời"), detail, whole_day=True)


def _proceedings(case: CaseRecord) -> Iterator[Event]:
    for each in case.proceedings:
        if each.cancelled is None:
            detail = " – ".join(part for part in (each.number, each.body, each.result) if part)
            yield Event(end_of(each.on), "proceeding", each.title, detail, whole_day=True)


def _referrals(store: Store, case_id: int) -> Iterator[Event]:
    """Referrals, their answers, consent withdrawn (NĐ56 Đ29.1b)."""
    for each in referrals(store, case_id):
        to, answered, consent = agency_name(store, each), each["answer"], each["consent"] or {}
        sent = _("Chuyển gửi {to}").format(to=to)
        yield Event(end_of(date.fromisoformat(each["sent"])), "referral", sent, each["purpose"], whole_day=True)
        if answered:
            text = _("{to} trả lời").format(to=to)
            yield Event(end_of(date.fromisoformat(answered["on"])), "referral", text, answered["text"], whole_day=True)
        if consent.get("withdrawn"):
            on, reason = consent["withdrawn"]["on"], consent["withdrawn"]["reason"]
            yield Event(end_of(date.fromisoformat(on)), "referral", _("Rút sự đồng ý"), reason, whole_day=True)


def _interventions(store: Store, case_id: int) -> Iterator[Event]:
    for record in listed(store, case=case_id):
        if not record.get("cancelled"):
            service = code_text("services", record.get("kind") or record["service"])
            at = datetime.combine(date.fromisoformat(record["date"]), time(), VIETNAM)
            yield Event(at, "intervention", _("Hỗ trợ, can thiệp"), f"{service} {record.get('provider') or ''}", True)
