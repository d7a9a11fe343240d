"""A ward's form goes through every door at once: shown, filled in, handed out, printed, saved to the register."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from tests.xlsform.books import survey

HEAD = ("type", "name", "label", "required", "relevant", "save_to", "secret")
QUESTIONS = (
    ("begin_group", "chung", "I. Chung"),
    ("date", "ngay", "Ngày thăm", "yes"),
    ("select_one boi", "boi", "Biết bơi"),
    ("text", "thon", "Nơi ở nay", "", "", "hamlet"),
    ("end_group",),
    ("text", "rieng", "Nhận xét riêng", "", "", "", "yes"),
    ("begin_repeat", "con", "Anh chị em"),
    ("text", "ten", "Tên"),
    ("integer", "tuoi", "Tuổi"),
    ("end_repeat",),
)
SETTINGS = (
    ("form_id", "form_title", "version", "attaches", "date"),
    ("tham", "Thăm nhà", "1", "child, nothing", "ngay"),
)


@pytest.fixture
def child(run: Any, practice: Path, tmp_path: Path) -> str:
    assert run("form", "add", survey(tmp_path / "tham.xlsx", *QUESTIONS, head=HEAD, settings=SETTINGS)).exit_code == 0
    made = run(
        "register", "--name", "Lò Thị Mai", "--birth-date", "1/2/2018", "--sex", "nu", "--hamlet", "Bản Kéo", "--json"
    )
    return str(made.json["id"])


def texts(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_it_is_listed_shown_and_taken_into_answers_of_json(run: Any, child: str, tmp_path: Path) -> None:
    assert "tham" in [form["id"] for form in run("form", "list", "--json").json]
    assert "ngay *: Ngày thăm" in run("form", "show", "tham").stdout
    tmp_path.joinpath("a.json").write_text('{"chung": {"ngay": "2025-05-01", "boi": "biet"}, "con": [{"ten": "Nam"}]}')
    filled = run("form", "fill", "tham", "--for", child, "--answers", tmp_path / "a.json", "--json")
    assert (filled.exit_code, filled.json["subject"]) == (0, child)


def test_a_draft_of_it_is_kept(run: Any, child: str) -> None:
    assert run("form", "fill", "tham", "--set", "boi=biet", "--draft").exit_code == 0


def test_its_list_is_handed_out_and_taken_back(run: Any, child: str, tmp_path: Path) -> None:
    out = tmp_path / "phat.xlsx"
    assert run("form", "template", "tham", "--out", out).exit_code == 0
    made = openpyxl.load_workbook(out)
    page = made.worksheets[0]
    columns = {str(cell.value).rstrip(" *"): cell.column for cell in page[3]}
    for heading, value in {"Ghi cho (mã)": child, "Ngày thăm": "01/05/2025", "Biết bơi": "Biết bơi"}.items():
        page.cell(4, columns[heading], value)
    made.save(out)
    assert "Đã nhận 1 phiếu" in run("form", "answers", "tham", "--import", out).stdout


def test_an_answer_is_saved_to_the_register_in_the_same_action(run: Any, child: str) -> None:
    done = run("form", "fill", "tham", "--for", child, "--set", "ngay=1/5/2025", "--set", "thon=Bản Mớ")
    assert "Đã cập nhật sổ trẻ em" in done.stderr
    assert run("child", "show", child, "--json").json["hamlet"] == "Bản Mớ"
    run("form", "fill", "tham", "--for", child, "--set", "ngay=2/5/2025")
    assert run("child", "show", child, "--json").json["hamlet"] == "Bản Mớ", "no answer changes nothing"
    assert run("undo", "--yes").exit_code == 0 and run("undo", "--yes").exit_code == 0
    assert run("child", "show", child, "--json").json["hamlet"] == "Bản Kéo"
    assert run("form", "answers", "tham", "--json").json == []


def test_a_form_about_nobody_saves_nothing(run: Any, child: str) -> None:
    done = run("form", "fill", "tham", "--set", "ngay=1/5/2025", "--set", "thon=Bản Mớ")
    assert "cập nhật" not in done.stderr
    assert run("child", "show", child, "--json").json["hamlet"] == "Bản Kéo"


def test_it_is_printed_plainly_blank_and_filled_in(run: Any, child: str, tmp_path: Path) -> None:
    assert run("form", "print", "tham", "--blank", "--out", tmp_path / "trong.docx").exit_code == 0
    blank = texts(tmp_path / "trong.docx")
    assert "THĂM NHÀ" in blank and "I. Chung" in blank and "☐ Biết bơi" in blank and "Ngày thăm: ...." in blank
    tmp_path.joinpath("a.json").write_text('{"ngay": "2025-05-01", "boi": "biet", "con": [{"ten": "Nam", "tuoi": 9}]}')
    printed = run("form", "print", "tham", "--answers", tmp_path / "a.json", "--out", tmp_path / "ghi.docx")
    assert printed.exit_code == 0, printed.stderr
    filled = texts(tmp_path / "ghi.docx")
    assert "☒ Biết bơi" in filled and "Ngày thăm: 01/05/2025" in filled and "Nam\n9" in filled
    assert "{" not in filled


def test_the_wards_own_template_goes_before_the_plain_one(run: Any, child: str, home: Path, tmp_path: Path) -> None:
    assert run("form", "print", "tham", "--template").exit_code == 0
    own = home / "templates" / "tham.docx"
    document = docx.Document(str(own))
    document.add_paragraph("Mẫu của phường: {{ boi }}")
    document.save(str(own))
    tmp_path.joinpath("a.json").write_text('{"ngay": "2025-05-01", "boi": "khong"}')
    run("form", "print", "tham", "--answers", tmp_path / "a.json", "--out", tmp_path / "ghi.docx")
    assert "Mẫu của phường: Không biết bơi" in texts(tmp_path / "ghi.docx")


def test_a_secret_answer_is_told_only_on_request(run: Any, child: str) -> None:
    run("form", "fill", "tham", "--set", "ngay=1/5/2025", "--set", "rieng=Chuyện riêng")
    assert "Chuyện riêng" not in run("form", "answers", "tham", "--json").stdout
    assert "Chuyện riêng" in run("form", "answers", "tham", "--confidential", "--json").stdout


def test_only_checking_keeps_nothing(run: Any, home: Path, tmp_path: Path) -> None:
    path = survey(tmp_path / "a.xlsx", ("text", "a", "A"))
    assert "dùng được" in run("form", "add", path, "--check").stdout
    assert not (home / "forms").exists()


def test_export_asks_before_it_writes_over(run: Any, child: str, tmp_path: Path) -> None:
    out, xform = tmp_path / "ra.xlsx", tmp_path / "ra.xml"
    assert run("form", "export", "tham").exit_code == 2
    assert run("form", "export", "tham", "--out", out, "--xform", xform).exit_code == 0
    assert run("form", "export", "tham", "--out", out).exit_code == 1
    assert run("form", "export", "tham", "--out", out, "--force").exit_code == 0
    assert b"<h:html" in xform.read_bytes()
