"""What the whole program rests on and a plugin could change: put back after each call into a plugin's code.

The folder worked in, the locale, the reckoning of decimals, signals, warnings, the environment, the limits of Python.
What a plugin adds to `sys.path` stays, behind what was there before. Nothing puts back a part of cpkit that a plugin
replaced: whoever installs code trusts it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK", "SIGPIPE") if hasattr(signal, name)
)


@contextmanager
def kept() -> Iterator[None]:
    """Run a plugin's code; afterwards everything stands as it stood before."""
    before = _now()
    try:
        yield
    finally:
        _put_back(before)


def _now() -> dict[str, Any]:
    decimal, locale = sys.modules.get("decimal"), sys.modules.get("locale")
    return {
        "folder": _folder(),
        "environment": dict(os.environ),
        "path": list(sys.path),
        "signals": {each: signal.getsignal(each) for each in _SIGNALS},
        "warnings": list(warnings.filters),
        "recursion": sys.getrecursionlimit(),
        "streams": (sys.stdin, sys.stdout, sys.stderr, sys.excepthook),
        "decimal": decimal.getcontext().copy() if decimal else None,
        "locale": locale.setlocale(locale.LC_ALL) if locale else None,
    }


def _put_back(before: dict[str, Any]) -> None:
    sys.stdin, sys.stdout, sys.stderr, sys.excepthook = before["streams"]
    if sys.getrecursionlimit() != before["recursion"]:
        sys.setrecursionlimit(before["recursion"])
    if warnings.filters != before["warnings"]:
        warnings.filters[:] = before["warnings"]  # type: ignore[index]
    sys.path[:] = [*before["path"], *(folder for folder in sys.path if folder not in before["path"])]
    _put_back_environment(before["environment"])
    if before["folder"] and _folder() != before["folder"]:
        with suppress(OSError):
            os.chdir(before["folder"])
    _put_back_signals(before["signals"])
    _put_back_numbers(before)


def _folder() -> str:
    try:
        return str(Path.cwd())
    except OSError:  # it was removed
        return ""


def _put_back_environment(before: dict[str, str]) -> None:
    if dict(os.environ) == before:
        return
    zone = os.environ.get("TZ")
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    os.environ.update({name: value for name, value in before.items() if os.environ.get(name) != value})
    if zone != before.get("TZ") and hasattr(time, "tzset"):
        time.tzset()


def _put_back_signals(before: dict[int, Any]) -> None:
    for each, handler in before.items():
        if signal.getsignal(each) is not handler and handler is not None:
            with suppress(ValueError):  # only the main thread may
                signal.signal(each, handler)


def _put_back_numbers(before: dict[str, Any]) -> None:
    """The reckoning of decimals and the locale; of a module that came only now, as it begins."""
    decimal, locale = sys.modules.get("decimal"), sys.modules.get("locale")
    if decimal:
        decimal.setcontext(before["decimal"] or decimal.Context(prec=28, rounding=decimal.ROUND_HALF_EVEN))
    if locale and before["locale"] is not None and locale.setlocale(locale.LC_ALL) != before["locale"]:
        locale.setlocale(locale.LC_ALL, before["locale"])
