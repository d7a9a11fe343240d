"""`cpkit report freeze|frozen|check`: reports kept as they were sent, and files held against them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpkit.commands.context import with_store
from cpkit.commands.options import json_option, with_example
from cpkit.commands.output import emit_json, say, show, show_pair, show_wrapped, table, warn
from cpkit.commands.report_period import PeriodAsked, period_options, read_period
from cpkit.commands.report_source import known_at_option, reading
from cpkit.commands.typed import need, read_past_day
from cpkit.errors import Refused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.reports.frozen import FrozenReport
    from cpkit.store import Store

FREEZE_HELP = _("""Chốt báo cáo gửi đi: giữ lại mọi con số, mã hồ sơ đứng sau, dấu vân tay của tệp, nơi nhận, số, ngày.

Sau này số liệu có sửa thì báo cáo đã chốt vẫn nguyên; cpkit report diff cho biết hồ sơ nào làm con số nào đổi.

\b
Thí dụ:
  cpkit report freeze --year 2025 --recipient "UBND tỉnh Điện Biên" --number 12/BC-UBND
      --date 17/11/2025 --out bao-cao-2025.xlsx
  cpkit report freeze --year 2025 --recipient "UBND tỉnh Điện Biên" --amends BC-KM-00001-X""")
FROZEN_HELP = _("Các báo cáo đã chốt: kỳ, số, ngày, nơi nhận. Nêu mã để xem một báo cáo.")
CHECK_HELP = _("""Kiểm tra một tệp có đúng là tệp đã gửi không: so dấu vân tay của tệp với báo cáo đã chốt.

Không nêu tệp thì làm lại báo cáo từ nhật ký, theo điều đã biết lúc chốt, rồi so. Chỉ nêu tệp thì cho biết đó là báo cáo
nào.""")

frozen_argument = click.argument("report_id", metavar=_("MÃ|TỆP"))


@click.command("freeze", help=FREEZE_HELP)
@period_options
@click.option("--recipient", metavar=_("NƠI NHẬN"), help=_("Gửi cho cơ quan nào."))
@click.option("--number", metavar=_("SỐ"), help=_("Số của báo cáo, như 12/BC-UBND."))
@click.option("--date", "dated", metavar=_("NGÀY"), help=_("Ngày của báo cáo."))
@click.option("--amends", metavar=_("MÃ"), help=_("Sửa đổi, thay thế báo cáo đã chốt này."))
@click.option("--note", help=_("Ghi chú; của báo cáo sửa đổi là lý do, in trong báo cáo."))
@known_at_option
@click.option("--out", type=click.Path(path_type=Path), metavar=_("TỆP"), help=_("Ghi vào tệp này."))
@click.option("--exact", is_flag=True, help=_("Không che các số nhỏ trong biểu về ca."))
@json_option
@with_store
def freeze_command(
    store: Store, period: PeriodAsked, recipient: str | None, number: str | None, dated: str | None, amends: str | None,
    note: str | None, known_at: str | None, out: Path | None, exact: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write the report and keep it as it is sent."""
    from cpkit.reports import frozen
    from cpkit.reports.files import encode, target_path, write_out
    from cpkit.reports.letter import Letter
    from cpkit.reports.making import make_letter
    from cpkit.times import today

    span = read_period(period)
    amended = store.read_id(frozen.TABLE, amends) if amends else None
    letter = Letter(
        need(recipient, _("Gửi cho cơ quan nào"), "--recipient"), number, read_past_day(dated, "--date"), amended, note
    )
    format = _format(out)
    with reading(store, known_at) as view:
        report, standings = make_letter(store, view, span, letter, exact=exact, format=format, today=today())
    content = encode(report, format)
    path = target_path(out, report, format, content)
    write_out(path, content)
    kept = frozen.freeze(store, report, standings, letter, frozen.Sent.of(path.name, format, content))
    store.look("report", (report.period.slug,))
    if as_json:
        emit_json(frozen.outward(kept, frozen.read_frozen(store, kept)))
        return
    show(_("Đã ghi báo cáo vào {path}").format(path=path))
    show(_("Đã chốt báo cáo {id}.").format(id=shown(kept)))
    show_wrapped(_("Dấu vân tay của tệp (SHA-256): {sha}").format(sha=frozen.fingerprint(content)), "")
    if not report.reconciled:
        warn(_("Báo cáo có số liệu không khớp: xem phần “Đối chiếu”."))


def _format(out: Path | None) -> str:
    from cpkit.reports.files import FORMATS, format_of

    if out is None or out.is_dir():
        return "xlsx"
    format = format_of(out)
    if format is None:
        sentence = _("--out {name}: tên tệp phải kết thúc bằng {endings}.")
        raise Refused(sentence.format(name=out.name, endings=", ".join(f".{one}" for one in FORMATS)))
    return format


