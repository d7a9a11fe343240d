"""The same child twice, and children who look alike.

*The same* child is certain enough to hold a registration back: the same personal number, or the same name and mother
(compared without tones) with a birth that does not contradict. In a list, a row that says of a child without mother
just what another says is the same row *typed again*. *Look-alikes* are shown and registered all the same: two
children of one name born in one year are frequent. A look-alike is told by adding up the weights below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from cpkit.register.records import Identity
from cpkit.vietnamese import PartialDate, fold

if TYPE_CHECKING:
    from cpkit.store import Store

TABLE, MERGED = "children", "merged_children"

ENOUGH = 50
"""From this sum of weights on, two children look alike."""
SAME_NAME, LEAST_NAME = 40, 75
"""Weight of equal names; a likeness of `LEAST_NAME` percent weighs nothing, and between them it grows evenly."""
SHORTER_NAME = 30
"""Least weight of names of which one leaves out a middle name of the other."""
BIRTH_SAME_DAY, BIRTH_AGREES, BIRTH_SLIP, BIRTH_CONTRADICTS = 30, 15, 10, -10
"""A slip: day and month exchanged, or one part of three differs."""
MOTHER_SAME, MOTHER_DIFFERS, LEAST_MOTHER = 25, -15, 85
FATHER_SAME, HAMLET_SAME, SEX_DIFFERS = 10, 5, -10
NUMBER_SLIP = 15
"""Personal numbers that differ in at most two digits."""
NO_NAME = frozenset(
    ("tre", "em", "be", "chau", "con", "so", "sinh", "gai", "trai", "nam", "nu", "chua", "khong", "dat", "co", "ten")
)
OF_WHOM = frozenset({"ba", "chi", "me", "ong", "anh", "co", "bo"})
"""Words, without tones, of what is written while a child has no name."""
SAME_AS_I = r"(?:(?<![aeou])|(?<=qu))y$"
"""A y, without its tone, that is also written i."""
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
    """The id of the same child in the register, None when there is none; `but` is the child itself, when edited.

    A record that became part of another is the same child under what it said then: a list does not bring it back.
    """
    for doc_id, other in _documents(store, _same_candidates(store, child), but):
        if is_same(child, other):
            return doc_id
    former = _former(store, _same_candidates(store, child, MERGED))
    return next((kept for kept, other in former if kept != but and is_same(child, other)), None)


def find_retyped(store: Store, child: Identity) -> int | None:
    """The id of a child of the register whom a list gives again, word for word, without a mother; None for none."""
    key = retyped_key(child)
    if key is None:
        return None
    present = _documents(store, set(store.find_ids(TABLE, "name", child.name)), None)
    former = _former(store, set(store.find_ids(MERGED, "name", child.name)))
    found = (doc_id for each in (present, former) for doc_id, other in each if retyped_key(other) == key)
    return next(found, None)


def former_identities(store: Store) -> Iterator[tuple[int, Identity]]:
    """What records said of a child before they became one (`merging`), with the id of the child now."""
    return _former(store, {doc_id for doc_id, _document in store.rows(MERGED)})


def merged_into(store: Store, doc_id: int) -> list[int]:
    """The ids of records that became part of this one, directly or by way of another, oldest ids first."""
    found, left = set[int](), [doc_id]
    while left:
        gone = set(store.find_ids(MERGED, "into", left.pop())) - found
        found |= gone
        left += gone
    return sorted(found)


def find_look_alikes(store: Store, child: Identity, but: int | None = None) -> list[LookAlike]:
    """The children of the register that look like `child`, the likest first."""
    found = [
        LookAlike(doc_id, score)
        for doc_id, other in _documents(store, _alike_candidates(store, child), but)
        if (score := likeness(child, other)) >= ENOUGH
    ]
    return sorted(found, key=lambda alike: (-alike.score, alike.id))[:MOST_SHOWN]


class Folded(NamedTuple):
    """An identity as it is compared: texts without tones, the name's words in one order."""

    name: str
    sorted_name: str
    mother: str
    father: str
    hamlet: str
    sex: str
    born: PartialDate | None
    number: str

    @property
    def given(self) -> str:
        """The given name, the last word of a name; Quý and Quí, Mỹ and Mĩ are one, Mây and Mai are two."""
        return re.sub(SAME_AS_I, "i", self.name.rpartition(" ")[2])


def folded(child: Identity) -> Folded:
    """What is compared of a child."""
    name = fold(child.name)
    mother, father, hamlet = (fold(text or "") for text in (child.mother, child.father, child.hamlet))
    ordered, number = " ".join(sorted(name.split())), child.id_number or ""
    return Folded(name, ordered, mother, father, hamlet, child.sex, child.birth_date, number)


