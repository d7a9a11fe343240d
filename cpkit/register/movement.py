"""Where a child lives over time: in which hamlet, and whether in the unit at all.

A stay in the unit has a start and an end (both may be unknown or open); moving away ends it, coming back opens another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.register.duplicates import TABLE

if TYPE_CHECKING:
    from cpkit.store import Store


def move_within(store: Store, doc_id: int, hamlet: str) -> None:
    """The child lives in another hamlet of the unit from now on; the ledger keeps the one before."""
    _change(store, doc_id, {"hamlet": hamlet}, "move child")


def move_away(store: Store, doc_id: int, day: str, reason: str | None = None) -> None:
    """The child left the unit; `day` (ISO) is the last one here. Refused when it is not living here on that day."""
    stays = _stays(store, doc_id)
    if not stays or stays[-1]["to"] is not None:
        raise Refused(_("Trẻ đã chuyển đi từ trước."))
    if stays[-1]["from"] and day < stays[-1]["from"]:
        raise Refused(_("Ngày chuyển đi trước ngày chuyển đến."))
    stays[-1] |= {"to": day, "reason": reason}
    _change(store, doc_id, {"residence": stays}, "move child")


def come_back(store: Store, doc_id: int, day: str, reason: str | None = None) -> None:
    """The child lives in the unit again from `day` (ISO). Refused when it never left, or left later."""
    stays = _stays(store, doc_id)
    if stays and stays[-1]["to"] is None:
        raise Refused(_("Trẻ đang ở trên địa bàn."))
    if stays and day <= stays[-1]["to"]:
        raise Refused(_("Ngày chuyển đến không sau ngày chuyển đi trước đó."))
    _change(store, doc_id, {"residence": [*stays, {"from": day, "to": None, "reason": reason}]}, "move child")


def record_death(store: Store, doc_id: int, day: str) -> None:
    """The child died on `day` (ISO); the stay in the unit ends with it."""
    stays = _stays(store, doc_id)
    if stays and stays[-1]["to"] is None:
        stays[-1] |= {"to": day}
    _change(store, doc_id, {"residence": stays, "died": day}, "record death")


def _stays(store: Store, doc_id: int) -> list[dict[str, Any]]:
    return [dict(stay) for stay in store.table(TABLE).get(doc_id=doc_id)["residence"]]


def _change(store: Store, doc_id: int, fields: dict[str, Any], action: str) -> None:
    with store.write(action):
        store.table(TABLE).update(fields, doc_ids=[doc_id])