@click.command("frozen", help=with_example(FROZEN_HELP, "report frozen", "report frozen BC-KM-00001-X --json"))
@click.argument("report_id", metavar=_("[MÃ]"), required=False)
@json_option
@with_store
def frozen_command(store: Store, report_id: str | None, as_json: bool) -> None:
    """List the frozen reports, or show one."""
    from cpkit.reports import frozen

    if report_id:
        doc_id = store.read_id(frozen.TABLE, report_id)
        kept = frozen.read_frozen(store, doc_id)
        emit_json(frozen.outward(doc_id, kept)) if as_json else _show_frozen(doc_id, kept)
        return
    found = frozen.frozen_reports(store)
    if as_json:
        emit_json([frozen.outward(doc_id, kept) for doc_id, kept in found])
    elif found:
        _show_list(found)
    else:
        say(_("Chưa chốt báo cáo nào."))


def _show_list(found: list[tuple[int, FrozenReport]]) -> None:
    from cpkit.vietnamese import show_date

    rows = [
        (
            shown(doc_id), kept.as_period().title, kept.letter.number or "",
            show_date(kept.letter.dated) if kept.letter.dated else "", kept.letter.to,
            shown(kept.letter.amends) if kept.letter.amends is not None else "",
        )
        for doc_id, kept in found
    ]  # fmt: skip
    amending = any(row[-1] for row in rows)
    heads = [_("Mã"), _("Kỳ"), _("Số"), _("Ngày"), _("Nơi nhận"), *([_("Thay báo cáo")] if amending else [])]
    table(heads, [row[: len(heads)] for row in rows], whole=[_("Mã")])


def _show_frozen(doc_id: int, kept: FrozenReport) -> None:
    from cpkit.vietnamese import show_date, show_moment

    letter = kept.letter
    show(f"{shown(doc_id)}  {kept.as_period().title}")
    show_pair(_("Nơi nhận"), letter.to)
    show_pair(_("Số"), letter.number)
    show_pair(_("Ngày"), show_date(letter.dated) if letter.dated else None)
    show_pair(_("Thay báo cáo"), shown(letter.amends) if letter.amends is not None else None)
    show_pair(_("Chốt lúc"), show_moment(kept.at))
    show_pair(_("Tệp"), kept.file.name)
    show_pair(_("Dấu vân tay"), kept.file.sha256)
    show_pair(_("Ghi chú"), letter.note)


@click.command(
    "check",
    help=with_example(
        CHECK_HELP,
        "report check bao-cao-2025.xlsx",
        "report check 1 bao-cao-2025.xlsx",
        "report check 1 --out lai.xlsx",
    ),
)
@frozen_argument
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar=_("[TỆP]"), required=False
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar=_("TỆP"), help=_("Ghi lại tệp đã gửi."))
@with_store
def check_command(store: Store, report_id: str, file: Path | None, out: Path | None) -> None:
    """Say whether a file is the one that was sent, or make it again from the ledger; Refused when it is another."""
    from cpkit.reports.files import write_out
    from cpkit.reports.frozen import TABLE, fingerprint, read_frozen
    from cpkit.reports.making import made_again

    if file is None and Path(report_id).is_file():
        _find_sent(store, Path(report_id))
        return
    kept = read_frozen(store, store.read_id(TABLE, report_id))
    content = file.read_bytes() if file else made_again(store, kept)
    if fingerprint(content) == kept.file.sha256:
        sentence = (
            _("Tệp {name} đúng là tệp đã gửi: {report}.") if file else _("Làm lại được đúng từng byte: {report}.")
        )
        show(sentence.format(name=file.name if file else "", report=kept.named))
    elif file:
        sentence = _("Tệp {name} không phải là tệp đã gửi, hoặc đã bị sửa sau khi gửi ({report}).")
        raise Refused(sentence.format(name=file.name, report=kept.named))
    else:
        warn(_made_otherwise(kept.program, _program()))
    if out:
        write_out(out, content)
        show(_("Đã ghi báo cáo vào {path}").format(path=out))


def _find_sent(store: Store, file: Path) -> None:
    """Say which frozen report a file is; Refused when it is none of them."""
    from cpkit.reports.frozen import fingerprint, frozen_reports

    print_of_file = fingerprint(file.read_bytes())
    kept = next((one for _id, one in frozen_reports(store) if one.file.sha256 == print_of_file), None)
    if kept is None:
        sentence = _("Không có báo cáo đã chốt nào là tệp {name}: tệp khác, hoặc đã bị sửa sau khi gửi.")
        raise Refused(sentence.format(name=file.name))
    show(_("Tệp {name} đúng là tệp đã gửi: {report}.").format(name=file.name, report=kept.named))


def _made_otherwise(then: str, now: str) -> str:
    """Why the file made again is another: the program, or under the same program what plugins bring to it."""
    if then == now:
        return _(
            "Làm lại thì ra tệp khác, dù cùng bản {now} của cpkit: phần mở rộng hoặc biểu mẫu riêng đã đổi."
        ).format(now=now)
    sentence = _("Làm lại thì ra tệp khác: báo cáo gửi đi được làm bằng bản {then} của cpkit, nay là bản {now}.")
    return sentence.format(then=then, now=now)


def _program() -> str:
    from cpkit import __version__

    return __version__


def shown(doc_id: int) -> str:
    """The id of a frozen report as people read it."""
    from cpkit.store.identifiers import show_id

    return show_id("reports", doc_id)


COMMANDS = (freeze_command, frozen_command, check_command)
