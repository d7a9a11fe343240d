"""What the commands of casework share: reading times, showing ids, time left and what is due."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping
from datetime import time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.output import WIDTH, show_wrapped
from cpkit.language import _, label

if TYPE_CHECKING:
    from cpkit.cases.due import DueItem
    from cpkit.store import Document, Store


def show_ids(table: str, ids: Iterable[int]) -> list[str]:
    """Ids as a person reads them."""
    return [_show_id()(table, doc_id) for doc_id in ids]


def show_id_or_none(table: str, doc_id: int | None) -> str | None:
    """One id as a person reads it, None for none."""
    return None if doc_id is None else _show_id()(table, doc_id)


@cache
def _show_id() -> Callable[[str, int], str]:
    """`show_id`, imported at its first use only: a list of what is due asks for thousands of ids."""
    from cpkit.store.identifiers import show_id

    return show_id


def child_name(store: Store, case: Mapping[str, Any]) -> str | None:
    """Whom a case is about: the registered name, else the name the report gave; None where nobody knows."""
    document: Document | None = store.table("children").get(doc_id=case["child"]) if case.get("child") else None
    return document["name"] if document is not None else case.get("child_name")


def whom(store: Store, case: Mapping[str, Any], confidential: bool) -> str:
    """Whom a case is about, for a line on the screen: the name is confidential (NĐ56 Đ24), the id is not."""
    name = (child_name(store, case) or _("(chưa biết tên)")) if confidential else ""
    child = show_id_or_none("children", case.get("child"))
    if child:
        return f"{name} ({child})" if name else child
    return _("{name}, chưa có trong sổ").format(name=name) if name else _("trẻ chưa có trong sổ")


def fields_json(document: Mapping[str, Any], references: Mapping[str, str]) -> dict[str, Any]:
    """A document for JSON: its ids of other records as people read them; `references` say which table each is of."""
    shown = dict(document)
    for field, table in references.items():
        value = shown.get(field)
        shown[field] = show_ids(table, value) if isinstance(value, list) else show_id_or_none(table, value)
    return shown


def due_json(item: DueItem, confidential: bool = False) -> dict[str, Any]:
    """One thing due, in the shape that scripts rely on; `remaining` in hours, negative when it has passed."""
    return {
        **(_beside_a_case(item) if item.case is None or item.referral is not None else {}),
        **(_of_a_plan(item, confidential) if item.activity is not None else {}),
        "case": show_id_or_none("cases", item.case),
        "child": show_id_or_none("children", item.child),
        "step": item.step,
        "due": item.due,
        "remaining": item.hours_left,
        "overdue": item.overdue,
        "provisional": item.provisional,
        "citation": item.citation,
    }


def _beside_a_case(item: DueItem) -> dict[str, Any]:
    """What is due of something else than a step of a case: a report, a referral, a placement, a quarter's list."""
    ids = {"intake": item.intake, "referral": item.referral, "placement": item.placement}
    shown = {key: show_id_or_none(f"{key}s", doc_id) for key, doc_id in ids.items() if doc_id is not None}
    return shown if item.quarter is None else shown | {"quarter": item.quarter}


def _of_a_plan(item: DueItem, confidential: bool) -> dict[str, Any]:
    """Which activity of the plan of which day; what it is and who answers for it only where `confidential`."""
    said = {"title": item.what, "responsible": item.responsible} if confidential else {}
    return {"activity": item.activity, "planned": item.started.date(), "title": None, "responsible": None, **said}


def show_due(item: DueItem, about: str = "", more: str = "") -> None:
    """One thing due on three lines: until when, what (and `more` of it), counted from what by which article; overdue
    in red."""
    from cpkit.vietnamese import show_moment

    until = _("Hạn {due} – {left}").format(due=show_moment(item.due), left=left_of(item))
    line = textwrap.fill(until + (f"  {about}" if about else ""), WIDTH, subsequent_indent="  ", break_long_words=False)
    click.secho(line, fg="red" if item.overdue else None, bold=True)
    show_wrapped(f"{item.title}{more}.")
    _show_counting(item)
    if item.overdue and item.consequence:
        show_wrapped(label(item.consequence))
    if item.provisional:
        show_wrapped(_("Tạm tính: lịch nghỉ của một năm trong thời hạn này chưa được công bố."))


def _show_counting(item: DueItem) -> None:
    """From when it is counted, by which article; the article alone where a day was agreed."""
    from cpkit.cases.clock import Amount
    from cpkit.vietnamese import show_date, show_moment

    if not item.anchor:
        show_wrapped(f"{item.citation}.")
        return
    by_day = item.placement is not None and item.started.time() == time()  # a step known by its day alone
    counted = _("{amount} từ bước “{anchor}” lúc {started} ({article}).")
    counted = _("{amount} từ bước “{anchor}” ngày {started} ({article}).") if by_day else counted
    if not item.amount:
        counted = _("Theo bước “{anchor}” ngày {started} ({article}).")
        by_day = True
    anchor, amount = _anchor_title(item), Amount.parse(item.amount).text if item.amount else ""
    started = show_date(item.started.date()) if by_day else show_moment(item.started)
    article = item.citation
    show_wrapped(counted.format(amount=amount, anchor=anchor, started=started, article=article))


def _anchor_title(item: DueItem) -> str:
    """The step a term is counted from, of the case or of the placement."""
    from cpkit.care.steps import care_process
    from cpkit.cases.steps import process

    return (process() if item.placement is None else care_process()).step(item.anchor).title


def left_of(item: DueItem) -> str:
    """How long is left; of a time to wait that has passed, that it has: nobody is late."""
    return time_left(item.remaining, waited=item.remaining < timedelta() and not item.overdue)


def time_left(remaining: timedelta, *, waited: bool = False) -> str:
    """ "còn 9 giờ 5 phút", "còn 5 ngày 3 giờ", "quá hạn 2 giờ 10 phút"; `waited`: a time to wait that has passed."""
    if waited:
        return _("đã đủ thời gian")
    minutes = int(abs(remaining).total_seconds()) // 60
    hours, days = minutes // 60, minutes // 1440
    amount = (
        _("{days} ngày {hours} giờ").format(days=days, hours=hours % 24)
        if hours >= 48
        else _("{hours} giờ {minutes} phút").format(hours=hours, minutes=minutes % 60)
    )
    sentence = _("còn {amount}") if remaining >= timedelta() else _("quá hạn {amount}")
    return sentence.format(amount=amount)
