"""Handing a case to the police (NĐ56 Đ25.3, Đ31.4; Luật Trẻ em Đ51), beside the main line of its steps."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cpkit.cases.cases import read_case, record_step
from cpkit.cases.papers import fill, sheet_for
from cpkit.cases.police import hand_over, hand_overs, kept_evidence, outcome_text, police_step
from cpkit.cases.steps import next_step
from cpkit.cases.timeline import timeline
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.vietnamese import read_moment
from tests.cases.forms import ANSWERS

HANDED = {"handed_at": "24/01/2025 18:00", "police": "Công an phường", "receiver": "Đại úy An"}


def test_it_stands_beside_the_main_line_with_its_articles(store: Store, case: int) -> None:
    """NĐ56 Đ25.3: a crime goes to the police at once, whatever step the case is at."""
    assert police_step().beside and "Đ25.3" in police_step().article and "Đ31.4" in police_step().article
    hand_over(store, case, HANDED)
    steps = read_case(store, case).episodes[-1].steps
    assert [record.step for record in steps] == ["tiep_nhan", "chuyen_cong_an"]
    assert steps[-1].at == read_moment("24/01/2025 18:00")
    following = next_step(steps)
    assert following is not None and following.id == "danh_gia_ban_dau"


def test_the_file_number_and_the_answer_come_later_onto_the_same_sheet(store: Store, case: int) -> None:
    hand_over(store, case, HANDED)
    hand_over(store, case, {"file_number": "12/TB-CAP"})
    hand_over(store, case, {"answered_on": "29/01/2025", "outcome": "khoi_to", "answer": "Đã khởi tố"})
    (only,) = hand_overs(store, case)
    assert (only.police, only.file_number, only.answered_on) == ("Công an phường", "12/TB-CAP", date(2025, 1, 29))
    assert outcome_text(only) == "Khởi tố vụ án hình sự: Đã khởi tố"
    assert [record.step for record in read_case(store, case).episodes[-1].steps].count("chuyen_cong_an") == 1
    (answered,) = [event for event in timeline(store, case) if event.kind == "police"]
    assert answered.detail is not None and "12/TB-CAP" in answered.detail


def test_another_hand_over_has_to_be_said_to_be_another(store: Store, case: int) -> None:
    hand_over(store, case, HANDED)
    with pytest.raises(Refused, match="--again"):
        hand_over(store, case, HANDED | {"police": "Công an tỉnh"})
    with pytest.raises(Refused, match="--again"):
        hand_over(store, case, {"handed_at": "25/01/2025 08:00"})
    hand_over(store, case, {"handed_at": "2025-01-24T18:00:00+07:00"})
    hand_over(store, case, {"handed_at": "25/01/2025 08:00", "police": "Công an tỉnh"}, again=True)
    assert [each.police for each in hand_overs(store, case)] == ["Công an phường", "Công an tỉnh"]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"handed_at": "24/01/2099 18:00", "police": "Công an"}, "tương lai|hiện tại"),
        ({"handed_at": "24/01/2025 10:00", "police": "Công an"}, "trước lúc tiếp nhận.*Đ25.3"),
        ({"handed_at": "24/01/2025 18:00"}, "Cơ quan công an"),
        (HANDED | {"answered_on": "23/01/2025", "outcome": "khoi_to"}, "không thể trước ngày chuyển"),
        (HANDED | {"answered_on": "29/01/2025"}, "phải có kết quả"),
        (HANDED | {"outcome": "khoi_to"}, "phải có ngày trả lời"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_half_saved(
    store: Store, case: int, answers: dict[str, str], told: str
) -> None:
    with pytest.raises(Refused) as refused:
        hand_over(store, case, answers)
    said = " ".join([str(refused.value), *(f"{each.field} {each.message}" for each in refused.value.problems)])
    assert re.search(told, said)
    assert hand_overs(store, case) == [] and len(read_case(store, case).episodes[-1].steps) == 1


def test_a_case_may_also_not_go_to_the_police_and_say_why(store: Store, case: int) -> None:
    record_step(store, case, "chuyen_cong_an", read_moment("24/01/2025 18:00"), not_done="Không có dấu hiệu tội phạm")
    assert hand_overs(store, case) == []


def test_evidence_kept_is_named_until_it_was_handed_on(store: Store, case: int) -> None:
    """NĐ56 Đ31.3a: the officer keeps objects and documents about the harm for the investigation."""
    kept = [
        {"item": "Áo rách", "kept_on": "24/01/2025"},
        {"item": "Ảnh vết bầm", "kept_on": "24/01/2025"},
        {"item": "Giấy khám", "kept_on": "24/01/2025", "handed_to": "Bệnh viện"},
    ]
    sheet = sheet_for(store, case, "mau_02")
    fill(store, case, sheet, ANSWERS["mau_02"] | {"evidence": kept}, at=read_moment("25/01/2025 08:00"))
    assert kept_evidence(store, case) == ["Áo rách", "Ảnh vết bầm"]
    hand_over(store, case, HANDED | {"evidence": [{"item": "áo rách", "state": "đã niêm phong"}]})
    assert kept_evidence(store, case) == ["Ảnh vết bầm"]
