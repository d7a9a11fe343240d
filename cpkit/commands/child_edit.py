"""The part of `cpkit child` that changes a child: answers, memberships, residence; and the history of changes."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import with_store
from cpkit.commands.options import confidential_option, json_option, with_example
from cpkit.commands.output import WIDTH, emit_json, interactive, show, warn_all
from cpkit.commands.typed import read_past_day
from cpkit.errors import Misused, Refused
from cpkit.forms.options import form_options
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.store import Store
    from cpkit.store.ledger import Change

TABLE = "children"
UNKNOWN_DAYS = ("", "?")

EDIT_HELP = _("""Sửa hồ sơ của một trẻ: ghi điều cần sửa bằng tùy chọn; để trống ("") là xóa. Mọi lần sửa đều được lưu.

\b
Thí dụ:
  cpkit child edit 42 --birth-date 26/11/2018 --hamlet "Bản Kéo"
  cpkit child edit 42 --phone \"\"""")
GROUP_HELP = _("""Đưa trẻ vào một nhóm hoàn cảnh đặc biệt (add), hoặc ghi ngày ra khỏi nhóm (end).

\b
Thí dụ:
  cpkit child group 42 add 4.2 --from 01/09/2025 --evidence "Giấy xác nhận khuyết tật 12/2025"
  cpkit child group 42 end 4 --to 30/10/2025""")
MOVE_HELP = _("""Ghi việc chuyển chỗ ở của trẻ.

\b
Thí dụ:
  cpkit child move 42 --hamlet "Bản Mớ"             chuyển trong phường, xã
  cpkit child move 42 --away 01/09/2025 --reason "Theo bố mẹ đi Hà Nội"
  cpkit child move 42 --back 01/11/2025""")


@click.command("edit", help=EDIT_HELP)
@click.argument("child_id", metavar=_("MÃ"))
@form_options("dang_ky", leave_out=("groups", "risks"))
@click.option("--anyway", is_flag=True, help=_("Vẫn sửa dù giống hệt một trẻ khác."))
@json_option
@with_store
def edit(store: Store, /, child_id: str, answers: dict[str, Any], anyway: bool, as_json: bool) -> None:
    """Change the answers given; in a terminal without any, ask for all."""
    from cpkit.forms import check, load
    from cpkit.forms.prompts import ask
    from cpkit.register import answers as answering
    from cpkit.register import children
    from cpkit.store.identifiers import show_id

    doc_id = store.read_id(TABLE, child_id)
    child = store.table(TABLE).get(doc_id=doc_id)
    form = load(answering.FORM)
    if not answers:
        if not interactive():
            raise Misused(_('Chưa ghi điều cần sửa; ví dụ: --hamlet "Bản Kéo".'))
        answers = ask(form, answering.to_form(child), today=today(), resolver=store.read_id)
    checked = check(form, answering.edited(child, answers), today=today(), resolver=store.read_id)
    values = answering.from_form(checked.require(), today())
    fields = {key: value for key, value in values.items() if key not in answering.LISTS}
    fields["extra"] = answering.strays(child) | fields["extra"]
    changes = children.edit(store, doc_id, fields, today=today(), anyway=anyway)
    after = store.table(TABLE).get(doc_id=doc_id)
    warn_all([warning for warning in children.warnings_of(after, after["unit"]) if warning.field in changes])
    if as_json:
        emit_json({"id": show_id(TABLE, doc_id), "changed": changes})
    else:
        show(_("Đã sửa {id}:").format(id=show_id(TABLE, doc_id)) if changes else _("Không có gì khác so với hồ sơ."))
        _show_lines(child, after)


def _show_lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    from cpkit.commands.child_view import changed_lines

    for line in changed_lines(before, after):
        show(fill(line, WIDTH, initial_indent="  ", subsequent_indent="      "))


@click.command("group", help=GROUP_HELP)
@click.argument("child_id", metavar=_("MÃ"))
@click.argument("action", type=click.Choice(["add", "end"]))
@click.argument("code", metavar=_("NHÓM"))
@click.option("--from", "start", metavar=_("NGÀY"), help=_('Từ ngày nào (mặc định hôm nay; "?" là chưa rõ).'))
@click.option("--to", "end", metavar=_("NGÀY"), help=_("Ngày cuối cùng trong nhóm (mặc định hôm nay)."))
@click.option("--evidence", metavar=_("CHỮ"), help=_("Căn cứ: giấy xác nhận, biên bản."))
@click.option("--decision", metavar=_("CHỮ"), help=_("Quyết định, ai quyết định."))
@json_option
@with_store
def group(
    store: Store,
    /,
    child_id: str,
    action: str,
    code: str,
    start: str | None,
    end: str | None,
    evidence: str | None,
    decision: str | None,
    as_json: bool,
) -> None:
    """Begin or end a membership."""
    from cpkit.register import memberships
    from cpkit.store.identifiers import show_id

    doc_id = store.read_id(TABLE, child_id)
    found = memberships.read_group(code)
    if action == "add":
        entry = memberships.membership(found.code, _start(start), evidence, decision)
        memberships.add_group(store, doc_id, entry)
        done = _("{id} thuộc nhóm {group}: {name}.")
    else:
        memberships.end_group(store, doc_id, found.code, _day(end, "--to") or today().isoformat(), reason=decision)
        done = _("{id} đã ra khỏi nhóm {group}: {name}.")
    shown = show_id(TABLE, doc_id)
    if as_json:
        emit_json({"id": shown, "groups": _groups_told(store, doc_id, found.code)})
    else:
        show(done.format(id=shown, group=found.code, name=found.text))


