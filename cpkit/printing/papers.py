"""The papers of a case: which answers a form of it is printed with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cpkit.cases.cases import read_case
from cpkit.cases.intakes import FORM as REPORT
from cpkit.cases.intakes import intake_answers
from cpkit.cases.numbers import all_series, case_paper, give, number_of, read_number
from cpkit.cases.papers import filled, last_filled
from cpkit.cases.steps import process
from cpkit.errors import Refused
from cpkit.forms import Form
from cpkit.language import _

if TYPE_CHECKING:
    from datetime import date

    from cpkit.store import Store


class Paper(NamedTuple):
    """The answers of a form of a case; `recorded` is False when nobody has filled it in, so only the child is known."""

    answers: dict[str, Any]
    recorded: bool


def paper(store: Store, case_id: int, form: Form) -> Paper:
    """The newest answers of `form` in the case; else what is known of the child, for a form filled by hand.

    The number that the document was given goes with them.
    """
    found = _answered(store, case_id, form)
    series = all_series().get(form.id)
    if series is None or found.answers.get(series.field):
        return found
    number = number_of(store, case_paper(store, case_id, form.id))
    return Paper(found.answers | {series.field: number}, found.recorded) if number else found


def take_number(store: Store, case_id: int, form: Form, day: date, number: int | None = None) -> str:
    """The number of this form of the case, given now where it has none: the next of its series in the year of `day`,
    or `number` of the office's book.

    Refused when another document has it, or when the form as it was filled says another number.
    """
    series = all_series().get(form.id)
    written = _answered(store, case_id, form).answers.get(series.field) if series else None
    said = read_number(str(written)) if written else None
    if written and number is not None and said != number:
        sentence = _("Mẫu đã ghi số {written}, không phải {number}; hãy sửa câu trả lời trước khi in.")
        raise Refused(sentence.format(written=written, number=number))
    if written and said is None:
        return str(written)
    return give(store, case_paper(store, case_id, form.id), day, number if number is not None else said)


def _answered(store: Store, case_id: int, form: Form) -> Paper:
    if form.id == REPORT:
        intake = read_case(store, case_id).intake
        found = store.table("intakes").get(doc_id=intake) if intake is not None else None
        told = {key: value for key, value in intake_answers(found).items() if value is not None} if found else {}
        return Paper(_known(store, case_id, form) | told, bool(found))
    sheet, known = last_filled(store, case_id, form.id), _known(store, case_id, form) | _decided(store, case_id, form)
    if sheet is None or sheet.get("paper"):
        return Paper(known, False)
    return Paper(known | sheet["answers"], True)


def _decided(store: Store, case_id: int, form: Form) -> dict[str, Any]:
    """Number, day and signer of the decision that this form is, once it was recorded (NĐ56 Đ28.4)."""
    steps = {step.id for step in process().steps if step.form == form.id}
    taken = [each for episode in read_case(store, case_id).episodes for each in episode.steps if each.step in steps]
    decided = [each for each in taken if each.number]
    if not decided:
        return {}
    last = decided[-1]
    return {"number": last.number, "signer": last.signer, "date": last.at.date().isoformat()}


def recorded_forms(store: Store, case_id: int) -> list[str]:
    """The forms of the case that have answers, the report first, each once."""
    report = [REPORT] if read_case(store, case_id).intake is not None else []
    sheets = [sheet["form"] for sheet in filled(store, case_id) if not sheet.get("paper")]
    return [*dict.fromkeys([*report, *sheets])]


def _known(store: Store, case_id: int, form: Form) -> dict[str, Any]:
    case = read_case(store, case_id)
    child = store.table("children").get(doc_id=case.child) if case.child is not None else None
    birth = child.get("birth") if child and child.get("birth_precision") != "age" else None
    known = {"child_name": child["name"] if child else case.child_name, "birth_date": birth}
    keys = {asked.key for asked in form.questions()}
    return {key: value for key, value in known.items() if value and key in keys}
