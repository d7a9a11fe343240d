"""`cpkit ten-tien-ich`: the forms filled in a year, for people and as JSON."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cpkit.commands.context import with_store
from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, table
from cpkit.forms import entries
from cpkit.times import today
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from cpkit.store import Store

FORM = "ten_tien_ich"


@click.command("ten-tien-ich", help=with_example("Các phiếu đã ghi trong năm.", "ten-tien-ich --year 2025"))
@click.option("--year", type=int, help="Năm; mặc định là năm nay.")
@json_option
@with_store
def command(store: Store, year: int | None, as_json: bool) -> None:
    """List the forms of one year; who looked is recorded, for they are about children."""
    year = year or today().year
    found = entries.listed(store, FORM, first=date(year, 1, 1), last=date(year, 12, 31))
    store.look("ten-tien-ich")
    rows = [entries.outward(one) for one in found]
    if as_json:
        emit_json(rows)
    else:
        lines = [(row["id"], row["subject"], show_date(date.fromisoformat(row["on"]))) for row in rows]
        table(("Phiếu", "Trẻ", "Ngày"), lines, title=str(year))
