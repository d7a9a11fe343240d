"""The official forms filled in a case: answers with form and version, the episode, the plan they belong to, the step.

A form is filled for a step; filling it again for the same plan corrects it, unless it is a new sheet (`again`). A sheet
kept on paper counts too: it is named, without answers. Answers are in the table `case_forms`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cpkit.cases.cases import Decision, StepTaken, open_episode, read_case, record_step, save_case
from cpkit.cases.numbers import all_series, keep, sheet_paper
from cpkit.cases.people import resolver
from cpkit.cases.records import CaseRecord, Episode
from cpkit.cases.steps import Step, cycle_of, process
from cpkit.errors import Misused, Problem, Refused
from cpkit.forms import Form, check, load
from cpkit.forms.answers import from_document, gone_answers, to_document
from cpkit.language import _
from cpkit.times import VIETNAM, now
from cpkit.vietnamese import show_date, show_moment

if TYPE_CHECKING:
    from cpkit.store import Document, Store

TABLE = "case_forms"
APART = ("submission", "approval")
"""Roles of steps that filling their form does not record: a draft is neither submitted nor signed."""


@dataclass(frozen=True)
class Sheet:
    """What a form is filled for: the step, the episode and its plan (both from 1), and the sheet it corrects."""

    form: Form
    step: Step
    episode: int
    cycle: int
    before: Document | None

    @property
    def records(self) -> bool:
        """Whether filling the form records its step."""
        return self.before is None and self.step.role not in APART


@dataclass(frozen=True)
class Filled:
    """A form that was stored: its id, the step that was recorded with it, what is odd but kept."""

    id: int
    taken: StepTaken | None
    warnings: tuple[Problem, ...]


def sheet_for(store: Store, case_id: int, form_id: str, *, step: str | None = None, again: bool = False) -> Sheet:
    """Where a form filled now belongs; Refused when the case is not open or no step has this form."""
    case = read_case(store, case_id)
    episode = open_episode(case)
    taken = _step_of(form_id, step)
    cycle, number = cycle_of(episode.steps, taken), len(case.episodes)
    found = [each for each in filled(store, case_id) if each["form"] == form_id and each["step"] == taken.id]
    same = [each for each in found if (each["episode"], each["cycle"]) == (number, cycle)]
    return Sheet(load(form_id), taken, number, cycle, None if again or not same else same[-1])


def known_answers(store: Store, case_id: int, sheet: Sheet) -> dict[str, Any]:
    """What need not be asked: the sheet as it was, else what the register and the case know of the child."""
    if sheet.before is not None:
        _check_version(sheet)
        return from_document(sheet.form, sheet.before["answers"])
    case = read_case(store, case_id)
    child = store.table("children").get(doc_id=case.child) if case.child is not None else None
    known = {"child_name": child["name"] if child else case.child_name, "birth_date": child and child.get("birth")}
    keys = {question.key for question in sheet.form.questions()}
    return {key: value for key, value in known.items() if value and key in keys}


def fill(
    store: Store, case_id: int, sheet: Sheet, answers: Mapping[str, Any], *,
    at: datetime | None = None, force: str | None = None,
) -> Filled:  # fmt: skip
    """Store the answers, all of them checked, and record the step; Refused with every problem at once.

    `at` is when the step was taken; a form that asks for the moment itself needs none.
    """
    given = known_answers(store, case_id, sheet) | {key: value for key, value in answers.items() if value is not None}
    given |= _separated_before(store, case_id, sheet)
    checked = check(sheet.form, given, today=now().date(), resolver=resolver(store))
    moment = at or _moment_in(checked.values, sheet.step)
    problems = [*checked.problems, *_time_problems(sheet, checked.values, at, moment)]
    problems += _signing_problems(store, sheet, checked.values)
    if problems:
        sentence = _("Phiếu “{title}” ({citation}) chưa đúng.")
        raise Refused(sentence.format(title=sheet.form.text, citation=sheet.form.citation), tuple(problems))
    with store.write("fill form"):
        taken, decision = None, _decision(sheet, checked.values)
        if sheet.records and moment is not None:
            taken = record_step(store, case_id, sheet.step.id, moment, force=force, decision=decision)
        elif decision is not None and sheet.before is not None:
            _correct_step(store, case_id, sheet.before, decision)
        document = _document(store, case_id, sheet, to_document(checked.values), moment)
        doc_id = _keep(store, sheet, document)
        _keep_number(store, case_id, sheet, checked.values, moment)
    return Filled(doc_id, taken, checked.warnings)


def keep_on_paper(store: Store, case_id: int, form_id: str, note: str) -> int:
    """Note that a form of the dossier is kept on paper, filled by hand; `note` says where, signed when."""
    with store.write("paper form"):
        sheet = sheet_for(store, case_id, form_id)
        document = _document(store, case_id, sheet, {}, None) | {"paper": note}
        return _keep(store, sheet, document)


def filled(store: Store, case_id: int) -> list[Document]:
    """Every form filled in a case, oldest first."""
    return store.find(TABLE, "case", case_id)


def last_filled(store: Store, case_id: int, form_id: str) -> Document | None:
    """The newest sheet of a form in a case."""
    return next((each for each in reversed(filled(store, case_id)) if each["form"] == form_id), None)


def check_given(form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers of a file, which may say of which form and version they are; Refused when of another."""
    named, version = answers.pop("form", form.id), answers.pop("form_version", form.version)
    if named != form.id:
        raise Refused(_("Tệp là câu trả lời của mẫu {named}, không phải {form}.").format(named=named, form=form.id))
    if version != form.version:
        sentence = _(
            "Tệp trả lời theo bản {old} của mẫu {form}; mẫu nay là bản {new} ({citation}). Hãy điền lại theo bản nay."
        )
        raise Refused(sentence.format(old=version, form=form.id, new=form.version, citation=form.citation))
    inner = answers.pop("answers", None)
    return dict(inner) if isinstance(inner, Mapping) else answers


