"""A file is read as it stands; every way it can be unreadable is one sentence."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from cpkit.errors import Refused
from cpkit.exchange.reading import read_sheets
from tests.exchange.sheets import workbook, workbook_of

HERE = Path(__file__).parent


def test_row_numbers_are_those_of_excel_even_when_the_list_starts_lower(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", (), (), ("", "Họ và tên"), ("", "Lò Thị Mai"))
    assert [list(row) for row in read_sheets(path)[0].rows][2] == ["", "Họ và tên"]


def test_dates_and_numbers_stay_what_they_are(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", (date(2018, 11, 26), 11225044637, "26/11/2018"))
    assert list(read_sheets(path)[0].rows[0]) == [date(2018, 11, 26), 11225044637.0, "26/11/2018"]


def test_merged_blocks_are_kept(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("DANH SÁCH", "", ""), ("1", "2", "3"), merges=[(0, 0, 0, 2)])
    merge = read_sheets(path)[0].merges[0]
    assert (merge.top, merge.left, merge.bottom, merge.right) == (0, 0, 0, 2)


def test_a_workbook_of_excel_97_is_read() -> None:
    rows = read_sheets(HERE / "old.xls")[0].rows
    assert list(rows[6]) == ["", "", "Lò", 11225044637.0, date(2020, 5, 5)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_text_table_is_read_with_its_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"Họ và tên{delimiter}Ngày sinh\nLò Thị Mai{delimiter}26/11/2018\n", encoding=encoding)
    assert read_sheets(path)[0].rows == [("Họ và tên", "Ngày sinh"), ("Lò Thị Mai", "26/11/2018")]


def test_only_the_sheet_asked_for_is_read(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.xlsx", {"Bản Kéo": [("x",)], "Bản Mớ": [("y",)]})
    assert [sheet.name for sheet in read_sheets(path, "ban mo")] == ["Bản Mớ"]
    with pytest.raises(Refused, match=r"không có trang tính “Bản Ten”\. Các trang tính: Bản Kéo, Bản Mớ"):
        read_sheets(path, "Bản Ten")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.xlsx", "rỗng"),
        (b"Day khong phai la Excel", "a.xlsx", "không phải là sổ Excel"),
        (b"PK\x03\x04 hong", "a.xlsx", "không phải là sổ Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "không phải là sổ Excel"),
        (b"\xff\xe1\xe2", "a.csv", "không phải văn bản Unicode"),
        (b"van ban", "a.docx", "không phải là sổ Excel"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, name: str, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused, match=sentence):
        read_sheets(path)


def test_a_protected_workbook_is_refused_by_its_lock() -> None:
    with pytest.raises(Refused, match="đặt mật khẩu"):
        read_sheets(HERE / "password.xlsx")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Không thấy tệp"):
        read_sheets(tmp_path / "none.xlsx")
    with pytest.raises(Refused, match="là một thư mục"):
        read_sheets(tmp_path)


def test_an_empty_sheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="không có dòng nào"):
        read_sheets(workbook(tmp_path / "a.xlsx"))


@pytest.mark.skipif(sys.platform == "win32", reason="rights are set otherwise on Windows")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = workbook(tmp_path / "a.xlsx", ("x",))
    monkeypatch.setattr(Path, "read_bytes", deny)  # Excel on Windows holds an open workbook so
    with pytest.raises(Refused, match="đang mở trong Excel"):
        read_sheets(path)
