"""`cpkit child merge` and `unmerge`: two records of one child made one, and taken apart again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.action_names import table_name
from cpkit.commands.context import with_store
from cpkit.commands.options import confidential_option, json_option, with_example
from cpkit.commands.output import choose, confirm, emit_json, interactive, say, show, show_wrapped, table, warn
from cpkit.commands.typed import need
from cpkit.errors import Misused
from cpkit.language import _
from cpkit.store.identifiers import show_id

if TYPE_CHECKING:
    from cpkit.register.differences import Choice, Difference
    from cpkit.register.merging import Plan
    from cpkit.register.unmerging import Separation
    from cpkit.store import Store

CHILDREN = "children"
BIRTHS = frozenset({"birth_date", "birth_year", "age"})
CASEWORK = frozenset({"intakes", "cases", "case_forms", "placements", "placement_forms", "carers"})
"""Tables of what is confidential (NĐ56 Đ24, Đ33)."""

MERGE_HELP = _("""Gộp hai hồ sơ của cùng một em: hồ sơ GIỮ ở lại, hồ sơ GỘP nhập vào.

Hai hồ sơ hiện cạnh nhau, khác nhau ở đâu thì chọn ở đó: keep là theo hồ sơ giữ, other là theo hồ sơ gộp, both là cả
hai (nhóm, nguy cơ, cư trú, ghi chú). Không chọn thì theo hồ sơ giữ; điều chưa biết lấy ở bên đã biết. Mọi ca, lần hỗ
trợ, hoạt động, phiếu của em đều chuyển sang hồ sơ giữ; mã cũ vẫn tìm được. Báo cáo đã lập trước đó không đổi.

\b
Thí dụ:
  cpkit child merge TE-KM-00042-H TE-KM-00107-C --preview
  cpkit child merge 42 107
  cpkit child merge 42 107 --take mother=other --take groups=both --yes""")


@click.command("merge", help=MERGE_HELP)
@click.argument("keep", metavar=_("GIỮ"))
@click.argument("other", metavar=_("GỘP"))
@click.option(
    "--take", multiple=True, metavar=_("TRƯỜNG=BÊN"), help=_("Trường nào theo bên nào: keep, other, both. Nhiều lần.")
)
@click.option("--both-cases", is_flag=True, help=_("Cả hai em có ca mở là hai vụ việc: giữ cả hai ca."))
@click.option("--reason", metavar=_("CHỮ"), help=_("Lý do gộp; bắt buộc khi hồ sơ cho thấy là hai trẻ khác nhau."))
@click.option("--preview", "--dry-run", "preview", is_flag=True, help=_("Chỉ xem sẽ gộp thế nào, không ghi gì."))
@click.option("--yes", is_flag=True, help=_("Không hỏi lại."))
@confidential_option
@json_option
@with_store
def merge_command(
    store: Store,
    /,
    keep: str,
    other: str,
    take: tuple[str, ...],
    both_cases: bool,
    reason: str | None,
    preview: bool,
    yes: bool,
    confidential: bool,
    as_json: bool,
) -> None:
    """Show both, ask what to keep where they contradict, and merge."""
    from cpkit.register.merging import merge, plan_merge, read_pair

    chosen = _taken(take)
    pair = read_pair(store, *(store.read_id(CHILDREN, text, former=True) for text in (keep, other)))
    plan = plan_merge(store, pair, chosen, both_cases=both_cases)
    if confidential:
        store.look("child merge", pair.shown)
    if not as_json:
        _show_plan(plan, confidential=confidential)
    if preview:
        _tell_preview(plan, confidential=confidential, as_json=as_json)
        return
    if not yes and not plan.obstacles and interactive():
        chosen |= _ask(plan, confidential=confidential)
        plan = plan_merge(store, pair, chosen, both_cases=both_cases)
    if not plan.obstacles:
        reason = _reason(plan, reason)
        if not yes and not confirm(_("Gộp {other} vào {keep}?").format(keep=pair.shown[0], other=pair.shown[1]),
                                   option="--yes"):  # fmt: skip
            return
    merge(store, plan, reason=reason)
    _tell_merged(store, plan, confidential=confidential, as_json=as_json)


def _taken(take: Iterable[str]) -> dict[str, Choice]:
    """`--take mother=other` as a choice by field; a birth by any of its questions' names."""
    chosen: dict[str, Any] = {}
    for text in take:
        field, sign, side = (part.strip() for part in text.partition("="))
        if not sign or not field or side not in ("keep", "other", "both"):
            raise Misused(
                _("--take “{text}”: hãy ghi như --take mother=other (keep, other hoặc both).").format(text=text)
            )
        field = field.replace("-", "_")
        chosen["birth" if field in BIRTHS else field] = side
    return chosen


