"""`cpkit report tasks`: what of the plan was not begun, is late, is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run


@pytest.fixture
def planned(practice: Path, run: Run) -> Run:
    """A ward with one task done, one late and one of its own."""
    year = ("--set", "year=2025", "--set")
    assert run("form", "fill", "nhiem_vu", "--set", "task=II.1.2", *year, "until=30/6/2025").exit_code == 0
    done = ("until=31/10/2025", "--set", "state=xong", "--set", "done_on=1/6/2025", "--set", "evidence=12/BC-UBND")
    assert run("form", "fill", "nhiem_vu", "--set", "task=II.1.6", *year, *done).exit_code == 0
    own = ("title=Lớp bơi mùa hè", "--set", "until=31/12/2025", "--set", "state=dang")
    assert run("form", "fill", "nhiem_vu", "--set", "task=rieng", *year, *own).exit_code == 0
    money = ("task=II.1.6", "--set", "fund=ngan_sach_xa", "--set", "planned=20.000.000", "--set", "spent=18.500.000")
    assert run("form", "fill", "kinh_phi", *year, *money).exit_code == 0
    return run


def test_each_task_stands_with_its_time_and_its_state(planned: Run) -> None:
    shown = planned("report", "tasks", "--year", "2025", "--as-of", "14/11/2025")
    assert shown.exit_code == 0
    assert max(map(len, shown.stdout.splitlines())) <= 80
    lines = [line for line in shown.stdout.splitlines() if "30/06/2025" in line or "31/12/2025" in line]
    assert [line.split()[0] for line in lines] == ["II.1.2", "rieng"]
    assert lines[0].rstrip().endswith("Trễ hạn") and lines[1].rstrip().endswith("Đang thực hiện")
    assert "Chưa lập: 68; Đang thực hiện: 1; Trễ hạn: 1; Hoàn thành: 1" in shown.stdout
    assert "dự toán 20.000.000 đ, đã chi 18.500.000 đ" in shown.stdout


def test_json_gives_evidence_and_money_by_source(planned: Run) -> None:
    (task,) = planned("report", "tasks", "--year", "2025", "--state", "xong", "--json").json
    assert (task["task"], task["done_on"], task["evidence"]) == ("II.1.6", "2025-06-01", "12/BC-UBND")
    assert (task["planned"], task["spent"]) == ({"ngan_sach_xa": 20_000_000}, {"ngan_sach_xa": 18_500_000})


def test_a_task_done_later_is_done_after_its_form_was_changed(planned: Run) -> None:
    (late,) = planned("report", "tasks", "--year", "2025", "--state", "late", "--as-of", "14/11/2025", "--json").json
    changed = planned("form", "entry", "edit", late["entry"], "--set", "state=xong", "--set", "done_on=20/7/2025")
    assert changed.exit_code == 0
    assert planned("report", "tasks", "--year", "2025", "--state", "late", "--as-of", "14/11/2025", "--json").json == []


def test_a_task_of_the_wards_own_needs_its_name(practice: Path, run: Run) -> None:
    refused = run("form", "fill", "nhiem_vu", "--set", "task=rieng", "--set", "year=2025", "--set", "until=31/8/2025")
    assert refused.exit_code != 0
    assert "Nội dung cụ thể" in refused.stderr
