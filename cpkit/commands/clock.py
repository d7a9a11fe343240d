"""`cpkit clock`: until when? One deadline, counted as the law counts. Needs no store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from itertools import groupby
from typing import TYPE_CHECKING

import click

from cpkit.calendar import weekday_name
from cpkit.commands.options import json_option
from cpkit.commands.output import emit_json, show, show_wrapped, warn
from cpkit.commands.typed import read_time
from cpkit.errors import Misused
from cpkit.language import _
from cpkit.times import now
from cpkit.vietnamese import show_date, show_moment

if TYPE_CHECKING:
    from cpkit.cases.clock import Amount, Due, Skipped

NOW = ("now", "nay", "bây giờ")

HELP = _("""Tính hạn cuối của một thời hạn: "đến bao giờ?"

\b
Thí dụ:
  cpkit clock 24/01/2025 16:55 12h     12 giờ
  cpkit clock 24/01/2025 5wd           5 ngày làm việc
  cpkit clock 24/01/2025 15d           15 ngày
  cpkit clock 30/11/2024 3m            3 tháng
  cpkit clock now 12h                  từ bây giờ

Giờ tính liên tục kể từ lúc bắt đầu. Ngày và tháng không tính ngày đầu; hạn rơi vào ngày nghỉ thì chuyển sang ngày làm
việc kế tiếp (Bộ luật Dân sự Đ147, Đ148). Ngày làm việc bỏ thứ Bảy, Chủ nhật, ngày lễ và tính cả ngày làm bù.""")


@click.command("clock", help=HELP)
@click.argument("words", nargs=-1, required=True, metavar=_("BẮT ĐẦU THỜI HẠN"))
@json_option
def command(words: tuple[str, ...], as_json: bool) -> None:
    """Read the start and the amount, ask the clock, show the answer."""
    from cpkit.cases.clock import Amount, due

    if len(words) < 2:
        raise Misused(_("Hãy ghi cả lúc bắt đầu và thời hạn, ví dụ: cpkit clock 24/01/2025 5wd."))
    amount = Amount.parse(words[-1])
    start = _start(" ".join(words[:-1]), amount)
    found = due(start, amount)
    if as_json:
        emit_json({**found._asdict(), "skipped": [day._asdict() for day in found.skipped]})
    else:
        _show(start, amount, found)


def _start(text: str, amount: Amount) -> datetime:
    """The moment that `text` writes; a date alone will do where hours do not count."""
    if text.casefold() in NOW:
        return now()
    return read_time(text, day_alone=None if amount.unit == "h" else time())


def _show(start: datetime, amount: Amount, found: Due) -> None:
    """The answer in words: the deadline, what was not counted, by which article, and where the law uses it."""
    from cpkit.cases.clock import deadlines

    begun = show_moment(start) if amount.unit == "h" else show_date(start.date())
    show(
        _("{amount} kể từ {start}: hạn cuối: {due}").format(amount=amount.text, start=begun, due=_until(found, amount))
    )
    for line in _stretches(found.skipped):
        show("  " + _("không tính {days}").format(days=line))
    show(_("Cách tính: {article}.").format(article=amount.article))
    for rule in deadlines(start.date()):
        if rule.term == amount:
            show_wrapped(_("Dùng cho: {title} ({citation}).").format(title=rule.title, citation=rule.citation), "")
    if found.provisional:
        warn(_("Lịch nghỉ của một năm trong thời hạn này chưa được công bố; hạn cuối chỉ là tạm tính."))


def _until(found: Due, amount: Amount) -> str:
    """The moment for hours, else the end of the day with its weekday."""
    if amount.unit == "h":
        return show_moment(found.due)
    weekday = weekday_name(found.due.date())
    return _("hết ngày {day} ({weekday})").format(weekday=weekday, day=show_date(found.due.date()))


def _stretches(skipped: tuple[Skipped, ...]) -> Iterator[str]:
    """The skipped days, those in a row for one reason in one line."""
    for (_start_day, reason), days in groupby(enumerate(skipped), lambda pair: _place(*pair)):
        first, *rest = [day.date for _number, day in days]
        span = f"{show_date(first)} - {show_date(rest[-1])}" if rest else show_date(first)
        yield f"{span} ({reason})"


def _place(number: int, day: Skipped) -> tuple[int, str]:
    """The same for days that follow each other for the same reason."""
    return day.date.toordinal() - number, day.reason
