"""`cpkit report freeze|frozen|check|diff`: reports as they were sent, and what has changed since."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import with_store
from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, say, show, show_pair, show_wrapped, table, warn
from cpkit.commands.report_period import PeriodAsked, period_options, read_period
from cpkit.commands.typed import need, read_past_day
from cpkit.errors import Refused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.reports.differences import Differences, FigureDifference, RecordDifference
    from cpkit.reports.frozen import FrozenReport
    from cpkit.reports.periods import Period
    from cpkit.reports.report import Report
    from cpkit.reports.standings import Standings
    from cpkit.store import Store

FREEZE_HELP = _("""Chốt báo cáo gửi đi: giữ lại mọi con số, mã hồ sơ đứng sau, dấu vân tay của tệp, nơi nhận, số, ngày.

Sau này số liệu có sửa thì báo cáo đã chốt vẫn nguyên; cpkit report diff cho biết hồ sơ nào làm con số nào đổi.

\b
Thí dụ:
  cpkit report freeze --year 2025 --recipient "UBND tỉnh Điện Biên" --number 12/BC-UBND
      --date 17/11/2025 --out bao-cao-2025.xlsx
  cpkit report freeze --year 2025 --recipient "UBND tỉnh Điện Biên" --amends BC-KM-00001-X""")
FROZEN_HELP = _("Các báo cáo đã chốt: kỳ, số, ngày, nơi nhận. Nêu mã để xem một báo cáo.")
CHECK_HELP = _("Kiểm tra một tệp có đúng là tệp đã gửi không: so dấu vân tay của tệp với báo cáo đã chốt.")
DIFF_HELP = _("""Từ khi gửi báo cáo, con số nào đổi và vì hồ sơ nào; ai sửa, lúc nào.

Không nêu mã thì so với báo cáo chốt gần nhất.""")

frozen_argument = click.argument("report_id", metavar=_("MÃ"))


@click.command("freeze", help=FREEZE_HELP)
@period_options
@click.option("--recipient", metavar=_("NƠI NHẬN"), help=_("Gửi cho cơ quan nào."))
@click.option("--number", metavar=_("SỐ"), help=_("Số của báo cáo, như 12/BC-UBND."))
@click.option("--date", "dated", metavar=_("NGÀY"), help=_("Ngày của báo cáo."))
@click.option("--amends", metavar=_("MÃ"), help=_("Sửa đổi, thay thế báo cáo đã chốt này."))
@click.option("--note", help=_("Ghi chú."))
@click.option("--out", type=click.Path(path_type=Path), metavar=_("TỆP"), help=_("Ghi vào tệp này."))
@click.option("--exact", is_flag=True, help=_("Không che các số nhỏ trong biểu về ca."))
@json_option
@with_store
def freeze_command(
    store: Store, period: PeriodAsked, recipient: str | None, number: str | None, dated: str | None, amends: str | None,
    note: str | None, out: Path | None, exact: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write the report and keep it as it is sent."""
    from cpkit.reports import frozen
    from cpkit.reports.files import encode, target_path, write_out

    span = read_period(period)
    amended = store.read_id(frozen.TABLE, amends) if amends else None
    letter = frozen.Letter(
        need(recipient, _("Gửi cho cơ quan nào"), "--recipient"), number, read_past_day(dated, "--date"), amended, note
    )
    report, standings = _made(store, span, exact=exact, amends=amended)
    format = _format(out)
    content = encode(report, format)
    path = target_path(out, report, format, content)
    write_out(path, content)
    kept = frozen.freeze(store, report, standings, letter, frozen.Sent.of(path.name, format, content))
    store.look("report", (report.period.slug,))
    if as_json:
        emit_json(frozen.outward(kept, frozen.read_frozen(store, kept)))
        return
    show(_("Đã ghi báo cáo vào {path}").format(path=path))
    show(_("Đã chốt báo cáo {id}.").format(id=_shown(kept)))
    show_wrapped(_("Dấu vân tay của tệp (SHA-256): {sha}").format(sha=frozen.fingerprint(content)), "")
    if not report.reconciled:
        warn(_("Báo cáo có số liệu không khớp: xem tờ “Đối chiếu”."))


