"""`cpkit activity`: training, communication, forums, clubs and all else that is done with or for many."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.casework import fields_json
from cpkit.commands.context import current_session, with_store
from cpkit.commands.options import (
    answers_option,
    json_option,
    plan_of,
    plan_options,
    reason_option,
    span_options,
    with_example,
)
from cpkit.commands.output import emit_json, say, show, show_pair, warn_all
from cpkit.commands.typed import answers_of_file, need, read_span
from cpkit.errors import Misused
from cpkit.forms.options import form_options
from cpkit.language import _
from cpkit.store.identifiers import show_id
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.store import Document, Store

FORM = "hoat_dong"
TABLE = "activities"
REFERENCES = {"attended": "children", "schools": "organisations", "workers": "workers"}

HELP = _("""Ghi tập huấn, truyền thông, diễn đàn, câu lạc bộ, cứu trợ, thăm hộ và hoạt động khác.

\b
Thí dụ:
  cpkit activity add dien_dan --date 1/6/2025 --title "Diễn đàn trẻ em phường"
      --topic quyen_tham_gia --attended 42 --attended 43 --count nu:7-10=12
  cpkit activity add truyen_thong --date 10/3/2025 --title "Phát tờ rơi"
      --households 120 --households-new 80 --school TC-KM-00003-K
  cpkit activity list --from 1/1/2025
  cpkit activity show HD-KM-00001-C""")

ADD_HELP = _("""Ghi một hoạt động. LOẠI là mã hoặc tên loại: tap_huan, truyen_thong, dien_dan…

Trẻ tham gia: --attended từng mã hoặc họ tên, --attended-from một danh sách (Excel, CSV hoặc văn bản có mã, hay họ tên
với ngày sinh, tên mẹ), hoặc chỉ số lượng --count GIỚI:TUỔI=SỐ (nam, nu, unknown; 0-6, 7-10, 11-15).

--case và --plan-activity: hoạt động này nằm trong kế hoạch của một ca; việc đó chỉ ghi ở ca, không ghi ở hoạt động.

