"""The survey by both doors: installed as a plugin, and added as a workbook by an officer who installs nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duoi_nuoc
import pytest

from cpkit.testing import Run

SOURCES = Path(__file__).parents[1]
ANSWERS = ("nguy_hiem=ao_ho song_suoi", "rao=khong", "trong_nom=khong_ai", "boi=khong", "cuu_sinh=khong", "muon_hoc=co")


def _filled(run: Run, child: str, *more: str) -> Any:
    said = [word for answer in (*ANSWERS, *more) for word in ("--set", answer)]
    return run("form", "fill", "khao_sat_duoi_nuoc", "--for", child, "--set", "ngay=12/5/2025", *said)


@pytest.fixture
def installed(cpkit_plugin: Callable[..., None]) -> None:
    """The plugin in use."""
    cpkit_plugin(duoi_nuoc, "duoi_nuoc")


@pytest.mark.usefixtures("installed")
class TestPlugin:
    def test_brings_the_form_and_two_tables(self, cpkit_run: Run) -> None:
        rows = {row["name"]: row for row in cpkit_run("plugins", "list", "--json").ok().json}
        row = rows["duoi_nuoc"]
        assert row["error"] is None
        assert row["hooks"] == ["forms", "report_tables"]

    def test_a_survey_reaches_the_report(self, cpkit_run: Run, cpkit_children: Callable[..., list[str]]) -> None:
        first, second = cpkit_children(2, birth="2016-03-01", birth_precision="day", hamlet="Bản Kéo")
        _filled(cpkit_run, first).ok()
        _filled(cpkit_run, second, "boi=tu_25", "muon_hoc=").ok()
        report = cpkit_run("report", "--year", "2025", "--format", "json").ok().json
        tables = {table["id"]: table for table in report["tables"]}
        assert {"duoi_nuoc_boi_theo_tuoi", "duoi_nuoc_noi_nguy_hiem"} <= tables.keys()
        rows = {row["id"]: row for row in tables["duoi_nuoc_boi_theo_tuoi"]["rows"]}
        assert {"khong", "tu_25"} <= rows.keys()

    def test_the_logic_of_the_form_holds(self, cpkit_run: Run, cpkit_children: Callable[..., list[str]]) -> None:
        (child,) = cpkit_children()
        refused = _filled(cpkit_run, child, "nguy_hiem=khong_co ao_ho")
        assert refused.exit_code == 1
        assert "không thể vừa không có, vừa có nơi khác" in refused.stderr


@pytest.mark.parametrize("file", ["khao_sat_duoi_nuoc.xlsx", "khao_sat_duoi_nuoc.md"])
class TestWorkbook:
    def test_is_added_and_filled_the_same_minute(
        self, cpkit_run: Run, cpkit_children: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, file: str
    ) -> None:
        monkeypatch.setenv("CPKIT_LOAD_PLUGINS", "")
        cpkit_run("form", "add", SOURCES / file).ok()
        (child,) = cpkit_children()
        _filled(cpkit_run, child).ok()
        (row,) = cpkit_run("form", "answers", "khao_sat_duoi_nuoc", "--json").ok().json
        assert (row["on"], row["answers"]["nguy_hiem"]) == ("2025-05-12", ["ao_ho", "song_suoi"])

    def test_asks_just_what_the_plugin_asks(
        self, cpkit_run: Run, cpkit_plugin: Callable[..., None], monkeypatch: pytest.MonkeyPatch, file: str
    ) -> None:
        with monkeypatch.context() as without:
            without.setenv("CPKIT_LOAD_PLUGINS", "")
            cpkit_run("form", "add", SOURCES / file).ok()
            drawn = cpkit_run("form", "show", "khao_sat_duoi_nuoc", "--json").ok().json
        cpkit_plugin(duoi_nuoc, "duoi_nuoc")
        assert cpkit_run("form", "show", "khao_sat_duoi_nuoc", "--json").ok().json == drawn
