"""What a plugin changes of the program it runs in is put back, so that no figure, day or file comes out otherwise."""

from __future__ import annotations

import decimal
import locale
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from cpkit.plugins.limits import counting
from cpkit.plugins.manager import collect, failures
from tests.plugins.conftest import Plug

MEDDLES: dict[str, tuple[str, Callable[[], object]]] = {
    "the folder worked in": ("import os; os.chdir('/')", Path.cwd),
    "where the store lies": ("import os; os.environ['CPKIT_HOME'] = '/nowhere'", lambda: os.environ["CPKIT_HOME"]),
    "the time zone": (
        "import os, time; os.environ['TZ'] = 'America/New_York'; time.tzset()",
        lambda: (os.environ.get("TZ"), time.tzname),
    ),
    "the reckoning of decimals": ("import decimal; decimal.getcontext().prec = 1", lambda: decimal.Decimal(1) / 3),
    "Ctrl+C": (
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)",
        lambda: signal.getsignal(signal.SIGINT),
    ),
    "warnings": ("import warnings; warnings.simplefilter('error')", lambda: list(warnings.filters)),
    "the depth of calls": ("import sys; sys.setrecursionlimit(200)", sys.getrecursionlimit),
    "the streams": ("import sys; sys.stdout = sys.stderr = sys.stdin = None", lambda: (sys.stdout, sys.stderr)),
    "what a crash shows": ("import sys; sys.excepthook = print", lambda: sys.excepthook),
    "the locale": ("import locale; locale.setlocale(locale.LC_ALL, 'C')", lambda: locale.setlocale(locale.LC_ALL)),
}
HOOK = "from cpkit.plugins import hookimpl\n@hookimpl\ndef forms(register):\n    {meddle}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="time.tzset and the folder / are not there")
@pytest.mark.parametrize("what", MEDDLES)
@pytest.mark.parametrize("when", ["imported", "asked"])
def test_is_put_back(plug: Plug, what: str, when: str) -> None:
    meddle, look = MEDDLES[what]
    before = look()
    plug("meddler", meddle if when == "imported" else HOOK.format(meddle=meddle))
    collect("forms")
    assert look() == before
    assert failures() == []


def test_folders_of_modules_stay_in_their_order_with_new_ones_behind(plug: Plug) -> None:
    plug("finder", "import sys; del sys.path[:]; sys.path.insert(0, '/a/folder/of/its/own')")
    before = list(sys.path)
    collect("forms")
    assert sys.path == [*before, "/a/folder/of/its/own"]
    sys.path.remove("/a/folder/of/its/own")


def test_closing_the_stream_closes_nothing(plug: Plug, capsys: pytest.CaptureFixture[str]) -> None:
    plug("closer", "import sys; sys.stdout.close(); sys.stderr.close(); print('still said')")
    collect("forms")
    assert "still said" in capsys.readouterr().err


def test_what_is_changed_while_records_are_counted_is_put_back_too() -> None:
    before = decimal.getcontext().prec
    with counting():
        decimal.getcontext().prec = 1
    assert decimal.getcontext().prec == before
