"""The papers of alternative care: which answers forms 08-16 are printed with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from cpkit.care.carers import TRANSFERS
from cpkit.care.facts import known, last_sheet
from cpkit.care.lists import register_answers
from cpkit.care.papers import filled, steps_of, verifications
from cpkit.care.placements import read_placement
from cpkit.care.records import CARERS, Placement
from cpkit.forms import Form, records
from cpkit.printing.papers import Paper, Sheet

if TYPE_CHECKING:
    from cpkit.store import Document, Store

APPLICATION, REGISTER, VERIFICATION = "mau_08", "mau_09", "mau_11"


def placement_paper(store: Store, placement_id: int, form: Form, sheet: Document | None = None) -> Paper:
    """The answers of `sheet`, else the newest of a form of a placement, of its carer for Mẫu 08 and 11; else what is
    known."""
    placement = read_placement(store, placement_id)
    if form.id in (APPLICATION, VERIFICATION):
        return carer_paper(store, placement.carer, form) if placement.carer is not None else Paper({}, False)
    told = known(store, placement_id, placement, form)
    sheet = sheet or last_sheet(store, placement_id, form.id)
    made_by = _decided_by(store, placement, form, sheet)
    if sheet is None:
        return Paper(_without_occasion(told), False, made_by=made_by)
    return Paper(told | sheet["answers"], True, made_by=made_by)


def _decided_by(store: Store, placement: Placement, form: Form, sheet: Document | None) -> str | None:
    """The other commune whose decision a form is: as recorded with it, else where the carer lives (NĐ56 Đ42.7)."""
    if sheet is not None and sheet.get("by_unit"):
        return str(sheet["by_unit"])
    if placement.carer is None or not any(step.needs_answers for step in steps_of(form.id)):
        return None
    return _lives(store, placement.carer)


def _lives(store: Store, carer: int) -> str | None:
    """The unit where a carer lives who lives elsewhere: it verifies and decides (NĐ56 Đ42.1, Đ42.7)."""
    unit: str | None = records.get(store, CARERS, carer).get("unit")
    return None if unit == store.settings.unit else unit


def placement_sheets(store: Store, placement_id: int) -> list[Sheet]:
    """Every document of a placement in the order of the forms, each Mẫu 13 of its own; of its carer the newest."""
    carer = read_placement(store, placement_id).carer
    ours = carer_forms(store, carer) if carer is not None else []
    sheets = [Sheet(sheet["form"], sheet) for sheet in filled(store, placement_id) if sheet["form"] not in ours]
    return sorted([*(Sheet(form_id) for form_id in ours), *sheets], key=lambda each: each.form_id)


def carer_paper(store: Store, carer_id: int, form: Form) -> Paper:
    """Mẫu 08 of a carer, or the newest Mẫu 11."""
    if form.id == APPLICATION:
        return Paper(_answers(form, records.get(store, CARERS, carer_id)), True)
    sheets, made_by = verifications(store, carer_id), _lives(store, carer_id)
    return Paper(dict(sheets[-1]["answers"]) if sheets else {}, bool(sheets), made_by=made_by)


def carer_forms(store: Store, carer_id: int) -> list[str]:
    """The forms there are of a carer."""
    return [APPLICATION, *([VERIFICATION] if verifications(store, carer_id) else [])]


def register_paper(store: Store, first: date, last: date) -> Paper:
    """Mẫu 09 of those registered from `first` to `last` (NĐ56 Đ40.1)."""
    return Paper(register_answers(store, first, last), True)


def transfer_paper(store: Store, list_id: int) -> Paper:
    """Mẫu 14 as it was recorded (NĐ56 Đ45.1)."""
    return Paper(_answers(TRANSFERS.form, records.get(store, TRANSFERS.table, list_id)), True)


def _answers(form: Form, document: Mapping[str, Any]) -> dict[str, Any]:
    return {asked.key: document[asked.key] for asked in form.questions() if document.get(asked.key) is not None}


def _without_occasion(told: dict[str, Any]) -> dict[str, Any]:
    """A form still empty leaves the occasion to whoever fills it by hand."""
    return {key: value for key, value in told.items() if key != "occasion"}
