"""The rules of a child's record: what it must say, what may not be, what is odd; and making or changing it.

A record is the document of table "children" (keys in `EMPTY`); `residence` begins open-ended where nobody knows since
when the child lives here. `registered_on` is the date of the list, or the day of registration.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cpkit.errors import Problem, Refused
from cpkit.forms.answers import to_document
from cpkit.language import _
from cpkit.register.ages import birth_problem
from cpkit.register.duplicates import TABLE, LookAlike, find_look_alikes, find_same, identity
from cpkit.vietnamese import PartialDate, personal_number_warnings

if TYPE_CHECKING:
    from cpkit.store import Store

DIGIT = re.compile(r"\d")
SEXES = ("nam", "nu", "unknown")
EMPTY: dict[str, Any] = {
    "name": None,
    "birth": None,
    "birth_precision": None,
    "sex": None,
    "ethnic": None,
    "id_number": None,
    "hamlet": None,
    "unit": None,
    "address": None,
    "mother": None,
    "father": None,
    "carer": None,
    "phone": None,
    "household": None,
    "poverty": None,
    "groups": [],
    "risks": [],
    "residence": [],
    "registered_on": None,
    "died": None,
    "note": None,
    "extra": {},
}
"""A record of which nothing is known; fields that plugins add to the registration form lie in `extra`."""


@dataclass(frozen=True)
class Registered:
    """A child that entered the register: the id, who looks alike, what is odd about the record."""

    id: int
    look_alikes: tuple[LookAlike, ...]
    warnings: tuple[Problem, ...]


class SameChild(Refused):
    """The child is in the register already, as `id`."""

    def __init__(self, message: str, same: int) -> None:
        super().__init__(message)
        self.id = same


def new_document(answers: Mapping[str, Any], *, unit: str, on: date) -> dict[str, Any]:
    """A child's whole document from the answers at hand; what nobody said is null, lists are empty."""
    document = EMPTY.copy()
    document["groups"], document["risks"], document["extra"] = [], [], {}
    document["residence"] = [{"from": None, "to": None, "reason": None}]
    document["unit"], document["registered_on"] = unit, on.isoformat()
    document.update({key: value for key, value in answers.items() if value is not None})
    document["extra"] = to_document(document["extra"])
    return set_birth(document)


def set_birth(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers with a `PartialDate` under "birth" written as it is stored: ISO text and precision."""
    birth = answers.get("birth")
    if isinstance(birth, PartialDate):
        answers = answers | {"birth": birth.iso, "birth_precision": birth.precision}
    return answers


def stored_birth(child: Mapping[str, Any]) -> PartialDate | None:
    """The birth of a child's document, None when there is none."""
    birth = child.get("birth")
    if birth is None or isinstance(birth, PartialDate):
        return birth
    return PartialDate.parse_iso(birth, child.get("birth_precision"))


def problems_of(child: Mapping[str, Any], on: date) -> list[Problem]:
    """Every rule that keeps the record out of the register as of `on`: name, sex, birth, under 16 (Luật TE Đ1)."""
    problems = []
    if not child.get("name"):
        problems.append(Problem("name", _("Thiếu họ và tên của trẻ.")))
    if child.get("sex") not in SEXES:
        problems.append(Problem("sex", _("Thiếu giới tính: ghi nam, nữ, hoặc không rõ.")))
    birth = stored_birth(child)
    reason = birth_problem(birth, on) if birth else _("Thiếu ngày sinh, năm sinh hoặc tuổi.")
    return problems + ([Problem("birth", reason)] if reason else [])


def warnings_of(child: Mapping[str, Any], unit: str) -> list[Problem]:
    """What is odd but kept: a personal number that disagrees with sex, birth year or province; digits in the name."""
    warnings = []
    number = child.get("id_number")
    birth = stored_birth(child) if number else None
    if number and not _fits(number, child.get("sex"), birth, unit):
        odd = personal_number_warnings(number, child.get("sex"), birth, province=_province(unit, number))
        warnings = [Problem("id_number", sentence) for sentence in odd]
    if DIGIT.search(child.get("name") or ""):
        warnings.append(Problem("name", _("Tên có chữ số, xin xem lại.")))
    return warnings


def _fits(number: str, sex: str | None, birth: PartialDate | None, unit: str) -> bool:
    """Whether a number is just the one expected (`personal_number_warnings` says what is wrong with another)."""
    if birth is None or sex not in ("nam", "nu") or number[:1] != "0" or number[1:3] not in _provinces(unit):
        return False
    century, year = divmod(birth.year - 1900, 100)
    return number[3:6] == f"{2 * century + (sex == 'nu')}{year:02}"


def _province(unit: str, number: str) -> str | None:
    """The province a number of the unit's children should start with; None when it does start with one of them."""
    provinces = _provinces(unit)
    return None if not provinces or number[1:3] in provinces else provinces[0]


@lru_cache(maxsize=8)
def _provinces(unit: str) -> tuple[str, ...]:
    """The provinces of the regime before 01/07/2025, which personal numbers keep, that the unit's territory lay in."""
    from cpkit.places import is_unit, predecessors
    from cpkit.places import unit as find_unit

    if not is_unit(unit):
        return ()
    return tuple(sorted({place.province_code for place in (*predecessors(unit), find_unit(unit))}))


def register(store: Store, child: Mapping[str, Any], *, anyway: bool = False) -> Registered:
    """Put one checked document into the register.

    `SameChild` when the child is there already and not `anyway`; look-alikes are listed and do not hinder.
    """
    who = identity(child)
    same = find_same(store, who)
    if same is not None and not anyway:
        raise _same_child(same)
    alikes = tuple(find_look_alikes(store, who))
    with store.write("register"):
        doc_id = store.table(TABLE).insert(dict(child))
    return Registered(doc_id, alikes, tuple(warnings_of(child, child["unit"])))


def _same_child(same: int) -> SameChild:
    from cpkit.store.identifiers import show_id

    message = _("Trẻ này đã có trong sổ, mã {id}. Nếu đúng là một trẻ khác, thêm --anyway.")
    return SameChild(message.format(id=show_id(TABLE, same)), same)


def edit(
    store: Store, doc_id: int, answers: Mapping[str, Any], *, today: date, anyway: bool = False
) -> dict[str, tuple[Any, Any]]:
    """Change some answers of a child; the fields changed, each before and after.

    The whole record is checked again as of the day it was registered. Refused with every problem, or as `SameChild`
    when the child becomes the same as another one of the register and not `anyway`.
    """
    table = store.table(TABLE)
    before = table.get(doc_id=doc_id)
    changes = {key: value for key, value in set_birth(dict(answers)).items() if value != before.get(key)}
    after = {**before, **changes}
    problems = problems_of(after, date.fromisoformat(before["registered_on"] or today.isoformat()))
    if problems:
        raise Refused(_("Chưa sửa được hồ sơ của trẻ."), tuple(problems))
    if not anyway and not {"name", "birth", "mother", "id_number"}.isdisjoint(changes):
        same = find_same(store, identity(after), but=doc_id)
        if same is not None:
            raise _same_child(same)
    if changes:
        with store.write("edit child"):
            table.update(changes, doc_ids=[doc_id])
    return {key: (before.get(key), value) for key, value in changes.items()}
