"""`cpkit report plan`: the ward's own plan for children for one year, as a Word document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpkit.commands.context import with_store
from cpkit.commands.options import with_example
from cpkit.commands.output import show, warn
from cpkit.commands.typed import read_day
from cpkit.errors import Misused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.store import Store

HELP = with_example(
    _("""Kế hoạch năm về trẻ em của xã, phường: tệp Word theo NĐ 30/2020, sửa tiếp được.

Chỉ tiêu của kế hoạch đứng bên kết quả năm trước; nhiệm vụ có người làm, thời hạn, dự toán, lấy từ các phiếu nhiem_vu và
kinh_phi của năm (cpkit report tasks). Chỉ tiêu riêng của xã, phường ghi bằng phiếu chi_tieu."""),
    "report plan --year 2026 --out ke-hoach-2026.docx",
    "report plan --year 2026 --number 05 --date 12/01/2026",
)


@click.command("plan", help=HELP)
@click.option("--year", type=click.IntRange(2022, 2100), required=True, metavar=_("NĂM"), help=_("Năm của kế hoạch."))
@click.option("--out", type=click.Path(path_type=Path), metavar=_("TỆP"), help=_("Ghi vào tệp này."))
@click.option("--number", default="", metavar=_("SỐ"), help=_("Số của văn bản; không ghi thì để trống."))
@click.option("--date", "dated", metavar=_("NGÀY"), help=_("Ngày của văn bản; không ghi thì để trống."))
@with_store
def command(store: Store, year: int, out: Path | None, number: str, dated: str | None) -> None:
    """Write the plan of a year."""
    from cpkit.reports import yearly_plan_docx
    from cpkit.reports.files import free_path, write_out
    from cpkit.reports.yearly_plan import unverified, yearly_plan
    from cpkit.times import today

    if out is not None and not out.is_dir() and out.suffix.lower() != ".docx":
        raise Misused(_("--out {name}: tên tệp phải kết thúc bằng {endings}.").format(name=out.name, endings=".docx"))
    day = read_day(dated, "--date") if dated else None
    with store.reading():
        made = yearly_plan(store, store.settings, year, today(), number=number.strip(), dated=day)
    content = yearly_plan_docx.encode(made)
    named, folder = f"ke-hoach-tre-em-{year}.docx", Path.cwd() if out is None else out
    path = free_path(folder, named, content) if out is None or out.is_dir() else out
    write_out(path, content)
    store.look("report plan", (str(year),))
    show(_("Đã ghi kế hoạch vào {path}").format(path=path))
    for name in unverified(made):
        warn(_("Kiểm tra lại trước khi ký: {name}.").format(name=name))
