"""`cpkit report dhis2`: a file of codes to fill in, then the values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cpkit.store import Store
from tests.conftest import Run
from tests.reports.ward import Ward

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def filled(store: Store) -> Ward:
    """A ward with two children."""
    ward = Ward(store)
    ward.child()
    ward.child(sex="nam")
    return ward


def _fill_in(path: Path) -> None:
    """Give every empty place a code of its own."""
    number = iter(range(10_000))
    text = path.read_text("utf-8").replace('combo = ""', 'combo = "-"', 1)
    path.write_text(re.sub(r'= ""', lambda _found: f'= "M{next(number)}"', text), encoding="utf-8")


def test_from_an_empty_file_of_codes_to_values(filled: Ward, run: Run, folder: Path) -> None:
    assert run("report", "dhis2", "--year", 2025, "--map-template", "ma.toml").exit_code == 0
    refused = run("report", "dhis2", "--year", 2025, "--map", "ma.toml", "--out", "d.json")
    assert refused.exit_code == 1 and "indicators.a1.numerator" in refused.stderr and "org_units" in refused.stderr
    assert not (folder / "d.json").exists()
    _fill_in(folder / "ma.toml")
    result = run("report", "dhis2", "--year", 2025, "--map", "ma.toml")
    assert result.exit_code == 0 and result.json["period"] == "2025" and len(result.json["dataValues"]) > 10
    assert "chỉ tiêu c1: chưa kết luận được, không gửi" in result.stderr
    assert "là từ 15/11/2024 đến 14/11/2025" in result.stderr and "số liệu thực hành" in result.stderr


def test_csv_goes_to_the_file_named(filled: Ward, run: Run, folder: Path) -> None:
    run("report", "dhis2", "--quarter", "1/2025", "--map-template", "ma.toml")
    _fill_in(folder / "ma.toml")
    assert run("report", "dhis2", "--quarter", "1/2025", "--map", "ma.toml", "--csv", "--out", "d.csv").exit_code == 0
    lines = (folder / "d.csv").read_text("utf-8").splitlines()
    assert lines[0].startswith("dataelement,period,orgunit") and ",2025Q1," in lines[1]


def test_a_tally_needs_no_store_and_has_its_own_period(filled: Ward, run: Run, folder: Path) -> None:
    run("report", "tally", "--year", 2025, "--out", "p.tally")
    assert run("report", "dhis2", "--tally", "p.tally", "--map-template", "ma.toml").exit_code == 0
    _fill_in(folder / "ma.toml")
    assert run("--home", "khong-co", "report", "dhis2", "--tally", "p.tally", "--map", "ma.toml").exit_code == 0
    assert run("report", "dhis2", "--tally", "p.tally", "--year", 2025, "--map", "ma.toml").exit_code == 2


def test_a_file_of_codes_is_never_written_over(filled: Ward, run: Run, folder: Path) -> None:
    (folder / "ma.toml").write_text('data_set = "X"', encoding="utf-8")
    assert run("report", "dhis2", "--year", 2025, "--map-template", "ma.toml").exit_code == 1
    assert (folder / "ma.toml").read_text("utf-8") == 'data_set = "X"'


def test_without_codes_the_option_is_named_and_nameless_days_are_refused(filled: Ward, run: Run, folder: Path) -> None:
    assert "--map-template" in run("report", "dhis2", "--year", 2025).stderr
    (folder / "ma.toml").write_text('data_set = "X"', encoding="utf-8")
    days = ("--from", "02/01/2025", "--to", "10/02/2025")
    assert "không có tên cho kỳ" in run("report", "dhis2", *days, "--map", "ma.toml").stderr
