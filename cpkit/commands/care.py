"""`cpkit care`: children in alternative care, from the need to the end (NĐ56 Đ38-48, TT14)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands import care_transfer, care_views
from cpkit.commands.care_filling import (
    completed,
    form_command_options,
    past_option,
    placement_argument,
    run_fill,
    tell,
    tell_clock,
    tell_step,
)
from cpkit.commands.casework import show_ids
from cpkit.commands.context import with_store
from cpkit.commands.options import reason_option, with_example
from cpkit.commands.output import say, show, warn
from cpkit.commands.typed import answers_of_file, need, read_day, read_time, said_answers
from cpkit.errors import Misused
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from datetime import date

    from cpkit.store import Store

GROUP_HELP = _("""Chăm sóc thay thế (NĐ56 Đ38-48): từ lúc trẻ cần người nhận đến khi chấm dứt, kèm Mẫu 10-16, thời hạn.

\b
Thí dụ:
  cpkit care need TE-KM-00042-H     Mẫu 10: trẻ cần chăm sóc thay thế
  cpkit care candidates 1           ai nhận được, theo thứ tự ưu tiên
  cpkit care choose 1 --carer 3     chọn người; carer verify 3 là xác minh
  cpkit care contact 1 --date 3/3/2025 --note "Đến chơi nhà"
  cpkit care decide 1 --number 12/QĐ-UBND --date 10/3/2025 --signer "Lò Văn Chủ"
  cpkit care handover 1 --at "14/3/2025 09:00"
  cpkit care monitor 1              Mẫu 13 sau 1 tháng, 3 tháng, mỗi 6 tháng
  cpkit care show 1                 một trẻ: các bước, thời hạn""")


@click.group("care", help=GROUP_HELP)
def command() -> None:
    """Alternative care."""


@command.command(
    "need",
    help=with_example(
        _("""Ghi báo cáo đánh giá trẻ cần chăm sóc thay thế (Mẫu 10, NĐ56 Đ38.3d) và mở lần chăm sóc.

Trẻ từ cơ sở trợ giúp xã hội chuyển về (NĐ56 Đ45) thì nêu cơ sở bằng --facility."""),
        "care need TE-KM-00042-H",
        "care need 42 --answers mau10.json --case CA-KM-00001-B",
    ),
)
@click.argument("child", metavar=_("TRẺ"))
@click.option("--facility", metavar=_("TÊN"), help=_("Trẻ đang ở cơ sở trợ giúp xã hội này."))
@click.option("--case", "case", metavar=_("CA"), help=_("Ca của trẻ, nếu có."))
@form_command_options
@with_store
def need_command(
    store: Store, child: str, facility: str | None, case: str | None, said: tuple[str, ...],
    answers_file: Path | None, force: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Ask Mẫu 10, open the placement."""
    from cpkit.care.papers import need_sheet, open_need

    child_id = store.read_id("children", child)
    case_id = store.read_id("cases", case) if case else None
    sheet = need_sheet(store, child_id)
    given = answers_of_file(answers_file, {}) | said_answers(said)
    answers, draft = completed(store, sheet, given, show_ids("children", [child_id])[0])
    made, kept = open_need(store, child_id, answers, facility=facility, case=case_id)
    draft.clear()
    if not as_json:
        show(_("Đã mở {id}.").format(id=show_ids("placements", [made])[0]))
    tell(store, made, kept, sheet.form.text, sheet.form.id, as_json)


@command.command(
    "choose",
    help=with_example(
        _("""Chọn người nhận chăm sóc thay thế cho trẻ (NĐ56 Đ42.2, Đ42.3).

Người mà luật không cho nhận thì bị từ chối. Còn người được ưu tiên trước thì nêu lý do bằng --force; lý do ở lại."""),
        "care choose 1 --carer 3",
        'care choose 1 --carer 5 --force "Bà ngoại ốm nặng, không nhận được"',
    ),
)
@placement_argument
@click.option("--carer", metavar=_("NGƯỜI"), help=_("Mã người trong sổ (NC)."))
@click.option("--date", "day", metavar=_("NGÀY"), help=_("Ngày chọn; mặc định: hôm nay."))
@past_option
@with_store
def choose_command(store: Store, placement: str, carer: str | None, day: str | None, force: str | None) -> None:
    """Record who was chosen."""
    from cpkit.care.candidates import choose

    placement_id = store.read_id("placements", placement)
    carer_id = store.read_id("carers", need(carer, _("Chọn ai (mã NC)"), "--carer"))
    tell_step(choose(store, placement_id, carer_id, _day(day), force=force))


