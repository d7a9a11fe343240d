"""`cpkit child`: find, list and show the children of the register, change them, and see who changed what.

What is confidential (HIV, sexual abuse, case matters: NĐ56 Đ33) is shown only with `--confidential`, and then the look
is put on record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.child_alikes import different, look_alikes
from cpkit.commands.child_edit import edit, group, history, move
from cpkit.commands.child_merge import merge_command, unmerge_command
from cpkit.commands.context import with_store
from cpkit.commands.options import confidential_option, json_option, with_example
from cpkit.commands.output import emit_json, show
from cpkit.errors import Misused, Refused
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.store import Store


HELP = _("""Tìm, xem và sửa trẻ em trong sổ.

\b
Thí dụ:
  cpkit child find "lo thi mau"
  cpkit child list --hamlet "Bản Kéo" --under 6
  cpkit child list --group 4
  cpkit child show TE-KM-00042-H
  cpkit child edit 42 --mother "Quàng Thị Thử"
  cpkit child group 42 add 4.2 --from 01/09/2025
  cpkit child look-alikes
  cpkit child merge 42 107""")


@click.group("child", help=HELP)
def command() -> None:
    """The group of commands on children."""


@command.command(
    "find",
    help=with_example(
        _("Tìm theo tên (không cần dấu, một phần tên cũng được), mã, hoặc số định danh."),
        'child find "lo thi mau"',
        "child find 42",
    ),
)
@click.argument("text", metavar=_("CHỮ"), nargs=-1, required=True)
@confidential_option
@json_option
@with_store
def find(store: Store, /, text: tuple[str, ...], confidential: bool, as_json: bool) -> None:
    """Show every child that the text may mean."""
    from cpkit.register.search import find_children

    _show_list(store, find_children(store, " ".join(text)), "child find", confidential=confidential, as_json=as_json)


@command.command(
    "list",
    help=with_example(
        _("Danh sách trẻ em, xếp theo tên."), 'child list --hamlet "Bản Kéo" --under 6', "child list --group 4 --json"
    ),
)
@click.option("--hamlet", metavar=_("TÊN"), help=_("Chỉ trẻ ở tổ, bản này."))
@click.option("--group", "group_code", metavar=_("NHÓM"), help=_("Chỉ trẻ thuộc nhóm (4, 4.2), hoặc any."))
@click.option("--risk", metavar=_("MÃ"), help=_("Chỉ trẻ có nguy cơ này, hoặc any."))
@click.option("--under", type=click.IntRange(min=1), metavar=_("TUỔI"), help=_("Chỉ trẻ dưới số tuổi này."))
@click.option("--text", metavar=_("CHỮ"), help=_("Chỉ trẻ có chữ này trong tên, tên cha mẹ, nơi ở, số định danh."))
@click.option("--as-of", metavar=_("NGÀY"), help=_("Tính tuổi và nhóm vào ngày này (mặc định hôm nay)."))
@confidential_option
@json_option
@with_store
def list_command(
    store: Store,
    /,
    hamlet: str | None,
    group_code: str | None,
    risk: str | None,
    under: int | None,
    text: str | None,
    as_of: str | None,
    confidential: bool,
    as_json: bool,
) -> None:
    """Show the children that the options take."""
    from cpkit.commands.typed import read_past_day
    from cpkit.register.listing import Filter, list_children

    wanted = Filter(
        read_past_day(as_of, "--as-of") or today(),
        hamlet=hamlet,
        group=_group(group_code, confidential=confidential),
        risk=_risk(risk),
        under=under,
        text=text,
        confidential=confidential,
    )
    _show_list(store, list_children(store, wanted), "child list", confidential=confidential, as_json=as_json)


@command.command("show", help=with_example(_("Xem toàn bộ hồ sơ của một trẻ."), "child show TE-KM-00042-H"))
@click.argument("child_id", metavar=_("MÃ"))
@confidential_option
@json_option
@with_store
def show_command(store: Store, /, child_id: str, confidential: bool, as_json: bool) -> None:
    """Show one child."""
    from cpkit.commands.child_view import record_lines, show_record
    from cpkit.commands.form_about import forms_about
    from cpkit.register.duplicates import TABLE, merged_into
    from cpkit.register.listing import cases_of, entry, open_view
    from cpkit.store.identifiers import show_id

    doc_id = store.read_id(TABLE, child_id)
    child = store.table(TABLE).get(doc_id=doc_id)
    cases = [show_id("cases", case) for case in cases_of(store, doc_id)] if confidential else []
    if confidential:
        store.look("child show", [show_id(TABLE, doc_id)])
    if as_json:
        emit_json(
            entry(doc_id, child, confidential=confidential)
            | {"merged_from": [show_id(TABLE, each) for each in merged_into(store, doc_id)]}
            | ({"cases": cases, "placements": _placement_ids(store, doc_id)} if confidential else {})
        )
        return
    lines = [(_("Mã"), show_id(TABLE, doc_id)), *_former_ids(store, doc_id)]
    lines += [*record_lines(child if confidential else open_view(child))]
    lines += [(_("Ca"), case) for case in cases]
    lines += [(_("Chăm sóc thay thế"), text) for text in _placements(store, doc_id)] if confidential else []
    told = forms_about(store, TABLE, doc_id)
    show_record([*lines, *([(_("Phiếu đã ghi"), told)] if told else [])])


def _former_ids(store: Store, child: int) -> list[tuple[str, str]]:
    """The ids under which the child was registered again, before they were merged."""
    from cpkit.register.duplicates import merged_into
    from cpkit.store.identifiers import show_id

    former = [show_id("children", each) for each in merged_into(store, child)]
    return [(_("Đã gộp từ"), ", ".join(former))] if former else []


def _placement_ids(store: Store, child: int) -> list[str]:
    from cpkit.store.identifiers import show_id

    return [show_id("placements", each) for each in store.find_ids("placements", "child", child)]


def _placements(store: Store, child: int) -> list[str]:
    """The child's alternative care, one line each: the id and how it stands."""
    from cpkit.care.placements import read_placement, state
    from cpkit.commands.carer import state_text
    from cpkit.store.identifiers import show_id

    ids = store.find_ids("placements", "child", child)
    return [f"{show_id('placements', each)}, {state_text(state(read_placement(store, each)))}" for each in ids]


