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
        few, many = (_measured(Path(folder) / str(count), count) for count in (FEW, MANY))
    name = f"memory of a report: {MANY:,} : {FEW:,} children"
    return [Ratio(name, many, few, many / few, BOUND, unit="MB")]


def _measured(home: Path, count: int) -> float:
    """The peak of a ward's report, the ward made and the report watched each by a process of its own: Linux counts to
    a process what the one that started it had in memory."""
    _run("from benchmarks.wards import make_home; make_home(home, children=int(sys.argv[2]))", home, str(count))
    return float(_run("from benchmarks.memory import peak; print(peak(home))", home))


def _run(code: str, home: Path, *more: str) -> str:
    start = "import sys; from pathlib import Path; home = Path(sys.argv[1]); "
    command = [sys.executable, "-c", start + code, str(home), *more]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def peak(home: Path) -> float:
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
