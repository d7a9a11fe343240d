"""Kills a process that writes to a store, damages the journal it left, and holds the store against what was told.

The writer is a forked process. Before each job it says how many changes the job makes, after it what the store now has
to hold; the killer keeps the last of these words and holds the store against them. A job whose end was not told may be
there whole or not at all.
"""

from __future__ import annotations

import os
import pickle
import random
import shutil
import signal
import struct
import time
import traceback
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from cpkit.store import Store
from cpkit.store.engine import COPY, DATABASE
from cpkit.store.journal import was_synced
from cpkit.store.secondcopy import PENDING
from cpkit.store.settings import new_settings

KEY = bytes(range(32))
JOURNAL = DATABASE + "-journal"
LONGEST_LIFE = 0.12  # seconds a writer lives when it is killed at a random moment
LONGEST_COMMIT = 0.004  # seconds it lives after its COMMIT was seen to begin
TRIALS_A_STORE = 40
SHARE_OF_KILLED_RECOVERIES = 0.3
FAMILIES = ("Lò", "Quàng", "Cà", "Nguyễn", "Vàng", "Giàng", "Sùng", "Tòng")
GIVEN = ("Thử", "Mẫu", "Ví", "Dụ", "Nghiệm", "Tập")

Documents = dict[str, dict[int, dict[str, Any]]]
Touched = dict[str, list[int]]
Job = Callable[[Store, random.Random], Generator[int, None, Touched]]


def person(chance: random.Random) -> dict[str, Any]:
    """A made-up child."""
    name = f"{chance.choice(FAMILIES)} Thị {chance.choice(GIVEN)} {chance.randrange(10**6)}"
    note = "ghi chú " * chance.randrange(60)
    return {"name": name, "id_number": f"{chance.randrange(10**12):012}", "hamlet": "Bản Thử", "note": note}


def register(store: Store, chance: random.Random) -> Generator[int, None, Touched]:
    """One child."""
    yield 1
    with store.write("register"):
        return {"children": [store.table("children").insert(person(chance))]}


def log(store: Store, chance: random.Random) -> Generator[int, None, Touched]:
    """Interventions for some children, in one action."""
    rows = [{"children": [child], "service": "y_te", "date": "2025-05-05"} for child in _some(store, chance, 30)]
    yield len(rows)
    with store.write("log"):
        return {"interventions": store.table("interventions").insert_multiple(rows)}


def import_list(store: Store, chance: random.Random) -> Generator[int, None, Touched]:
    """A list of children, in one action."""
    rows = [person(chance) for _row in range(chance.randrange(50, 600))]
    yield len(rows)
    with store.write("import"):
        return {"children": store.table("children").insert_multiple(rows)}


def edit(store: Store, chance: random.Random) -> Generator[int, None, Touched]:
    """Some children, or all, changed."""
    ids = _some(store, chance, 10) if chance.random() < 0.7 else [doc_id for doc_id, _child in store.rows("children")]
    yield len(ids)
    return {"children": store.table("children").update({"hamlet": f"Tổ {chance.random()}"}, doc_ids=ids)}


def remove(store: Store, chance: random.Random) -> Generator[int, None, Touched]:
    """Some children removed."""
    ids = _some(store, chance, 200)
    yield len(ids)
    return {"children": store.table("children").remove(doc_ids=ids)}


def look(store: Store, chance: random.Random) -> Generator[int, None, Touched]:
    """A look put on record."""
    yield 0
    store.look("child list", [str(chance.randrange(1000))])
    return {}


JOBS: dict[Job, int] = {register: 5, log: 3, import_list: 2, edit: 3, remove: 1, look: 1}


def _some(store: Store, chance: random.Random, most: int) -> list[int]:
    ids = [doc_id for doc_id, _child in store.rows("children")]
    return chance.sample(ids, min(len(ids), chance.randrange(1, most)))


def leave(path: Path, chance: random.Random) -> None:
    """Leave the journal as it is."""


def delete(path: Path, chance: random.Random) -> None:
    """Delete it."""
    path.unlink()


def cut(path: Path, chance: random.Random) -> None:
    """Cut it short."""
    os.truncate(path, chance.randrange(path.stat().st_size + 1))


def spoil(path: Path, chance: random.Random) -> None:
    """Change some of its bytes."""
    content = bytearray(path.read_bytes())
    for _byte in range(chance.randrange(1, 50) if content else 0):
        content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
    path.write_bytes(content)


def overwrite(path: Path, chance: random.Random) -> None:
    """Write something else in its place."""
    path.write_bytes(chance.randbytes(path.stat().st_size))


DAMAGES = (leave, delete, cut, spoil, overwrite)


@dataclass
class Outcome:
    """What a series of kills came to."""

    kills: int = 0
    acknowledged: int = 0
    finished_unsaid: int = 0
    recoveries_killed: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    damages: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def run(folder: Path, kills: int, seed: int, *, aimed: bool) -> Outcome:
    """Kill a writer `kills` times, at random moments or (`aimed`) in its COMMITs, and check the store each time."""
    outcome, chance = Outcome(), random.Random(seed)
    while outcome.kills < kills and not outcome.faults:
        home = folder / f"store-{outcome.kills}"
        _make(home, chance)
        with Store.open(home, KEY) as store:
            expected = contents(store)
        for _number in range(min(TRIALS_A_STORE, kills - outcome.kills)):
            expected = _trial(home, expected, chance, outcome, aimed=aimed)
            if outcome.faults:
                break
        else:
            shutil.rmtree(home)
    return outcome


