"""`cpkit register --from`: officers' lists as they are kept, through the real command into a real store."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cpkit.exchange.reading import Cell, read_sheets
from tests.conftest import Run
from tests.exchange.sheets import CHILD, HEADING, workbook, workbook_of

SAMPLES = Path(__file__).parents[2] / "samples"
LISTS = {
    "register-tidy": (),
    "register-as-kept": (),
    "register-tcvn3": ("--legacy", "auto"),
    "register-vni": ("--legacy", "vni"),
}
SHOWN = {"day": 10, "month": 7, "year": 4}

pytestmark = pytest.mark.usefixtures("practice")


def truth_of(name: str) -> dict[str, Any]:
    """What a careful reader makes of a sample."""
    truth: dict[str, Any] = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    return truth


def expected(child: dict[str, Any]) -> dict[str, Any]:
    """A child of the truth as `child list --json` should tell it."""
    same = ("name", "birth_precision", "sex", "ethnic", "id_number", "hamlet", "father", "mother", "poor", "groups")
    return {key: child[key] for key in same} | {"birth": child["birth"][: SHOWN[child["birth_precision"]]]}


def told(child: dict[str, Any]) -> dict[str, Any]:
    """The same of a child of the register."""
    keys = ("name", "birth", "birth_precision", "sex", "ethnic", "id_number", "hamlet", "father", "mother", "poor")
    return {key: child[key] for key in keys} | {"groups": [entry["group"] for entry in child["groups"]]}


@pytest.mark.parametrize("name", LISTS)
def test_a_sample_goes_in_exactly_as_a_careful_reader_reads_it(run: Run, name: str) -> None:
    result = run("register", "--from", SAMPLES / f"{name}.xlsx", "--json", *LISTS[name])
    assert result.exit_code == 0, result.stderr
    truth = truth_of(name)
    ids = {row["id"]: row["row"] for row in result.json["registered"]}
    assert sorted(ids.values()) == [child["excel_row"] for child in truth["children"]]
    listed = {ids[child["id"]]: told(child) for child in run("child", "list", "--json", "--confidential").json}
    assert listed == {child["excel_row"]: expected(child) for child in truth["children"]}
    assert [row["row"] for row in result.json["refused"]] == [row["excel_row"] for row in truth["refused"]]
    repeats = [(row["row"], row["of"]) for row in result.json["possible_duplicates"]]
    again = [child for child in truth["children"] if "typed_again_in_row" in child]
    assert repeats == [(child["typed_again_in_row"], {"row": child["excel_row"]}) for child in again]
    assert {child["registered_on"] for child in run("child", "list", "--json").json} == {"2025-11-10"}
    assert run("verify").exit_code == 0


def test_a_refused_row_names_every_wrong_field(run: Run) -> None:
    refused = run("register", "--from", SAMPLES / "register-as-kept.xlsx", "--json").json["refused"]
    faults = {"noname": "name", "adult": "birth", "date": "birth"}
    wanted = {row["excel_row"]: faults[row["fault"]] for row in truth_of("register-as-kept")["refused"]}
    assert {row["row"]: row["errors"][0]["field"] for row in refused} == wanted
    assert all(error["message"] for row in refused for error in row["errors"])


@pytest.mark.parametrize("name", ["register-tcvn3", "register-vni"])
def test_an_old_font_is_not_read_without_being_told(run: Run, name: str) -> None:
    result = run("register", "--from", SAMPLES / f"{name}.xlsx", "--json")
    assert result.exit_code == 1
    assert "--legacy" in result.stderr
    assert run("child", "list", "--json").json == []


def test_the_same_list_again_registers_nobody(run: Run) -> None:
    arguments = ("register", "--from", SAMPLES / "register-tidy.xlsx", "--json")
    ids = {row["row"]: row["id"] for row in run(*arguments).json["registered"]}
    again = run(*arguments)
    assert again.exit_code == 1
    held = {row["row"]: row["of"] for row in again.json["possible_duplicates"]}
    truth = truth_of("register-tidy")["children"]
    known = {child["excel_row"] for child in truth if child["id_number"] or child["mother"]}
    assert held == {row: ids[row] for row in known}
    assert run(*arguments, "--anyway").exit_code == 0


def test_a_trial_run_shows_the_first_rows_and_writes_nothing(run: Run) -> None:
    arguments = ("register", "--from", SAMPLES / "register-as-kept.xlsx", "--dry-run")
    shown = run(*arguments)
    assert shown.exit_code == 0
    assert "Bạc Thị" in shown.stdout
    assert "154 trẻ" in shown.stdout
    answer = run(*arguments, "--json").json
    assert (answer["registered"], answer["would_register"], answer["rows"][0]["birth"]) == ([], 154, "2020-05-05")
    assert run("child", "list", "--json").json == []


def from_rows(run: Run, path: Path, *rows: Sequence[Cell], options: Sequence[str] = ()) -> Any:
    """The answer to a list of these rows."""
    result = run("register", "--from", workbook(path / "ds.xlsx", *rows), "--json", *options)
    assert result.stdout, result.stderr
    return result.json


def test_the_refused_rows_come_back_as_a_workbook_that_can_be_put_right(run: Run, tmp_path: Path) -> None:
    back = tmp_path / "tra-lai.xlsx"
    run("register", "--from", SAMPLES / "register-as-kept.xlsx", "--refused", back, "--json")
    sheet = read_sheets(back)[0]
    heading, *rows = [list(row) for row in sheet.rows]
    assert heading[-1] == "Lý do không nhận"
    assert len(rows) == 6
    born = next(row for row in rows if "31/02/2014" in row)
    assert "31/02/2014 không có thật" in str(born[-1])
    assert "011324213909" in born
    assert "Tổ dân phố 5" in born
    put_right = [["28/02/2014" if cell == "31/02/2014" else cell for cell in row] for row in (heading, born)]
    answer = from_rows(run, tmp_path, *put_right, options=("--as-of", "10/11/2025"))
    assert [row["row"] for row in answer["registered"]] == [2]


def test_no_formula_reaches_the_workbook_of_refused_rows(run: Run, tmp_path: Path) -> None:
    back = tmp_path / "tra-lai.xlsx"
    row = (1, "=cmd()", date(2018, 11, 26), "Nữ", "=1+1")
    answer = from_rows(run, tmp_path, HEADING, row, options=("--refused", str(back)))
    assert {error["field"] for error in answer["refused"][0]["errors"]} == {"name", "mother"}
    assert list(read_sheets(back)[0].rows[1])[1] == "=cmd()"


def test_a_workbook_of_refused_rows_that_cannot_be_written_registers_nobody(run: Run, tmp_path: Path) -> None:
    sample = SAMPLES / "register-as-kept.xlsx"
    refused = run("register", "--from", sample, "--refused", tmp_path / "khong-co" / "tra-lai.xlsx")
    assert refused.exit_code == 1
    assert "Không ghi được tra-lai.xlsx" in refused.stderr
    assert run("child", "list", "--json").json == []
    own = workbook(tmp_path / "ds.xlsx", HEADING, (1, "", 2018, "Nam", ""))
    assert run("register", "--from", own, "--refused", own).exit_code == 2
    assert run("register", "--from", own, "--refused", tmp_path / "tra-lai.csv").exit_code == 2


def test_under_16_on_the_date_of_the_list_counts(run: Run, tmp_path: Path) -> None:
    """Luật Trẻ em Đ1; who was a child on the day of the list is registered though 16 since."""
    rows: list[Sequence[Cell]] = [
        (1, "Lò Văn Một", date(2010, 3, 1), "Nam", "A"),
        (2, "Lò Văn Hai", 2009, "Nam", "B"),
        (3, "Lò Ba", 2008, "Nam", "C"),
    ]
    titled = ("DANH SÁCH TRẺ EM NĂM 2025",)
    assert from_rows(run, tmp_path, titled, HEADING, *rows, options=("--dry-run",))["as_of"] == "2025-12-31"
    answer = from_rows(run, tmp_path, titled, HEADING, *rows)
    assert [row["row"] for row in answer["registered"]] == [3]
    answer = from_rows(run, tmp_path, titled, HEADING, *rows, options=("--as-of", "10/11/2025"))
    assert [row["row"] for row in answer["registered"]] == [4]
    assert [row["row"] for row in answer["refused"]] == [5]


@pytest.mark.parametrize("large", [12, 0])  # the register is read once, or asked row by row
def test_a_child_of_the_register_is_held_back_by_number_or_by_name_mother_and_birth(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr("cpkit.exchange.import_children.LARGE_BESIDE_LIST", large)
    mai = ("--name", "Lò Thị Mai", "--birth-year", "2018", "--sex", "nu", "--mother", "Quàng Thị Hoa")
    first = run("register", *mai, "--id-number", "011318000001", "--json").json["id"]
    heading = (*HEADING, "Số định danh")
    rows: list[Sequence[Cell]] = [
        (1, "Lò Thị Mai", date(2018, 11, 26), "Nữ", "QUÀNG THỊ HOÀ", ""),
        (2, "Tên Khác Hẳn", date(2017, 1, 1), "Nữ", "", 11318000001),
        (3, "Lò Thị Mai", date(2019, 11, 26), "Nữ", "Quàng Thị Hoa", ""),
        (4, "Lò Thị Mai", date(2018, 11, 26), "Nữ", "", ""),
    ]
    answer = from_rows(run, tmp_path, heading, *rows)
    assert answer["possible_duplicates"] == [{"row": 2, "of": first}, {"row": 3, "of": first}]
    assert [row["row"] for row in answer["registered"]] == [4, 5]


@pytest.mark.parametrize("large", [12, 0])
def test_a_row_without_mother_typed_again_word_for_word_is_held_back(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr("cpkit.exchange.import_children.LARGE_BESIDE_LIST", large)
    heading = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Tổ, bản")
    rows: list[Sequence[Cell]] = [
        (1, "Lò Thị Mai", 2018, "Nữ", "Bản Kéo"),
        (2, "LÒ THỊ MAI", 2018, "Nữ", "bản kéo"),
        (3, "Lò Thị Mai", 2018, "Nữ", "Bản Mớ"),
        (4, "Lò Thị Mai", date(2018, 11, 26), "Nữ", "Bản Kéo"),
    ]
    first = from_rows(run, tmp_path, heading, *rows)
    assert first["possible_duplicates"] == [{"row": 3, "of": {"row": 2}}]
    again = from_rows(run, tmp_path, heading, *rows)
    assert again["registered"] == []
    ids = {row["row"]: row["id"] for row in first["registered"]}
    held = {row["row"]: row["of"] for row in again["possible_duplicates"]}
    assert held == {**ids, 3: ids[2]}


def test_columns_that_nothing_places_are_named(run: Run, tmp_path: Path) -> None:
    path = workbook(tmp_path / "ds.xlsx", (*HEADING, "Lớp", "Bố cháu bé"), (*CHILD, "5A", "Lò Văn Ninh"))
    result = run("register", "--from", path)
    assert result.exit_code == 1
    assert "Lớp; Bố cháu bé" in result.stderr
    assert '--column "Lớp=' in result.stderr
    mapping = tmp_path / "ghep-cot.json"
    chosen = ("--column", "Lớp=note", "--column", "Bố cháu bé=father", "--save-mapping", mapping)
    assert run("register", "--from", path, *chosen, "--dry-run").exit_code == 0
    assert run("register", "--from", path, "--mapping", mapping).exit_code == 0
    child = run("child", "list", "--json").json[0]
    assert (child["father"], child["note"]) == ("Lò Văn Ninh", "Lớp: 5A")


def test_a_column_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("register", "--from", workbook(tmp_path / "ds.xlsx", HEADING, CHILD), "--column", "Tên bố=father")
    assert result.exit_code == 1
    assert "không có cột “Tên bố”" in result.stderr


def test_of_several_lists_in_a_workbook_one_is_chosen(run: Run, tmp_path: Path) -> None:
    other = (1, "Hạng A Páo", date(2019, 1, 1), "Nam", "Ly Thị Dợ")
    path = workbook_of(
        tmp_path / "ds.xlsx", {"Bản Kéo": [HEADING, CHILD], "Bản Mớ": [HEADING, other], "Tổng": [("Cộng", 2)]}
    )
    refused = run("register", "--from", path)
    assert refused.exit_code == 2
    assert "Bản Kéo, Bản Mớ. Dùng --sheet" in refused.stderr
    assert run("register", "--from", path, "--sheet", "Bản Mớ").exit_code == 0
    assert [child["name"] for child in run("child", "list", "--json").json] == ["Hạng A Páo"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"khong phai", "không phải là sổ Excel"),
        ("a.xlsx", b"", "rỗng"),
        ("b.txt", "Một dòng chữ".encode(), "tiêu đề"),
    ],
)
def test_bad_files_are_refused_and_nothing_is_written(
    run: Run, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    result = run("register", "--from", tmp_path / name)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert run("child", "list", "--json").json == []


def test_a_list_nobody_filled_in_says_so(run: Run, tmp_path: Path) -> None:
    result = run("register", "--from", workbook(tmp_path / "ds.xlsx", ("DANH SÁCH",), HEADING))
    assert (result.exit_code, "chưa có dòng nào" in result.stderr) == (1, True)


def test_a_list_of_refused_rows_only_ends_in_exit_1_with_its_json(run: Run, tmp_path: Path) -> None:
    path = workbook(tmp_path / "ds.xlsx", HEADING, (1, "Lò Thị Mai", "", "Nữ", ""))
    result = run("register", "--from", path, "--json")
    assert result.exit_code == 1
    assert result.json["registered"] == []
    assert result.json["refused"][0]["row"] == 2


def test_an_interruption_leaves_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from cpkit.store.writer import Writer

    def interrupt(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Writer, "finish", interrupt)  # Ctrl-C after the last row, before the commit
        assert run("register", "--from", SAMPLES / "register-tidy.xlsx").exit_code == 130
    assert run("child", "list", "--json").json == []
    assert run("verify").exit_code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="drives a Unix terminal")
def test_in_a_terminal_an_old_font_is_shown_before_it_is_read(practice: Path, run: Run) -> None:
    import pexpect

    arguments = ["-m", "cpkit", "register", "--from", str(SAMPLES / "register-tcvn3.xlsx")]
    environment = {**os.environ, "CPKIT_HOME": str(practice)}
    terminal = pexpect.spawn(
        sys.executable, arguments, env=environment, encoding="utf-8", timeout=30, dimensions=(50, 100)
    )
    terminal.expect("Sẽ đọc là")
    terminal.expect("Nguyễn")
    terminal.expect("Đọc như trên")
    terminal.send("\r")
    terminal.expect("Ngày của danh sách")
    terminal.send("\r")
    terminal.expect("Đã ghi 60 trẻ")
    terminal.expect(pexpect.EOF)
    assert len(run("child", "list", "--json").json) == 60


def test_the_template_that_is_handed_out_comes_back_filled(run: Run, tmp_path: Path) -> None:
    empty, filled = tmp_path / "mau.xlsx", tmp_path / "da-ghi.xlsx"
    assert run("form", "template", "dang_ky", "--out", empty).exit_code == 0
    sheet, help_sheet = read_sheets(empty)[:2]
    heading = [str(cell).removesuffix(" *") for cell in sheet.rows[-1]]
    answers: dict[str, Cell] = {
        "Họ và tên": "Lò Thị Mai",
        "Ngày sinh": date(2018, 11, 26),
        "Giới tính": "Nữ",
        "Tổ dân phố, bản": "Bản Kéo",
        "Dân tộc": "Thái",
        "Hộ nghèo, cận nghèo": "Hộ cận nghèo",
        "Nhóm hoàn cảnh đặc biệt": "4.2; 13",
        "Nguy cơ rơi vào hoàn cảnh đặc biệt": "Trẻ em bỏ học",
        "Ghi chú": "Ở với bà",
    }
    row = [answers.get(title, "") for title in heading]
    rows: list[Sequence[Cell]] = [*sheet.rows, row]
    workbook_of(filled, {sheet.name: rows, help_sheet.name: help_sheet.rows})
    assert run("register", "--from", filled).exit_code == 0
    child = run("child", "list", "--json").json[0]
    assert (child["name"], child["birth"], child["hamlet"], child["ethnic"]) == (
        "Lò Thị Mai",
        "2018-11-26",
        "Bản Kéo",
        "03",
    )
    assert (child["poverty"], child["poor"], child["note"]) == ("can_ngheo", False, "Ở với bà")
    assert [(entry["group"], entry["sub"]) for entry in child["groups"]] == [(4, 2), (13, None)]
    assert child["risks"][0]["risk"] == "bo_hoc"


def test_a_list_in_an_old_font_with_its_heading_too(run: Run, tmp_path: Path) -> None:
    """Title, heading and foot typed in .VnTime as well."""
    rows: list[Sequence[Cell]] = [
        ("danh s¸ch trÎ em n¨m 2025",),
        ("STT", "Hä vµ tªn", "Ngµy sinh", "Giíi tÝnh", "D©n téc", "N¬i ë"),
        (1, "NguyÔn ThÞ H\u00ad¬ng", "26/11/2018", "N÷", "Th¸i", "B¶n KÐo"),
        (2, "Lß V¨n ¸nh", "01/02/2019", "Nam", "Kinh", "-nt-"),
        ("", "", "", "", "", "ngµy 10 th¸ng 11 n¨m 2025"),
    ]
    path = workbook(tmp_path / "cu.xlsx", *rows)
    assert "--legacy tcvn3" in run("register", "--from", path).stderr
    assert run("register", "--from", path, "--legacy", "auto", "--json").exit_code == 0
    children = run("child", "list", "--json").json
    assert {child["registered_on"] for child in children} == {"2025-11-10"}
    assert [(child["name"], child["sex"], child["hamlet"]) for child in children] == [
        ("Lò Văn Ánh", "nam", "Bản Kéo"),
        ("Nguyễn Thị Hương", "nu", "Bản Kéo"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="drives a Unix terminal")
def test_in_a_terminal_a_column_that_nothing_places_is_asked_about(practice: Path, run: Run, tmp_path: Path) -> None:
    import pexpect

    path = workbook(tmp_path / "ds.xlsx", (*HEADING, "Lớp"), (*CHILD, "5A"))
    arguments = ["-m", "cpkit", "register", "--from", str(path)]
    environment = {**os.environ, "CPKIT_HOME": str(practice)}
    terminal = pexpect.spawn(
        sys.executable, arguments, env=environment, encoding="utf-8", timeout=30, dimensions=(50, 100)
    )
    terminal.expect("Cột “Lớp” ghi gì")
    terminal.send("\r")
    terminal.expect("Đã ghi 1 trẻ")
    terminal.expect(pexpect.EOF)
    assert run("child", "list", "--json").json[0]["note"] is None
