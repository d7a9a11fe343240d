"""`cpkit care transfer`: lists of children of a facility who need another form of care (Mẫu 14, NĐ56 Đ45.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cpkit.care.carers import TRANSFERS
from cpkit.commands.carer_print import print_paper
from cpkit.commands.casework import show_ids
from cpkit.commands.context import with_store
from cpkit.commands.options import with_example
from cpkit.commands.printing import PrintTo, print_options
from cpkit.commands.records import RecordWords, record_group
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.store import Store

command = record_group(
    TRANSFERS,
    RecordWords(
        name=_("danh sách Mẫu 14"),
        group="care transfer",
        help=_("""Danh sách trẻ ở cơ sở trợ giúp xã hội cần chuyển hình thức chăm sóc (Mẫu 14, NĐ56 Đ45).

Thẩm định 10 ngày làm việc, xã quyết định 15 ngày, chấm dứt ở cơ sở 5 ngày: mỗi trẻ một care need --facility, rồi ghi
các bước gui_danh_sach, nhan_danh_sach, gui_quyet_dinh, cham_dut_o_co_so bằng care step."""),
        add_example="care transfer add --answers mau14.json",
        edit_example='care transfer edit 1 --signer "Lò Thị Giám"',
        columns=("facility", "date"),
    ),
)
command.name = "transfer"


@command.command(
    "print", help=with_example(_("In danh sách Mẫu 14 thành tệp Word."), "care transfer print 1 --out mau-14.docx")
)
@click.argument("record_id", metavar=_("MÃ"))
@print_options
@with_store
def print_command(store: Store, record_id: str, to: PrintTo) -> None:
    """Print one list."""
    from cpkit.printing.care_papers import transfer_paper

    list_id = store.read_id(TRANSFERS.table, record_id)
    name = show_ids(TRANSFERS.table, [list_id])[0]
    store.look("care transfer print", [name])
    print_paper(store, TRANSFERS.form_id, transfer_paper(store, list_id), to, default=f"{name}-mau_14.docx")
