"""A children's council: who is elected until when, who met, and how that counts for indicator b3 of the plan."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hoi_dong_tre_em
import pytest

from cpkit.testing import Result, Run


@pytest.fixture(autouse=True)
def plugin(cpkit_plugin: Callable[..., None]) -> None:
    """The plugin in use, installed or not."""
    cpkit_plugin(hoi_dong_tre_em, "hoi_dong_tre_em")


@pytest.fixture
def council(cpkit_run: Run) -> str:
    """A made-up council's id."""
    words = ("org", "add", "--name", "Hội đồng trẻ em THCS Mẫu", "--kind", "hoi_dong_tre_em", "--json")
    return str(cpkit_run(*words).ok().json["id"])


@pytest.fixture
def children(cpkit_children: Callable[..., list[str]]) -> list[str]:
    """Four made-up children of twelve, who live in the ward."""
    since = [{"from": "2021-01-05", "to": None, "reason": None}]
    return cpkit_children(4, birth="2013-03-01", birth_precision="day", residence=since)


@pytest.fixture
def elect(cpkit_run: Run, council: str, tmp_path: Path) -> Callable[..., Result]:
    """Record an election of that council: `elect([ids], ngay=…, den_ngay=…)`; the first is the chair."""

    def hold(elected: list[str], **changes: Any) -> Result:
        roles = ["chu_tich", *["thanh_vien"] * len(elected)]
        rows = [{"tre": child, "vai_tro": role, "so_phieu": 50} for child, role in zip(elected, roles, strict=False)]
        term = {"ngay": "2025-02-05", "den_ngay": "2025-12-31", "cu_tri": 100, "phieu": 90}
        path = tmp_path / "election.json"
        path.write_text(json.dumps({**term, "trung_cu": rows, **changes}), encoding="utf-8")
        return cpkit_run("form", "fill", "bau_cu_hdte", "--for", council, "--answers", path)

    return hold


def in_office(run: Run, day: str) -> set[str]:
    """The ids of the members on a day."""
    return {row["child"] for row in run("hoi-dong", "members", "--on", day, "--json").ok().json}


class TestElection:
    def test_begins_a_term_that_ends(self, cpkit_run: Run, elect: Callable[..., Result], children: list[str]) -> None:
        elect(children[:2]).ok()
        assert in_office(cpkit_run, "4/2/2025") == set()
        assert in_office(cpkit_run, "5/2/2025") == in_office(cpkit_run, "31/12/2025") == set(children[:2])
        assert in_office(cpkit_run, "1/1/2026") == set()
        assert "Chủ tịch" in cpkit_run("hoi-dong", "members", "--on", "5/2/2025").ok().stdout

    def test_a_new_one_ends_the_term_before(
        self, cpkit_run: Run, elect: Callable[..., Result], children: list[str]
    ) -> None:
        elect(children[:2]).ok()
        elect(children[2:], ngay="2025-09-05", den_ngay="2026-05-31").ok()
        assert in_office(cpkit_run, "4/9/2025") == set(children[:2])
        assert in_office(cpkit_run, "5/9/2025") == set(children[2:])

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"phieu": 101}, "không thể nhiều hơn số học sinh được bầu"),
            ({"phieu": 40}, "không thể nhiều hơn số phiếu đã bầu"),
            ({"den_ngay": "2025-02-05"}, "phải sau ngày bầu"),
        ],
    )
    def test_its_numbers_must_agree(
        self, elect: Callable[..., Result], children: list[str], changes: dict[str, Any], said: str
    ) -> None:
        refused = elect(children[:2], **changes)
        assert refused.exit_code == 1
        assert said in refused.stderr

    def test_nobody_is_elected_twice(self, elect: Callable[..., Result], children: list[str]) -> None:
        refused = elect([children[0], children[0]])
        assert refused.exit_code == 1
        assert "trúng cử hai lần" in refused.stderr

    def test_without_a_chair_it_is_kept_and_told(self, elect: Callable[..., Result], children: list[str]) -> None:
        row = {"tre": children[0], "vai_tro": "thanh_vien"}
        assert "chưa có chủ tịch" in elect([], trung_cu=[row]).ok().stderr


class TestMeeting:
    def _meet(self, run: Run, council: str, *words: str) -> Result:
        return run("hoi-dong", "meet", council, "--date", "12/5/2025", "--title", "Góp ý sân chơi", *words, "--json")

    def test_those_who_came_count_for_b3(
        self, cpkit_run: Run, council: str, elect: Callable[..., Result], children: list[str]
    ) -> None:
        """Kế hoạch I.2.b: children of 11 and over in models of participation, each once, of all of that age."""
        elect(children[:3]).ok()
        assert self._meet(cpkit_run, council, "--absent", children[2]).ok().json["attended"] == 2
        self._meet(cpkit_run, council, "--absent", children[2]).ok()
        report = cpkit_run("report", "--year", "2025", "--format", "json").ok().json
        b3 = next(figure for figure in report["indicators"] if figure["id"] == "b3")
        assert (b3["numerator"], b3["denominator"]) == (2, 4)
        assert "hdte_trung_cu" in {table["id"] for table in report["tables"]}
        assert [row["attended"] for row in cpkit_run("hoi-dong", "meetings", "--year", "2025", "--json").json] == [2, 2]

    def test_outside_a_term_nobody_meets(self, cpkit_run: Run, council: str, children: list[str]) -> None:
        refused = self._meet(cpkit_run, council)
        assert refused.exit_code == 1
        assert "không có thành viên nào trong nhiệm kỳ" in refused.stderr

    def test_only_a_member_can_be_absent(
        self, cpkit_run: Run, council: str, elect: Callable[..., Result], children: list[str]
    ) -> None:
        elect(children[:2]).ok()
        refused = self._meet(cpkit_run, council, "--absent", children[3])
        assert f"{children[3]} không phải là thành viên ngày đó" in refused.stderr

    def test_another_organisation_is_no_council(self, cpkit_run: Run) -> None:
        school = cpkit_run("org", "add", "--name", "THCS Mẫu", "--kind", "truong_hoc", "--json").ok().json["id"]
        assert "không phải là hội đồng trẻ em" in self._meet(cpkit_run, school).stderr


def test_the_plugin_fails_in_nothing(cpkit_run: Run) -> None:
    rows = {row["name"]: row for row in cpkit_run("plugins", "list", "--json").ok().json}
    row = rows["hoi_dong_tre_em"]
    assert row["error"] is None
    assert row["hooks"] == ["check_document", "commands", "forms", "report_tables"]
