"""What the commands of casework share: reading times, showing ids, time left and what is due."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cpkit.commands.output import WIDTH, show, warn
from cpkit.errors import Misused, Problem, Refused
from cpkit.language import _, label

if TYPE_CHECKING:
    from cpkit.cases.due import DueItem
    from cpkit.store import Document, Store

Command = TypeVar("Command", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help=_("In ra JSON."))
confidential_option = click.option("--confidential", is_flag=True, help=_("Hiện cả phần bí mật; lần xem được ghi lại."))
answers_option = click.option(
    "--answers", "answers_file", type=click.Path(path_type=Path), help=_("Lấy câu trả lời từ một tệp JSON.")
)
reason_option = click.option("--reason", help=_("Lý do hủy, bằng lời."))


def with_example(text: str, *lines: str) -> str:
    """A help text with its examples, one a line."""
    return "\n".join([text, "", "\b", _("Thí dụ:"), *(f"  cpkit {line}" for line in lines)])


def span_options(command: Command) -> Command:
    """`--from` and `--to`, two days as typed."""
    click.option("--to", "last", metavar=_("NGÀY"), help=_("Đến hết ngày này."))(command)
    return click.option("--from", "first", metavar=_("NGÀY"), help=_("Từ ngày này."))(command)


def read_span(first: str | None, last: str | None) -> tuple[date, date]:
    """The two days of `span_options`; one that was not given is the first or the last day there is."""
    return (read_day(first) if first else date.min), (read_day(last) if last else date.max)


def read_day(text: str) -> date:
    """A day as typed; Refused when there is no such day."""
    from cpkit.vietnamese import BadDate, read_date

    try:
        return read_date(text)
    except BadDate as problem:
        raise Refused(str(problem)) from problem


def read_time(text: str, *, day_alone: time | None = None) -> datetime:
    """A moment as typed; a day alone counts as `day_alone` of that day where that is given, else it is Refused."""
    from cpkit.times import VIETNAM
    from cpkit.vietnamese import BadDate, read_date, read_moment

    try:
        return read_moment(text)
    except BadDate as problem:
        try:
            day = read_date(text)
        except BadDate:
            raise Refused(str(problem)) from problem
        if day_alone is None:
            raise Refused(str(problem)) from problem
        return datetime.combine(day, day_alone, VIETNAM)


def need(value: str | None, question: str, option: str) -> str:
    """The value given, else asked in a terminal; Misused naming the option without one."""
    from cpkit.commands.output import ask_text, interactive

    if value is None and not interactive():
        raise Misused(_("Còn thiếu: {names}.").format(names=f"{option} ({question})"))
    text = value if value is not None else ask_text(question, option=option)
    if not text.strip():
        raise Refused(_("{question}: không được để trống.").format(question=question))
    return text.strip()


def show_ids(table: str, ids: Iterable[int]) -> list[str]:
    """Ids as a person reads them."""
    from cpkit.store.identifiers import show_id

    return [show_id(table, doc_id) for doc_id in ids]


def show_id_or_none(table: str, doc_id: int | None) -> str | None:
    """One id as a person reads it, None for none."""
    return None if doc_id is None else show_ids(table, [doc_id])[0]


def child_name(store: Store, case: Mapping[str, Any]) -> str:
    """Whom a case is about: the registered name, the name the report gave, or that nobody knows."""
    document: Document | None = store.table("children").get(doc_id=case["child"]) if case.get("child") else None
    name = document["name"] if document is not None else case.get("child_name")
    return str(name or _("(chưa biết tên)"))


def fields_json(document: Mapping[str, Any], references: Mapping[str, str]) -> dict[str, Any]:
    """A document for JSON: its ids of other records as people read them; `references` say which table each is of."""
    shown = dict(document)
    for field, table in references.items():
        value = shown.get(field)
        shown[field] = show_ids(table, value) if isinstance(value, list) else show_id_or_none(table, value)
    return shown


def due_json(item: DueItem) -> dict[str, Any]:
    """One thing due, in the shape that scripts rely on; `remaining` in hours, negative when it has passed."""
    return {
        "case": show_id_or_none("cases", item.case),
        "child": show_id_or_none("children", item.child),
        "step": item.step,
        "due": item.due,
        "remaining": item.hours_left,
        "overdue": item.overdue,
        "provisional": item.provisional,
        "citation": item.citation,
    }


def show_due(item: DueItem, about: str = "") -> None:
    """One thing due on three lines: until when, what, counted from what by which article; overdue in red."""
    from cpkit.cases.clock import Amount
    from cpkit.cases.steps import process
    from cpkit.vietnamese import show_moment

    until = _("Hạn {due} – {left}").format(due=show_moment(item.due), left=time_left(item.remaining))
    click.secho(until + (f"  {about}" if about else ""), fg="red" if item.overdue else None, bold=True)
    counted = _("{amount} từ bước “{anchor}” lúc {started} ({article}).")
    anchor, amount = process().step(item.anchor).title, Amount.parse(item.amount).text
    started, article = show_moment(item.started), item.citation
    show_wrapped(item.title + ".")
    show_wrapped(counted.format(amount=amount, anchor=anchor, started=started, article=article))
    if item.overdue and item.consequence:
        show_wrapped(label(item.consequence))
    if item.provisional:
        show_wrapped(_("Tạm tính: lịch nghỉ của một năm trong thời hạn này chưa được công bố."))


def show_wrapped(text: str, indent: str = "  ") -> None:
    """Print `text` within the width of a page, every line indented."""
    show(textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False))


def show_pair(title: str, value: object) -> None:
    """Print "title: value" within the width of a page; nothing where there is no value."""
    if value not in (None, "", []):
        text = f"{title}: {value}"
        show(textwrap.fill(text, WIDTH, subsequent_indent="  ", break_long_words=False))


def time_left(remaining: timedelta) -> str:
    """ "còn 9 giờ 5 phút", "còn 5 ngày 3 giờ", "quá hạn 2 giờ 10 phút"."""
    minutes = int(abs(remaining).total_seconds()) // 60
    hours, days = minutes // 60, minutes // 1440
    amount = (
        _("{days} ngày {hours} giờ").format(days=days, hours=hours % 24)
        if hours >= 48
        else _("{hours} giờ {minutes} phút").format(hours=hours, minutes=minutes % 60)
    )
    sentence = _("còn {amount}") if remaining >= timedelta() else _("quá hạn {amount}")
    return sentence.format(amount=amount)


def warn_all(warnings: Iterable[Problem]) -> None:
    """Each warning on stderr."""
    for warning in warnings:
        warn(warning.message)
