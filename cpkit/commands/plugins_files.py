"""`cpkit plugins import` and `export`: foreign files by the plugins that know them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpkit.commands.context import with_store
from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, show
from cpkit.errors import Refused
from cpkit.language import _, label
from cpkit.store.identifiers import show_id
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.store import Store


@click.command(
    "import",
    help=with_example(
        _("""Nhận một tệp của chương trình khác bằng tiện ích biết đọc nó; không nêu TÊN thì liệt kê các cách đọc.

Mỗi dòng được kiểm tra như khi gõ tay. Có dòng sai thì chưa dòng nào được ghi; mọi chỗ sai được nêu cùng lúc."""),
        "plugins import",
        "plugins import boi_loi ket-qua.txt --dry-run",
        "plugins import boi_loi ket-qua.txt",
    ),
)
@click.argument("name", metavar=_("TÊN"), required=False)
@click.argument("path", metavar=_("TỆP"), required=False, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Chỉ kiểm tra, không ghi gì."))
@json_option
@with_store
def import_command(store: Store, name: str | None, path: Path | None, dry_run: bool, as_json: bool) -> None:
    """Read, check, store; or list the importers."""
    from cpkit.cases.people import resolver
    from cpkit.exchange import brought

    if name is None or path is None:
        _list([(spec.name, label(spec.help), plugin) for plugin, spec in brought.importers()], as_json)
        return
    plugin, spec = brought.named(brought.importers(), name)
    found = brought.read(store, plugin, spec, path, resolver(store), today=today())
    ids = brought.save(store, found) if found.count and not dry_run else []
    table = "entries" if found.filled else "children"
    if as_json:
        shown = [show_id(table, doc_id) for doc_id in ids]
        emit_json({"stored": shown, "checked": found.count, "known": found.known, "dry_run": dry_run})
    elif dry_run:
        show(_("{count} dòng đúng, chưa ghi gì; bỏ --dry-run để ghi.").format(count=found.count))
    else:
        show(_("Đã ghi {count} dòng; {known} dòng đã có từ trước.").format(count=len(ids), known=len(found.known)))


@click.command(
    "export",
    help=with_example(
        _("Ghi tệp cho chương trình khác bằng một tiện ích; không nêu TÊN thì liệt kê. Lượt ghi ra được ghi lại."),
        "plugins export",
        "plugins export danh_ba --out danh-ba.csv",
    ),
)
@click.argument("name", metavar=_("TÊN"), required=False)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=_("Tệp sẽ ghi."))
@click.option("--force", is_flag=True, help=_("Ghi đè tệp đã có."))
@json_option
@with_store
def export_command(store: Store, name: str | None, out: Path | None, force: bool, as_json: bool) -> None:
    """Write the file of one exporter; or list the exporters."""
    from cpkit.exchange import brought
    from cpkit.reports.files import write_out

    if name is None:
        _list([(spec.name, label(spec.help), plugin) for plugin, spec in brought.exporters()], as_json)
        return
    plugin, spec = brought.named(brought.exporters(), name)
    target = out or Path(f"{spec.name}{spec.ending}")
    if target.exists() and not force:
        raise Refused(_("Đã có tệp {name}; thêm --force nếu muốn ghi đè.").format(name=target.name))
    content = brought.write(store, plugin, spec)
    write_out(target, content)
    if as_json:
        emit_json({"file": str(target), "bytes": len(content)})
    else:
        show(_("Đã ghi {out}.").format(out=target))


def _list(rows: list[tuple[str, str, str]], as_json: bool) -> None:
    from cpkit.commands.output import say, table

    if as_json:
        emit_json([{"name": name, "help": text, "plugin": plugin} for name, text, plugin in rows])
    elif rows:
        table([_("Tên"), _("Việc"), _("Tiện ích")], rows)
    else:
        say(_("Chưa có tiện ích nào làm việc này."))
