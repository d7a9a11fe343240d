"""Receiving a report (Mẫu số 01, NĐ56 Đ25.1) and opening a case on it, both in one transaction.

The intake keeps the form's answers with the form's version; what rules and reports look for (time, source, kind, child,
unit of the incident) lies beside them. The informant may stay unnamed, the child unregistered and even unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cpkit.cases.steps import FIRST
from cpkit.errors import Problem, Refused
from cpkit.forms import check, load
from cpkit.forms.answers import to_document
from cpkit.language import _
from cpkit.times import now

if TYPE_CHECKING:
    from cpkit.store import Store

INTAKES, CASES = "intakes", "cases"
FORM = "mau_01"
BESIDE = ("received_at", "source", "kind", "unit")
"""Answers that lie beside the others in an intake, where rules and reports look for them."""
KNOWN = {"child_name": "name", "sex": "sex", "father_name": "father", "mother_name": "mother", "carer": "carer"}
"""Questions of Mẫu 01 that the register answers for a registered child, with its fields."""


@dataclass(frozen=True)
class Opened:
    """A case just opened: its id, the intake's, what is odd but kept, and other open cases of the child."""

    case: int
    intake: int
    warnings: tuple[Problem, ...]
    others: tuple[int, ...]


def open_case(store: Store, answers: Mapping[str, Any], *, child: int | None = None) -> Opened:
    """Record a report by the answers of Mẫu 01 and open a case on it; `child` is the child's id where registered.

    The 12 hours of NĐ56 Đ26.3 run from the answer `received_at`. Refused with every problem at once.
    """
    known = known_answers(store, child)
    given = {key: value for key, value in answers.items() if value not in (None, "")}
    checked = check(load(FORM), known | given, today=now().date())
    values = to_document(checked.require()) | {"unit": checked.values.get("unit") or store.settings.unit}
    others = tuple(store.find_ids(CASES, "child", child)) if child is not None else ()
    with store.write("open case"):
        case, intake = _insert(store, values, child)
    return Opened(case, intake, checked.warnings, tuple(each for each in others if _is_open(store, each)))


def known_answers(store: Store, child: int | None) -> dict[str, Any]:
    """What the register already answers of Mẫu 01 for this child; nothing for a child not registered."""
    if child is None:
        return {}
    document = store.table("children").get(doc_id=child)
    if document is None:
        raise Refused(_("Không có trẻ nào mang mã này."))
    known = {question: document.get(field) for question, field in KNOWN.items()}
    if document.get("birth_precision") != "age":
        known["birth_date"] = document.get("birth")
    return {question: answer for question, answer in known.items() if answer}


def intake_answers(intake: Mapping[str, Any]) -> dict[str, Any]:
    """All answers of an intake's Mẫu 01 together, as the form asks for them."""
    return {**intake.get("answers", {}), **{key: intake.get(key) for key in BESIDE}}


def edit_intake(store: Store, intake_id: int, changes: Mapping[str, Any]) -> None:
    """Correct answers of Mẫu 01; a corrected time of receipt moves the start of its case's clock too.

    Refused with every problem; also when a step of the case was taken before the new time of receipt.
    """
    with store.write("edit intake"):
        intake = store.table(INTAKES).get(doc_id=intake_id)
        if intake is None:
            raise Refused(_("Không có tin báo nào mang mã này."))
        checked = check(load(FORM), intake_answers(intake) | dict(changes), today=now().date())
        values = to_document(checked.require()) | {"unit": checked.values.get("unit") or store.settings.unit}
        store.table(INTAKES).update(_intake(values), doc_ids=[intake_id])
        for case in store.find(CASES, "intake", intake_id):
            store.table(CASES).update(_follow(case, values), doc_ids=[case.doc_id])


def _insert(store: Store, values: dict[str, Any], child: int | None) -> tuple[int, int]:
    intake = store.table(INTAKES).insert({**_intake(values), "child": child, "case": None, "cancelled": None})
    case = store.table(CASES).insert(_case(store, values, child, intake))
    store.table(INTAKES).update({"case": case}, doc_ids=[intake])
    return case, intake


def _intake(values: Mapping[str, Any]) -> dict[str, Any]:
    form = load(FORM)
    answers = {key: value for key, value in values.items() if key not in BESIDE and value is not None}
    return {"form": form.id, "form_version": form.version, **{key: values[key] for key in BESIDE}, "answers": answers}


def _case(store: Store, values: Mapping[str, Any], child: int | None, intake: int) -> dict[str, Any]:
    residence = (store.table("children").get(doc_id=child) or {}).get("unit") if child is not None else None
    received = values["received_at"]
    first = {"step": FIRST, "at": received, "note": None, "not_done": None, "forced": None}
    episode = {"opened": received[:10], "closed": None, "outcome": None, "reason": None, "steps": [first]}
    return {
        "intake": intake,
        "child": child,
        "child_name": values.get("child_name") if child is None else None,
        "kind": values["kind"],
        "environment": values.get("environment"),
        "received_at": received,
        "urgent": _said(values.get("urgent")),
        "unit": residence,
        "incident_unit": values["unit"],
        "episodes": [episode],
        "open": True,
        "cancelled": None,
    }


def _follow(case: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What a corrected intake changes in its case."""
    episodes = [dict(episode) for episode in case["episodes"]]
    received, steps = values["received_at"], [dict(step) for step in episodes[0]["steps"]]
    if any(step["step"] != FIRST and step["at"] < received for step in steps):
        raise Refused(_("Ca đã có bước ghi trước thời điểm tiếp nhận mới; hãy xem lại giờ tiếp nhận."))
    first = [{**step, "at": received} if step["step"] == FIRST else step for step in steps]
    episodes[0] |= {"opened": received[:10], "steps": first}
    name = values.get("child_name") if case.get("child") is None else None
    same = {"kind": values["kind"], "environment": values.get("environment"), "urgent": _said(values.get("urgent"))}
    same |= {"received_at": received, "incident_unit": values["unit"], "child_name": name}
    return {**same, "episodes": episodes}


def _said(answer: str | None) -> bool | None:
    """Yes, no, or nobody has said."""
    return None if answer is None else answer == "co"


def _is_open(store: Store, case: int) -> bool:
    return bool((store.table(CASES).get(doc_id=case) or {}).get("open"))