\b
Thí dụ:
  cpkit activity add tap_huan --date 20/4/2025 --title "Tập huấn quản lý ca"
      --worker 3 --worker 5 --topic phong_chong_xam_hai
  cpkit activity add cau_lac_bo --date 3/5/2025 --title "Câu lạc bộ Măng non"
      --attended-from diem-danh.xlsx
  cpkit activity add khac --date 4/5/2025 --title "Lớp kỹ năng sống"
      --case CA-KM-00001-B --plan-activity 3""")

attended_from = click.option(
    "--attended-from", "file", type=click.Path(path_type=Path), help=_("Danh sách trẻ tham gia: Excel, CSV, văn bản.")
)


@click.group("activity", help=HELP)
def command() -> None:
    """The group."""


@command.command("add", help=ADD_HELP)
@click.argument("kind", required=False, metavar=_("LOẠI"))
@form_options(FORM, leave_out=("kind",))
@attended_from
@click.option("--case", metavar=_("CA"), help=_("Ca mà kế hoạch có hoạt động này."))
@plan_options
@answers_option
@json_option
@with_store
def add_command(
    store: Store,
    kind: str | None,
    answers: dict[str, Any],
    file: Path | None,
    case: str | None,
    plan_activity: int | None,
    plan_done: bool,
    answers_file: Path | None,
    as_json: bool,
) -> None:
    """Ask what is missing, store the activity."""
    from cpkit.cases.activities import Serves, add_activity, reach
    from cpkit.cases.people import resolver
    from cpkit.forms import load
    from cpkit.forms.drafts import Draft
    from cpkit.forms.prompts import complete

    plan = plan_of(case, plan_activity, plan_done)
    if case and plan is None:
        raise Misused(_("--case cần số của hoạt động trong kế hoạch: --plan-activity."))
    given = _with_list(store, answers_of_file(answers_file, answers), file) | ({"kind": kind} if kind else {})
    form = load(FORM)
    draft = Draft(store, form)
    find, asking = resolver(store), current_session().interactive
    checked = complete(form, given, today=today(), resolver=find, draft=draft, interactive=asking)
    serves = Serves(store.read_id("cases", str(case)), *plan) if plan else None
    kept = add_activity(store, checked.values, serves=serves)
    draft.clear()
    warn_all(kept.warnings)
    shown = show_id(TABLE, kept.id)
    if as_json:
        emit_json({"id": shown})
        return
    document: Document = store.table(TABLE).get(doc_id=kept.id)
    show(_("Đã ghi {id}: {title}, {count} trẻ.").format(id=shown, title=document["title"], count=reach(document)))


@command.command(
    "list", help=with_example(_("Các hoạt động, cũ trước."), "activity list --from 1/1/2025 --kind dien_dan")
)
@click.option("--kind", help=_("Chỉ loại này: mã hoặc tên."))
@span_options
@click.option("--all", "everything", is_flag=True, help=_("Cả những hoạt động đã hủy."))
@json_option
@with_store
def list_command(store: Store, /, kind: str | None, as_json: bool, **chosen: Any) -> None:
    """The activities of a time, by index."""
    from cpkit.cases.activities import listed

    first, last = read_span(chosen["first"], chosen["last"])
    found = listed(store, kind=kind, first=first, last=last)
    rows = [each for each in found if chosen["everything"] or not each.get("cancelled")]
    if as_json:
        emit_json([_json(each) for each in rows])
        return
    for each in rows:
        show_pair(show_id(TABLE, each.doc_id), _in_words(each))
    if not rows:
        show(_("Không có hoạt động nào."))


@command.command("show", help=with_example(_("Một hoạt động, mọi câu đã ghi."), "activity show HD-KM-00001-C"))
@click.argument("activity", metavar=_("MÃ"))
@json_option
@with_store
def show_command(store: Store, activity: str, as_json: bool) -> None:
    """One activity in full."""
    from cpkit.cases.activities import rows_of
    from cpkit.commands.form_about import show_forms_about
    from cpkit.forms import load
    from cpkit.forms.showing import lines

    document: Document = store.table(TABLE).get(doc_id=store.read_id(TABLE, activity))
    if as_json:
        emit_json(_json(document))
        return
    show(show_id(TABLE, document.doc_id))
    for title, answer in lines(load(FORM), {**document, "counts": rows_of(document.get("counts") or {})}):
        show_pair(title, answer)
    show_forms_about(store, TABLE, document.doc_id)
    if document.get("cancelled"):
        show_pair(_("Đã hủy"), document["cancelled"]["reason"])


@command.command(
    "edit",
    help=with_example(
        _("Sửa một hoạt động; chỉ sửa những câu được nêu. Danh sách nêu lại thì thay cả danh sách."),
        "activity edit 3 --households 130",
    ),
)
@click.argument("activity", metavar=_("MÃ"))
@form_options(FORM)
@attended_from
@with_store
def edit_command(store: Store, activity: str, answers: dict[str, Any], file: Path | None) -> None:
    """Change what was given, check the whole again."""
    from cpkit.cases.activities import edit_activity

    changes = _with_list(store, answers, file)
    if not changes:
        raise Misused(_("Chưa nêu câu nào cần sửa. Xem: cpkit activity edit --help."))
    doc_id = store.read_id(TABLE, activity)
    warn_all(edit_activity(store, doc_id, changes).warnings)
    say(_("Đã sửa {id}.").format(id=show_id(TABLE, doc_id)))


@command.command(
    "cancel",
    help=with_example(
        _("Hủy một hoạt động ghi nhầm; vẫn còn để xem, kèm lý do."), 'activity cancel 3 --reason "Ghi trùng"'
    ),
)
@click.argument("activity", metavar=_("MÃ"))
@reason_option
@with_store
def cancel_command(store: Store, activity: str, reason: str | None) -> None:
    """Take an activity back, with a written reason."""
    from cpkit.cases.activities import cancel_activity

    doc_id = store.read_id(TABLE, activity)
    cancel_activity(store, doc_id, need(reason, _("Lý do hủy"), "--reason"))
    say(_("Đã hủy {id}.").format(id=show_id(TABLE, doc_id)))


def _with_list(store: Store, answers: dict[str, Any], file: Path | None) -> dict[str, Any]:
    """The answers with the children of the list of attendance added to those named."""
    if file is None:
        return answers
    from cpkit.cases.lists import read_attendance
    from cpkit.exchange.reading import read_sheets

    rows = [list(row) for sheet in read_sheets(file)[:1] for row in sheet.rows]
    return answers | {"attended": [*answers.get("attended", []), *read_attendance(store, rows)]}


def _json(document: Document) -> dict[str, Any]:
    return {"id": show_id(TABLE, document.doc_id), **fields_json(document, REFERENCES)}


def _in_words(document: Document) -> str:
    """An activity on one line: date, kind, title, how many children and households."""
    from cpkit.cases.activities import reach
    from cpkit.codes import code_text
    from cpkit.vietnamese import show_date, show_number

    reached, households = reach(document), document.get("households")
    parts = (
        show_date(date.fromisoformat(document["date"])),
        code_text("activity_kinds", document["kind"]),
        document["title"],
        _("{count} trẻ").format(count=show_number(reached)) if reached else None,
        _("{count} hộ").format(count=show_number(households)) if households else None,
        _("ĐÃ HỦY") if document.get("cancelled") else None,
    )
    return " – ".join(part for part in parts if part)