def _made(store: Store, period: Period, *, exact: bool, amends: int | None = None) -> tuple[Report, Standings]:
    """The report of today's records and how each record counts in it, from one unchanging view of the store."""
    from dataclasses import replace

    from cpkit.reports.frozen import amendment_note
    from cpkit.reports.report import build_report, designed
    from cpkit.reports.standings import Standings
    from cpkit.times import today

    design = designed(period.cutoff)
    standings = Standings(design.indicators)
    with store.reading():
        report = build_report(
            store, store.settings, period, design, exact=exact, observe=standings, head=store.head(), today=today()
        )
    if amends is not None:
        report = replace(report, notes=(amendment_note(store, amends), *report.notes))
    return report, standings


def _format(out: Path | None) -> str:
    from cpkit.reports.files import FORMATS, format_of

    if out is None or out.is_dir():
        return "xlsx"
    format = format_of(out)
    if format is None:
        sentence = _("--out {name}: tên tệp phải kết thúc bằng {endings}.")
        raise Refused(sentence.format(name=out.name, endings=", ".join(f".{one}" for one in FORMATS)))
    return format


@click.command("frozen", help=with_example(FROZEN_HELP, "report frozen", "report frozen BC-KM-00001-X --json"))
@click.argument("report_id", metavar=_("[MÃ]"), required=False)
@json_option
@with_store
def frozen_command(store: Store, report_id: str | None, as_json: bool) -> None:
    """List the frozen reports, or show one."""
    from cpkit.reports import frozen

    if report_id:
        doc_id = store.read_id(frozen.TABLE, report_id)
        kept = frozen.read_frozen(store, doc_id)
        emit_json(frozen.outward(doc_id, kept)) if as_json else _show_frozen(doc_id, kept)
        return
    found = frozen.frozen_reports(store)
    if as_json:
        emit_json([frozen.outward(doc_id, kept) for doc_id, kept in found])
    elif found:
        _show_list(found)
    else:
        say(_("Chưa chốt báo cáo nào."))


def _show_list(found: list[tuple[int, FrozenReport]]) -> None:
    from cpkit.vietnamese import show_date

    rows = [
        (
            _shown(doc_id), kept.as_period().title, kept.letter.number or "",
            show_date(kept.letter.dated) if kept.letter.dated else "", kept.letter.to,
        )
        for doc_id, kept in found
    ]  # fmt: skip
    table([_("Mã"), _("Kỳ"), _("Số"), _("Ngày"), _("Nơi nhận")], rows, whole=[_("Mã")])


def _show_frozen(doc_id: int, kept: FrozenReport) -> None:
    from cpkit.vietnamese import show_date, show_moment

    letter = kept.letter
    show(f"{_shown(doc_id)}  {kept.as_period().title}")
    show_pair(_("Nơi nhận"), letter.to)
    show_pair(_("Số"), letter.number)
    show_pair(_("Ngày"), show_date(letter.dated) if letter.dated else None)
    show_pair(_("Thay báo cáo"), _shown(letter.amends) if letter.amends is not None else None)
    show_pair(_("Chốt lúc"), show_moment(kept.at))
    show_pair(_("Tệp"), kept.file.name)
    show_pair(_("Dấu vân tay"), kept.file.sha256)
    show_pair(_("Ghi chú"), letter.note)


@click.command("check", help=with_example(CHECK_HELP, "report check BC-KM-00001-X bao-cao-2025.xlsx"))
@frozen_argument
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar=_("TỆP"))
@with_store
def check_command(store: Store, report_id: str, file: Path) -> None:
    """Say whether a file is the one that was sent; Refused when it is not."""
    from cpkit.reports.frozen import TABLE, fingerprint, read_frozen

    kept = read_frozen(store, store.read_id(TABLE, report_id))
    if fingerprint(file.read_bytes()) != kept.file.sha256:
        sentence = _("Tệp {name} không phải là tệp đã gửi, hoặc đã bị sửa sau khi gửi ({report}).")
        raise Refused(sentence.format(name=file.name, report=kept.named))
    show(_("Tệp {name} đúng là tệp đã gửi: {report}.").format(name=file.name, report=kept.named))


@click.command("diff", help=with_example(DIFF_HELP, "report diff", "report diff BC-KM-00001-X --json"))
@click.argument("report_id", metavar=_("[MÃ]"), required=False)
@json_option
@with_store
def diff_command(store: Store, report_id: str | None, as_json: bool) -> None:
    """Make the report again and say what is not as it was sent."""
    from cpkit.reports.differences import differences
    from cpkit.reports.frozen import TABLE, read_frozen

    doc_id = store.read_id(TABLE, report_id) if report_id else _latest(store)
    kept = read_frozen(store, doc_id)
    report, standings = _made(store, kept.as_period(), exact=kept.exact)
    found = differences(store, kept, report, standings)
    store.look("report diff", (_shown(doc_id),))
    if as_json:
        emit_json({"report": _shown(doc_id), **_outward(found)})
    elif found.any:
        _show_differences(kept, found, {table.id: table.title for table in report.tables})
    else:
        show(_("Không có gì đổi so với {report}.").format(report=kept.named))


