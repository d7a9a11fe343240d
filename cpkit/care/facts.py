"""What the registers and earlier forms know of a child and a carer, laid into the questions of a form.

`facts` are those that an answer may not contradict; `known` is offered besides and may be changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cpkit.care.records import CARERS, FORMS, Placement
from cpkit.care.steps import care_process
from cpkit.forms import Form

if TYPE_CHECKING:
    from cpkit.store import Document, Store

OCCASIONS = {"mot_thang": "theo_doi_1_thang", "ba_thang": "theo_doi_3_thang"}
OF_CARER = {  # the answers of Mẫu 12, 15 and 16, and whence in Mẫu 08
    "carer_name": "name",
    "carer_birth": "birth_date",
    "carer_id_number": "id_number",
    "carer_id_date": "id_date",
    "carer_id_place": "id_place",
    "carer_address": "residence",
    "carer_ethnic": "ethnic",
    "carer_nationality": "nationality",
    "carer_job": "job",
    "carer_contact": "contact_address",
    "carer_phone": "phone",
    "carer_email": "email",
}
FIRM = ("child_name", "birth_date", "sex", "carer_name", "carer_birth", "carer_kind")


def facts(store: Store, placement: Placement, form: Form) -> dict[str, Any]:
    """What an answer may not contradict: who the child and the carer are, how the carer stands to the child."""
    told = of_child(store, placement.child, form) | _of_chosen(store, placement, form)
    return {key: value for key, value in told.items() if key in FIRM}


def known(store: Store, placement_id: int, placement: Placement, form: Form) -> dict[str, Any]:
    """Everything that need not be asked, the facts among it."""
    told = of_child(store, placement.child, form) | _of_chosen(store, placement, form)
    told |= _of_steps(placement, form) | _of_need_sheet(store, placement_id, form)
    keys = {question.key for question in form.questions()}
    return {key: value for key, value in told.items() if key in keys and value not in (None, "", [])}


def of_child(store: Store, child: int, form: Form) -> dict[str, Any]:
    """What the register knows of the child, for the questions of `form`."""
    document = store.table("children").get(doc_id=child)
    exact = document.get("birth_precision") != "age"
    told = {
        "child_name": document["name"],
        "birth_date": document.get("birth") if exact else None,
        "sex": document.get("sex") if document.get("sex") in ("nam", "nu") else None,
        "ethnic": document.get("ethnic"),
        "child_address": _lives_at(document),
    }
    return _asked(form, told)


def _lives_at(child: Mapping[str, Any]) -> str | None:
    """Where the child lives, as far as the register knows: address or hamlet, and the unit."""
    from cpkit.places import is_unit, unit_name

    key = child.get("unit")
    parts = (child.get("address") or child.get("hamlet"), unit_name(key) if key and is_unit(key) else None)
    return ", ".join(str(part) for part in parts if part) or None


def of_need(store: Store, child: int, form: Form) -> dict[str, Any]:
    """What Mẫu 10 asks besides: where the child lives, the parents, brothers and sisters in the register."""
    from cpkit.care.candidates import siblings, stored_birth_of
    from cpkit.times import today

    document = store.table("children").get(doc_id=child)
    own = stored_birth_of(document)
    rows = []
    for sibling in siblings(store, child).values():
        birth = stored_birth_of(sibling)
        older = birth is not None and own is not None and birth.earliest < own.earliest
        relation = "em" if not older else "chi" if sibling.get("sex") == "nu" else "anh"
        row = {"relation": relation, "name": sibling["name"], "age": birth.age_on(today())[0] if birth else None}
        rows.append(row | ({"sex": sibling["sex"]} if sibling.get("sex") in ("nam", "nu") else {}))
    parents = "; ".join(str(document[key]) for key in ("father", "mother", "carer") if document.get(key))
    told = {"hamlet": document.get("hamlet"), "unit": document.get("unit"), "parents": parents or None}
    return _asked(form, told | {"siblings": rows or None})


def of_carer(store: Store, carer_id: int, form: Form) -> dict[str, Any]:
    """What Mẫu 08 said of a carer, for a form that asks the same by the same names (Mẫu 11)."""
    from cpkit.forms import records

    document = records.standing(store, CARERS, carer_id)
    skipped = ("date", "place", "child_name", "signer")
    told = {key: value for key, value in document.items() if key not in skipped}
    texts = {key: _choice_text(store, document, key) for key in ("wanted_sex", "wanted_ethnic")}
    return _asked(form, told | texts)


def of_child_to_verify(store: Store, carer_id: int, child: int | None) -> dict[str, Any]:
    """Kinship and birth of the child that a carer is verified for (Luật Trẻ em Đ63.2d)."""
    from cpkit.care.carers import read_carer

    if child is None:
        return {}
    document = store.table("children").get(doc_id=child)
    birth = document.get("birth") if document.get("birth_precision") != "age" else None
    related = read_carer(store, carer_id).relation_to(child)
    return {"relative": "co" if related else "khong"} | ({"child_birth": birth} if birth else {})


def of_next_carer(store: Store, placement: Placement, carer_id: int) -> dict[str, Any]:
    """The answers of Mẫu 16 about the carer who takes the child in next."""
    from cpkit.care.carers import read_carer

    document = store.table(CARERS).get(doc_id=carer_id)
    related = read_carer(store, carer_id).relation_to(placement.child)
    told = {f"next_{key}": document.get(key) for key in ("name", "id_number", "id_date", "id_place")}
    told |= {"next_kind": "nguoi_than_thich" if related else "khong_than_thich", "next_birth": document["birth_date"]}
    return {key: value for key, value in told.items() if value}


def _of_chosen(store: Store, placement: Placement, form: Form) -> dict[str, Any]:
    """The carer who was chosen, under the names of Mẫu 12, 15 and 16."""
    from cpkit.care.candidates import candidate
    from cpkit.care.carers import read_carer

    if placement.carer is None:
        return {}
    document = store.table(CARERS).get(doc_id=placement.carer)
    told = {ours: document.get(theirs) for ours, theirs in OF_CARER.items()}
    told |= {"name": document["name"], "residence": document["residence"]}
    seen = candidate(store, placement, placement.carer, read_carer(store, placement.carer))
    told["carer_kind"] = seen.tier.id
    if form.id == "mau_13":
        told["child_address"] = document["residence"]
    return _asked(form, told)


def _of_steps(placement: Placement, form: Form) -> dict[str, Any]:
    """The decision, the contacts, the reason of the choice, which monitoring comes next."""
    process = care_process()
    decided = placement.taken(process.of_role("decision").id)
    told: dict[str, Any] = {}
    if decided:
        day = decided[-1].at.date().isoformat()
        told |= {"decision_number": decided[-1].number, "decision_date": day}
        if form.id == process.of_role("decision").form:
            told |= {"number": decided[-1].number, "date": day, "from": day, "signer": decided[-1].signer}
    met = [each for each in placement.taken(process.of_role("contact").id) if each.carer == placement.carer]
    told["contacts"] = [{"met_on": each.at.date().isoformat(), "remarks": each.note} for each in met]
    chosen = placement.taken(process.of_role("choice").id)
    told["priority_reason"] = chosen[-1].forced or chosen[-1].note if chosen else None
    told["occasion"] = next((key for key, step in OCCASIONS.items() if not placement.taken(step)), "sau_thang")
    return _asked(form, told)


def _of_need_sheet(store: Store, placement_id: int, form: Form) -> dict[str, Any]:
    """What Mẫu 10 told of the family, for the reports of Mẫu 13."""
    need = care_process().of_role("need").form
    sheets = [each for each in store.find(FORMS, "placement", placement_id) if each["form"] == need]
    if not sheets or form.id != "mau_13":
        return {}
    answers = sheets[-1]["answers"]
    return {"former_family": answers.get("birth_family")}


def _choice_text(store: Store, document: Mapping[str, Any], key: str) -> str | None:
    """An answer of Mẫu 08 in words."""
    from cpkit.care.carers import KIND
    from cpkit.forms.showing import show_answer

    value = document.get(key)
    return show_answer(KIND.form, KIND.form.field(key), value) if value else None


def _asked(form: Form, told: Mapping[str, Any]) -> dict[str, Any]:
    keys = {question.key for question in form.questions()}
    return {key: value for key, value in told.items() if key in keys and value not in (None, "", [])}


def last_sheet(store: Store, placement_id: int, form_id: str) -> Document | None:
    """The newest sheet of a form in a placement."""
    sheets = [each for each in store.find(FORMS, "placement", placement_id) if each["form"] == form_id]
    return sheets[-1] if sheets else None
