"""Several processes that write at once, and files with one wrong byte."""

from __future__ import annotations

import os
import random
from pathlib import Path

from benchmarks.kills import KEY, contents, person
from cpkit.errors import Damaged
from cpkit.store import Store
from cpkit.store.engine import DATABASE
from cpkit.store.settings import new_settings


def race(folder: Path, writers: int, inserts: int) -> list[str]:
    """Let `writers` processes register `inserts` children each, flat out; what went wrong."""
    home = folder / "race"
    _new(home).close()
    processes = [_fork(home, number, inserts) for number in range(writers)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]
    said = [int(one) for number in range(writers) for one in (home / f"{number}.ids").read_text().split()]
    with Store.open(home, KEY) as store:
        found = [doc_id for doc_id, _child in store.rows("children")]
        faults = list(store.verify().problems)
    if any(codes) or sorted(said) != found or len(set(said)) != writers * inserts:
        faults.append(f"{writers * inserts} registered, {len(said)} told, {len(set(said))} ids, {len(found)} found")
    return faults


def _new(home: Path) -> Store:
    return Store.create(home, new_settings(unit="34:03127", unit_name="Phường Mường Lay", officer="Cán bộ thử"), KEY)


def _fork(home: Path, number: int, inserts: int) -> int:
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        chance = random.Random(number)
        with Store.open(home, KEY) as store, (home / f"{number}.ids").open("w") as told:
            for _insert in range(inserts):
                print(store.table("children").insert(person(chance)), file=told, flush=True)
        code = 0
    finally:
        os._exit(code)


def wrong_bytes(folder: Path, trials: int, seed: int) -> list[str]:
    """Change one bit of the database file `trials` times; each time that was not refused."""
    home, chance = folder / "bytes", random.Random(seed)
    with _new(home) as store:
        store.table("children").insert_multiple([person(chance) for _child in range(500)])
        held = contents(store)
    content = (home / DATABASE).read_bytes()
    faults = []
    for _trial in range(trials):
        place = chance.randrange(len(content))
        changed = bytearray(content)
        changed[place] ^= 1 << chance.randrange(8)
        (home / DATABASE).write_bytes(changed)
        if not _is_refused(home, held):
            faults.append(f"byte {place} was not noticed")
    return faults


def _is_refused(home: Path, held: dict[str, object] | object) -> bool:
    try:
        with Store.open(home, KEY) as store:
            return contents(store) == held and not store.verify().ok
    except Damaged:
        return True
