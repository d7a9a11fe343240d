"""`cpkit plugins`: which plugins are in use, what each brings, and why one was skipped."""

from __future__ import annotations

from typing import Any

import click

from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, table
from cpkit.language import _
from cpkit.plugins.manager import Failure, collect, failures, loaded


@click.group("plugins", help=with_example(_("Các tiện ích mở rộng đang dùng."), "plugins list"))
def command() -> None:
    """The group; its help says what plugins are for."""


@command.command(
    "list",
    help=with_example(
        _("Liệt kê tiện ích: tên, gói, các điểm mở rộng, và lý do nếu bị bỏ qua."),
        "plugins list",
        "plugins list --json",
    ),
)
@json_option
def list_plugins(as_json: bool) -> None:
    """The plugins in use, the built-in ones first, then those that were skipped."""
    collect("commands")  # asks every plugin once, so that one that only fails when asked is seen too
    rows = [
        *({**plugin._asdict(), "state": "in_use", "error": None} for plugin in loaded()),
        *(_skipped(failure) for failure in failures()),
    ]
    if as_json:
        emit_json(rows)
    else:
        table((_("Tên"), _("Gói"), _("Phiên bản"), _("Mang đến hoặc lý do")), map(_line, rows))


def _skipped(failure: Failure) -> dict[str, Any]:
    unknown = {"package": None, "version": None, "hooks": ()}
    return {"name": failure.name, **unknown, "state": "failed", "error": failure.reason}


def _line(row: dict[str, Any]) -> tuple[object, ...]:
    brings = ", ".join(row["hooks"]) if row["error"] is None else _("BỎ QUA: {reason}").format(reason=row["error"])
    return row["name"], row["package"], row["version"], brings
