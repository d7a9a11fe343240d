"""`cpkit log`: what was done for one child or for many, one line each, or a whole list from Excel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.casework import fields_json, show_ids
from cpkit.commands.context import current_session, with_store
from cpkit.commands.options import (
    answers_option,
    confidential_option,
    json_option,
    plan_of,
    plan_options,
    reason_option,
    span_options,
    with_example,
)
from cpkit.commands.output import emit_json, progress, say, show, show_pair, show_wrapped, warn, warn_all
from cpkit.commands.typed import answers_of_file, need, read_span
from cpkit.errors import Misused, Problem, Refused
from cpkit.forms.options import form_options
from cpkit.language import _
from cpkit.store.identifiers import show_id
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.cases.interventions import Prepared
    from cpkit.cases.lists import Read
    from cpkit.store import Document, Store

FORM = "can_thiep"
TABLE = "interventions"
REFERENCES = {"children": "children", "case": "cases"}

HELP = _("""Ghi việc hỗ trợ, can thiệp cho một hay nhiều trẻ; hoặc cả danh sách từ Excel.

--service nhận mã hoặc tên dịch vụ (y_te, giao_duc…), cả loại chi tiết (y_te.bhyt, "Thẻ BHYT"). --child nhận mã hoặc họ
tên của trẻ. Danh sách Excel có cột mã trẻ (hoặc họ tên với ngày sinh, tên mẹ), dịch vụ, ngày, đơn vị thực hiện, số
tiền, ghi chú; có dòng sai thì không ghi gì, trừ khi thêm --good-rows.

