"""`cpkit activity`: what was done with or for many."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
FORUM = ("activity", "add", "dien_dan", "--date", "01/06/2025", "--title", "Diễn đàn trẻ em phường")


@pytest.fixture
def children(practice: Path, run: Run) -> list[str]:
    ids = []
    for name, birth in (("Lò Thị Pâng", "26/11/2018"), ("Vàng A Dế", "03/02/2014")):
        ids.append(run("register", "--name", name, "--birth-date", birth, "--sex", "unknown", "--json").json["id"])
    return ids


def test_children_by_id_name_and_count(run: Run, children: list[str]) -> None:
    added = run(
        *FORUM,
        *("--topic", "quyen_tham_gia", "--attended", children[0], "--attended", "Vàng A Dế"),
        *("--count", "nu:7-10=12", "--count", "nam:11-15=3", "--json"),
    )
    assert set(added.json) == {"id"}
    (activity,) = run("activity", "list", "--json").json
    assert activity["id"] == added.json["id"]
    assert (activity["attended"], activity["counts"]) == (children, {"nu:7-10": 12, "nam:11-15": 3})
    assert (activity["topics"], activity["schools"]) == (["quyen_tham_gia"], [])


def test_households_schools_and_workers(run: Run, practice: Path) -> None:
    school = run("org", "add", "--kind", "truong_hoc", "--name", "Trường Him Lam", "--json").json["id"]
    worker = run("worker", "add", "--name", "Lường Văn Bun", "--role", "cong_tac_vien", "--json").json["id"]
    words = ("--households", "120", "--households-new", "80", "--school", school, "--worker", worker, "--json")
    activity = run(*FORUM, *words).json["id"]
    shown = run("activity", "show", activity, "--json").json
    assert (shown["households"], shown["households_new"]) == (120, 80)
    assert (shown["schools"], shown["workers"]) == ([school], [worker])


def test_attendance_from_a_list(run: Run, children: list[str], tmp_path: Path) -> None:
    file = tmp_path / "diem-danh.csv"
    file.write_text("TT;Họ và tên;Năm sinh\n1;Lò Thị Pâng;2018\n2;Vàng A Dế;\n", encoding="utf-8")
    run(*FORUM, "--attended-from", file)
    assert run("activity", "list", "--json").json[0]["attended"] == children
    file.write_text("TT;Họ và tên\n1;Không Có Ai\n", encoding="utf-8")
    refused = run(*FORUM, "--attended-from", file)
    assert refused.exit_code == 1 and "Dòng 2" in refused.stderr


def test_what_is_missing_is_named(run: Run, practice: Path) -> None:
    lacking = run("activity", "add", "dien_dan")
    assert lacking.exit_code == 2
    assert "--date" in lacking.stderr and "--title" in lacking.stderr


def test_everything_wrong_at_once_and_nothing_kept(run: Run, practice: Path) -> None:
    words = ("--date", "1/1/2099", "--title", "x", "--school", "7", "--count", "nu:7-10=-1", "--households", "-3")
    refused = run("activity", "add", "múa lân", *words)
    assert refused.exit_code == 1
    assert len([line for line in refused.stderr.splitlines() if line.startswith("  - ")]) == 5
    assert run("activity", "list", "--json").json == []


def test_an_activity_is_edited_and_cancelled(run: Run, children: list[str]) -> None:
    activity = run(*FORUM, "--count", "nu:7-10=12", "--json").json["id"]
    assert run("activity", "edit", activity).exit_code == 2
    assert run("activity", "edit", activity, "--households", "30", "--attended", children[0]).exit_code == 0
    shown = run("activity", "show", activity, "--json").json
    assert (shown["households"], shown["attended"], shown["counts"]) == (30, [children[0]], {"nu:7-10": 12})
    assert run("activity", "cancel", activity).exit_code == 2
    assert run("activity", "cancel", activity, "--reason", "Hoãn vì mưa lũ").exit_code == 0
    assert run("activity", "list", "--json").json == []
    assert "Hoãn vì mưa lũ" in run("activity", "show", activity).stdout
    assert run("activity", "edit", activity, "--households", "1").exit_code == 1


def test_listed_by_kind_and_time_within_the_page(run: Run, practice: Path) -> None:
    run(*FORUM)
    run("activity", "add", "tham_ho", "--date", "1/2/2025", "--title", "Thăm hộ đầu năm", "--households", "15")
    assert [each["kind"] for each in run("activity", "list", "--json").json] == ["tham_ho", "dien_dan"]
    assert len(run("activity", "list", "--kind", "Thăm hộ gia đình", "--json").json) == 1
    assert len(run("activity", "list", "--from", "1/3/2025", "--json").json) == 1
    shown = run("activity", "list").stdout
    assert "15 hộ" in shown and all(len(line) <= 80 for line in shown.splitlines())


@pytest.mark.parametrize("command", ["", "add", "list", "show", "edit", "cancel"])
def test_every_help_has_an_example(run: Run, command: str) -> None:
    shown = run("activity", *([command] if command else []), "--help")
    assert shown.exit_code == 0
    assert "Thí dụ:" in shown.stdout and f"cpkit activity {command}".strip() in shown.stdout
    assert all(len(line) <= 80 for line in shown.stdout.splitlines())
