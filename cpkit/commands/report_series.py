"""`cpkit report series`: the figures of several years side by side, against their targets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import with_store
from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, progress, show, show_wrapped, table
from cpkit.commands.report_source import known_at_option, reading
from cpkit.errors import Misused
from cpkit.language import _, label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cpkit.reports.indicators import Figure, Indicator
    from cpkit.reports.report import Report
    from cpkit.reports.series import Series
    from cpkit.store import Store

HELP = _("""Các chỉ tiêu qua nhiều năm, mỗi năm bên cạnh mục tiêu của năm đó; xu hướng vẽ thành biểu đồ.

Không nêu --years thì lấy các năm của kế hoạch đến nay. Năm nào báo cáo đã gửi ghi khác thì được nói rõ.""")


@click.command("series", help=with_example(HELP, "report series --years 2021-2025 --out qua-cac-nam.xlsx"))
@click.option("--years", metavar="2021-2025", help=_("Từ năm đến năm."))
@known_at_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar=_("TỆP"), help=_("Ghi tệp .xlsx."))
@json_option
@with_store
def command(store: Store, years: str | None, known_at: str | None, out: Path | None, as_json: bool) -> None:
    """Make the report of each year and lay them side by side."""
    from cpkit.reports.frozen import frozen_reports
    from cpkit.reports.series import series

    if out is not None and out.suffix.lower() != ".xlsx":
        raise Misused(_("--out {name}: tên tệp phải kết thúc bằng {endings}.").format(name=out.name, endings=".xlsx"))
    made = series(_reports(store, years, known_at), (kept for _id, kept in frozen_reports(store)))
    store.look("report series", (f"{made.years[0]}-{made.years[-1]}",))
    if as_json:
        emit_json(_outward(made))
        return
    _show(made)
    if out is not None:
        from cpkit.reports import series_xlsx
        from cpkit.reports.files import write_out

        write_out(out, series_xlsx.encode(made))
        show(_("Đã ghi báo cáo vào {path}").format(path=out))


def _reports(store: Store, years: str | None, known_at: str | None) -> list[Report]:
    """The report of each year, by the plan and the ward's own targets of that year."""
    from cpkit.reports.making import make_report
    from cpkit.reports.plans import plan_for
    from cpkit.reports.series import plan_years, read_years, year_periods
    from cpkit.times import today

    asked = read_years(years) if years else plan_years(plan_for(today()), today())
    periods = year_periods(asked)
    with reading(store, known_at) as view:
        return [make_report(view, period, today=today()) for period in progress(periods, len(periods), _("Đang tính"))]


def _show(made: Series) -> None:
    from cpkit.reports.series import span_words
    from cpkit.vietnamese import show_number

    last = made.reports[-1]
    if last.practice:
        show(_("THỰC HÀNH: số liệu không có thật"))
    show_wrapped(f"{last.unit_name}. {span_words(made)}", "")
    heads = [_("Mã"), _("Chỉ tiêu (mục tiêu)"), *map(str, made.years)]
    table(heads, [row for one in made.indicators for row in _rows(one, made.figures(one.id))], right=set(heads[2:]))
    for one in made.otherwise:
        sentence = _("Năm {year}, chỉ tiêu {id}: báo cáo đã gửi ghi {numerator}/{denominator}.")
        ends = [show_number(end) if end is not None else "–" for end in (one.sent.numerator, one.sent.denominator)]
        show_wrapped(sentence.format(year=one.year, id=one.indicator, numerator=ends[0], denominator=ends[1]), "")


def _rows(indicator: Indicator, figures: list[Figure]) -> Iterator[tuple[str, ...]]:
    """The values of one indicator; its targets beneath them, year by year, where they are not the same."""
    from cpkit.reports.words import target_words, value_words

    targets = [target_words(figure.target, indicator.measure) for figure in figures]
    same, title = len(set(targets)) == 1, label(indicator.short)
    yield indicator.id, f"{title} ({targets[0]})" if same else title, *map(value_words, figures)
    if not same:
        yield "", _("- mục tiêu từng năm"), *targets


def _outward(made: Series) -> dict[str, Any]:
    from cpkit.reports.json import figure_values

    indicators = [
        {
            "id": one.id, "title": label(one.title), "measure": one.measure,
            "years": [
                {"year": year, **figure_values(figure)}
                for year, figure in zip(made.years, made.figures(one.id), strict=True)
            ],
        }
        for one in made.indicators
    ]  # fmt: skip
    otherwise = [
        {
            "year": one.year, "indicator": one.indicator, "numerator": one.sent.numerator,
            "denominator": one.sent.denominator,
        }
        for one in made.otherwise
    ]  # fmt: skip
    return {"unit": made.reports[-1].unit, "years": made.years, "indicators": indicators, "sent_otherwise": otherwise}
