"""`cpkit vang-gia`: which households are to be visited, and the visits of a year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import with_store
from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, say, table
from cpkit.commands.typed import read_day
from cpkit.store.identifiers import show_id
from cpkit.times import today
from cpkit.vietnamese import show_date
from vang_gia.schedule import FORM, Due, due

if TYPE_CHECKING:
    from cpkit.store import Store

RISKS = {"cao": "Cao", "trung_binh": "Trung bình", "thap": "Thấp"}


@click.group(
    "vang-gia",
    help=with_example("Vãng gia: lịch thăm hộ và các lần đã thăm.", "vang-gia due", "vang-gia list --year 2025"),
)
def command() -> None:
    """The group itself."""


@command.command(
    "due", help=with_example("Các hộ đến lịch thăm, hộ chưa thăm lần nào đứng đầu.", "vang-gia due --within 14")
)
@click.option("--as-of", metavar="NGÀY", help="Tính đến ngày này; mặc định là hôm nay.")
@click.option("--within", type=click.IntRange(min=0), default=0, help="Cả những hộ đến lịch trong số ngày tới.")
@json_option
@with_store
def due_command(store: Store, as_of: str | None, within: int, as_json: bool) -> None:
    """What is to be done next; who looked is recorded."""
    day = read_day(as_of) if as_of else today()
    found = due(store, day + timedelta(days=within))
    store.look("vang-gia due")
    heads = {one.household: store.table("households").get(doc_id=one.household) for one in found}
    if as_json:
        emit_json([_outward(one, heads[one.household]) for one in found])
    elif found:
        rows = [_line(one, heads[one.household], day) for one in found]
        table(("Hộ", "Chủ hộ", "Tổ, bản", "Đến lịch", "Lần cuối", "Nguy cơ"), rows, whole=("Hộ",))
    else:
        say("Không có hộ nào đến lịch thăm.")


@command.command("list", help=with_example("Các lần thăm trong năm.", "vang-gia list --year 2025"))
@click.option("--year", type=int, help="Năm; mặc định là năm nay.")
@json_option
@with_store
def list_command(store: Store, year: int | None, as_json: bool) -> None:
    """The visits of one year."""
    from cpkit.forms import entries

    year = year or today().year
    found = entries.listed(store, FORM, first=date(year, 1, 1), last=date(year, 12, 31))
    store.look("vang-gia list")
    rows = [entries.outward(one) for one in found]
    if as_json:
        emit_json(rows)
    else:
        lines = [
            (row["id"], row["subject"], show_date(date.fromisoformat(row["on"])), RISKS[row["answers"]["nguy_co"]])
            for row in rows
        ]
        table(("Phiếu", "Hộ", "Ngày", "Nguy cơ"), lines, title=f"Vãng gia {year} ({len(rows)})")


def _outward(one: Due, household: dict[str, Any]) -> dict[str, Any]:
    never = one.last is None
    return {
        "household": show_id("households", one.household),
        "hamlet": household.get("hamlet"),
        "due": None if never else one.on.isoformat(),
        "last": one.last.isoformat() if one.last else None,
        "risk": one.risk,
    }


def _line(one: Due, household: dict[str, Any], day: date) -> tuple[str | None, ...]:
    when = "chưa thăm" if one.last is None else show_date(one.on) + (" (quá)" if one.on < day else "")
    last, risk = show_date(one.last) if one.last else "–", RISKS.get(one.risk or "", "–")
    return show_id("households", one.household), household["head"], household.get("hamlet"), when, last, risk
