"""`cpkit undo`: take the last action of this officer back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from cpkit.commands import output
from cpkit.commands.action_names import action_name, table_name
from cpkit.commands.context import with_store
from cpkit.commands.options import json_option
from cpkit.errors import Refused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.store import Store
    from cpkit.store.actions import Undone
    from cpkit.store.ledger import Action

HELP = _("""Hoàn tác việc vừa làm: mọi bản ghi của việc đó trở lại như trước. Nhật ký vẫn giữ cả hai lần.

\b
Thí dụ:
  cpkit undo
  cpkit undo --yes

Gõ lại để lùi thêm một việc nữa. Không hoàn tác được khi bản ghi đã được sửa tiếp sau đó.""")

SHOWN = 10


@click.command(help=HELP)
@click.option("--yes", is_flag=True, help=_("Không hỏi lại."))
@json_option
@with_store
def command(store: Store, yes: bool, as_json: bool) -> None:
    """Say what would be taken back, ask, and take it back."""
    action = store.last_action()
    if action is None:
        raise Refused(_("Không có việc nào để hoàn tác."))
    if not yes:
        output.say(_describe(action))
        if not output.confirm(_("Hoàn tác việc này?"), option="--yes"):
            return
    undone = store.undo(action)
    if as_json:
        output.emit_json(_as_json(undone))
    else:
        _show(undone)


def _describe(action: Action) -> str:
    from cpkit.vietnamese import show_moment

    sentence = _("Việc gần nhất của {actor}: “{action}” lúc {at}, {n} thay đổi.")
    return sentence.format(
        actor=action.actor, action=action_name(action.action), at=show_moment(action.at), n=action.documents
    )


def _show(undone: Undone) -> None:
    from cpkit.store.identifiers import KIND_OF, show_id
    from cpkit.vietnamese import show_moment

    moment = show_moment(undone.action.at)
    output.show(_("Đã hoàn tác “{action}” lúc {at}:").format(action=action_name(undone.action.action), at=moment))
    for table, number in Counter(table for table, _doc_id in undone.documents).items():
        ids = [show_id(table, doc_id) for where, doc_id in undone.documents if where == table and table in KIND_OF]
        more = _(" và {n} nữa").format(n=number - SHOWN) if len(ids) > SHOWN else ""
        output.show(f"  {number} {table_name(table)}" + (f": {', '.join(ids[:SHOWN])}{more}" if ids else ""))


def _as_json(undone: Undone) -> dict[str, object]:
    from cpkit.store.identifiers import KIND_OF, show_id

    documents = [
        show_id(table, doc_id) if table in KIND_OF else f"{table} {doc_id}" for table, doc_id in undone.documents
    ]
    return {
        "number": undone.action.number,
        "action": undone.action.action,
        "at": undone.action.at,
        "documents": documents,
    }
