"""A merge of two records taken apart again after other work (while it is the last action, undoing it is enough).

Both records become what they were; what was changed since stays as it was changed, and is named, because nobody but the
officer can tell which child it was meant for. What was logged for the kept child since stays with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.register.duplicates import MERGED, TABLE
from cpkit.store.identifiers import show_id

if TYPE_CHECKING:
    from cpkit.store import Store
    from cpkit.store.actions import Changed

ACTION = "unmerge children"


@dataclass
class Separation:
    """What taking a merge apart does: the two ids, when they were merged, and what stays as it was changed since.

    `left` are records by table and id with the fields that were changed since; a record removed since has none.
    """

    keep: int
    other: int
    merged_at: datetime
    back: list[tuple[str, int, dict[str, Any] | None]] = field(default_factory=list)
    left: list[tuple[str, int, tuple[str, ...]]] = field(default_factory=list)


def plan_unmerge(store: Store, other: int) -> Separation:
    """What taking apart would do. Refused when the id was not merged, or its child was merged on since."""
    former = store.table(MERGED).get(doc_id=other)
    if former is None:
        raise Refused(_("{id} không phải là hồ sơ đã gộp.").format(id=show_id(TABLE, other)))
    keep = former["into"]
    if store.kept_id(TABLE, keep) != keep:
        ids = {"kept": show_id(TABLE, keep), "next": show_id(TABLE, store.kept_id(TABLE, keep))}
        raise Refused(_("{kept} đã gộp tiếp vào {next}: hãy tách {kept} ra trước.").format(**ids))
    entry = store.history(MERGED, other)[-1]
    plan = Separation(keep, other, entry.at)
    for changed in _changes_of(store, entry.number):
        _take(store, plan, changed)
    return plan


def unmerge(store: Store, plan: Separation) -> None:
    """Take the merge apart, in one action. Refused when a record has changed since the plan was made."""
    from tinydb.table import Document as Numbered

    with store.write(ACTION):
        if plan_unmerge(store, plan.other) != plan:
            raise Refused(_("Vừa có người sửa một trong hai hồ sơ. Hãy xem lại rồi tách lần nữa."))
        for table, doc_id, fields in plan.back:
            if fields is None:
                store.table(table).remove(doc_ids=[doc_id])
            elif store.table(table).get(doc_id=doc_id) is None:
                store.table(table).insert(Numbered(fields, doc_id=doc_id))
            else:
                store.table(table).update(fields, doc_ids=[doc_id])


def _changes_of(store: Store, number: int) -> Iterator[Changed]:
    return takewhile(lambda changed: changed.change.number == number, store.changes_since(number - 1))


def _take(store: Store, plan: Separation, changed: Changed) -> None:
    """How one record goes back to what it was before the merge, field by field."""
    before, after = changed.change.before, changed.change.after
    if before is None and after is None:
        raise Refused(_("Không tách được: một phần nội dung cũ đã bị xóa theo quy định."))
    place = changed.table, changed.doc_id
    present = store.table(changed.table).get(doc_id=changed.doc_id)
    if before is None or after is None:
        plan.back.append((*place, before))
    elif present is None:
        plan.left.append((*place, ()))
    else:
        fields = [key for key in after if after[key] != before.get(key)]
        same = {key: before.get(key) for key in fields if present.get(key) == after[key]}
        plan.back += [(*place, same)] if same else []
        if len(same) < len(fields):
            plan.left.append((*place, tuple(key for key in fields if key not in same)))