def likeness(one: Identity, other: Identity) -> int:
    """The sum of the weights for and against two records being one child."""
    return weigh(folded(one), folded(other))


def weigh(one: Folded, other: Folded) -> int:
    """The same of what is compared, for many pairs."""
    total = _name_weight(one, other) + _birth_weight(one.born, other.born)
    total += _mother_weight(one.mother, other.mother)
    total += FATHER_SAME * bool(one.father and one.father == other.father)
    total += HAMLET_SAME * bool(one.hamlet and one.hamlet == other.hamlet)
    total += SEX_DIFFERS * ({one.sex, other.sex} == {"nam", "nu"})
    return total + NUMBER_SLIP * number_slips(one.number, other.number)


def are_twins(one: Identity, other: Identity) -> bool:
    """Whether they look like twins: one mother, one day of birth, another given name; not who has no name yet."""
    return twins(folded(one), folded(other))


def twins(one: Folded, other: Folded) -> bool:
    """The same of what is compared."""
    born_together = one.born is not None and one.born.precision == "day" and one.born == other.born
    if not born_together or not one.mother or one.mother != other.mother or one.given == other.given:
        return False
    return not is_shorter(one, other) and not (is_temporary(one.name) or is_temporary(other.name))


def is_shorter(one: Folded, other: Folded) -> bool:
    """Whether one name has all the words of the other: a middle name left out, or the words in another order."""
    words, others = set(one.name.split()), set(other.name.split())
    return words <= others or others <= words


def is_temporary(name: str) -> bool:
    """Whether a folded name only says that the child has none yet: "bé gái", "con bà Hoa", "chưa đặt tên"."""
    words = name.split()
    return set(words) <= NO_NAME or (words[0] == "con" and words[1:2] != [] and words[1] in OF_WHOM)


def is_birth_slip(one: PartialDate, other: PartialDate) -> bool:
    """Whether two whole dates differ by one slip: day and month exchanged, or one part of three."""
    if not (one.day and other.day):
        return False
    first, second = (one.year, one.month, one.day), (other.year, other.month, other.day)
    exchanged = first == (second[0], second[2], second[1])
    return exchanged or sum(a != b for a, b in zip(first, second, strict=True)) == 1


def _name_weight(one: Folded, other: Folded) -> int:
    from rapidfuzz.fuzz import ratio  # of the sorted words: their order does not count

    percent = ratio(one.sorted_name, other.sorted_name)
    weight = max(0, round(SAME_NAME * (percent - LEAST_NAME) / (100 - LEAST_NAME)))
    shortened = weight < SHORTER_NAME and one.given == other.given and " " in one.name and " " in other.name
    return SHORTER_NAME if shortened and is_shorter(one, other) else weight


def _mother_weight(one: str, other: str) -> int:
    from rapidfuzz.fuzz import token_sort_ratio

    if not one or not other:
        return 0
    return MOTHER_SAME if one == other or token_sort_ratio(one, other) >= LEAST_MOTHER else MOTHER_DIFFERS


def _birth_weight(one: PartialDate | None, other: PartialDate | None) -> int:
    if one is None or other is None:
        return 0
    if one.agrees(other):
        return BIRTH_SAME_DAY if one.precision == other.precision == "day" else BIRTH_AGREES
    return BIRTH_SLIP if is_birth_slip(one, other) else BIRTH_CONTRADICTS


def number_slips(one: str, other: str) -> bool:
    """Whether two personal numbers differ in one or two digits."""
    if not one or not other or len(one) != len(other):
        return False
    return 0 < sum(a != b for a, b in zip(one, other, strict=True)) <= 2


def _documents(store: Store, ids: set[int], but: int | None) -> Iterator[tuple[int, Identity]]:
    for document in store.table(TABLE).get(doc_ids=ids - {but}):
        yield document.doc_id, identity(document)


def _former(store: Store, ids: set[int]) -> Iterator[tuple[int, Identity]]:
    for document in store.table(MERGED).get(doc_ids=ids) if ids else ():
        kept = store.kept_id(TABLE, document.doc_id)
        yield from ((kept, identity(told)) for told in document["known_as"])


def _same_candidates(store: Store, child: Identity, table: str = TABLE) -> set[int]:
    ids = set(store.find_ids(table, "id_number", child.id_number)) if child.id_number else set()
    if child.mother:
        ids |= set(store.find_ids(table, "name", child.name)) & set(store.find_ids(table, "mother", child.mother))
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
