"""Children of the whole register who may be one child registered twice, the likeliest first.

Only children who share something are compared (`_keys`): the number, a name and a year, a day of birth, a mother. A
group that shares it and is larger than `CROWD` (a name or a day given to everybody) is put in order and each is
compared with those next to it, so the work grows with the register and not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from cpkit.language import _
from cpkit.register.decisions import Ids, decided
from cpkit.register.duplicates import (
    ENOUGH,
    TABLE,
    Folded,
    births_agree,
    folded,
    is_birth_slip,
    is_shorter,
    is_temporary,
    number_slips,
    twins,
    weigh,
)
from cpkit.register.records import Identity

if TYPE_CHECKING:
    from cpkit.store import Store

CROWD, NEIGHBOURS = 60, 20
"""From so many in a group on, each is compared with only so many next to it."""
YEARS_APART = -20
"""Weight of births more than a year apart, beside that of births that contradict."""
SAME_NUMBER, OTHER_NUMBER = 100, -100
"""Weight of one personal number: nothing else need agree; and of two that differ by more than a slip."""

Watch = Callable[[Sequence[Any], int, str], Iterable[Any]]
"""Passes items on while showing how far the work is: (items, how many, what is being done)."""


@dataclass(frozen=True, order=True)
class Suspects:
    """Two children who may be one: their ids, the smaller first, the sum of the weights, and what they share."""

    ids: Ids
    score: int
    why: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """All suspects, the likeliest first; how many pairs were left out: said to be two children, or twins."""

    pairs: tuple[Suspects, ...]
    decided: int
    twins: int


def unseen(items: Sequence[Any], total: int, label: str) -> Iterable[Any]:
    """A `Watch` that shows nothing."""
    return items


def suspects(store: Store, *, with_twins: bool = False, watch: Watch = unseen) -> Found:
    """The pairs of the register that look like one child; twins only where asked for. Writes nothing."""
    children = {doc_id: folded(child) for doc_id, child in store.rows(TABLE, Identity)}
    settled, found = decided(store), list[Suspects]()
    left_out, born_together = 0, 0
    pairs = sorted(_pairs(children))
    for pair in watch(pairs, len(pairs), _("Đang so sánh")):
        one, other = children[pair[0]], children[pair[1]]
        score = score_of(one, other)
        if score < ENOUGH:
            continue
        if pair in settled:
            left_out += 1
        elif not with_twins and twins(one, other) and not (one.number and one.number == other.number):
            born_together += 1
        else:
            found.append(Suspects(pair, score, why(one, other)))
    return Found(tuple(sorted(found, key=lambda each: (-each.score, each.ids))), left_out, born_together)


def score_of(one: Folded, other: Folded) -> int:
    """How likely the two are one child: the weights of look-alikes, and much for one personal number."""
    total = weigh(one, other) + YEARS_APART * _years_apart(one, other)
    if one.number and other.number and not number_slips(one.number, other.number):
        total += SAME_NUMBER if one.number == other.number else OTHER_NUMBER
    return total


def _years_apart(one: Folded, other: Folded) -> bool:
    return one.born is not None and other.born is not None and abs(one.born.year - other.born.year) > 1


def why(one: Folded, other: Folded) -> tuple[str, ...]:
    """What the two share, in words."""
    return tuple(word for word in (_of_number(one, other), _of_name(one, other), *_of_birth(one, other),
                                   *_of_family(one, other)) if word)  # fmt: skip


def _of_number(one: Folded, other: Folded) -> str:
    if not one.number or not other.number:
        return ""
    return _("cùng số định danh") if one.number == other.number else _("số định danh khác nhau")


def _of_name(one: Folded, other: Folded) -> str:
    if one.name == other.name:
        return _("cùng tên")
    if is_temporary(one.name) or is_temporary(other.name):
        return _("tên tạm")
    if one.sorted_name == other.sorted_name:
        return _("tên đảo thứ tự")
    return _("tên thiếu chữ") if is_shorter(one, other) else _("tên gần giống")


def _of_birth(one: Folded, other: Folded) -> Iterator[str]:
    if one.born is None or other.born is None:
        return
    if one.born == other.born and one.born.precision == "day":
        yield _("cùng ngày sinh")
    elif births_agree(one.born, other.born):
        yield _("ngày sinh không trái nhau")
    elif is_birth_slip(one.born, other.born):
        yield _("ngày sinh lệch một chỗ")
    else:
        yield _("ngày sinh khác nhau")


def _of_family(one: Folded, other: Folded) -> Iterator[str]:
    words = ((_("cùng mẹ"), one.mother, other.mother), (_("cùng cha"), one.father, other.father),
             (_("cùng tổ, bản"), one.hamlet, other.hamlet))  # fmt: skip
    yield from (word for word, first, second in words if first and first == second)


def _pairs(children: dict[int, Folded]) -> set[Ids]:
    """Every two children who are worth comparing."""
    groups: defaultdict[object, list[int]] = defaultdict(list)
    for doc_id, child in children.items():
        for key in _keys(child):
            groups[key].append(doc_id)
    return {pair for members in groups.values() for pair in _compared(members, children)}


def _keys(child: Folded) -> Iterator[object]:
    """What a child is grouped by."""
    if child.number:
        yield "number", child.number
    if child.mother:
        yield "name, mother", child.sorted_name, child.mother
    if child.born is None:
        return
    for year in range(child.born.earliest.year, child.born.latest.year + 1):
        yield "name, year", child.sorted_name, year
        yield "given, year", child.given, year
        if child.mother:
            yield "mother, year", child.mother, year
    if child.born.day:
        yield "day", child.born.iso
        yield "name, day of the year", child.sorted_name, child.born.month, child.born.day


def _compared(members: list[int], children: dict[int, Folded]) -> Iterator[Ids]:
    """The pairs of a group; of a crowd each with its neighbours, once by name and once by mother."""
    if len(members) <= CROWD:
        yield from combinations(members, 2)
        return
    orders: tuple[Callable[[Folded], object], ...] = (
        lambda child: (child.sorted_name, child.mother), lambda child: (child.mother, child.sorted_name)
    )  # fmt: skip
    for order in orders:
        ordered = sorted(members, key=lambda each: order(children[each]))  # type: ignore[arg-type, return-value]
        for place, one in enumerate(ordered):
            yield from ((min(one, each), max(one, each)) for each in ordered[place + 1 : place + 1 + NEIGHBOURS])
