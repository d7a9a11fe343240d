"""`cpkit report why`: the records behind a figure, the work list of those missing from it, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands import output
from cpkit.commands.context import with_store
from cpkit.commands.report_period import PeriodAsked, period_options, read_period
from cpkit.commands.report_source import known_at_option, reading
from cpkit.errors import Misused
from cpkit.language import _, label
from cpkit.vietnamese import show_number

if TYPE_CHECKING:
    from datetime import datetime

    from cpkit.reports.exclusions import Exclusions
    from cpkit.reports.folds import TableSpec
    from cpkit.reports.making import View
    from cpkit.reports.periods import Period
    from cpkit.reports.report import Design
    from cpkit.reports.why import Member, Opened
    from cpkit.store import Store

HELP = _("""Con số này từ đâu ra: hồ sơ đứng sau một chỉ tiêu hay một ô của biểu, và hồ sơ còn thiếu để đạt mục tiêu.

\b
Thí dụ:
  cpkit report why a2 --year 2025
  cpkit report why a3 --year 2025 --confidential
  cpkit report why a3 --year 2025 --part numerator
  cpkit report why b1 --year 2025 --known-at 18/11/2025
  cpkit report why groups --row 4 --column nam_kinh --year 2025
  cpkit report why cases_by_kind --column opened --year 2025 --confidential
  cpkit report why --excluded --year 2025
  cpkit report why --excluded moved --year 2025

