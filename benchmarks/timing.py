"""Times whole processes and functions in turns (A B A B …) and gives the median of the pairwise ratios."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

Command = Sequence[str]


@dataclass(frozen=True)
class Ratio:
    """What was measured: a name, the median seconds (or megabytes) of both sides, their ratio and the bound to keep."""

    name: str
    subject: float
    floor: float
    ratio: float
    bound: float
    at_least: bool = False
    unit: Literal["s", "MB"] = "s"

    @property
    def kept(self) -> bool:
        """Whether the ratio keeps its bound."""
        return self.ratio >= self.bound if self.at_least else self.ratio <= self.bound

    def line(self) -> str:
        """One line for the terminal: name, both sides, ratio, bound, verdict."""
        times, unit = (1000, "ms") if self.unit == "s" else (1, "MB")
        sign, verdict = (">=" if self.at_least else "<="), ("kept" if self.kept else "BROKEN")
        return (
            f"{self.name:<44}{self.subject * times:>10.1f} {unit}{self.floor * times:>10.1f} {unit}"
            f"{self.ratio:>9.2f} {sign} {self.bound:<6g} {verdict}"
        )


def compare(
    name: str, subject: Callable[[], object], floor: Callable[[], object], *, bound: float, runs: int = 9
) -> Ratio:
    """Times `subject` and `floor` in turns, `runs` times after one warm-up, and keeps the median of subject/floor."""
    pairs = [(_seconds(subject), _seconds(floor)) for _run in range(runs + 1)][1:]
    return Ratio(
        name,
        median(first for first, _second in pairs),
        median(second for _first, second in pairs),
        median(first / second for first, second in pairs),
        bound,
    )


def process(command: Command, environment: Mapping[str, str] | None = None) -> Callable[[], object]:
    """A function that runs `command` as a whole process and fails when the process fails."""
    settings = {**os.environ, **(environment or {})}
    settings.pop("PYTHONDONTWRITEBYTECODE", None)  # the first run, which is not counted, compiles

    def run() -> None:
        result = subprocess.run(command, env=settings, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if result.returncode:
            sys.exit(f"{' '.join(command)} failed:\n{result.stderr.decode(errors='replace')}")

    return run


def _seconds(task: Callable[[], object]) -> float:
    started = time.perf_counter()
    task()
    return time.perf_counter() - started
