"""Kills a process that writes to a store, and holds the store against what the process told.

Before each job the writer tells how many documents the job changes, after it what they now are. A job whose end was
not told may be there whole or not at all; everything else must be exactly as told, and the store must verify clean.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from benchmarks.killing import Outcome, Say, Word, kill
from cpkit.store import Store
from cpkit.store.settings import new_settings

KEY = bytes(range(32))
LONGEST_LIFE = 0.12  # seconds
TRIALS_A_STORE = 40
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


def run(folder: Path, kills: int, seed: int, *, aimed: bool) -> Outcome:
    """Kill a writer `kills` times, at random moments or (`aimed`) in its COMMITs, and check the store each time."""
    outcome, chance = Outcome(), random.Random(seed)
    while outcome.kills < kills and not outcome.faults:
        home = folder / f"store-{outcome.kills}"
        expected = _make(home, chance)
        for _number in range(min(TRIALS_A_STORE, kills - outcome.kills)):
            expected = _trial(home, expected, chance, outcome, aimed=aimed)
            if outcome.faults:
                return outcome  # the store is left for a look at it
        shutil.rmtree(home)
    return outcome


def _make(home: Path, chance: random.Random) -> Documents:
    settings = new_settings(unit="34:03127", unit_name="Phường Mường Lay", officer="Cán bộ thử", practice=True)
    with Store.create(home, settings, KEY) as store:
        store.table("children").insert_multiple([person(chance) for _child in range(chance.choice((5, 500, 2000)))])
        return contents(store)


def contents(store: Store) -> Documents:
    """Every document of `store`."""
    return {name: dict(store.rows(name)) for name in sorted(store.tables())}


def _trial(home: Path, expected: Documents, chance: random.Random, outcome: Outcome, *, aimed: bool) -> Documents:
    seed = chance.getrandbits(64)
    words = kill(
        home,
        lambda say: _work(home, random.Random(seed), say),
        lambda: Store.open(home, KEY),
        chance,
        outcome,
        None if aimed else LONGEST_LIFE,
    )
    return _judge(home, expected, words, outcome)


def _work(home: Path, chance: random.Random, say: Say) -> None:
    with Store.open(home, KEY) as store:
        while True:
            _do(chance.choices(list(JOBS), list(JOBS.values()))[0](store, chance), store, say)


def _do(job: Generator[int, None, Touched], store: Store, say: Say) -> None:
    say("begins", next(job))
    try:
        next(job)
    except StopIteration as done:
        touched: Touched = done.value
    tables = {name: store.table(name) for name in touched}
    say("holds", {name: {one: tables[name].get(doc_id=one) for one in ids} for name, ids in touched.items()})


def _judge(home: Path, expected: Documents, words: list[Word], outcome: Outcome) -> Documents:
    intended = 0
    for kind, value in words:
        if kind == "fails":
            outcome.faults.append(value)
        elif kind == "begins":
            intended = value
        else:
            outcome.acknowledged += 1
            intended = 0
            _apply(expected, value)
    with Store.open(home, KEY) as store:
        found, report = contents(store), store.verify()
    differences = _differences(expected, found)
    outcome.finished_untold += bool(differences)
    if differences not in (0, intended):
        outcome.faults.append(f"{differences} documents are not as told, {intended} were under way")
    outcome.faults += report.problems
    return found


def _apply(expected: Documents, told: dict[str, dict[int, dict[str, Any] | None]]) -> None:
    for table, documents in told.items():
        known = expected.setdefault(table, {})
        for doc_id, document in documents.items():
            if document is None:
                del known[doc_id]
            else:
                known[doc_id] = document


def _differences(expected: Documents, found: Documents) -> int:
    pairs = [(expected.get(name, {}), found.get(name, {})) for name in expected.keys() | found.keys()]
    return sum(first.get(doc_id) != second.get(doc_id) for first, second in pairs for doc_id in first.keys() | second)
