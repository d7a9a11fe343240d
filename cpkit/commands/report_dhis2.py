"""`cpkit report dhis2`: the counts of a period as a DHIS2 dataValueSet, in an office's own codes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpkit.commands import output
from cpkit.commands.context import Session, with_session
from cpkit.commands.report_period import PeriodAsked, period_options
from cpkit.commands.report_source import known_at_option
from cpkit.errors import Misused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.reports.dhis2 import ValueSet
    from cpkit.reports.tally import TallyFile

HELP = _("""Ghi số liệu của kỳ cho DHIS2 (dataValueSets): JSON, hoặc CSV khi có --csv.

Mã của DHIS2 nằm trong một tệp nhỏ, điền một lần: --map-template ghi tệp ấy ra. Thiếu mã nào thì nêu hết rồi từ chối;
con số chưa kết luận được thì không gửi và được liệt kê. Số trong tệp là số đầy đủ, không che.

\b
Thí dụ:
  cpkit report dhis2 --year 2025 --map-template ma-dhis2.toml
  cpkit report dhis2 --year 2025 --map ma-dhis2.toml --out dhis2-2025.json
  cpkit report dhis2 --quarter 1/2025 --map ma-dhis2.toml --csv --out quy-1.csv
  cpkit report dhis2 --tally tinh.tally --map ma-dhis2.toml --out tinh.json""")


@click.command("dhis2", help=HELP)
@period_options
@known_at_option
@click.option("--tally", "tally_file", type=click.Path(path_type=Path), metavar=_("TỆP"),
              help=_("Lấy số từ tệp số liệu này thay cho kho."))  # fmt: skip
@click.option("--map", "codes_file", type=click.Path(path_type=Path), metavar=_("TỆP"), help=_("Tệp mã DHIS2 (.toml)."))
@click.option("--map-template", type=click.Path(path_type=Path), metavar=_("TỆP"),
              help=_("Ghi tệp mã để điền; mã đã có ở --map được giữ."))  # fmt: skip
@click.option("--csv", "as_csv", is_flag=True, help=_("Ghi CSV thay cho JSON."))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar=_("TỆP"), help=_("Ghi vào tệp này."))
@with_session
def command(
    session: Session, /, period: PeriodAsked, known_at: str | None, tally_file: Path | None,
    codes_file: Path | None, map_template: Path | None, as_csv: bool, out: Path | None,
) -> None:  # fmt: skip
    """Write the values, or the file of codes to fill in."""
    from cpkit.reports.dhis2 import Codes, read_codes, value_set

    if codes_file is None and map_template is None:
        raise Misused(_("Hãy nêu tệp mã bằng --map; chưa có thì tạo bằng --map-template."))
    codes = read_codes(codes_file) if codes_file else Codes()
    tally = _tally(session, period, known_at, tally_file)
    if map_template:
        _write_template(tally, codes, map_template)
        return
    sent = value_set(tally, codes)
    _write(sent, out, as_csv=as_csv)
    _say_period(tally)
    for sentence in sent.left_out:
        output.say(f"- {sentence}")
    if any(part.practice for part in tally.parts):
        output.warn(_("Đây là số liệu thực hành: không nạp vào hệ thống thật."))
    if tally_file is None:
        session.store().look("export dhis2", (tally.parts[0].period.slug,))


def _say_period(tally: TallyFile) -> None:
    """The days behind the name, which are not those of DHIS2's calendar for the periods of the plan and NĐ 09/2019."""
    from cpkit.reports.dhis2 import period_code
    from cpkit.vietnamese import show_date

    dates = tally.parts[0].period
    sentence = _("Kỳ {code} của DHIS2 ở đây là từ {start} đến {end}.")
    output.say(sentence.format(code=period_code(dates), start=show_date(dates.start), end=show_date(dates.end)))


def _tally(session: Session, period: PeriodAsked, known_at: str | None, path: Path | None) -> TallyFile:
    """The counts of the store, or those of a file, which bear a period of their own."""
    from cpkit.commands.report_tally import build_tally
    from cpkit.reports.tally import read_tally

    if path is None:
        return build_tally(session.store(), period, known_at)[2]
    if known_at or any(vars(period).values()):
        raise Misused(_("--tally đã có kỳ của nó: không nêu thêm kỳ, --known-at."))
    return read_tally(path)


def _write_template(tally: TallyFile, codes: object, path: Path) -> None:
    from cpkit.errors import Refused
    from cpkit.reports.dhis2 import Codes, template
    from cpkit.reports.files import write_out

    assert isinstance(codes, Codes)
    if path.exists():
        raise Refused(_("{path} đã có: hãy chọn tên khác, cpkit không ghi đè.").format(path=path))
    write_out(path, template(tally, codes))
    output.show(_("Đã ghi tệp mã để điền: {path}").format(path=path))


def _write(sent: ValueSet, out: Path | None, *, as_csv: bool) -> None:
    from cpkit.reports import dhis2
    from cpkit.reports.files import write_out

    content = dhis2.as_csv(sent) if as_csv else dhis2.as_json(sent)
    if out is None:
        click.echo(content, nl=False)
        return
    write_out(out, content)
    output.show(_("Đã ghi {n} giá trị vào {path}").format(n=len(sent.values), path=out))