Không ghi --part thì in danh sách việc cần làm: ai còn thiếu, thiếu gì, hạn nào, theo điều nào; rồi đến hồ sơ chưa kết
luận được. missing + untold + numerator = denominator: còn thiếu + chưa kết luận + tử số = mẫu số. Nêu mã của một
biểu với --row, --column (mã hay tên) thì in hồ sơ đứng sau ô ấy; bỏ trống là dòng tổng, cột tổng. Ô về ca, về nhóm mật
cần --confidential. Mỗi lần xem đều được ghi vào sổ.""")

SCREEN = 100
"""Lines of a list on the screen unless --all."""
COLUMNS: dict[str, tuple[int, ...]] = {
    "child": (1, 2, 5), "victim": (1, 2), "hit": (1, 2), "organisation": (1, 2), "worker": (1, 2), "household": (1, 2),
    "filled": (1, 2, 3),
}  # fmt: skip
"""Which particulars of the internal workbook stand on the screen, after the id."""
GROUP_COLUMN = 6


@dataclass(frozen=True)
class Asked:
    """What the command line asked for."""

    part: str | None
    known_at: str | None
    confidential: bool
    every: bool
    as_json: bool
    row: str | None = None
    column: str | None = None


@click.command("why", help=HELP)
@click.argument("indicator", required=False, metavar=_("[CHỈ TIÊU|BIỂU]"))
@click.option("--row", metavar=_("DÒNG"), help=_("Của một biểu: dòng nào, mã hoặc tên."))
@click.option("--column", metavar=_("CỘT"), help=_("Của một biểu: cột nào, mã hoặc tên."))
@click.option(
    "--part", type=click.Choice(("missing", "untold", "numerator", "denominator")),
    help=_("Phần nào: còn thiếu, chưa kết luận, tử số, mẫu số."),
)  # fmt: skip
@click.option(
    "--excluded", is_flag=False, flag_value="*", metavar=_("[LÝ DO]"), help=_("Những hồ sơ không tính, và vì sao.")
)
@period_options
@known_at_option
@click.option("--confidential", is_flag=True, help=_("Có cả HIV, xâm hại tình dục và người trong ca."))
@click.option("--all", "every", is_flag=True, help=_("In hết, không dừng ở {n} dòng.").format(n=SCREEN))
@click.option("--json", "as_json", is_flag=True, help=_("In dạng JSON."))
@with_store
def command(store: Store, /, indicator: str | None, excluded: str | None, period: PeriodAsked, **options: Any) -> None:
    """Show the records behind a figure, or those the report leaves out."""
    asked = Asked(**options)
    if excluded is not None:
        if indicator or asked.part or asked.row or asked.column:
            raise Misused(_("--excluded là danh sách chung của báo cáo: không ghi chỉ tiêu và --part."))
        _show_excluded(store, excluded, read_period(period), asked)
    elif indicator is None:
        raise Misused(_("Hãy ghi chỉ tiêu, thí dụ: cpkit report why a3 --year 2025; hoặc --excluded."))
    else:
        _why(store, indicator, read_period(period), asked)


def _why(store: Store, text: str, period: Period, asked: Asked) -> None:
    from cpkit.reports.making import design_of
    from cpkit.reports.why import find_indicator, open_figure

    if _why_cell(store, text, period, asked):
        return
    with reading(store, asked.known_at) as view:
        design = design_of(view.source, period)
        indicator = find_indicator(design, text)
        opened = open_figure(view.source, store.settings, period, design, indicator, confidential=asked.confidential)
    parts = [asked.part] if asked.part else ["missing", "untold"]
    if asked.as_json:
        output.emit_json(_document(view, opened, period, parts))
    else:
        _show_head(store, period, view.known_at)
        _show_figure(opened)
        _show_parts(opened, parts, asked)
    _look(store, opened, period, parts, asked)


def _why_cell(store: Store, text: str, period: Period, asked: Asked) -> bool:
    """Show the records behind a cell; whether `text` is a table at all."""
    from cpkit.commands.report_why_cell import cell_document, show_cell
    from cpkit.reports.making import design_of
    from cpkit.reports.why_cell import find_table, open_cell

    limit = None if asked.every or asked.as_json else SCREEN
    with reading(store, asked.known_at) as view:
        design = design_of(view.source, period)
        spec = find_table(design, text)
        _refuse_of_other(spec, design, asked)
        if spec is None:
            return False
        opened = open_cell(
            view.source, view.settings, period, spec, asked.row, asked.column, confidential=asked.confidential,
            limit=limit,
        )  # fmt: skip
    if asked.as_json:
        output.emit_json({**_basis(view, period), **cell_document(opened)})
    else:
        _show_head(store, period, view.known_at)
        show_cell(opened, limit)
    action = "report why --confidential" if asked.confidential else "report why"
    shown = dict.fromkeys(one.id for one in opened.members if one.id)
    store.look(action, (f"{opened.table.id} {opened.row.id} {opened.column.id}", period.slug, *shown))
    return True


def _refuse_of_other(spec: TableSpec | None, design: Design, asked: Asked) -> None:
    """Misused: what belongs to a table asked of an indicator, or the other way about."""
    if spec is None and (asked.row or asked.column):
        tables = ", ".join(one.id for one in design.tables)
        raise Misused(_("--row, --column là của một biểu; các biểu: {tables}.").format(tables=tables))
    if spec is not None and asked.part:
        raise Misused(_("--part là của một chỉ tiêu, không phải của biểu."))


def _look(store: Store, opened: Opened, period: Period, parts: Sequence[str], asked: Asked) -> None:
    """Put on record which figure was opened and whose records were listed."""
    listed = [one.id for part in parts for one in opened.part(part) if one.id]
    shown = listed if asked.every or asked.as_json else listed[:SCREEN]
    action = "report why --confidential" if asked.confidential else "report why"
    store.look(action, (opened.figure.indicator.id, period.slug, *shown))


def _show_head(store: Store, period: Period, known_at: datetime | None) -> None:
    from cpkit.reports.words import dates_words

    if store.settings.practice:
        output.show(_("THỰC HÀNH: số liệu không có thật"))
    output.show(f"{store.settings.unit_name} - {period.title}")
    _wrapped(dates_words(period, known_at))


def _show_figure(opened: Opened) -> None:
    """The figure with its target, how it is counted and on what that rests."""
    from cpkit.reports.words import target_words, value_words, verdict_words

    figure = opened.figure
    indicator = figure.indicator
    output.show("")
    _wrapped(f"{indicator.id}. {label(indicator.title)}")
    ends = [show_number(end) for end in (figure.numerator, figure.denominator) if end is not None]
    fraction = "" if figure.denominator is None else f" ({'/'.join(ends)})"
    sentence = _("Kết quả: {value}{fraction}. Mục tiêu: {target}. {verdict}.")
    target, verdict = target_words(figure.target, indicator.measure), verdict_words(figure.verdict)
    _wrapped(sentence.format(value=value_words(figure), fraction=fraction, target=target, verdict=verdict))
    _wrapped(_("Cách tính: {text}").format(text=label(indicator.definition)))
    _wrapped(_("Căn cứ: {text}").format(text=indicator.basis))
    for note in figure.notes:
        _wrapped(f"- {note}")


def _show_parts(opened: Opened, parts: Sequence[str], asked: Asked) -> None:
    if opened.figure.indicator.share is None:
        _wrapped(_("Chỉ tiêu này không có cách đếm, nên không có hồ sơ nào đứng sau."))
        return
    if opened.empty:
        _wrapped(_("Trong kỳ này không có hồ sơ nào để tính chỉ tiêu này."))
        return
    for part in parts:
        if asked.part or part == "missing" or opened.part(part):
            _show_part(opened, part, asked)
    _show_unnamed(opened)


def _show_part(opened: Opened, part: str, asked: Asked) -> None:
    """One list: first who lacks something, and in one sentence those of whom nothing is asked."""
    chosen = opened.part(part)
    idle = [one for one in chosen if one.lacking == ()] if part in ("missing", "untold") else []
    work = [one for one in chosen if one.lacking != ()] if idle else chosen
    output.show("")
    output.show(_part_title(part).format(n=show_number(sum(one.weight for one in work))))
    _show_members(opened, chosen if asked.every else work, part, asked)
    if idle:
        _show_idle(opened, sum(one.weight for one in idle))


def _show_idle(opened: Opened, count: int) -> None:
    """How many are outside the part though nothing is asked of them."""
    target, aim = opened.figure.target, opened.figure.indicator.aim
    if target is not None and (target.op == "<" or aim == "fewer"):
        sentence = _("{n} hồ sơ ngoài tử số. Mục tiêu này là càng ít càng tốt: hãy xem tử số bằng --part numerator.")
    else:
        sentence = _("{n} hồ sơ khác ngoài tử số nhưng không có việc gì cần làm; xem bằng --all.")
    _wrapped(sentence.format(n=show_number(count)))


def _part_title(part: str) -> str:
    return {
        "missing": _("CÒN THIẾU: {n}"),
        "untold": _("CHƯA KẾT LUẬN ĐƯỢC: {n}"),
        "numerator": _("TỬ SỐ, hồ sơ có tên: {n}"),
        "denominator": _("MẪU SỐ: {n}"),
    }[part]


def _show_members(opened: Opened, chosen: Sequence[Member], part: str, asked: Asked) -> None:
    from cpkit.reports.why import words_of_all

    if not chosen:
        return
    if opened.figure.indicator.over == "unit":
        for words in (words for one in chosen for words in one.lacking or ()):
            _wrapped(f"- {words}")
        return
    common = words_of_all(chosen) if part in ("missing", "untold") else ()
    for words in common or ():
        _wrapped(_("Tất cả: {words}.").format(words=words) if len(chosen) > 1 else f"- {words}.")
    shown = chosen if asked.every else chosen[:SCREEN]
    _table(opened.figure.indicator.over, shown, lacking=common is None or (common == () and part == "denominator"))
    if len(chosen) > len(shown):
        output.show(_("Còn {n} dòng nữa: thêm --all để in hết, hoặc --json.").format(n=len(chosen) - len(shown)))


def _table(over: str, chosen: Sequence[Member], *, lacking: bool) -> None:
    from cpkit.reports.evidence import SHEETS

    names = SHEETS[over][1]() if over in SHEETS else ()
    columns = COLUMNS.get(over, ())
    if over == "child" and not lacking and any(one.cells[GROUP_COLUMN] for one in chosen):
        columns = (*columns, GROUP_COLUMN)
    heads = [_("Mã"), *(names[column] for column in columns), *([_("Còn thiếu")] if lacking else [])]
    rows = (
        (one.id, *(one.cells[column] for column in columns), *(["; ".join(one.lacking or ())] if lacking else []))
        for one in chosen
    )
    output.table(heads, rows, whole=heads[:1])


def _show_unnamed(opened: Opened) -> None:
    """The activities whose heads have no names, and what of them the figure counts."""
    from cpkit.reports.why import heads_of

    if not opened.heads:
        return
    output.show("")
    sentence = _("Không tên: chắc chắn {n} trẻ em nữa đã ở trong tử số, trong những lượt chỉ có số đếm:")
    _wrapped(sentence.format(n=opened.unnamed))
    for id, count in heads_of(opened.heads):
        output.show("  " + _("{n} lượt không tên, từ hoạt động {id}").format(n=count, id=id))


def _basis(view: View, period: Period) -> dict[str, Any]:
    """Whose records were looked at, of which period, as known when."""
    from cpkit.reports.json import period_document

    return {
        "unit": view.settings.unit,
        "practice": view.settings.practice,
        "period": period_document(period),
        "known_at": view.known_at,
        "ledger": {"number": view.head[0], "hash": view.head[1]},
    }


def _document(view: View, opened: Opened, period: Period, parts: Sequence[str]) -> dict[str, Any]:
    from cpkit.reports.json import indicator_document
    from cpkit.reports.why import PARTS, heads_of

    return {
        **_basis(view, period),
        "indicator": indicator_document(opened.figure),
        "counts": {part: opened.count(part) for part in PARTS},
        "unnamed": {
            "counted": opened.unnamed,
            "activities": [{"id": id, "heads": count} for id, count in heads_of(opened.heads)],
        },
        "parts": {part: [_member(opened, one) for one in opened.part(part)] for part in parts},
    }


def _member(opened: Opened, one: Member) -> dict[str, Any]:
    from cpkit.reports.evidence import SECRET

    named = opened.figure.indicator.over in ("child", "organisation", "worker")
    name = {"name": None if one.cells[1] == SECRET else one.cells[1]} if named else {}
    return {
        "id": one.id or None, **name, "share": one.share.name.lower(), "weight": one.weight,
        "lacking": None if one.lacking is None else list(one.lacking),
    }  # fmt: skip


def _show_excluded(store: Store, reason: str, period: Period, asked: Asked) -> None:
    from cpkit.reports.exclusions import REASONS, read_exclusions

    if reason != "*" and reason not in REASONS:
        sentence = _("Không có lý do “{reason}”. Các lý do: {known}.")
        raise Misused(sentence.format(reason=reason[:40], known=", ".join(REASONS)))
    with reading(store, asked.known_at) as view:
        found = read_exclusions(view.source, store.settings, period)
    chosen = found.shown(None if reason == "*" else reason)
    if asked.as_json:
        output.emit_json(_excluded_document(view, period, chosen))
    else:
        _show_head(store, period, view.known_at)
        _show_reasons(found, chosen, asked)
    listed = [line.id for lines in chosen.values() for line in (lines if asked.every else lines[:SCREEN])]
    store.look("report excluded", (period.slug, *dict.fromkeys(listed)))


def _show_reasons(_found: Exclusions, chosen: dict[str, list[Any]], asked: Asked) -> None:
    from cpkit.reports.exclusions import reason_words

    if not chosen:
        output.show(_("Không có hồ sơ nào bị để ngoài vì lý do ấy."))
    for reason, lines in chosen.items():
        output.show("")
        _wrapped(f"{reason_words(reason, len(lines))} [{reason}]")
        shown = lines if asked.every else lines[:SCREEN]
        heads = [_("Mã"), _("Họ và tên"), _("Chi tiết")]
        output.table(heads, ((line.id, line.name, line.detail) for line in shown), whole=heads[:1])
        if len(lines) > len(shown):
            output.show(_("Còn {n} dòng nữa: thêm --all để in hết, hoặc --json.").format(n=len(lines) - len(shown)))


def _excluded_document(view: View, period: Period, chosen: dict[str, list[Any]]) -> dict[str, Any]:
    return {
        **_basis(view, period),
        "excluded": {
            reason: [{"id": line.id, "name": line.name or None, "detail": line.detail} for line in lines]
            for reason, lines in chosen.items()
        },
    }


def _wrapped(text: str) -> None:
    output.show(click.wrap_text(text, output.WIDTH, subsequent_indent="  "))