def _step_of(form_id: str, step: str | None) -> Step:
    """The step a form belongs to: the one named, else the first."""
    steps = [each for each in process().steps if each.form == form_id]
    if not steps:
        known = ", ".join(dict.fromkeys(each.form for each in process().steps if each.form))
        raise Refused(_("Không có bước nào dùng mẫu “{form}”. Các mẫu: {known}.").format(form=form_id, known=known))
    if steps[0].order == process().steps[0].order:
        raise Refused(_("Mẫu số 01 là tin báo của ca; sửa bằng cpkit case edit."))
    if step is None:
        return steps[0]
    named = process().step(step)
    if named not in steps:
        raise Refused(_("Bước “{step}” không dùng mẫu {form}.").format(step=named.title, form=form_id))
    return named


def _check_version(sheet: Sheet) -> None:
    before = sheet.before
    if before is not None and before["form_version"] != sheet.form.version and not before.get("paper"):
        raise _of_older(sheet.form, before["form_version"])


def _of_older(form: Form, version: str) -> Refused:
    sentence = _("Tờ đã ghi theo bản {old} của mẫu {form}; mẫu nay là bản {new} ({citation}). Hãy ghi tờ mới: --again.")
    return Refused(sentence.format(old=version, form=form.id, new=form.version, citation=form.citation))


def _moment_in(values: Mapping[str, Any], step: Step) -> datetime | None:
    """The moment the form itself gives for its step."""
    found = values.get(step.when or "")
    return found if isinstance(found, datetime) else None


def _time_problems(
    sheet: Sheet, values: Mapping[str, Any], at: datetime | None, moment: datetime | None
) -> list[Problem]:
    if not sheet.records:
        if at is None:
            return []
        return [Problem("at", _("Mẫu này đã ghi rồi: sửa thì không nêu --at; ghi tờ mới thì thêm --again."))]
    if moment is None:
        raise Misused(_("Còn thiếu: --at (lúc làm bước “{step}”).").format(step=sheet.step.title))
    day = values.get(sheet.step.when or "")
    if day is None or isinstance(day, datetime) or day == moment.date():
        return []
    sentence = _("Ngày trên mẫu ({day}) khác ngày của bước ({at}).")
    return [Problem(sheet.step.when or "", sentence.format(day=show_date(day), at=show_moment(moment)))]


