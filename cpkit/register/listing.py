"""Children as others may see them: filtered, sorted by given name, without what is confidential unless asked for.

Confidential are HIV and sexual abuse (groups 5, 11, 10.2, 10.3: the code list says so) and case matters (NĐ56 Đ33);
they are shown only where the officer asks, and the look is put on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cpkit.register.children import stored_birth
from cpkit.register.duplicates import TABLE
from cpkit.register.memberships import code_of, confidential_codes
from cpkit.store.identifiers import show_id
from cpkit.vietnamese import fold, name_key

if TYPE_CHECKING:
    from cpkit.store import Document, Store

POOR = {"ngheo": True, "can_ngheo": False, "khong": False}
FIRST = ("name", "birth", "birth_precision", "sex", "ethnic", "id_number", "hamlet", "unit", "mother", "father")
REST = ("address", "carer", "phone", "poverty", "residence", "registered_on", "died", "note", "extra")
Children = Iterable[tuple[int, dict[str, Any]]]
"""Ids and documents."""
ANY = "any"
"""The filter value that wants any group, or any risk."""


@dataclass(frozen=True)
class Filter:
    """Which children: in a hamlet, in a group (4, 4.2 or any) or at a risk on `day`, under an age, with a text.

    Confidential memberships count only where `confidential`: who is taken would tell who is in the group.
    """

    day: date
    hamlet: str | None = None
    group: str | None = None
    risk: str | None = None
    under: int | None = None
    text: str | None = None
    confidential: bool = False

    def takes(self, child: Mapping[str, Any]) -> bool:
        """Whether the child is one of those."""
        return all(
            (self._lives(child), self._in_group(child), self._at_risk(child), self._young(child), self._says(child))
        )

    def _lives(self, child: Mapping[str, Any]) -> bool:
        return self.hamlet is None or fold(self.hamlet) == fold(child.get("hamlet") or "")

    def _in_group(self, child: Mapping[str, Any]) -> bool:
        if self.group is None:
            return True
        groups = child["groups"] if self.confidential else open_view(child)["groups"]
        codes = [code_of(entry) for entry in groups if self._holds(entry)]
        return any(self.group in (ANY, code, code.partition(".")[0]) for code in codes)

    def _at_risk(self, child: Mapping[str, Any]) -> bool:
        if self.risk is None:
            return True
        return any(self.risk in (ANY, entry["risk"]) for entry in child["risks"] if self._holds(entry))

    def _holds(self, entry: Mapping[str, Any]) -> bool:
        day = self.day.isoformat()
        return (entry["from"] or day) <= day <= (entry["to"] or day)

    def _young(self, child: Mapping[str, Any]) -> bool:
        birth = stored_birth(child)
        return self.under is None or birth is None or birth.age_on(self.day)[0] < self.under

    def _says(self, child: Mapping[str, Any]) -> bool:
        if not self.text:
            return True
        said = fold(" ".join(str(child.get(key) or "") for key in ("name", "mother", "father", "hamlet", "id_number")))
        return all(word in said for word in fold(self.text).split())


def list_children(store: Store, wanted: Filter) -> list[tuple[int, dict[str, Any]]]:
    """The children of the register that the filter takes, by given name in Vietnamese order."""
    children: Children = store.rows(TABLE)
    return by_name((doc_id, child) for doc_id, child in children if wanted.takes(child))


def by_name(children: Children) -> list[tuple[int, dict[str, Any]]]:
    """Children by given name, family name, middle name; then by birth."""
    return sorted(children, key=lambda pair: (name_key(pair[1]["name"]), pair[1].get("birth") or "", pair[0]))


def documents(found: Iterable[Document]) -> list[tuple[int, dict[str, Any]]]:
    """Documents as pairs of id and content, as `list_children` gives them."""
    return [(document.doc_id, dict(document)) for document in found]


def open_view(child: Mapping[str, Any]) -> dict[str, Any]:
    """A child's record without its confidential memberships."""
    secret = confidential_codes()
    return {**child, "groups": [entry for entry in child.get("groups", ()) if code_of(entry) not in secret]}


def cases_of(store: Store, doc_id: int) -> list[int]:
    """The cases of a child, which are confidential as a whole."""
    return store.find_ids("cases", "child", doc_id)


def entry(doc_id: int, child: Mapping[str, Any], *, confidential: bool = False) -> dict[str, Any]:
    """A child as one JSON object; missing is null."""
    shown = child if confidential else open_view(child)
    household = shown.get("household")
    return (
        {"id": show_id(TABLE, doc_id)}
        | {key: shown.get(key) for key in FIRST}
        | {"poor": POOR.get(shown.get("poverty") or "")}
        | {"groups": list(shown.get("groups") or []), "risks": list(shown.get("risks") or [])}
        | {"household": None if household is None else show_id("households", household)}
        | {key: shown.get(key) for key in REST}
    )
