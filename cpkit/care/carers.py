"""The register of carers: who applied (Mẫu 08), relatives who gave notice, who was verified as fit (Mẫu 11).

Relatives need not register, they give notice (Luật Trẻ em Đ65.4); they are kept all the same, and listed in no Mẫu 09.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from cpkit.care.records import CARERS, Carer, Relation, Verified
from cpkit.errors import Refused
from cpkit.forms import records
from cpkit.forms.records import RecordKind, by_latest, by_person
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.forms.checking import Checked
    from cpkit.store import Store

KIND = RecordKind(CARERS, "mau_08", by_person("name"))
TRANSFERS = RecordKind("transfer_lists", "mau_14", by_latest("date"))
"""The lists by which a facility asks for another form of care for its children (NĐ56 Đ45.1)."""


def read_carer(store: Store, carer_id: int) -> Carer:
    """The carer with this id; Refused when there is none or the record was taken back."""
    return msgspec.convert(records.standing(store, CARERS, carer_id), Carer)


def add_carer(store: Store, checked: Checked, *, unit: str | None = None, relative: Relation | None = None) -> int:
    """Put a carer into the register; `unit` where the carer lives, if not here; `relative` who only gives notice.

    Refused when the answers are wrong, or the same person is there already (same name and birth).
    """
    values = checked.require()
    same = _same(store, values)
    if same is not None:
        from cpkit.store.identifiers import show_id

        sentence = _("Người này đã có trong sổ: {id}. Sửa bằng carer edit; thêm trẻ có quan hệ bằng carer relative.")
        raise Refused(sentence.format(id=show_id(CARERS, same)))
    with store.write("carers add"):
        made = records.add(store, KIND, checked)
        extra: dict[str, Any] = {"unit": unit or store.settings.unit, "relatives": [], "verified": []}
        extra |= {"notice_only": relative is not None}
        store.table(CARERS).update(extra, doc_ids=[made])
        if relative is not None:
            add_relative(store, made, relative)
    return made


def add_relative(store: Store, carer_id: int, relation: Relation) -> None:
    """Record that the carer is a relative of a child and how; said again, the relation is corrected."""
    with store.write("carer relative"):
        carer = read_carer(store, carer_id)
        if not store.table("children").contains(doc_id=relation.child):
            raise Refused(_("Không có trẻ nào mang mã này."))
        kept = [each for each in carer.relatives if each.child != relation.child]
        relatives = msgspec.to_builtins([*kept, relation])
        store.table(CARERS).update({"relatives": relatives}, doc_ids=[carer_id])


def note_verification(store: Store, carer_id: int, verified: Verified) -> None:
    """Keep what Mẫu 11 concluded; one of the same day takes the place of the earlier one (NĐ56 Đ42.1)."""
    carer = read_carer(store, carer_id)
    kept = [each for each in carer.verified if each.on != verified.on]
    store.table(CARERS).update({"verified": msgspec.to_builtins([*kept, verified])}, doc_ids=[carer_id])


def cancel_carer(store: Store, carer_id: int, reason: str) -> None:
    """Take a carer back; Refused while a child is, or is to be, with the carer."""
    from cpkit.store.identifiers import show_id

    caring = [each.doc_id for each in store.find("placements", "carer", carer_id) if each.get("open")]
    if caring:
        named = ", ".join(show_id("placements", each) for each in caring)
        raise Refused(_("Người này đang được chọn hoặc đang chăm sóc trẻ: {ids}.").format(ids=named))
    records.cancel(store, CARERS, carer_id, reason, action="carers cancel")


def _same(store: Store, values: dict[str, Any]) -> int | None:
    born = values["birth_date"].iso
    named = store.find(CARERS, "name", values["name"])
    return next((each.doc_id for each in named if each["birth_date"] == born and not each.get("cancelled")), None)
