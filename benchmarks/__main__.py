"""Runs the benchmarks named on the command line, or all of them."""

from __future__ import annotations

import importlib
import os
import sys
from tempfile import TemporaryDirectory

BENCHMARKS = ("start_up", "register_growth", "insert", "report", "memory", "import_list", "due", "merge", "ward_form")


def main(names: list[str]) -> int:
    """Prints one line a ratio; 1 when a bound is broken."""
    with TemporaryDirectory() as cache:  # what cpkit remembers lies apart: no other run touches it
        os.environ |= {"XDG_CACHE_HOME": cache, "LOCALAPPDATA": cache}
        modules = [importlib.import_module(f"benchmarks.{name}") for name in names or BENCHMARKS]
        ratios = [ratio for module in modules for ratio in module.measure()]
    for ratio in ratios:
        print(ratio.line())
    return 0 if all(ratio.kept for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
