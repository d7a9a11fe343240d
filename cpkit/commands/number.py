"""`cpkit number`: how far the number series of documents are, and setting them to the office's own book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import with_store
from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import ask_text, emit_json, interactive, say, show, table
from cpkit.errors import Misused
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from datetime import date

    from cpkit.cases.numbers import Paper, SeriesState
    from cpkit.store import Store

year_option = click.option("--year", type=click.IntRange(2017, 2100), help=_("Năm; mặc định: năm nay."))


@click.group(
    help=with_example(
        _("""Số của văn bản: mỗi loại (QĐ, BC, BB) một dãy số trong năm, từ 01 (Nghị định 30/2020).

Số được cấp khi in (case print --number) hoặc khi ghi quyết định (case approve); không số nào cấp hai lần."""),
        "number list",
        "number set QĐ 24",
    )
)
def command() -> None:
    """Holds `list` and `set`."""


@command.command(
    "list",
    help=with_example(
        _("Các dãy số của năm: số cuối, số tiếp theo, văn bản nào mang số nào."),
        "number list",
        "number list --year 2025 --json",
    ),
)
@year_option
@json_option
@with_store
def list_command(store: Store, year: int | None, as_json: bool) -> None:
    """Every series of a year."""
    from cpkit.cases.numbers import kinds, state

    states = [state(store, kind, year or today().year) for kind in kinds()]
    if as_json:
        emit_json([_json(each) for each in states])
        return
    rows = [[each.kind, str(each.last), str(each.last + 1), str(len(each.given))] for each in states]
    table([_("Loại"), _("Số cuối"), _("Số tiếp theo"), _("Văn bản trong kho")], rows)
    for each in states:
        for document in each.given:
            show(_told(document))


def _told(document: Any) -> str:
    """ "25/QĐ-UBND  CA-KM-00001-B, mau_05"."""
    from cpkit.cases.numbers import all_series, told

    return f"{all_series()[document['form']].shown(document['number'])}  {told(document)}"


def _json(state: SeriesState) -> dict[str, Any]:
    from cpkit.cases.numbers import all_series, told

    series = all_series()
    given = [
        {"number": series[each["form"]].shown(each["number"]), "form": each["form"], "record": told(each).split(",")[0]}
        for each in state.given
    ]
    return {"kind": state.kind, "year": state.year, "last": state.last, "next": state.last + 1, "given": given}


@command.command(
    "set",
    help=with_example(
        _("""Đặt số cuối theo sổ văn thư của đơn vị; số tiếp theo là số liền sau.

Dùng khi văn phòng giữ một sổ chung: đã ban hành đến quyết định số 24 thì ghi 24, cpkit cấp tiếp 25."""),
        "number set QĐ 24",
        "number set BC 130 --year 2026",
    ),
)
@click.argument("kind", metavar=_("LOẠI"))
@click.argument("last", type=int, metavar=_("SỐ CUỐI"))
@year_option
@with_store
def set_command(store: Store, kind: str, last: int, year: int | None) -> None:
    """The office's book is at this number."""
    from cpkit.cases.numbers import read_kind, set_last, state

    found, of_year = read_kind(kind), year or today().year
    set_last(store, found, of_year, last)
    following = state(store, found, of_year).last + 1
    say(_("Loại {kind}, năm {year}: số tiếp theo là {number}.").format(kind=found, year=of_year, number=following))


def asked_number(store: Store, paper: Paper | None, day: date) -> str:
    """The number of a decision of `day`, asked in a terminal with its own or the next one offered.

    Misused, naming `--number`, without a terminal.
    """
    from cpkit.cases.numbers import next_number, number_of

    question = _("Số quyết định")
    if not interactive():
        raise Misused(_("Còn thiếu: {names}.").format(names=f"--number ({question})"))
    offered = (number_of(store, paper) or next_number(store, paper.form, day)) if paper else ""
    return ask_text(question, option="--number", default=offered, check=lambda typed: bool(typed.strip()))
