"""Runs the benchmarks named on the command line, or all of them."""

from __future__ import annotations

import importlib
import sys

BENCHMARKS = ("start_up", "register_growth", "insert", "report", "memory", "import_list", "due", "merge", "ward_form")


def main(names: list[str]) -> int:
    """Prints one line a ratio; 1 when a bound is broken."""
    ratios = [
        ratio for name in names or BENCHMARKS for ratio in importlib.import_module(f"benchmarks.{name}").measure()
    ]
    for ratio in ratios:
        print(ratio.line())
    return 0 if all(ratio.kept for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
