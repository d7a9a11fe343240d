"""An assessment asked in a terminal: the words of every level are read there, and nobody is asked what is computed."""

from __future__ import annotations

from typing import Any

from tests.forms.test_prompts import DOWN, Terminal


def test_the_officer_reads_the_levels_and_what_the_form_makes_of_them(practice: Any, run: Any) -> None:
    """Mẫu số 02, Đ26.2, Đ31.1: grave harm that is not called urgent is told at once."""
    report = ["--kind", "bao_luc", "--source", "dien_thoai", "--received-at", "14/11/2025 08:00", "--child-name", "Páo"]
    assert run("case", "open", *report).exit_code == 0
    known = {
        "assessed_on": "14/11/2025",
        "harm_access": "cao",
        "ability_self": "thap",
        "ability_adults": "thap",
        "harmed_by_carer": "co",
    }
    said = [part for key, value in known.items() for part in ("--set", f"{key}={value}")]
    screen = Terminal("case", "fill", "1", "mau_02", "--at", "14/11/2025 09:00", *said)
    screen.sees("Cao (trẻ em bị tổn hại nghiêm trọng, đe dọa tính mạng) (cao)")
    screen.answer("Mức độ tổn hại của trẻ em *")
    screen.answer("Kết luận về tình trạng của trẻ em *", DOWN + DOWN)
    screen.sees("(NĐ56 Điều 31 khoản 1); kết luận đã ghi thì khác")
    screen.answer("Lý do kết luận khác với gợi ý", "Người gây hại đã bị tạm giữ")
    screen.answer("đã có 0 dòng")
    screen.answer("đã có 0 dòng")
    screen.answer("Người làm công tác bảo vệ trẻ em cấp xã:")
    screen.sees("Gợi ý của chương trình: Bảo vệ khẩn cấp")
    screen.answer("Ghi lại?")
    assert screen.ends() == 0
