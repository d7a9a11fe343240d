"""Forms 10, 12, 13, 15 and 16 of a placement, and Mẫu 11 of a carer: answers kept, steps recorded with them.

What the registers know is not asked again and may not be contradicted. A decision without its day is a draft and
records nothing; filled again, the draft becomes the decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cpkit.care import placements
from cpkit.care.facts import facts, known
from cpkit.care.placements import CareTaken, at_day, open_placement, read_placement, record_step
from cpkit.care.records import FORMS, Placement, Verified
from cpkit.care.steps import CareRule, care_process
from cpkit.cases.numbers import Paper, all_series, keep
from cpkit.cases.separation import signed_by_officer
from cpkit.errors import Problem, Refused
from cpkit.forms import Form, check, load
from cpkit.forms.answers import from_document, gone_answers, to_document
from cpkit.language import _
from cpkit.times import now, today
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from cpkit.forms.checking import Checked
    from cpkit.store import Document, Store

ONCE = ("need", "decision", "handover", "ending")
"""Roles of steps that a placement takes one time."""


@dataclass(frozen=True)
class CareSheet:
    """A form to be filled in a placement (None for Mẫu 11, of a carer), and the sheet it corrects."""

    form: Form
    placement: int | None
    carer: int | None
    before: Document | None
    facts: dict[str, Any] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CareFilled:
    """A form that was stored: its sheet, the steps recorded with it, what is odd, the placement that follows."""

    sheet: int
    taken: tuple[CareTaken, ...]
    warnings: tuple[Problem, ...]
    next_placement: int | None = None


def sheet_for(store: Store, placement_id: int, form_id: str, *, again: bool | None = None) -> CareSheet:
    """Where a form of a placement goes: `again` True is a new sheet, False corrects the newest.

    By default a form is corrected, a monitoring report (Mẫu 13) is a new one each time. Refused when it ended.
    """
    placement = open_placement(store, placement_id)
    steps = steps_of(form_id)
    if not steps or steps[0].role == "verification":
        raise Refused(_no_such_form(form_id))
    new = any(step.among for step in steps) if again is None else again
    sheets = [each for each in store.find(FORMS, "placement", placement_id) if each["form"] == form_id]
    before = sheets[-1] if sheets and not new else None
    form = load(form_id)
    if before is not None and before["form_version"] != form.version:
        sentence = _("Câu trả lời theo bản {old} của mẫu {form}; mẫu nay là bản {new}. Hãy ghi tờ mới: --again.")
        raise Refused(sentence.format(old=before["form_version"], form=form.id, new=form.version))
    given = from_document(form, before["answers"]) if before is not None else {}
    known_now = known(store, placement_id, placement, form) | given
    return CareSheet(form, placement_id, placement.carer, before, facts(store, placement, form), known_now)


def fill(
    store: Store, sheet: CareSheet, answers: Mapping[str, Any], *, force: str | None = None,
    by_unit: str | None = None, next_carer: int | None = None,
) -> CareFilled:  # fmt: skip
    """Store the answers, all of them checked, and record the steps they tell of; Refused with every problem.

    `by_unit` is the unit whose Chairman decided, where the carer lives elsewhere (NĐ56 Đ42.7), once named kept with the
    sheet; `next_carer` who takes the child in by the decision that ends this care (Mẫu 16).
    """
    assert sheet.placement is not None
    by_unit = by_unit or (sheet.before.get("by_unit") if sheet.before is not None else None)
    checked, problems = examine(store, sheet, answers)
    problems += _authority(store, sheet, checked.values, by_unit)
    if problems:
        raise Refused(_("Phiếu “{title}” chưa đúng.").format(title=sheet.form.text), tuple(problems))
    with store.write("fill care form"):
        kept = _keep(store, sheet, to_document(checked.values), by_unit)
        if by_unit in (None, store.settings.unit):
            _keep_number(store, sheet, kept, checked.values)
        taken = [_take(store, sheet, kept, step, checked.values, force) for step in steps_of(sheet.form.id)]
        following = _ended(store, sheet, checked.values, next_carer)
    steps = tuple(each for each in taken if each is not None)
    return CareFilled(kept, steps, _warnings(sheet, checked, answers), following)


def _keep_number(store: Store, sheet: CareSheet, kept: int, values: Mapping[str, Any]) -> None:
    """Count the number a decision or report of this unit says, so that the year's series goes on after it."""
    series = all_series().get(sheet.form.id)
    if series is None or sheet.placement is None or not values.get("date"):
        return
    written = values.get(series.field)
    previous = read_placement(store, sheet.placement).previous
    if previous is not None and written in {step.number for step in read_placement(store, previous).steps}:
        return  # the paper that ended the care before gave the child to this carer (Mẫu 16): one number
    keep(store, Paper("placements", sheet.placement, sheet.form.id, str(kept)), values["date"], written)


