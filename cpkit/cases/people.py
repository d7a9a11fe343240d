"""Which child of the register is meant: by id, or by name with birth or mother.

Nobody is guessed: two children who fit are both named, with what tells them apart, and the officer decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.register.children import stored_birth
from cpkit.register.duplicates import MERGED, births_agree
from cpkit.times import now
from cpkit.vietnamese import BadDate, PartialDate, fold, read_partial_date, show_partial

if TYPE_CHECKING:
    from cpkit.store import Document, Store

TABLE = "children"
MOST_NAMED = 5


def resolver(store: Store) -> Callable[[str, str], int]:
    """Reads what an officer types for a record: its id, and for a child also the name."""
    finder = ChildFinder(store, now().date())

    def resolve(table: str, text: str) -> int:
        if table == TABLE and not any(sign.isdigit() for sign in text):
            return finder.find(name=text)
        return store.read_id(table, text)

    return resolve


class ChildFinder:
    """Finds children of the register; what was found is remembered, since lists name the same child again."""

    def __init__(self, store: Store, today: date) -> None:
        self._store = store
        self._today = today
        self._found: dict[tuple[str, str, str, str], int] = {}

    def find(self, *, id: object = None, name: object = None, birth: object = None, mother: object = None) -> int:
        """The child's id; Refused when nobody fits, or several do: then each of them is named."""
        key = (_text(id), _text(name), _text(birth), _text(mother))
        if key not in self._found:
            self._found[key] = self._by_id(key[0]) if key[0] else self._by_name(key[1], birth, key[3])
        return self._found[key]

    def _by_id(self, text: str) -> int:
        return self._store.read_id(TABLE, text)

    def _by_name(self, name: str, birth: object, mother: str) -> int:
        if not name:
            raise Refused(_("Thiếu mã trẻ hoặc họ tên trẻ."))
        named = self._store.find(TABLE, "name", name) or self._formerly(name)
        if not named:
            raise Refused(_("Không có trẻ nào tên “{name}” trong sổ.").format(name=name))
        born = _birth(birth, self._today)
        fitting = [child for child in named if _fits(child, born, mother)]
        if len(fitting) != 1:
            raise _undecided(name, fitting or named, several=bool(fitting))
        return fitting[0].doc_id

    def _formerly(self, name: str) -> list[Document]:
        """The children of whom a record bore this name before it became part of another one."""
        kept = {self._store.kept_id(TABLE, gone) for gone in self._store.find_ids(MERGED, "name", name)}
        found: list[Document] = self._store.table(TABLE).get(doc_ids=kept)
        return found


def _fits(child: Mapping[str, Any], born: PartialDate | None, mother: str) -> bool:
    """Whether nothing known of the child contradicts the birth and the mother's name given."""
    if not births_agree(stored_birth(child), born):
        return False
    return not (mother and child.get("mother")) or fold(child["mother"]) == fold(mother)


def _undecided(name: str, children: list[Document], *, several: bool) -> Refused:
    sentence = (
        _("Có {count} trẻ tên “{name}”: {who}. Hãy ghi mã trẻ, hoặc ngày sinh và tên mẹ.")
        if several
        else _("Trẻ tên “{name}” trong sổ có ngày sinh hoặc tên mẹ khác: {who}.")
    )
    who = "; ".join(describe(child) for child in children[:MOST_NAMED])
    return Refused(sentence.format(count=len(children), name=name, who=who))


def describe(child: Document) -> str:
    """A child in a few words that tell it from a namesake: id, birth, mother, hamlet."""
    from cpkit.store.identifiers import show_id

    birth = stored_birth(child)
    born = show_partial(birth) if birth else None
    mother = _("mẹ {name}").format(name=child["mother"]) if child.get("mother") else None
    parts = [part for part in (born, mother, child.get("hamlet")) if part]
    shown = show_id(TABLE, child.doc_id)
    return f"{shown} ({', '.join(parts)})" if parts else shown


def _birth(raw: object, today: date) -> PartialDate | None:
    if raw is None or raw == "":
        return None
    try:
        return read_partial_date(raw, today=today)  # type: ignore[arg-type]
    except BadDate as problem:
        raise Refused(str(problem)) from problem


def _text(raw: object) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return "" if raw is None else " ".join(str(raw).split())
