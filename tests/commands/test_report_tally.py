"""`cpkit report tally`: which file is written, what it says, what is put on record."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from cpkit.reports.tally import read_tally
from cpkit.store import Store
from cpkit.times import now
from tests.conftest import Run
from tests.reports.ward import Ward, member

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def filled(store: Store) -> Ward:
    """A ward with two children."""
    ward = Ward(store)
    ward.child(name="Vừ A Dính", groups=[member(4)])
    ward.child()
    return ward


def test_the_tally_of_a_year_is_written_beside_under_unit_and_period(filled: Ward, run: Run, folder: Path) -> None:
    result = run("report", "tally", "--year", 2025)
    assert result.exit_code == 0 and "không có tên, mã của trẻ em" in result.stdout
    assert "Hạn chế" in result.stdout and max(map(len, result.stdout.splitlines()[:-1])) <= 80
    part = read_tally(folder / "so-lieu-2025-34-03127.tally").parts[0]
    assert part.figures["a1"].denominator == 2 and part.ledger == filled.store.head()
    assert [look.action for look in filled.store.looks()] == ["tally"]


def test_it_says_which_table_is_not_sent(filled: Ward, run: Run) -> None:
    assert "Không gửi bảng" in run("report", "tally", "--year", 2025).stdout


@pytest.mark.parametrize(
    ("out", "name"), [("p.tally", "p.tally"), ("p", "p.tally"), ("gui", "gui/so-lieu-2025-34-03127.tally")]
)
def test_the_file_can_be_named(filled: Ward, run: Run, folder: Path, out: str, name: str) -> None:
    (folder / "gui").mkdir()
    assert run("report", "tally", "--year", 2025, "--out", out).exit_code == 0
    assert read_tally(folder / name).parts[0].practice


def test_a_script_gets_the_file_and_its_digest(filled: Ward, run: Run, folder: Path) -> None:
    answer = run("report", "tally", "--quarter", "1/2025", "--out", "q.tally", "--json").json
    assert answer == {"file": "q.tally", "digest": read_tally(folder / "q.tally").digest, "parts": ["34:03127"]}


def test_without_a_period_and_without_a_terminal_the_option_is_named(filled: Ward, run: Run) -> None:
    result = run("report", "tally")
    assert (result.exit_code, result.stdout) == (2, "") and "--year" in result.stderr


def test_the_store_is_not_changed(filled: Ward, run: Run) -> None:
    before = filled.store.head()
    run("report", "tally", "--year", 2025)
    assert filled.store.head() == before


def test_what_is_known_later_is_not_in_a_tally_of_then_nor_is_a_table_of_the_wards_own(
    store: Store, run: Run, folder: Path
) -> None:
    """A table's name is what an officer typed: it may name a child."""
    Ward(store).child(groups=[member(4)])
    then = now()
    with time_machine.travel(then + timedelta(days=2)):
        run("log", "--child", "1", "--service", "y_te", "--date", "01/03/2025")
        run("report", "table", "new", "Của em Dính", "--over", "children", "--rows", "sex", "--year", 2025, "--save")
        result = run("report", "tally", "--year", 2025, "--known-at", f"{then:%d/%m/%Y}", "--out", "then.tally")
        shown = run("report", "tally", "--year", 2025, "--out", "now.tally").stdout
    helped = [read_tally(folder / f"{one}.tally").parts[0].figures["a2"].numerator for one in ("then", "now")]
    assert result.exit_code == 0 and helped == [0, 1]
    assert "Của em Dính" in shown and "Dính" not in (folder / "now.tally").read_text(encoding="utf-8")
