"""`cpkit demo`: a practice ward with made-up children, and its report of 2025. Needs no store."""

from __future__ import annotations

from pathlib import Path

import click

from cpkit.commands.output import say, show
from cpkit.errors import Refused
from cpkit.language import _

FOLDER = Path("cpkit-thuc-hanh")
STORE, REPORT, WARD_LIST = "kho", "bao-cao-2025.xlsx", "danh-sach-moi-den.xlsx"

HELP = _("""Tạo một phường thực hành và báo cáo năm 2025 của phường đó.

Trẻ em, ca và việc hỗ trợ 2021-2025 đều bịa ra; kho thực hành không cần mật khẩu và luôn ghi rõ là thực hành.

\b
Thí dụ:
  cpkit demo
  cpkit demo --children 3000 --out D:\\tap-lam
  cpkit --home cpkit-thuc-hanh/kho child list""")


@click.command("demo", help=HELP)
@click.option("--children", default=1200, show_default=True, type=click.IntRange(50, 50_000), help=_("Số trẻ em."))
@click.option("--seed", default=56, show_default=True, help=_("Số gieo: cùng số thì ra cùng một phường."))
@click.option("--out", default=FOLDER, show_default=True, type=click.Path(path_type=Path), help=_("Thư mục để ghi."))
def command(children: int, seed: int, out: Path) -> None:
    """Make the store, fill it, write the list to try and the report, and say where they are."""
    if out.exists() and any(out.iterdir()):
        raise Refused(_("Thư mục {folder} đã có tệp. Hãy chọn thư mục khác bằng --out.").format(folder=out))
    say(_("Đang tạo phường thực hành với {count} trẻ em bịa ra…").format(count=children))
    _make_ward(out / STORE, children, seed)
    listed = _write_list(out / WARD_LIST)
    _write_report(out)
    _show_what_is_where(out, listed)


def _make_ward(home: Path, children: int, seed: int) -> None:
    from cpkit.practice.ward import OFFICER, UNIT, UNIT_NAME, fill_ward
    from cpkit.store.opening import create_store

    store, _recovery_key = create_store(home, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, practice=True)
    with store:
        fill_ward(store, children=children, seed=seed)


def _write_list(path: Path) -> int:
    from cpkit.practice.ward import UNIT
    from cpkit.practice.ward_list import write_ward_list

    return write_ward_list(path, unit=UNIT)


def _write_report(out: Path) -> None:
    from cpkit.reports import xlsx
    from cpkit.reports.making import make_report, view_of
    from cpkit.reports.periods import year_period
    from cpkit.store.opening import open_store

    with open_store(out / STORE) as store, view_of(store) as view:
        report = make_report(view, year_period(2025))
    (out / REPORT).write_bytes(xlsx.encode(report))


def _show_what_is_where(out: Path, listed: int) -> None:
    show(_("Báo cáo năm 2025:   {path}").format(path=out / REPORT))
    show(_("Kho thực hành:      {path}").format(path=out / STORE))
    show(_("Danh sách để tập:   {path} ({count} trẻ em)").format(path=out / WARD_LIST, count=listed))
    show()
    show(_("Tập tiếp với kho này, ví dụ:"))
    show(f"  cpkit --home {out / STORE} child find lo van")
    show(f"  cpkit --home {out / STORE} register --from {out / WARD_LIST} --dry-run")
    show(f"  cpkit --home {out / STORE} due --as-of 14/11/2025")
