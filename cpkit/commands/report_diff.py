"""`cpkit report diff`: what has changed since a report was sent, by which record, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import with_store
from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, show, show_wrapped
from cpkit.commands.report_freeze import shown
from cpkit.commands.report_source import reading
from cpkit.errors import Refused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.reports.differences import Differences, FigureDifference, RecordDifference
    from cpkit.reports.frozen import FrozenReport
    from cpkit.store import Store

DIFF_HELP = _("""Từ khi gửi báo cáo, con số nào đổi và vì hồ sơ nào; ai sửa, lúc nào.

Không nêu mã thì so với báo cáo chốt gần nhất.""")

MOST = 20
"""Records shown of one figure."""


@click.command("diff", help=with_example(DIFF_HELP, "report diff", "report diff BC-KM-00001-X --json"))
@click.argument("report_id", metavar=_("[MÃ]"), required=False)
@json_option
@with_store
def command(store: Store, report_id: str | None, as_json: bool) -> None:
    """Make the report again and say what is not as it was sent."""
    from cpkit.reports.differences import differences
    from cpkit.reports.frozen import TABLE, read_frozen
    from cpkit.reports.making import make_letter

    doc_id = store.read_id(TABLE, report_id) if report_id else _latest(store)
    kept = read_frozen(store, doc_id)
    with reading(store, None) as view:
        report, standings = make_letter(store, view, kept.as_period(), None, exact=kept.exact)
    found = differences(store, kept, report, standings)
    store.look("report diff", (shown(doc_id),))
    if as_json:
        emit_json({"report": shown(doc_id), **_outward(found)})
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
