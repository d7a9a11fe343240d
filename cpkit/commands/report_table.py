"""`cpkit report table`: tables of the ward's own making - rows × columns × conditions × what is counted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands import output
from cpkit.commands.context import current_session, with_store
from cpkit.commands.options import json_option, with_example
from cpkit.commands.report_period import PeriodAsked, period_options, read_period
from cpkit.commands.report_source import known_at_option, reading
from cpkit.errors import Misused
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.reports.declared import Declared
    from cpkit.reports.facets import Facet
    from cpkit.reports.folds import Row, Table
    from cpkit.reports.report import Report
    from cpkit.store import Store

NEW_HELP = _("""Lập một biểu: dòng × cột × điều kiện × đếm gì, từ mọi việc có ngày tháng. Không cần lập trình.

--over: children (trẻ đang sống ở địa bàn vào ngày chốt), cases, intakes, interventions, activities, organisations,
workers, households, events, hoặc entries:BIỂU-MẪU (phiếu đã ghi). Thêm /PHẦN-LẶP để đếm từng dòng của phần lặp. Tên
trường: cpkit report table fields LOẠI.

--measure: count (đếm), sum:TRƯỜNG (cộng), distinct:TRƯỜNG (số khác nhau), children (số trẻ, mỗi em một lần).
--where: TRƯỜNG=a,b (một trong các giá trị), !=, <, <=, >, >=; TRƯỜNG= là chưa ghi. --bands: khoảng tuổi hay khoảng số.
Biểu lưu lại (--save) có tờ riêng trong báo cáo của mọi kỳ.

