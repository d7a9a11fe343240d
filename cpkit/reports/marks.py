"""Sets of record ids that stay small: one byte for each record of a store's mark, however often it is marked.

An id is the store's mark times ten million plus a counter, so a byte array per mark holds a set densely. A report marks
children while it streams interventions and activities; memory follows the number of children, never of rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

PER_MARK = 10_000_000


class IdSet:
    """A set of ids."""

    __slots__ = ("_parts",)

    def __init__(self, ids: Iterable[int] = ()) -> None:
        self._parts: defaultdict[int, bytearray] = defaultdict(bytearray)
        self.update(ids)

    def add(self, id: int) -> None:
        """Put `id` in."""
        part, counter = self._parts[id // PER_MARK], id % PER_MARK
        if counter >= len(part):
            part.extend(bytes(counter + counter // 2 - len(part) + 1))
        part[counter] = 1

    def update(self, ids: Iterable[int]) -> None:
        """Put all of `ids` in."""
        for id in ids:
            self.add(id)

    def unite(self, others: Iterable[IdSet]) -> IdSet:
        """This set with all of `others` in it."""
        for other in others:
            for mark, part in other._parts.items():
                mine = self._parts[mark]
                if len(mine) < len(part):
                    mine.extend(bytes(len(part) - len(mine)))
                united = int.from_bytes(mine) | int.from_bytes(part.ljust(len(mine), b"\0"))
                mine[:] = united.to_bytes(len(mine))
        return self

    def __contains__(self, id: int) -> bool:
        part, counter = self._parts.get(id // PER_MARK), id % PER_MARK
        return part is not None and counter < len(part) and part[counter] == 1

    def __len__(self) -> int:
        return sum(part.count(1) for part in self._parts.values())


class Marks(defaultdict[str, IdSet]):
    """Ids by what was seen of them: "helped", "planned", "kind:dien_dan", "topic:quyen_tham_gia", …"""

    def __init__(self) -> None:
        super().__init__(IdSet)
        self._united: dict[tuple[str, ...], IdSet] = {}

    def any_of(self, names: tuple[str, ...]) -> IdSet:
        """The ids that carry one of these marks; to be asked once all marks are given."""
        found = self._united.get(names)
        if found is None:
            found = self._united[names] = IdSet().unite(self[name] for name in names)
        return found
