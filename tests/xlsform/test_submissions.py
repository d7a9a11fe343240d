"""What Kobo and ODK give back: one sheet or file for the forms, one for each repeat; taken in once."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.xlsform.books import Rows, book, survey

QUESTIONS = (
    ("date", "ngay", "Ngày khảo sát"),
    ("begin_group", "nha", "Nhà"),
    ("select_one boi", "boi", "Biết bơi"),
    ("select_multiple boi", "nhieu", "Nhiều"),
    ("begin_repeat", "con", "Con"),
    ("text", "ten", "Tên con"),
    ("begin_repeat", "lop", "Lớp"),
    ("text", "mon", "Môn"),
    ("end_repeat",),
    ("end_repeat",),
    ("end_group",),
)


@pytest.fixture
def form(run: Any, practice: Path, tmp_path: Path) -> Path:
    assert run("form", "add", survey(tmp_path / "thu.xlsx", *QUESTIONS)).exit_code == 0
    return tmp_path


def answers(run: Any) -> list[dict[str, Any]]:
    return [one["answers"] for one in run("form", "answers", "thu", "--json").json]


def kobo(path: Path, *rows: tuple[Any, ...], heads: tuple[str, ...] | None = None) -> Path:
    head = heads or (
        "start",
        "ngay",
        "nha/boi",
        "nha/nhieu",
        "nha/nhieu/biet",
        "nha/nhieu/khong",
        "_id",
        "_uuid",
        "_index",
    )
    children: Rows = (
        ("nha/con/ten", "_index", "_parent_table_name", "_parent_index", "_submission__uuid"),
        ("Mai", 1, "Phiếu thử", 1, "u-1"), ("Nam", 2, "Phiếu thử", 1, "u-1"), ("Lan", 3, "Phiếu thử", 2, "u-2"),
    )  # fmt: skip
    lessons: Rows = (
        ("mon", "_index", "_parent_table_name", "_parent_index"),
        ("Toán", 1, "con", 2),
        ("Văn", 2, "con", 2),
    )
    return book(path, **{"Phiếu thử": [head, *rows], "con": children, "lop": lessons})


FIRST = ("2025-05-12T08:00:00.000+07:00", "2025-05-12", "biet", "biet khong", 1, 1, 11, "u-1", 1)
SECOND = ("2025-05-13T08:00:00.000+07:00", "2025-05-13", "khong", "", "", "", 12, "u-2", 2)


def test_an_export_of_kobo_comes_in_with_its_repeats_and_theirs(run: Any, form: Path) -> None:
    taken = run("form", "answers", "thu", "--import", kobo(form / "kobo.xlsx", FIRST, SECOND))
    assert "Đã nhận 2 phiếu" in taken.stdout, taken.stderr
    assert answers(run) == [
        {"ngay": "2025-05-12", "boi": "biet", "nhieu": ["biet", "khong"],
         "con": [{"ten": "Mai", "lop": []}, {"ten": "Nam", "lop": [{"mon": "Toán"}, {"mon": "Văn"}]}]},
        {"ngay": "2025-05-13", "boi": "khong", "con": [{"ten": "Lan", "lop": []}]},
    ]  # fmt: skip


def test_a_submission_comes_in_once_and_the_second_time_is_said(run: Any, form: Path) -> None:
    run("form", "answers", "thu", "--import", kobo(form / "a.xlsx", FIRST))
    again = run("form", "answers", "thu", "--import", kobo(form / "b.xlsx", FIRST, SECOND))
    assert "Đã nhận 1 phiếu" in again.stdout
    assert "Bỏ qua" in again.stderr and "2" in again.stderr
    assert len(answers(run)) == 2


def test_options_in_columns_of_their_own_and_labels_for_names_are_understood(run: Any, form: Path) -> None:
    heads = ("Ngày khảo sát", "Biết bơi", "nha/nhieu/biet", "nha/nhieu/khong", "_uuid", "_index")
    path = kobo(form / "a.xlsx", ("2025-05-12", "Không biết bơi", 0, 1, "u-9", 1), heads=heads)
    assert run("form", "answers", "thu", "--import", path).exit_code == 0
    assert (answers(run)[0]["boi"], answers(run)[0]["nhieu"]) == ("khong", ["khong"])


def test_a_wrong_row_keeps_all_out_and_is_named(run: Any, form: Path) -> None:
    wrong = (*SECOND[:2], "bơi giỏi", *SECOND[3:])
    refused = run("form", "answers", "thu", "--import", kobo(form / "a.xlsx", FIRST, wrong))
    assert refused.exit_code == 1
    assert "Dòng 3: Biết bơi" in refused.stderr
    assert answers(run) == []


def test_a_column_that_is_nobodys_answer_is_named(run: Any, form: Path) -> None:
    heads = ("ngay", "nha/boi", "mau_toc", "_uuid", "_index")
    taken = run(
        "form",
        "answers",
        "thu",
        "--import",
        kobo(form / "a.xlsx", ("2025-05-12", "biet", "đen", "u-9", 1), heads=heads),
    )
    assert "không có trong biểu mẫu, không nhận: mau_toc" in taken.stderr


MAIN = (
    "SubmissionDate,ngay,nha-boi,nha-nhieu,meta-instanceID,KEY,FormVersion\n"
    "2025-05-12T01:00:00.000Z,2025-05-12,biet,biet,uuid:k1,uuid:k1,1\n"
)
CHILDREN = "ten,PARENT_KEY,KEY\nMai,uuid:k1,uuid:k1/nha/con[1]\nNam,uuid:k1,uuid:k1/nha/con[2]\n"
LESSONS = "mon,PARENT_KEY,KEY\nToán,uuid:k1/nha/con[2],uuid:k1/nha/con[2]/lop[1]\n"


@pytest.mark.parametrize("packed", [False, True])
def test_the_files_of_odk_central_come_in_together(run: Any, form: Path, packed: bool) -> None:
    parts = {"thu.csv": MAIN, "thu-con.csv": CHILDREN, "thu-con-lop.csv": LESSONS}
    path = form / ("thu.zip" if packed else "thu.csv")
    if packed:
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in parts.items():
                archive.writestr(name, text)
    else:
        for name, text in parts.items():
            (form / name).write_text(text, encoding="utf-8")
    taken = run("form", "answers", "thu", "--import", path)
    assert taken.exit_code == 0, taken.stderr
    assert taken.stderr.count("Các cột này") == 0, taken.stderr
    assert answers(run)[0]["con"] == [{"ten": "Mai", "lop": []}, {"ten": "Nam", "lop": [{"mon": "Toán"}]}]


def test_a_form_filled_on_a_phone_says_whom_it_is_about(run: Any, practice: Path, tmp_path: Path) -> None:
    settings = (("form_id", "form_title", "version", "attaches"), ("thu", "Thử", "1", "child"))
    run("form", "add", survey(tmp_path / "thu.xlsx", ("text", "noi", "Nơi"), settings=settings))
    child = run("register", "--name", "Lò Thị Mai", "--birth-date", "1/2/2018", "--sex", "nu", "--json").json["id"]
    out = tmp_path / "ra.xlsx"
    assert run("form", "export", "thu", "--out", out).exit_code == 0
    path = book(tmp_path / "kobo.xlsx", data=[("ghi_cho", "noi", "_uuid"), (child, "Suối", "u-1")])
    assert run("form", "answers", "thu", "--import", path).exit_code == 0
    assert run("form", "answers", "thu", "--for", child, "--json").json[0]["subject"] == child


def test_an_archive_that_unpacks_to_too_much_is_not_read(run: Any, form: Path) -> None:
    with zipfile.ZipFile(form / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("thu.csv", b"a," * 70_000_000)
    refused = run("form", "answers", "thu", "--import", form / "b.zip")
    assert (refused.exit_code, "nở ra quá lớn" in refused.stderr) == (1, True)


def test_the_dot_of_a_phone_is_a_decimal_point_also_before_three_digits(
    run: Any, practice: Path, tmp_path: Path
) -> None:
    assert run("form", "add", survey(tmp_path / "thu.xlsx", ("decimal", "can", "Cân nặng"))).exit_code == 0
    tmp_path.joinpath("thu.csv").write_text("can,KEY\n18.125,uuid:a\n-0.5,uuid:b\n7,uuid:c\n", encoding="utf-8")
    taken = run("form", "answers", "thu", "--import", tmp_path / "thu.csv")
    assert taken.exit_code == 0, taken.stderr
    assert [one["can"] for one in answers(run)] == [18.125, -0.5, 7.0]


def test_rows_of_nobody_and_sheets_nobody_asked_for_are_named(run: Any, form: Path) -> None:
    path = kobo(form / "ve.xlsx", ("", "2025-05-01", "biet", "", 0, 0, 1, "u-1", 1))
    book_ = openpyxl.load_workbook(path)
    book_["lop"].append(("Sử", 3, "con", 77))
    book_["con"]["F1"], book_["con"]["F2"] = "lạ", "x"
    for row in (("ten", "_index", "_parent_index"), ("Ai", 1, 1)):
        book_["Cũ"].append(row) if "Cũ" in book_.sheetnames else book_.create_sheet("Cũ").append(row)
    book_.save(path)
    done = run("form", "answers", "thu", "--import", path)
    assert done.exit_code == 0, done.stderr
    assert "Trang “con”: các dòng này không thuộc phiếu nào trong tệp, không nhận: 4." in done.stderr
    assert "Trang “lop”: các dòng này không thuộc phiếu nào trong tệp, không nhận: 4." in done.stderr
    assert "Trang “con”: Các cột này không có trong biểu mẫu, không nhận: lạ." in done.stderr
    assert "Trang “Cũ” không có trong biểu mẫu" in done.stderr


def test_what_is_wrong_in_a_repeat_is_named_with_its_sheet_and_row(run: Any, form: Path) -> None:
    questions = (("begin_repeat", "con", "Con"), ("integer", "tuoi", "Tuổi"), ("end_repeat",))
    run("form", "add", survey(form / "thu.xlsx", *questions))
    children: Rows = (("tuoi", "_index", "_parent_index"), (7, 1, 1), ("bảy", 2, 1))
    path = book(form / "ve.xlsx", **{"Phiếu": [("_uuid", "_index"), ("u-9", 1)], "con": children})
    assert "Trang “con”, dòng 3: Tuổi" in run("form", "answers", "thu", "--import", path).stderr


def test_a_submission_changed_on_the_server_is_told_and_nothing_is_laid_over(run: Any, form: Path) -> None:
    run("form", "answers", "thu", "--import", kobo(form / "a.xlsx", ("", "2025-05-01", "biet", "", 0, 0, 1, "u-1", 1)))
    again = kobo(form / "b.xlsx", ("", "2025-05-01", "khong", "", 0, 0, 1, "u-1", 1))
    done = run("form", "answers", "thu", "--import", again)
    assert "nay tệp ghi khác (Biết bơi); chưa đổi gì" in done.stderr
    assert answers(run)[0]["boi"] == "biet"


def test_two_columns_of_one_heading_are_not_guessed_at(run: Any, form: Path) -> None:
    path = book(form / "ve.xlsx", **{"Phiếu": [("Biết bơi", "Biết bơi", "_uuid"), ("biet", "khong", "u-1")]})
    done = run("form", "answers", "thu", "--import", path)
    assert done.exit_code == 1 and "nhiều cột cùng tên: Biết bơi" in done.stderr
