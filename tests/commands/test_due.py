"""`cpkit due`: the clock of NĐ56 over all open cases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cpkit.cases.papers import fill, sheet_for
from tests.cases.forms import ANSWERS

Run = Callable[..., Any]


@pytest.fixture
def cases(practice: Path, run: Run) -> list[str]:
    ids = []
    for received, urgency in (("24/01/2025 16:55", "--urgent"), ("24/01/2025 12:00", "--not-urgent")):
        words = (
            "--received-at",
            received,
            "--source",
            "khac",
            "--kind",
            "bao_luc",
            urgency,
            "--child-name",
            "Lò Văn Tóng",
        )
        ids.append(run("case", "open", *words, "--json").json["id"])
    return ids


def test_the_shape_for_scripts_soonest_first(run: Run, cases: list[str]) -> None:
    items = run("due", "--as-of", "24/01/2025 20:00", "--json").json
    assert all(
        set(item) == {"case", "child", "step", "due", "remaining", "overdue", "provisional", "citation"}
        for item in items
    )
    assert [(item["case"], item["step"]) for item in items] == [
        (cases[1], "danh_gia_ban_dau"),
        (cases[0], "danh_gia_ban_dau"),
        (cases[0], "bien_phap_khan_cap"),
        (cases[1], "trinh_ke_hoach"),
    ]
    assert items[0] == {
        "case": cases[1],
        "child": None,
        "step": "danh_gia_ban_dau",
        "due": "2025-01-25T00:00:00+07:00",
        "remaining": 4.0,
        "overdue": False,
        "provisional": False,
        "citation": "NĐ56 Đ26.2, Đ26.3, Đ31.2",
    }


def test_within_some_days_only(run: Run, cases: list[str]) -> None:
    words = ("due", "--as-of", "24/01/2025 20:00", "--json", "--within")
    assert {item["step"] for item in run(*words, 1).json} == {"danh_gia_ban_dau", "bien_phap_khan_cap"}
    assert run(*words, 0).json == []


def test_overdue_is_said_with_the_legal_consequence(run: Run, cases: list[str]) -> None:
    """Luật Trẻ em Đ6.15: late support to a child in danger is a prohibited act."""
    shown = run("due", "--as-of", "25/01/2025 02:00")
    assert "quá hạn 2 giờ 0 phút" in shown.stdout
    assert "Luật Trẻ em" in shown.stdout and "Đ6.15" in shown.stdout
    assert all(len(line) <= 80 for line in shown.stdout.splitlines())
    assert cases[1] in shown.stdout and "Lò Văn Tóng" not in shown.stdout
    assert "Lò Văn Tóng" in run("due", "--confidential").stdout


def test_a_day_alone_is_the_end_of_that_day(run: Run, cases: list[str]) -> None:
    assert (
        run("due", "--as-of", "24/01/2025", "--json").json
        == run("due", "--as-of", "2025-01-24T23:59:59", "--json").json
    )


def test_a_moment_that_cannot_be_is_refused(run: Run, practice: Path) -> None:
    assert run("due", "--as-of", "31/02/2025 10:00").exit_code == 1
    assert run("due", "--within", "-1").exit_code == 2


def test_nothing_due(run: Run, practice: Path) -> None:
    assert run("due", "--json").json == []
    assert "Không có việc nào" in run("due").stdout


def test_the_look_is_kept(run: Run, cases: list[str], store: Any) -> None:
    run("due")
    assert "due" in [look.action for look in store.looks()]


def test_a_day_that_a_decision_gave_is_not_told_as_fifteen_days(run: Run, cases: list[str]) -> None:
    """NĐ56 Đ32.3: a separation decided for 7 days ends with them."""
    answers = {
        "ground": "boi_cha_me", "child_address": "Bản Bó", "carer_name": "Lò Văn Bố", "carer_address": "Bản Bó",
        "duration": "7", "from": "24/01/2025", "receiver_name": "Quàng Thị Bà", "receiver_address": "Tổ 3",
    }  # fmt: skip
    said = [word for name, answer in answers.items() for word in ("--set", f"{name}={answer}")]
    assert run("case", "fill", cases[0], "mau_07", *said, "--at", "24/01/2025 20:00").exit_code == 0
    shown = " ".join(run("due", "--as-of", "25/01/2025 08:00").stdout.split())
    assert "Hạn 31/01/2025 23:59" in shown
    assert "Theo bước “Tạm thời cách ly trẻ” ngày 24/01/2025 (NĐ56 Đ32.3)" in shown
    assert "15 ngày từ bước" not in shown


def test_a_time_to_wait_that_has_passed_is_not_late(run: Run, cases: list[str]) -> None:
    """Mẫu số 06: after three months the case may be closed; nobody is late."""
    assert run("case", "step", cases[0], "ra_soat", "--at", "14/04/2025 08:00", "--force", "Thử").exit_code == 0
    shown = " ".join(run("due", "--as-of", "01/08/2025 08:00").stdout.split())
    assert "Hạn 14/07/2025 23:59 – đã đủ thời gian" in shown


def test_an_activity_past_its_day_names_what_and_who_only_when_asked(run: Run, cases: list[str], store: Any) -> None:
    """NĐ56 Đ29.1, Đ24: the plan is part of the dossier; its ids are not."""
    fill(store, case := store.read_id("cases", cases[0]), sheet_for(store, case, "mau_04"), ANSWERS["mau_04"])
    words = ("due", "--as-of", "20/03/2025 08:00")
    shown, told = run(*words), run(*words, "--confidential")
    assert "Hoạt động số 1 của kế hoạch ngày 10/02/2025 (Mẫu số 04)" in " ".join(shown.stdout.split())
    assert "Tư vấn" not in shown.stdout and "Trạm y tế" not in shown.stdout
    assert "Tư vấn tâm lý; người thực hiện: Trạm y tế" in " ".join(told.stdout.split())
    assert all(len(line) <= 80 for line in told.stdout.splitlines())
    (item,) = (each for each in run(*words, "--json").json if "activity" in each)
    assert (item["case"], item["activity"], item["planned"]) == (cases[0], 1, "2025-02-10")
    assert (item["title"], item["responsible"], item["overdue"]) == (None, None, True)
    (item,) = (each for each in run(*words, "--json", "--confidential").json if "activity" in each)
    assert (item["title"], item["responsible"]) == ("Tư vấn tâm lý", "Trạm y tế")
