"""`cpkit report merge`: files in, one report out, without a store; every bad input named at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cpkit.reports.tally import TallyFile, encode_tally, read_tally
from cpkit.store import create_store
from tests.conftest import OFFICER, UNIT, UNIT_NAME, Run
from tests.reports.joining import NOW, THEN, sent_by, tally_of
from tests.reports.ward import Ward, member

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def base(tmp_path: Path) -> TallyFile:
    """The tally of a ward somewhere else."""
    store, _key = create_store(tmp_path / "xa", unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, practice=True)
    with store:
        ward = Ward(store)
        ward.helped(ward.child(groups=[member(4)]))
        ward.case(ward.child())
        return tally_of(ward)


@pytest.fixture
def four(base: TallyFile, folder: Path) -> Path:
    """The tallies of the four units of now."""
    for unit in NOW:
        _write(folder, unit, base)
    return folder


def _write(folder: Path, unit: str, base: TallyFile, name: str = "", **changes: Any) -> Path:
    path = folder / (name or f"{unit.replace(':', '-')}.tally")
    path.write_bytes(encode_tally(sent_by(base, unit, **changes)))
    return path


def test_the_summary_is_shown_in_eighty_columns_without_any_store(four: Path, run: Run, home: Path) -> None:
    result = run("report", "merge", *sorted(four.glob("*.tally")))
    assert result.exit_code == 0 and not home.exists()
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "4/4 đơn vị đã gửi" in result.stdout and "THỰC HÀNH" in result.stdout


@pytest.mark.parametrize(
    "files", [("*.tally",), (".",), ("34-03127.tally", "34-03316.tally", "34-0332*.tally", "34-03334.tally")]
)
def test_a_star_and_a_folder_stand_for_the_tallies_there(four: Path, run: Run, files: tuple[str, ...]) -> None:
    """Windows' command window leaves the star to the program."""
    assert len(run("report", "merge", *files, "--json").json["units"]) == 4


def test_the_workbook_has_a_column_a_unit_and_says_who_sent(four: Path, run: Run) -> None:
    assert run("report", "merge", ".", "--out", "tp.xlsx", "--office", "Thành phố thử").exit_code == 0
    book = openpyxl.load_workbook(four / "tp.xlsx")
    assert {"Tổng hợp", "Chỉ tiêu theo đơn vị", "Tử số, mẫu số", "Nơi gửi"} <= set(book.sheetnames)
    rows = [list(row) for row in book["Tử số, mẫu số"].iter_rows(values_only=True)]
    head = next(row for row in rows if row[0] == "Mã")
    assert head[3:8] == ["Phường Điện Biên Phủ", "Xã Nà Tấu", "Xã Mường Phăng", "Phường Mường Thanh", "Tổng số"]
    assert [row[3:8] for row in rows if row[0] == "a1"] == [[1, 1, 1, 1, 4], [2, 2, 2, 2, 8]]
    ages = [list(row) for row in book["Biểu 1 theo đơn vị"].iter_rows(values_only=True)]
    assert next(row for row in ages if row[0] == "Tổng số")[1:6] == [2, 2, 2, 2, 8]
    senders = [cell for row in book["Nơi gửi"].iter_rows(values_only=True) for cell in row]
    assert "34:03334" in senders and "17/11/2025 08:00" in senders
    summary = [cell for row in book["Tổng hợp"].iter_rows(values_only=True) for cell in row]
    assert "THÀNH PHỐ THỬ" in summary


def test_who_is_missing_stands_among_the_senders(four: Path, run: Run) -> None:
    (four / "34-03334.tally").unlink()
    assert run("report", "merge", ".", "--out", "tp.xlsx").exit_code == 0
    rows = list(openpyxl.load_workbook(four / "tp.xlsx")["Nơi gửi"].iter_rows(values_only=True))
    assert [row[0] for row in rows if "CHƯA GỬI" in row] == ["Phường Mường Thanh"]


def test_json_has_the_report_of_all_and_every_unit(four: Path, run: Run) -> None:
    document = run("report", "merge", ".", "--json").json
    assert document["indicators"][0]["denominator"] == 8 and document["missing"] == []
    assert document["units"][0]["indicators"]["a1"]["denominator"] == 2
    assert document["tables_by_unit"][0]["totals"][0]["values"]["34:03127"] == 2


def test_csv_has_the_units_after_the_report(four: Path, run: Run) -> None:
    assert run("report", "merge", ".", "--out", "tp.csv").exit_code == 0
    text = (four / "tp.csv").read_text("utf-8-sig")
    assert "a1;Trẻ em có hoàn cảnh đặc biệt, trên tổng số;Mẫu số;2;2;2;2;8" in text