def _latest(store: Store) -> int:
    from cpkit.reports.frozen import frozen_reports

    found = frozen_reports(store)
    if not found:
        raise Refused(_("Chưa chốt báo cáo nào. Chốt bằng: cpkit report freeze --year 2025 --recipient …"))
    return found[-1][0]


def _show_differences(kept: FrozenReport, found: Differences, titles: dict[str, str]) -> None:
    from cpkit.vietnamese import show_number

    show_wrapped(_("So với {report}:").format(report=kept.named), "")
    for figure in found.figures:
        _show_figure(figure)
    if found.cells:
        tables = "; ".join(dict.fromkeys(titles.get(cell.table, cell.table) for cell in found.cells))
        show()
        sentence = _("{n} ô của các biểu đã đổi ({tables}); xem từng ô: --json.")
        show_wrapped(sentence.format(n=show_number(len(found.cells)), tables=tables), "")


def _show_figure(figure: FigureDifference) -> None:
    show()
    before, after = (_figure_words(end) for end in (figure.before, figure.after))
    show(_("{id}: {before} → {after}").format(id=figure.id, before=before, after=after))
    if figure.redefined:
        show_wrapped(_("Cách tính của chỉ tiêu này đã thay đổi từ khi gửi."))
    for record in figure.records[:MOST]:
        show_wrapped(_record_words(record))
    if len(figure.records) > MOST:
        show_wrapped(_("… và {n} hồ sơ nữa; xem tất cả: --json.").format(n=len(figure.records) - MOST))


MOST = 20
"""Records shown of one figure."""


def _figure_words(figure: Any) -> str:
    from decimal import Decimal

    from cpkit.vietnamese import show_number, show_percent

    if figure is None:
        return _("không có")
    ends = [show_number(end) if end is not None else "–" for end in (figure.numerator, figure.denominator)]
    if figure.denominator is None:
        return ends[0]
    value = show_percent(Decimal(figure.value), 2) if figure.value is not None else "–"
    return f"{value} ({'/'.join(ends)})"


def _record_words(record: RecordDifference) -> str:
    from cpkit.commands.action_names import action_name
    from cpkit.store.identifiers import show_id
    from cpkit.vietnamese import show_moment

    shown = _("{id}: {before} → {after}").format(
        id=show_id(*record.record), before=_share_words(record.before), after=_share_words(record.after)
    )
    reasons = [
        _("{action} {id}, {actor}, {moment}").format(
            action=action_name(one.change.action), id=show_id(one.table, one.doc_id), actor=one.change.actor,
            moment=show_moment(one.change.at),
        )
        for one in record.changes
    ]  # fmt: skip
    return f"{shown}: {'; '.join(reasons)}" if reasons else f"{shown}: " + _("không có thay đổi nào được ghi")


def _share_words(share: Any) -> str:
    from cpkit.reports.indicators import Share

    return {
        Share.OUT: _("không tính"),
        Share.WHOLE: _("chỉ ở mẫu số"),
        Share.PART: _("ở tử số"),
        Share.UNTOLD: _("chưa rõ"),
    }[share]


def _outward(found: Differences) -> dict[str, Any]:
    import msgspec

    figures = [
        {
            "id": figure.id, "before": msgspec.to_builtins(figure.before), "after": msgspec.to_builtins(figure.after),
            "redefined": figure.redefined, "records": [_outward_record(record) for record in figure.records],
        }
        for figure in found.figures
    ]  # fmt: skip
    return {"figures": figures, "cells": msgspec.to_builtins(found.cells)}


def _outward_record(record: RecordDifference) -> dict[str, Any]:
    from cpkit.store.identifiers import show_id

    changes = [
        {
            "record": show_id(one.table, one.doc_id), "action": one.change.action, "actor": one.change.actor,
            "at": one.change.at.isoformat(),
        }
        for one in record.changes
    ]  # fmt: skip
    ends = {"before": record.before.name.lower(), "after": record.after.name.lower()}
    return {"id": show_id(*record.record), **ends, "changes": changes}


def _shown(doc_id: int) -> str:
    from cpkit.store.identifiers import show_id

    return show_id("reports", doc_id)


COMMANDS = (freeze_command, frozen_command, check_command, diff_command)
