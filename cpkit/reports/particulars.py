"""What a table of other things needs to know of the children they are about: two bytes a child.

Children who agree in all that is asked for share one entry, so memory follows the number of children, never that of the
facts about them.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cpkit.reports.marks import PER_MARK

if TYPE_CHECKING:
    from cpkit.reports.subjects import Child

MOST_KINDS = 65_535
"""So many different children can be told apart in two bytes; who comes after them is not known."""


class Particulars:
    """Children's particulars by id, as `readers` read them."""

    def __init__(self) -> None:
        self.readers: dict[str, Callable[[Child], Any]] = {}
        self._kinds: dict[tuple[Any, ...], int] = {}
        self._found: list[Mapping[str, Any]] = [{}]
        self._parts: defaultdict[int, array[int]] = defaultdict(lambda: array("H"))

    def keep(self, child: Child) -> None:
        """Remember what the readers say of `child`."""
        values = tuple(_hashable(read(child)) for read in self.readers.values())
        kind = self._kinds.get(values)
        if kind is None:
            kind = self._new(values)
        part, counter = self._parts[child.id // PER_MARK], child.id % PER_MARK
        if counter >= len(part):
            part.frombytes(bytes(2 * (counter + counter // 2 - len(part) + 1)))
        part[counter] = kind

    def of(self, child: int | None) -> Mapping[str, Any]:
        """What is remembered of the child, by the readers' names; empty when it was never seen."""
        part = self._parts.get(child // PER_MARK) if child is not None else None
        counter = (child or 0) % PER_MARK
        return self._found[part[counter]] if part is not None and counter < len(part) else self._found[0]

    def _new(self, values: tuple[Any, ...]) -> int:
        if len(self._found) > MOST_KINDS:
            return 0
        self._kinds[values] = len(self._found)
        self._found.append(dict(zip(self.readers, values, strict=True)))
        return len(self._found) - 1


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, (list, set, frozenset)) else value
