"""`cpkit intake`: reports received (Mẫu 01), whether or not a case comes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cpkit.codes import code_text
from cpkit.commands import intake_print
from cpkit.commands.casework import fields_json, show_due, show_id_or_none, show_ids
from cpkit.commands.context import with_store
from cpkit.commands.options import (
    answers_option,
    confidential_option,
    json_option,
    reason_option,
    span_options,
    with_example,
)
from cpkit.commands.output import emit_json, say, show, show_pair, show_wrapped, warn, warn_all
from cpkit.commands.receiving import FORM, ask_report, read_unit, urgency, urgent_option
from cpkit.commands.typed import answers_of_file, need, read_span, read_time
from cpkit.forms.options import form_options
from cpkit.language import _
from cpkit.places import full_name
from cpkit.times import now

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cpkit.store import Document, Store

GROUP_HELP = _("""Tin báo theo Mẫu số 01, dù sau đó có mở ca hay không (NĐ56 Đ25, Đ26).

Một tin báo có thể không nêu tên trẻ, có thể chỉ hỏi thông tin, có thể thuộc xã khác. Tin nào cũng có số, có giờ nhận và
được tính trong báo cáo. Nhiều tin báo về một việc thì nối vào một ca.

\b
Thí dụ:
  cpkit intake add                  hỏi hết Mẫu 01, chưa mở ca
  cpkit intake list --waiting       các tin chưa xử lý
  cpkit case open --intake TB-KM-00007-C
  cpkit intake join TB-KM-00007-C CA-KM-00001-B
  cpkit intake transfer TB-KM-00007-C --to "Mường Phăng" --number 15/UBND
  cpkit intake close TB-KM-00007-C --outcome chi_cung_cap_thong_tin
      --reason "Hỏi mức trợ cấp"
  cpkit intake print TB-KM-00007-C  Mẫu 01 thành tệp Word""")

ADD_HELP = _("""Ghi một tin báo theo Mẫu số 01, chưa mở ca.

TRẺ là mã hoặc họ tên của trẻ trong sổ; bỏ trống khi tin không nêu tên trẻ. Thời hạn 12 giờ vẫn tính từ lúc nhận
tin, nên tin chưa xử lý cũng hiện trong danh sách việc đến hạn.

\b
Thí dụ:
  cpkit intake add
  cpkit intake add --received-at "15/11/2025 08:30" --source dien_thoai
      --kind bao_luc --unit "Mường Phăng" """)

TRANSFER_HELP = _("""Ghi việc chuyển tin báo cho xã, phường nơi xảy ra (NĐ56 Đ26.1).

Nơi nhận mặc định là xã, phường nơi xảy ra đã ghi trong tin; --to nêu nơi khác. Tin đã có ca thì kết thúc ca với kết quả
chuyen_dia_ban.

\b
Thí dụ:
  cpkit intake transfer TB-KM-00007-C --at "15/11/2025 10:00"
  cpkit intake transfer 7 --to "Mường Phăng" --number 15/UBND-VX""")

CLOSE_HELP = _("""Kết thúc một tin báo không mở ca, kèm kết quả và lý do.

Các kết quả: chi_cung_cap_thong_tin, sai_dia_ban, xac_minh_khong_co, khong_lien_he_duoc. Tin vẫn được tính là đã nhận.

