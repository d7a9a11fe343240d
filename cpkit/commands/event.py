"""`cpkit event`: disasters and epidemics, the children hit by them, and when each was relieved."""

from __future__ import annotations

from cpkit.commands.records import RecordWords, record_group
from cpkit.forms.records import RecordKind, by_latest
from cpkit.language import _

KIND = RecordKind("events", "su_kien", by_latest("date"))

command = record_group(
    KIND,
    RecordWords(
        name=_("sự kiện"),
        group="event",
        help=_("Thiên tai, thảm họa, dịch bệnh: trẻ em bị ảnh hưởng và ngày được cứu trợ, hỗ trợ."),
        add_example='event add --kind thien_tai --title "Lũ quét" --date 25/07/2025 --hit 42=26/07/2025 --hit 57',
        edit_example="event edit 1 --relieved 57=28/07/2025",
        columns=("date", "title", "kind", "hamlets"),
    ),
)
