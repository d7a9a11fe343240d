"""`cpkit case compare`: the first assessment and the last beside each other."""

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


def fill(run: Run, folder: Path, case: str, form: str) -> None:
    file = folder / f"{form}.json"
    file.write_text(json.dumps(ANSWERS[form]), encoding="utf-8")
    done = run("case", "fill", case, form, "--answers", file, "--at", WHEN[form], "--force", "Ghi lại hồ sơ giấy")
    assert done.exit_code == 0, done.stderr


def test_one_assessment_has_nothing_beside_it(run: Run, case: str, tmp_path: Path) -> None:
    fill(run, tmp_path, case, "mau_02")
    alone = run("case", "compare", case)
    assert alone.exit_code == 1 and "hai lần đánh giá" in alone.stderr


def test_the_review_stands_beside_the_assessment_it_shares_most_rows_with(run: Run, case: str, tmp_path: Path) -> None:
    """Mẫu số 03 part 2 and Mẫu số 06 part 1, though Mẫu số 02 came first."""
    for form in ("mau_02", "mau_03", "mau_06"):
        fill(run, tmp_path, case, form)
    found = run("case", "compare", case, "--confidential", "--json").json
    assert (found["then"]["form"], found["now"]["form"]) == ("mau_03", "mau_06")
    assert found["then"]["conclusion"] == "it_nguy_co"
    access = found["rows"][1]
    assert (access["then"], access["now"], access["change"]) == ("cao", "thap", 1)
    text = run("case", "compare", case, "--confidential").stdout
    assert "Mẫu 03, 06/02/2025" in text.replace("\n", " ") or "06/02/2025" in text
    assert "tốt hơn" in text and "theo dõi trong thời gian 3 tháng và kết thúc" in text.replace("\n", " ")


def test_levels_and_conclusions_are_confidential(run: Run, case: str, tmp_path: Path) -> None:
    """NĐ56 Đ33."""
    for form in ("mau_02", "mau_03"):
        fill(run, tmp_path, case, form)
    assert {row["now"] for row in run("case", "compare", case, "--json").json["rows"]} == {None}
    assert "Trung bình" not in run("case", "compare", case).stdout


def test_what_an_assessment_leads_to_is_told_when_it_is_written(run: Run, practice: Path, tmp_path: Path) -> None:
    """Mẫu số 03 orders a conclusion and has two blind spots; Mẫu số 02 suggests and the officer decides."""
    report = ("--received-at", "24/01/2025 16:55", "--source", "dien_thoai", "--kind", "bao_luc")
    case = run("case", "open", *report, "--json").json["id"]
    file = tmp_path / "a.json"

    def fill(form: str, at: str, **more: str) -> Any:
        file.write_text(json.dumps(ANSWERS[form] | more), encoding="utf-8")
        return run("case", "fill", case, form, "--answers", file, "--at", at)

    first = fill("mau_02", "25/01/2025 08:00")
    assert "Mẫu gợi ý" in first.stdout and "Kết luận của cán bộ" in first.stdout
    low = {key: "thap" for key in ANSWERS["mau_03"] if key.startswith(("harm_", "ability_"))}
    blind = fill("mau_03", "06/02/2025 10:00", **low)
    assert "Kết luận theo mẫu: " in blind.stdout and "Thấp 5" in blind.stdout
    assert "Không có mức Cao nào" in blind.stderr and "đều ở mức Thấp" in blind.stderr
    alone = run("case", "fill", case, "mau_03", "--set", "conclusion=nguy_co_cao")
    assert alone.exit_code == 1 and "Lý do" in alone.stderr
    why = ("--set", "conclusion=nguy_co_cao", "--set", "conclusion_reason=Bố vẫn ở cùng nhà")
    assert "Bố vẫn ở cùng nhà" in run("case", "fill", case, "mau_03", *why).stdout
