"""A plugin's code that may not last for ever, nor write among the program's results, nor change what others rest on.

Where the system has alarms (Linux, macOS) an alarm ends whatever Python does: a loop, a sleep, a wait for the network.
Elsewhere (Windows) a watching thread raises the same error in the calling one; that ends any loop of Python at once,
but a wait inside the system only when the system returns - Ctrl+C ends that too. The thread ends with the call.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from time import monotonic
from types import TracebackType
from typing import Any, TypeVar

from cpkit.plugins import choices
from cpkit.plugins.surroundings import kept

Answer = TypeVar("Answer")
FAILURES: tuple[type[BaseException], ...]
"""What a plugin's code may raise and cpkit answers for; Ctrl+C is none of it."""


class _Shown:
    """The stream that people read, lent to a plugin: closing it closes nothing."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def close(self) -> None:
        """Nothing: what is said afterwards must still be seen."""


class TooSlow(BaseException):
    """A plugin did not come back in time. Not an Exception, so that a plugin's `except Exception` lets it through."""


FAILURES = (Exception, SystemExit, TooSlow)
_watches: list[Watch] = []
"""The watches of this process, the innermost last."""


def guarded(work: Callable[[], Answer]) -> Answer:
    """What `work`, a plugin's code, gives. Raises `TooSlow` after `choices.seconds()`; what it prints goes to stderr.

    A plugin that calls another one from its own code has the limit of the outer call.
    """
    with _fenced():
        if not choices.seconds() or any(watch.is_mine() and watch.began is not None for watch in _watches):
            return work()
        with Watch(choices.seconds()) as watch:
            return watch.call("", work)


@contextmanager
def counting() -> Iterator[None]:
    """Within it every `Timed` function has a limit for all its calls together; what they print goes to stderr."""
    with _fenced(), Watch(choices.seconds()):
        yield


@contextmanager
def _fenced() -> Iterator[None]:
    shown: Any = _Shown(sys.stderr)
    with redirect_stdout(shown), redirect_stderr(shown), kept():
        yield


class Timed:
    """A plugin's function that is called for every record: all calls of one count may last as long as one of a hook."""

    def __init__(self, plugin: str, function: Callable[..., Any]) -> None:
        self.plugin, self.function = plugin, function

    def __call__(self, *arguments: Any) -> Any:
        """What the function gives; raises `TooSlow` when its time is up, at once where it was up before."""
        watch = next((each for each in reversed(_watches) if each.is_mine()), None)
        if watch is None:
            return guarded(lambda: self.function(*arguments))
        return watch.call(self, lambda: self.function(*arguments))


class Watch:
    """Looks every now and then how long a plugin's code has been running, and raises `TooSlow` in it.

    `by_thread` is how it is done where there are no alarms, and outside the main thread.
    """

    def __init__(self, seconds: float, *, by_thread: bool | None = None) -> None:
        self.seconds, self.thread = seconds, threading.get_ident()
        self.every = max(0.05, min(seconds / 4, 1.0))
        self.began: float | None = None
        self.who: object = ""
        self.used: dict[object, float] = {}
        in_main = threading.current_thread() is threading.main_thread()
        no_alarms = not (hasattr(signal, "setitimer") and in_main)
        self.by_thread = no_alarms if by_thread is None else by_thread
        self._sent, self._deciding, self._done = False, threading.Lock(), threading.Event()
        self._watcher = threading.Thread(target=self._look, name="cpkit plugin limit", daemon=True)

    def is_mine(self) -> bool:
        """Whether it watches the thread that asks."""
        return self.thread == threading.get_ident()

    def call(self, who: object, work: Callable[[], Answer]) -> Answer:
        """What `work` gives; raises `TooSlow` when `who` has used up its time, in this call or before it."""
        if self.seconds and self.used.get(who, 0.0) >= self.seconds:
            raise TooSlow
        outer = self.who, self.began
        try:
            self.who, self.began = who, monotonic()
            return work()
        finally:
            began, self.began = self.began, None  # one step: an alarm after it raises nothing
            self._settle()
            self.used[who] = self.used.get(who, 0.0) + monotonic() - (began or monotonic())
            self.who, self.began = outer

    def is_up(self) -> bool:
        """Whether what runs now has used up its time."""
        began = self.began
        return began is not None and monotonic() - began + self.used.get(self.who, 0.0) >= self.seconds

    def __enter__(self) -> Watch:
        _watches.append(self)
        if self.seconds and self.by_thread:
            self._watcher.start()
        elif self.seconds:
            self._before = signal.signal(signal.SIGALRM, self._alarm)
            self._timer = signal.setitimer(signal.ITIMER_REAL, self.every, self.every)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        _watches.remove(self)
        if self.seconds and self.by_thread:
            self._done.set()
            self._watcher.join()
        elif self.seconds:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before if self._before is not None else signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, *self._timer)

    def _alarm(self, *_signal: object) -> None:
        if self.is_up():
            raise TooSlow

    def _look(self) -> None:
        """What the watching thread does: raises `TooSlow` in the other one, again and again while it goes on."""
        import ctypes

        while not self._done.wait(self.every):
            with self._deciding:
                if self.is_up():
                    self._sent = True
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.thread), ctypes.py_object(TooSlow))

    def _settle(self) -> None:
        """Take back an error that was sent and has not come yet: it would come in the midst of cpkit's own code."""
        while self.by_thread:
            try:
                with self._deciding:
                    if self._sent:
                        import ctypes

                        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.thread), None)
                    self._sent = False
                return
            except TooSlow:  # it came just now
                continue
