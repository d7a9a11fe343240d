"""`cpkit worker`: people who work for children's protection, and the trainings they had."""

from __future__ import annotations

from cpkit.commands.records import RecordWords, record_group
from cpkit.forms.records import RecordKind, by_person
from cpkit.language import _

KIND = RecordKind("workers", "can_bo", by_person("name"))

command = record_group(
    KIND,
    RecordWords(
        name=_("người làm công tác"),
        group="worker",
        help=_("Người làm công tác bảo vệ trẻ em, cộng tác viên, người cung cấp dịch vụ; các lớp tập huấn đã dự."),
        add_example='worker add --name "Lò Văn Kiên" --role cong_tac_vien --trained "12/05/2025=Quản lý ca"',
        edit_example="worker edit 7 --trained 20/09/2025",
        columns=("name", "role", "hamlet", "trainings"),
    ),
)
