"""`cpkit household`: households, one by one or counted by hamlet."""

from __future__ import annotations

from cpkit.commands.records import RecordWords, record_group
from cpkit.forms.records import RecordKind, by_text
from cpkit.language import _

KIND = RecordKind("households", "ho_gia_dinh", by_text("hamlet", "head"))

command = record_group(
    KIND,
    RecordWords(
        name=_("hộ gia đình"),
        group="household",
        help=_("Hộ gia đình: ghi từng hộ theo tên chủ hộ, hoặc ghi số hộ của mỗi tổ dân phố, bản."),
        add_example='household add --hamlet "Bản Kéo" --count 120 --year 2025 --reached-on 30/05/2025',
        edit_example="household edit 15 --poverty can_ngheo --year 2025",
        columns=("head", "hamlet", "count", "poverty", "reached_on"),
    ),
)
