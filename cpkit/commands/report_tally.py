"""`cpkit report tally`: the counts of a period without names, for the office above to add up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpkit.commands import output
from cpkit.commands.context import Session, with_session
from cpkit.commands.options import json_option
from cpkit.commands.report_period import PeriodAsked, period_options, read_period
from cpkit.commands.report_source import known_at_option, reading
from cpkit.language import _, label

if TYPE_CHECKING:
    from cpkit.reports.report import Design, Report
    from cpkit.reports.tally import TallyFile
    from cpkit.store import Store

HELP = _("""Ghi số liệu của kỳ để cơ quan cấp trên cộng lại: chỉ có số đếm, không có tên hay mã của trẻ em nào.

Mỗi chỉ tiêu và mỗi bảng kèm cách tính, nên hai cách tính khác nhau không bị cộng lẫn. Số trong tệp là số đầy đủ, không
che, vì số đã che thì không cộng được: tệp ở mức Hạn chế, chỉ gửi cơ quan nhận báo cáo (NĐ 56/2017, Điều 24 khoản 3).

\b
Thí dụ:
  cpkit report tally --year 2025
  cpkit report tally --year 2025 --out dien-bien-phu.tally
  cpkit report tally --quarter 1/2025 --out quy-1.tally""")


@click.command("tally", help=HELP)
@period_options
@known_at_option
@click.option("--out", type=click.Path(path_type=Path), metavar=_("TỆP"), help=_("Ghi vào tệp này (.tally)."))
@json_option
@with_session
def command(session: Session, /, period: PeriodAsked, known_at: str | None, out: Path | None, *, as_json: bool) -> None:
    """Count the period exactly and write the tally."""
    from cpkit.reports.files import write_out
    from cpkit.reports.tally import encode_tally

    store = session.store()
    report, design, tally = build_tally(store, period, known_at)
    content = encode_tally(tally)
    path = _path(out, report, content)
    write_out(path, content)
    store.look("tally", (report.period.slug,))
    if as_json:
        output.emit_json({"file": path, "digest": tally.digest, "parts": [tally.parts[0].unit]})
    else:
        _say(report, design, tally, path)


def build_tally(store: Store, asked: PeriodAsked, known_at: str | None) -> tuple[Report, Design, TallyFile]:
    """The exact report of the period and its tally, from one unchanging view of the store."""
    from cpkit.reports.making import design_of, make_report
    from cpkit.reports.tally import make_tally
    from cpkit.times import now, today

    period = read_period(asked)
    with reading(store, known_at) as view:
        design = design_of(view.source, period)
        report = make_report(view, period, design, exact=True, today=today())
    made_at = report.known_at or now()  # of two tallies the one that knew more is the newer
    return report, design, make_tally(report, design, store=store.settings.store_id, made_at=made_at)


def _path(out: Path | None, report: Report, content: bytes) -> Path:
    """The file asked for, with our ending; else a name of period and unit that overwrites nothing."""
    from cpkit.reports.files import free_path
    from cpkit.reports.tally import SUFFIX

    if out is not None and not out.is_dir():
        return out if out.suffix else out.with_suffix(SUFFIX)
    return free_path(
        out or Path.cwd(), f"so-lieu-{report.period.slug}-{report.unit.replace(':', '-')}{SUFFIX}", content
    )


def _say(report: Report, design: Design, tally: TallyFile, path: Path) -> None:
    from cpkit.reports.tally import left_out

    if report.practice:
        output.show(_("THỰC HÀNH: số liệu không có thật"))
    output.show(f"{report.unit_name} - {report.period.title}")
    counts = tally.parts[0]
    sentence = _("{figures} chỉ tiêu, {tables} bảng; không có tên, mã của trẻ em.")
    output.show(sentence.format(figures=len(counts.figures), tables=len(counts.tables)))
    for spec in left_out(design):
        title = next((table.title for table in report.tables if table.id == spec.id), spec.id)
        sentence = _("Không gửi bảng “{table}”: các dòng của bảng là của riêng đơn vị.")
        output.show_wrapped(sentence.format(table=title), "")
    if not report.reconciled:
        output.warn(_("Báo cáo có số liệu không khớp; cơ quan nhận sẽ thấy chỗ lệch."))
    words = report.plan.confidentiality
    output.show_wrapped(_("Mức độ bảo mật: {level}.").format(level=label(words.level)), "")
    output.show_wrapped(_("Phạm vi cung cấp: {recipients}.").format(recipients=label(words.recipients)), "")
    output.show(_("Đã ghi số liệu vào {path}").format(path=path))
