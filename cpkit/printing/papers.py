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
from cpkit.forms import Form, load
from cpkit.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cpkit.cases.records import Episode, StepRecord
    from cpkit.cases.steps import Step
    from cpkit.store import Document, Store


class Paper(NamedTuple):
    """The answers of a form of a case; `recorded` is False when nobody has filled it in, so only the child is known.

    `day` is the day of the document where it is known: the one it says, else the one of its step. `made_by` is the unit
    that made it, where the record says so.
    """

    answers: dict[str, Any]
    recorded: bool
    day: date | None = None
    made_by: str | None = None


class Sheet(NamedTuple):
    """One document of a case to be printed: its form, and the sheet of it (for Mẫu 01 its report); None: the newest."""

    form_id: str
    document: Document | None = None


class Written(NamedTuple):
    """A document as it was recorded, before it is given a number: its form, its answers, and which paper of its series
    it is."""

    form: Form
    paper: Paper
    numbered: NumberedPaper


def written(store: Store, case_id: int, form: Form, sheet: Document | None = None) -> Written:
    """The answers of `sheet`, else the newest of `form` in the case; else what is known of the child, for a form filled
    by hand."""
    made_by = _ours(store, read_case(store, case_id).incident_unit)
    found = _answered(store, case_id, form, sheet)._replace(made_by=made_by)
    return Written(form, found, _numbered_paper(store, case_id, form, sheet))


def written_report(store: Store, intake: Document) -> Written:
    """Mẫu 01 of a report received, which may never become a case (NĐ56 Đ25.1)."""
    if intake.get("case") is not None:
        return written(store, intake["case"], load(REPORT), intake)
    told = {key: value for key, value in intake_answers(intake).items() if value is not None}
    found = Paper(told, True, _day({"date": intake["received_at"]}), _ours(store, intake.get("unit")))
    return Written(load(REPORT), found, intake_paper(intake.doc_id))


def with_number(store: Store, document: Written) -> Paper:
    """The answers with the number that the document was given."""
    form, found, numbered = document
    series = all_series().get(form.id)
    if series is None or found.answers.get(series.field):
        return found
    number = number_of(store, numbered)
    return found._replace(answers=found.answers | {series.field: number}) if number else found


def paper(store: Store, case_id: int, form: Form, sheet: Document | None = None) -> Paper:
    """What a form of a case is printed with, its number among it (`written`, `with_number`)."""
    return with_number(store, written(store, case_id, form, sheet))


def take_number(store: Store, document: Written, day: date, number: int | None = None) -> str:
    """The number of this document, given now where it has none: the next of its series in the year of `day`, or
    `number` of the office's book.

    Refused when another document has it, or when the form as it was filled says another number.
    """
    series = all_series().get(document.form.id)
    filled_in = document.paper.answers.get(series.field) if series else None
    said = read_number(str(filled_in)) if filled_in else None
    if filled_in and number is not None and said != number:
        sentence = _("Mẫu đã ghi số {written}, không phải {number}; hãy sửa câu trả lời trước khi in.")
        raise Refused(sentence.format(written=filled_in, number=number))
    if filled_in and said is None:
        return str(filled_in)
    return give(store, document.numbered, day, number if number is not None else said)


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


def _ours(store: Store, unit: str | None) -> str | None:
    """The unit of the incident where it is one that went into this one: it handled the case (NĐ56 Đ26)."""
    from cpkit.places import is_unit, predecessors

    here = store.settings.unit
    return unit if is_unit(here) and unit in {each.key for each in predecessors(here)} else None


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
