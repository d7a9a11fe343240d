"""Referrals of a case: to whom, with whose consent, what was answered (NĐ56 Đ29.1b)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.casework import show_id_or_none, show_ids
from cpkit.commands.context import with_store
from cpkit.commands.options import confidential_option, json_option, with_example
from cpkit.commands.output import emit_json, say, show, show_wrapped, table
from cpkit.commands.typed import need, read_day
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from datetime import date

    from cpkit.store import Document, Store

REFER_HELP = _("""Ghi việc chuyển gửi trẻ tới nơi cung cấp dịch vụ hoặc cơ quan (NĐ56 Đ29.1b).

Cần sự đồng ý của cha, mẹ hoặc người giám hộ, và của trẻ từ đủ 7 tuổi; hoặc căn cứ thay cho sự đồng ý. Nơi nhận là mã
xem ở case agencies, hoặc mã TC của cơ sở trong sổ. Trong khi chờ trả lời, việc hiện trong danh sách việc đến hạn.

\b
Thí dụ:
  cpkit case refer 1 --to tro_giup_phap_ly --purpose "Bào chữa" --date 3/3/2025
      --answer-by 10/3/2025 --consent-by "Quàng Thị Ém (mẹ)"
      --consent-date 3/3/2025 --child-agrees
  cpkit case refer 1 --to benh_vien --purpose "Khám thương tích" --date 3/3/2025
      --answer-by 4/3/2025 --basis khan_cap""")


def _today_or(text: str | None, option: str) -> date:
    return read_day(text, option) if text else today()


@click.command("refer", help=REFER_HELP)
@click.argument("case", metavar=_("CA"))
@click.option("--to", metavar=_("MÃ"), help=_("Nơi nhận."))
@click.option("--purpose", help=_("Chuyển gửi để làm gì."))
@click.option("--date", "day", metavar=_("NGÀY"), help=_("Ngày chuyển gửi; mặc định: hôm nay."))
@click.option("--answer-by", metavar=_("NGÀY"), help=_("Chờ trả lời đến hết ngày này."))
@click.option("--consent-by", metavar=_("HỌ TÊN"), help=_("Cha, mẹ, người giám hộ đã đồng ý."))
@click.option("--consent-date", metavar=_("NGÀY"), help=_("Ngày đồng ý; mặc định: ngày chuyển gửi."))
@click.option("--child-agrees", is_flag=True, help=_("Trẻ cũng đồng ý (cần khi trẻ từ đủ 7 tuổi)."))
@click.option("--basis", metavar=_("MÃ"), help=_("Căn cứ thay cho sự đồng ý: khan_cap, nhiem_vu."))
@click.option("--number", metavar=_("SỐ"), help=_("Số văn bản chuyển gửi."))
@json_option
@with_store
def refer_command(store: Store, /, case: str, as_json: bool, child_agrees: bool, **said: Any) -> None:
    """Record one referral."""
    from cpkit.cases.referrals import Consent, refer

    case_id = store.read_id("cases", case)
    to, purpose = need(said["to"], _("Nơi nhận"), "--to"), need(said["purpose"], _("Để làm gì"), "--purpose")
    sent = _today_or(said["day"], "--date")
    until = read_day(need(said["answer_by"], _("Chờ trả lời đến ngày"), "--answer-by"), "--answer-by")
    consent = None
    if said["consent_by"]:
        on = read_day(said["consent_date"], "--consent-date") if said["consent_date"] else sent
        consent = Consent(said["consent_by"], on, child_agrees)
    made = refer(store, case_id, to, sent, until, purpose, consent=consent, basis=said["basis"], number=said["number"])
    shown = show_ids("referrals", [made])[0]
    if as_json:
        emit_json({"id": shown})
    else:
        show(_("Đã ghi việc chuyển gửi {id}.").format(id=shown))


@click.command(
    "referrals", help=with_example(_("Các lần chuyển gửi của một ca và trả lời."), "case referrals 1 --confidential")
)
@click.argument("case", metavar=_("CA"))
@confidential_option
@json_option
@with_store
def referrals_command(store: Store, case: str, confidential: bool, as_json: bool) -> None:
    """The referrals; purpose, consent and answer only with `--confidential`."""
    from cpkit.cases.referrals import referrals

    case_id = store.read_id("cases", case)
    store.look("case referrals --confidential" if confidential else "case referrals", show_ids("cases", [case_id]))
    found = referrals(store, case_id)
    if as_json:
        emit_json([_json(store, each, confidential) for each in found])
        return
    if not found:
        show(_("Ca này chưa chuyển gửi tới đâu."))
    for each in found:
        _show_one(store, each, confidential)


def _json(store: Store, referral: Document, confidential: bool) -> dict[str, Any]:
    from cpkit.cases.referrals import agency_name

    said = {key: referral[key] for key in ("purpose", "consent", "answer")}
    return {
        "id": show_ids("referrals", [referral.doc_id])[0],
        "case": show_id_or_none("cases", referral["case"]),
        "to": agency_name(store, referral),
        "sent": referral["sent"],
        "answer_by": referral["answer_by"],
        "awaited": bool(referral["awaited"]),
        "basis": referral["basis"],
        "number": referral["number"],
        **(said if confidential else dict.fromkeys(said)),
    }


def _show_one(store: Store, referral: Document, confidential: bool) -> None:
    from datetime import date as day

    from cpkit.cases.referrals import agency_name
    from cpkit.vietnamese import show_date

    sent, until = (show_date(day.fromisoformat(referral[key])) for key in ("sent", "answer_by"))
    show(f"{show_ids('referrals', [referral.doc_id])[0]}  {sent}  {agency_name(store, referral)}")
    answered = referral["answer"]
    state = _("đã trả lời") if answered else _("chờ trả lời đến {date}").format(date=until)
    consent = referral["consent"] or {}
    withdrawn = _("đã rút sự đồng ý") if consent.get("withdrawn") else None
    who = _("{name} đồng ý").format(name=consent["representative"]) if consent and confidential else None
    parts = [state, withdrawn, who]
    if confidential:
        parts += [referral["purpose"], answered and answered["text"]]
    show_wrapped("; ".join(part for part in parts if part))


@click.command(
    "answer",
    help=with_example(
        _("Ghi nơi nhận đã trả lời ra sao."), 'case answer GT-KM-00001-Y --text "Đã tiếp nhận" --date 5/3/2025'
    ),
)
@click.argument("referral", metavar=_("CHUYỂN GỬI"))
@click.option("--text", help=_("Trả lời thế nào."))
@click.option("--date", "day", metavar=_("NGÀY"), help=_("Ngày trả lời; mặc định: hôm nay."))
@with_store
def answer_command(store: Store, referral: str, text: str | None, day: str | None) -> None:
    """Record the answer."""
    from cpkit.cases.referrals import answer

    made = store.read_id("referrals", referral)
    answer(store, made, _today_or(day, "--date"), need(text, _("Trả lời thế nào"), "--text"))
    say(_("Đã ghi trả lời cho {id}.").format(id=show_ids("referrals", [made])[0]))


@click.command(
    "withdraw",
    help=with_example(
        _("Ghi việc rút sự đồng ý; từ đó không chuyển thêm thông tin nào."),
        'case withdraw GT-KM-00001-Y --reason "Gia đình đổi ý"',
    ),
)
@click.argument("referral", metavar=_("CHUYỂN GỬI"))
@click.option("--reason", help=_("Vì sao rút (bắt buộc)."))
@click.option("--date", "day", metavar=_("NGÀY"), help=_("Ngày rút; mặc định: hôm nay."))
@with_store
def withdraw_command(store: Store, referral: str, reason: str | None, day: str | None) -> None:
    """Record that the consent was withdrawn."""
    from cpkit.cases.referrals import withdraw

    made = store.read_id("referrals", referral)
    withdraw(store, made, _today_or(day, "--date"), need(reason, _("Vì sao rút"), "--reason"))
    say(_("Đã ghi việc rút sự đồng ý của {id}.").format(id=show_ids("referrals", [made])[0]))


@click.command(
    "agencies",
    help=with_example(_("Danh bạ nơi chuyển gửi, theo tên gọi vào một ngày."), "case agencies --on 1/2/2025"),
)
@click.option("--on", metavar=_("NGÀY"), help=_("Vào ngày này; mặc định: hôm nay."))
@json_option
def agencies_command(on: str | None, as_json: bool) -> None:
    """The dated directory; needs no store."""
    from cpkit.cases.referrals import directory

    found = directory(_today_or(on, "--on"))
    if as_json:
        emit_json([{"code": code.code, "name": code.text, "citation": code.citation} for code in found])
        return
    table((_("Mã"), _("Nơi nhận"), _("Điều")), [(code.code, code.text, code.citation) for code in found])


COMMANDS = (refer_command, referrals_command, answer_command, withdraw_command, agencies_command)
