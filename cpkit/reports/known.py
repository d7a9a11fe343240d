"""What was known at a moment: the tables of a store as the ledger had them then, streamed like the store's own.

A fact has two times: the dates on which it was true (`--as-of` asks for those) and the moment it was recorded
(`--known-at`). The unit and its name are those of then too (`Store.settings_at`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.store.schema import Index, schema_of
from cpkit.times import now, to_vietnam
from cpkit.vietnamese import show_moment

if TYPE_CHECKING:
    from cpkit.store import Store

Row = TypeVar("Row")


class KnownAt:
    """A `Source` over the ledger of `store`. Raises Refused for a moment before the store was begun, or to come."""

    def __init__(self, store: Store, moment: datetime) -> None:
        self.store = store
        self.moment = to_vietnam(moment)
        self.head = store.head_at(self.moment)
        """Number and hash of the last entry made by then: what the report was made from."""
        _check(self.moment, store.begun_at(), self.head[0])

    def rows(self, table: str, type: type[Row], /) -> Iterator[tuple[int, Row]]:
        """The documents of `table` as known then, in id order, decoded into `type`."""
        return self.store.known_at(table, self.moment, type)

    def between(self, table: str, index: str, first: Any, last: Any, type: type[Row], /) -> Iterator[tuple[int, Row]]:
        """The documents whose key in `index` lay from `first` to `last` then, in key order.

        The ledger has no index: every document is read, and those found are held.
        """
        looked_up = _index(table, index)
        least, most = looked_up.key(first), looked_up.key(last)
        found = [
            (key, id, document)
            for id, document in self.store.known_at(table, self.moment)
            for key in looked_up.keys(document)
            if least is not None and most is not None and least <= key <= most  # type: ignore[operator]
        ]
        found.sort(key=lambda one: one[:2])
        return ((id, msgspec.convert(document, type)) for _key, id, document in found)


def _index(table: str, name: str) -> Index:
    for index in schema_of(table).indexes:
        if index.name == name:
            return index
    raise KeyError(f"no index {name!r} on table {table!r}")


def _check(moment: datetime, begun: datetime, number: int) -> None:
    if moment.date() > now().date():
        sentence = _("Lúc {moment} chưa đến: --known-at chỉ hỏi được điều đã biết.")
        raise Refused(sentence.format(moment=show_moment(moment)))
    if not number:
        sentence = _("Kho này bắt đầu được ghi từ {begun}: lúc {moment} chưa biết gì để báo cáo.")
        raise Refused(sentence.format(begun=show_moment(begun), moment=show_moment(moment)))
