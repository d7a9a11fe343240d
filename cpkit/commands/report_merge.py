"""`cpkit report merge`: the report of a city or province from the tallies of its wards. Needs no store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands import output
from cpkit.errors import Misused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.reports.joint import Joint

HELP = _("""Cộng số liệu của các xã, phường thành báo cáo của thành phố hoặc tỉnh, mỗi đơn vị một cột.

Không cần kho dữ liệu. Báo cáo nói rõ đơn vị nào còn thiếu, đơn vị nào gửi hai lần (lấy bản mới nhất), đơn vị nào tính
khác. Kỳ khác nhau, tệp bị sửa, số thực hành lẫn số thật thì không cộng. Một xã và xã cũ đã nhập vào nó thì chỉ một nơi
gửi. Tệp của thành phố (--tally) lại cộng được ở tỉnh.

\b
Thí dụ:
  cpkit report merge *.tally
  cpkit report merge *.tally --unit-set thanh_pho_dien_bien_phu --out thanh-pho-2024.xlsx
  cpkit report merge *.tally --expect "Tỉnh Điện Biên" --out tinh.xlsx --tally tinh.tally
  cpkit report merge *.tally --boundaries now --out dia-gioi-moi.xlsx
  cpkit report merge *.tally --publish --out cong-khai.xlsx

Số của từng đơn vị là số đầy đủ. Muốn công bố thì thêm --publish: số từ 1 đến 4 về trẻ em được che, và che thêm những số
làm lộ ra chúng (NĐ 56/2017, Điều 24, Điều 33).""")

FORMATS = ("xlsx", "docx", "html", "json", "csv")
IN_WORDS = ("docx", "html")
"""Formats that tell of the whole area in sentences, without a column a unit."""


@click.command("merge", help=HELP)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar=_("TỆP.tally…"))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar=_("TỆP"),
    help=_("Ghi vào tệp .xlsx, .docx, .html, .json hoặc .csv."),
)
@click.option("--tally", "tally_out", type=click.Path(path_type=Path), metavar=_("TỆP"),
              help=_("Ghi thêm số liệu đã gộp để cấp trên cộng tiếp (.tally)."))  # fmt: skip
@click.option("--unit-set", metavar=_("TÊN"), help=_("Các đơn vị phải gửi: một tập hợp đơn vị."))
@click.option("--expect", metavar=_("TỆP|TỈNH"), help=_("Các đơn vị phải gửi: tệp mỗi dòng một đơn vị, hoặc tên tỉnh."))
@click.option("--boundaries", type=click.Choice(("sent", "then", "now")), default="sent", show_default=True,
              help=_("Cột theo đơn vị đã gửi (sent), địa giới trước (then) hoặc từ 01/07/2025 (now)."))  # fmt: skip
@click.option("--office", metavar=_("TÊN"), default="", help=_("Tên cơ quan ghi ở đầu báo cáo."))
@click.option("--publish", is_flag=True, help=_("Bản công bố: che các số nhỏ về trẻ em."))
@click.option("--json", "as_json", is_flag=True, help=_("In kết quả dạng JSON."))
def command(files: tuple[Path, ...], **options: Any) -> None:
    """Read, merge, and write what was asked for."""
    asked = dict(options)
    out: Path | None = asked["out"]
    if not files:
        raise Misused(_("Hãy nêu các tệp số liệu: cpkit report merge *.tally"))
    if asked["unit_set"] and asked["expect"]:
        raise Misused(_("Chỉ chọn một trong hai: --unit-set hoặc --expect."))
    if asked["publish"] and asked["tally_out"]:
        raise Misused(_("--tally ghi số đầy đủ để cộng tiếp: không dùng cùng --publish."))
    format = _format(out, as_json=asked["as_json"])
    if asked["publish"] and format in IN_WORDS:
        raise Misused(_("--publish chỉ ghi được .xlsx, .json, .csv: lời văn không nói được số đã che."))
    joint, tally = _join(_spread(files), asked)
    if asked["tally_out"]:
        _write_tally(tally, asked["tally_out"])
    _deliver(joint, out, format)


def _spread(files: tuple[Path, ...]) -> list[Path]:
    """The files named, each once; a folder stands for its tallies, and `*` is read here where the shell does not."""
    found: dict[Path, None] = {}
    for path in files:
        if path.is_dir():
            found |= dict.fromkeys(sorted(path.glob("*.tally")))
        elif "*" in path.name and not path.exists():
            found |= dict.fromkeys(sorted(path.parent.glob(path.name)))
        else:
            found[path] = None
    if not found:
        raise Misused(_("Không có tệp .tally nào ở đó."))
    return list(found)


def _join(paths: list[Path], asked: dict[str, Any]) -> tuple[Joint, Any]:
    from cpkit.reports.joint import join, joint_design
    from cpkit.reports.merging import merge, repeats
    from cpkit.reports.publishing import publish
    from cpkit.reports.tally import read_tallies

    files = read_tallies(paths)
    tally = merge(files)
    cutoff = tally.parts[0].period.cutoff
    joint = join(
        tally, joint_design(cutoff), expected=_expected(asked, cutoff), repeats=repeats(files),
        boundaries=asked["boundaries"], office=asked["office"],
    )  # fmt: skip
    return (publish(joint) if asked["publish"] else joint), tally


def _expected(asked: dict[str, Any], cutoff: Any) -> Any:
    from cpkit.reports.expected import expected_by_words, expected_set

    if asked["unit_set"]:
        return expected_set(asked["unit_set"])
    return expected_by_words(asked["expect"], on=cutoff) if asked["expect"] else None


def _format(out: Path | None, *, as_json: bool) -> str | None:
    """The format of the file, "json" for stdout, None for the summary alone."""
    if out is None:
        return "json" if as_json else None
    ending = out.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        endings = ", ".join(f".{one}" for one in FORMATS)
        raise Misused(_("--out {name}: tên tệp phải kết thúc bằng {endings}.").format(name=out.name, endings=endings))
    return ending


def _write_tally(tally: Any, path: Path) -> None:
    from cpkit.reports.files import write_out
    from cpkit.reports.tally import SUFFIX, encode_tally

    target = path if path.suffix else path.with_suffix(SUFFIX)
    write_out(target, encode_tally(tally))
    output.say(_("Đã ghi số liệu đã gộp vào {path}").format(path=target))


def _deliver(joint: Joint, out: Path | None, format: str | None) -> None:
    from cpkit.reports.files import write_out

    if format is None:
        _show(joint)
        return
    content = _content(joint, format)
    if out is None:
        click.echo(content, nl=False)
        return
    write_out(out, content)
    _show(joint)
    output.show(_("Đã ghi báo cáo vào {path}").format(path=out))


def _content(joint: Joint, format: str) -> bytes:
    """The bytes of a file: of those in words the report of the whole area, as of any unit."""
    from importlib import import_module

    from cpkit.reports.files import encode

    if format in IN_WORDS:
        return encode(joint.report, format)
    made: bytes = import_module(f"cpkit.reports.joint_{format}").encode(joint)
    return made


def _show(joint: Joint) -> None:
    """The summary in 80 columns, as of any report."""
    from cpkit.commands.report import show_summary

    show_summary(joint.report)
    if not joint.report.reconciled:
        output.warn(_("Báo cáo có số liệu không khớp: xem tờ “Đối chiếu”."))
