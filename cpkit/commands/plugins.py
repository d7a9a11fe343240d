"""`cpkit plugins`: which plugins there are, what each brings, why one was skipped; switching, trusting, using them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, show, table
from cpkit.commands.plugins_authoring import check_command, new_command
from cpkit.commands.plugins_files import export_command, import_command
from cpkit.errors import Refused, system_reason
from cpkit.language import _
from cpkit.plugins import choices
from cpkit.plugins.manager import BUILT_IN, Failure, collect, failures, left_out, loaded


@click.group(
    "plugins",
    invoke_without_command=True,
    help=with_example(
        _("Các tiện ích mở rộng: đang dùng, bị lỗi, đã tắt; tạo và kiểm tra tiện ích mới."),
        "plugins list",
        "plugins disable vang_gia",
        "plugins trust ~/.local/share/cpkit/plugins/cua_phuong.py",
    ),
)
@click.pass_context
def command(context: click.Context) -> None:
    """The group; alone it lists."""
    if context.invoked_subcommand is None:
        context.invoke(list_plugins)


for _one in (import_command, export_command, new_command, check_command):
    command.add_command(_one)


@command.command(
    "list",
    help=with_example(
        _("Liệt kê tiện ích: tên, gói, các điểm mở rộng, và lý do nếu bị bỏ qua."),
        "plugins list",
        "plugins list --json",
    ),
)
@json_option
def list_plugins(as_json: bool = False) -> None:
    """The plugins in use, the built-in ones first, then those that were skipped."""
    _look_at_everything()
    rows = _rows()
    if as_json:
        emit_json(rows)
        return
    table((_("Tên"), _("Gói"), _("Phiên bản"), _("Mang đến hoặc lý do")), map(_line, rows), whole=(_("Tên"),))
    if any(row["error"] for row in rows):
        show(_("Tắt một tiện ích: cpkit plugins disable TÊN."))


def _look_at_everything() -> None:
    """Ask every plugin for what it brings and read it, so that one that only fails when used is seen too."""
    from datetime import date

    from cpkit import codes
    from cpkit.calendar import announced
    from cpkit.care.steps import care_process
    from cpkit.cases.clock import deadlines
    from cpkit.cases.numbers import all_series
    from cpkit.cases.steps import process
    from cpkit.commands.lazy import plugin_commands, try_commands
    from cpkit.exchange.brought import exporters, importers
    from cpkit.forms.loading import forms
    from cpkit.places import is_unit
    from cpkit.plugins.manager import specs
    from cpkit.printing.agencies import agencies
    from cpkit.printing.document import has_template
    from cpkit.reports.report import designed
    from cpkit.times import today

    for hook in specs():
        collect(hook)
    plugin_commands("")
    try_commands()
    for form in forms():
        has_template(form.id)
    for name in {path.stem for path in collect("code_lists")}:
        codes.code_list(name)
    for read in (deadlines, process, care_process, agencies, all_series, importers, exporters):
        read()
    is_unit(""), announced(date.min.year), designed(today())


def _rows() -> list[dict[str, Any]]:
    """Every plugin once: those loaded, with what went wrong in them; those that failed whole; those left out."""
    wrong: dict[str, list[str]] = {}
    for failure in failures():
        wrong.setdefault(failure.name, []).append(failure.reason)
    absent = {one.name: one for one in left_out()}
    rows = [
        {**one._asdict(), "state": "in_use", "error": " ".join(wrong.pop(one.name, [])) or None} for one in loaded()
    ]
    for name, one in absent.items():
        reason = " ".join(wrong.pop(name, [])) or None
        rows.append({**one._asdict(), "hooks": (), "error": reason})
    return [*rows, *(_skipped(Failure(name, " ".join(reasons))) for name, reasons in wrong.items())]


def _skipped(failure: Failure) -> dict[str, Any]:
    unknown = {"package": None, "version": None, "hooks": ()}
    return {"name": failure.name, **unknown, "state": "failed", "error": failure.reason}


def _line(row: dict[str, Any]) -> tuple[object, ...]:
    states = {
        "off": _("ĐÃ TẮT (cpkit plugins enable {name})").format(name=row["name"]),
        "not_chosen": _("KHÔNG CHỌN (CPKIT_LOAD_PLUGINS)"),
        "refused": _("KHÔNG CHO CHẠY (cpkit plugins trust)"),
    }
    said = [states[row["state"]]] if row["state"] in states else [", ".join(row["hooks"])]
    if row["error"]:
        heading = _("LỖI: {reason}") if row["state"] == "in_use" else _("BỎ QUA: {reason}")
        said.append(heading.format(reason=row["error"]))
    return row["name"], row["package"], row["version"], "\n".join(filter(None, said))


@command.command(
    "disable",
    help=with_example(_("Tắt một tiện ích: không nạp nó nữa cho đến khi bật lại."), "plugins disable vang_gia"),
)
@click.argument("name", metavar=_("TÊN"))
def disable(name: str) -> None:
    """Remember that a plugin is not to be loaded."""
    if name in BUILT_IN:
        raise Refused(_("Không tắt được {name}: đây là phần của cpkit.").format(name=name))
    _known(name)
    _remember(choices.decide, (choices.OFF, name))
    show(_("Đã tắt tiện ích {name}. Bật lại: cpkit plugins enable {name}.").format(name=name))


@command.command("enable", help=with_example(_("Bật lại một tiện ích đã tắt."), "plugins enable vang_gia"))
@click.argument("name", metavar=_("TÊN"))
def enable(name: str) -> None:
    """Forget that a plugin was switched off."""
    if (choices.OFF, name) not in choices.decisions():
        _known(name)
    _remember(choices.forget, (choices.OFF, name))
    show(_("Tiện ích {name} được bật.").format(name=name))


@command.command(
    "trust",
    help=with_example(
        _("""Cho chạy một tệp mã (.py) hay thư mục mã trong thư mục plugins của kho, cho đến khi nó bị sửa.

Mã của tiện ích đọc và ghi được mọi thứ trong kho: chỉ cho chạy khi biết rõ ai viết."""),
        "plugins trust ~/.local/share/cpkit/plugins/cua_phuong.py",
    ),
)
@click.argument("path", metavar=_("TỆP"), type=click.Path(path_type=Path))
def trust(path: Path) -> None:
    """Remember that the code at `path`, as it stands now, may run."""
    from cpkit.plugins import dropins

    if not dropins.is_code(path):
        raise Refused(_("{path} không phải là tệp .py hay thư mục có __init__.py.").format(path=path))
    try:
        plugin = dropins.drop_in(path)
        plugin.trust()
    except OSError as error:
        raise Refused(_("Không ghi được: {reason}.").format(reason=system_reason(error))) from error
    show(_("Đã cho chạy {name} cho đến khi tệp bị sửa (SHA-256 {digest}…).").format(
        name=plugin.name, digest=plugin.digest[:16]
    ))  # fmt: skip


def _known(name: str) -> None:
    """Refused unless a plugin of that name is installed or lies in the drop-in folder."""
    from cpkit.plugins.dropins import find_all
    from cpkit.plugins.index import entry_points

    names = {entry.name for entry in entry_points()} | {one.name for one in find_all(Path(choices.drop_in_folder()))}
    if name not in names:
        sentence = _("Không có tiện ích nào tên là {name}. Đang có: {names}.")
        raise Refused(sentence.format(name=name, names=", ".join(sorted(names)) or "–"))


def _remember(write: Any, decision: choices.Decision) -> None:
    try:
        write(decision)
    except OSError as error:
        raise Refused(_("Không ghi được: {reason}.").format(reason=system_reason(error))) from error
