"""Receiving a report (Mẫu số 01, NĐ56 Đ25.1), and opening a case on it, at once or later.

The intake keeps the form's answers with the form's version; what rules and reports look for (time, source, kind, child,
unit of the incident) lies beside them. The informant may stay unnamed, the child unregistered and even unknown. A
report that has neither a case nor another end yet is `waiting`. Victims of 16 and 17 have cases but are no children.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cpkit.cases.numbers import intake_paper, keep
from cpkit.cases.steps import FIRST
from cpkit.errors import Problem, Refused
from cpkit.forms import check, load
from cpkit.forms.answers import from_document, gone_answers, to_document
from cpkit.language import _
from cpkit.register.ages import CHILDHOOD_ENDS
from cpkit.times import now
from cpkit.vietnamese import PartialDate

if TYPE_CHECKING:
    from cpkit.store import Document, Store

INTAKES, CASES = "intakes", "cases"
ADULT = 18
"""Full years from which nobody has a case: the ward follows victims of 16 and 17 beside the children (under 16)."""
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


@dataclass(frozen=True)
class Received:
    """A report just recorded: its id, what is odd but kept, and open cases of the child that it may belong to."""

    intake: int
    warnings: tuple[Problem, ...]
    others: tuple[int, ...]


def open_case(store: Store, answers: Mapping[str, Any], *, child: int | None = None) -> Opened:
    """Record a report by the answers of Mẫu 01 and open a case on it; `child` is the child's id where registered.

    The 12 hours of NĐ56 Đ26.3 run from the answer `received_at`. Refused with every problem at once.
    """
    values, warnings = _checked(store, answers, child)
    others = _open_cases(store, child)
    with store.write("open case"):
        intake = _insert(store, values, child)
        case = _open_on(store, intake, values, child)
    return Opened(case, intake, warnings, others)


def add_intake(store: Store, answers: Mapping[str, Any], *, child: int | None = None) -> Received:
    """Record a report without opening a case; it waits for one, or for another end. Refused with every problem."""
    values, warnings = _checked(store, answers, child)
    with store.write("add intake"):
        intake = _insert(store, values, child)
    return Received(intake, warnings, _open_cases(store, child))


def open_case_on(store: Store, intake_id: int) -> Opened:
    """Open a case on a report recorded before. Refused when it has a case or another end already."""
    with store.write("open case"):
        intake = waiting_intake(store, intake_id)
        others = _open_cases(store, intake.get("child"))
        case = _open_on(store, intake_id, intake_answers(intake), intake.get("child"))
    return Opened(case, intake_id, (), others)


def read_intake(store: Store, intake_id: int) -> Document:
    """The document of an intake; Refused when there is none."""
    document: Document | None = store.table(INTAKES).get(doc_id=intake_id)
    if document is None:
        raise Refused(_("Không có tin báo nào mang mã này."))
    return document


def waiting_intake(store: Store, intake_id: int) -> Document:
    """An intake nobody has decided on; Refused, saying what became of it, when somebody has."""
    from cpkit.cases.intake_ends import end_of

    intake = read_intake(store, intake_id)
    end = end_of(intake)
    if end is not None:
        raise Refused(_("Tin báo này đã xử lý: {end}.").format(end=end))
    return intake


def _checked(store: Store, answers: Mapping[str, Any], child: int | None) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The answers as a document, with warnings; Refused with every problem."""
    known = known_answers(store, child)
    given = {key: value for key, value in answers.items() if value not in (None, "")}
    checked = check(load(FORM), known | given, today=now().date())
    problem, warning = _of_age(checked.values)
    problems = checked.problems + ((problem,) if problem else ())
    if problems:
        raise Refused(_("Phiếu “{title}” chưa đúng.").format(title=load(FORM).text), problems)
    values = to_document(checked.values) | {"unit": checked.values.get("unit") or store.settings.unit}
    return values, checked.warnings + ((warning,) if warning else ())


def _of_age(values: Mapping[str, Any]) -> tuple[Problem | None, Problem | None]:
    """A problem for a victim who was certainly 18 when the report came, a warning for one who was certainly 16."""
    birth, received = values.get("birth_date"), values.get("received_at")
    field, age = "age", values.get("age")
    if isinstance(birth, PartialDate) and received is not None:
        field, age = "birth_date", birth.age_on(received.date())[0]
    if age is None or age < CHILDHOOD_ENDS:
        return None, None
    if age >= ADULT:
        if field == "age":
            return None, None  # the form itself refuses it
        sentence = _("Người này đã đủ 18 tuổi lúc nhận tin; ca chỉ theo trẻ em và người dưới 18 tuổi.")
        return Problem(field, sentence), None
    sentence = _("Người từ đủ 16 đến dưới 18 tuổi: ca vẫn theo, nhưng không tính vào chỉ tiêu trẻ em (Luật Trẻ em Đ1).")
    return None, Problem(field, sentence)


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
        intake = read_intake(store, intake_id)
        asked = from_document(load(FORM), intake_answers(intake))
        values, _warnings = _checked(store, asked | dict(changes), None)
        corrected, gone = _intake(values), gone_answers(load(FORM), intake.get("answers", {}))
        corrected["answers"] = gone | corrected["answers"]
        store.table(INTAKES).update(corrected, doc_ids=[intake_id])
        _keep_number(store, intake_id, values)
        for case in store.find(CASES, "intake", intake_id):
            store.table(CASES).update(_follow(case, values), doc_ids=[case.doc_id])


def _insert(store: Store, values: Mapping[str, Any], child: int | None) -> int:
    ends = {"case": None, "waiting": True, "outcome": None, "transfer": None, "cancelled": None}
    intake: int = store.table(INTAKES).insert({**_intake(values), "child": child, **ends})
    _keep_number(store, intake, values)
    return intake


def _keep_number(store: Store, intake: int, values: Mapping[str, Any]) -> None:
    """The number that the report says is taken in its series of the year."""
    written, received = values.get("report_number"), datetime.fromisoformat(values["received_at"])
    keep(store, intake_paper(intake), received.date(), written)


def _open_on(store: Store, intake: int, values: Mapping[str, Any], child: int | None) -> int:
    case: int = store.table(CASES).insert(_case(store, values, child, intake))
    store.table(INTAKES).update({"case": case, "waiting": None}, doc_ids=[intake])
    return case


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
        "carer_unit": None,
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


def _open_cases(store: Store, child: int | None) -> tuple[int, ...]:
    """The open cases of a registered child."""
    cases = [] if child is None else store.find(CASES, "child", child)
    return tuple(case.doc_id for case in cases if case.get("open"))
