"""Finding a child by whatever is at hand: part of a name without tones, an id typed loosely, some of its number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cpkit.errors import Refused
from cpkit.register.duplicates import MERGED, TABLE
from cpkit.register.listing import by_name, documents
from cpkit.vietnamese import fold, loose_fold
from cpkit.vietnamese.text import LOOSE

if TYPE_CHECKING:
    from cpkit.store import Document, Store

LEAST_DIGITS, SURELY_DIGITS, WHOLE_NUMBER = 4, 6, 12
"""So many digits may be part of a personal number; so many are looked for even where they are an id; so many it has."""

Found = list[tuple[int, dict[str, Any]]]


def find_children(store: Store, text: str) -> Found:
    """The children that `text` may mean, by name; the one whose id or personal number it is stands alone."""
    digits = len(_digits(text))
    exact = documents(_by_id(store, text) or _by_number(store, text))
    if exact and not SURELY_DIGITS <= digits < WHOLE_NUMBER:
        return exact
    if digits >= SURELY_DIGITS:
        return exact + [pair for pair in _anywhere(store, text) if pair not in exact]
    words = fold(text).split()
    if not words:
        return []
    return by_name(documents(_by_words(store, words))) or _anywhere(store, text)


def _by_id(store: Store, text: str) -> list[Document]:
    """The child with this id, when `text` is one: "42", "te42", "TE-KM-00042-H"."""
    if not re.search(r"\d", text):
        return []
    try:
        doc_id = store.read_id(TABLE, text)
    except Refused:
        return []
    found: list[Document] = store.table(TABLE).get(doc_ids=[doc_id])
    return found


def _by_number(store: Store, text: str) -> list[Document]:
    """The child with this whole personal number, also one that it gave up when two records of it were merged."""
    number = _digits(text)
    if len(number) != WHOLE_NUMBER:
        return []
    return store.find(TABLE, "id_number", number) or _kept(store, store.find_ids(MERGED, "id_number", number))


def _digits(text: str) -> str:
    """The digits of a text that is a number and nothing else; "" of any other."""
    digits = re.sub(r"[\s.-]", "", text)
    return digits if re.fullmatch(r"[0-9]+", digits) else ""


def _by_words(store: Store, words: list[str]) -> list[Document]:
    """Children whose name has a word beginning with each of `words`, or had before two records of it were merged."""
    ids, former = (
        set.intersection(*(set(store.prefix_ids(table, "name_words", word)) for word in words))
        for table in (TABLE, MERGED)
    )
    kept = {store.kept_id(TABLE, gone) for gone in former}
    found: list[Document] = store.table(TABLE).get(doc_ids=ids | kept)
    return found


def _kept(store: Store, former: Iterable[int]) -> list[Document]:
    """The children that these merged records became part of."""
    found: list[Document] = store.table(TABLE).get(doc_ids={store.kept_id(TABLE, gone) for gone in former})
    return found


def _anywhere(store: Store, text: str) -> Found:
    """What lies within a name: inside a word, i for y, the name of a parent, some digits of a personal number."""
    digits, ids = _digits(text), set[int]()
    if len(digits) >= LEAST_DIGITS:
        ids.update(store.part_ids(TABLE, "id_number", digits))
    else:
        for index in ("name", "mother", "father"):
            ids.update(store.part_ids(TABLE, index, loose_fold(text), LOOSE))
    return by_name(documents(store.table(TABLE).get(doc_ids=ids)))
