"""`cpkit report`: the figures of a period beside their targets, as a workbook, a letter, a page, JSON or CSV."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands import (
    output,
    report_dhis2,
    report_diff,
    report_freeze,
    report_merge,
    report_plan,
    report_series,
    report_table,
    report_tally,
    report_tasks,
    report_why,
)
from cpkit.commands.context import Session, with_session
from cpkit.commands.report_period import PeriodAsked, period_options, read_period
from cpkit.commands.report_source import known_at_option, reading
from cpkit.errors import Misused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.reports.dossier import Dossier
    from cpkit.reports.periods import Period
    from cpkit.reports.report import Report
    from cpkit.store import Store

HELP = _("""Lập báo cáo của kỳ: từng chỉ tiêu bên cạnh mục tiêu, các biểu và biểu đồ.

\b
Thí dụ:
  cpkit report --year 2025
  cpkit report --year 2025 --out D:\\baocao\\bao-cao-2025.xlsx
  cpkit report --year 2025 --format docx
  cpkit report --year 2025 --out bao-cao-2025.html
  cpkit report --half 1/2025 --format csv --out bao-cao.csv
  cpkit report --from 01/01/2025 --to 30/06/2025 --cutoff 30/06/2025
  cpkit report --year 2025 --known-at "18/11/2025 17:00"
  cpkit report --year 2025 --with-records ho-so-goc.xlsx

Dạng tệp: xlsx (các biểu), docx (báo cáo bằng lời theo NĐ 30/2020, sửa tiếp bằng Word), html (một trang có biểu đồ,
xem trên điện thoại, không cần mạng), json, csv.

