"""`cpkit --help` against the least a click program with plugins can import."""

from __future__ import annotations

import sys

from benchmarks.timing import Ratio, compare, process


def measure() -> list[Ratio]:
    """The whole process `cpkit --help`, at most 1.35 times `python -c "import click, pluggy"`."""
    return [
        compare(
            "cpkit --help : import click, pluggy",
            process([sys.executable, "-m", "cpkit", "--help"]),
            process([sys.executable, "-c", "import click, pluggy"]),
            bound=1.35,
            runs=21,
        )
    ]
