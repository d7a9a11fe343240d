"""Running a piece of a test in a process of its own."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable

import pytest

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def start(task: Callable[[], None]) -> int:
    """Fork a process that does `task` and ends in 0, or in 1 when it raises; its number."""
    number = os.fork()
    if number:
        return number
    try:
        task()
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def wait_for(*numbers: int) -> list[int]:
    """Wait for those processes; their exit codes (negative: the signal that ended one)."""
    return [os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) for number in numbers]
