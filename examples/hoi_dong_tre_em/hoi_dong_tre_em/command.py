"""`cpkit hoi-dong`: members on a day, a meeting, the meetings of a year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from cpkit.commands.context import with_store
from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, say, show, table
from cpkit.commands.typed import read_day
from cpkit.errors import Misused
from cpkit.store.identifiers import show_id
from cpkit.times import today
from cpkit.vietnamese import show_date
from hoi_dong_tre_em.council import meet, meetings, members

if TYPE_CHECKING:
    from cpkit.store import Store

ROLES = {"chu_tich": "Chủ tịch", "pho_chu_tich": "Phó chủ tịch", "thanh_vien": "Thành viên"}
EXAMPLES = ("hoi-dong members", 'hoi-dong meet TC-KM-00001-B --date 12/10/2025 --title "Góp ý sân chơi"')


@click.group("hoi-dong", help=with_example("Hội đồng trẻ em: thành viên, kỳ họp.", *EXAMPLES))
def command() -> None:
    """The group itself."""


@command.command("members", help=with_example("Ai đang trong nhiệm kỳ.", "hoi-dong members --on 1/10/2025"))
@click.option("--on", "day", metavar="NGÀY", help="Vào ngày này; mặc định là hôm nay.")
@json_option
@with_store
def members_command(store: Store, day: str | None, as_json: bool) -> None:
    """The members of every council on a day; who looked is recorded."""
    found = members(store, read_day(day) if day else today())
    store.look("hoi-dong members")
    ids = [(show_id("organisations", one.council), show_id("children", one.child)) for one in found]
    if as_json:
        rows = zip(ids, found, strict=True)
        emit_json([
            {"council": council, "child": child, "role": one.role, "from": one.begins, "to": one.ends}
            for (council, child), one in rows
        ])  # fmt: skip
    elif found:
        names = [store.table("children").get(doc_id=one.child)["name"] for one in found]
        lines = [
            (council, child, name, ROLES[one.role], show_date(one.ends))
            for (council, child), name, one in zip(ids, names, found, strict=True)
        ]
        table(("Hội đồng", "Mã", "Họ và tên", "Vai trò", "Đến ngày"), lines, whole=("Hội đồng", "Mã"))
    else:
        say("Không có ai trong nhiệm kỳ.")


@command.command("meet", help=with_example("Ghi một kỳ họp: mọi thành viên, trừ em vắng.", EXAMPLES[1]))
@click.argument("council", metavar="HỘI-ĐỒNG")
@click.option("--date", "day", metavar="NGÀY", help="Ngày họp (bắt buộc).")
@click.option("--title", help="Nội dung họp (bắt buộc).")
@click.option("--place", default="", help="Nơi họp.")
@click.option("--absent", multiple=True, metavar="MÃ", help="Em vắng; nêu được nhiều lần.")
@json_option
@with_store
def meet_command(
    store: Store, council: str, day: str | None, title: str | None, place: str, absent: tuple[str, ...], as_json: bool
) -> None:
    """Record the meeting as an activity."""
    if not day or not title:
        raise Misused("Cần --date và --title.")
    away = [store.read_id("children", text) for text in absent]
    number = meet(store, store.read_id("organisations", council), read_day(day), title, absent=away, place=place)
    shown = show_id("activities", number)
    if as_json:
        emit_json({"id": shown, "attended": len(store.table("activities").get(doc_id=number)["attended"])})
    else:
        show(f"Đã ghi kỳ họp {shown}.")


@command.command("meetings", help=with_example("Các kỳ họp trong năm.", "hoi-dong meetings --year 2025"))
@click.option("--year", type=int, help="Năm; mặc định là năm nay.")
@json_option
@with_store
def meetings_command(store: Store, year: int | None, as_json: bool) -> None:
    """The meetings of one year, with how many came."""
    year = year or today().year
    found = meetings(store, date(year, 1, 1), date(year, 12, 31))
    store.look("hoi-dong meetings")
    rows = [{"date": one["date"], "title": one["title"], "attended": len(one["attended"])} for one in found]
    if as_json:
        emit_json(rows)
    else:
        lines = [(show_date(date.fromisoformat(row["date"])), row["title"], row["attended"]) for row in rows]
        table(("Ngày", "Nội dung", "Số em dự"), lines, title=f"{year} ({len(rows)})", right=("Số em dự",))
