"""Dated memberships of legal groups (NĐ56 Đ3-16) and dated risks of a child: begun, changed, ended, never overwritten.

A child may be in several groups at once; the sub-group may be unknown, and changes over time (a new membership).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from cpkit.codes import Code, code_list
from cpkit.errors import Refused
from cpkit.language import _, label
from cpkit.register.duplicates import TABLE
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from cpkit.store import Store


def read_group(text: str) -> Code:
    """The legal group or sub-group that `text` names: "4", "4.2", "khuyết tật". Refused naming near ones."""
    groups = code_list("groups")
    code = groups.find(text)
    if code is None:
        near = ", ".join(f"{near.code} ({label(near.label)})" for near in groups.near(text)[:5])
        message = _("Không có nhóm trẻ em có hoàn cảnh đặc biệt “{text}”.").format(text=text)
        raise Refused(f"{message} {_('Có phải: {near}?').format(near=near)}" if near else message)
    return code


def membership(
    code: str, start: str | None, evidence: str | None = None, decision: str | None = None
) -> dict[str, Any]:
    """The membership of group `code` ("4", "4.2") from `start` (ISO; None: already so before it was recorded)."""
    group, _sign, sub = code.partition(".")
    dates = {"from": start, "to": None}
    return {"group": int(group), "sub": int(sub) if sub else None, **dates, "evidence": evidence, "decision": decision}


def risk_spell(code: str, start: str | None = None) -> dict[str, Any]:
    """The risk `code` from `start` (ISO; None: already so before it was recorded)."""
    return {"risk": code, "from": start, "to": None}


def code_of(entry: Mapping[str, Any]) -> str:
    """The code of a stored membership in the list `groups`: "4.2", or "4" where the sub-group is not known."""
    return f"{entry['group']}.{entry['sub']}" if entry.get("sub") else str(entry["group"])


@cache
def confidential_codes() -> frozenset[str]:
    """The codes of groups and sub-groups that are the child's secret: HIV, sexual abuse (NĐ56 Đ33)."""
    groups = code_list("groups")
    secret = {code.code for code in groups if code.confidential}
    return frozenset(secret | {code.code for code in groups if code.parent in secret})


def add_group(store: Store, doc_id: int, entry: Mapping[str, Any]) -> None:
    """Begin a membership. Refused while the same one is open; an open one without sub-group takes the sub-group."""
    entries = _groups(store, doc_id)
    for present in entries:
        if present["to"] is not None or present["group"] != entry["group"] or _beside(present, entry):
            continue
        if present["sub"] is not None or entry["sub"] is None:
            message = _("Trẻ đang thuộc nhóm {group} từ {start}; hãy kết thúc trước khi thêm lại.")
            raise Refused(message.format(group=code_of(present), start=_day(present["from"]) or _("trước khi vào sổ")))
        present |= {key: value for key, value in entry.items() if value is not None}
        return _save(store, doc_id, entries, "add group")
    _save(store, doc_id, [*entries, dict(entry)], "add group")


def _beside(present: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """Whether both are true at once: two sub-groups of a group that says so (NĐ56 Đ12, Đ13)."""
    group = code_list("groups").get(str(entry["group"]))
    differ = bool(present["sub"] and entry["sub"] and present["sub"] != entry["sub"])
    return differ and group is not None and bool(group.extra.get("together"))


def end_group(store: Store, doc_id: int, code: str, end: str, *, reason: str | None = None) -> None:
    """End the open membership of group `code` on `end` (ISO, the last day). Refused when none is open before."""
    entries = _groups(store, doc_id)
    group = code.partition(".")[0]
    open_ones = [entry for entry in entries if str(entry["group"]) == group and entry["to"] is None]
    exact = [entry for entry in open_ones if code_of(entry) == code] or (open_ones if code == group else [])
    if not exact:
        raise Refused(_("Trẻ hiện không thuộc nhóm {group}.").format(group=code))
    for entry in exact:
        if entry["from"] and end < entry["from"]:
            raise Refused(_("Ngày kết thúc trước ngày bắt đầu ({start}).").format(start=_day(entry["from"])))
        entry["to"] = end
        entry["decision"] = reason or entry.get("decision")
    _save(store, doc_id, entries, "end group")


def _day(iso: str | None) -> str:
    return show_date(date.fromisoformat(iso)) if iso else ""


def _groups(store: Store, doc_id: int) -> list[dict[str, Any]]:
    document = store.table(TABLE).get(doc_id=doc_id)
    if document is None:
        raise Refused(_("Không có trẻ nào mang mã này."))
    return [dict(entry) for entry in document["groups"]]


def _save(store: Store, doc_id: int, entries: list[dict[str, Any]], action: str) -> None:
    with store.write(action):
        store.table(TABLE).update({"groups": entries}, doc_ids=[doc_id])
