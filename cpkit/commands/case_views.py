"""How cases are shown: the list, one case for scripts, the steps of the process; its screen is in `case_screen`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cpkit.codes import code_text
from cpkit.commands.casework import (
    child_name,
    due_json,
    fields_json,
    show_id_or_none,
    show_ids,
    time_left,
    whom,
)
from cpkit.commands.output import emit_json, say, show, show_wrapped, table
from cpkit.language import _
from cpkit.times import now

if TYPE_CHECKING:
    from cpkit.cases.records import CaseRecord
    from cpkit.cases.steps import Step
    from cpkit.store import Document, Store

REFERENCES = {"intake": "intakes", "child": "children"}
_SECRETS: dict[str, Any] = dict.fromkeys(("child_name", "kind", "environment"))
"""What of a case is told only where confidential matters are asked for (NĐ56 Đ24, Đ33)."""
_REMARKS = ("note", "not_done", "forced", "concluded")


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

    from cpkit.cases.due import due_with_answers
    from cpkit.cases.records import CaseRecord
    from cpkit.cases.steps import reached

    case = msgspec.convert(document, CaseRecord)
    last = reached(case.episodes[-1].steps) if case.episodes else None
    clock = due_with_answers(store, document.doc_id, case, now())
    return {
        "id": show_ids("cases", [document.doc_id])[0],
        "child": show_id_or_none("children", case.child),
        "child_name": child_name(store, document),
        "kind": case.kind,
        "environment": case.environment,
        "urgent": case.urgent,
        "received_at": case.received_at,
        "state": state_of(case),
        "step": last.id if last else None,
        "due": due_json(clock[0]) if clock else None,
    }


def state_of(case: CaseRecord) -> str:
    """`open`, `closed` or `cancelled`."""
    if case.cancelled is not None:
        return "cancelled"
    return "open" if case.episode else "closed"


def about(kind: str | None, environment: str | None) -> str:
    """The kind of case and where it happened, in words; what is not known is left out."""
    return ", ".join(filter(None, (code_text("case_kinds", kind), code_text("environments", environment))))


def _show_row(who: str, row: dict[str, Any]) -> None:
    """A case on two or three lines: who, what; received, last step, what is due."""
    from cpkit.cases.steps import process
    from cpkit.vietnamese import show_moment

    kind = about(row["kind"], row["environment"])
    show(f"{row['id']}  {who}" + (f" – {kind}" if kind else ""))
    step = process().titles([row["step"]])[0] if row["step"] else ""
    received = _("tiếp nhận {at}").format(at=show_moment(row["received_at"]))
    show_wrapped("; ".join(filter(None, (received, step, _until(row)))))


def _until(row: dict[str, Any]) -> str:
    from cpkit.vietnamese import show_moment

    if row["due"] is None:
        return {"open": "", "closed": _("đã kết thúc"), "cancelled": _("đã hủy")}[row["state"]]
    due, left = row["due"]["due"], row["due"]["due"] - now()
    waited = left < timedelta() and not row["due"]["overdue"]
    return _("hạn {due} ({left})").format(due=show_moment(due), left=time_left(left, waited=waited))


def case_json(store: Store, case_id: int, confidential: bool) -> dict[str, Any]:
    """One case for scripts; names, what happened and remarks only where confidential matters are asked for."""
    from cpkit.cases.cases import read_case
    from cpkit.cases.due import due_with_answers
    from cpkit.cases.plans import unsigned_approval

    document, case = store.table("cases").get(doc_id=case_id), read_case(store, case_id)
    shown = {"id": show_ids("cases", [case_id])[0], **fields_json(document, REFERENCES)}
    shown.pop("open", None)
    shown |= {"child_name": child_name(store, document)} if confidential else _SECRETS | _without_remarks(document)
    shown |= {"state": state_of(case), "missing": [step.id for step in missing_steps(case)]}
    shown["unsigned_approval"] = unsigned_approval(case) is not None
    shown["clock"] = [due_json(item) for item in due_with_answers(store, case_id, case, now())]
    shown["intakes"] = show_ids("intakes", sorted(store.find_ids("intakes", "case", case_id)))
    shown["interventions"] = show_ids("interventions", sorted(store.find_ids("interventions", "case", case_id)))
    return shown | ({"report": report_of(store, case)} if confidential else {})


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


def report_of(store: Store, case: CaseRecord) -> dict[str, Any]:
    """What the report that began the case says, with its answers; confidential (NĐ56 Đ24)."""
    from cpkit.cases.intakes import intake_answers

    intake = store.table("intakes").get(doc_id=case.intake) if case.intake is not None else None
    return intake_answers(intake) if intake is not None else {}


def missing_steps(case: CaseRecord) -> list[Step]:
    """The steps of the main line before the one reached that nobody recorded, and the next one."""
    from cpkit.cases.steps import in_force, next_step, process, wants_another_plan

    episode = case.episode
    if episode is None:
        return []
    following = next_step(episode.steps)
    if following is not None and wants_another_plan(episode.steps):
        return [following]
    reached = following.order if following else max(step.order for step in process().steps)
    standing = {record.step for record in in_force(episode.steps)}
    line = [step for step in process().steps if not step.beside and step.order <= reached]
    return [step for step in line if step.id not in standing]


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