\b
Thí dụ:
  cpkit report table new "Khuyết tật theo bản" --over children --rows hamlet
      --columns sex --where group=4 --year 2025 --save
  cpkit report table new --over children --rows age --bands 0-5,6-10,11-15
      --columns sex --year 2025
  cpkit report table new --over interventions --rows service --columns month
      --measure count --measure sum:amount --year 2025 --out kinh-phi.xlsx
  cpkit report table new --over entries:khao_sat --rows swims --columns child.sex
      --quarter 1/2025 --json""")

exact_option = click.option("--exact", is_flag=True, help=_("Không che các số nhỏ trong biểu về ca."))
out_option = click.option(
    "--out", type=click.Path(path_type=Path), metavar=_("TỆP"), help=_("Ghi vào tệp này: .xlsx, .csv hoặc .json.")
)


@click.group(
    "table",
    help=with_example(
        _("Biểu tự lập: chọn dòng, cột, điều kiện và điều cần đếm; lưu lại để có trong báo cáo."),
        "report table new --over children --rows hamlet --columns sex --year 2025",
        "report table list",
        'report table show "Khuyết tật theo bản" --year 2025',
        'report table remove "Khuyết tật theo bản"',
    ),
)
def command() -> None:
    """The group."""


@command.command("new", help=NEW_HELP)
@click.argument("name", required=False, metavar=_("TÊN"))
@click.option("--over", metavar=_("LOẠI"), help=_("Đếm gì: children, cases, activities, entries:BIỂU-MẪU…"))
@click.option("--rows", multiple=True, metavar=_("TRƯỜNG"), help=_("Trường của các dòng; nhiều trường thì lồng nhau."))
@click.option("--columns", multiple=True, metavar=_("TRƯỜNG"), help=_("Trường của các cột (không bắt buộc)."))
@click.option("--where", multiple=True, metavar=_("ĐIỀU KIỆN"), help=_("Chỉ tính những gì như vậy: group=4, age>=6."))
@click.option("--measure", "measures", multiple=True, metavar=_("ĐẾM GÌ"), help=_("count, sum:TRƯỜNG, children…"))
@click.option("--bands", metavar="0-5,6-10", help=_("Khoảng tuổi hoặc khoảng số, cách nhau bằng dấu phẩy."))
@click.option(
    "--when", type=click.Choice(("period", "during", "cutoff")), default="period",
    help=_("Bắt đầu trong kỳ, có trong kỳ, hay đang có vào ngày chốt."),
)  # fmt: skip
@click.option("--save", is_flag=False, flag_value="", metavar=_("TÊN"), help=_("Lưu biểu dưới tên này."))
@period_options
@known_at_option
@exact_option
@out_option
@json_option
@with_store
def new_command(store: Store, /, name: str | None, period: PeriodAsked, save: str | None, **chosen: Any) -> None:
    """Count a table, show it or write it, keep it where asked to."""
    from cpkit.reports import own_tables

    name = name or save or None
    if save is not None and not name:
        raise Misused(_("Hãy đặt tên cho biểu cần lưu: --save TÊN."))
    declared = _declared(name, chosen)
    report = _counted(store, declared, period, chosen)
    if save is not None and name:
        replaced = own_tables.save(store, name, declared)
        sentence = _("Đã thay biểu “{name}”.") if replaced else _("Đã lưu biểu “{name}”; báo cáo sẽ có tờ này.")
        output.say(sentence.format(name=own_tables.check_name(name)))
    _deliver(store, report, chosen)


def _declared(name: str | None, chosen: dict[str, Any]) -> Declared:
    """What was asked for as a declaration; in a terminal what is missing is asked from what there is."""
    from cpkit.commands.report_table_ask import ask_missing
    from cpkit.reports.declared import Declared, read_measure
    from cpkit.reports.own_tables import PREFIX, check_name, id_of

    if not chosen["over"] or not chosen["rows"]:
        if not current_session().interactive:
            missing = [option for option in ("over", "rows") if not chosen[option]]
            raise Misused(_("Còn thiếu: {names}.").format(names=", ".join(f"--{option}" for option in missing)))
        chosen.update(ask_missing(chosen))
    bands = tuple(filter(None, (one.strip() for one in (chosen["bands"] or "").split(","))))
    measures = tuple(read_measure(text) for text in chosen["measures"] or ("count",))
    declared = Declared(
        id=id_of(check_name(name)) if name else f"{PREFIX}table", title={"vi": check_name(name)} if name else {},
        over=chosen["over"], rows=tuple(chosen["rows"]), columns=tuple(chosen["columns"]),
        where=tuple(chosen["where"]), measures=measures, bands=bands, when=chosen["when"],
    )  # fmt: skip
    return declared if name else _titled(declared)


def _titled(declared: Declared) -> Declared:
    """The declaration with a title made of its fields, where the officer gave none."""
    import msgspec

    from cpkit.reports.cross import plan_of

    plan = plan_of(declared)
    fields = " × ".join(facet.title.lower() for facet in (*plan.rows, *plan.columns))
    title = _("{counted} theo {fields}").format(counted=plan.kind.counted, fields=fields)
    return msgspec.structs.replace(declared, title={"vi": title})


def _counted(store: Store, declared: Declared, asked: PeriodAsked, chosen: dict[str, Any]) -> Report:
    from cpkit.reports.cross import plan_of
    from cpkit.reports.table_file import report_of_table

    plan_of(declared)  # what is wrong with it is said before the period is asked
    period = read_period(asked)
    with reading(store, chosen["known_at"]) as view:
        return report_of_table(view, period, declared, exact=chosen["exact"], today=today())


def _deliver(store: Store, report: Report, chosen: dict[str, Any]) -> None:
    """To the file named, as JSON, or to the screen; on record as a look."""
    from cpkit.reports import table_file
    from cpkit.reports.files import write_out

    out: Path | None = chosen["out"]
    if out is not None:
        write_out(out, table_file.encode(report, table_file.format_of(out)))
        output.show(_("Đã ghi biểu vào {path}").format(path=out))
    elif chosen["as_json"]:
        output.emit_json(table_file.document(report))
    else:
        show_table(report)
    store.look("report table", (report.tables[0].id, report.period.slug))
    if not report.reconciled:
        output.warn(_("Biểu có số liệu không khớp: hãy báo cho người làm chương trình."))


MOST_COLUMNS = 6
"""Columns of figures that stand beside each other in 80 columns; a wider table is shown in pieces."""


def show_table(report: Report) -> None:
    """The table in 80 columns: a wide one without its empty columns, in pieces that each name the rows."""
    (whole,) = report.tables
    table = _without_empty(whole)
    if report.practice:
        output.show(_("THỰC HÀNH: số liệu không có thật"))
    output.show_wrapped(f"{table.title} – {report.period.title}", "")
    for start in range(0, len(table.columns), MOST_COLUMNS):
        _show_piece(table, start)
    if len(table.columns) < len(whole.columns):
        output.show_wrapped("- " + _("Cột không có số liệu chỉ có trong tệp (--out)."), "")
    for note in table.notes:
        output.show_wrapped(f"- {note}", "")


def _without_empty(table: Table) -> Table:
    """A table too wide for the screen without the columns in which nothing was counted."""
    from dataclasses import replace

    if len(table.columns) <= MOST_COLUMNS:
        return table
    lines = (*table.rows, *table.totals)
    kept = [at for at, _column in enumerate(table.columns) if any(row.cells[at] for row in lines)]
    kept = kept or [len(table.columns) - 1]

    def narrowed(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(replace(row, cells=tuple(row.cells[at] for at in kept)) for row in rows)

    columns = tuple(table.columns[at] for at in kept)
    return replace(table, columns=columns, rows=narrowed(table.rows), totals=narrowed(table.totals))


def _show_piece(table: Table, start: int) -> None:
    columns = table.columns[start : start + MOST_COLUMNS]
    titles = [table.heading, *(column.full_title for column in columns)]
    lines = [[row.title, *_cells(row, start)] for row in (*table.rows, *table.totals)]
    output.table(titles, lines, right=set(titles[1:]))


def _cells(row: Row, start: int) -> list[str]:
    from cpkit.vietnamese import show_number

    cells = row.cells[start : start + MOST_COLUMNS]
    return ["–" if cell is None else cell if isinstance(cell, str) else show_number(cell) for cell in cells]


@command.command("list", help=with_example(_("Các biểu đã lưu."), "report table list"))
@json_option
@with_store
def list_command(store: Store, as_json: bool) -> None:
    """The kept tables."""
    from cpkit.reports.own_tables import saved

    found = saved(store)
    if as_json:
        output.emit_json([{"name": one.name, **_parts(one.declared)} for one in found])
    elif found:
        rows = [(one.name, one.declared.over, *map(", ".join, _fields(one.declared))) for one in found]
        output.table([_("Tên"), _("Đếm"), _("Dòng"), _("Cột"), _("Điều kiện")], rows)
    else:
        output.say(_("Chưa lưu biểu nào."))


def _fields(declared: Declared) -> tuple[tuple[str, ...], ...]:
    return declared.row_fields, declared.column_fields, declared.where


def _parts(declared: Declared) -> dict[str, Any]:
    measures = [f"{one.measure}:{one.field}" if one.field else one.measure for one in declared.measures]
    return {
        "id": declared.id, "over": declared.over, "rows": declared.row_fields, "columns": declared.column_fields,
        "where": declared.where, "measures": measures, "bands": declared.bands, "when": declared.when,
    }  # fmt: skip


@command.command(
    "show", help=with_example(_("Lập lại một biểu đã lưu cho một kỳ."), 'report table show "Khuyết tật" --year 2025')
)
@click.argument("name", metavar=_("TÊN"))
@period_options
@known_at_option
@exact_option
@out_option
@json_option
@with_store
def show_command(store: Store, /, name: str, period: PeriodAsked, **chosen: Any) -> None:
    """Count a kept table anew."""
    from cpkit.reports.own_tables import get

    _deliver(store, _counted(store, get(store, name).declared, period, chosen), chosen)


@command.command("remove", help=with_example(_("Bỏ một biểu đã lưu."), 'report table remove "Khuyết tật theo bản"'))
@click.argument("name", metavar=_("TÊN"))
@with_store
def remove_command(store: Store, name: str) -> None:
    """Take a kept table away."""
    from cpkit.reports.own_tables import get, remove

    known = get(store, name).name
    remove(store, name)
    output.say(_("Đã bỏ biểu “{name}”.").format(name=known))


@command.command(
    "fields",
    help=with_example(
        _("Các trường dùng được cho dòng, cột và điều kiện của một loại."),
        "report table fields children",
        "report table fields entries:khao_sat",
    ),
)
@click.argument("over", metavar=_("LOẠI"))
@json_option
def fields_command(over: str, as_json: bool) -> None:
    """The fields that a table over one kind of thing may name."""
    from cpkit.commands.report_table_ask import facets_of

    found = facets_of(over)
    if as_json:
        output.emit_json([{"name": one.name, "title": one.title, "type": one.sort} for one in found])
        return
    rows = [(one.name, one.title, _values(one)) for one in found]
    output.table([_("Trường"), _("Tên"), _("Giá trị")], rows, whole=[_("Trường")])


def _values(facet: Facet) -> str:
    """The values of a field as far as a line of a table holds them."""
    import textwrap

    sorts = {"number": _("số"), "day": _("ngày"), "record": _("mã"), "text": _("chữ"), "code": _("mã")}
    if facet.private:
        return _("chỉ hỏi được: có ghi hay chưa")
    known = ", ".join(place for place, _title in facet.known)
    return textwrap.shorten(known, 60, placeholder=" …") if known else sorts.get(facet.sort, "")
