"""How cases are shown: the list, one case on one screen, the steps of the process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from cpkit.codes import code_text
from cpkit.commands.casework import (
    child_name,
    due_json,
    fields_json,
    show_due,
    show_id_or_none,
    show_ids,
    time_left,
    whom,
)
from cpkit.commands.output import emit_json, say, show, show_pair, show_wrapped, table
from cpkit.language import _
from cpkit.places import full_name
from cpkit.times import now

if TYPE_CHECKING:
    from cpkit.cases.records import CaseRecord, Episode, StepRecord
    from cpkit.cases.steps import Step
    from cpkit.store import Document, Store

REFERENCES = {"intake": "intakes", "child": "children"}
MOST_INTERVENTIONS = 5
_SECRETS: dict[str, Any] = dict.fromkeys(("child_name", "kind", "environment"))
"""What of a case is told only where confidential matters are asked for (NĐ56 Đ24, Đ33)."""
_REMARKS = ("note", "not_done", "forced")


def list_cases(store: Store, documents: list[Document], confidential: bool, as_json: bool) -> None:
    """The cases; whom and what they are about only where `confidential`."""
    rows = [_summary(store, document) for document in documents]
    if as_json:
        emit_json(rows if confidential else [row | _SECRETS for row in rows])
        return
    if not rows:
        show(_("Không có ca nào."))
    for document, row in zip(documents, rows, strict=True):
        _show_row(whom(store, document, confidential), row if confidential else row | _SECRETS)
    if rows and not confidential:
        say(_("Họ tên và loại vụ việc là bí mật (NĐ56 Đ24); xem bằng --confidential."))


def _summary(store: Store, document: Document) -> dict[str, Any]:
    import msgspec

    from cpkit.cases.due import due_in_case
    from cpkit.cases.records import CaseRecord

    case = msgspec.convert(document, CaseRecord)
    last = max(case.episodes[-1].steps, key=lambda step: step.at, default=None)
    clock = due_in_case(document.doc_id, case, now())
    return {
        "id": show_ids("cases", [document.doc_id])[0],
        "child": show_id_or_none("children", case.child),
        "child_name": child_name(store, document),
        "kind": case.kind,
        "environment": case.environment,
        "urgent": case.urgent,
        "received_at": case.received_at,
        "state": _state(case),
        "step": last.step if last else None,
        "due": due_json(clock[0]) if clock else None,
    }


def _state(case: CaseRecord) -> str:
    if case.cancelled is not None:
        return "cancelled"
    return "open" if case.episode else "closed"


def _about(kind: str | None, environment: str | None) -> str:
    """The kind of case and where it happened, in words; what is not known is left out."""
    return ", ".join(filter(None, (code_text("case_kinds", kind), code_text("environments", environment))))


def _show_row(who: str, row: dict[str, Any]) -> None:
    """A case on two or three lines: who, what; received, last step, what is due."""
    from cpkit.cases.steps import process
    from cpkit.vietnamese import show_moment

    kind = _about(row["kind"], row["environment"])
    show(f"{row['id']}  {who}" + (f" – {kind}" if kind else ""))
    step = process().titles([row["step"]])[0] if row["step"] else ""
    received = _("tiếp nhận {at}").format(at=show_moment(row["received_at"]))
    show_wrapped("; ".join(filter(None, (received, step, _until(row)))))


def _until(row: dict[str, Any]) -> str:
    from cpkit.vietnamese import show_moment

    if row["due"] is None:
        return {"open": "", "closed": _("đã kết thúc"), "cancelled": _("đã hủy")}[row["state"]]
    due = row["due"]["due"]
    return _("hạn {due} ({left})").format(due=show_moment(due), left=time_left(due - now()))


def case_json(store: Store, case_id: int, confidential: bool) -> dict[str, Any]:
    """One case for scripts; names, what happened and remarks only where confidential matters are asked for."""
    from cpkit.cases.cases import read_case
    from cpkit.cases.due import due_in_case

    document, case = store.table("cases").get(doc_id=case_id), read_case(store, case_id)
    shown = {"id": show_ids("cases", [case_id])[0], **fields_json(document, REFERENCES)}
    shown.pop("open", None)
    shown |= {"child_name": child_name(store, document)} if confidential else _SECRETS | _without_remarks(document)
    shown |= {"state": _state(case), "missing": [step.id for step in _missing(case)]}
    shown["clock"] = [due_json(item) for item in due_in_case(case_id, case, now())]
    shown["intakes"] = show_ids("intakes", sorted(store.find_ids("intakes", "case", case_id)))
    shown["interventions"] = show_ids("interventions", sorted(store.find_ids("interventions", "case", case_id)))
    return shown | ({"report": _report(store, case)} if confidential else {})


def _without_remarks(document: Document) -> dict[str, Any]:
    """The episodes of a case, with what was remarked on their steps left out."""
    episodes = [
        {
            **episode,
            "steps": [{**step, **dict.fromkeys(_REMARKS)} for step in episode["steps"]],
            "deliveries": [{"at": sent["at"]} for sent in episode.get("deliveries", [])],
        }
        for episode in document["episodes"]
    ]
    return {"episodes": episodes}


def _report(store: Store, case: CaseRecord) -> dict[str, Any]:
    from cpkit.cases.intakes import intake_answers

    intake = store.table("intakes").get(doc_id=case.intake) if case.intake is not None else None
    return intake_answers(intake) if intake is not None else {}


def show_case(store: Store, case_id: int, confidential: bool) -> None:
    """One case on one screen."""
    from cpkit.cases.cases import read_case
    from cpkit.cases.due import due_in_case

    case = read_case(store, case_id)
    _show_head(store, case_id, case, confidential)
    _show_report(store, case, confidential)
    for number, episode in enumerate(case.episodes, 1):
        _show_episode(episode, number, len(case.episodes), confidential)
    if case.episode:
        show_pair(_("Còn thiếu"), "; ".join(f"{step.title} ({step.article})" for step in _missing(case)))
    for item in due_in_case(case_id, case, now()):
        show_due(item)
    _show_plan(store, case_id)
    _show_interventions(store, case_id, confidential)


def _show_head(store: Store, case_id: int, case: CaseRecord, confidential: bool) -> None:
    from cpkit.vietnamese import show_date, show_moment

    states = {"open": _("đang mở"), "closed": _("đã kết thúc"), "cancelled": _("đã hủy")}
    urgency = {True: _(", khẩn cấp"), False: _(", không khẩn cấp"), None: ""}[case.urgent]
    show(_("Ca {id} – {state}{urgency}").format(id=_show(case_id), state=states[_state(case)], urgency=urgency))
    show_pair(_("Trẻ"), whom(store, store.table("cases").get(doc_id=case_id), confidential))
    if confidential:
        show_pair(_("Loại"), _about(case.kind, case.environment))
    reports = ", ".join(show_ids("intakes", sorted(store.find_ids("intakes", "case", case_id))))
    show_pair(_("Tiếp nhận"), f"{show_moment(case.received_at)} ({reports})")
    show_pair(_("Nơi xảy ra"), full_name(case.incident_unit))
    show_pair(_("Nơi cư trú"), full_name(case.unit))
    show_pair(_("Nơi người chăm sóc ở"), full_name(case.carer_unit))
    if case.cancelled:
        reason = f"{show_date(case.cancelled.on)}: {case.cancelled.reason}"
        show_pair(_("Hủy"), reason)


def _show(case_id: int) -> str:
    return show_ids("cases", [case_id])[0]


def _show_report(store: Store, case: CaseRecord, confidential: bool) -> None:
    """What the report says, only where asked for: it is confidential (NĐ56 Đ24)."""
    from cpkit.forms import load
    from cpkit.forms.showing import lines

    answers = _report(store, case)
    if not confidential:
        show_wrapped(_("Họ tên, loại vụ việc và nội dung tin báo là bí mật (NĐ56 Đ24); xem bằng --confidential."), "")
        return
    for title, answer in lines(load("mau_01"), answers):
        show_pair(f"  {title}", answer)


def _show_episode(episode: Episode, number: int, of: int, confidential: bool) -> None:
    from cpkit.cases.steps import process
    from cpkit.vietnamese import show_date, show_moment

    show()
    if of > 1:
        show(_("Đợt {number}, mở ngày {date}").format(number=number, date=show_date(episode.opened)))
    for line in _steps(episode, confidential):
        show_wrapped(line)
    for sent in episode.deliveries:
        show_wrapped(_("{at} – gửi {to}").format(at=show_moment(sent.at), to=sent.to if confidential else "…"))
    if episode.closed:
        outcome = process().outcome(episode.outcome).title if episode.outcome else ""
        show_wrapped(_("Kết thúc ngày {date}: {outcome}").format(date=show_date(episode.closed), outcome=outcome))
    show()


def _steps(episode: Episode, confidential: bool) -> Iterator[str]:
    from cpkit.cases.steps import process
    from cpkit.vietnamese import show_moment

    for record in sorted(episode.steps, key=lambda each: each.at):
        title = process().titles([record.step])[0]
        yield " – ".join([show_moment(record.at), title, *_remarks(record, confidential)])


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


def _missing(case: CaseRecord) -> list[Step]:
    """The steps of the main line before the one reached that nobody recorded, and the next one."""
    from cpkit.cases.steps import in_force, next_step, process

    episode = case.episode
    if episode is None:
        return []
    following = next_step(episode.steps)
    reached = following.order if following else max(step.order for step in process().steps)
    standing = {record.step for record in in_force(episode.steps)}
    line = [step for step in process().steps if not step.beside and step.order <= reached]
    return [step for step in line if step.id not in standing]


def _show_plan(store: Store, case_id: int) -> None:
    """How far the plan has come, and how many answers to referrals are awaited."""
    from cpkit.cases.progress import activities
    from cpkit.cases.referrals import referrals

    plan, sent = activities(store, case_id), referrals(store, case_id)
    if plan:
        settled = _("{done} trên {count} hoạt động đã rõ kết quả")
        show_pair(_("Kế hoạch"), settled.format(done=sum(not each.open for each in plan), count=len(plan)))
    if sent:
        awaited = _("{count} lần, {awaited} chờ trả lời")
        show_pair(_("Chuyển gửi"), awaited.format(count=len(sent), awaited=sum(bool(each["awaited"]) for each in sent)))


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
        show_wrapped(
            f"{show_date(date.fromisoformat(each['date']))} – {service} – {each.get('provider') or ''}".rstrip(" –")
        )


def show_steps(as_json: bool) -> None:
    """The steps and outcomes of the process, in order."""
    from cpkit.cases.steps import process

    if as_json:
        emit_json(process())
        return
    rows = [(step.id, step.title, step.form, step.article) for step in process().steps]
    table((_("Mã"), _("Bước"), _("Mẫu"), _("Điều")), rows)
    show()
    outcomes = [(outcome.id, outcome.title, outcome.article) for outcome in process().outcomes]
    table((_("Kết quả"), _("Khi kết thúc ca"), _("Điều")), outcomes)
