"""Two records of one child made one: what differs, which to keep, what stands in the way; and doing it.

The record kept takes over what the other one knows, every record that named the other names it, and the other leaves
the register; its id opens the one kept (`Store.read_id`), and what it said is remembered so that a list does not bring
it back (`duplicates.find_same`). All of that is one action of the ledger: what was known before it stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from cpkit.errors import Problem, Refused
from cpkit.forms.drafts import TABLE as DRAFTS
from cpkit.language import _
from cpkit.register.children import problems_of
from cpkit.register.decisions import DIFFERENT
from cpkit.register.differences import Choice, Difference, differences, doubted, united
from cpkit.register.duplicates import MERGED, TABLE, identity
from cpkit.register.merge_checks import Doubt, doubts, logged_twice, obstacles
from cpkit.register.references import Repointed, naming
from cpkit.store.identifiers import show_id
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.store import Store

ACTION = "merge children"


@dataclass(frozen=True)
class Pair:
    """The two records: which is kept and which becomes part of it, with what they say."""

    keep: int
    other: int
    kept_child: Mapping[str, Any]
    other_child: Mapping[str, Any]

    @property
    def shown(self) -> tuple[str, str]:
        """Both ids as people read them."""
        return show_id(TABLE, self.keep), show_id(TABLE, self.other)


@dataclass(frozen=True)
class Plan:
    """What merging would do: the fields that differ, the records that name the other one, what speaks against it."""

    pair: Pair
    differences: tuple[Difference, ...]
    repointed: tuple[Repointed, ...]
    doubts: tuple[Doubt, ...]
    obstacles: tuple[Problem, ...]
    logged_twice: tuple[tuple[int, int, str], ...]
    """Help that both records have alike: it may be one help logged twice, and stays."""

    @property
    def child(self) -> dict[str, Any]:
        """The record as it will be."""
        return united(self.pair.kept_child, self.differences)

    @property
    def needs_reason(self) -> bool:
        """Whether they are two children by what is known, so that a reason has to be written."""
        return any(doubt.certain for doubt in self.doubts)


def read_pair(store: Store, keep: int, other: int) -> Pair:
    """Both records. Refused for one and the same, and when one is not in the register any more."""
    if keep == other:
        raise Refused(_("Hai mã là cùng một em {id}: không có gì để gộp.").format(id=show_id(TABLE, keep)))
    found = [store.table(TABLE).get(doc_id=each) for each in (keep, other)]
    for doc_id, child in zip((keep, other), found, strict=True):
        if child is None:
            raise Refused(_gone(store, doc_id))
    return Pair(keep, other, dict(found[0]), dict(found[1]))


def _gone(store: Store, doc_id: int) -> str:
    kept = store.kept_id(TABLE, doc_id)
    if kept != doc_id:
        ids = {"gone": show_id(TABLE, doc_id), "kept": show_id(TABLE, kept)}
        return _("{gone} đã gộp vào {kept} từ trước.").format(**ids)
    return _("Không có mã {id}.").format(id=show_id(TABLE, doc_id))


def plan_merge(store: Store, pair: Pair, take: Mapping[str, Choice] | None = None, *, both_cases: bool = False) -> Plan:
    """What merging would do, by these choices of fields. Refused for a field that does not differ, or a wrong choice.

    `both_cases`: two open cases of the two records stay two open cases of one child.
    """
    found = differences(pair.kept_child, pair.other_child)
    chosen = doubted(found, take or {})
    moving = tuple(naming(store, pair.other, pair.keep))
    against = (*obstacles(store, pair.keep, pair.other, both_cases=both_cases), *_of_record(pair, chosen))
    twice = tuple(logged_twice(store, pair.keep, pair.other))
    return Plan(pair, chosen, moving, doubts(store, pair.keep, pair.other), against, twice)


def _of_record(pair: Pair, chosen: tuple[Difference, ...]) -> list[Problem]:
    """What the register would not take of the record as it will be, and takes of the one kept as it is."""
    before, after = (
        problems_of(child, date.fromisoformat(child["registered_on"] or today().isoformat()))
        for child in (pair.kept_child, united(pair.kept_child, chosen))
    )
    return [problem for problem in after if problem not in before]


def merge(store: Store, plan: Plan, *, reason: str | None = None) -> None:
    """Do what the plan says, in one action. Refused with everything that stands in the way.

    `reason` is needed where what is known says that they are two children. Refused too when a record has changed since
    the plan was made.
    """
    if plan.obstacles:
        raise Refused(_("Chưa gộp được hai hồ sơ."), plan.obstacles)
    if plan.needs_reason and not (reason or "").strip():
        certain = " ".join(doubt.text for doubt in plan.doubts if doubt.certain)
        ask = _("Nếu vẫn là một em, nêu lý do bằng --reason.")
        raise Refused(f"{certain} {ask}")
    with store.write(ACTION):
        _refuse_changed(store, plan)
        _write(store, plan, (reason or "").strip() or None)


def _refuse_changed(store: Store, plan: Plan) -> None:
    now = read_pair(store, plan.pair.keep, plan.pair.other)
    if now != plan.pair or tuple(naming(store, plan.pair.other, plan.pair.keep)) != plan.repointed:
        raise Refused(_("Vừa có người sửa một trong hai hồ sơ. Hãy xem lại rồi gộp lần nữa."))


def _write(store: Store, plan: Plan, reason: str | None) -> None:
    from tinydb.table import Document as Numbered

    pair, child = plan.pair, plan.child
    changes = {key: value for key, value in child.items() if value != pair.kept_child.get(key)}
    if changes:
        store.table(TABLE).update(changes, doc_ids=[pair.keep])
    for record in plan.repointed:
        store.table(record.table).update(record.changes, doc_ids=[record.doc_id])
    _forget_decisions(store, pair)
    _move_drafts(store, pair)
    store.table(TABLE).remove(doc_ids=[pair.other])
    former = {"into": pair.keep, "known_as": _known_as(pair, child), "on": today().isoformat(), "reason": reason}
    store.table(MERGED).insert(Numbered(former, doc_id=pair.other))


def _known_as(pair: Pair, child: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the two records said of who the child is, as far as the one kept does not say the same."""
    said = [msgspec.to_builtins(identity(each)) for each in (pair.other_child, pair.kept_child)]
    return [each for each in said if each != msgspec.to_builtins(identity(child))] or said[:1]


def _move_drafts(store: Store, pair: Pair) -> None:
    """What was typed and not yet kept for the one that goes is found for the one kept, unless that has its own."""
    keep, other = pair.shown
    taken = {draft["form"] for _id, draft in store.rows(DRAFTS) if draft["subject"] == keep}
    left = [doc_id for doc_id, draft in store.rows(DRAFTS) if draft["subject"] == other and draft["form"] not in taken]
    if left:
        store.table(DRAFTS).update({"subject": keep}, doc_ids=left)


def _forget_decisions(store: Store, pair: Pair) -> None:
    """Who was said to be another child than the one that goes is another than the one kept; of the two, nothing."""
    table = store.table(DIFFERENT)
    for found in store.find(DIFFERENT, "child", pair.other):
        after = sorted({pair.keep if each == pair.other else each for each in found["pair"]})
        if len(after) == 1:
            table.remove(doc_ids=[found.doc_id])
        else:
            table.update({"pair": after}, doc_ids=[found.doc_id])