def _groups_told(store: Store, doc_id: int, changed: str) -> list[dict[str, Any]]:
    """The child's memberships after a change: those that are not confidential, and those of the group just changed."""
    from cpkit.register.listing import open_view

    child = store.table(TABLE).get(doc_id=doc_id)
    shown = open_view(child)["groups"]
    number = int(changed.partition(".")[0])
    return [entry for entry in child["groups"] if entry in shown or entry["group"] == number]


def _start(text: str | None) -> str | None:
    """The first day of a membership: the one given, None for "?", else today."""
    if text is not None and text.strip() in UNKNOWN_DAYS:
        return None
    return _day(text, "--from") or today().isoformat()


def _day(text: str | None, option: str) -> str | None:
    day = read_past_day(text, option)
    return day.isoformat() if day else None


@click.command("move", help=MOVE_HELP)
@click.argument("child_id", metavar=_("MÃ"))
@click.option("--hamlet", metavar=_("TÊN"), help=_("Tổ, bản mới, trong cùng phường, xã."))
@click.option("--away", metavar=_("NGÀY"), help=_("Ngày cuối cùng còn ở địa bàn."))
@click.option("--back", metavar=_("NGÀY"), help=_("Ngày trở lại địa bàn."))
@click.option("--died", metavar=_("NGÀY"), help=_("Ngày trẻ mất."))
@click.option("--reason", metavar=_("CHỮ"), help=_("Lý do, nơi đến."))
@with_store
def move(
    store: Store,
    /,
    child_id: str,
    hamlet: str | None,
    away: str | None,
    back: str | None,
    died: str | None,
    reason: str | None,
) -> None:
    """Record one movement."""
    from cpkit.register import movement
    from cpkit.store.identifiers import show_id

    given = [value for value in (hamlet, away, back, died) if value]
    if len(given) != 1:
        raise Misused(_("Ghi một trong bốn: --hamlet, --away, --back, --died."))
    doc_id = store.read_id(TABLE, child_id)
    if hamlet:
        movement.move_within(store, doc_id, " ".join(hamlet.split()))
    elif away:
        movement.move_away(store, doc_id, _needed(away, "--away"), reason)
    elif back:
        movement.come_back(store, doc_id, _needed(back, "--back"), reason)
    else:
        movement.record_death(store, doc_id, _needed(given[0], "--died"))
    show(_("Đã ghi cho {id}.").format(id=show_id(TABLE, doc_id)))


def _needed(text: str, option: str) -> str:
    day = _day(text, option)
    if day is None:
        raise Refused(_("{option}: thiếu ngày.").format(option=option))
    return day


@click.command(
    "history", help=with_example(_("Ai đã sửa gì trong hồ sơ của trẻ, khi nào."), "child history TE-KM-00042-H")
)
@click.argument("child_id", metavar=_("MÃ"))
@confidential_option
@json_option
@with_store
def history(store: Store, /, child_id: str, confidential: bool, as_json: bool) -> None:
    """Show every change of one child, the oldest first."""
    from cpkit.store.identifiers import show_id
    from cpkit.vietnamese import show_moment

    doc_id = store.read_id(TABLE, child_id, former=True)
    if confidential:
        store.look("child history", [show_id(TABLE, doc_id)])
    told = [_told(change, confidential=confidential) for change in store.history(TABLE, doc_id)]
    told = [(change, before, after) for change, before, after in told if before != after]
    if as_json:
        emit_json([_as_json(*each) for each in told])
        return
    for change, before, after in told:
        show(f"{show_moment(change.at)}  {change.actor}  {_action(change.action)}")
        if after:
            _show_lines(before, after)
    _show_merges(store, doc_id)


def _show_merges(store: Store, doc_id: int) -> None:
    """What the record became part of, and which records became part of it."""
    from cpkit.register.duplicates import MERGED, merged_into
    from cpkit.store.identifiers import show_id
    from cpkit.vietnamese import show_moment

    for gone in [doc_id, *merged_into(store, doc_id)]:
        former = store.table(MERGED).get(doc_id=gone)
        if former is not None:
            at = show_moment(store.history(MERGED, gone)[-1].at)
            ids = {"gone": show_id(TABLE, gone), "kept": show_id(TABLE, former["into"]), "at": at}
            show(_("{gone} đã gộp vào {kept} lúc {at}.").format(**ids))
            if former.get("reason"):
                show(_("  Lý do: {reason}").format(reason=former["reason"]))


def _told(change: Change, *, confidential: bool) -> tuple[Change, dict[str, Any], dict[str, Any]]:
    """A change with the record before and after it, {} where there was none; without what is confidential."""
    from cpkit.register.listing import open_view

    before, after = (dict(document or {}) for document in (change.before, change.after))
    if confidential:
        return change, before, after
    return change, open_view(before) if before else {}, open_view(after) if after else {}


def _as_json(change: Change, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    keys = [key for key in dict.fromkeys([*after, *before]) if (before.get(key) or None) != (after.get(key) or None)]
    changes = {key: (before.get(key), after.get(key)) for key in keys}
    return {
        "number": change.number,
        "at": change.at,
        "actor": change.actor,
        "action": change.action,
        "changes": changes,
    }


def _action(name: str) -> str:
    names = {
        "register": _("đăng ký"),
        "import": _("đưa danh sách vào sổ"),
        "edit child": _("sửa hồ sơ"),
        "add group": _("thêm nhóm"),
        "end group": _("kết thúc nhóm"),
        "move child": _("chuyển chỗ ở"),
        "record death": _("ghi trẻ mất"),
        "merge children": _("gộp hai hồ sơ"),
        "unmerge children": _("tách hồ sơ đã gộp"),
        "undo": _("hoàn tác"),
    }
    return names.get(name, name)
