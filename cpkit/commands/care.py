"""`cpkit care`: children in alternative care, from the need to the end (NĐ56 Đ38-48, TT14)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpkit.commands import care_papers, care_transfer, care_views
from cpkit.commands.care_filling import (
    completed,
    form_command_options,
    past_option,
    placement_argument,
    tell,
    tell_clock,
    tell_step,
)
from cpkit.commands.casework import show_ids
from cpkit.commands.context import with_store
from cpkit.commands.options import reason_option, with_example
from cpkit.commands.output import say, show
from cpkit.commands.typed import answers_of_file, need, read_day, said_answers
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


for added in (*care_papers.COMMANDS, *care_views.COMMANDS, care_transfer.command):
    command.add_command(added)
