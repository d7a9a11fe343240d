"""One case on one screen: child, clock, steps done and next, plan with its progress, last interventions.

What does not fit is counted, with the command that shows it. Names and remarks only where confidential matters are
asked for (NĐ56 Đ24).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from cpkit.codes import code_text
from cpkit.commands.case_views import about, missing_steps, report_of, state_of
from cpkit.commands.casework import left_of, show_ids, whom
from cpkit.commands.output import WIDTH, show, show_pair, show_wrapped
from cpkit.language import _, label
from cpkit.places import full_name
from cpkit.times import now

if TYPE_CHECKING:
    from cpkit.cases.due import DueItem
    from cpkit.cases.ordering import When
    from cpkit.cases.records import CaseRecord, Episode, StepRecord
    from cpkit.store import Store

MOST_DUE, MOST_STEPS, MOST_ACTIVITIES, MOST_INTERVENTIONS, MOST_ANSWERS = 3, 8, 5, 3, 4
IN_THE_HEAD = ("kind", "environment", "source", "received_at", "child_name", "unit", "urgent")
"""Answers of Mẫu 01 that the head of the screen shows, or the report itself."""
IN_THE_REGISTER = ("birth_date", "sex", "father_name", "mother_name")
"""Answers of Mẫu 01 that `child show` has, for a registered child."""


def show_case(store: Store, case_id: int, confidential: bool) -> None:
    """One case on one screen."""
    from cpkit.cases.cases import read_case
    from cpkit.commands.form_about import show_forms_about

    case = read_case(store, case_id)
    _show_head(store, case_id, case, confidential)
    _show_report(store, case, confidential)
    _show_clock(store, case_id, case)
    show()
    for number, episode in enumerate(case.episodes, 1):
        _show_episode(episode, number, len(case.episodes), confidential)
    _show_next(case)
    _show_plan(store, case_id, confidential)
    _show_beside(store, case_id, case)
    _show_interventions(store, case_id, confidential)
    show_forms_about(store, "cases", case_id)


def _show_head(store: Store, case_id: int, case: CaseRecord, confidential: bool) -> None:
    from cpkit.vietnamese import show_date, show_moment

    states = {"open": _("đang mở"), "closed": _("đã kết thúc"), "cancelled": _("đã hủy")}
    urgency = {True: _(", khẩn cấp"), False: _(", không khẩn cấp"), None: ""}[case.urgent]
    (shown,) = show_ids("cases", [case_id])
    show(_("Ca {id} – {state}{urgency}").format(id=shown, state=states[state_of(case)], urgency=urgency))
    show_pair(_("Trẻ"), whom(store, store.table("cases").get(doc_id=case_id), confidential))
    if confidential:
        show_pair(_("Loại"), about(case.kind, case.environment))
    reports = ", ".join(show_ids("intakes", sorted(store.find_ids("intakes", "case", case_id))))
    show_pair(_("Tiếp nhận"), f"{show_moment(case.received_at)} ({reports})")
    same = case.unit is not None and case.unit == case.incident_unit
    show_pair(_("Nơi xảy ra và cư trú") if same else _("Nơi xảy ra"), full_name(case.incident_unit))
    show_pair(_("Nơi cư trú"), None if same else full_name(case.unit))
    show_pair(_("Nơi người chăm sóc ở"), full_name(case.carer_unit))
    if case.cancelled:
        show_pair(_("Hủy"), f"{show_date(case.cancelled.on)}: {case.cancelled.reason}")


def _show_report(store: Store, case: CaseRecord, confidential: bool) -> None:
    """The first answers of the report, only where asked for: it is confidential (NĐ56 Đ24)."""
    from cpkit.forms import load
    from cpkit.forms.showing import lines

    if not confidential:
        show_wrapped(_("Họ tên, loại vụ việc và nội dung tin báo là bí mật (NĐ56 Đ24); xem bằng --confidential."), "")
        return
    elsewhere = {*IN_THE_HEAD, *(IN_THE_REGISTER if case.child is not None else ())}
    answers = {key: value for key, value in report_of(store, case).items() if key not in elsewhere}
    told = list(lines(load("mau_01"), answers))
    for title, answer in told[:MOST_ANSWERS]:
        show(_cut(f"  {title}: {answer}"))
    if len(told) > MOST_ANSWERS and case.intake is not None:
        (report,) = show_ids("intakes", [case.intake])
        show("  " + _("… cả tin báo: cpkit intake show {id} --confidential").format(id=report))


def _cut(text: str) -> str:
    """A text on one line of the page, with dots where it goes on."""
    line = " ".join(text.splitlines())
    return line if len(line) <= WIDTH else line[: WIDTH - 1].rstrip() + "…"


def _show_clock(store: Store, case_id: int, case: CaseRecord) -> None:
    """What is due, soonest first, each on two lines; how it is counted is told by `cpkit due`. What a plan said stands
    with the plan."""
    from cpkit.cases.due import due_with_answers

    items = [item for item in due_with_answers(store, case_id, case, now()) if item.activity is None]
    said: set[str] = set()
    for item in items[:MOST_DUE]:
        _show_due(item, said)
    if len(items) > MOST_DUE:
        show("  " + _("… và {count} việc khác: cpkit due").format(count=len(items) - MOST_DUE))


def _show_due(item: DueItem, said: set[str]) -> None:
    """One thing due; the consequence of being late, where another has not said the same."""
    from cpkit.vietnamese import show_moment

    until = _("Hạn {due} – {left}").format(due=show_moment(item.due), left=left_of(item))
    provisional = _(" (tạm tính)") if item.provisional else ""
    click.secho(until + provisional, fg="red" if item.overdue else None, bold=True)
    show_wrapped(f"{item.title} ({item.citation}).")
    consequence = label(item.consequence) if item.overdue and item.consequence else ""
    if consequence and consequence not in said:
        said.add(consequence)
        show_wrapped(consequence)


def _show_episode(episode: Episode, number: int, of: int, confidential: bool) -> None:
    """The last steps of an episode; of an earlier one only how it went."""
    from cpkit.cases.ordering import in_order
    from cpkit.cases.steps import process
    from cpkit.vietnamese import show_date

    if of > 1:
        show(_("Đợt {number}, mở ngày {date}").format(number=number, date=show_date(episode.opened)))
    lines = [line for _when, line in in_order(_lines(episode, confidential), lambda pair: pair[0])]
    shown = lines[-MOST_STEPS:] if number == of else []
    if len(lines) > len(shown):
        show("  " + _("… {count} việc trước: thêm --timeline").format(count=len(lines) - len(shown)))
    for line in shown:
        show_wrapped(line)
    if episode.closed:
        outcome = process().outcome(episode.outcome).title if episode.outcome else ""
        show_wrapped(_("Kết thúc ngày {date}: {outcome}").format(date=show_date(episode.closed), outcome=outcome))


def _lines(episode: Episode, confidential: bool) -> Iterator[tuple[When, str]]:
    """Steps taken and papers delivered, each with its moment; a decision with its day."""
    from cpkit.cases.ordering import When, order_of, order_of_delivery
    from cpkit.cases.steps import process
    from cpkit.vietnamese import show_date, show_moment

    for record in episode.steps:
        title = process().titles([record.step])[0]
        at = show_date(record.at.date()) if record.by_day else show_moment(record.at)
        when = When(record.at, record.by_day, order_of(record.step))
        yield when, " – ".join([at, title, *_remarks(record, confidential)])
    for sent in episode.deliveries:
        said = _("{at} – gửi {to}").format(at=show_moment(sent.at), to=sent.to if confidential else "…")
        yield When(sent.at, order=order_of_delivery()), said


def _remarks(record: StepRecord, confidential: bool) -> Iterator[str]:
    """What was remarked on a step; without what was written, where that is confidential."""
    if record.not_done:
        yield _("KHÔNG LÀM: {reason}").format(reason=record.not_done) if confidential else _("KHÔNG LÀM")
    if record.forced:
        yield _("trái thứ tự: {reason}").format(reason=record.forced) if confidential else _("trái thứ tự")
    if record.number:
        yield _("số {number}, {signer} ký").format(number=record.number, signer=record.signer)
    if record.note and confidential:
        yield record.note


def _show_next(case: CaseRecord) -> None:
    """The steps that are missing, the next one among them, and a decision noted without number and signer."""
    from cpkit.cases.plans import lacking_decision

    if case.episode:
        show_pair(_("Còn thiếu"), "; ".join(f"{step.title} ({step.article})" for step in missing_steps(case)))
    lacking = lacking_decision(case)
    if lacking:
        show_wrapped(lacking, "")


def _show_plan(store: Store, case_id: int, confidential: bool) -> None:
    """How far the plan has come, the activities still open first."""
    from cpkit.cases.progress import activities
    from cpkit.commands.case_progress import activity_line

    plan = activities(store, case_id)
    if not plan:
        return
    settled = _("{done} trên {count} hoạt động đã rõ kết quả")
    show_pair(_("Kế hoạch"), settled.format(done=sum(not each.open for each in plan), count=len(plan)))
    for each in sorted(plan, key=lambda one: not one.open)[:MOST_ACTIVITIES]:
        show(_cut("  " + activity_line(each, confidential)))
    if len(plan) > MOST_ACTIVITIES:
        show("  " + _("… và {count} hoạt động khác: cpkit case plan").format(count=len(plan) - MOST_ACTIVITIES))


def _show_beside(store: Store, case_id: int, case: CaseRecord) -> None:
    """What runs beside: referrals with the answers awaited, the police, the proceedings."""
    from cpkit.cases.referrals import referrals

    sent = referrals(store, case_id)
    if sent:
        awaited = _("{count} lần, {awaited} chờ trả lời")
        show_pair(_("Chuyển gửi"), awaited.format(count=len(sent), awaited=sum(bool(each["awaited"]) for each in sent)))
    show_pair(_("Công an"), "; ".join(_police(store, case_id, case)))
    show_pair(_("Tố tụng"), "; ".join(_proceedings(case)))


def _police(store: Store, case_id: int, case: CaseRecord) -> Iterator[str]:
    """The hand-overs; of an open case that never went there, that a crime has to (NĐ56 Đ25.3)."""
    from cpkit.cases.police import hand_overs, police_step
    from cpkit.vietnamese import show_date

    found = hand_overs(store, case_id)
    for each in found:
        answer = _("trả lời {date}").format(date=show_date(each.answered_on)) if each.answered_on else _("chưa trả lời")
        yield f"{each.police}, {show_date(each.at.date())}, {answer}"
    if not found and case.episode and not any(each.step == police_step().id for each in case.episode.steps):
        yield _("chưa chuyển; có dấu hiệu tội phạm thì chuyển ngay (NĐ56 Đ25.3): cpkit case police")


def _proceedings(case: CaseRecord) -> Iterator[str]:
    from cpkit.vietnamese import show_date

    for each in case.proceedings:
        if each.cancelled is None:
            yield f"{each.title} {show_date(each.on)}"


def _show_interventions(store: Store, case_id: int, confidential: bool) -> None:
    """How many interventions belong to the case, and the last of them where confidential matters are asked for."""
    from cpkit.cases.interventions import listed
    from cpkit.vietnamese import show_date

    found = [each for each in listed(store, case=case_id) if not each.get("cancelled")]
    if not found:
        return
    show(_("Hỗ trợ, can thiệp đã ghi: {count}").format(count=len(found)))
    for each in found[-MOST_INTERVENTIONS:] if confidential else ():
        service = code_text("services", each.get("kind") or each["service"])
        on = show_date(date.fromisoformat(each["date"]))
        show_wrapped(f"{on} – {service} – {each.get('provider') or ''}".rstrip(" –"))
