"""A call into a plugin's code that may not last for ever, nor write among the program's results.

Where the system has alarms (Linux, macOS) the alarm ends whatever Python does: a loop, a sleep, a wait for the
network. Elsewhere (Windows) a watching thread raises the same error in the calling one; that ends any loop of Python at
once, but a wait inside the system only when the system returns - Ctrl+C ends that too. The thread ends with the call.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stdout
from typing import Any

from cpkit.plugins import choices


class TooSlow(BaseException):
    """A plugin did not come back in time. Not an Exception, so that a plugin's `except Exception` lets it through."""


_watched: set[int] = set()
"""Threads with a limit already: a hook called from within a hook has that of the outer one."""


@contextmanager
def guarded() -> Iterator[None]:
    """Run a plugin's code: raises `TooSlow` after `choices.seconds()`; what it prints goes to stderr."""
    with redirect_stdout(sys.stderr), _limit(choices.seconds()):
        yield


def _limit(seconds: float) -> AbstractContextManager[Any]:
    me = threading.get_ident()
    if not seconds or me in _watched:
        return nullcontext()
    by_alarm = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    return _by_alarm(seconds, me) if by_alarm else by_watcher(seconds, me)


@contextmanager
def _by_alarm(seconds: float, me: int) -> Iterator[None]:
    def end(*_signal: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    _watched.add(me)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        _watched.discard(me)


@contextmanager
def by_watcher(seconds: float, me: int) -> Iterator[None]:
    """The limit for thread `me` where there are no alarms."""
    import ctypes

    done, deciding = threading.Event(), threading.Lock()

    def watch() -> None:
        if not done.wait(seconds):
            with deciding:
                if not done.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(me), ctypes.py_object(TooSlow))

    watcher = threading.Thread(target=watch, name="cpkit plugin limit", daemon=True)
    watcher.start()
    _watched.add(me)
    try:
        yield
    finally:
        with deciding:
            done.set()
        watcher.join()
        _watched.discard(me)