def _reason(plan: Plan, reason: str | None) -> str | None:
    """The reason given, asked for in a terminal where it is needed."""
    if not plan.needs_reason or reason or not interactive():
        return reason
    return need(reason, _("Vì sao vẫn là một em"), "--reason")


def _ask(plan: Plan, *, confidential: bool) -> dict[str, Choice]:
    """The officer's choice for every field in which the records contradict."""
    answers: dict[str, Choice] = {}
    for one in plan.differences:
        if one.conflict:
            same = one.choice == "both" and one.both == one.keep  # one answer needs no two lines
            offered = [choice for choice in one.choices if not (same and choice == "both")]
            choices = [(choice, _choice_text(plan, one, choice, confidential=confidential)) for choice in offered]
            option, default = f"--take {one.field}=…", one.choice if one.choice in offered else "keep"
            answers[one.field] = choose(_label(one.field), choices, option=option, default=default)
    return answers


def _choice_text(plan: Plan, one: Difference, choice: Choice, *, confidential: bool) -> str:
    from dataclasses import replace

    from cpkit.register.differences import united

    child = united(plan.pair.kept_child, [replace(one, choice=choice)])
    shown = _text(one.field, child, confidential=confidential)
    sides = dict(zip(("keep", "other"), plan.pair.shown, strict=True)) | {"both": _("cả hai")}
    return f"{shown or '–'}  ({sides[choice]})"


def _label(field: str) -> str:
    from cpkit.commands.child_view import labels

    return labels().get(field, field)


def _text(field: str, child: Mapping[str, Any], *, confidential: bool) -> str:
    from cpkit.commands.child_view import field_text, labels
    from cpkit.register.listing import open_view

    if field not in labels():
        return str((child.get("extra") or {}).get(field) or "")
    return field_text(field, child if confidential else open_view(child))


# --- what is shown


def _show_plan(plan: Plan, *, confidential: bool) -> None:
    """Both records beside each other where they differ, with what the one kept will say."""
    from cpkit.commands.child_view import labels

    ids, after = plan.pair.shown, plan.child
    columns = ["", ids[0], ids[1], _("Sau khi gộp")]
    compared = {"name", "birth", *(one.field for one in plan.differences)}
    rows = []
    for field in dict.fromkeys(["name", "birth", *(one.field for one in plan.differences)]):
        cells = [_text(field, each, confidential=confidential)
                 for each in (plan.pair.kept_child, plan.pair.other_child, after)]  # fmt: skip
        rows.append([_label(field), *cells])
    table(columns, rows)
    same = [name for field, name in labels().items()
            if field not in compared and _text(field, after, confidential=confidential)]  # fmt: skip
    if same:
        show_wrapped(_("Giống nhau: {fields}.").format(fields=", ".join(same)), "")
    contradicting = [f"{_label(one.field)} ({one.field})" for one in plan.differences if one.conflict]
    if contradicting:
        sentence = _("Trái nhau, theo hồ sơ giữ nếu không chọn khác bằng --take TRƯỜNG=other: {fields}.")
        show_wrapped(sentence.format(fields=", ".join(contradicting)), "")
    _show_records(plan, confidential=confidential)
    for doubt in plan.doubts:
        warn(doubt.text)


def _show_records(plan: Plan, *, confidential: bool) -> None:
    counts = Counter(record.table for record in plan.repointed if confidential or record.table not in CASEWORK)
    if counts:
        moved = ", ".join(f"{number} {table_name(name)}" for name, number in counts.items())
        show_wrapped(_("Chuyển sang {keep}: {records}.").format(keep=plan.pair.shown[0], records=moved), "")
    if not confidential and any(_has_secret(child) for child in (plan.pair.kept_child, plan.pair.other_child)):
        show_wrapped(_("Nhóm thuộc thông tin mật cũng được gộp mà không hiện ở đây; thêm --confidential để xem."), "")
    if not confidential:
        show_wrapped(_("Hồ sơ ca, chăm sóc thay thế (mật) cũng chuyển sang nếu có."), "")


def _has_secret(child: Mapping[str, Any]) -> bool:
    from cpkit.register.listing import open_view

    return len(open_view(child)["groups"]) < len(child.get("groups") or ())


def _tell_preview(plan: Plan, *, confidential: bool, as_json: bool) -> None:
    if as_json:
        emit_json(_as_json(plan, confidential=confidential) | {"merged": False})
        return
    for problem in plan.obstacles:
        warn(problem.message)
    if plan.needs_reason:
        say(_("Muốn gộp phải nêu lý do: --reason."))
    say(_("Mới xem thử, chưa ghi gì."))


