"""`cpkit case show`: one case on one screen, and what is logged for its plan."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cases.forms import ANSWERS

Run = Callable[..., Any]
SCREEN = 42
"""Lines that a full case may take on a screen of 80 columns."""


@pytest.fixture
def child(practice: Path, run: Run) -> str:
    return str(run("register", "--name", "Lò Thị Pâng", "--birth-year", "2018", "--sex", "nu", "--json").json["id"])


@pytest.fixture
def case(run: Run, child: str, tmp_path: Path) -> str:
    """A case with seven activities in its plan and something of everything."""
    report = ("--received-at", "24/01/2025 16:55", "--source", "dien_thoai", "--kind", "bao_luc", "--urgent")
    told = ("--state", "Có vết bầm ở tay, " * 9, "--incident-place", "Bản Bó", "--consequences", "Sợ hãi")
    named = ("--carer", "Bà ngoại", "--informant-name", "Cà Văn Hịa")
    opened = str(run("case", "open", child, *report, *told, *named, "--json").json["id"])
    run("case", "police", opened, "--at", "24/01/2025 18:00", "--to", "Công an phường")
    row = ANSWERS["mau_04"]["activities"][0]
    plan = ANSWERS["mau_04"] | {"activities": [row | {"title": f"Việc số {number}"} for number in range(1, 8)]}
    answers = ANSWERS | {"mau_04": plan}
    for form, at in (("mau_02", "25/01/2025 03:00"), ("mau_03", "06/02/2025 10:00"), ("bien_ban_hop", ""), *PLAN):
        file = tmp_path / "a.json"
        file.write_text(json.dumps(answers[form]), encoding="utf-8")
        run("case", "fill", opened, form, "--answers", file, *(("--at", at) if at else ()))
    for step, at in STEPS:
        assert run("case", "step", opened, step, "--at", at).exit_code == 0
    run("case", "deliver", opened, "--to", "Trạm y tế", "--at", "13/02/2025 08:00")
    sent = ("--to", "benh_vien", "--purpose", "Khám", "--date", "3/3/2025", "--answer-by", "10/3/2025")
    run("case", "refer", opened, *sent, "--basis", "khan_cap")
    run("case", "proceedings", opened, "giam_dinh", "--date", "28/1/2025", "--result", "3 %")
    return opened


PLAN = (("mau_04", ""), ("mau_05", ""))
STEPS = (
    ("trinh_ke_hoach", "10/02/2025 15:00"),
    ("phe_duyet", "12/02/2025 10:00"),
    ("thuc_hien", "14/02/2025 08:00"),
)


def logged(run: Run, case: str, child: str, *more: str) -> Any:
    return run("log", "--child", child, "--service", "tam_ly", "--date", "20/02/2025", "--case", case, *more)


def test_a_full_case_fits_one_screen(run: Run, case: str, child: str) -> None:
    """Child, clock, steps done and next, plan with its progress, last interventions, within 80 columns."""
    logged(run, case, child, "--plan-activity", "1")
    logged(run, case, child, "--plan-activity", "2", "--plan-done")
    for more in ((), ("--confidential",)):
        lines = run("case", "show", case, *more).stdout.splitlines()
        assert len(lines) <= SCREEN and all(len(line) <= 80 for line in lines)
    plain, full = run("case", "show", case).stdout, run("case", "show", case, "--confidential").stdout
    for told in ("Hạn 10/03/2025", "Thực hiện kế hoạch", "Còn thiếu: Rà soát", "1 trên 7 hoạt động", "Công an phường"):
        assert told in plain and told in full
    assert "Việc số 1 – 1 lần, gần nhất 20/02/2025" in full and "Việc số 1" not in plain
    assert "Giám định 28/01/2025" in plain and "… cả tin báo: cpkit intake show" in full


def test_an_answer_awaited_stands_in_its_own_clock_list_and_timeline(run: Run, case: str) -> None:
    """NĐ56 Đ29.1b."""
    shown = run("case", "show", case, "--json").json
    clock = [item for item in shown["clock"] if "activity" not in item]
    assert [item["step"] for item in clock] == ["bien_phap_khan_cap", "chuyen_gui"]
    (listed,) = run("case", "list", "--overdue", "--json").json
    assert listed["due"]["step"] == "bien_phap_khan_cap"
    run("case", "step", case, "bien_phap_khan_cap", "--at", "24/01/2025 20:00")
    (listed,) = run("case", "list", "--overdue", "--json").json
    assert listed["due"]["step"] == "chuyen_gui"
    events = run("case", "show", case, "--timeline", "--json").json
    assert {"referral", "proceeding"} <= {event["kind"] for event in events}


def test_what_is_logged_for_an_activity_of_the_plan_advances_it(run: Run, case: str, child: str) -> None:
    """NĐ56 Đ29.1."""
    made = logged(run, case, child, "--plan-activity", "1", "--plan-done", "--json").json["id"]
    group = ("activity", "add", "khac", "--date", "3/3/2025", "--title", "Lớp kỹ năng sống", "--case", case)
    assert run(*group, "--attended", child, "--plan-activity", "2").exit_code == 0
    plan = run("case", "plan", case, "--json").json
    assert (plan[0]["logged"], plan[0]["done"], plan[0]["open"]) == ([made], "2025-02-20", False)
    assert plan[1]["logged"][0].startswith("HD-") and plan[1]["open"]
    assert "1 lần, gần nhất 03/03/2025" in run("case", "plan", case).stdout


def test_half_of_a_link_to_the_plan_names_the_other_half(run: Run, case: str, child: str) -> None:
    alone = ("log", "--child", child, "--service", "tam_ly", "--date", "20/02/2025")
    assert "--case" in run(*alone, "--plan-activity", "1").stderr
    assert "--plan-activity" in run(*alone, "--case", case, "--plan-done").stderr
    group = ("activity", "add", "khac", "--date", "3/3/2025", "--title", "Lớp")
    assert "--plan-activity" in run(*group, "--case", case).stderr
    assert run(*group, "--plan-activity", "1").exit_code == 2
    assert run(*alone, "--case", case, "--plan-activity", "9").exit_code == 1
    assert run("log", "list", "--json").json == [] and run("activity", "list", "--json").json == []
