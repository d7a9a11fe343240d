"""`cpkit report plan`: the ward's own plan for a year (plan IV.1, IV.11), re-read with python-docx."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.conftest import Run


@pytest.fixture
def ward(practice: Path, run: Run) -> Run:
    """A ward with one task for 2026 with its money, one of its own, and money of 2025."""
    task = ("task=II.2.4", "--set", "year=2026", "--set", "until=30/9/2026", "--set", "who=Hội Phụ nữ phường")
    assert run("form", "fill", "nhiem_vu", "--set", *task).exit_code == 0
    own = ("task=rieng", "--set", "title=Lớp bơi mùa hè", "--set", "year=2026", "--set", "until=31/8/2026")
    assert run("form", "fill", "nhiem_vu", "--set", *own).exit_code == 0
    money = ("--set", "fund=ngan_sach_xa", "--set", "planned=12.000.000")
    assert run("form", "fill", "kinh_phi", "--set", "task=II.2.4", "--set", "year=2026", *money).exit_code == 0
    spent = ("--set", "spent=9.500.000")
    assert run("form", "fill", "kinh_phi", "--set", "year=2025", *money, *spent).exit_code == 0
    return run


def plan(run: Run, folder: Path, *options: str) -> Any:
    made = run("report", "plan", "--year", "2026", "--out", folder / "ke-hoach.docx", *options)
    assert made.exit_code == 0, made.stderr
    return Document(str(folder / "ke-hoach.docx"))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def rows(document: Any, head: str) -> list[list[str]]:
    """The rows of the table whose first head is `head`."""
    found = [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in document.tables
        if head in [cell.text for cell in table.rows[0].cells]
    ]
    return found[0]


def test_it_is_laid_out_as_decree_30_asks(ward: Run, tmp_path: Path) -> None:
    """NĐ 30/2020 Đ8.2 and Phụ lục I: letterhead, number, type and subject, bases in italics, who signs, who gets it."""
    document = plan(ward, tmp_path, "--number", "05", "--date", "02/01/2026")
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    head = [cell.text for cell in document.tables[0].rows[0].cells]
    assert "ỦY BAN NHÂN DÂN\nPHƯỜNG ĐIỆN BIÊN PHỦ" in head[0] and "Số: 05/KH-UBND" in head[0]
    assert head[1].startswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc")
    assert head[1].strip().endswith("Điện Biên Phủ, ngày 02 tháng 01 năm 2026")
    lines = texts(document)
    assert lines[lines.index("KẾ HOẠCH") + 1].endswith("năm 2026")
    bases = [paragraph for paragraph in document.paragraphs if paragraph.text.startswith("Căn cứ ")]
    assert [line.text[-1] for line in bases] == [";"] * (len(bases) - 1) + ["."]
    assert all(run.italic for line in bases for run in line.runs)
    parts = [line.split(".")[0] for line in lines if line.split(".")[0] in ("I", "II", "III", "IV", "V")]
    assert parts == ["I", "II", "III", "IV", "V"]
    foot = [cell.text for cell in document.tables[-1].rows[0].cells]
    assert foot[0].startswith("Nơi nhận:") and foot[0].endswith("- Lưu: VT.")
    assert foot[1].startswith("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH")


def test_without_number_and_date_room_is_left_for_them(ward: Run, tmp_path: Path) -> None:
    head = [cell.text for cell in plan(ward, tmp_path).tables[0].rows[0].cells]
    assert "/KH-UBND" in head[0] and "Số: 0" not in head[0]
    assert head[1].strip().endswith("ngày      tháng      năm 2026")


def test_each_target_stands_beside_last_years_figure_and_what_is_open_stays_open(ward: Run, tmp_path: Path) -> None:
    """The plan's years end in 2025: what 2026 is to reach is the ward's to decide."""
    goals = {row[0]: row[2:] for row in rows(plan(ward, tmp_path), "Chỉ tiêu")}
    assert goals["Mã"] == ["Kế hoạch giai đoạn 2021 - 2025", "Kết quả năm 2025", "Chỉ tiêu năm 2026"]
    assert goals["a1"][0] == "< 1,1\N{NO-BREAK SPACE}%" and goals["c3"][0] == "12 (chung)"
    assert goals["a1"][2].strip("…") == ""


def test_the_wards_own_targets_of_the_year_fill_the_last_column(ward: Run, tmp_path: Path) -> None:
    targets = 'targets=[{"indicator": "a1", "op": "duoi", "value": "1"}]'
    own = ("title=Chỉ tiêu 2026", "--set", "from=1/1/2026", "--set", "to=31/12/2026", "--set", targets)
    assert ward("form", "fill", "chi_tieu", "--set", *own).exit_code == 0
    goals = {row[0]: row[2:] for row in rows(plan(ward, tmp_path), "Chỉ tiêu")}
    assert goals["a1"][2] == "< 1\N{NO-BREAK SPACE}%"


def test_tasks_have_who_when_and_money_and_the_departments_tasks_are_not_the_wards(ward: Run, tmp_path: Path) -> None:
    tasks = {row[0]: row for row in rows(plan(ward, tmp_path), "Nhiệm vụ")}
    assert tasks["II.2.4"][2:] == ["Hội Phụ nữ phường", "30/09/2026", "12.000.000"]
    assert tasks["rieng"][1:4:2] == ["Lớp bơi mùa hè", "31/08/2026"]
    assert tasks["IV.11.6"][3] == "Trong năm 2026"
    assert not [code for code in tasks if code.startswith("IV.3.")]


def test_money_is_told_by_source_beside_the_year_before(ward: Run, tmp_path: Path) -> None:
    """Section III of the plan."""
    lines = texts(plan(ward, tmp_path))
    assert "Tổng dự toán kinh phí năm 2026: 12.000.000 đồng, trong đó:" in lines
    assert "- Ngân sách cấp xã: 12.000.000 đồng;" in lines
    assert "Năm 2025: dự toán 12.000.000 đồng, đã chi 9.500.000 đồng." in lines


def test_the_same_plan_gives_the_same_bytes(ward: Run, tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        assert ward("report", "plan", "--year", "2026", "--out", tmp_path / name).exit_code == 0
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_another_ending_is_refused(ward: Run, tmp_path: Path) -> None:
    refused = ward("report", "plan", "--year", "2026", "--out", tmp_path / "ke-hoach.pdf")
    assert refused.exit_code == 2 and ".docx" in refused.stderr


def test_it_rests_on_the_wards_own_targets_of_the_year(ward: Run, tmp_path: Path) -> None:
    """The plan after 2025 is the ward's own: what is set for the year must name the document that sets it."""
    target = {"indicator": "a1", "op": "duoi", "value": "1"}
    answers = {"title": "Kế hoạch bảo vệ trẻ em 2026 - 2030", "number": "45/KH-UBND", "from": "15/11/2025"}
    path = tmp_path / "chi-tieu.json"
    path.write_text(json.dumps(answers | {"to": "14/11/2030", "targets": [target]}), "utf-8")
    assert ward("form", "fill", "chi_tieu", "--answers", path).exit_code == 0
    assert "Căn cứ Kế hoạch bảo vệ trẻ em 2026 - 2030 (45/KH-UBND)." in texts(plan(ward, tmp_path))
    assert "45/KH-UBND" in ward("report", "--year", "2026", "--out", tmp_path / "b.xlsx").stdout
