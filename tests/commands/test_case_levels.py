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
