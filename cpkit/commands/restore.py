"""`cpkit restore`: bring a store back from a backup."""

from __future__ import annotations

from pathlib import Path

import click

from cpkit.commands import output
from cpkit.commands.context import Session, with_session
from cpkit.commands.options import json_option
from cpkit.commands.passphrase import prove, recovery_option
from cpkit.errors import Refused
from cpkit.language import _

HELP = _("""Phục hồi kho từ tệp sao lưu, kể cả trên máy mới chưa có gì.

\b
Thí dụ:
  cpkit restore E:\\cpkit-34-03127-20261123-1530.cpkit
  cpkit restore BAN-SAO-LUU.cpkit --recovery-key
  cpkit restore BAN-SAO-LUU.cpkit --replace

Cần mật khẩu của ngày sao lưu, hoặc khóa khôi phục. Không ghi đè kho đang có, trừ khi thêm --replace: kho cũ được cất
nguyên vẹn sang một thư mục bên cạnh. Kho phục hồi được kiểm tra toàn bộ trước khi dùng, và có dấu mã số mới để không
mã nào bị cấp hai lần.""")


@click.command(help=HELP)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar=_("TỆP"))
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    metavar=_("THƯ MỤC"),
    help=_("Phục hồi vào thư mục này (mặc định: thư mục của kho)."),
)
@click.option("--replace", is_flag=True, help=_("Cất kho đang có sang bên rồi phục hồi."))
@json_option
@recovery_option
@with_session
def command(
    session: Session, file: Path, home: Path | None, replace: bool, as_json: bool, recovery_key: str | None
) -> None:
    """Prove who it is by the backup's own header, restore, say what came back."""
    from cpkit.store.backup import backup_header
    from cpkit.store.keys import read_keys
    from cpkit.store.location import place_of
    from cpkit.store.opening import open_with_key
    from cpkit.store.restoring import refuse_to_overwrite, restore
    from cpkit.vietnamese import show_moment

    folder = home or session.home
    if not file.exists():
        raise Refused(_("Không có tệp {file}.").format(file=file))
    if not replace:
        refuse_to_overwrite(folder)
    header = backup_header(file)
    if warning := place_of(folder).warning:
        output.warn(warning)
    if not as_json:
        sentence = _("Bản sao lưu của {unit}, làm lúc {made}.")
        output.say(sentence.format(unit=header.unit_name, made=show_moment(header.made)))
    data_key = prove(header.keys, recovery_key)
    restored, kept = restore(folder, file, data_key, replacing=replace)
    keys = read_keys(folder)
    with open_with_key(folder, keys, data_key) as store:
        answer = {
            "store_id": keys.store_id,
            "unit": restored.unit,
            "unit_name": restored.unit_name,
            "mark": store.settings.mark,
            "made": restored.made,
            "entries": restored.entries,
            "home": folder,
            "kept": kept,
            "whole": True,
        }
    if as_json:
        return output.emit_json(answer)
    output.show(_("Đã phục hồi kho vào {folder}; kiểm tra: còn nguyên vẹn.").format(folder=folder))
    if kept:
        output.show(_("Kho cũ được cất trong {folder}.").format(folder=kept))
    output.show(_("Dấu mã số mới của kho: {mark}.").format(mark=answer["mark"]))
    return None