def _show_list(
    store: Store, children: list[tuple[int, dict[str, Any]]], action: str, *, confidential: bool, as_json: bool
) -> None:
    from cpkit.commands.child_view import show_children
    from cpkit.register.duplicates import TABLE
    from cpkit.register.listing import entry, open_view
    from cpkit.store.identifiers import show_id

    if confidential:
        store.look(action, [show_id(TABLE, doc_id) for doc_id, _child in children])
    if as_json:
        emit_json([entry(doc_id, child, confidential=confidential) for doc_id, child in children])
        return
    if children:
        shown = ((show_id(TABLE, doc_id), child if confidential else open_view(child)) for doc_id, child in children)
        show_children(shown, _("Mã"))
        show(_("{count} trẻ.").format(count=len(children)))
    else:
        show(_("Không có trẻ nào."))


def _group(text: str | None, *, confidential: bool) -> str | None:
    """The code of the group asked for; a confidential one only with `--confidential`."""
    from cpkit.register.listing import ANY
    from cpkit.register.memberships import confidential_codes, read_group

    if text is None or text == ANY:
        return text
    code = read_group(text).code
    if code in confidential_codes() and not confidential:
        raise Misused(_("Nhóm {group} là thông tin mật (NĐ56 Đ33): thêm --confidential để xem.").format(group=code))
    return code


def _risk(text: str | None) -> str | None:
    from cpkit.codes import code_list
    from cpkit.register.listing import ANY

    if text is None or text == ANY:
        return text
    code = code_list("risks").find(text)
    if code is None:
        names = ", ".join(each.code for each in code_list("risks"))
        raise Refused(_("Không có nguy cơ “{text}”. Các mã: {names}.").format(text=text, names=names))
    return code.code


for added in (edit, group, move, history, look_alikes, different, merge_command, unmerge_command):
    command.add_command(added)
