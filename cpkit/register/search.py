"""Finding a child by whatever is at hand: part of a name without tones, an id typed loosely, some of its number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cpkit.errors import Refused
from cpkit.register.duplicates import TABLE
from cpkit.register.listing import Children, by_name, documents
from cpkit.vietnamese import fold, loose_fold

if TYPE_CHECKING:
    from cpkit.store import Document, Store

LEAST_DIGITS = 4
"""So many digits of a personal number are enough to look for it."""

Found = list[tuple[int, dict[str, Any]]]


def find_children(store: Store, text: str) -> Found:
    """The children that `text` may mean, by name; the one whose id or personal number it is stands alone."""
    exact = _by_id(store, text) or _by_number(store, text)
    if exact:
        return documents(exact)
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
    digits = re.sub(r"[\s.-]", "", text)
    return store.find(TABLE, "id_number", digits) if re.fullmatch(r"\d{12}", digits) else []


def _by_words(store: Store, words: list[str]) -> list[Document]:
    """Children whose name has a word beginning with each of `words`; the longest word is looked up."""
    found = store.prefix(TABLE, "name_words", max(words, key=len))
    return [child for child in found if _begin(fold(child["name"]).split(), words)]


def _begin(name: list[str], words: list[str]) -> bool:
    return all(any(part.startswith(word) for part in name) for word in words)


def _anywhere(store: Store, text: str) -> Found:
    """What no index finds: inside a word, i for y, the name of a parent, some digits of a personal number."""
    wanted = loose_fold(text)
    digits = re.sub(r"[\s.-]", "", text)
    by_digits = digits.isdigit() and len(digits) >= LEAST_DIGITS

    def fits(child: dict[str, Any]) -> bool:
        if by_digits:
            return digits in (child.get("id_number") or "")
        return any(wanted in loose_fold(child.get(key) or "") for key in ("name", "mother", "father"))

    children: Children = store.rows(TABLE)
    return by_name((doc_id, child) for doc_id, child in children if fits(child))
