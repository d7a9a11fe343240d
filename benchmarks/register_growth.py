"""Registering one child in a ward of 50,000 children against the same in a ward of 1,000."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.timing import Ratio, compare, process
from benchmarks.wards import make_home


def measure() -> list[Ratio]:
    """The whole process `cpkit register …`, at most 1.3 times as long at 50,000 children as at 1,000."""
    with TemporaryDirectory() as folder:
        large = make_home(Path(folder) / "large", children=50_000)
        small = make_home(Path(folder) / "small", children=1_000)
        return [compare("register at 50,000 : at 1,000", _registering(large), _registering(small), bound=1.3, runs=15)]


def _registering(home: Path) -> Callable[[], object]:
    numbers = itertools.count()
    register = [sys.executable, "-m", "cpkit", "--home", str(home), "register", "--json", "--sex", "nam"]
    known = ["--birth-date", "05/03/2019", "--mother", "Quàng Thị Đo"]
    return lambda: process([*register, *known, "--name", f"Lò Văn {_letters(next(numbers))}"])()


def _letters(number: int) -> str:
    """`number` as letters only, so that every run registers another child."""
    return "Đo" + "".join(chr(ord("a") + int(digit)) for digit in str(number))
