"""`cpkit case police` and `cpkit case proceedings`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
HANDED = ("--at", "24/01/2025 18:00", "--to", "Công an phường", "--evidence", "Áo rách=1 chiếc, đã niêm phong")


@pytest.fixture
def case(practice: Path, run: Run) -> str:
    report = ("--received-at", "24/01/2025 16:55", "--source", "dien_thoai", "--kind", "bao_luc")
    return str(run("case", "open", *report, "--json").json["id"])


def test_from_the_hand_over_to_the_answer(run: Run, case: str) -> None:
    """NĐ56 Đ25.3: what went to the police, and what they said, confidential but for body, time and number."""
    assert "chưa chuyển công an" in run("case", "police", case).stdout
    made = run("case", "police", case, *HANDED)
    assert made.exit_code == 0 and "Công an phường lúc 24/01/2025 18:00" in made.stdout
    answered = ("--file-number", "12/TB-CAP", "--answered-on", "29/01/2025", "--outcome", "Khởi tố")
    assert run("case", "police", case, *answered).exit_code == 0
    plain, full = run("case", "police", case), run("case", "police", case, "--confidential")
    assert "12/TB-CAP" in plain.stdout and "Khởi tố" not in plain.stdout and "Áo rách" not in plain.stdout
    assert "Khởi tố vụ án hình sự" in full.stdout and "Áo rách – 1 chiếc, đã niêm phong" in full.stdout
    (only,) = run("case", "police", case, "--json").json["hand_overs"]
    assert (only["file_number"], only["answered_on"], only["answers"]) == ("12/TB-CAP", "2025-01-29", None)
    for shown in (plain, full, run("case", "police", "--help"), run("case", "proceedings", "--help")):
        assert all(len(line) <= 80 for line in shown.stdout.splitlines())


def test_another_hand_over_needs_to_be_named_as_one(run: Run, case: str) -> None:
    run("case", "police", case, *HANDED)
    refused = run("case", "police", case, "--to", "Công an tỉnh")
    assert refused.exit_code == 1 and "--again" in refused.stderr
    again = run("case", "police", case, "--at", "25/01/2025 08:00", "--to", "Công an tỉnh", "--again")
    assert again.exit_code == 0
    assert len(run("case", "police", case, "--json").json["hand_overs"]) == 2


def test_what_is_missing_is_named(run: Run, case: str) -> None:
    refused = run("case", "police", case, "--to", "Công an phường")
    assert refused.exit_code == 2 and "--at" in refused.stderr


def test_a_hand_over_is_printed_as_a_record_for_both_sides(run: Run, case: str, tmp_path: Path) -> None:
    from docx import Document

    run("case", "police", case, *HANDED)
    out = tmp_path / "cong-an.docx"
    assert run("case", "print", case, "chuyen_cong_an", "--out", out).exit_code == 0
    document = Document(str(out))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Áo rách" in cells and "1 chiếc, đã niêm phong" in cells
    assert any("Công an phường" in paragraph.text for paragraph in document.paragraphs)


def test_proceedings_are_added_listed_and_taken_back(run: Run, case: str) -> None:
    examined = ("giam_dinh", "--date", "1/2/2025", "--result", "Tổn thương 3 %")
    assert run("case", "proceedings", case, *examined).exit_code == 0
    plain, full = run("case", "proceedings", case), run("case", "proceedings", case, "--confidential")
    assert "01/02/2025 – Giám định" in plain.stdout and "Tổn thương" not in plain.stdout
    assert "Tổn thương 3 %" in full.stdout
    assert run("case", "proceedings", case, "--cancel", "1").exit_code == 2
    assert run("case", "proceedings", case, "--cancel", "1", "--reason", "Nhầm").exit_code == 0
    (only,) = run("case", "proceedings", case, "--json").json
    assert (only["kind"], only["cancelled"], only["result"]) == ("giam_dinh", True, None)


def test_proceedings_without_kind_or_result_name_what_to_give(run: Run, case: str) -> None:
    assert "VIỆC" in run("case", "proceedings", case, "--date", "1/2/2025").stderr
    assert "--result" in run("case", "proceedings", case, "giam_dinh", "--date", "1/2/2025").stderr
    wrong = run("case", "proceedings", case, "giam_dinh", "--date", "1/1/2025", "--result", "x")
    assert wrong.exit_code == 1 and "ngày nhận tin" in wrong.stderr
