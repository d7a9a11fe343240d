"""The plugin from the command line: its form, its command, its sheet and indicator in the report, its template."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import ten_tien_ich

from cpkit.testing import Run

DAY = date.today().isoformat()
YEAR = str(date.today().year)


@pytest.fixture(autouse=True)
def plugin(cpkit_plugin: Callable[..., None]) -> None:
    """The plugin in use, installed or not."""
    cpkit_plugin(ten_tien_ich, "ten_tien_ich")


@pytest.fixture
def filled(cpkit_run: Run, cpkit_children: Callable[..., list[str]]) -> str:
    """A made-up child for whom the form was filled; its id."""
    (child,) = cpkit_children()
    answers = ("--set", f"ngay={DAY}", "--set", "ket_qua=on")
    cpkit_run("form", "fill", "ten_tien_ich", "--for", child, *answers).ok()
    return child


def test_brings_all_its_parts_and_fails_in_none(cpkit_run: Run) -> None:
    rows = {row["name"]: row for row in cpkit_run("plugins", "list", "--json").ok().json}
    found = rows["ten_tien_ich"]
    assert found["error"] is None
    assert set(found["hooks"]) == {"commands", "forms", "indicators", "report_tables", "templates"}


def test_the_command_lists_what_was_filled(cpkit_run: Run, filled: str) -> None:
    (row,) = cpkit_run("ten-tien-ich", "--year", YEAR, "--json").ok().json
    assert (row["subject"], row["answers"]["ket_qua"]) == (filled, "on")
    assert filled in cpkit_run("ten-tien-ich").ok().stdout


def test_a_wrong_answer_is_refused(cpkit_run: Run, filled: str) -> None:
    refused = cpkit_run("form", "fill", "ten_tien_ich", "--for", filled, "--set", "ngay=31/12/2099")
    assert refused.exit_code == 1
    assert "không thể sau hôm nay" in refused.stderr


def test_the_report_has_its_sheet_and_its_indicator(cpkit_run: Run, filled: str) -> None:
    report = cpkit_run("report", "--year", YEAR, "--format", "json").ok().json
    assert "ten_tien_ich" in {table["id"] for table in report["tables"]}
    assert "ten_tien_ich" in {figure["id"] for figure in report["indicators"]}


def test_the_form_is_printed(cpkit_run: Run, tmp_path: Path) -> None:
    cpkit_run("form", "print", "ten_tien_ich", "--blank", "--out", tmp_path / "phieu.docx").ok()
    assert (tmp_path / "phieu.docx").stat().st_size > 0
