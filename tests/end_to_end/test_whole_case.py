"""One whole case by NĐ 56/2017, from the hotline's call to its closing, with a second plan, as an officer types it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Result, Run
from tests.printing.words import text_of

LEVELS = ("harm_level", "harm_access", "harm_impact", "harm_obstacles", "harm_nobody")
ABILITIES = ("ability_self", "ability_knows", "ability_contact", "ability_asks", "ability_watched")
MAU_02 = {
    "assessed_on": "10/03/2025", "harm_level": "cao", "harm_access": "cao", "ability_self": "thap",
    "ability_adults": "trung_binh", "conclusion": "khan_cap",
}  # fmt: skip
MAU_03 = {
    "child_name": "Lò Thị Mẫu", "assessed_on": "11/03/2025", "state": "Có vết bầm, sợ hãi", "family": "Bố hay say",
    "future_carer": "Bà ngoại", "problems": ["Sợ hãi, mất ngủ"], "child_opinion": ["Muốn ở với bà"],
    "harmed_by_carer": "co",
    **dict.fromkeys(LEVELS, "cao"), **dict.fromkeys(ABILITIES, "thap"),
}  # fmt: skip
MEETING = {
    "started_at": "12/03/2025 08:00", "place": "Ủy ban nhân dân phường", "child_name": "Lò Thị Mẫu",
    "chair": "Lò Văn Chủ", "chair_title": "Chủ tịch",
    "attendees": [{"name": "Quàng Thị Ém", "role": "cha_me"}, {"name": "Tòng Văn Tổ", "role": "dia_ban"}],
    "report": "Trẻ bị bố đánh", "measures": [{"level": "can_thiep", "measure": "Trị liệu tâm lý"}],
}  # fmt: skip
PLAN = {
    "date": "14/03/2025", "goals": ["phuc_hoi", "moi_truong"],
    "activities": [{
        "title": "Trị liệu tâm lý", "kind": "y_te_tam_ly", "responsible": "Trạm y tế phường",
        "start": "18/03/2025", "end": "30/04/2025", "budget": 0,
    }],
}  # fmt: skip
MAU_05 = {"child_name": "Lò Thị Mẫu"}
REVIEW = {
    "child_name": "Lò Thị Mẫu", "assessed_on": "05/05/2025", "harm_level": "trung_binh", "harm_access": "cao",
    "harm_obstacles": "trung_binh", "ability_self": "trung_binh", "ability_watched": "trung_binh",
    "ability_asks": "thap", "conclusion": "ke_hoach_tiep",
}  # fmt: skip

Fill = Callable[..., Result]


@pytest.fixture
def fill(run: Run, tmp_path: Path) -> Fill:
    """Fill a form of case 1 with answers from a file, as of a moment."""

    def fill_form(form: str, answers: dict[str, Any], *options: str) -> Result:
        path = tmp_path / f"{form}.json"
        path.write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")
        result = run("case", "fill", 1, form, "--answers", path, *options)
        assert result.exit_code == 0, result.stderr
        return result

    return fill_form


def done(result: Result) -> Result:
    assert result.exit_code == 0, result.stderr
    return result


def test_from_the_call_to_the_closing_with_a_second_plan(run: Run, practice: Path, fill: Fill, tmp_path: Path) -> None:
    done(run("register", "--name", "Lò Thị Mẫu", "--birth-date", "05/03/2014", "--sex", "nu"))
    opening = ("--received-at", "10/03/2025 08:30", "--source", "tong_dai_111", "--kind", "bao_luc")
    opened = run("case", "open", 1, *opening, "--environment", "gia_dinh", "--urgent", "--json").json
    assert opened["clock"][0]["due"] == "2025-03-10T20:30:00+07:00", "12 hours from receipt, NĐ56 Đ26.3"

    fill("mau_02", MAU_02, "--at", "10/03/2025 11:00")
    done(run("case", "step", 1, "bien_phap_khan_cap", "--at", "10/03/2025 15:00"))
    fill("mau_03", MAU_03, "--at", "11/03/2025 16:00")
    refused = run("case", "submit", 1, "--at", "12/03/2025 09:00")
    assert refused.exit_code == 1 and "Đ28.2" in refused.stderr, "an incomplete dossier is not submitted"
    fill("bien_ban_hop", MEETING, "--at", "12/03/2025 10:00")
    approve_plan(run, fill, PLAN, submitted="14/03/2025 15:00", approved="17/03/2025", number="25/QĐ-UBND")

    done(run("case", "step", 1, "thuc_hien", "--at", "18/03/2025 08:00"))
    done(run("log", "--child", 1, "--service", "tam_ly", "--date", "18/03/2025", "--case", 1))
    done(run("case", "plan", 1, 1, "--done", "30/04/2025"))
    fill("mau_06", REVIEW, "--at", "05/05/2025 09:00", "--step", "ra_soat")
    shown = run("case", "show", 1, "--json").json
    assert (shown["clock"], shown["missing"]) == ([], ["trinh_ke_hoach"]), "not safe yet: another plan, NĐ56 Đ30.1c"

    second = {**PLAN, "date": "06/05/2025"}
    second["activities"] = [{**PLAN["activities"][0], "start": "12/05/2025", "end": "30/06/2025"}]  # type: ignore[dict-item]
    approve_plan(
        run, fill, second, submitted="06/05/2025 15:00", approved="08/05/2025", number="41/QĐ-UBND", again=True
    )
    done(run("case", "step", 1, "thuc_hien", "--at", "12/05/2025 08:00"))
    done(run("case", "plan", 1, 1, "--done", "30/06/2025"))
    safe = {**REVIEW, "assessed_on": "04/07/2025", "harm_access": "thap", "conclusion": "theo_doi_ket_thuc"}
    fill("mau_06", safe, "--at", "04/07/2025 09:00", "--step", "ra_soat", "--again")
    done(run("case", "step", 1, "theo_doi", "--at", "04/07/2025 10:00"))

    early = run("case", "step", 1, "dong", "--at", "04/09/2025 10:00")
    assert early.exit_code == 1 and "06/10/2025" in early.stderr, "Mẫu 06: 3 months; 04/10/2025 is a Saturday"
    done(run("case", "step", 1, "dong", "--at", "07/10/2025 10:00"))
    assert run("due", "--json").json == []
    the_whole_dossier(run, tmp_path / "ho-so")
    told = run("case", "show", 1, "--timeline").stdout.splitlines()
    assert any(line.startswith("17/03/2025 – Phê duyệt kế hoạch") for line in told), "a decision has a day, no hour"
    assert any(line.startswith("14/03/2025 – Kế hoạch hỗ trợ") for line in told), "a plan stands at the day it is dated"


def the_whole_dossier(run: Run, folder: Path) -> None:
    """Both plans with their decisions are printed, each by the law and for the agencies of its own day."""
    done(run("case", "print", 1, "--all", "--out", folder))
    names = sorted(path.stem.split("-", 4)[4] for path in folder.iterdir())
    assert names == [
        "bien_ban_hop", "mau_01", "mau_02", "mau_03", "mau_04-1", "mau_04-2", "mau_05-1", "mau_05-2",
        "mau_06-1", "mau_06-2",
    ]  # fmt: skip
    first, second = (text_of(path.read_bytes()) for path in sorted(folder.glob("*mau_05*")))
    assert "Số: 25/QĐ-UBND" in first and "ngày 17 tháng 3 năm 2025" in first
    assert "ngày 19 tháng 02 năm 2025" in first, "the Law on local government of March 2025, not today's"
    assert "Số: 41/QĐ-UBND" in second and "ngày 08 tháng 5 năm 2025" in second
    report = text_of(next(folder.glob("*mau_01*")).read_bytes())
    assert "ngày 10 tháng 3 năm 2025" in report, "the report is of the day it was received"


def approve_plan(
    run: Run, fill: Fill, plan: dict[str, Any], *, submitted: str, approved: str, number: str, again: bool = False
) -> None:
    """Mẫu 04 and the draft of Mẫu 05, submitted by the officer, approved by the Chairman (NĐ56 Đ28)."""
    options = ("--again",) if again else ()
    fill("mau_04", plan, *options)
    fill("mau_05", MAU_05, *options)
    done(run("case", "submit", 1, "--at", submitted))
    by_herself = run("case", "approve", 1, "--number", number, "--date", approved, "--signer", "Cán bộ thử")
    assert by_herself.exit_code == 1, "the Chairman approves, not the officer"
    done(run("case", "approve", 1, "--number", number, "--date", approved, "--signer", "Lò Văn Chủ"))
    done(run("case", "deliver", 1, "--to", "Trạm y tế phường", "--at", f"{approved} 16:00"))
