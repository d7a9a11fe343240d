"""Home visits: the schedule by risk, the agreed day, who is due, and the two sheets of the report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import vang_gia
from vang_gia.schedule import next_visit, schedules

from cpkit.testing import Result, Run

ANSWERS = {"nguoi_tham": "Cộng tác viên bản Kéo", "gap": "ca_nha", "so_tre": "2", "nguy_co": "trung_binh"}


@pytest.fixture(autouse=True)
def plugin(cpkit_plugin: Callable[..., None]) -> None:
    """The plugin in use, installed or not."""
    cpkit_plugin(vang_gia, "vang_gia")


@pytest.fixture
def household(cpkit_run: Run) -> str:
    """A made-up household's id."""
    words = ("household", "add", "--head", "Lò Văn Mẫu", "--hamlet", "Bản Kéo", "--json")
    return str(cpkit_run(*words).ok().json["id"])


def visit(run: Run, household: str, day: str, **answers: str) -> Result:
    """Record a visit."""
    said = [word for key, value in (ANSWERS | {"ngay": day} | answers).items() for word in ("--set", f"{key}={value}")]
    return run("form", "fill", "vang_gia", "--for", household, *said)


def due(run: Run, *words: str) -> Any:
    """The households that are due, as JSON."""
    return run("vang-gia", "due", *words, "--json").ok().json


class TestSchedule:
    @pytest.mark.parametrize(
        ("risk", "day"), [("cao", date(2025, 5, 1)), ("trung_binh", date(2025, 6, 30)), ("thap", date(2025, 9, 28))]
    )
    def test_the_next_visit_follows_the_risk(self, risk: str, day: date) -> None:
        assert next_visit({"on": "2025-04-01", "answers": {"nguy_co": risk}}) == day

    @pytest.mark.parametrize(("agreed", "day"), [("2025-04-20", date(2025, 4, 20)), ("2026-01-01", date(2025, 5, 1))])
    def test_an_agreed_day_counts_where_it_is_earlier(self, agreed: str, day: date) -> None:
        assert next_visit({"on": "2025-04-01", "answers": {"nguy_co": "cao", "hen_lai": agreed}}) == day

    def test_every_schedule_names_its_decision(self) -> None:
        assert all(one.citation and set(one.days) == {"cao", "trung_binh", "thap"} for one in schedules())


class TestDue:
    def test_a_household_never_visited_is_due(self, cpkit_run: Run, household: str) -> None:
        (row,) = due(cpkit_run)
        assert (row["household"], row["due"], row["last"]) == (household, None, None)
        assert "chưa thăm" in cpkit_run("vang-gia", "due").ok().stdout

    def test_after_a_visit_it_is_due_when_the_schedule_says(self, cpkit_run: Run, household: str) -> None:
        visit(cpkit_run, household, "1/4/2025", nguy_co="cao").ok()
        assert due(cpkit_run, "--as-of", "30/4/2025") == []
        assert due(cpkit_run, "--as-of", "30/4/2025", "--within", "1")[0]["due"] == "2025-05-01"
        assert due(cpkit_run, "--as-of", "1/5/2025")[0]["risk"] == "cao"

    def test_the_latest_visit_counts(self, cpkit_run: Run, household: str) -> None:
        visit(cpkit_run, household, "1/6/2025", nguy_co="thap").ok()
        visit(cpkit_run, household, "1/4/2025", nguy_co="cao").ok()
        assert due(cpkit_run, "--as-of", "1/7/2025") == []

    def test_a_hamlet_counted_as_a_whole_is_not_visited(self, cpkit_run: Run) -> None:
        cpkit_run("household", "add", "--hamlet", "Bản Mớ", "--count", "40").ok()
        assert due(cpkit_run) == []


class TestForm:
    def test_a_late_appointment_is_kept_and_told(self, cpkit_run: Run, household: str) -> None:
        kept = visit(cpkit_run, household, "1/4/2025", nguy_co="cao", hen_lai="1/9/2025").ok()
        assert "Hẹn lại muộn hơn lịch vãng gia (chậm nhất 01/05/2025)" in kept.stderr

    def test_violence_is_never_a_low_risk_and_is_reported_at_once(self, cpkit_run: Run, household: str) -> None:
        refused = visit(cpkit_run, household, "1/4/2025", nguy_co="thap", dau_hieu="bao_luc")
        assert refused.exit_code == 1
        assert "không thể là thấp khi có dấu hiệu bạo lực" in refused.stderr
        kept = visit(cpkit_run, household, "1/4/2025", nguy_co="cao", dau_hieu="bao_luc").ok()
        assert "cpkit intake add" in kept.stderr


def test_the_visits_stand_in_the_report(cpkit_run: Run, household: str) -> None:
    visit(cpkit_run, household, "1/4/2025", dau_hieu="mot_minh", viec="tu_van").ok()
    visit(cpkit_run, household, "1/7/2025", dau_hieu="mot_minh", viec="ket_noi").ok()
    assert len(cpkit_run("vang-gia", "list", "--year", "2025", "--json").ok().json) == 2
    report = cpkit_run("report", "--year", "2025", "--format", "json").ok().json
    tables = {table["id"]: table for table in report["tables"]}
    assert {"vang_gia_lan_tham", "vang_gia_viec_da_lam"} <= tables.keys()
    assert [row["id"] for row in tables["vang_gia_lan_tham"]["rows"]]


def test_the_plugin_fails_in_nothing(cpkit_run: Run) -> None:
    rows = {row["name"]: row for row in cpkit_run("plugins", "list", "--json").ok().json}
    row = rows["vang_gia"]
    assert row["error"] is None
    assert row["hooks"] == ["check_document", "commands", "forms", "report_tables"]
