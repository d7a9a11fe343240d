"""A filled form as a Word document: by the version it was given to, with every answer, the secret ones on request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest

from tests.xlsform.books import CHOICES, survey
from tests.xlsform.test_everywhere import texts

HEAD = ("type", "name", "label", "unknown", "secret", "hint")
QUESTIONS = (
    ("date", "ngay", "Ngày thăm"),
    ("text", "ten", "Tên chủ hộ"),
    ("note", "chao", "Chào ${ten}"),
    ("select_one boi", "boi", "Biết bơi", "yes"),
    ("rank boi", "thu_tu", "Thứ tự"),
    ("acknowledge", "dong_y", "Gia đình đồng ý"),
    ("text", "rieng", "Nhận xét riêng", "", "yes"),
    ("begin_repeat", "con", "Các con"),
    ("text", "ten_con", "Tên con"),
    ("begin_repeat", "lop", "Lớp"),
    ("text", "mon", "Môn"),
    ("integer", "buoi", "Số buổi"),
    ("end_repeat",),
    ("end_repeat",),
)
SETTINGS = (("form_id", "form_title", "version", "date"), ("tham", "Thăm nhà", "1", "ngay"))
GIVEN = (
    "--set", "ngay=1/5/2025", "--set", "ten=Ông Lò", "--set", "boi=không biết", "--set", "thu_tu=khong, biet",
    "--set", "dong_y=x", "--set", "rieng=Chuyện riêng",
    "--set", 'con=[{"ten_con": "Mai", "lop": [{"mon": "Toán", "buoi": 3}, {"mon": "Văn"}]}]',
)  # fmt: skip


@pytest.fixture
def entry(run: Any, practice: Path, tmp_path: Path) -> str:
    assert run("form", "add", survey(tmp_path / "t.xlsx", *QUESTIONS, head=HEAD, settings=SETTINGS)).exit_code == 0
    return str(run("form", "fill", "tham", *GIVEN, "--json").json["id"])


def test_every_answer_is_on_the_paper_and_the_secret_one_on_request(run: Any, entry: str, tmp_path: Path) -> None:
    done = run("form", "print", "tham", "--entry", entry, "--out", tmp_path / "a.docx")
    assert done.exit_code == 0, done.stderr
    paper = texts(tmp_path / "a.docx")
    for told in ("Ngày thăm: 01/05/2025", "Chào Ông Lò", "2 Biết bơi   1 Không biết bơi", "☒ Gia đình đồng ý",
                 "☐ Biết bơi   ☐ Không biết bơi   không biết", "Mai", "Toán – 3; Văn – "):  # fmt: skip
        assert told in paper, (told, paper)
    assert "Chuyện riêng" not in paper and "--confidential" in done.stderr
    run("form", "print", "tham", "--entry", entry, "--confidential", "--out", tmp_path / "b.docx")
    assert "Nhận xét riêng: Chuyện riêng" in texts(tmp_path / "b.docx")


def test_an_entry_is_printed_by_its_own_version_also_when_the_form_is_gone(
    run: Any, entry: str, tmp_path: Path
) -> None:
    newer = (("date", "ngay", "Ngày thăm"), ("text", "chu_ho", "Chủ hộ"))
    settings = (SETTINGS[0], ("tham", "Thăm nhà mới", "2", "ngay"))
    assert run("form", "add", survey(tmp_path / "t.xlsx", *newer, settings=settings)).exit_code == 0
    run("form", "print", "tham", "--entry", entry, "--out", tmp_path / "a.docx")
    assert "Tên chủ hộ: Ông Lò" in texts(tmp_path / "a.docx") and "Chủ hộ: ..." not in texts(tmp_path / "a.docx")
    run("form", "remove", "tham")
    assert run("form", "print", "tham", "--entry", entry, "--out", tmp_path / "b.docx").exit_code == 0
    assert texts(tmp_path / "b.docx") == texts(tmp_path / "a.docx")


def test_the_wards_template_goes_first_and_says_what_it_leaves_out(
    run: Any, entry: str, home: Path, tmp_path: Path
) -> None:
    newer = (("date", "ngay", "Ngày thăm"), ("text", "chu_ho", "Chủ hộ"))
    run("form", "add", survey(tmp_path / "t.xlsx", *newer, settings=(SETTINGS[0], ("tham", "Thăm nhà", "2", "ngay"))))
    document = docx.Document()
    document.add_paragraph("Mẫu của phường, {{ ngay }}: {{ chu_ho or '-' }}")
    (home / "templates").mkdir(exist_ok=True)
    document.save(str(home / "templates" / "tham.docx"))
    done = run("form", "print", "tham", "--entry", entry, "--out", tmp_path / "a.docx")
    assert texts(tmp_path / "a.docx") == "Mẫu của phường, 01/05/2025: -"
    assert "không có chỗ cho câu: Tên chủ hộ" in done.stderr and "--plain" in done.stderr
    run("form", "print", "tham", "--entry", entry, "--plain", "--out", tmp_path / "b.docx")
    assert "Tên chủ hộ: Ông Lò" in texts(tmp_path / "b.docx")


def test_what_is_asked_wrongly_is_said_plainly(run: Any, entry: str, tmp_path: Path) -> None:
    done = run("form", "print", "tham")
    assert done.exit_code == 2 and "--entry PHIẾU" in done.stderr
    done = run("form", "print", "mau_01", "--entry", entry)
    assert f"Phiếu {entry} là của biểu mẫu tham, không phải mau_01." in done.stderr
    assert run("form", "print", "tham", "--entry", "PH-9").exit_code != 0


def test_rows_of_many_questions_are_blocks_of_lines(run: Any, practice: Path, tmp_path: Path) -> None:
    inner = [("text", f"cau_{at}", f"Câu {at}") for at in range(8)]
    rows = (("begin_repeat", "dong", "Dòng"), *inner, ("end_repeat",))
    run("form", "add", survey(tmp_path / "t.xlsx", *rows, choices=CHOICES))
    run("form", "fill", "thu", "--set", 'dong=[{"cau_7": "bảy"}, {"cau_0": "không"}]')
    assert run("form", "print", "thu", "--entry", "1", "--out", tmp_path / "a.docx").exit_code == 0
    paper = texts(tmp_path / "a.docx")
    assert "Câu 7: bảy" in paper and "Câu 0: không" in paper and paper.index("1.") < paper.index("2.")


def test_the_paper_says_whom_it_is_about(run: Any, practice: Path, tmp_path: Path) -> None:
    settings = (("form_id", "form_title", "attaches"), ("tham", "Thăm nhà", "child"))
    run("form", "add", survey(tmp_path / "t.xlsx", ("text", "loi", "Lời"), settings=settings))
    made = ("register", "--name", "Lò Thị Mai", "--birth-date", "1/2/2018", "--sex", "nu", "--json")
    child = run(*made).json["id"]
    run("form", "fill", "tham", "--for", child, "--set", "loi=Khỏe")
    assert run("form", "print", "tham", "--entry", "1", "--out", tmp_path / "a.docx").exit_code == 0
    assert f"Ghi cho: {child} Lò Thị Mai" in texts(tmp_path / "a.docx")
    run("form", "print", "tham", "--blank", "--out", tmp_path / "b.docx")
    assert "Ghi cho: ...." in texts(tmp_path / "b.docx")