def _make(home: Path, chance: random.Random) -> None:
    settings = new_settings(unit="34:03127", unit_name="Phường Mường Lay", officer="Cán bộ thử", practice=True)
    with Store.create(home, settings, KEY) as store:
        store.table("children").insert_multiple([person(chance) for _child in range(chance.choice((5, 500, 2000)))])


def contents(store: Store) -> Documents:
    """Every document of `store`."""
    return {name: dict(store.rows(name)) for name in sorted(store.tables())}


def _trial(home: Path, expected: Documents, chance: random.Random, outcome: Outcome, *, aimed: bool) -> Documents:
    said, seed = home.with_suffix(".said"), chance.getrandbits(64)
    said.write_bytes(b"")
    writer = os.fork()
    if not writer:
        _work(home, random.Random(seed), said)
    while not said.stat().st_size:
        time.sleep(0.0005)
    _wait(home, chance, aimed=aimed)
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    outcome.kills += 1
    outcome.moments[_moment(home)] += 1
    _damage(home, chance, outcome)
    if chance.random() < SHARE_OF_KILLED_RECOVERIES:
        _kill_recovery(home, chance)
        outcome.recoveries_killed += 1
    return _judge(home, expected, list(_words(said)), outcome)


def _wait(home: Path, chance: random.Random, *, aimed: bool) -> None:
    if not aimed:
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        return
    deadline = time.monotonic() + chance.uniform(0.1, 2)
    with (home / COPY).open("rb", buffering=0) as copy:
        while time.monotonic() < deadline and os.pread(copy.fileno(), len(PENDING), 0) != PENDING:
            pass
    time.sleep(chance.uniform(0, LONGEST_COMMIT))


def _moment(home: Path) -> str:
    """How far the killed writer had come, from what it left."""
    pending = (home / COPY).read_bytes()[: len(PENDING)] == PENDING
    journal = home / JOURNAL
    if not journal.exists():
        return "after its COMMIT, before its mark" if pending else "between writes"
    if was_synced(journal):
        return "in its COMMIT, the file being changed"
    return "second copy whole, COMMIT not begun" if pending else "before the second copy was whole"


def _damage(home: Path, chance: random.Random, outcome: Outcome) -> None:
    if (home / JOURNAL).exists():
        damage = chance.choice(DAMAGES)
        damage(home / JOURNAL, chance)
        outcome.damages[damage.__name__] += 1


def _kill_recovery(home: Path, chance: random.Random) -> None:
    """Open the store in a process that is killed too; what it left behind must do no harm either."""
    opener = os.fork()
    if not opener:
        with suppress(BaseException), Store.open(home, KEY):
            pass
        os._exit(0)
    time.sleep(chance.uniform(0, LONGEST_COMMIT))
    os.kill(opener, signal.SIGKILL)
    os.waitpid(opener, 0)


def _judge(home: Path, expected: Documents, words: list[tuple[str, Any]], outcome: Outcome) -> Documents:
    intended = 0
    for kind, value in words:
        if kind == "fails":
            outcome.faults.append(value)
        elif kind == "begins":
            intended = value
        else:
            outcome.acknowledged += 1
            _apply(expected, value)
    with Store.open(home, KEY) as store:
        found, report = contents(store), store.verify()
    differences = _differences(expected, found)
    outcome.finished_unsaid += bool(differences)
    allowed = (0, intended) if words[-1][0] == "begins" else (0,)
    if differences not in allowed:
        outcome.faults.append(f"{differences} documents are not as acknowledged, {intended} were under way")
    outcome.faults += report.problems
    return found


def _apply(expected: Documents, effects: Documents) -> None:
    for table, documents in effects.items():
        known = expected.setdefault(table, {})
        known.update(documents)
        for doc_id in [doc_id for doc_id, document in documents.items() if document is None]:
            del known[doc_id]


def _differences(expected: Documents, found: Documents) -> int:
    names = expected.keys() | found.keys()
    pairs = ((expected.get(name, {}), found.get(name, {})) for name in names)
    return sum(first.get(doc_id) != second.get(doc_id) for first, second in pairs for doc_id in first.keys() | second)


def _work(home: Path, chance: random.Random, said: Path) -> NoReturn:
    """The writer: jobs until it is killed, telling into the file `said`."""
    with said.open("ab", buffering=0) as file:
        try:
            with Store.open(home, KEY) as store:
                while True:
                    _do(store, chance, file)
        except BaseException:
            _say(file, ("fails", traceback.format_exc()))
    os._exit(1)


def _do(store: Store, chance: random.Random, file: BinaryIO) -> None:
    job = chance.choices(list(JOBS), list(JOBS.values()))[0](store, chance)
    _say(file, ("begins", next(job)))
    try:
        next(job)
    except StopIteration as done:
        touched: Touched = done.value
    effects = {
        table: {doc_id: store.table(table).get(doc_id=doc_id) for doc_id in ids} for table, ids in touched.items()
    }
    _say(file, ("holds", effects))


def _say(file: BinaryIO, word: tuple[str, Any]) -> None:
    message = pickle.dumps(word)
    file.write(struct.pack(">I", len(message)) + message)


def _words(said: Path) -> Iterator[tuple[str, Any]]:
    content = said.read_bytes()
    while len(content) >= 4:
        length = struct.unpack_from(">I", content)[0]
        if len(content) >= 4 + length:
            yield pickle.loads(content[4 : 4 + length])
        content = content[4 + length :]