@command.command(
    "contact",
    help=with_example(
        _("""Ghi một lần trẻ tiếp xúc, làm quen với người được chọn.

Người không thân thích, và trẻ từ cơ sở chuyển về: ít nhất 2 lần trước khi giao (TT14 Đ10.4c, Đ11.2)."""),
        'care contact 1 --date 3/3/2025 --note "Đến chơi nhà, trẻ vui"',
    ),
)
@placement_argument
@click.option("--date", "day", metavar=_("NGÀY"), help=_("Ngày gặp; mặc định: hôm nay."))
@click.option("--note", help=_("Ở đâu, trẻ thế nào."))
@past_option
@with_store
def contact_command(store: Store, placement: str, day: str | None, note: str | None, force: str | None) -> None:
    """Record one contact."""
    _step(store, placement, "lam_quen", day, note, force=force)


@command.command(
    "fill",
    help=with_example(
        _("""Ghi hoặc sửa một biểu mẫu của lần chăm sóc: mau_10, mau_12, mau_13, mau_15, mau_16.

Ghi lại cùng một mẫu là sửa tờ đã ghi; Mẫu 13 thì mỗi lần một tờ, sửa tờ mới nhất bằng --correct.
Quyết định (Mẫu 12, 16) để trống ngày là dự thảo."""),
        'care fill 1 mau_12 --set consent=khong_can --set "child_opinion=Đồng ý"',
        "care fill 1 mau_13 --correct --set care_rating=tot",
    ),
)
@placement_argument
@click.argument("form", metavar=_("MẪU"))
@click.option("--again/--correct", "again", default=None, help=_("Ghi tờ mới, hoặc sửa tờ mới nhất."))
@click.option("--by-unit", metavar=_("XÃ, PHƯỜNG"), help=_("Nơi quyết định, khi người nhận cư trú nơi khác."))
@form_command_options
@with_store
def fill_command(
    store: Store, placement: str, form: str, again: bool | None, by_unit: str | None, said: tuple[str, ...],
    answers_file: Path | None, force: str | None, as_json: bool,
) -> None:  # fmt: skip
    """The one door for every form of a placement."""
    run_fill(store, placement, form, {}, said, answers_file, force=force, as_json=as_json, again=again, by_unit=by_unit)