def test_a_citys_tally_is_merged_again_at_the_province(four: Path, run: Run, base: TallyFile) -> None:
    assert run("report", "merge", ".", "--tally", "tp.tally").exit_code == 0
    assert len(read_tally(four / "tp.tally").parts) == 4
    _write(four, "34:03203", base)
    document = run(
        "report", "merge", "tp.tally", "34-03203.tally", "34-03127.tally", "--expect", "Điện Biên", "--json"
    ).json
    assert document["indicators"][0]["denominator"] == 10, "the ward that came two ways is counted once"
    assert len(document["missing"]) == 40
    assert document["repeated"][0] | {"made_at": 0} == {
        "unit": "34:03127", "unit_name": "Phường Điện Biên Phủ", "made_at": 0, "stores": 1, "same": True,
    }  # fmt: skip


def test_what_is_published_hides_small_counts_and_is_no_tally(four: Path, run: Run) -> None:
    document = run("report", "merge", ".", "--publish", "--json").json
    assert document["published"] and document["units"][0]["indicators"]["a1"]["numerator"] == "<5"
    refused = run("report", "merge", ".", "--publish", "--tally", "tp.tally")
    assert refused.exit_code == 2 and not (four / "tp.tally").exists()


@pytest.mark.parametrize("ending", ["docx", "html"])
def test_the_whole_area_in_words_but_never_for_the_public(four: Path, run: Run, ending: str) -> None:
    """A sentence cannot hide a number."""
    assert run("report", "merge", ".", "--out", f"tp.{ending}", "--office", "Thành phố thử").exit_code == 0
    refused = run("report", "merge", ".", "--publish", "--out", f"cong-khai.{ending}")
    assert refused.exit_code == 2 and not (four / f"cong-khai.{ending}").exists()
    assert (four / f"tp.{ending}").stat().st_size > 10_000


def test_on_the_boundaries_of_now(base: TallyFile, folder: Path, run: Run) -> None:
    for unit in THEN:
        _write(folder, unit, base)
    document = run("report", "merge", ".", "--boundaries", "now", "--json").json
    assert [one["unit"] for one in document["units"]] == list(NOW)
    assert run("report", "merge", ".", "--unit-set", "thanh_pho_dien_bien_phu", "--json").json["missing"] == []


def test_everything_that_does_not_add_up_is_named_and_nothing_is_written(
    base: TallyFile, folder: Path, run: Run
) -> None:
    _write(folder, "34:03127", base)
    _write(folder, "63:03136", base, practice=False)
    result = run("report", "merge", ".", "--out", "tp.xlsx", "--tally", "tp.tally")
    assert result.exit_code == 1 and not (folder / "tp.xlsx").exists() and not (folder / "tp.tally").exists()
    assert "Số liệu thực hành không cộng với số liệu thật" in result.stderr
    assert "chỉ gửi một trong hai" in result.stderr.replace("\n  ", " ")


def test_altered_and_foreign_files_are_named_at_once(four: Path, run: Run) -> None:
    path = four / "34-03127.tally"
    path.write_bytes(path.read_bytes().replace(b'"denominator": 2', b'"denominator": 3', 1))
    (four / "la.tally").write_text(json.dumps({"xin": "chao"}), encoding="utf-8")
    result = run("report", "merge", ".")
    assert result.exit_code == 1 and result.stdout == ""
    assert "34-03127.tally" in result.stderr and "la.tally" in result.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "*.tally"),
        (("khong-co.tally",), "khong-co.tally"),
        (("*.khac",), "Không có tệp .tally"),
        ((".", "--out", "tp.pdf"), ".xlsx"),
        ((".", "--unit-set", "x", "--expect", "y"), "--expect"),
        ((".", "--unit-set", "khong_co"), "khong_co"),
        ((".", "--unit-set", "34"), "cả nước"),
        ((".", "--expect", "Tỉnh Không Có"), "Tỉnh Không Có"),
    ],
)
def test_what_is_asked_wrongly_is_said(four: Path, run: Run, options: tuple[str, ...], words: str) -> None:
    result = run("report", "merge", *options)
    assert result.exit_code in (1, 2) and words in result.stderr and result.stdout == ""


def test_merging_leaves_the_tallies_as_they_are(four: Path, run: Run) -> None:
    before = {path: path.read_bytes() for path in four.iterdir()}
    run("report", "merge", ".")
    assert {path: path.read_bytes() for path in four.iterdir()} == before


def test_in_english_period_and_tables_are_said_in_english_though_wards_count_in_vietnamese(
    base: TallyFile, folder: Path, run: Run
) -> None:
    _write(folder, "34:03127", base)
    document = run("--lang", "en", "report", "merge", ".", "--json").json
    titles = [table["title"] for table in document["tables"]]
    assert document["period"]["title"] == "The year 2025"
    assert len(titles) > 20 and not [title for title in titles if not title.isascii()]
