"""The forms of a placement as commands: decided, handed over, monitored, asked to end, ended (Mẫu 12, 13, 15, 16)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.care_filling import form_command_options, placement_argument, run_fill
from cpkit.commands.casework import show_ids
from cpkit.commands.context import with_store
from cpkit.commands.number import asked_number
from cpkit.commands.options import with_example
from cpkit.commands.output import warn
from cpkit.commands.typed import need, read_day, read_time
from cpkit.errors import Misused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.store import Store


@click.command(
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


@click.command(
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
        day = need(day, _("Ngày ký"), "--date")
        number = number or _asked_number(store, placement, "mau_12", day, by_unit)
        signer = need(signer, _("Người ký"), "--signer")
    answers = {"number": number, "date": day, "signer": signer}
    run_fill(
        store, placement, "mau_12", answers, said, answers_file, force=force, as_json=as_json, by_unit=by_unit,
        unless_said={"from": day},
    )  # fmt: skip


def _asked_number(store: Store, placement: str, form: str, day: str, by_unit: str | None) -> str:
    """The number of a decision, asked in a terminal; the next of our own series is offered for our own decisions."""
    from cpkit.cases.numbers import Paper

    paper = None if by_unit else Paper("placements", store.read_id("placements", placement), form)
    return asked_number(store, paper, read_day(day, "--date"))


@click.command(
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


@click.command(
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


@click.command(
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


@click.command(
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
    if sum(bool(given[name]) for name in ("following", "home", "facility")) > 1:
        raise Misused(_("Nêu một trong --next, --home, --facility."))
    if answers_file is None:
        given["day"] = need(given["day"], _("Ngày ký"), "--date")
        given["number"] = given["number"] or _asked_number(store, placement, "mau_16", given["day"], given["by_unit"])
    answers, next_carer = _ending(store, store.read_id("placements", placement), given)
    run_fill(
        store, placement, "mau_16", answers, said, answers_file, force=force, as_json=as_json,
        by_unit=given["by_unit"], next_carer=next_carer,
    )  # fmt: skip


def _ending(store: Store, placement_id: int, given: dict[str, Any]) -> tuple[dict[str, Any], int | None]:
    """The answers of Mẫu 16 that the options give, and the next carer."""
    from cpkit.care.facts import of_next_carer
    from cpkit.care.placements import read_placement

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


def _warn_of_harm(store: Store, placement: str) -> None:
    """What the law wants where the carer harmed the child, or the child is at high risk there (Luật Trẻ em Đ69.2)."""
    from cpkit.care.placements import read_placement

    found = read_placement(store, store.read_id("placements", placement))
    child = show_ids("children", [found.child])[0]
    warn(_("Nếu người chăm sóc xâm hại trẻ: chuyển trẻ ra khỏi nơi ấy ngay (Luật Trẻ em Đ69.2)."))
    warn(_("Mở ca bảo vệ trẻ: cpkit case open {child}").format(child=child))


COMMANDS = (fill_command, decide_command, handover_command, monitor_command, request_end_command, end_command)
