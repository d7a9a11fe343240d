"""The most memory the year's report takes for 100,000 children, against 25,000 children."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.timing import Ratio

FEW, MANY = 25_000, 100_000
BOUND = 1.25


def measure() -> list[Ratio]:
    """Peak memory of the whole process: rows stream, so four times the children take hardly more."""
    if sys.platform == "win32":  # Windows does not tell a process's peak memory this way
        return []
    with TemporaryDirectory() as folder:
        few, many = (_peak(_made(Path(folder) / str(count), count)) for count in (FEW, MANY))
    name = f"memory of a report: {MANY:,} : {FEW:,} children"
    return [Ratio(name, many, few, many / few, BOUND, unit="MB")]


def _made(home: Path, count: int) -> Path:
    """A ward made by another process: what this one had in memory would be counted to its children."""
    make = "import sys; from pathlib import Path; from benchmarks.wards import make_home;"
    make += "make_home(Path(sys.argv[1]), children=int(sys.argv[2]))"
    subprocess.run([sys.executable, "-c", make, str(home), str(count)], check=True)
    return home


def _peak(home: Path) -> float:
    """The peak resident memory of `cpkit report`, in megabytes."""
    command = [sys.executable, "-m", "cpkit", "--home", str(home), "report", "--year", "2025", "--format", "json"]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as run:
        _pid, status, used = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        sys.exit(f"{' '.join(command)} failed")
    return used.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
