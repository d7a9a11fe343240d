"""The steps of a case as data: NĐ56/2017, chapter III."""

from __future__ import annotations

import pytest

from cpkit.cases.records import StepRecord
from cpkit.cases.steps import FIRST, USUAL_OUTCOME, missing_before, next_step, process
from cpkit.errors import Refused
from cpkit.vietnamese import read_moment


def taken(*steps: str) -> list[StepRecord]:
    return [StepRecord(step=step, at=read_moment(f"{day:02}/02/2025 08:00")) for day, step in enumerate(steps, 1)]


def test_the_main_line_is_that_of_the_decree() -> None:
    line = [(step.id, step.article) for step in process().steps if not step.beside]
    assert line == [
        ("tiep_nhan", "NĐ56 Đ25.1"),
        ("danh_gia_ban_dau", "NĐ56 Đ26.2"),
        ("thu_thap_xac_minh", "NĐ56 Đ27.1"),
        ("hop_xac_dinh", "NĐ56 Đ27.2"),
        ("trinh_ke_hoach", "NĐ56 Đ28.1"),
        ("phe_duyet", "NĐ56 Đ28.4"),
        ("thuc_hien", "NĐ56 Đ29.1"),
        ("ra_soat", "NĐ56 Đ30.1"),
        ("theo_doi", "NĐ56 Đ30.1b, Mẫu số 06"),
        ("dong", "NĐ56 Đ30.1b, Đ30.3"),
    ]


def test_emergency_measures_and_separation_run_beside_the_main_line() -> None:
    """NĐ56 Đ26.3, Đ31, Đ32: they need the report only."""
    others = ("rejection", "police")
    beside = {step.id: step.needs for step in process().steps if step.beside and step.role not in others}
    assert beside == {"bien_phap_khan_cap": (FIRST,), "cach_ly": (FIRST,), "ket_thuc_cach_ly": ("cach_ly",)}


def test_every_need_names_a_step_that_comes_before() -> None:
    order = {step.id: step.order for step in process().steps}
    assert all(order[need] < step.order for step in process().steps for need in step.needs)
    assert all(need in order for outcome in process().outcomes for need in outcome.needs)


@pytest.mark.parametrize("typed", ["phe_duyet", "phe duyet", "phe-duyet", "PHÊ DUYỆT KẾ HOẠCH"])
def test_a_step_is_named_loosely(typed: str) -> None:
    assert process().step(typed).id == "phe_duyet"


def test_an_unknown_step_is_refused_with_all_there_are() -> None:
    with pytest.raises(Refused, match=r"danh_gia_ban_dau.*phe_duyet"):
        process().step("phê")
    with pytest.raises(Refused, match=USUAL_OUTCOME):
        process().outcome("xong")


def test_what_is_missing_counts_only_what_came_before_that_moment() -> None:
    """A meeting of the 5th does not make a plan of the 4th lawful (NĐ56 Đ27.2, Đ28.1)."""
    steps = taken("tiep_nhan", "danh_gia_ban_dau", "thu_thap_xac_minh", "x", "hop_xac_dinh")
    needs = process().step("trinh_ke_hoach").needs
    assert missing_before(needs, steps, read_moment("04/02/2025 08:00")) == ["hop_xac_dinh"]
    assert missing_before(needs, steps, read_moment("05/02/2025 08:00")) == []


def test_a_step_recorded_as_not_done_with_its_reason_is_an_answer() -> None:
    steps = [StepRecord(step="hop_xac_dinh", at=read_moment("01/02/2025 08:00"), not_done="Khẩn cấp")]
    assert missing_before(["hop_xac_dinh"], steps, read_moment("02/02/2025 08:00")) == []
    assert not steps[0].done


def test_the_next_step_follows_the_last_one_of_the_main_line() -> None:
    assert next_step([]) == process().step(FIRST)
    assert next_step(taken("tiep_nhan", "danh_gia_ban_dau", "bien_phap_khan_cap")).id == "thu_thap_xac_minh"  # type: ignore[union-attr]
    assert next_step(taken("tiep_nhan", "ra_soat", "trinh_ke_hoach")).id == "phe_duyet"  # type: ignore[union-attr]
    assert next_step(taken("tiep_nhan", "dong")) is None
