"""The figures of several years side by side, and what was sent then."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from cpkit.errors import Misused
from cpkit.reports import series_xlsx
from cpkit.reports.frozen import Sent, freeze, frozen_reports
from cpkit.reports.letter import Letter
from cpkit.reports.report import Report, build_report, designed
from cpkit.reports.series import Series, read_years, series, year_periods
from cpkit.reports.standings import Standings
from cpkit.store import Store
from tests.conftest import Run
from tests.reports.ward import Ward, member


def reports(store: Store, years: range) -> list[Report]:
    return [
        build_report(store, store.settings, period, designed(period.cutoff), exact=True)
        for period in year_periods(years)
    ]


def made(store: Store, years: range) -> Series:
    return series(reports(store, years), (kept for _id, kept in frozen_reports(store)))


@pytest.fixture
def filled(ward: Ward) -> Ward:
    """Four children; one in special circumstances through 2023, one since 2024, one only in 2022."""
    ward.child(groups=[member(4, "2020-01-01", "2023-12-31")])
    ward.child(groups=[member(4, "2024-01-01")])
    ward.child(groups=[member(4, "2022-01-01", "2022-12-31")])
    ward.child()
    return ward


def test_every_year_is_counted_as_things_were_then(filled: Ward, store: Store) -> None:
    found = made(store, range(2021, 2026))
    assert found.years == [2021, 2022, 2023, 2024, 2025]
    assert [figure.value for figure in found.figures("a1")] == [25, 50, 25, 25, 25]


def test_each_year_has_the_target_of_its_own_day(filled: Ward, store: Store) -> None:
    targets = [figure.target for figure in made(store, range(2020, 2022)).figures("a1")]
    assert targets[0] is None, "the plan begins in 2021"
    assert targets[1] is not None and targets[1].high == Decimal("1.1")


def test_a_year_sent_otherwise_is_told(filled: Ward, store: Store) -> None:
    period = year_periods([2024])[0]
    design = designed(period.cutoff)
    standings = Standings(design.indicators)
    report = build_report(store, store.settings, period, design, observe=standings, head=store.head())
    freeze(store, report, standings, Letter("UBND tỉnh"), Sent.of("b.json", "json", b""))
    assert made(store, range(2023, 2026)).otherwise == ()

    filled.child(groups=[member(4)])
    (changed,) = [one for one in made(store, range(2023, 2026)).otherwise if one.indicator == "a1"]
    assert (changed.year, changed.sent.numerator, changed.sent.denominator) == (2024, 1, 4)


def test_the_workbook_holds_the_figures_the_targets_and_a_chart_an_indicator(filled: Ward, store: Store) -> None:
    found = made(store, range(2021, 2026))
    content = series_xlsx.encode(found)
    assert content == series_xlsx.encode(found), "the same figures, the same bytes"
    book = openpyxl.load_workbook(BytesIO(content))
    rows = {row[0]: row[1:] for row in book["Qua các năm"].iter_rows(values_only=True) if row[0]}
    assert rows["a1"][1:] == ("< 1,1 %", 25, 50, 25, 25, 25)
    drawn = [one for one in found.indicators if sum(figure.value is not None for figure in found.figures(one.id)) > 1]
    percent = [one for one in drawn if one.measure == "percent"]
    assert len(book["Qua các năm"]._charts) == len(percent) > 0
    ranged = [
        one.id for one in percent if any(figure.target and figure.target.upper_end for figure in found.figures(one.id))
    ]
    lines = [len(chart.series) for chart in book["Qua các năm"]._charts]
    assert lines.count(3) == len(ranged) > 0, "of a range both ends are drawn"


@pytest.mark.parametrize(
    ("text", "years"),
    [("2021-2025", [2021, 2022, 2023, 2024, 2025]), (" 2024 – 2025 ", [2024, 2025]), ("2025", [2025])],
)
def test_years_are_read(text: str, years: list[int]) -> None:
    assert list(read_years(text)) == years


@pytest.mark.parametrize("text", ["2025-2021", "1990-2025", "năm nay", "2021-2023-2025", "21-25"])
def test_years_that_cannot_be_are_wrong_usage(text: str) -> None:
    with pytest.raises(Misused, match="--years"):
        read_years(text)


def test_the_command_shows_them_in_eighty_columns(filled: Ward, run: Run) -> None:
    result = run("report", "series", "--years", "2021-2025")
    assert result.exit_code == 0 and max(map(len, result.stdout.splitlines())) <= 80
    assert "25,00 %" in result.stdout and "50,00 %" in result.stdout
    found = run("report", "series", "--years", "2022", "--json").json
    first = next(one for one in found["indicators"] if one["id"] == "a1")
    assert first["years"][0]["numerator"] == 2 and first["years"][0]["target"] == {"op": "<", "low": None, "high": 1.1}


def test_another_ending_than_a_workbooks_is_wrong_usage(filled: Ward, run: Run) -> None:
    assert run("report", "series", "--years", "2025", "--out", "b.csv").exit_code == 2


def test_targets_that_change_stand_year_by_year(filled: Ward, run: Run) -> None:
    """The plan's targets end with 2025: a reader must not hold 2026 against them, or 2025 against none."""
    given = run("report", "series", "--years", "2025-2026").stdout
    wanted = next(line for line in given.splitlines() if "mục tiêu từng năm" in line)
    assert wanted.split()[-4:] == ["<", "1,1", "%", "–"]
    assert "mục tiêu từng năm" not in run("report", "series", "--years", "2024-2025").stdout


def test_the_workbook_names_the_years_of_each_target(filled: Ward, run: Run, tmp_path: Path) -> None:
    """The plan's target ends with 2025: in 2026 there is none until the ward sets one."""
    run("report", "series", "--years", "2024-2026", "--out", tmp_path / "b.xlsx")
    cells = [row[2].value for row in openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0].iter_rows(min_row=5)]
    assert "2024-2025: < 1,1 %\n2026: –" in cells