\b
Thí dụ:
  cpkit log --child TE-KM-00042-H --service y_te.bhyt --date 15/11/2025
      --provider "Trạm y tế phường" --amount 500.000
  cpkit log --child 42 --child 43 --service giao_duc --date 5/9/2025
  cpkit log --child 42 --service tam_ly --date 20/11/2025
      --case CA-KM-00001-B --plan-activity 2 --plan-done
  cpkit log --from danh-sach-ho-tro.xlsx
  cpkit log list --child 42 --from 1/1/2025""")


@click.group("log", help=HELP, invoke_without_command=True)
@form_options(FORM)
@click.option("--from", "file", type=click.Path(path_type=Path), help=_("Danh sách Excel, mỗi dòng một lần hỗ trợ."))
@click.option("--good-rows", is_flag=True, help=_("Với --from: ghi các dòng đúng, nêu các dòng sai."))
@click.option("--anyway", is_flag=True, help=_("Với --from: ghi cả dòng giống hệt một lần đã ghi."))
@click.option("--dry-run", is_flag=True, help=_("Với --from: chỉ kiểm tra, không ghi gì."))
@plan_options
@answers_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    answers: dict[str, Any],
    answers_file: Path | None,
    file: Path | None,
    plan_activity: int | None,
    plan_done: bool,
    as_json: bool,
    **flags: bool,
) -> None:
    """One record by options or questions, or many from a list."""
    given = answers_of_file(answers_file, answers)
    if context.invoked_subcommand is not None:
        if given or file:
            sentence = _("Ghi một lần hỗ trợ hoặc dùng lệnh con {name}, không cả hai.")
            raise Misused(sentence.format(name=context.invoked_subcommand))
    elif file is None:
        plan = plan_of(given.get("case"), plan_activity, plan_done)
        _log_one(current_session().store(), given, as_json, flags["anyway"], plan)
    elif given or plan_activity is not None or plan_done:
        raise Misused(_("Đã có --from thì không nêu thêm từng trẻ, từng dịch vụ."))
    else:
        _log_list(current_session().store(), file, as_json, **flags)


def _log_one(store: Store, answers: dict[str, Any], as_json: bool, anyway: bool, plan: tuple[int, bool] | None) -> None:
    from cpkit.cases.interventions import log, log_for_plan, prepare, with_service
    from cpkit.cases.people import resolver
    from cpkit.forms import load
    from cpkit.forms.drafts import Draft
    from cpkit.forms.prompts import complete

    draft = Draft(store, load(FORM))
    asking = current_session().interactive
    given, find = with_service(answers), resolver(store)
    checked = complete(load(FORM), given, today=today(), resolver=find, draft=draft, interactive=asking)
    record = prepare(store, checked.values)
    if record.alike and not anyway:
        warn(_("Giống hệt lần đã ghi: {ids}.").format(ids=", ".join(show_ids(TABLE, record.alike))))
    doc_id = log_for_plan(store, record, plan[0], done=plan[1]) if plan else log(store, [record])[0]
    draft.clear()
    warn_all(record.warnings)
    if as_json:
        emit_json({"id": show_id(TABLE, doc_id)})
    else:
        show(_("Đã ghi {id}: {what}.").format(id=show_id(TABLE, doc_id), what=_in_words(record.values)))


def _log_list(store: Store, file: Path, as_json: bool, *, good_rows: bool, anyway: bool, dry_run: bool) -> None:
    """All rows in one transaction; a list with a wrong row, or one already kept, writes nothing unless told to."""
    from cpkit.cases.interventions import log
    from cpkit.cases.lists import read_interventions

    read = read_interventions(store, _rows(file))
    chosen = [(row, record) for row, record in read.ready if anyway or not record.alike]
    held = [] if anyway else read.repeated
    write = bool(chosen) and not dry_run and (good_rows or not (read.refused or held))
    ids = show_ids(TABLE, log(store, [record for _row, record in chosen])) if write else []
    logged = list(zip((row for row, _record in chosen), ids, strict=False))
    if as_json:
        emit_json(_list_json(read, held, logged))
    else:
        _tell_list(read, held, logged, dry_run)
    if not logged and not dry_run:
        raise Refused(_("Chưa ghi gì từ danh sách này."))


def _rows(file: Path) -> Sequence[Sequence[Any]]:
    from cpkit.exchange.reading import read_sheets

    return [list(row) for row in progress(read_sheets(file)[0].rows, label=_("Đọc danh sách"))]


def _list_json(read: Read, held: list[tuple[int, Prepared]], logged: list[tuple[int, str]]) -> dict[str, Any]:
    return {
        "logged": [{"row": row, "id": doc_id} for row, doc_id in logged],
        "refused": [{"row": each.row, "errors": [*map(_error, each.errors)]} for each in read.refused],
        "possible_duplicates": [{"row": row, "of": show_ids(TABLE, record.alike)} for row, record in held],
        "passed_over": read.passed_over,
        "unknown_columns": read.unknown_columns,
    }


def _error(problem: Problem) -> dict[str, str]:
    return {"field": problem.field, "message": problem.message}


def _tell_list(read: Read, held: list[tuple[int, Prepared]], logged: list[tuple[int, str]], dry_run: bool) -> None:
    for refusal in read.refused:
        for problem in refusal.errors:
            say(_("Dòng {row}: {message}").format(row=refusal.row, message=problem.message))
    for row, record in held:
        ids = ", ".join(show_ids(TABLE, record.alike))
        say(_("Dòng {row}: giống hệt lần đã ghi {ids}; thêm --anyway nếu đúng là lần khác.").format(row=row, ids=ids))
    if read.passed_over:
        rows = ", ".join(map(str, read.passed_over))
        say(_("Bỏ qua các dòng không có dịch vụ và ngày: {rows}.").format(rows=rows))
    if read.unknown_columns:
        say(_("Không dùng các cột: {columns}.").format(columns="; ".join(read.unknown_columns)))
    if dry_run:
        counts = {"ready": len(read.ready) - len(held), "bad": len(read.refused), "held": len(held)}
        show(_("Thử: {ready} dòng ghi được, {bad} dòng sai, {held} dòng đã có. Chưa ghi gì.").format(**counts))
    elif logged:
        ids = f"{logged[0][1]} – {logged[-1][1]}" if len(logged) > 1 else logged[0][1]
        show(_("Đã ghi {count} lần hỗ trợ: {ids}.").format(count=len(logged), ids=ids))


@command.command("list", help=with_example(_("Các lần hỗ trợ, cũ trước."), "log list --child 42 --from 1/1/2025"))
@click.option("--child", help=_("Mã hoặc họ tên của trẻ."))
@click.option("--case", "case", help=_("Mã ca."))
@span_options
@click.option("--all", "everything", is_flag=True, help=_("Cả những lần đã hủy."))
@confidential_option
@json_option
@with_store
def list_command(store: Store, /, child: str | None, case: str | None, as_json: bool, **chosen: Any) -> None:
    """Records of a child, of a case, or of a time; by index, however many there are."""
    from cpkit.cases.interventions import listed
    from cpkit.cases.people import resolver

    find = resolver(store)
    first, last = read_span(chosen["first"], chosen["last"])
    about = find("children", child) if child else None
    found = listed(store, child=about, case=find("cases", case) if case else None, first=first, last=last)
    rows = [each for each in found if chosen["everything"] or not each.get("cancelled")]
    _look(store, chosen["confidential"] or bool(case))
    if as_json:
        emit_json([_json(each, chosen["confidential"]) for each in rows])
        return
    for each in rows:
        show_pair(show_id(TABLE, each.doc_id), _in_words(each))
        show_wrapped("; ".join(_people(store, each)))
    if not rows:
        show(_("Không có lần hỗ trợ nào."))


@command.command("show", help=with_example(_("Một lần hỗ trợ, mọi câu đã ghi."), "log show HT-KM-00007-D"))
@click.argument("record", metavar=_("MÃ"))
@confidential_option
@json_option
@with_store
def show_command(store: Store, record: str, confidential: bool, as_json: bool) -> None:
    """One record in full; the case it belongs to only where confidential matters are asked for."""
    from cpkit.forms import load
    from cpkit.forms.showing import lines

    document: Document = store.table(TABLE).get(doc_id=store.read_id(TABLE, record))
    _look(store, confidential)
    if as_json:
        emit_json(_json(document, confidential))
        return
    show(show_id(TABLE, document.doc_id))
    shown = document if confidential else {**document, "case": None}
    for title, answer in lines(load(FORM), shown):
        show_pair(title, answer)
    show_pair(_("Họ tên"), "; ".join(_people(store, document)))
    if document.get("cancelled"):
        show_pair(_("Đã hủy"), document["cancelled"]["reason"])


@command.command(
    "edit",
    help=with_example(_("Sửa một lần hỗ trợ; chỉ sửa những câu được nêu."), "log edit 7 --amount 600.000"),
)
@click.argument("record", metavar=_("MÃ"))
@form_options(FORM)
@with_store
def edit_command(store: Store, record: str, answers: dict[str, Any]) -> None:
    """Change what was given, check the whole again."""
    from cpkit.cases.interventions import edit_intervention

    if not answers:
        raise Misused(_("Chưa nêu câu nào cần sửa. Xem: cpkit log edit --help."))
    doc_id = store.read_id(TABLE, record)
    warn_all(edit_intervention(store, doc_id, answers).warnings)
    say(_("Đã sửa {id}.").format(id=show_id(TABLE, doc_id)))


@command.command(
    "cancel",
    help=with_example(
        _("Hủy một lần hỗ trợ ghi nhầm; vẫn còn để xem, kèm lý do."), 'log cancel 7 --reason "Ghi trùng"'
    ),
)
@click.argument("record", metavar=_("MÃ"))
@reason_option
@with_store
def cancel_command(store: Store, record: str, reason: str | None) -> None:
    """Take a record back, with a written reason."""
    from cpkit.cases.interventions import cancel_intervention

    doc_id = store.read_id(TABLE, record)
    cancel_intervention(store, doc_id, need(reason, _("Lý do hủy"), "--reason"))
    say(_("Đã hủy {id}.").format(id=show_id(TABLE, doc_id)))


def _look(store: Store, confidential: bool) -> None:
    if confidential:
        store.look("log --confidential")


def _json(document: Document, confidential: bool) -> dict[str, Any]:
    shown = {"id": show_id(TABLE, document.doc_id), **fields_json(document, REFERENCES)}
    return shown if confidential else {**shown, "case": None}


def _in_words(record: Any) -> str:
    """A record on one line: date, service, how many children, sum, who gave it."""
    from cpkit.codes import code_list
    from cpkit.vietnamese import show_date, show_money

    code = code_list("services").get(record.get("kind") or record["service"])
    service = code.short_text if code else record["service"]
    money = show_money(record["amount"]) if record.get("amount") is not None else None
    children = _("{count} trẻ").format(count=len(record["children"])) if len(record["children"]) > 1 else None
    cancelled = _("ĐÃ HỦY") if record.get("cancelled") else None
    parts = (show_date(date.fromisoformat(record["date"])), service, children, money, record.get("provider"), cancelled)
    return " – ".join(part for part in parts if part)


def _people(store: Store, record: Any) -> list[str]:
    """The children of a record, by name and id; of many only the first few."""
    shown = []
    for child in record["children"][:5]:
        document: Document | None = store.table("children").get(doc_id=child)
        name = document["name"] if document is not None else "?"
        shown.append(f"{name} ({show_id('children', child)})")
    more = len(record["children"]) - len(shown)
    return shown + ([_("và {count} trẻ khác").format(count=more)] if more else [])
