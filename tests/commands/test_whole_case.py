"""A whole case on the command line: from the hotline's call, with one loop back to a second plan, to its closing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cases.forms import ANSWERS

Run = Callable[..., Any]


class Officer:
    """Types commands about one case, each of which has to work."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run, self.folder, self.case = run, folder, ""

    def do(self, *words: str) -> Any:
        done = self.run("case", words[0], self.case, *words[1:])
        assert done.exit_code == 0, done.stderr
        return done

    def fill(self, form: str, at: str | None = None, *more: str, **answers: str) -> None:
        file = self.folder / "answers.json"
        file.write_text(json.dumps(ANSWERS[form] | answers), encoding="utf-8")
        self.do("fill", form, "--answers", str(file), *(("--at", at) if at else ()), *more)


@pytest.fixture
def officer(practice: Path, run: Run, tmp_path: Path) -> Officer:
    return Officer(run, tmp_path)


def test_from_the_call_through_two_plans_to_the_closing(run: Run, officer: Officer) -> None:
    """NĐ56 Đ25-30, step by step; Đ30.1c leads back to a plan, Đ30.1b and Mẫu 06 to the closing."""
    call = ("--received-at", "24/01/2025 16:55", "--source", "tong_dai_111", "--kind", "bao_luc", "--unit", "34:03127")
    report = run("intake", "add", *call, "--child-name", "Lò Thị Pâng", "--age", "6", "--json").json["id"]
    officer.case = run("case", "open", "--intake", report, "--json").json["id"]
    neighbour = run("intake", "add", *call[:1], "25/01/2025 09:00", *call[2:], "--json").json["id"]
    assert run("intake", "join", neighbour, officer.case).exit_code == 0

    officer.fill("mau_02", "25/01/2025 03:00")
    officer.fill("mau_03", "06/02/2025 10:00")
    officer.fill("bien_ban_hop")
    officer.fill("mau_04")
    officer.fill("mau_05")
    officer.do("submit", "--at", "10/02/2025 15:00")
    officer.do("approve", "--number", "25/QĐ-UBND", "--date", "12/02/2025", "--signer", "Lò Văn Chủ")
    officer.do("deliver", "--to", "Trạm y tế phường", "--at", "13/02/2025 08:00")
    officer.do("deliver", "--to", "Mẹ cháu", "--at", "13/02/2025 10:00")
    officer.do("step", "thuc_hien", "--at", "14/02/2025 08:00")
    helped = ("--service", "tam_ly", "--date", "20/02/2025", "--provider", "Trạm y tế phường")
    child = run("register", "--name", "Lò Thị Pâng", "--birth-year", "2018", "--sex", "nu", "--json").json["id"]
    officer.do("edit", "--child", child)
    logged = run("log", "--child", child, *helped, "--case", officer.case, "--json").json["id"]
    officer.do("plan", "1", "--done", "14/03/2025", "--by", logged)
    letter = ("--to", "tro_giup_phap_ly", "--purpose", "Tư vấn", "--date", "24/02/2025", "--answer-by", "03/03/2025")
    sent = officer.do("refer", *letter, "--basis", "nhiem_vu", "--json").json["id"]
    assert "1 trên 1 hoạt động" in officer.do("show").stdout and "1 chờ trả lời" in officer.do("show").stdout
    assert run("case", "answer", sent, "--text", "Đã tư vấn", "--date", "28/02/2025").exit_code == 0

    officer.fill("mau_06", "20/03/2025 09:00", conclusion="ke_hoach_tiep", conclusion_reason="Còn nguy cơ")
    early = run("case", "step", officer.case, "dong", "--at", "30/06/2025 08:00")
    assert early.exit_code == 1 and "Đ30.1c" in early.stderr
    assert set(officer.do("dossier", "--json").json["lacking"]) == {"mau_04", "mau_05"}

    officer.fill("mau_04", date="24/03/2025")
    officer.fill("mau_05")
    officer.do("submit", "--at", "24/03/2025 15:00")
    officer.do("approve", "--number", "41/QĐ-UBND", "--date", "26/03/2025", "--signer", "Lò Văn Chủ")
    officer.do("step", "thuc_hien", "--at", "28/03/2025 08:00")
    officer.fill("mau_06", "25/04/2025 09:00", assessed_on="25/04/2025")
    officer.do("step", "theo_doi", "--at", "25/07/2025 08:00")
    open_still = run("case", "step", officer.case, "dong", "--at", "28/07/2025 08:00")
    assert open_still.exit_code == 1 and "Đ29.1" in open_still.stderr
    officer.do("plan", "1", "--done", "20/04/2025")
    officer.do("step", "dong", "--at", "28/07/2025 08:00")

    shown = officer.do("show", "--json").json
    assert (shown["state"], shown["intakes"], shown["clock"]) == ("closed", [report, neighbour], [])
    assert [step["step"] for step in shown["episodes"][0]["steps"]].count("phe_duyet") == 2
    assert run("due", "--json").json == []
    assert run("verify").exit_code == 0
