"""The same child twice, and children who look alike.

*The same* child is certain enough to hold a registration back: the same personal number, or the same name and mother
(compared without tones) with a birth that does not contradict. In a list, a row that says of a child without mother
just what another says is the same row *typed again*. *Look-alikes* are shown and registered all the same: two
children of one name born in one year are frequent. A look-alike is told by adding up the weights below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from cpkit.register.records import Identity
from cpkit.vietnamese import PartialDate, fold

if TYPE_CHECKING:
    from cpkit.store import Store

TABLE = "children"

ENOUGH = 50
"""From this sum of weights on, two children look alike."""
SAME_NAME, LEAST_NAME = 40, 75
"""Weight of equal names; a likeness of `LEAST_NAME` percent weighs nothing, and between them it grows evenly."""
BIRTH_SAME_DAY, BIRTH_AGREES, BIRTH_SLIP, BIRTH_CONTRADICTS = 30, 15, 10, -10
"""A slip: day and month exchanged, or one part of three differs."""
MOTHER_SAME, MOTHER_DIFFERS, LEAST_MOTHER = 25, -15, 85
FATHER_SAME, HAMLET_SAME, SEX_DIFFERS = 10, 5, -10
NUMBER_SLIP = 15
"""Personal numbers that differ in at most two digits."""
MOST_SHOWN = 10
MANY_NAMESAKES = 300
"""Above so many bearers of a name, only those born near the year are compared."""


@dataclass(frozen=True)
class LookAlike:
    """A child of the register that looks like another: the id and the sum of the weights."""

    id: int
    score: int


def identity(child: Mapping[str, Any]) -> Identity:
    """The part of a child's document that duplicates are found by."""
    return msgspec.convert(child, Identity, strict=False)


def is_same(one: Identity, other: Identity) -> bool:
    """Whether both records are one child: the rule that holds a registration back."""
    if one.id_number and one.id_number == other.id_number:
        return True
    if not one.mother or not other.mother:
        return False
    named_alike = fold(one.name) == fold(other.name) and fold(one.mother) == fold(other.mother)
    return named_alike and births_agree(one.birth_date, other.birth_date)


def retyped_key(child: Identity) -> tuple[object, ...] | None:
    """What is alike in two rows that are one row typed again; None where the mother is known, who decides then."""
    if child.mother:
        return None
    told = (child.name, child.sex, child.father or "", child.hamlet or "")
    return (*map(fold, told), child.birth, child.birth_precision, child.id_number)


def births_agree(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether two births do not contradict; one that is not known contradicts nothing."""
    return one is None or other is None or one.agrees(other)


def find_same(store: Store, child: Identity, but: int | None = None) -> int | None:
    """The id of the same child in the register, None when there is none; `but` is the child itself, when edited."""
    for doc_id, other in _documents(store, _same_candidates(store, child), but):
        if is_same(child, other):
            return doc_id
    return None


def find_retyped(store: Store, child: Identity) -> int | None:
    """The id of a child of the register whom a list gives again, word for word, without a mother; None for none."""
    key = retyped_key(child)
    candidates = set(store.find_ids(TABLE, "name", child.name)) if key else set()
    found = (doc_id for doc_id, other in _documents(store, candidates, None) if retyped_key(other) == key)
    return next(found, None)


def find_look_alikes(store: Store, child: Identity, but: int | None = None) -> list[LookAlike]:
    """The children of the register that look like `child`, the likest first."""
    found = [
        LookAlike(doc_id, score)
        for doc_id, other in _documents(store, _alike_candidates(store, child), but)
        if (score := likeness(child, other)) >= ENOUGH
    ]
    return sorted(found, key=lambda alike: (-alike.score, alike.id))[:MOST_SHOWN]


def likeness(one: Identity, other: Identity) -> int:
    """The sum of the weights for and against two records being one child."""
    total = _name_weight(one.name, other.name) + _birth_weight(one.birth_date, other.birth_date)
    total += _mother_weight(one.mother, other.mother)
    total += FATHER_SAME * bool(one.father and other.father and fold(one.father) == fold(other.father))
    total += HAMLET_SAME * bool(one.hamlet and other.hamlet and fold(one.hamlet) == fold(other.hamlet))
    total += SEX_DIFFERS * ({one.sex, other.sex} == {"nam", "nu"})
    return total + NUMBER_SLIP * _number_slips(one.id_number, other.id_number)


def _similarity(one: str, other: str) -> float:
    """How alike two folded names are, in percent; the order of the words does not count."""
    from rapidfuzz.fuzz import token_sort_ratio

    return token_sort_ratio(one, other)


def _name_weight(one: str, other: str) -> int:
    percent = _similarity(fold(one), fold(other))
    return max(0, round(SAME_NAME * (percent - LEAST_NAME) / (100 - LEAST_NAME)))


def _mother_weight(one: str | None, other: str | None) -> int:
    if not one or not other:
        return 0
    return MOTHER_SAME if _similarity(fold(one), fold(other)) >= LEAST_MOTHER else MOTHER_DIFFERS


def _birth_weight(one: PartialDate | None, other: PartialDate | None) -> int:
    if one is None or other is None:
        return 0
    if one.agrees(other):
        return BIRTH_SAME_DAY if one.precision == other.precision == "day" else BIRTH_AGREES
    return BIRTH_SLIP if _is_slip(one, other) else BIRTH_CONTRADICTS


def _is_slip(one: PartialDate, other: PartialDate) -> bool:
    if not (one.day and other.day):
        return False
    first, second = (one.year, one.month, one.day), (other.year, other.month, other.day)
    exchanged = first == (second[0], second[2], second[1])
    return exchanged or sum(a != b for a, b in zip(first, second, strict=True)) == 1


def _number_slips(one: str | None, other: str | None) -> bool:
    if not one or not other or len(one) != len(other):
        return False
    return 0 < sum(a != b for a, b in zip(one, other, strict=True)) <= 2


def _documents(store: Store, ids: set[int], but: int | None) -> Iterator[tuple[int, Identity]]:
    for document in store.table(TABLE).get(doc_ids=ids - {but}):
        yield document.doc_id, identity(document)


def _same_candidates(store: Store, child: Identity) -> set[int]:
    ids = set(store.find_ids(TABLE, "id_number", child.id_number)) if child.id_number else set()
    if child.mother:
        ids |= set(store.find_ids(TABLE, "name", child.name)) & set(store.find_ids(TABLE, "mother", child.mother))
    return ids


def _alike_candidates(store: Store, child: Identity) -> set[int]:
    """Who may look alike, from indexes only: namesakes, same-day births, near births of one mother or given name."""
    near = _born_near(store, child.birth_date)
    namesakes = set(store.find_ids(TABLE, "name", child.name))
    given = set(store.find_ids(TABLE, "name_words", child.name.split()[-1]))
    siblings = set(store.find_ids(TABLE, "mother", child.mother)) if child.mother else set()
    same_day = set(store.find_ids(TABLE, "birth", child.birth)) if child.birth and len(child.birth) > 7 else set()
    few = namesakes if len(namesakes) <= MANY_NAMESAKES else namesakes & (near | siblings)
    return few | same_day | (siblings & (near | given)) | (given & near)


def _born_near(store: Store, birth: PartialDate | None) -> set[int]:
    """Who was born in the year of `birth`; an estimated year takes the years beside it."""
    if birth is None:
        return set()
    years = range(birth.earliest.year, birth.latest.year + 1)
    return {doc_id for year in years for doc_id in store.find_ids(TABLE, "birth_year", str(year))}
