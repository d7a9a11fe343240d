"""`cpkit case police` and `cpkit case proceedings`: what went to the police, what became of it (NĐ56 Đ25.3, Đ31.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.casework import show_id_or_none, show_ids
from cpkit.commands.context import current_session, with_store
from cpkit.commands.options import answers_option, confidential_option, json_option, reason_option
from cpkit.commands.output import choose, emit_json, say, show, show_wrapped, warn, warn_all
from cpkit.commands.typed import answers_of_file, need, read_day
from cpkit.errors import Misused
from cpkit.forms.options import form_options
from cpkit.language import _
from cpkit.times import now

if TYPE_CHECKING:
    from pathlib import Path

    from cpkit.cases.police import HandOver
    from cpkit.cases.records import Proceeding
    from cpkit.store import Store

FORM = "chuyen_cong_an"

POLICE_HELP = _("""Ghi việc chuyển tin báo tội phạm, đồ vật, tài liệu cho công an (NĐ56 Đ25.3, Đ31.3).

Không nêu gì thì xem các lần đã chuyển. Số hồ sơ và trả lời của công an đến sau thì gọi lại lệnh và chỉ nêu điều mới;
lần chuyển khác thì thêm --again.

\b
Thí dụ:
  cpkit case police 1 --at "15/11/2025 09:30" --to "Công an phường"
      --officer "Đại úy Lò Văn An" --evidence "Áo rách=1 chiếc, niêm phong"
  cpkit case police 1 --file-number 12/TB-CAP
  cpkit case police 1 --answered-on 20/11/2025 --outcome khoi_to
  cpkit case police 1 --confidential""")

PROCEEDINGS_HELP = _("""Diễn biến tố tụng của vụ việc: giám định, khởi tố, truy tố, xét xử và kết quả.

Không nêu VIỆC thì xem những gì đã ghi. Ca đã kết thúc vẫn ghi thêm được. Ghi nhầm thì hủy dòng ấy bằng --cancel SỐ.

