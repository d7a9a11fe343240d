"""The commands: one module a command group. Each asks or reads, calls one function of the core and shows the answer.

No rule of the register, of a case or of a report lives here. This table carries every command's short help, so that
`cpkit --help` imports none of the modules; a test holds it against the real commands.
"""

from __future__ import annotations

from typing import NamedTuple

from cpkit.plugins.hookspecs import CommandSpec


class Section(NamedTuple):
    """A heading of `cpkit --help` and the commands under it."""

    title: dict[str, str]
    commands: tuple[CommandSpec, ...]


def _command(name: str, vi: str, en: str) -> CommandSpec:
    return CommandSpec(name, f"cpkit.commands.{name}:command", {"vi": vi, "en": en})


SECTIONS = (
    Section(
        {"vi": "Việc hằng ngày", "en": "Daily work"},
        (
            _command("register", "Đưa trẻ em vào sổ: từng em hoặc cả danh sách.", "Register one child, or a list."),
            _command("child", "Tìm, xem và sửa trẻ em trong sổ.", "Find, show and edit children."),
            _command("intake", "Tin báo theo Mẫu 01, dù có mở ca hay không.", "Reports received, with a case or not."),
            _command("case", "Tiếp nhận tin báo và theo ca theo Nghị định 56/2017.", "Open and follow cases."),
            _command("care", "Chăm sóc thay thế: từ nhu cầu đến chấm dứt.", "Alternative care of children."),
            _command("log", "Ghi việc hỗ trợ, can thiệp cho một hay nhiều trẻ.", "Log interventions for children."),
            _command("activity", "Ghi tập huấn, truyền thông, diễn đàn và hoạt động khác.", "Record activities."),
            _command("due", "Việc đến hạn và quá hạn, kèm điều luật.", "Show what is due, with the article."),
            _command("report", "Lập báo cáo của kỳ theo từng chỉ tiêu.", "Write the report of a period."),
            _command("undo", "Hoàn tác việc vừa làm.", "Undo the last action."),
        ),
    ),
    Section(
        {"vi": "Sổ của địa bàn", "en": "Records of the ward"},
        (
            _command("org", "Ban, nhóm, trường học, cơ sở và câu lạc bộ.", "Boards, schools, services and clubs."),
            _command("worker", "Người làm công tác bảo vệ trẻ em và cộng tác viên.", "Workers and collaborators."),
            _command("carer", "Người nhận chăm sóc thay thế: đăng ký, xác minh.", "Register of alternative carers."),
            _command("household", "Hộ gia đình: từng hộ hoặc số hộ theo thôn, tổ.", "Households, by one or by hamlet."),
            _command("event", "Thiên tai, thảm họa, dịch bệnh và trẻ bị ảnh hưởng.", "Disasters and the children hit."),
            _command("number", "Số của văn bản: xem, đặt theo sổ văn thư.", "Numbers of documents: list, set."),
            _command("form", "Biểu mẫu: xem, tạo mẫu Excel để phát.", "Forms: list, show, make an Excel template."),
        ),
    ),
    Section(
        {"vi": "Kho dữ liệu", "en": "The store"},
        (
            _command("init", "Lập kho dữ liệu của xã, phường.", "Make the store of a ward or commune."),
            _command("unlock", "Mở khóa kho cho cả buổi làm việc.", "Unlock the store for the working day."),
            _command("lock", "Khóa kho lại.", "Lock the store."),
            _command("passwd", "Đổi mật khẩu.", "Change the passphrase."),
            _command("officer", "Bàn giao kho cho cán bộ mới.", "Hand the store over to a new officer."),
            _command("backup", "Sao lưu kho thành một tệp mã hóa.", "Back the store up into one encrypted file."),
            _command("restore", "Phục hồi kho từ tệp sao lưu.", "Restore the store from a backup."),
            _command("verify", "Kiểm tra kho còn nguyên vẹn.", "Check that the store is whole."),
        ),
    ),
    Section(
        {"vi": "Công cụ", "en": "Tools"},
        (
            _command("clock", "Tính thời hạn theo giờ hoặc ngày làm việc.", "Compute a deadline in hours or days."),
            _command(
                "demo", "Tạo phường thực hành với trẻ em không có thật.", "Make a practice ward, children made up."
            ),
            _command("doctor", "Kiểm tra máy tính và nơi cất dữ liệu.", "Check the computer and the store's folder."),
            _command("plugins", "Các tiện ích mở rộng đang dùng.", "The plugins in use."),
        ),
    ),
)

COMMANDS = {spec.name: spec for section in SECTIONS for spec in section.commands}