@command.command(
    "decide",
    help=with_example(
        _("""Ghi quyết định giao, nhận chăm sóc thay thế (Mẫu 12, NĐ56 Đ42.7): số, ngày, Chủ tịch đã ký.

Ủy ban nhân dân nơi người nhận cư trú quyết định; nơi khác quyết định thì nêu --by-unit. Cán bộ không tự ký.
Thời gian chăm sóc là từ ngày ký, trừ khi nêu --set from=NGÀY (và --set to=NGÀY)."""),
        'care decide 1 --number 12/QĐ-UBND --date 10/3/2025 --signer "Lò Văn Chủ"',
        "care decide 1 --answers mau12.json",
    ),
)
@placement_argument
@click.option("--number", metavar=_("SỐ"), help=_("Số quyết định."))
@click.option("--date", "day", metavar=_("NGÀY"), help=_("Ngày ký."))
@click.option("--signer", metavar=_("HỌ TÊN"), help=_("Chủ tịch hoặc Phó Chủ tịch đã ký."))
@click.option("--by-unit", metavar=_("XÃ, PHƯỜNG"), help=_("Nơi quyết định, khi người nhận cư trú nơi khác."))
@form_command_options
@with_store
def decide_command(
    store: Store, placement: str, number: str | None, day: str | None, signer: str | None, by_unit: str | None,
    said: tuple[str, ...], answers_file: Path | None, force: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Record the decision."""
    if answers_file is None:
        number = need(number, _("Số quyết định"), "--number")
        day, signer = need(day, _("Ngày ký"), "--date"), need(signer, _("Người ký"), "--signer")
    answers = {"number": number, "date": day, "signer": signer}
    run_fill(
        store, placement, "mau_12", answers, said, answers_file, force=force, as_json=as_json, by_unit=by_unit,
        unless_said={"from": day},
    )  # fmt: skip


@command.command(
    "handover",
    help=with_example(
        _("Ghi biên bản giao, nhận trẻ (Mẫu 12); trong 15 ngày làm việc từ ngày quyết định (NĐ56 Đ42.7)."),
        'care handover 1 --at "14/3/2025 09:00" --state "Khỏe mạnh" --height 112 --weight 18,5',
    ),
)
@placement_argument
@click.option("--at", metavar=_("LÚC"), help=_("Lúc giao nhận."))
@click.option("--state", metavar=_("TÌNH TRẠNG"), help=_("Tình trạng hiện tại của trẻ."))
@click.option("--height", metavar="CM", help=_("Chiều cao, xăng-ti-mét."))
@click.option("--weight", metavar="KG", help=_("Cân nặng, ki-lô-gam."))
@click.option("--by-unit", metavar=_("XÃ, PHƯỜNG"), help=_("Nơi quyết định, khi người nhận cư trú nơi khác."))
@form_command_options
@with_store
def handover_command(
    store: Store, placement: str, at: str | None, state: str | None, height: str | None, weight: str | None,
    by_unit: str | None, said: tuple[str, ...], answers_file: Path | None, force: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Record the minutes."""
    moment = read_time(need(at, _("Lúc giao nhận"), "--at"))
    answers = {"handed_at": moment, "child_state": state, "height": height, "weight": weight}
    run_fill(store, placement, "mau_12", answers, said, answers_file, force=force, as_json=as_json, by_unit=by_unit)


@command.command(
    "monitor",
    help=with_example(
        _("""Ghi báo cáo theo dõi, đánh giá (Mẫu 13): sau 1 tháng, 3 tháng, rồi mỗi 6 tháng (NĐ56 Đ43.2, Luật Đ68.2).

Không nêu --occasion thì là kỳ tiếp theo chưa ghi. Khi phải đổi người chăm sóc: --occasion chuyen_doi."""),
        "care monitor 1",
        'care monitor 1 --date 14/4/2025 --set physical="Khỏe" --set mental="Vui" ...',
    ),
)
@placement_argument
@click.option("--date", "day", metavar=_("NGÀY"), help=_("Ngày báo cáo."))
@click.option("--occasion", metavar=_("MÃ"), help=_("mot_thang, ba_thang, sau_thang, chuyen_doi."))
@form_command_options
@with_store
def monitor_command(
    store: Store, placement: str, day: str | None, occasion: str | None, said: tuple[str, ...],
    answers_file: Path | None, force: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Record a monitoring report; one that says the child is at risk names what to do."""
    answers = {"date": day, "occasion": occasion}
    kept = run_fill(store, placement, "mau_13", answers, said, answers_file, force=force, as_json=as_json)
    told = store.table("placement_forms").get(doc_id=kept.sheet)["answers"]
    if told.get("risk_rating") == "cao" or told.get("care_rating") == "kem":
        _warn_of_harm(store, placement)


@command.command(
    "notice",
    help=with_example(
        _("""Ghi việc người chăm sóc thông báo tình hình của trẻ: sau 6 tháng, rồi hằng năm (Luật Trẻ em Đ64.1b).

Việc đột xuất phải thông báo kịp thời: --sudden."""),
        'care notice 1 --date 14/9/2025 --note "Trẻ khỏe, học tốt"',
        'care notice 1 --sudden --note "Trẻ gãy tay, đang nằm viện"',
    ),
)
@placement_argument
@click.option("--date", "day", metavar=_("NGÀY"), help=_("Ngày thông báo; mặc định: hôm nay."))
@click.option("--note", help=_("Thông báo gì."))
@click.option("--sudden", is_flag=True, help=_("Việc đột xuất."))
@with_store
def notice_command(store: Store, placement: str, day: str | None, note: str | None, sudden: bool) -> None:
    """Record a notice of the carer."""
    _step(store, placement, "thong_bao_dot_xuat" if sudden else "thong_bao", day, note)


@command.command(
    "step",
    help=with_example(
        _("""Ghi một bước không có biểu mẫu, hoặc (--not-done) lý do một bước không làm. Mã các bước: care steps."""),
        'care step 1 quyet_dinh_toa_an --date 5/3/2025 --note "Số 03/2025/QĐ-TA"',
        'care step 1 danh_gia_16_tuoi --note "Học nghề, ở lại gia đình"',
        'care step 1 theo_doi_1_thang --not-done "Gia đình về quê ăn Tết, gặp sau 6 tuần"',
    ),
)
@placement_argument
@click.argument("step", metavar=_("BƯỚC"))
@click.option("--date", "day", metavar=_("NGÀY"), help=_("Ngày nào; mặc định: hôm nay."))
@click.option("--note", help=_("Ghi chú, số văn bản."))
@click.option("--not-done", metavar=_("LÝ DO"), help=_("Bước này không làm, vì sao."))
@past_option
@with_store
def step_command(
    store: Store, placement: str, step: str, day: str | None, note: str | None, not_done: str | None,
    force: str | None,
) -> None:  # fmt: skip
    """Record one step."""
    _step(store, placement, step, day, note, not_done=not_done, force=force)


@command.command(
    "request-end",
    help=with_example(
        _("Ghi đơn của người chăm sóc đề nghị chấm dứt (Mẫu 15, NĐ56 Đ48.1)."),
        'care request-end 1 --date 1/10/2025 --end 1/11/2025 --reason "Chuyển nhà đi xa"',
    ),
)
@placement_argument
@click.option("--date", "day", metavar=_("NGÀY"), help=_("Ngày viết đơn."))
@click.option("--end", "last", metavar=_("NGÀY"), help=_("Xin chấm dứt từ ngày."))
@click.option("--ground", metavar=_("MÃ"), default="de_nghi", show_default=True, help=_("de_nghi, tre_em_xam_pham."))
@click.option("--reason", "reasons", multiple=True, help=_("Lý do; nêu được nhiều lần."))
@form_command_options
@with_store
def request_end_command(
    store: Store, placement: str, day: str | None, last: str | None, ground: str, reasons: tuple[str, ...],
    said: tuple[str, ...], answers_file: Path | None, force: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Record the request."""
    answers = {"date": day, "end": last, "ground": ground, "reasons": list(reasons) or None}
    run_fill(store, placement, "mau_15", answers, said, answers_file, force=force, as_json=as_json)


@command.command(
    "end",
    help=with_example(
        _("""Ghi quyết định chấm dứt, chuyển hình thức chăm sóc thay thế (Mẫu 16, NĐ56 Đ48.2, Luật Trẻ em Đ69).

Giao trẻ cho người mới thì nêu --next: lần chăm sóc tiếp theo được mở. Trẻ về gia đình: --home. Vào cơ sở:
--facility, kèm --set next_name=NGƯỜI ĐẠI DIỆN.
Người chăm sóc xâm hại trẻ: chuyển trẻ đi ngay (Luật Trẻ em Đ69.2), rồi ghi --ground gay_ton_hai."""),
        'care end 1 --number 40/QĐ-UBND --date 20/10/2025 --signer "Lò Văn Chủ"',
        "care end 1 ... --ground de_nghi --next NC-KM-00005-B",
        "care end 1 ... --ground doan_tu --home",
    ),
)
@placement_argument
@click.option("--number", metavar=_("SỐ"), help=_("Số quyết định."))
@click.option("--date", "day", metavar=_("NGÀY"), help=_("Ngày ký."))
@click.option("--signer", metavar=_("HỌ TÊN"), help=_("Chủ tịch hoặc Phó Chủ tịch đã ký."))
@click.option("--ground", metavar=_("MÃ"), help=_("Trường hợp của Luật Trẻ em Đ69; mã: care steps."))
@click.option("--end", "last", metavar=_("NGÀY"), help=_("Chấm dứt kể từ ngày; mặc định: ngày ký."))
@click.option("--next", "following", metavar=_("NGƯỜI"), help=_("Giao cho người này trong sổ (NC)."))
@click.option("--home", is_flag=True, help=_("Trẻ trở về gia đình, không giao cho ai."))
@click.option("--facility", metavar=_("TÊN"), help=_("Giao cho cơ sở trợ giúp xã hội này."))
@click.option("--by-unit", metavar=_("XÃ, PHƯỜNG"), help=_("Nơi quyết định, khi người nhận cư trú nơi khác."))
@form_command_options
@with_store
def end_command(
    store: Store, /, placement: str, said: tuple[str, ...], answers_file: Path | None, force: str | None,
    as_json: bool, **given: Any,
) -> None:  # fmt: skip
    """Record the decision; the next placement is opened where the child goes to another carer."""
    from cpkit.care.steps import care_process

    if given["ground"] and care_process().outcome(given["ground"]).abuse:
        _warn_of_harm(store, placement)
    answers, next_carer = _ending(store, store.read_id("placements", placement), given)
    run_fill(
        store, placement, "mau_16", answers, said, answers_file, force=force, as_json=as_json,
        by_unit=given["by_unit"], next_carer=next_carer,
    )  # fmt: skip


def _ending(store: Store, placement_id: int, given: dict[str, Any]) -> tuple[dict[str, Any], int | None]:
    """The answers of Mẫu 16 that the options give, and the next carer."""
    from cpkit.care.facts import of_next_carer
    from cpkit.care.placements import read_placement

    if sum(bool(given[name]) for name in ("following", "home", "facility")) > 1:
        raise Misused(_("Nêu một trong --next, --home, --facility."))
    day, last = given["day"], given["last"] or given["day"]
    answers = {"number": given["number"], "date": day, "signer": given["signer"], "ground": given["ground"]}
    answers["end"] = last
    next_carer = store.read_id("carers", given["following"]) if given["following"] else None
    if next_carer is not None:
        told = of_next_carer(store, read_placement(store, placement_id), next_carer)
        answers |= told | {"next_from": last}
    elif given["home"]:
        answers["next_kind"] = "khong_giao"
    elif given["facility"]:
        answers |= {"next_kind": "co_so", "next_facility": given["facility"], "next_from": last}
    return answers, next_carer


@command.command(
    "close",
    help=with_example(
        _("""Kết thúc không cần Mẫu 16.

Khi trẻ không còn cần, vào cơ sở khi chưa giao cho ai, được nhận làm con nuôi, đủ 16 tuổi… Mã kết quả: care steps."""),
        'care close 1 --outcome khong_con_nhu_cau --reason "Mẹ đã về, đủ điều kiện nuôi"',
        "care close 1 --outcome du_16_tuoi --date 5/3/2025",
    ),
)
@placement_argument
@click.option("--outcome", metavar=_("MÃ"), help=_("Kết quả."))
@click.option("--date", "day", metavar=_("NGÀY"), help=_("Ngày kết thúc; mặc định: hôm nay."))
@click.option("--reason", help=_("Vì sao."))
@with_store
def close_command(store: Store, placement: str, outcome: str | None, day: str | None, reason: str | None) -> None:
    """Close without a decision."""
    from cpkit.care.placements import end

    placement_id = store.read_id("placements", placement)
    end(store, placement_id, need(outcome, _("Kết quả"), "--outcome"), _day(day), reason=reason)
    say(_("Đã kết thúc {id}.").format(id=show_ids("placements", [placement_id])[0]))


@command.command(
    "cancel",
    help=with_example(_("Hủy một lần chăm sóc ghi nhầm, khi chưa giao trẻ."), 'care cancel 1 --reason "Ghi nhầm trẻ"'),
)
@placement_argument
@reason_option
@with_store
def cancel_command(store: Store, placement: str, reason: str | None) -> None:
    """Take a placement back."""
    from cpkit.care.placements import cancel

    placement_id = store.read_id("placements", placement)
    cancel(store, placement_id, need(reason, _("Lý do hủy"), "--reason"))
    say(_("Đã hủy {id}.").format(id=show_ids("placements", [placement_id])[0]))


def _step(
    store: Store, placement: str, step: str, day: str | None, note: str | None, *, not_done: str | None = None,
    force: str | None = None,
) -> None:  # fmt: skip
    from cpkit.care.placements import take_step

    placement_id = store.read_id("placements", placement)
    tell_step(take_step(store, placement_id, step, _day(day), note=note, not_done=not_done, force=force))
    tell_clock(store, placement_id)


def _day(text: str | None) -> date:
    return read_day(text, "--date") if text else today()


def _warn_of_harm(store: Store, placement: str) -> None:
    """What the law wants where the carer harmed the child, or the child is at high risk there (Luật Trẻ em Đ69.2)."""
    from cpkit.care.placements import read_placement

    found = read_placement(store, store.read_id("placements", placement))
    child = show_ids("children", [found.child])[0]
    warn(_("Nếu người chăm sóc xâm hại trẻ: chuyển trẻ ra khỏi nơi ấy ngay (Luật Trẻ em Đ69.2)."))
    warn(_("Mở ca bảo vệ trẻ: cpkit case open {child}").format(child=child))


for added in (*care_views.COMMANDS, care_transfer.command):
    command.add_command(added)
