"""The list of those who registered as carers (Mẫu 09), brought up and sent every quarter (NĐ56 Đ40.1).

The law names no day of the quarter; its last day is taken. Relatives who only gave notice are listed nowhere.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from cpkit.care.records import CARERS
from cpkit.cases.due import DueItem
from cpkit.errors import Refused
from cpkit.language import _
from cpkit.times import end_of, today
from cpkit.vietnamese import name_key, show_date

if TYPE_CHECKING:
    from cpkit.store import Store

LISTS = "carer_lists"
STEP = "danh_sach_quy"
COPIED = ("name", "sex", "residence", "phone", "email", "wanted_age")


class Quarter(msgspec.Struct, frozen=True):
    """A quarter of a year: "2025-Q3"."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """As options and JSON write it."""
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        following = self.first + timedelta(days=95)
        return following.replace(day=1) - timedelta(days=1)

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, text: str) -> Quarter:
        """ "2025-Q3", "Q3/2025", "3/2025"; Refused for anything else."""
        found = re.fullmatch(r"(\d{4})[-/ ]*q?([1-4])|q?([1-4])[-/ ]*(\d{4})", text.strip().lower())
        if found is None:
            raise Refused(_("“{text}” không phải là quý: hãy ghi như 2025-Q3.").format(text=text))
        return cls(int(found[1] or found[4]), int(found[2] or found[3]))


def register_answers(store: Store, first: date, last: date) -> dict[str, Any]:
    """Mẫu 09 of those registered from `first` to `last`, in the order of registration."""
    found = [
        document
        for _id, document in store.between(CARERS, "applied", first.isoformat(), last.isoformat())
        if not document.get("cancelled") and not document.get("notice_only")
    ]
    rows = [_row(document) for document in sorted(found, key=lambda each: (each["date"], name_key(each["name"])))]
    return {"from": first.isoformat(), "to": last.isoformat(), "carers": rows}


def send(store: Store, quarter: Quarter, on: date, to: str | None = None, number: str | None = None) -> int:
    """Keep the list of a quarter as it was sent (NĐ56 Đ40.1). Refused twice, in the future, before the quarter."""
    if on > today():
        raise Refused(_("Ngày gửi {day} ở sau hôm nay: chỉ ghi việc đã xảy ra.").format(day=show_date(on)))
    if on < quarter.first:
        raise Refused(_("Ngày gửi ở trước quý {quarter}.").format(quarter=quarter.name))
    with store.write("send carer list"):
        before = _sent(store, quarter)
        if before is not None:
            day = show_date(date.fromisoformat(before["sent_on"]))
            sentence = _("Danh sách quý {quarter} đã ghi là gửi ngày {day}.")
            raise Refused(sentence.format(quarter=quarter.name, day=day))
        document = register_answers(store, quarter.first, min(quarter.last, on))
        kept = {"quarter": quarter.name, **document, "sent_on": on.isoformat(), "sent_to": to, "number": number}
        made: int = store.table(LISTS).insert(kept)
        return made


def list_due(store: Store, as_of: datetime) -> list[DueItem]:
    """The list of the quarter before, while it was not sent; else that of this quarter; none while nobody registered.

    One at a time: a ward that begins with cpkit does not owe the lists of all the years before.
    """
    first = _first_registered(store)
    if first is None:
        return []
    current = Quarter.of(as_of.date())
    for quarter in (Quarter.of(current.first - timedelta(days=1)), current):
        sent = _sent(store, quarter)
        if first <= quarter.last and (sent is None or date.fromisoformat(sent["sent_on"]) > as_of.date()):
            return [_item(quarter, as_of)]
    return []


def _first_registered(store: Store) -> date | None:
    for _id, document in store.between(CARERS, "applied", "0001-01-01", today().isoformat()):
        if not document.get("cancelled") and not document.get("notice_only"):
            return date.fromisoformat(document["date"])
    return None


def _sent(store: Store, quarter: Quarter) -> dict[str, Any] | None:
    days = quarter.first.isoformat(), quarter.last.isoformat()
    return next((each for _id, each in store.between(LISTS, "to", *days) if each["quarter"] == quarter.name), None)


def _item(quarter: Quarter, as_of: datetime) -> DueItem:
    from cpkit.cases.due import on_day

    title = _("Cập nhật, gửi danh sách người đăng ký nhận chăm sóc thay thế (Mẫu 09) quý {number}/{year}")
    named = title.format(number=quarter.number, year=quarter.year)
    item = on_day(end_of(quarter.last), as_of)
    return msgspec.structs.replace(item, step=STEP, title=named, citation="NĐ56 Đ40.1", quarter=quarter.name)


def _row(document: dict[str, Any]) -> dict[str, Any]:
    from cpkit.care.carers import KIND
    from cpkit.forms.showing import show_answer

    form = KIND.form
    row = {key: document[key] for key in COPIED if document.get(key)}
    if document.get("wanted_sex"):
        row["wanted_sex"] = show_answer(form, form.field("wanted_sex"), document["wanted_sex"])
    return {"registered_on": document["date"], **row}