\b
Thí dụ:
  cpkit case proceedings 1 --confidential
  cpkit case proceedings 1 giam_dinh --date 16/11/2025
      --result "Tổn thương 3 %"
  cpkit case proceedings 1 xet_xu_so_tham --date 2/3/2026
      --body "Tòa án khu vực 1" --number 15/2026/HS-ST --result "2 năm tù"
  cpkit case proceedings 1 --cancel 2 --reason "Ghi nhầm ca" """)


@click.command("police", help=POLICE_HELP)
@click.argument("case", metavar=_("CA"))
@form_options(FORM)
@answers_option
@click.option("--again", is_flag=True, help=_("Ghi một lần chuyển khác, không sửa lần đã ghi."))
@confidential_option
@json_option
@with_store
def police_command(
    store: Store,
    case: str,
    answers: dict[str, Any],
    answers_file: Path | None,
    again: bool,
    confidential: bool,
    as_json: bool,
) -> None:
    """Record a hand-over or what came of it; without anything told, show those recorded."""
    from cpkit.cases.police import hand_overs

    case_id = store.read_id("cases", case)
    given = answers_of_file(answers_file, answers)
    if not given and not again and (hand_overs(store, case_id) or not current_session().interactive):
        _show_all(store, case_id, confidential, as_json)
        return
    _record(store, case_id, given, again)
    if as_json:
        _show_all(store, case_id, confidential, as_json)
    else:
        _tell(store, case_id)


def _record(store: Store, case_id: int, given: dict[str, Any], again: bool) -> None:
    """Ask in a terminal what a new hand-over lacks; elsewhere all that is wrong is said at once."""
    from cpkit.cases.papers import known_answers
    from cpkit.cases.people import resolver
    from cpkit.cases.police import hand_over, sheet_of
    from cpkit.forms.drafts import Draft
    from cpkit.forms.prompts import complete

    sheet = sheet_of(store, case_id, again=again)
    draft = Draft(store, sheet.form, show_ids("cases", [case_id])[0])
    if current_session().interactive and sheet.before is None:
        known = known_answers(store, case_id, sheet) | given
        given = dict(complete(sheet.form, known, today=now().date(), resolver=resolver(store), draft=draft).values)
        draft.save(given)  # what was typed stays if the step is refused
    warn_all(hand_over(store, case_id, given, again=again).warnings)
    draft.clear()


def _tell(store: Store, case_id: int) -> None:
    """What was recorded, and what is still kept that the police may need (NĐ56 Đ31.3a)."""
    from cpkit.cases.police import hand_overs, kept_evidence
    from cpkit.vietnamese import show_date, show_moment

    last = hand_overs(store, case_id)[-1]
    show(_("Đã ghi: chuyển {police} lúc {at} (NĐ56 Đ25.3).").format(police=last.police, at=show_moment(last.at)))
    if last.answered_on:
        show(_("Công an trả lời ngày {date}.").format(date=show_date(last.answered_on)))
    kept = kept_evidence(store, case_id)
    if kept:
        sentence = _("Còn giữ, chưa giao: {items} (NĐ56 Đ31.3).")
        warn(sentence.format(items="; ".join(kept)))


def _show_all(store: Store, case_id: int, confidential: bool, as_json: bool) -> None:
    from cpkit.cases.police import hand_overs, kept_evidence

    store.look("case police --confidential" if confidential else "case police", show_ids("cases", [case_id]))
    found, kept = hand_overs(store, case_id), kept_evidence(store, case_id)
    if as_json:
        shown = {"case": show_id_or_none("cases", case_id), "kept": kept if confidential else None}
        emit_json({**shown, "hand_overs": [_json(each, confidential) for each in found]})
        return
    if not found:
        show(_("Ca này chưa chuyển công an. Có dấu hiệu tội phạm thì chuyển ngay (NĐ56 Đ25.3)."))
    for each in found:
        _show_one(each, confidential)
    if kept:
        items = "; ".join(kept) if confidential else _("{count} đồ vật, tài liệu").format(count=len(kept))
        show_wrapped(_("Còn giữ, chưa giao: {items} (NĐ56 Đ31.3).").format(items=items), "")


def _json(one: HandOver, confidential: bool) -> dict[str, Any]:
    shown = {"police": one.police, "at": one.at, "file_number": one.file_number, "answered_on": one.answered_on}
    return {**shown, "answers": one.answers if confidential else None}


def _show_one(one: HandOver, confidential: bool) -> None:
    """A hand-over on a line; in full where confidential matters are asked for."""
    from cpkit.forms import load
    from cpkit.forms.showing import lines
    from cpkit.vietnamese import show_date, show_moment

    state = _("trả lời ngày {date}").format(date=show_date(one.answered_on)) if one.answered_on else _("chưa trả lời")
    number = _("số {number}").format(number=one.file_number) if one.file_number else None
    show_wrapped(" – ".join(part for part in (show_moment(one.at), one.police, number, state) if part), "")
    if confidential:
        for title, answer in lines(load(FORM), one.answers):
            show_wrapped(f"{title}: {answer}")


@click.command("proceedings", help=PROCEEDINGS_HELP)
@click.argument("case", metavar=_("CA"))
@click.argument("kind", required=False, metavar=_("[VIỆC]"))
@click.option("--date", "day", metavar=_("NGÀY"), help=_("Ngày giám định, ra quyết định, tuyên án."))
@click.option("--result", help=_("Kết quả."))
@click.option("--body", metavar=_("CƠ QUAN"), help=_("Cơ quan giám định, điều tra, truy tố, xét xử."))
@click.option("--number", metavar=_("SỐ"), help=_("Số kết luận, quyết định, bản án."))
@click.option("--cancel", type=int, metavar=_("SỐ"), help=_("Hủy dòng số này (ghi nhầm); dòng ấy vẫn còn để xem."))
@reason_option
@confidential_option
@json_option
@with_store
def proceedings_command(
    store: Store, /, case: str, kind: str | None, cancel: int | None, confidential: bool, as_json: bool, **said: Any
) -> None:
    """Show the proceedings, add one, or take one back."""
    from cpkit.cases.proceedings import proceedings

    case_id = store.read_id("cases", case)
    if cancel is not None:
        _cancel(store, case_id, cancel, kind, said)
    elif kind is not None or any(said.values()):
        _add(store, case_id, kind, said)
    found = proceedings(store, case_id)
    store.look("case proceedings --confidential" if confidential else "case proceedings", show_ids("cases", [case_id]))
    if as_json:
        emit_json([_proceeding_json(number, each, confidential) for number, each in enumerate(found, 1)])
        return
    if not found:
        show(_("Chưa ghi diễn biến tố tụng nào."))
    for number, each in enumerate(found, 1):
        _show_proceeding(number, each, confidential)


def _add(store: Store, case_id: int, kind: str | None, said: dict[str, Any]) -> None:
    from cpkit.cases.proceedings import KINDS, add
    from cpkit.codes import code_list

    if said["reason"]:
        raise Misused(_("--reason đi cùng --cancel."))
    kinds = [(code.code, code.text) for code in code_list(KINDS)]
    what = kind or choose(_("Việc gì?"), kinds, option=_("VIỆC"))
    day = read_day(need(said["day"], _("Ngày nào"), "--date"), "--date")
    result = need(said["result"], _("Kết quả"), "--result")
    added = add(store, case_id, what, day, result, body=said["body"], number=said["number"])
    say(_("Đã ghi: {what}.").format(what=added.title))


def _cancel(store: Store, case_id: int, cancel: int, kind: str | None, said: dict[str, Any]) -> None:
    from cpkit.cases.proceedings import cancel as take_back

    if kind or any(said[key] for key in ("day", "result", "body", "number")):
        raise Misused(_("Với --cancel chỉ nêu --reason."))
    taken = take_back(store, case_id, cancel, need(said["reason"], _("Lý do hủy"), "--reason"))
    say(_("Đã hủy: {what}.").format(what=taken.title))


def _proceeding_json(number: int, one: Proceeding, confidential: bool) -> dict[str, Any]:
    told = {"result": one.result, "body": one.body, "number": one.number}
    told |= {"cancelled_because": one.cancelled.reason if one.cancelled else None}
    shown = {"line": number, "kind": one.kind, "on": one.on, "cancelled": one.cancelled is not None}
    return {**shown, **(told if confidential else dict.fromkeys(told))}


def _show_proceeding(number: int, one: Proceeding, confidential: bool) -> None:
    from cpkit.vietnamese import show_date

    told = [one.number and _("số {number}").format(number=one.number), one.body, one.result] if confidential else []
    state = _("ĐÃ HỦY") if one.cancelled else None
    parts = (show_date(one.on), one.title, *told, state)
    show_wrapped(f"{number}. " + " – ".join(part for part in parts if part), "")


COMMANDS = (police_command, proceedings_command)
