"""`cpkit case fill|dossier|submit|approve|reject|deliver`: the papers of a case on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cases.forms import ANSWERS, WHEN

Run = Callable[..., Any]


@pytest.fixture
def case(practice: Path, run: Run) -> str:
    report = ("--received-at", "24/01/2025 16:55", "--source", "dien_thoai", "--kind", "bao_luc")
    return str(run("case", "open", *report, "--child-name", "Lò Thị Pâng", "--json").json["id"])


def fill(run: Run, folder: Path, case: str, form: str) -> Any:
    file = folder / f"{form}.json"
    file.write_text(json.dumps({"form": form, "answers": ANSWERS[form]}), encoding="utf-8")
    at = ("--at", WHEN[form]) if form in WHEN else ()
    return run("case", "fill", case, form, "--answers", file, *at, "--json")


def test_a_plan_from_the_first_form_to_its_delivery(run: Run, case: str, tmp_path: Path) -> None:
    """NĐ56 Đ26-28."""
    for form in ("mau_02", "mau_03", "bien_ban_hop"):
        assert fill(run, tmp_path, case, form).exit_code == 0
    early = run("case", "submit", case, "--at", "10/02/2025 15:00")
    assert early.exit_code == 1 and "Đ28.2" in early.stderr
    assert run("case", "dossier", case, "--json").json["lacking"] == ["mau_04", "mau_05"]
    assert "CÒN THIẾU" in run("case", "dossier", case).stdout
    fill(run, tmp_path, case, "mau_04")
    paper = run("case", "dossier", case, "--paper", "mau_05", "--note", "Dự thảo ở văn phòng")
    assert "Hồ sơ đủ." in paper.stdout
    assert run("case", "submit", case, "--at", "10/02/2025 15:00").exit_code == 0
    approval = ("case", "approve", case, "--number", "25/QĐ-UBND", "--date", "11/02/2025", "--signer")
    alone = run(*approval, "Cán bộ thử")
    assert alone.exit_code == 1 and "Chủ tịch" in alone.stderr
    assert run(*approval, "Lò Văn Chủ").exit_code == 0
    assert run("case", "deliver", case, "--to", "Mẹ cháu", "--at", "12/02/2025 08:00").exit_code == 0
    shown = run("case", "show", case, "--confidential").stdout
    assert "25/QĐ-UBND" in shown and "Mẹ cháu" in shown
    assert "Mẹ cháu" not in run("case", "show", case).stdout + run("case", "show", case, "--json").stdout


def test_a_plan_sent_back(run: Run, case: str, tmp_path: Path) -> None:
    for form in ("mau_02", "mau_03", "bien_ban_hop", "mau_04", "mau_05"):
        fill(run, tmp_path, case, form)
    run("case", "submit", case, "--at", "10/02/2025 15:00")
    assert run("case", "reject", case, "--at", "11/02/2025 09:00").exit_code == 2
    back = run("case", "reject", case, "--at", "11/02/2025 09:00", "--reason", "Chưa có dự toán")
    assert back.exit_code == 0 and "Trả lại" in back.stdout
    assert "trinh_ke_hoach" in run("case", "show", case, "--json").json["missing"]


def test_answers_one_by_one_and_all_that_is_wrong_at_once(run: Run, case: str) -> None:
    said = [f"--set={key}={value}" for key, value in ANSWERS["mau_02"].items()]
    wrong = run("case", "fill", case, "mau_02", "--at", WHEN["mau_02"], "--set", "harm_level=x", "--set", "abc=1")
    assert wrong.exit_code == 1
    assert "harm_level" in wrong.stderr or "Mức độ tổn hại" in wrong.stderr
    assert run("case", "fill", case, "mau_02", "--set", "no sign").exit_code == 2
    assert run("case", "fill", case, "mau_02", *said).exit_code == 2
    kept = run("case", "fill", case, "mau_02", *said, "--at", WHEN["mau_02"])
    assert kept.exit_code == 0 and "Đã ghi: Đánh giá nguy cơ ban đầu" in kept.stdout
    assert run("case", "fill", case, "mau_02", "--set", "harm_level=thap").exit_code == 0


def test_what_the_forms_say_is_shown_only_as_confidential(run: Run, case: str, tmp_path: Path) -> None:
    """NĐ56 Đ24, Đ33."""
    fill(run, tmp_path, case, "mau_02")
    fill(run, tmp_path, case, "mau_03")
    secret = "Bị đánh khi học kém"
    plain = run("case", "dossier", case)
    assert secret not in plain.stdout + run("case", "dossier", case, "--json").stdout
    assert all(len(line) <= 80 for line in plain.stdout.splitlines())
    assert secret in run("case", "dossier", case, "--confidential").stdout
    assert run("case", "dossier", case, "--confidential", "--json").json["forms"][1]["answers"]["problems"]


def test_the_plan_with_its_progress_and_the_timeline(run: Run, case: str, tmp_path: Path) -> None:
    assert "chưa ghi kế hoạch" in run("case", "plan", case).stdout
    for form in ("mau_02", "mau_03", "bien_ban_hop", "mau_04"):
        fill(run, tmp_path, case, form)
    assert "Tư vấn tâm lý" not in run("case", "plan", case).stdout
    assert "Tư vấn tâm lý" in run("case", "plan", case, "--confidential").stdout
    assert run("case", "plan", case, "1").exit_code == 2
    (activity,) = run("case", "plan", case, "1", "--done", "14/03/2025", "--json").json
    assert (activity["done"], activity["open"], activity["title"]) == ("2025-03-14", False, None)
    shown = run("case", "show", case, "--timeline")
    assert shown.exit_code == 0 and "Báo cáo thu thập thông tin" in shown.stdout.replace("\n  ", " ")
    assert all(len(line) <= 80 for line in shown.stdout.splitlines())
    assert {event["kind"] for event in run("case", "show", case, "--timeline", "--json").json} >= {"intake", "step"}


def test_cases_are_found_by_what_they_are(run: Run, case: str) -> None:
    def ids(*filters: str) -> list[str]:
        return [each["id"] for each in run("case", "list", *filters, "--json").json]

    assert ids("--overdue") == ids("--step", "tiep_nhan") == ids("--kind", "bao_luc", "--from", "1/1/2025") == [case]
    assert ids("--kind", "boc_lot") == ids("--to", "1/1/2025") == []
    assert run("case", "list", "--step", "chim").exit_code == 1


def test_an_approval_noted_without_its_decision_is_said_to_lack_it(run: Run, case: str) -> None:
    """NĐ56 Đ28.4: number, day and signer; a script may still note the step."""
    noted = run("case", "step", case, "phe_duyet", "--at", "12/02/2025 10:00", "--force", "Hồ sơ giấy")
    assert noted.exit_code == 0 and "case approve" in noted.stderr
    for words in (("show", case), ("dossier", case)):
        assert "còn thiếu số, ngày và người ký" in run("case", *words).stdout.replace("\n", " ")
    assert run("case", "show", case, "--json").json["unsigned_approval"] is True
    signed = ("--number", "25/QĐ-UBND", "--date", "12/02/2025", "--signer", "Lò Văn Chủ")
    assert run("case", "approve", case, *signed).exit_code == 0
    shown = run("case", "show", case, "--json").json
    assert shown["unsigned_approval"] is False
    (approved,) = [step for step in shown["episodes"][0]["steps"] if step["step"] == "phe_duyet"]
    assert (approved["number"], approved["at"]) == ("25/QĐ-UBND", "2025-02-12T10:00:00+07:00")
    assert "số 25/QĐ-UBND, Lò Văn Chủ ký" in run("case", "show", case).stdout.replace("\n  ", " ")


def test_a_plan_noted_as_submitted_without_its_dossier_is_warned_of(run: Run, case: str) -> None:
    """NĐ56 Đ28.2."""
    noted = run("case", "step", case, "trinh_ke_hoach", "--at", "10/02/2025 10:00", "--force", "Hồ sơ giấy")
    assert noted.exit_code == 0 and "Đ28.2" in noted.stderr
