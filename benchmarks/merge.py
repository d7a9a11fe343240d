"""The tallies of 130 wards merged into one report, against only reading them."""

from __future__ import annotations

import random
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.timing import Ratio, compare, process
from benchmarks.wards import make_home
from cpkit.places import units_on
from cpkit.reports.periods import year_period
from cpkit.reports.report import build_report, designed
from cpkit.reports.tally import FigureCounts, TableCounts, TallyFile, encode_tally, make_tally, tally_file
from cpkit.store.opening import open_store
from cpkit.times import now

WARDS = 130
READ_ONLY = """
import sys
from pathlib import Path
from cpkit.reports.tally import read_tallies
read_tallies(sorted(Path(sys.argv[1]).glob("*.tally")))
"""


def measure() -> list[Ratio]:
    """The whole process `cpkit report merge --json`, at most twice a process that reads the same files."""
    with TemporaryDirectory() as folder:
        sent = Path(folder) / "sent"
        write_tallies(sent, make_home(Path(folder) / "ward", children=2_000, interventions=4_000))
        merge = [sys.executable, "-m", "cpkit", "report", "merge", str(sent), "--json"]
        read = [sys.executable, "-c", READ_ONLY, str(sent)]
        return [compare(f"merge {WARDS} tallies : reading them", process(merge), process(read), bound=2, runs=5)]


def write_tallies(folder: Path, home: Path) -> None:
    """The tallies of 130 units of today, each with other counts, after that of the ward in `home`."""
    folder.mkdir()
    period = year_period(2025)
    design = designed(period.cutoff)
    with open_store(home) as store:
        report = build_report(store, store.settings, period, design, exact=True, head=store.head())
        tally = make_tally(report, design, store=store.settings.store_id, made_at=now())
    chance = random.Random(56)
    for unit in units_on(date(2025, 11, 14))[:WARDS]:
        made = _of_another(tally, unit.key, unit.name, chance)
        folder.joinpath(f"{unit.code}.tally").write_bytes(encode_tally(made))


def _of_another(tally: TallyFile, key: str, name: str, chance: random.Random) -> TallyFile:
    """The tally as another unit would send it: all counts times the same number."""
    part, times = tally.parts[0], chance.randrange(1, 9)
    figures = {id: _times(one, times) for id, one in part.figures.items()}
    tables = {id: _table_times(one, times) for id, one in part.tables.items()}
    made = msgspec.structs.replace(part, unit=key, unit_name=name, figures=figures, tables=tables)
    return tally_file(tally.confidentiality, tally.indicators, tally.tables, [made])


def _times(counts: FigureCounts, times: int) -> FigureCounts:
    ends = {end: getattr(counts, end) for end in ("numerator", "denominator", "high")}
    return msgspec.structs.replace(counts, **{end: n if n is None else n * times for end, n in ends.items()})


def _table_times(counts: TableCounts, times: int) -> TableCounts:
    rows, totals = (
        {id: tuple(cell if cell is None else cell * times for cell in cells) for id, cells in part.items()}
        for part in (counts.rows, counts.totals)
    )
    return msgspec.structs.replace(counts, rows=rows, totals=totals)
