"""A victim of 16 to under 18 has a case and a clock, and stands in no indicator of children (Luật Trẻ em Đ1)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
REPORT = ("--received-at", "24/01/2025 16:55", "--source", "dien_thoai", "--kind", "bao_luc")


def opened(run: Run, name: str, age: int) -> Any:
    return run("case", "open", *REPORT, "--child-name", name, "--age", str(age), "--json")


def report(run: Run) -> tuple[Any, dict[str, Any]]:
    """The figure of abused children helped in time (a3), and the line of violence in the table of cases."""
    made = run("report", "--year", "2025", "--json", "--exact").json
    figures = {each["id"]: each for each in made["indicators"]}
    table = next(each for each in made["tables"] if each["id"] == "cases_by_kind")
    return figures["a3"], table["rows"][0]


@pytest.mark.parametrize("age", [16, 17])
def test_the_case_is_followed_and_counted_as_a_case_but_not_as_a_child(run: Run, practice: Path, age: int) -> None:
    case = opened(run, "Lò Văn Lớn", age)
    assert case.exit_code == 0 and "không tính vào chỉ tiêu trẻ em" in case.stderr
    assert [item["step"] for item in case.json["clock"]][:1] == ["danh_gia_ban_dau"]
    figure, row = report(run)
    assert "Lò Văn Lớn" in run("case", "list", "--confidential").stdout
    assert figure["denominator"] == 0
    opened(run, "Lò Văn Bé", 15)
    with_child, row_with_child = report(run)
    assert with_child["denominator"] == 1
    assert [each["values"]["received"] for each in (row, row_with_child)] == [1, 2]
