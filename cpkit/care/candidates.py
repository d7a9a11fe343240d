"""Who of the register may take a child in, in the order of the law (NĐ56 Đ42.3), and who may not and why.

Where a birth is known only in part, the carer has the benefit of the doubt. The officer decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from cpkit.care.placements import at_day, open_placement, record_step, save
from cpkit.care.records import CARERS, TABLE, Carer, Placement
from cpkit.care.steps import CareProcess, care_process
from cpkit.cases.steps import Named
from cpkit.errors import Refused
from cpkit.language import _
from cpkit.times import today
from cpkit.vietnamese import PartialDate, fold, name_key, show_date, years_between

if TYPE_CHECKING:
    from cpkit.care.placements import CareTaken
    from cpkit.store import Document, Store

OLDER_BY, ADULT = 20, 18
"""Full years (Luật Trẻ em Đ63.2d)."""
SEX_WISHED = {"trai": "nam", "gai": "nu"}


@dataclass(frozen=True)
class Candidate:
    """One carer as seen for one child: `rank` from 0 in the order of NĐ56 Đ42.3, why excluded, what to bear in mind."""

    id: int
    carer: Carer
    tier: Named
    rank: int
    relation: str | None
    excluded: tuple[str, ...]
    notes: tuple[str, ...]
    with_siblings: bool = False

    @property
    def verified(self) -> bool:
        """Whether the newest verification found the carer fit (NĐ56 Đ42.1)."""
        newest = self.carer.verified_by(today())
        return newest is not None and newest.fit


def candidates(store: Store, placement_id: int) -> list[Candidate]:
    """Every carer of the register for the child of a placement: first to last choice, those excluded at the end."""
    from cpkit.care.placements import read_placement

    placement = read_placement(store, placement_id)
    kin = siblings(store, placement.child)
    found = [
        candidate(store, placement, carer_id, carer, kin)
        for carer_id, carer in store.rows(CARERS, Carer)
        if carer.cancelled is None
    ]
    return sorted(found, key=_order)


def candidate(
    store: Store, placement: Placement, carer_id: int, carer: Carer, kin: Mapping[int, Document] | None = None
) -> Candidate:
    """One carer as seen for the child of a placement."""
    child = _child(store, placement.child)
    relation = carer.relation_to(placement.child)
    rank, tier = _tier(care_process(), carer, relation, child)
    placed = [msgspec.convert(each, Placement) for each in store.find(TABLE, "carer", carer_id)]
    brothers = set(kin or siblings(store, placement.child))
    near = any(each.is_open and each.child in brothers for each in placed)
    met = [each for each in placement.taken(care_process().of_role("contact").id) if each.carer == carer_id]
    excluded = tuple(_exclusions(carer, child, relation, placed))
    notes = tuple(_notes(placement, carer, child, relation, placed, near, len(met)))
    return Candidate(carer_id, carer, tier, rank, relation, excluded, notes, near)


def choose(store: Store, placement_id: int, carer_id: int, day: date, *, force: str | None = None) -> CareTaken:
    """Record who was chosen; Refused for a carer the law excludes, and when the choice was decided already.

    Somebody later in the order of NĐ56 Đ42.3, while an earlier one may be chosen, needs the reason (`force`).
    """
    from cpkit.care.carers import read_carer

    with store.write("choose carer"):
        placement = open_placement(store, placement_id)
        if placement.taken(care_process().of_role("decision").id):
            raise Refused(_("Đã có quyết định giao, nhận (NĐ56 Đ42.7): đổi người phải có quyết định theo Mẫu 16."))
        found = candidate(store, placement, carer_id, read_carer(store, carer_id))
        if found.excluded:
            raise Refused(_("Không chọn được người này: {reasons}").format(reasons=" ".join(found.excluded)))
        earlier = [each for each in candidates(store, placement_id) if each.rank < found.rank and not each.excluded]
        placement.carer = carer_id
        save(store, placement_id, placement)
        return record_step(
            store, placement_id, care_process().of_role("choice"), at_day(day), force=force, also=_passed_over(earlier)
        )


def siblings(store: Store, child_id: int) -> dict[int, Document]:
    """The brothers and sisters in the register: same mother and nothing against the same father, or the same household
    and one of both parents."""
    child = _child(store, child_id)
    mother = child.get("mother")
    if not mother:
        return {}
    found = store.find("children", "mother", mother)
    return {each.doc_id: each for each in found if each.doc_id != child_id and _same_father(each, child)}


def _passed_over(earlier: list[Candidate]) -> list[str]:
    from cpkit.store.identifiers import show_id

    if not earlier:
        return []
    named = ", ".join(f"{show_id(CARERS, each.id)} ({each.tier.title})" for each in earlier[:5])
    return [_("Còn người được ưu tiên trước (NĐ56 Đ42.3): {named}.").format(named=named)]


def _tier(process: CareProcess, carer: Carer, relation: str | None, child: Mapping[str, Any]) -> tuple[int, Named]:
    """The place in the order of NĐ56 Đ42.3."""
    if relation is not None:
        rank = 0
    elif carer.foreign:
        rank = 3
    else:
        rank = 1 if carer.unit and carer.unit == child.get("unit") else 2
    return rank, process.tiers[rank]


def _exclusions(carer: Carer, child: Mapping[str, Any], relation: str | None, placed: list[Placement]) -> Iterator[str]:
    """What the law has against this carer for this child, each with its article."""
    yield from _too_young(carer, child, relation)
    newest = carer.verified_by(today())
    if newest is not None and not newest.fit:
        reason = newest.reason or ""
        yield _("Xác minh ngày {day} kết luận không đủ điều kiện: {reason} (NĐ56 Đ42.1, Luật Trẻ em Đ63.2).").format(
            day=show_date(newest.on), reason=reason
        )
    abusive = {each.id for each in care_process().outcomes if each.abuse}
    if any(each.outcome in abusive for each in placed):
        yield _("Đã gây tổn hại cho trẻ em được nhận chăm sóc (Luật Trẻ em Đ63.2a, Đ69.1b).")
    unfit = [each.closed for each in placed if each.outcome == "khong_du_dieu_kien" and each.closed]
    if unfit and not (newest is not None and newest.on > max(unfit)):
        yield _("Lần trước chấm dứt vì không còn đủ điều kiện, chưa xác minh lại (Luật Trẻ em Đ69.1a).")
    if carer.foreign:
        yield from _stay(carer)


def _too_young(carer: Carer, child: Mapping[str, Any], relation: str | None) -> Iterator[str]:
    born = PartialDate.parse_iso(carer.birth_date) if carer.birth_date else None
    if born is None:
        return
    if relation is not None:
        if years_between(born.earliest, today()) < ADULT:
            yield _("Người thân thích phải là người thành niên (Luật Trẻ em Đ63.2d).")
        return
    birth = stored_birth_of(child)
    if birth is not None and years_between(born.earliest, birth.latest) < OLDER_BY:
        yield _("Không hơn trẻ từ 20 tuổi trở lên (Luật Trẻ em Đ63.2d).")


def _stay(carer: Carer) -> Iterator[str]:
    """A foreigner lives in Viet Nam (Luật Trẻ em Đ63.2a); months at the registration are the form's matter."""
    if carer.visa_until is None or carer.resident_since is None:
        yield _("Người nước ngoài: chưa ghi cư trú từ ngày nào, đến ngày nào (NĐ56 Đ39.3).")
    elif carer.visa_until < today():
        day = show_date(carer.visa_until)
        yield _("Người nước ngoài đã hết thời hạn cư trú ngày {day} (Luật Trẻ em Đ63.2a, NĐ56 Đ39.3).").format(day=day)


