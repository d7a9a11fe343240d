"""What becomes of a report: a case of its own, an open case it joins, a transfer, or an end without any (NĐ56 Đ25-26).

A report that ended without a case stays counted as received. Incident, residence and carer's commune are three things:
a report is transferred to the commune of the incident (Đ26.1), and the record of it stays with the intake.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cpkit.cases.intakes import CASES, INTAKES, read_intake, waiting_intake
from cpkit.cases.steps import FIRST, refuse_future
from cpkit.codes import code_list
from cpkit.errors import Refused
from cpkit.language import _
from cpkit.places import full_name
from cpkit.times import now
from cpkit.vietnamese import show_date, show_moment

if TYPE_CHECKING:
    from cpkit.store import Document, Store

OUTCOMES = "intake_outcomes"
STATES = ("waiting", "case", "transferred", "closed", "cancelled")


def state_of(intake: Mapping[str, Any]) -> str:
    """One of `STATES`."""
    ends = {"cancelled": "cancelled", "transfer": "transferred", "outcome": "closed", "case": "case"}
    return next((state for field, state in ends.items() if intake.get(field) is not None), "waiting")


def end_of(intake: Mapping[str, Any]) -> str | None:
    """What became of a report, in words; None while it waits."""
    state = state_of(intake)
    if state == "waiting":
        return None
    if state == "transferred":
        return _("đã chuyển {unit}").format(unit=full_name(intake["transfer"]["to"]))
    if state == "closed":
        found = code_list(OUTCOMES).get(intake["outcome"]["code"])
        return found.short_text if found else str(intake["outcome"]["code"])
    return {"case": _("đã có ca"), "cancelled": _("đã hủy")}[state]


def listed(store: Store, *, state: str | None = None, first: date = date.min, last: date = date.max) -> list[Document]:
    """The reports received between two days, newest first, of one state or all."""
    from cpkit.store import Document

    rows = store.between(INTAKES, "received_at", first.isoformat(), last.isoformat(), dict[str, Any])
    found = [Document(row, doc_id) for doc_id, row in rows if state in (None, state_of(row))]
    return sorted(found, key=lambda each: each["received_at"], reverse=True)


def close_intake(store: Store, intake_id: int, outcome: str, at: datetime, reason: str) -> None:
    """End a report that leads to no case, by a code of `intake_outcomes` and a written reason."""
    codes = code_list(OUTCOMES)
    found = codes.find(outcome)
    if found is None:
        known = ", ".join(code.code for code in codes)
        raise Refused(_("Không có kết quả “{text}”. Các kết quả: {known}.").format(text=outcome, known=known))
    with store.write("close intake"):
        _check_time(waiting_intake(store, intake_id), at)
        end = {"code": found.code, "at": at.isoformat(), "reason": reason}
        store.table(INTAKES).update({"outcome": end, "waiting": None}, doc_ids=[intake_id])


def transfer_intake(
    store: Store, intake_id: int, at: datetime, *, to: str | None = None, number: str | None = None,
    note: str | None = None,
) -> str:  # fmt: skip
    """Record that a report went to the commune of the incident, or to the unit `to`; returns that unit's key.

    Refused when it would go to this very unit, or when nobody knows where it happened (NĐ56 Đ26.1).
    """
    with store.write("transfer intake"):
        intake = waiting_intake(store, intake_id)
        _check_time(intake, at)
        target = to or intake.get("unit")
        if target is None or target == store.settings.unit:
            sentence = _("Nơi xảy ra là địa bàn này; muốn chuyển, nêu xã, phường nơi xảy ra bằng --to (NĐ56 Đ26.1).")
            raise Refused(sentence)
        transfer = {"to": target, "at": at.isoformat(), "number": number, "note": note}
        store.table(INTAKES).update({"transfer": transfer, "waiting": None}, doc_ids=[intake_id])
    return str(target)


def join_case(store: Store, intake_id: int, case_id: int) -> bool:
    """Add a waiting report to an open case; True when it came before the case's own, so that the clock starts earlier.

    Refused when the case is not open, or the two name different registered children.
    """
    with store.write("join intake"):
        intake, case = waiting_intake(store, intake_id), store.table(CASES).get(doc_id=case_id)
        _check_joins(intake, case)
        changes: dict[str, Any] = {"case": case_id, "waiting": None, "child": intake.get("child") or case.get("child")}
        store.table(INTAKES).update(changes, doc_ids=[intake_id])
        return _start_earlier(store, case, intake)


def cancel_intake(store: Store, intake_id: int, reason: str) -> None:
    """Take a report back as entered in error: no report counts it. Refused when it has a case: that is cancelled."""
    with store.write("cancel intake"):
        intake = read_intake(store, intake_id)
        if intake.get("cancelled") or intake.get("case") is not None:
            raise Refused(_("Chỉ hủy được tin báo chưa có ca và chưa hủy."))
        cancelled = {"on": now().date().isoformat(), "reason": reason}
        store.table(INTAKES).update({"cancelled": cancelled, "waiting": None}, doc_ids=[intake_id])


def _check_joins(intake: Document, case: Document | None) -> None:
    if case is None:
        raise Refused(_("Không có ca nào mang mã này."))
    if not case.get("open"):
        raise Refused(_("Ca này không còn mở. Có tin báo mới thì mở lại ca: cpkit case reopen."))
    children = {intake.get("child"), case.get("child")} - {None}
    if len(children) > 1:
        raise Refused(_("Tin báo và ca nói về hai trẻ khác nhau trong sổ."))


def _start_earlier(store: Store, case: Document, intake: Document) -> bool:
    """The clock of the law starts with the first report received; only the case's one and only episode moves."""
    episodes = [dict(episode) for episode in case["episodes"]]
    if len(episodes) > 1 or intake["received_at"] >= case["received_at"]:
        return False
    received = intake["received_at"]
    steps = [{**step, "at": received} if step["step"] == FIRST else step for step in episodes[0]["steps"]]
    episodes[0] |= {"opened": received[:10], "steps": steps}
    store.table(CASES).update({"received_at": received, "episodes": episodes}, doc_ids=[case.doc_id])
    return True


def _check_time(intake: Document, at: datetime) -> None:
    received = datetime.fromisoformat(intake["received_at"])
    refuse_future(at)
    if at < received:
        sentence = _("{at} ở trước lúc nhận tin ({received}).")
        raise Refused(sentence.format(at=show_moment(at), received=show_moment(received)))


def shown_outcome(intake: Mapping[str, Any]) -> str | None:
    """The end of a report with its day and reason, for one screen."""
    end, transfer = intake.get("outcome"), intake.get("transfer")
    if end:
        return f"{end_of(intake)} – {show_moment(datetime.fromisoformat(end['at']))} – {end['reason']}"
    if transfer:
        parts = [end_of(intake), show_moment(datetime.fromisoformat(transfer["at"])), transfer["number"]]
        return " – ".join(part for part in [*parts, transfer["note"]] if part)
    if intake.get("cancelled"):
        on = show_date(date.fromisoformat(intake["cancelled"]["on"]))
        return _("đã hủy {date}: {reason}").format(date=on, reason=intake["cancelled"]["reason"])
    return None