def verify(store: Store, carer_id: int, answers: Mapping[str, Any]) -> CareFilled:
    """Store a verification of a carer (Mẫu 11, NĐ56 Đ42.1) and what it concludes; Refused with every problem."""
    sheet = verification_sheet(store, carer_id)
    checked, problems = examine(store, sheet, answers)
    if signed_by_officer(store, checked.values):
        sentence = _("Chủ tịch Ủy ban nhân dân cấp xã xác nhận (Mẫu 11, TT14 Đ7.2), không do cán bộ tự ký.")
        problems.append(Problem("signer", sentence))
    if problems:
        raise Refused(_("Phiếu “{title}” chưa đúng.").format(title=sheet.form.text), tuple(problems))
    from cpkit.care.carers import note_verification

    values = checked.values
    result = Verified(on=values["date"], fit=values["conclusion"] == "du", reason=values.get("conclusion_reason"))
    with store.write("verify carer"):
        kept = _keep(store, sheet, to_document(values))
        note_verification(store, carer_id, result)
    return CareFilled(kept, (), _warnings(sheet, checked, answers))


def verification_sheet(store: Store, carer_id: int, child: int | None = None) -> CareSheet:
    """A new Mẫu 11 of a carer with what the register knows; for a certain child also kinship and birth."""
    from cpkit.care.facts import of_carer, of_child_to_verify

    form = load(care_process().of_role("verification").form or "")
    told = of_carer(store, carer_id, form) | of_child_to_verify(store, carer_id, child)
    return CareSheet(form, None, carer_id, None, {}, told)


def examine(store: Store, sheet: CareSheet, answers: Mapping[str, Any]) -> tuple[Checked, list[Problem]]:
    """The answers checked with what is known; an answer that contradicts a register is a problem."""
    from cpkit.cases.people import resolver

    said = {key: value for key, value in answers.items() if value is not None}
    checked = check(sheet.form, sheet.known | said, today=today(), resolver=resolver(store))
    problems = list(checked.problems)
    document = to_document(checked.values)
    for key, fact in sheet.facts.items():
        if key in said and document.get(key) not in (None, fact) and not _same_text(document[key], fact):
            label = sheet.form.field(key).text
            problems.append(Problem(key, _("{label}: khác với điều đã ghi trong sổ.").format(label=label)))
    return checked, problems