def _notes(
    placement: Placement, carer: Carer, child: Mapping[str, Any], relation: str | None, placed: list[Placement],
    near: bool, contacts: int,
) -> Iterator[str]:  # fmt: skip
    if carer.verified_by(today()) is None:
        yield _("Chưa xác minh (Mẫu 11, NĐ56 Đ42.1).")
    caring = sum(each.is_open for each in placed if each.child != placement.child)
    if near:
        yield _("Đang được chọn hoặc chăm sóc anh, chị, em ruột của trẻ: ưu tiên sống cùng nhau (Luật Trẻ em Đ60.4).")
    elif caring:
        yield _("Đang được chọn hoặc chăm sóc {count} trẻ khác.").format(count=caring)
    wished = SEX_WISHED.get(carer.wanted_sex or "")
    if wished and child.get("sex") in ("nam", "nu") and child["sex"] != wished:
        yield _("Nguyện vọng là nhận bé trai.") if wished == "nam" else _("Nguyện vọng là nhận bé gái.")
    if any(each.child == placement.child and each.closed for each in placed):
        yield _("Đã từng chăm sóc trẻ này.")
    if (relation is None or placement.facility) and contacts < 2:  # the demand itself is data of the hand-over
        sentence = _("Cần tiếp xúc, làm quen ít nhất 2 lần trước khi giao, mới có {count} (TT14 Đ10.4c, Đ11.2).")
        yield sentence.format(count=contacts)


def _order(found: Candidate) -> tuple[bool, int, bool, bool, Any]:
    return bool(found.excluded), found.rank, not found.with_siblings, not found.verified, name_key(found.carer.name)


def _child(store: Store, child_id: int) -> Document:
    document: Document | None = store.table("children").get(doc_id=child_id)
    if document is None:
        raise Refused(_("Không có trẻ nào mang mã này."))
    return document


def _same_father(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether the fathers agree, or one is unknown and the two live in one household."""
    first, second = one.get("father"), other.get("father")
    if first and second:
        return fold(first) == fold(second)
    return bool(one.get("household")) and one.get("household") == other.get("household")


def stored_birth_of(child: Mapping[str, Any]) -> PartialDate | None:
    """The child's birth; None where it is unknown."""
    from cpkit.register.children import stored_birth

    return stored_birth(child)


def turns(birth: PartialDate, age: int) -> date:
    """The first day on which somebody so born may be so many full years old."""
    day = date(birth.earliest.year + age, birth.earliest.month, min(birth.earliest.day, 28))
    while years_between(birth.earliest, day) < age:
        day += timedelta(days=1)
    return day
