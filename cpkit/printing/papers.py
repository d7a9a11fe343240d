"""The papers of a case: which answers a form of it is printed with."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from cpkit.cases.cases import read_case
from cpkit.cases.intakes import FORM as REPORT
from cpkit.cases.intakes import intake_answers
from cpkit.cases.numbers import Paper as NumberedPaper
from cpkit.cases.numbers import all_series, case_paper, give, intake_paper, number_of, paper_of, read_number
from cpkit.cases.papers import filled, last_filled
from cpkit.cases.steps import cycle_of, process
from cpkit.errors import Refused
from cpkit.forms import Form
from cpkit.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cpkit.cases.records import Episode, StepRecord
    from cpkit.cases.steps import Step
    from cpkit.store import Document, Store


class Paper(NamedTuple):
    """The answers of a form of a case; `recorded` is False when nobody has filled it in, so only the child is known.

    `day` is the day of the document where it is known: the one it says, else the one of its step.
    """

    answers: dict[str, Any]
    recorded: bool
    day: date | None = None


class Sheet(NamedTuple):
    """One document of a case to be printed: its form, and the sheet of it (for Mẫu 01 its report); None: the newest."""

    form_id: str
    document: Document | None = None


def paper(store: Store, case_id: int, form: Form, sheet: Document | None = None) -> Paper:
    """The answers of `sheet`, else the newest of `form` in the case; else what is known of the child, for a form filled
    by hand.

    The number that the document was given goes with them.
    """
    found = _answered(store, case_id, form, sheet)
    series = all_series().get(form.id)
    if series is None or found.answers.get(series.field):
        return found
    number = number_of(store, _numbered_paper(store, case_id, form, sheet))
    return found._replace(answers=found.answers | {series.field: number}) if number else found


def take_number(
    store: Store, case_id: int, form: Form, day: date, number: int | None = None, sheet: Document | None = None
) -> str:
    """The number of this form of the case, given now where it has none: the next of its series in the year of `day`,
    or `number` of the office's book.

    Refused when another document has it, or when the form as it was filled says another number.
    """
    series = all_series().get(form.id)
    written = _answered(store, case_id, form, sheet).answers.get(series.field) if series else None
    said = read_number(str(written)) if written else None
    if written and number is not None and said != number:
        sentence = _("Mẫu đã ghi số {written}, không phải {number}; hãy sửa câu trả lời trước khi in.")
        raise Refused(sentence.format(written=written, number=number))
    if written and said is None:
        return str(written)
    return give(store, _numbered_paper(store, case_id, form, sheet), day, number if number is not None else said)


def recorded_sheets(store: Store, case_id: int) -> list[Sheet]:
    """Every document of the case that has answers: its reports first, then each sheet of each plan, oldest first."""
    reports = sorted(store.find("intakes", "case", case_id), key=lambda each: str(each["received_at"]))
    sheets = [sheet for sheet in filled(store, case_id) if not sheet.get("paper")]
    forms = list(dict.fromkeys(sheet["form"] for sheet in sheets))
    return [
        *(Sheet(REPORT, report) for report in reports),
        *(Sheet(form, sheet) for form in forms for sheet in sheets if sheet["form"] == form),
    ]


def _numbered_paper(store: Store, case_id: int, form: Form, sheet: Document | None) -> NumberedPaper:
    if sheet is None:
        return case_paper(store, case_id, form.id)
    return intake_paper(sheet.doc_id) if form.id == REPORT else paper_of(store, sheet)


def _answered(store: Store, case_id: int, form: Form, sheet: Document | None) -> Paper:
    if form.id == REPORT:
        return _report(store, case_id, form, sheet)
    sheet = sheet or last_filled(store, case_id, form.id)
    known = _known(store, case_id, form) | _decided(store, case_id, form, sheet)
    if sheet is None or sheet.get("paper"):
        return Paper(known, False, _day(known))
    answers = known | sheet["answers"]
    return Paper(answers, True, _day(answers) or _day({"date": sheet["at"]}))


def _report(store: Store, case_id: int, form: Form, report: Document | None) -> Paper:
    intake = read_case(store, case_id).intake
    found = report or (store.table("intakes").get(doc_id=intake) if intake is not None else None)
    told = {key: value for key, value in intake_answers(found).items() if value is not None} if found else {}
    return Paper(_known(store, case_id, form) | told, bool(found), _day({"date": found and found["received_at"]}))


def _day(answers: Mapping[str, Any]) -> date | None:
    """The day that a document says it is of."""
    said = answers.get("date")
    return date.fromisoformat(str(said)[:10]) if said else None


def _decided(store: Store, case_id: int, form: Form, sheet: Document | None) -> dict[str, Any]:
    """Number, day and signer of the decision that this form is, once it was recorded (NĐ56 Đ28.4)."""
    steps = {step.id: step for step in process().steps if step.form == form.id}
    decided = [
        record
        for number, episode in enumerate(read_case(store, case_id).episodes, 1)
        for record in episode.steps
        if record.step in steps and record.number
        if sheet is None or _is_of(sheet, number, episode, record, steps[record.step])
    ]
    if not decided:
        return {}
    last = decided[-1]
    return {"number": last.number, "signer": last.signer, "date": last.at.date().isoformat()}


def _is_of(sheet: Document, number: int, episode: Episode, record: StepRecord, step: Step) -> bool:
    """Whether a step was taken by the decision that this sheet is: at its moment, or for the same plan."""
    if sheet["at"]:
        return record.at == datetime.fromisoformat(sheet["at"])
    before = [each for each in episode.steps if each.at < record.at]
    return (sheet["episode"], sheet["cycle"]) == (number, cycle_of(before, step))


def _known(store: Store, case_id: int, form: Form) -> dict[str, Any]:
    case = read_case(store, case_id)
    child = store.table("children").get(doc_id=case.child) if case.child is not None else None
    birth = child.get("birth") if child and child.get("birth_precision") != "age" else None
    known = {"child_name": child["name"] if child else case.child_name, "birth_date": birth}
    keys = {asked.key for asked in form.questions()}
    return {key: value for key, value in known.items() if value and key in keys}
