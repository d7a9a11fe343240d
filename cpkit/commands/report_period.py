"""The period of a report as every `report` command takes it: its options, and the one period they name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands import output
from cpkit.commands.typed import read_day
from cpkit.errors import Misused, Refused
from cpkit.language import _

if TYPE_CHECKING:
    from datetime import date

    from cpkit.reports.periods import Period


@dataclass(frozen=True)
class PeriodAsked:
    """The period as it was typed, each option by itself."""

    year: int | None
    half: str | None
    quarter: str | None
    month: str | None
    start: str | None
    end: str | None
    cutoff: str | None
    due: str | None
    calendar: bool


OPTIONS = (
    click.option("--year", type=click.IntRange(1990, 2100), metavar=_("NĂM"), help=_("Năm báo cáo (15/11 đến 14/11).")),
    click.option("--half", metavar="1/2025", help=_("6 tháng đầu hoặc cuối năm.")),
    click.option("--quarter", metavar="1/2025", help=_("Quý.")),
    click.option("--month", metavar="1/2025", help=_("Tháng.")),
    click.option("--from", "start", metavar=_("NGÀY"), help=_("Từ ngày bất kỳ.")),
    click.option("--to", "end", metavar=_("NGÀY"), help=_("Đến ngày, tính cả ngày đó.")),
    click.option(
        "--cutoff", "--as-of", "cutoff", metavar=_("NGÀY"), help=_("Ngày chốt số liệu, nếu khác ngày cuối kỳ.")
    ),
    click.option("--calendar", is_flag=True, help=_("Theo tháng dương lịch: năm từ 01/01 đến 31/12.")),
    click.option("--due", metavar=_("NGÀY"), help=_("Ngày cuối cùng để gửi, nếu khác quy định.")),
)


def period_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a period; the command gets them as one `period: PeriodAsked`."""
    names = [field.name for field in fields(PeriodAsked)]

    @wraps(command)
    def with_period(*given: Any, **options: Any) -> Any:
        period = PeriodAsked(**{name: options.pop(name) for name in names})
        return command(*given, period=period, **options)

    for option in reversed(OPTIONS):
        option(with_period)
    return with_period


def read_period(asked: PeriodAsked) -> Period:
    """The one period that was asked for, asked in a terminal when there is none. Refused when it has not begun."""
    from cpkit.reports.periods import refuse_future
    from cpkit.times import today

    period = _named(asked)
    refuse_future(period, today())
    return period


def _named(asked: PeriodAsked) -> Period:
    from cpkit.reports import periods

    given = [name for name in ("half", "quarter", "month") if getattr(asked, name)]
    if asked.calendar and (asked.start or asked.end):
        raise Misused(_("--calendar chỉ đi với --year, --half, --quarter hoặc --month."))
    spans = len(given) + bool(asked.start or asked.end) + (asked.year is not None and not given)
    if spans > 1:
        raise Misused(_("Chỉ chọn một kỳ: --year, --half, --quarter, --month hoặc --from với --to."))
    if given:
        year, part = periods.read_part(getattr(asked, given[0]), asked.year, f"--{given[0]}")
        period = periods.PARTS[given[0]](year, part)
        if asked.calendar:
            period = periods.on_calendar(period, given[0], year, part)
    elif asked.start or asked.end:
        period = _days(asked)
    else:
        year = asked.year or _ask_year()
        period = periods.year_period(year)
        if asked.calendar:
            period = periods.on_calendar(period, "year", year)
    return periods.with_dates(period, _day(asked.cutoff, "--cutoff"), _day(asked.due, "--due"))


def _days(asked: PeriodAsked) -> Period:
    from cpkit.reports.periods import days_period

    start, end = _day(asked.start, "--from"), _day(asked.end, "--to")
    if start is None or end is None:
        raise Misused(_("Kỳ theo ngày cần cả --from và --to."))
    return days_period(start, end)


def _ask_year() -> int:
    from cpkit.times import today

    now = today()
    due = now.year if (now.month, now.day) >= (11, 1) else now.year - 1
    answer = output.ask_text(_("Báo cáo năm nào?"), option="--year", default=str(due))
    if not answer.isdigit() or not 1990 <= int(answer) <= 2100:
        raise Refused(_("“{answer}” không phải là năm.").format(answer=answer[:20]))
    return int(answer)


def _day(text: str | None, option: str) -> date | None:
    return None if text is None else read_day(text, option)
