"""The year's report of a ward of 25,000 children and 100,000 interventions against only reading those rows."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.timing import Ratio, compare, process
from benchmarks.wards import make_home

READ_ONLY = """
import sys
from pathlib import Path
from cpkit.store.opening import open_store
with open_store(Path(sys.argv[1])) as store:
    for table in ("children", "interventions"):
        for _row in store.rows(table):
            pass
"""


def measure() -> list[Ratio]:
    """The whole process `cpkit report --format json`, at most 2.5 times a process that reads and decodes the rows."""
    with TemporaryDirectory() as folder:
        home = make_home(Path(folder) / "ward", children=25_000, interventions=100_000)
        report = [sys.executable, "-m", "cpkit", "--home", str(home), "report", "--year", "2025", "--format", "json"]
        read = [sys.executable, "-c", READ_ONLY, str(home)]
        return [compare("report of 25,000 + 100,000 : reading them", process(report), process(read), bound=2.5, runs=5)]
