"""`cpkit backup`: one encrypted file that an empty computer can be brought back from."""

from __future__ import annotations

import os
from pathlib import Path

import click

from cpkit.commands import output
from cpkit.commands.context import Session, with_session
from cpkit.commands.options import json_option
from cpkit.errors import Refused, system_reason
from cpkit.language import _

HELP = _("""Sao lưu kho thành một tệp mã hóa, trong lúc kho vẫn dùng được.

\b
Thí dụ:
  cpkit backup --out E:\\
  cpkit backup --out D:\\saoluu\\thang11.cpkit
  cpkit backup identity

Tệp mở bằng mật khẩu của ngày sao lưu hoặc khóa khôi phục (cpkit restore). Tên tệp không có tên trẻ em. Hãy cất một bản
ngoài máy này, ví dụ trên USB để trong tủ khóa.""")

IDENTITY = _("""In khóa age của kho, để mở phần dữ liệu của tệp sao lưu bằng chương trình age thông dụng.

\b
Thí dụ:
  cpkit backup identity > khoa.txt
  tail -n +3 BAN-SAO-LUU.cpkit | age -d -i khoa.txt | tar x

Ai có khóa này mở được mọi bản sao lưu làm từ lần bàn giao gần nhất: hãy cất như mật khẩu.""")

OFFICE = _("""Cho cơ quan cấp trên cùng mở được các bản sao lưu làm từ nay, bằng khóa age của họ.

\b
Thí dụ:
  cpkit backup office age1…""")


@click.group(help=HELP, invoke_without_command=True)
@click.option(
    "--out",
    type=click.Path(),
    metavar=_("TỆP|THƯ MỤC"),
    help=_("Nơi ghi (mặc định: thư mục đang đứng; tên tệp theo đơn vị và giờ)."),
)
@json_option
@with_session
def command(session: Session, out: str | None, as_json: bool) -> None:
    """Make the backup, unless a subcommand was called."""
    if click.get_current_context().invoked_subcommand is not None:
        return
    from cpkit.store.backup import make_backup

    made = make_backup(session.home, session.store(), _place(out))
    if as_json:
        output.emit_json({"file": made.path, "bytes": made.size, "entries": made.entries, "made": made.made})
        return
    output.show(_("Đã sao lưu vào {file} và đã đọc lại để kiểm tra.").format(file=made.path))
    output.say(_("Tệp mở bằng mật khẩu hôm nay hoặc khóa khôi phục: cpkit restore."))


def _place(out: str | None) -> Path | None:
    """Where to write; a path that ends like a folder is one, and is made where it is not there yet."""
    if out and out.endswith(("/", os.sep)):
        try:
            Path(out).mkdir(exist_ok=True)
        except OSError as error:
            message = _("Không tạo được thư mục {folder}: {reason}.")
            raise Refused(message.format(folder=out, reason=system_reason(error))) from error
    return Path(out) if out else None


@command.command("identity", help=IDENTITY)
@with_session
def identity(session: Session) -> None:
    """Print the age identity, and put that on record."""
    from cpkit.store.keys import age_identity, read_keys
    from cpkit.store.swapping import data_key_of

    store = session.store()
    store.look("backup_identity")
    output.show(age_identity(read_keys(session.home), data_key_of(store)))


@command.command("office", help=OFFICE)
@click.argument("recipient", metavar=_("KHÓA"))
@with_session
def office(session: Session, recipient: str) -> None:
    """Wrap the data key for the office too."""
    from cpkit.store.changing import set_office

    set_office(session.home, session.store(), recipient)
    output.show(_("Từ nay cơ quan có khóa này cũng mở được bản sao lưu."))