def _tell_merged(store: Store, plan: Plan, *, confidential: bool, as_json: bool) -> None:
    from cpkit.register.children import warnings_of

    keep, other = plan.pair.shown
    child = store.table(CHILDREN).get(doc_id=plan.pair.keep)
    if as_json:
        emit_json(_as_json(plan, confidential=confidential) | {"merged": True})
    else:
        show(_("Đã gộp {other} vào {keep}.").format(keep=keep, other=other))
    for one, two, day in plan.logged_twice:
        ids = {"one": show_id("interventions", one), "two": show_id("interventions", two), "day": day}
        warn(_("{one} và {two} cùng loại hỗ trợ, cùng ngày {day}: nếu ghi trùng, hủy một lần bằng cpkit log cancel.")
             .format(**ids))  # fmt: skip
    for warning in warnings_of(child, child["unit"]):
        warn(warning.message)
    if not as_json:
        say(_("Nếu gộp nhầm: cpkit undo, hoặc về sau cpkit child unmerge {other}.").format(other=other))


def _as_json(plan: Plan, *, confidential: bool) -> dict[str, Any]:
    from cpkit.register.listing import entry

    records: dict[str, list[str]] = {}
    for record in plan.repointed:
        if confidential or record.table not in CASEWORK:
            records.setdefault(record.table, []).append(_shown(record.table, record.doc_id))
    return {
        "keep": plan.pair.shown[0],
        "other": plan.pair.shown[1],
        "differences": [_difference_json(one, confidential=confidential) for one in plan.differences],
        "records": records,
        "doubts": [{"text": doubt.text, "certain": doubt.certain} for doubt in plan.doubts],
        "obstacles": [problem.message for problem in plan.obstacles],
        "logged_twice": [[show_id("interventions", one), show_id("interventions", two)]
                         for one, two, _day in plan.logged_twice],
        "child": entry(plan.pair.keep, plan.child, confidential=confidential),
    }  # fmt: skip


def _difference_json(one: Difference, *, confidential: bool) -> dict[str, Any]:
    sides = {"keep": one.keep, "other": one.other, "both": one.both}
    shown = {side: _plain(one.field, value, confidential=confidential) for side, value in sides.items()}
    return {"field": one.field, **shown, "choice": one.choice, "conflict": one.conflict}


def _plain(field: str, value: Any, *, confidential: bool) -> Any:
    from cpkit.forms.answers import plain
    from cpkit.register.listing import open_view

    if field == "groups" and not confidential:
        return open_view({"groups": value or []})["groups"]
    if field == "household" and value is not None:
        return show_id("households", value)
    return plain(value)


def _shown(table_name: str, doc_id: int) -> str:
    from cpkit.store.identifiers import KIND_OF

    return show_id(table_name, doc_id) if table_name in KIND_OF else str(doc_id)


# --- taking apart

UNMERGE_HELP = with_example(
    _("""Tách một hồ sơ đã gộp nhầm: hai hồ sơ trở lại như trước khi gộp, kể cả sau khi đã làm việc khác.

Điều nào đã sửa sau lúc gộp thì giữ như đã sửa và được nêu tên để xem lại; việc ghi thêm từ lúc gộp ở lại hồ sơ
giữ."""),
    "child unmerge TE-KM-00107-C",
)


@click.command("unmerge", help=UNMERGE_HELP)
@click.argument("other", metavar=_("GỘP"))
@click.option("--yes", is_flag=True, help=_("Không hỏi lại."))
@json_option
@with_store
def unmerge_command(store: Store, /, other: str, yes: bool, as_json: bool) -> None:
    """Say what goes back and what stays as it was changed, ask, and take the merge apart."""
    from cpkit.register.unmerging import plan_unmerge, unmerge

    plan = plan_unmerge(store, store.read_id(CHILDREN, other, former=True))
    if not as_json:
        _show_separation(plan)
    if not yes and not confirm(_("Tách hai hồ sơ?"), option="--yes"):
        return
    unmerge(store, plan)
    ids = {"keep": show_id(CHILDREN, plan.keep), "other": show_id(CHILDREN, plan.other)}
    if as_json:
        left = [{"record": _shown(where, doc_id), "fields": list(fields)} for where, doc_id, fields in plan.left]
        emit_json({**ids, "left": left})
    else:
        show(_("Đã tách {other} khỏi {keep}.").format(**ids))


def _show_separation(plan: Separation) -> None:
    from cpkit.vietnamese import show_moment

    ids = {"keep": show_id(CHILDREN, plan.keep), "other": show_id(CHILDREN, plan.other)}
    show_wrapped(_("{other} đã gộp vào {keep} lúc {at}.").format(**ids, at=show_moment(plan.merged_at)), "")
    for where, doc_id, fields in plan.left:
        named = ", ".join(_label(each) if where == CHILDREN else each for each in fields)
        name = f"{table_name(where)} {_shown(where, doc_id)}" + (f" ({named})" if named else "")
        warn(_("Đã sửa sau lúc gộp, giữ như hiện nay, xin xem lại: {record}.").format(record=name))