def _warnings(sheet: CareSheet, checked: Checked, answers: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What is odd in the answers given; that a default does not apply is nobody's slip."""
    defaults = {asked.key for asked in sheet.form.questions() if asked.default is not None}
    silent = (checked.skipped & defaults) - {key for key, value in answers.items() if value is not None}
    return tuple(each for each in checked.warnings if each.field not in silent)


def steps_of(form_id: str) -> list[CareRule]:
    """The steps that a form records, in order."""
    return [step for step in care_process().steps if step.form == form_id]


def filled(store: Store, placement_id: int) -> list[Document]:
    """Every sheet of a placement, oldest first."""
    return store.find(FORMS, "placement", placement_id)


def verifications(store: Store, carer_id: int) -> list[Document]:
    """The verifications of a carer, oldest first."""
    sheets = store.find(FORMS, "carer", carer_id)
    return [each for each in sheets if each["placement"] is None]


def _take(
    store: Store, sheet: CareSheet, kept: int, step: CareRule, values: Mapping[str, Any], force: str | None
) -> CareTaken | None:
    """Record one step of the form where its answers say it was taken; None for a draft or a step there is already."""
    assert sheet.placement is not None
    moment = _moment(values.get(step.when or ""))
    if moment is None or not _concerns(step, values):
        return None
    lacking = [sheet.form.field(key).text for key in step.needs_answers if not values.get(key)]
    if lacking:
        sentence = _("“{step}” ({article}) còn thiếu: {names}. Còn là dự thảo thì để trống ngày.")
        raise Refused(sentence.format(step=step.title, article=step.article, names=", ".join(lacking)))
    placement = read_placement(store, sheet.placement)
    there = [each for each in placement.steps if each.step == step.id]
    recorded = sheet.before["steps"].get(step.id) if sheet.before is not None else None
    if recorded or (there and step.role in ONCE):
        _correct(store, sheet.placement, step, values, moment, recorded)
        return None
    number, signer = (values.get("number"), values.get("signer")) if step.needs_answers else (None, None)
    taken = record_step(store, sheet.placement, step, moment, force=force, number=number, signer=signer)
    document = store.table(FORMS).get(doc_id=kept)
    steps = {**document["steps"], step.id: moment.isoformat()}
    store.table(FORMS).update({"steps": steps}, doc_ids=[kept])
    return taken


def _correct(
    store: Store, placement_id: int, step: CareRule, values: Mapping[str, Any], moment: datetime, recorded: str | None
) -> None:
    """A corrected decision changes what its step says; the day of a step stays."""
    placement = read_placement(store, placement_id)
    there = [each for each in placement.steps if each.step == step.id]
    before = next((each for each in there if each.at.isoformat() == recorded), there[-1])
    if before.at != moment:
        sentence = _("Bước “{step}” đã ghi ngày {day}; sửa mẫu không đổi được ngày của bước.")
        raise Refused(sentence.format(step=step.title, day=show_date(before.at.date())))
    if step.needs_answers and (before.number, before.signer) != (values.get("number"), values.get("signer")):
        before.number, before.signer = values.get("number"), values.get("signer")
        placements.save(store, placement_id, placement)


def _ended(store: Store, sheet: CareSheet, values: Mapping[str, Any], next_carer: int | None) -> int | None:
    """What a decision of Mẫu 16 brings: this care ends, the next begins where the child goes to another carer."""
    ending = care_process().of_role("ending")
    if sheet.form.id != ending.form or values.get(ending.when or "") is None or sheet.placement is None:
        return None
    placement = read_placement(store, sheet.placement)
    day = values[ending.when or ""]
    placements.end(store, sheet.placement, str(values["ground"]), day, reason=None, by_decision=True)
    if values.get("next_kind") in ("khong_giao", "co_so"):
        return None
    if next_carer is None:
        sentence = _("Quyết định giao trẻ cho người mới: nêu người ấy bằng --next (mã NC trong sổ).")
        raise Refused(sentence)
    return _follow(store, sheet.placement, placement, values, day, next_carer)


def _follow(
    store: Store, before: int, placement: Placement, values: Mapping[str, Any], day: date, carer_id: int
) -> int:
    """The placement with the new carer: chosen and decided by the same Mẫu 16 (NĐ56 Đ48.2)."""
    from cpkit.care.candidates import choose
    from cpkit.store.identifiers import show_id

    process = care_process()
    made = placements.begin(store, placement.child, day, case=placement.case, previous=before)
    number, signer = str(values["number"]), str(values["signer"])
    note = _("Theo quyết định số {number} chấm dứt {before}").format(
        number=number, before=show_id("placements", before)
    )
    record_step(store, made, process.of_role("need"), at_day(day), note=note)
    choose(store, made, carer_id, day, force=note)
    decision = process.of_role("decision")
    record_step(store, made, decision, at_day(day), note=note, number=number, signer=signer)
    return made


def _authority(store: Store, sheet: CareSheet, values: Mapping[str, Any], by_unit: str | None) -> list[Problem]:
    """Who signs a decision (NĐ56 Đ42.7, Đ48.2): the Chairman where the carer lives, never the officer."""
    from cpkit.care.carers import read_carer
    from cpkit.places import unit_name

    if not any(step.needs_answers for step in steps_of(sheet.form.id)):
        return []
    found = []
    if signed_by_officer(store, values):
        sentence = _("Chủ tịch Ủy ban nhân dân cấp xã quyết định (NĐ56 Đ42.7, Đ48.2), không do cán bộ tự ký.")
        found.append(Problem("signer", sentence))
    home = read_carer(store, sheet.carer).unit if sheet.carer is not None else None
    if values.get("date") and home and home != (by_unit or store.settings.unit):
        sentence = _(
            "Người nhận chăm sóc cư trú ở {unit}: Ủy ban nhân dân nơi ấy quyết định (NĐ56 Đ42.7, Đ42.8). "
            "Ghi lại quyết định của nơi ấy thì thêm --by-unit."
        )
        found.append(Problem("by_unit", sentence.format(unit=unit_name(home))))
    return found


def _keep(store: Store, sheet: CareSheet, answers: dict[str, Any], by_unit: str | None = None) -> int:
    gone = gone_answers(sheet.form, sheet.before["answers"]) if sheet.before is not None else {}
    document = {
        "placement": sheet.placement,
        "carer": sheet.carer,
        "form": sheet.form.id,
        "form_version": sheet.form.version,
        "filled_at": now().isoformat(),
        "filled_by": store.settings.officer,
        "by_unit": None if by_unit == store.settings.unit else by_unit,
        "answers": gone | {key: value for key, value in answers.items() if value is not None},
    }
    if sheet.before is not None:
        store.table(FORMS).update(document, doc_ids=[sheet.before.doc_id])
        return sheet.before.doc_id
    made: int = store.table(FORMS).insert({**document, "steps": {}})
    return made


def _concerns(step: CareRule, values: Mapping[str, Any]) -> bool:
    return not step.among or any(f"{key}={values.get(key)}" in step.among for key in values)


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    return at_day(value) if isinstance(value, date) else None


def _same_text(one: Any, other: Any) -> bool:
    from cpkit.vietnamese import fold

    return isinstance(one, str) and isinstance(other, str) and fold(one) == fold(other)


def _no_such_form(form_id: str) -> str:
    forms = dict.fromkeys(step.form for step in care_process().steps if step.form and step.role != "verification")
    sentence = _(
        "Không có bước nào của lần chăm sóc thay thế dùng mẫu “{form}”. Các mẫu: {known}; Mẫu 11: carer verify."
    )
    return sentence.format(form=form_id, known=", ".join(str(each) for each in forms))


def open_need(
    store: Store, child: int, answers: Mapping[str, Any], *, facility: str | None = None, case: int | None = None
) -> tuple[int, CareFilled]:
    """Assess a child as in need (Mẫu 10, NĐ56 Đ38.3d) and open the placement; the id and what was stored.

    Refused with every problem of the form, for a child of 16 or more (Luật Trẻ em Đ1), while another one is open.
    """
    sheet = need_sheet(store, child)
    checked, problems = examine(store, sheet, answers)
    day = checked.values.get("date")
    problems += _no_child_any_more(store, child, day) if isinstance(day, date) else []
    if problems:
        raise Refused(_("Phiếu “{title}” chưa đúng.").format(title=sheet.form.text), tuple(problems))
    with store.write("open care"):
        made = placements.begin(store, child, checked.values["date"], facility=facility, case=case)
        done = fill(store, replace(sheet, placement=made), answers)
    return made, done


def need_sheet(store: Store, child: int) -> CareSheet:
    """Mẫu 10 of a child with what the register knows of it."""
    from cpkit.care.facts import of_child, of_need

    form = load(care_process().of_role("need").form or "")
    told = of_child(store, child, form)
    return CareSheet(form, None, None, None, told, of_need(store, child, form) | told)


def _no_child_any_more(store: Store, child: int, day: date) -> list[Problem]:
    from cpkit.care.candidates import stored_birth_of

    document = store.table("children").get(doc_id=child)
    if document.get("died"):
        return [Problem("child", _("Sổ ghi trẻ này đã mất."))]
    birth = stored_birth_of(document)
    if birth is not None and birth.age_on(day)[0] >= 16:
        return [Problem("child", _("Người này đã đủ 16 tuổi, không còn là trẻ em (Luật Trẻ em Đ1)."))]
    return []