def _separated_before(store: Store, case_id: int, sheet: Sheet) -> dict[str, Any]:
    """How many days of separation earlier decisions gave, which the officer need not add up (NĐ56 Đ32.3)."""
    from cpkit.cases.separation import ROLE, days_before

    if sheet.step.role != ROLE:
        return {}
    steps = open_episode(read_case(store, case_id)).steps
    before = sheet.before.doc_id if sheet.before is not None else None
    sheets = [each for each in filled(store, case_id) if each["form"] == sheet.form.id and each.doc_id != before]
    days = days_before(sheets, steps)
    return {"days_before": days} if days else {}


def _signing_problems(store: Store, sheet: Sheet, values: Mapping[str, Any]) -> list[Problem]:
    """A decision that the law leaves to the chairman, signed by the officer who keeps the store (NĐ56 Đ28.4, Đ32.2)."""
    from cpkit.cases.separation import signed_by_officer

    said = {
        "separation": _("Chủ tịch Ủy ban nhân dân cấp xã quyết định cách ly (NĐ56 Đ32.2), không do cán bộ tự ký."),
        "approval": _("Chủ tịch Ủy ban nhân dân cấp xã phê duyệt kế hoạch (NĐ56 Đ28.4), không do cán bộ tự ký."),
    }
    sentence = said.get(sheet.step.role or "")
    return [Problem("signer", sentence)] if sentence and signed_by_officer(store, values) else []


def _decision(sheet: Sheet, values: Mapping[str, Any]) -> Decision | None:
    """What a form says of its step: of a decision number, signer, last day, who requires so long; of a review what it
    concluded; None for other forms."""
    from cpkit.cases.separation import ROLE, last_day, required_by

    if sheet.step.role == "review":
        return Decision(concluded=values.get("conclusion"))
    if sheet.step.role != ROLE:
        return None
    return Decision(values.get("number"), values.get("signer"), last_day(values), required_by(values))


def _keep_number(store: Store, case_id: int, sheet: Sheet, values: Mapping[str, Any], moment: datetime | None) -> None:
    """The number that the sheet says is taken in its series of the year."""
    series = all_series().get(sheet.form.id)
    if series is not None and values.get(series.field):
        day = values.get("date") or (moment or now()).date()
        paper = sheet_paper(store, case_id, sheet.form.id, (sheet.episode, sheet.cycle))
        keep(store, paper, day, str(values[series.field]))


def _correct_step(store: Store, case_id: int, before: Document, decision: Decision) -> None:
    """A corrected decision changes what its step says."""
    case = read_case(store, case_id)
    for record in case.episodes[-1].steps:
        if record.step == before["step"] and before["at"] and record.at == datetime.fromisoformat(before["at"]):
            record.number, record.signer = decision.number, decision.signer
            record.until, record.required_by = decision.until, decision.required_by
            record.concluded = decision.concluded
    save_case(store, case_id, case)


def _document(
    store: Store, case_id: int, sheet: Sheet, answers: dict[str, Any], moment: datetime | None
) -> dict[str, Any]:
    gone = gone_answers(sheet.form, sheet.before["answers"]) if sheet.before is not None else {}
    return {
        "case": case_id,
        "episode": sheet.episode,
        "cycle": sheet.cycle,
        "step": sheet.step.id,
        "form": sheet.form.id,
        "form_version": sheet.form.version,
        "at": moment.astimezone(VIETNAM).isoformat() if moment else None,
        "filled_at": now().isoformat(),
        "filled_by": store.settings.officer,
        "paper": None,
        "answers": gone | {key: value for key, value in answers.items() if value is not None},
    }


def _keep(store: Store, sheet: Sheet, document: dict[str, Any]) -> int:
    if sheet.before is None:
        doc_id: int = store.table(TABLE).insert(document)
        return doc_id
    store.table(TABLE).update({**document, "at": sheet.before["at"]}, doc_ids=[sheet.before.doc_id])
    return sheet.before.doc_id


def episode_of(case: CaseRecord) -> tuple[int, Episode]:
    """The last episode of a case with its number, open or not."""
    return len(case.episodes), case.episodes[-1]
