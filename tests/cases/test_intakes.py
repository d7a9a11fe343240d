"""Receiving a report by Mẫu số 01 (NĐ56 Đ25.1) and opening a case on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cpkit.cases.cases import read_case, record_step
from cpkit.cases.intakes import edit_intake, intake_answers, known_answers, open_case
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.times import now
from cpkit.vietnamese import read_moment, show_moment

REPORT = {"received_at": "24/01/2025 16:55", "source": "tong_dai_111", "kind": "xam_hai_tinh_duc"}


def intake_of(store: Store, case: int) -> dict[str, object]:
    return dict(store.table("intakes").get(doc_id=read_case(store, case).intake))


def test_one_report_makes_an_intake_and_a_case_in_one_action(store: Store, child: int) -> None:
    before = store.head()[0]
    opened = open_case(store, {**REPORT, "environment": "gia_dinh", "urgent": "co"}, child=child)
    assert store.head()[0] == before + 1
    intake, case = store.table("intakes").get(doc_id=opened.intake), read_case(store, opened.case)
    assert (intake["form"], intake["child"], intake["case"]) == ("mau_01", child, opened.case)
    assert (case.intake, case.child, case.environment, case.urgent) == (opened.intake, child, "gia_dinh", True)
    assert case.received_at == read_moment("24/01/2025 16:55")
    assert [(step.step, step.at) for step in case.episodes[0].steps] == [("tiep_nhan", case.received_at)]


def test_the_informant_may_stay_unnamed_and_the_child_unknown(store: Store) -> None:
    """Mẫu 01, A.2 (5) and A.3: filled where known; the informant only with their agreement."""
    case = read_case(store, open_case(store, REPORT).case)
    assert (case.child, case.child_name, case.urgent) == (None, None, None)


def test_a_case_may_start_before_the_child_is_registered(store: Store) -> None:
    opened = open_case(store, {**REPORT, "child_name": "Lò Văn Tóng", "age": "7", "sex": "nam"})
    assert read_case(store, opened.case).child_name == "Lò Văn Tóng"
    assert intake_of(store, opened.case)["answers"] == {"child_name": "Lò Văn Tóng", "age": 7, "sex": "nam"}


def test_what_the_register_knows_is_not_asked_again(store: Store, child: int) -> None:
    known = known_answers(store, child)
    assert known == {
        "child_name": "Lò Thị Pâng",
        "birth_date": "2018-11-26",
        "sex": "nu",
        "mother_name": "Quàng Thị Ém",
    }
    answers = intake_answers(intake_of(store, open_case(store, REPORT, child=child).case))
    assert known.items() <= answers.items()


def test_incident_and_residence_are_two_places(store: Store, register: Callable[..., int]) -> None:
    """NĐ56 Đ26.2 the commune of the incident assesses; Luật Trẻ em Đ52.2 that of residence makes the plan."""
    child = register(unit="34:03334")
    case = read_case(store, open_case(store, {**REPORT, "unit": "Mường Phăng"}, child=child).case)
    assert (case.unit, case.incident_unit) == ("34:03334", "34:03325")
    assert read_case(store, open_case(store, REPORT).case).incident_unit == store.settings.unit


@pytest.mark.parametrize("missing", ["received_at", "source", "kind"])
def test_time_source_and_kind_are_needed(store: Store, missing: str) -> None:
    with pytest.raises(Refused) as refusal:
        open_case(store, {key: value for key, value in REPORT.items() if key != missing})
    assert [problem.field for problem in refusal.value.problems] == [missing]
    assert store.table("intakes").all() == store.table("cases").all() == []


def test_everything_wrong_is_said_at_once_and_nothing_is_written(store: Store) -> None:
    tomorrow = show_moment(now() + timedelta(days=1))
    wrong = {"received_at": tomorrow, "source": "chim", "kind": "bao_luc", "sex": "khác", "age": "40"}
    with pytest.raises(Refused) as refusal:
        open_case(store, wrong)
    assert {problem.field for problem in refusal.value.problems} == {"received_at", "source", "sex", "age"}
    assert store.table("intakes").all() == []


def test_other_open_cases_of_the_child_are_named(store: Store, child: int, case: int) -> None:
    assert open_case(store, REPORT, child=child).others == (case,)


def test_a_corrected_time_of_receipt_moves_the_start_of_the_clock(store: Store, case: int) -> None:
    """NĐ56 Đ31.2: the 12 hours run from the receipt, not from the typing."""
    edit_intake(store, read_case(store, case).intake or 0, {"received_at": "24/01/2025 09:00"})
    changed = read_case(store, case)
    assert changed.received_at == changed.episodes[0].steps[0].at == read_moment("24/01/2025 09:00")


def test_the_receipt_cannot_move_behind_a_step_already_taken(store: Store, case: int) -> None:
    record_step(store, case, "danh_gia_ban_dau", read_moment("24/01/2025 20:00"))
    with pytest.raises(Refused, match="trước thời điểm tiếp nhận"):
        edit_intake(store, read_case(store, case).intake or 0, {"received_at": "24/01/2025 21:00"})
    assert read_case(store, case).received_at == read_moment("24/01/2025 16:55")


def test_an_edit_changes_only_what_it_names(store: Store, case: int) -> None:
    before = intake_answers(intake_of(store, case))
    edit_intake(store, read_case(store, case).intake or 0, {"urgent": "co"})
    assert intake_answers(intake_of(store, case)) == before | {"urgent": "co"}
    assert read_case(store, case).urgent is True