\b
Thí dụ:
  cpkit intake close 7 --outcome xac_minh_khong_co --reason "Đã gặp gia đình" """)

at_option = click.option("--at", metavar=_("LÚC"), help=_("Lúc nào, như 15/11/2025 14:30; mặc định: bây giờ."))
intake_argument = click.argument("intake", metavar=_("TIN"))


@click.group("intake", help=GROUP_HELP)
def command() -> None:
    """The group."""


@command.command("add", help=ADD_HELP)
@click.argument("child", required=False, metavar=_("[TRẺ]"))
@form_options(FORM, leave_out=("urgent",))
@urgent_option
@answers_option
@json_option
@with_store
def add_command(
    store: Store,
    child: str | None,
    answers: dict[str, Any],
    urgent: bool | None,
    answers_file: Path | None,
    as_json: bool,
) -> None:
    """Record a report and say until when somebody has to look at it."""
    from cpkit.cases.intakes import add_intake
    from cpkit.cases.people import resolver

    who = resolver(store)("children", child) if child else None
    checked, draft = ask_report(store, answers_of_file(answers_file, answers) | urgency(urgent), who)
    received = add_intake(store, checked.values, child=who)
    draft.clear()
    warn_all(received.warnings)
    for case in show_ids("cases", received.others):
        warn(_("Trẻ này có ca đang mở: {case}. Cùng một việc thì nối: cpkit intake join.").format(case=case))
    shown = show_ids("intakes", [received.intake])[0]
    if as_json:
        emit_json({"id": shown})
        return
    show(_("Đã ghi tin báo {id}, chưa mở ca.").format(id=shown))
    _show_clock(store, received.intake)
    _show_ways_on(store, received.intake, shown)


def _show_ways_on(store: Store, intake: int, shown: str) -> None:
    """What can be done with a report now; one of another commune is for that commune (NĐ56 Đ26.1)."""
    from cpkit.cases.intakes import read_intake
    from cpkit.places import full_name, successors

    place, here = read_intake(store, intake)["unit"], store.settings.unit
    if here not in (place, *(each.key for each in successors(place))):
        sentence = _("Xảy ra ở {unit}: chuyển cho nơi ấy (NĐ56 Đ26.1) bằng cpkit intake transfer {id}.")
        show_wrapped(sentence.format(unit=full_name(place), id=shown), "")
    show_wrapped(_("Tiếp theo: cpkit case open --intake {id}; hoặc intake join, transfer, close.").format(id=shown), "")


def _show_clock(store: Store, intake: int) -> None:
    from cpkit.cases.due import due_of_intake
    from cpkit.cases.intakes import read_intake

    for item in due_of_intake(intake, read_intake(store, intake), now()):
        show_due(item)


@command.command(
    "list", help=with_example(_("Các tin báo, mới nhất trước."), "intake list --waiting", "intake list --from 1/1/2025")
)
@click.option("--waiting", is_flag=True, help=_("Chỉ tin chưa xử lý."))
@click.option(
    "--state",
    type=click.Choice(["waiting", "case", "transferred", "closed", "cancelled"]),
    help=_("Chỉ tin ở trạng thái này: chờ, có ca, đã chuyển, đã kết thúc, đã hủy."),
)
@span_options
@confidential_option
@json_option
@with_store
def list_command(
    store: Store,
    waiting: bool,
    state: str | None,
    first: str | None,
    last: str | None,
    confidential: bool,
    as_json: bool,
) -> None:
    """Reports are confidential: the look is kept (NĐ56 Đ24)."""
    from cpkit.cases.intake_ends import listed

    days = read_span(first, last)
    store.look("intake list --confidential" if confidential else "intake list")
    found = listed(store, state="waiting" if waiting else state, first=days[0], last=days[1])
    if as_json:
        emit_json([_summary(store, intake, confidential) for intake in found])
        return
    if not found:
        show(_("Không có tin báo nào."))
    for intake in found:
        _show_row(intake, confidential)


def _summary(store: Store, intake: Document, confidential: bool) -> dict[str, Any]:
    from cpkit.cases.intake_ends import state_of

    fields = ("received_at", "source", "unit", "outcome", "transfer")
    return {
        "id": show_ids("intakes", [intake.doc_id])[0],
        "state": state_of(intake),
        "child": show_id_or_none("children", intake.get("child")),
        "child_name": _name(store, intake) if confidential else None,
        "kind": intake["kind"] if confidential else None,
        "case": show_id_or_none("cases", intake.get("case")),
        **{field: intake.get(field) for field in fields},
    }


def _name(store: Store, intake: Document) -> str | None:
    child = store.table("children").get(doc_id=intake["child"]) if intake.get("child") else None
    name: str | None = child["name"] if child else intake.get("answers", {}).get("child_name")
    return name


def _show_row(intake: Document, confidential: bool) -> None:
    from cpkit.cases.intake_ends import end_of
    from cpkit.vietnamese import show_moment

    title = f"{show_ids('intakes', [intake.doc_id])[0]}  {_moment_of(intake, show_moment)}  "
    show((title + (code_text("case_kinds", intake["kind"]) if confidential else "")).rstrip())
    case = show_id_or_none("cases", intake.get("case"))
    end = end_of(intake) or _("chưa xử lý")
    show("  " + "; ".join(filter(None, (code_text("sources", intake["source"]), f"{end} {case}" if case else end))))


def _moment_of(intake: Document, show_moment: Any) -> str:
    from datetime import datetime as moment

    return str(show_moment(moment.fromisoformat(intake["received_at"])))


@command.command(
    "show",
    help=with_example(_("Một tin báo: nhận lúc nào, qua đâu, đã xử lý ra sao."), "intake show 7 --confidential"),
)
@intake_argument
@confidential_option
@json_option
@with_store
def show_command(store: Store, intake: str, confidential: bool, as_json: bool) -> None:
    """One report; what it tells only with `--confidential`."""
    from cpkit.cases.intakes import intake_answers, read_intake

    intake_id = store.read_id("intakes", intake)
    document = read_intake(store, intake_id)
    store.look("intake show --confidential" if confidential else "intake show", show_ids("intakes", [intake_id]))
    if as_json:
        shown = fields_json(document, {"case": "cases", "child": "children"})
        shown.pop("waiting", None)
        shown["answers"] = intake_answers(document) if confidential else {}
        emit_json({**shown, **_summary(store, document, confidential)})
        return
    _show_one(store, document, confidential)


def _show_one(store: Store, intake: Document, confidential: bool) -> None:
    from cpkit.cases.intake_ends import shown_outcome, state_of
    from cpkit.cases.intakes import intake_answers
    from cpkit.forms import load
    from cpkit.forms.showing import lines
    from cpkit.vietnamese import show_moment

    show(_("Tin báo {id}").format(id=show_ids("intakes", [intake.doc_id])[0]))
    show_pair(_("Tiếp nhận"), f"{_moment_of(intake, show_moment)} – {code_text('sources', intake['source'])}")
    if confidential:
        show_pair(_("Loại"), code_text("case_kinds", intake["kind"]))
    show_pair(_("Nơi xảy ra"), full_name(intake.get("unit")))
    show_pair(_("Trẻ"), show_id_or_none("children", intake.get("child")))
    show_pair(_("Ca"), show_id_or_none("cases", intake.get("case")))
    show_pair(_("Kết quả"), shown_outcome(intake))
    if state_of(intake) == "waiting":
        show(_("Chưa xử lý: mở ca, nối vào ca, chuyển hoặc kết thúc."))
        _show_clock(store, intake.doc_id)
    if not confidential:
        show(_("Nội dung tin báo là bí mật (NĐ56 Đ24); xem bằng --confidential."))
        return
    for title, answer in lines(load(FORM), intake_answers(intake)):
        show_pair(f"  {title}", answer)


@command.command("close", help=CLOSE_HELP)
@intake_argument
@click.option("--outcome", metavar=_("MÃ"), help=_("Kết quả: một mã trong danh sách ở trên."))
@click.option("--reason", help=_("Vì sao, đã làm gì."))
@at_option
@with_store
def close_command(store: Store, intake: str, outcome: str | None, reason: str | None, at: str | None) -> None:
    """End a report without a case."""
    from cpkit.cases.intake_ends import close_intake

    intake_id = store.read_id("intakes", intake)
    code = need(outcome, _("Kết quả"), "--outcome")
    close_intake(store, intake_id, code, _moment(at), need(reason, _("Lý do"), "--reason"))
    say(_("Đã kết thúc tin báo {id}.").format(id=show_ids("intakes", [intake_id])[0]))


@command.command("transfer", help=TRANSFER_HELP)
@intake_argument
@click.option("--to", metavar=_("MÃ|TÊN"), help=_("Xã, phường nhận."))
@click.option("--number", metavar=_("SỐ"), help=_("Số văn bản chuyển."))
@click.option("--note", help=_("Ai nhận, qua đường nào."))
@at_option
@with_store
def transfer_command(
    store: Store, intake: str, to: str | None, number: str | None, note: str | None, at: str | None
) -> None:
    """Record the transfer."""
    from cpkit.cases.intake_ends import transfer_intake

    intake_id = store.read_id("intakes", intake)
    target = read_unit(to, "--to") if to else None
    gone = transfer_intake(store, intake_id, _moment(at), to=target, number=number, note=note)
    shown = show_ids("intakes", [intake_id])[0]
    say(_("Đã ghi việc chuyển tin báo {id} cho {unit}.").format(id=shown, unit=full_name(gone)))


@command.command(
    "join", help=with_example(_("Nối một tin báo vào một ca đang mở."), "intake join TB-KM-00007-C CA-KM-00001-B")
)
@intake_argument
@click.argument("case", metavar=_("CA"))
@with_store
def join_command(store: Store, intake: str, case: str) -> None:
    """Several reports, one case."""
    from cpkit.cases.intake_ends import join_case

    intake_id, case_id = store.read_id("intakes", intake), store.read_id("cases", case)
    earlier = join_case(store, intake_id, case_id)
    (one,), (other,) = show_ids("intakes", [intake_id]), show_ids("cases", [case_id])
    say(_("Đã nối tin báo {intake} vào ca {case}.").format(intake=one, case=other))
    if earlier:
        warn(_("Tin này nhận trước, nên thời hạn của ca nay tính từ lúc nhận tin này."))


@command.command(
    "cancel",
    help=with_example(_("Hủy một tin báo ghi nhầm; tin vẫn còn để xem."), 'intake cancel 7 --reason "Ghi trùng"'),
)
@intake_argument
@reason_option
@with_store
def cancel_command(store: Store, intake: str, reason: str | None) -> None:
    """Take a report back."""
    from cpkit.cases.intake_ends import cancel_intake

    intake_id = store.read_id("intakes", intake)
    cancel_intake(store, intake_id, need(reason, _("Lý do hủy"), "--reason"))
    say(_("Đã hủy tin báo {id}.").format(id=show_ids("intakes", [intake_id])[0]))


def _moment(at: str | None) -> datetime:
    return read_time(at) if at else now()


command.add_command(intake_print.print_command)
