"""Kills a forked writer, damages the journal it left, and says at what moment the kill came.

A writer tells into a file what it is about to do and what it has done: the file outlives it.
"""

from __future__ import annotations

import os
import pickle
import random
import signal
import struct
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cpkit.store.engine import COPY, DATABASE
from cpkit.store.journal import was_synced
from cpkit.store.secondcopy import PENDING

JOURNAL = DATABASE + "-journal"
LONGEST_COMMIT = 0.012  # seconds a writer lives after its COMMIT was seen to begin
SHARE_OF_KILLED_RECOVERIES = 0.3

Say = Callable[[str, Any], None]
Word = tuple[str, Any]


@dataclass
class Outcome:
    """What a series of kills came to; `finished_untold`: jobs done though the writer could not say so any more."""

    kills: int = 0
    acknowledged: int = 0
    finished_untold: int = 0
    recoveries_killed: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    damages: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def kill(
    home: Path,
    work: Callable[[Say], None],
    reopen: Callable[[], object],
    chance: random.Random,
    outcome: Outcome,
    longest_life: float | None,
) -> list[Word]:
    """Fork a process that does `work`, kill it, damage the journal it left; what it told.

    It is killed within `longest_life` seconds of its first word; with None, in a COMMIT. `reopen` opens the store: in
    some of the trials in a process that is killed too.
    """
    told = home.with_suffix(".told")
    told.write_bytes(b"")
    writer = _fork(told, work)
    _wait_until_it_works(told)
    _let_live(home, chance, longest_life)
    _end(writer)
    outcome.kills += 1
    outcome.moments[_moment(home)] += 1
    _damage(home / JOURNAL, chance, outcome)
    if chance.random() < SHARE_OF_KILLED_RECOVERIES:
        opener = _fork(told.with_suffix(".opener"), lambda say: suppress_all(reopen))
        time.sleep(chance.uniform(0, LONGEST_COMMIT))
        _end(opener)
        outcome.recoveries_killed += 1
    return list(_words(told))


def suppress_all(task: Callable[[], object]) -> None:
    """Do `task`, whatever it raises."""
    with suppress(BaseException):
        task()


def _fork(told: Path, work: Callable[[Say], None]) -> int:
    number = os.fork()
    if number:
        return number
    with told.open("ab", buffering=0) as file:

        def say(kind: str, value: Any) -> None:
            message = pickle.dumps((kind, value))
            file.write(struct.pack(">I", len(message)) + message)

        try:
            work(say)
        except BaseException:
            say("fails", traceback.format_exc())
    os._exit(0)


def _wait_until_it_works(told: Path) -> None:
    while not told.stat().st_size:
        time.sleep(0.0005)


def _let_live(home: Path, chance: random.Random, longest_life: float | None) -> None:
    if longest_life is not None:
        time.sleep(chance.uniform(0, longest_life))
        return
    deadline = time.monotonic() + 2
    with (home / COPY).open("rb", buffering=0) as copy:
        while time.monotonic() < deadline and os.pread(copy.fileno(), len(PENDING), 0) != PENDING:
            pass
    time.sleep(chance.uniform(0, LONGEST_COMMIT))


def _end(number: int) -> None:
    os.kill(number, signal.SIGKILL)
    os.waitpid(number, 0)


def _moment(home: Path) -> str:
    """How far the killed writer had come, from what it left."""
    pending = (home / COPY).read_bytes()[: len(PENDING)] == PENDING
    if not (home / JOURNAL).exists():
        return "after the file was changed, before its mark" if pending else "between writes"
    if was_synced(home / JOURNAL):
        return "while the file was being changed"
    return "second copy whole, file not yet changed" if pending else "before the second copy was whole"


def _damage(journal: Path, chance: random.Random, outcome: Outcome) -> None:
    if journal.exists():
        damage = chance.choice(list(DAMAGES))
        DAMAGES[damage](journal, chance)
        outcome.damages[damage] += 1


def _leave(path: Path, chance: random.Random) -> None:
    pass


def _delete(path: Path, chance: random.Random) -> None:
    path.unlink()


def _cut(path: Path, chance: random.Random) -> None:
    os.truncate(path, chance.randrange(path.stat().st_size + 1))


def _spoil(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    for _byte in range(chance.randrange(1, 50) if content else 0):
        content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
    path.write_bytes(content)


def _overwrite(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.randbytes(path.stat().st_size))


DAMAGES: dict[str, Callable[[Path, random.Random], None]] = {
    "left as it was": _leave,
    "deleted": _delete,
    "cut short": _cut,
    "some bytes changed": _spoil,
    "overwritten": _overwrite,
}


def _words(told: Path) -> Iterator[Word]:
    """What was told, but for a last word cut off by the kill."""
    content = memoryview(told.read_bytes())
    while len(content) >= 4:
        length = struct.unpack_from(">I", content)[0]
        if len(content) >= 4 + length:
            yield pickle.loads(content[4 : 4 + length])
        content = content[4 + length :]