Năm tính từ 15/11 năm trước đến 14/11, gửi trước ngày 20/11 theo kế hoạch; nửa năm, quý, tháng theo NĐ 09/2019. Tệp gửi
đi chỉ có số đếm; biểu về ca che các số từ 1 đến 4, trừ khi có --exact. Hồ sơ gốc của từng con số (--with-records) là
tài liệu MẬT, chỉ dùng trong đơn vị. Không ghi --out thì tệp nằm trong thư mục đang đứng.""")


@dataclass(frozen=True)
class Asked:
    """What the command line asked for."""

    out: Path | None
    format: str | None
    with_records: Path | None
    exact: bool
    confidential: bool
    known_at: str | None


@click.group("report", help=HELP, invoke_without_command=True)
@period_options
@click.option("--out", type=click.Path(path_type=Path), metavar=_("TỆP"), help=_("Ghi vào tệp này."))
@click.option(
    "--format",
    type=click.Choice(("xlsx", "docx", "html", "json", "csv")),
    help=_("Dạng tệp (không ghi: theo đuôi tệp)."),
)
@click.option(
    "--with-records", type=click.Path(dir_okay=False, path_type=Path), metavar=_("TỆP"),
    help=_("Ghi thêm hồ sơ gốc của các con số vào tệp MẬT này (.xlsx)."),
)  # fmt: skip
@known_at_option
@click.option("--exact", is_flag=True, help=_("Không che các số nhỏ trong biểu về ca."))
@click.option("--confidential", is_flag=True, help=_("Hồ sơ gốc có cả HIV, xâm hại tình dục và người trong ca."))
@click.option("--json", "as_json", is_flag=True, help=_("In báo cáo dạng JSON."))
@click.pass_context
def command(context: click.Context, /, period: PeriodAsked, as_json: bool, **options: Any) -> None:
    """Build the report and send it where it was asked to go; a subcommand does its own work instead."""
    asked = Asked(**options)
    if context.invoked_subcommand is None:
        _write_report(period, asked, as_json=as_json)
    elif any(vars(period).values()) or any(vars(asked).values()) or as_json:
        sentence = _("Hãy ghi các tùy chọn sau tên lệnh: cpkit report {name} … --year 2025.")
        raise Misused(sentence.format(name=context.invoked_subcommand))


@with_session
def _write_report(session: Session, /, asked_period: PeriodAsked, asked: Asked, *, as_json: bool) -> None:
    if as_json and asked.format not in (None, "json"):
        raise Misused(_("Chỉ chọn một trong hai: --json hoặc --format {format}.").format(format=asked.format))
    format = "json" if as_json else _format(asked)
    _check_files(asked)
    period = read_period(asked_period)
    report, dossier = _build(session.store(), period, asked, format)
    _deliver(report, asked, format)
    if dossier is not None:
        _write_records(report, dossier, asked)
    _log(session.store(), report, asked)
    if not report.reconciled:
        output.warn(_("Báo cáo có số liệu không khớp: xem phần “Đối chiếu”."))


def _build(store: Store, period: Period, asked: Asked, format: str) -> tuple[Report, Dossier | None]:
    """The report, from one unchanging view of the store, with the records behind it when they are asked for."""
    from cpkit.reports.making import design_of, make_report
    from cpkit.reports.records import ChildRecord, NamedChildRecord
    from cpkit.times import today

    dossier = None
    with reading(store, asked.known_at) as view:
        design = design_of(view.source, period)
        if asked.with_records is not None:
            from cpkit.reports.dossier import Dossier

            dossier = Dossier(design.indicators, period, confidential=asked.confidential)
        report = make_report(
            view, period, design, exact=asked.exact, observe=dossier, today=today(), format=format,
            child_type=NamedChildRecord if dossier else ChildRecord,
        )  # fmt: skip
    return report, dossier


def _format(asked: Asked) -> str:
    """The format asked for, else the one that the ending of the file names. `Misused` for an ending of another kind."""
    from cpkit.reports.files import FORMATS, format_of

    if asked.format or asked.out is None or asked.out.is_dir():
        return asked.format or "xlsx"
    format = format_of(asked.out)
    if format is None:
        sentence = _("--out {name}: tên tệp phải kết thúc bằng {endings}, hoặc thêm --format.")
        endings = ", ".join(f".{one}" for one in FORMATS)
        raise Misused(sentence.format(name=asked.out.name, endings=endings))
    return format


def _check_files(asked: Asked) -> None:
    """`Misused` where the records behind the figures would go into the report that is sent, or into no workbook."""
    if asked.with_records is None:
        return
    if asked.with_records.suffix.lower() != ".xlsx":
        raise Misused(_("--with-records: tên tệp phải kết thúc bằng .xlsx."))
    if asked.out is not None and asked.out.resolve() == asked.with_records.resolve():
        raise Misused(_("--with-records phải là tệp khác với --out: hồ sơ gốc không được gửi đi cùng báo cáo."))


def _deliver(report: Report, asked: Asked, format: str) -> None:
    """To the file named, else JSON and CSV to stdout, else the summary to stdout and the file beside."""
    from cpkit.reports.files import PRINTED, encode, target_path, write_out

    content = encode(report, format)
    if asked.out is None and format in PRINTED:
        click.echo(content, nl=False)
        return
    path = target_path(asked.out, report, format, content)
    write_out(path, content)
    if format not in PRINTED:
        show_summary(report)
    output.show(_("Đã ghi báo cáo vào {path}").format(path=path))


def show_summary(report: Report) -> None:
    """The indicators in 80 columns, with period, verdicts and what else must be said."""
    from cpkit.language import label
    from cpkit.reports.words import dates_words, target_words, value_words, verdict_words

    if report.practice:
        output.show(_("THỰC HÀNH: số liệu không có thật"))
    output.show(f"{report.unit_name} - {report.period.title}")
    _show_wrapped(dates_words(report.period, report.known_at))
    rows = [
        (
            figure.indicator.id, label(figure.indicator.short), target_words(figure.target, figure.indicator.measure),
            value_words(figure), verdict_words(figure.verdict),
        )
        for figure in report.figures
    ]  # fmt: skip
    heads = (_("Mã"), _("Chỉ tiêu"), _("Mục tiêu"), _("Kết quả"), _("Đánh giá"))
    output.table(heads, rows, right={heads[2], heads[3]})
    state = _("tất cả đều khớp") if report.reconciled else _("CÓ CHÊNH LỆCH")
    output.show(_("Đối chiếu {n} phép: {state}.").format(n=len(report.checks), state=state))
    for check in report.checks:
        if not check.ok:
            _show_wrapped(f"- {report.told(check)}")
    for note in report.notes:
        _show_wrapped(f"- {note}")


def _show_wrapped(text: str) -> None:
    output.show(click.wrap_text(text, output.WIDTH, subsequent_indent="  "))


def _write_records(report: Report, dossier: Dossier, asked: Asked) -> None:
    from cpkit.reports import records_workbook
    from cpkit.reports.files import write_out

    assert asked.with_records is not None
    write_out(asked.with_records, records_workbook.encode(report, dossier))
    output.warn(_("Tệp {path} là tài liệu MẬT, có tên trẻ em: không gửi đi.").format(path=asked.with_records))


def _log(store: Store, report: Report, asked: Asked) -> None:
    """Put the report on record among the looks: its period, and whether records with names went with it."""
    store.look("report", (report.period.slug,))
    if asked.with_records is not None:
        store.look("export records confidential" if asked.confidential else "export records", (report.period.slug,))


command.add_command(report_dhis2.command)
command.add_command(report_tally.command)
command.add_command(report_merge.command)
command.add_command(report_why.command)
for _each in (*report_freeze.COMMANDS, report_diff.command, report_series.command, report_table.command):
    command.add_command(_each)
for _each in (report_plan.command, report_tasks.command):
    command.add_command(_each)
