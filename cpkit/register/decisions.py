"""What officers decided of two children who look alike: that they are two. Remembered, so that nobody asks again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.register.duplicates import TABLE
from cpkit.store.identifiers import show_id
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.store import Store

DIFFERENT = "different_children"
Ids = tuple[int, int]
"""Two ids, the smaller first."""


def decide_different(store: Store, children: Sequence[int], reason: str | None = None) -> list[Ids]:
    """Each two of these are two children; the pairs newly said so. Refused for one child named twice."""
    if len(set(children)) < len(children):
        raise Refused(_("Một mã được ghi hai lần: hãy ghi mã của những em khác nhau."))
    pairs = [(min(pair), max(pair)) for pair in combinations(children, 2)]
    with store.write("different children"):
        new = [pair for pair in pairs if not decided_different(store, *pair)]
        documents = [{"pair": list(pair), "on": today().isoformat(), "reason": reason} for pair in new]
        store.table(DIFFERENT).insert_multiple(documents)
    return new


def take_back(store: Store, one: int, other: int) -> None:
    """Nobody says any more that they are two. Refused when nobody did."""
    with store.write("different children taken back"):
        found = _found(store, one, other)
        if not found:
            shown = [show_id(TABLE, each) for each in (one, other)]
            raise Refused(
                _("{one} và {other} chưa được ghi là hai trẻ khác nhau.").format(one=shown[0], other=shown[1])
            )
        store.table(DIFFERENT).remove(doc_ids=found)


def decided_different(store: Store, one: int, other: int) -> bool:
    """Whether an officer said that they are two children."""
    return bool(_found(store, one, other))


def decided(store: Store) -> set[Ids]:
    """All pairs of which that was said."""
    return {(pair[0], pair[1]) for _id, document in store.rows(DIFFERENT) for pair in [sorted(document["pair"])]}


def _found(store: Store, one: int, other: int) -> list[int]:
    with_other = set(store.find_ids(DIFFERENT, "child", other))
    return [doc_id for doc_id in store.find_ids(DIFFERENT, "child", one) if doc_id in with_other]
